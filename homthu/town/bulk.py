"""Ratings by the hundred thousand: rows written past the verbs, under pseudonyms all the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from feedback.periods import local, quarter
from feedback.ports import ReplyBox
from feedback.ratings import LEVELS, Badge, Level
from feedback.units import Counter
from feedback.visits import Proof, Respondent
from homthu.town.calendar import Calendar
from homthu.town.ratings import (
    BADGES,
    CHANNELS,
    NAMED,
    RECOVERED,
    RESPONDENTS,
    SORE,
    USUAL,
    draw_reasons,
)
from storage.tables import ratings, visits
from storage.transaction import Store

MOODS = (USUAL, USUAL, USUAL, RECOVERED, SORE)
"""One for each unit: most are as satisfied as people usually are."""

CHUNK = 5000
HOUSEHOLDS = 8000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter and who serves there."""

    counter: Counter
    officers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance gave to one rating."""

    at: datetime
    desk: Desk
    level: Level
    badge: Badge | None
    channel: str
    respondent: Respondent


async def keep_bulk(
    tx: Store,
    unit_id: int,
    desks: Sequence[Desk],
    calendar: Calendar,
    box: ReplyBox,
    *,
    count: int,
    chance: Random,
) -> None:
    """`count` ratings of one unit over the filled weeks and the days of this one that are over."""
    drawn = _draw(desks, calendar, count, chance)
    for start in range(0, len(drawn), CHUNK):
        pairs = [_rows(one, unit_id, box, chance) for one in drawn[start : start + CHUNK]]
        await tx.executor.run(visits.insert(), [visit for visit, _ in pairs])
        await tx.executor.run(ratings.insert(), [rating for _, rating in pairs])


def _draw(desks: Sequence[Desk], calendar: Calendar, count: int, chance: Random) -> list[Drawn]:
    today = local(calendar.now).date()
    weeks = (*calendar.filled, calendar.running)
    moments = calendar.visits([day for week in weeks for day in calendar.open_days(week) if day < today], count, chance)
    mood = chance.choice(MOODS)
    columns = (
        chance.choices(desks, k=count),
        chance.choices(LEVELS, mood, k=count),
        chance.choices(list(BADGES), list(BADGES.values()), k=count),
        chance.choices(list(CHANNELS), list(CHANNELS.values()), k=count),
        chance.choices(list(RESPONDENTS), list(RESPONDENTS.values()), k=count),
    )
    return [Drawn(*row) for row in zip(moments, *columns, strict=True)]


def _rows(one: Drawn, unit_id: int, box: ReplyBox, chance: Random) -> tuple[Row, Row]:
    """The visit and its rating. Keys grow with time: a million rows are appended, not scattered."""
    counter, address = one.desk.counter, f"demo-{chance.randrange(HOUSEHOLDS)}"
    place = {"unit_id": unit_id, "counter_id": counter.id, "respondent": one.respondent.value, "proof": Proof.COUNTER}
    key = f"{unit_id:06x}{int(one.at.timestamp()):08x}{chance.getrandbits(72):018x}"
    visit = {
        **place,
        "key": key,
        "scanned_at": one.at,
        "candidates": list(one.desk.officers),
        "field": counter.field,
    }
    rating = {
        **place,
        "visit_key": key,
        "level": int(one.level),
        "badge": one.badge and one.badge.value,
        "reasons": [reason.value for reason in draw_reasons(one.level, chance)],
        "voter": box.voter(channel=one.channel, address=address, unit_id=unit_id, quarter=quarter(one.at.date())),
        "channel": one.channel,
        "rated_at": one.at + timedelta(seconds=8 + 80 * chance.random()),
        "officer_id": chance.choice(one.desk.officers) if chance.random() < NAMED else None,
    }
    return visit, rating

"""How the town rates: how many answer, how satisfied they are, and the story's dip at counter 3."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import NamedTuple

from feedback.intake import Asker
from feedback.ports import ReplyBox
from feedback.ratings import ASK_REASONS_UP_TO, LEVELS, REASONS, Badge, Level, Rating, Reason
from feedback.units import Counter, Directory
from feedback.visits import Respondent, Visit, scan
from homthu.town.calendar import Calendar

RESPONSE = {"one-stop": 0.12, "health": 0.04}
"""The share of visits that is rated, by kind of unit; a health station is asked less often."""

USUAL = (50, 41, 6, 2, 1)
SORE = (9, 22, 27, 26, 16)
RECOVERED = (55, 38, 5, 2, 0)
"""How often each level is tapped, from the best to the worst."""

SORE_COUNTER = "an-binh-3"
EAGERNESS = 1.4
"""How much more often people answer there: land is what a family owns."""

STEADINESS = 0.5
"""How much a week's number varies, against what chance alone would make of it: offices have regulars."""

NAMED = 0.7
TOLD_WHY = 0.8
BADGES: Mapping[Badge | None, int] = {Badge.YES: 70, Badge.NO: 5, Badge.UNKNOWN: 10, None: 15}
CHANNELS = {"web": 60, "telegram": 34, "console": 6}
RESPONDENTS = {Respondent.CITIZEN: 90, Respondent.BUSINESS: 8, Respondent.INTERNAL: 2}
HOUSEHOLDS = 6000
"""Invented people who may rate; now and then one comes twice."""


class Given(NamedTuple):
    """A rating and who gave it."""

    rating: Rating
    asker: Asker


def plain_ratings(
    calendar: Calendar,
    directory: Directory,
    box: ReplyBox,
    *,
    told: Mapping[tuple[int, str], int],
    chance: Random,
) -> Iterator[Given]:
    """Ratings without a word, up to `now`. `told` counts those with words, by demo week and counter."""
    for week in (*calendar.filled, calendar.running):
        days = calendar.open_days(week)
        for counter in directory.counters.values():
            with_words = told.get((calendar.number(week), counter.code), 0)
            rated = _expected(counter, calendar, directory) * calendar.busyness(days)
            count = round(chance.gauss(rated - with_words, STEADINESS * rated**0.5))
            for at in calendar.visits(days, max(0, count), chance):
                visit = _visit(scan(counter, directory=directory, at=at, key=visit_key(chance)), chance)
                rating = _rating(visit, mood(counter.code, calendar.number(week)), chance)
                given = Given(rating, _somebody(box, chance))
                if rating.rated_at <= calendar.now:
                    yield given


def mood(counter: str, number: int) -> tuple[int, ...]:
    """The weights of levels 5 … 1 at a counter in a demo week."""
    if counter != SORE_COUNTER or number < 3:
        return USUAL
    return SORE if number <= 6 else RECOVERED


def visit_key(chance: Random) -> str:
    """32 hexadecimal digits."""
    return f"{chance.getrandbits(128):032x}"


def draw_badge(chance: Random) -> Badge | None:
    """Whether a badge was seen; None when the question was skipped."""
    return chance.choices(list(BADGES), list(BADGES.values()))[0]


def draw_reasons(level: Level, chance: Random) -> tuple[Reason, ...]:
    """One or two reasons for a mark that asks for them, in the order of the buttons."""
    if level > ASK_REASONS_UP_TO or chance.random() > TOLD_WHY:
        return ()
    tapped = chance.sample(REASONS, chance.choice((1, 1, 2)))
    return tuple(reason for reason in REASONS if reason in tapped)


def _expected(counter: Counter, calendar: Calendar, directory: Directory) -> float:
    response = RESPONSE[directory.units[counter.unit_id].kind] * (EAGERNESS if counter.code == SORE_COUNTER else 1)
    return calendar.town.busy[counter.code] * len(calendar.town.weights) * response


def _visit(visit: Visit, chance: Random) -> Visit:
    respondent = chance.choices(list(RESPONDENTS), list(RESPONDENTS.values()))[0]
    served = chance.choice(visit.candidates) if visit.candidates and chance.random() < NAMED else None
    return replace(visit, respondent=respondent).served_by(served)


def _rating(visit: Visit, weights: tuple[int, ...], chance: Random) -> Rating:
    level = chance.choices(LEVELS, weights)[0]
    rated_at = visit.scanned_at + timedelta(seconds=chance.randint(8, 90))
    return Rating(visit, level, rated_at, draw_badge(chance), draw_reasons(level, chance))


def _somebody(box: ReplyBox, chance: Random) -> Asker:
    channel = chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    address = f"demo-{chance.randrange(HOUSEHOLDS)}"
    return Asker(box.tag(channel, address), channel, address)

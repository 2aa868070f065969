"""What stands in the town before anybody visits: offices, staff, roster, holidays, chats of the cast."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.channels.pull import CONSOLE
from feedback.messages import Chat
from feedback.people import Officer, Role
from feedback.ports import ReplyBox
from feedback.units import Counter, Posting, Unit
from homthu.town.calendar import Calendar
from homthu.town.content import Town
from storage.transaction import Store


async def found_town(tx: Store, town: Town, calendar: Calendar) -> None:
    """Units, counters, staff, who served where, and the days off."""
    since = calendar.filled[0].start
    units: dict[str, int] = {}
    for row in town.units:  # superiors stand before those below them
        units[row["code"]] = await tx.places.add_unit(_unit(row, units), since=since)
    counters = {row["code"]: await tx.places.add_counter(_counter(row, units)) for row in town.counters}
    people = {row["code"]: await tx.places.add_officer(_officer(row, units)) for row in town.people}
    for entry in town.roster:
        first, until = calendar.span(entry)
        officer, counter = people[entry["officer"]], counters[entry["counter"]]
        await tx.places.add_posting(Posting(officer, counter, first, until))
    for day, name in town.holidays.items():
        await tx.places.add_holiday(day, name=name)


async def link_consoles(tx: Store, officers: Iterable[Officer], box: ReplyBox, *, at: datetime) -> None:
    """Each has a chat at the terminal, where nothing is ever pushed to them."""
    await tx.chats.save([console(officer, box) for officer in officers], at=at)


def console(officer: Officer, box: ReplyBox) -> Chat:
    """The chat that `homthu chat --as` opens."""
    channel, address = CONSOLE.name, officer.code
    sealed = box.seal(channel, address)
    return Chat(box.tag(channel, address), channel, sealed, language="vi", officer_id=officer.id)


def _unit(row: Any, units: dict[str, int]) -> Unit:
    fields = ("code", "name", "short_name", "kind", "hotline", "address", "denunciation_place")
    parent = units[row["parent"]] if "parent" in row else None
    return Unit(id=0, parent_id=parent, **{name: row[name] for name in fields})


def _counter(row: Any, units: dict[str, int]) -> Counter:
    return Counter(id=0, code=row["code"], unit_id=units[row["unit"]], label=row["label"], field=row["field"])


def _officer(row: Any, units: dict[str, int]) -> Officer:
    """Without the mail address: it is invented, and a house with a mail server must not write there."""
    named = {name: row[name] for name in ("code", "name", "title")}
    return Officer(id=0, unit_id=units[row["unit"]], role=Role(row["role"]), **named)

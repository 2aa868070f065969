"""`homthu calendar`: on which days of a month a unit works, and which rows say so."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import typer

from feedback.numbers import day, month_name
from feedback.periods import WEEKLY, Calendar, OfficeDay, local
from feedback.periods import month as month_of
from feedback.units import Directory, Unit
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.import_columns import WEEKDAYS
from homthu.wiring import Service


async def calendar(unit: str, *, month: str) -> None:
    """This month, or the one that is named."""

    async def work(service: Service) -> None:
        first = first_of(month) if month else local(service.clock()).date().replace(day=1)
        async with service.database.reading() as tx:
            directory, rows = await tx.directory(), await tx.places.calendar_rows()
        typer.echo(page(unit_named(directory, unit), directory, rows, first))

    await in_house(work)


def first_of(month: str) -> date:
    """From `2026-08`. Raises Refused."""
    try:
        return date.fromisoformat(f"{month.strip()}-01")
    except ValueError:
        raise Refused(say("cli.bad_month", text=month[:40])) from None


def page(unit: Unit, directory: Directory, rows: Sequence[OfficeDay], first: date) -> str:
    """Weeks from Monday to Sunday, a dot for each day off, then every row that holds for the unit in that month."""
    works, days = directory.calendar_of(unit.id), list(_days(first))
    count = sum(map(works.works, days))
    title = say("cli.calendar.title", unit=unit.name, month=month_name(month_of(first)), count=count)
    head = "".join(f"{say(f'cli.calendar.{name}'):>4}" for name in WEEKDAYS)
    told = [_told(row, directory) for row in _theirs(unit, directory, rows, days)]
    return "\n".join([title, "", head, *_weeks(days, works), "", *(told or [say("cli.calendar.nothing")])])


def _days(first: date) -> Iterator[date]:
    one = first
    while one.month == first.month:
        yield one
        one += timedelta(days=1)


def _weeks(days: Sequence[date], works: Calendar) -> Iterator[str]:
    line = "    " * (days[0].isoweekday() - 1)
    for one in days:
        line += f"{one.day if works.works(one) else '·':>4}"
        if one.isoweekday() == len(WEEKDAYS) or one == days[-1]:
            yield line
            line = ""


def _theirs(unit: Unit, directory: Directory, rows: Sequence[OfficeDay], days: Sequence[date]) -> list[OfficeDay]:
    line = {one.id for one in directory.line_up(unit.id)} | {None}
    mine = (row for row in rows if row.unit_id in line)
    here = (row for row in mine if row.day in days or (row.kind in WEEKLY and row.day <= days[-1]))
    return sorted(here, key=lambda row: (row.kind in WEEKLY, row.day))


def _told(row: OfficeDay, directory: Directory) -> str:
    weekday = say(f"cli.calendar.{WEEKDAYS[row.day.isoweekday() - 1]}")
    kind = say(f"import.value.day_kind.{row.kind.value}").split("|")[0]
    unit = directory.units.get(row.unit_id or 0)
    where = unit.short_name if unit else say("cli.deadline.everywhere")
    key = "cli.calendar.every_week" if row.kind in WEEKLY else "cli.calendar.day"
    return say(key, day=day(row.day), weekday=weekday, kind=kind, name=row.name, where=where)

"""`homthu deadline`: how long an office has for what, and since when; a new row never touches a promise made before."""

from datetime import date, datetime

import typer

from feedback.audit import CONSOLE, Act
from feedback.deadlines import LAW, Deadline, Kind
from feedback.numbers import day
from feedback.periods import local
from feedback.units import Directory, Unit
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service

WIDTHS = (20, 6, 14, 18, 16)


async def show() -> None:
    """Every row, those that hold today marked."""

    async def work(service: Service) -> None:
        directory, today = await service.directory(), local(service.clock()).date()
        typer.echo(table(directory, today=today))

    await in_house(work)


async def put(kind: str, days: int, *, first: str, source: str, unit: str) -> None:
    """Write the row, for what is filed from its first day on."""

    async def work(service: Service) -> None:
        directory, today = await service.directory(), local(service.clock()).date()
        found = unit_named(directory, unit) if unit else None
        row = Deadline(_kind(kind), days, _day(first), found.id if found else None, " ".join(source.split()))
        _refuse_unfit(row, today=today)
        async with service.database.transact() as tx:
            await tx.places.add_deadline(row)
            whose = f":{found.code}" if found else ""
            tx.audit.note(Act.DEADLINE_SET, who=CONSOLE, about=row.kind, why=f"{days}:{row.valid_from}{whose}")
        told = {"kind": _named(row.kind), "days": days, "day": day(row.valid_from), "unit": _whose(found)}
        typer.echo(say("cli.deadline.done", **told))

    await in_house(work)


def table(directory: Directory, *, today: date) -> str:
    """A line each, by kind, unit and first day. What the law says stands where no row speaks of it."""
    written = {row.kind for row in directory.deadlines}
    rows = [*(row for row in LAW if row.kind not in written), *directory.deadlines]
    head = [say(f"cli.deadline.column.{name}") for name in ("kind", "days", "first", "unit", "source")]
    lines = [_line(row, rows, directory, today) for row in sorted(rows, key=_order)]
    return "\n".join("  ".join(map(str.ljust, line, WIDTHS)).rstrip() for line in [head, *lines])


def _line(row: Deadline, rows: list[Deadline], directory: Directory, today: date) -> list[str]:
    same = (one.valid_from for one in rows if (one.kind, one.unit_id) == (row.kind, row.unit_id))
    now = max((first for first in same if first <= today), default=None)
    holds = f" {say('cli.deadline.now')}" if row.valid_from == now else ""
    whose = _whose(directory.units.get(row.unit_id) if row.unit_id else None)
    return [row.kind.value, str(row.days), day(row.valid_from), whose, f"{row.source}{holds}".strip()]


def _order(row: Deadline) -> tuple[int, int, date]:
    return list(Kind).index(row.kind), row.unit_id or 0, row.valid_from


def _refuse_unfit(row: Deadline, *, today: date) -> None:
    """What was filed today was promised the time that holds today."""
    if row.valid_from <= today:
        raise Refused(say("cli.deadline.past", day=day(row.valid_from), today=day(today)))
    lawful = next((one for one in LAW if one.kind is row.kind and one.source), None)
    if lawful and row.days > lawful.days and not row.source:
        raise Refused(say("cli.deadline.longer", kind=_named(row.kind), most=lawful.days, source=lawful.source))


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        known = ", ".join(f"{kind.value} ({_named(kind)})" for kind in Kind)
        raise Refused(say("cli.deadline.no_kind", text=text[:40], known=known)) from None


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Refused(say("cli.deadline.no_day", text=text[:40])) from None


def _named(kind: Kind) -> str:
    return say(f"cli.deadline.kind.{kind.value}")


def _whose(unit: Unit | None) -> str:
    return unit.code if unit else say("cli.deadline.everywhere")

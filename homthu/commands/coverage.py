"""`homthu coverage`: of a settled month, how many visits of a unit are invited and rated, at the desk and at home."""

from datetime import date, timedelta

import typer

from feedback.coverage import LEAST, Coverage, in_tens, settled_month, whole_month
from feedback.coverage import coverage as figures
from feedback.numbers import day, month_name, whole
from feedback.periods import local, midnight
from feedback.periods import month as month_of
from feedback.scoring import Share
from feedback.tickets import LIVES
from homthu.commands.calendar import first_of
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service


async def coverage(unit: str, *, month: str = "") -> None:
    """Of the last settled month or an earlier one: visits by their own day, ratings by the day they were given."""

    async def work(service: Service) -> None:
        first, last = _settled(month, today=local(service.clock()).date())
        async with service.database.reading() as tx:
            found = unit_named(await tx.directory(), unit)
            counts = await tx.tickets.counts(found.id, first=first, last=last)
            tallies = await tx.ratings.tallies(found.id, start=midnight(first), end=midnight(last + timedelta(days=1)))
        named = month_name(month_of(first))
        typer.echo(say("cli.coverage.title", unit=found.name, month=named, last=day(last + LIVES)))
        typer.echo(table(figures(counts, tallies)))

    await in_house(work)


def _settled(month: str, *, today: date) -> tuple[date, date]:
    """Raises Refused for a month that may still change."""
    latest = settled_month(today)
    if not month:
        return latest
    first, last = whole_month(first_of(month))
    if first > latest[0]:
        told = {"month": month_name(month_of(first)), "latest": month_name(month_of(latest[0]))}
        raise Refused(say("cli.coverage.open_month", last=day(last + LIVES), **told))
    return first, last


def table(found: Coverage) -> str:
    """A line for each figure, counts in whole tens; below ten it says so instead."""
    counts = found.counts
    lines = [
        _line("recorded", _count(counts.recorded)),
        _line("asked", f"{_count(counts.asked)}{_share(found.asked)}"),
        _line("answered", f"{_count(counts.answered)}{_share(found.answered)}"),
        _line("desk", _satisfied(found.desk)),
        _line("home", _satisfied(found.home)),
        _line("gap", _gap(found)),
    ]
    return "\n".join(lines)


def _line(name: str, told: str) -> str:
    return f"{say(f'cli.coverage.{name}'):<36}{told}"


def _count(tens: int) -> str:
    return say("cli.coverage.count", n=tens) if tens else say("cli.coverage.few", least=LEAST)


def _share(share: Share | None) -> str:
    return f"  {say('cli.coverage.share', **_span(share))}" if share else ""


def _satisfied(share: Share | None) -> str:
    if share is None:
        return say("cli.coverage.few", least=LEAST)
    return say("cli.coverage.of", **_span(share), n=in_tens(share.n))


def _span(share: Share) -> dict[str, str]:
    return {"share": whole(share.value), "low": whole(share.low), "high": whole(share.high)}


def _gap(found: Coverage) -> str:
    if not (found.gap and found.desk and found.home):
        return say("cli.coverage.no_gap")
    low, high = found.gap
    middle = found.home.value - found.desk.value
    return say("cli.coverage.points", middle=_points(middle), low=_points(low), high=_points(high))


def _points(difference: float) -> str:
    """-0.056 → `−6`; a difference always carries its sign."""
    return f"{round(difference * 100):+d}".replace("-", "−")

"""`homthu drift`: whether the tagger still reads this town's words as it did, week by week, over all units."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

import typer

from feedback.drift import Figures, by_week, figures
from feedback.numbers import percent
from feedback.periods import Week
from feedback.tags import TAGS
from homthu.commands.house import in_house
from homthu.commands.speaking import say
from homthu.wiring import Service

NOTHING = "–"
Column = tuple[str, Figures]
SHARES = ("needs_person", "untagged", "changed", "unknown")


async def drift(*, weeks: int, as_json: bool) -> None:
    """The last full weeks, oldest first, then all of them together."""

    async def work(service: Service) -> None:
        last = Week.before(service.clock())
        wanted = [last.shift(-back) for back in reversed(range(weeks))]
        window = {"start": wanted[0].start, "end": last.end}
        async with service.database.reading() as tx:
            readings, reviews = await tx.reviews.readings(**window), await tx.reviews.reviewed(**window)
        each = [(str(week), found) for week, found in by_week(wanted, readings, reviews)]
        together = figures(readings, reviews)
        typer.echo(json_of(each, together) if as_json else table(each, together))

    await in_house(work)


def json_of(weeks: Sequence[Column], together: Figures) -> str:
    """Counts and shares (0 to 1) for machines; null, and no rates, below ten texts."""
    rows = [{"week": week, **asdict(found)} for week, found in weeks]
    return json.dumps({"weeks": rows, "all": asdict(together)}, indent=2)


def table(weeks: Sequence[Column], together: Figures) -> str:
    """A line for each figure and each tag, a column for each week."""
    columns = [*weeks, (say("cli.drift_all"), together)]
    lines = [
        _line("", [name for name, _ in columns]),
        _told("texts", columns, lambda found: str(found.texts)),
        _told("tags_per_text", columns, lambda found: _number(found.tags_per_text)),
        *(_told(name, columns, _share_of(name)) for name in SHARES),
        _told("reviews", columns, lambda found: str(found.reviews)),
        "",
        *(_line(tag.code, [_share(found.rates.get(tag.code)) for _, found in columns]) for tag in TAGS),
    ]
    return "\n".join(lines)


def _told(name: str, columns: Sequence[Column], show: Callable[[Figures], str]) -> str:
    return _line(say(f"cli.drift.{name}"), [show(found) for _, found in columns])


def _line(name: str, cells: Sequence[str]) -> str:
    return f"{name:<32}" + "".join(f"{cell:>10}" for cell in cells)


def _share_of(name: str) -> Callable[[Figures], str]:
    return lambda found: _share(getattr(found, name))


def _share(value: float | None) -> str:
    return NOTHING if value is None else percent(value)


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}".replace(".", ",")

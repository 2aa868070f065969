"""A quarter of an office on paper for its people's inspectors: figures alone."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date

from digest.paper.sheet import Cell, Page
from feedback.coverage import LEAST, Coverage
from feedback.inspection_figures import Month, Report
from feedback.numbers import day, month_name, whole
from feedback.periods import month
from feedback.scoring import UNIT_BLOCK, VOICES_FROM, Share
from feedback.units import Unit

Say = Callable[..., str]
Row = tuple[Cell, ...]


def pages(found: Report, units: Mapping[int, Unit], say: Say) -> tuple[Page, ...]:
    """One page."""
    figures = tuple(_figures(found, units, say))
    heads = frozenset(n for n, row in enumerate(figures) if len(row) == 1 and n and not figures[n - 1])
    return (Page(say("sheet.figures"), figures, heads | {0}),)


def _figures(found: Report, units: Mapping[int, Unit], say: Say) -> Iterator[Row]:
    span = {"first": day(found.quarter.first), "last": day(found.quarter.last), "quarter": found.quarter.number}
    yield (say("sheet.title", unit=found.unit.name, year=found.quarter.year, **span),)
    yield (say("sheet.as_of", day=day(found.as_of)),)
    yield (say("sheet.unsealed"),)
    yield ()
    yield (say("sheet.count"), _count(found, say))
    yield from _cells("outcome", found.outcomes.items(), say)
    yield from _cells("reason", found.reasons.items(), say)
    yield from _answers(found, say)
    yield from _tags(found, say)
    yield from _recommended(found, say)
    yield from _months(found.months, units, say)
    yield ()
    yield (say("sheet.note_title"),)
    yield (say("sheet.note_few", least=VOICES_FROM, block=UNIT_BLOCK),)
    yield (say("sheet.note_tags"),)


def _count(found: Report, say: Say) -> Cell:
    if found.count is None:
        return say("sheet.fewer", least=VOICES_FROM)
    return found.count or say("sheet.none")


def _cells(name: str, cells: Collection[tuple[str, int | None]], say: Say) -> Iterator[Row]:
    """One for each case or refusal; what is left out is the same dash for all."""
    if not cells:
        return
    yield ()
    yield (say(f"sheet.{name}_title"),)
    for code, count in cells:
        yield say(f"sheet.{name}.{code}"), say("sheet.left_out") if count is None else count


def _answers(found: Report, say: Say) -> Iterator[Row]:
    if found.solved or found.days is not None:
        yield ()
        yield (say("sheet.answers_title"),)
    if found.solved:
        yield say("sheet.solved"), _share(found.solved, say)
    if found.days is not None:
        yield say("sheet.days"), found.days


def _share(share: Share, say: Say) -> str:
    return say("sheet.share", share=whole(share.value), n=share.n, low=whole(share.low), high=whole(share.high))


def _tags(found: Report, say: Say) -> Iterator[Row]:
    """Tags of few cases are told together, those of none among them: which they are, nobody learns."""
    if not found.tags:
        return
    yield ()
    yield (say("sheet.tags_title"),)
    told = sorted(((-count, code) for code, count in found.tags.items() if count is not None))
    for count, code in told:
        yield say(f"tag.{code}"), -count
    if len(told) < len(found.tags):
        yield say("sheet.other_tags"), say("sheet.each_fewer", least=VOICES_FROM)


def _recommended(found: Report, say: Say) -> Iterator[Row]:
    yield ()
    yield (say("sheet.recommended_title"),)
    for reply, count in found.recommended.replies.items():
        yield say(f"sheet.reply.{reply.value}"), count
    yield say("sheet.accepted"), found.recommended.accepted
    yield say("sheet.declined"), found.recommended.declined
    yield say("sheet.done"), found.recommended.done


def _months(months: tuple[Month, ...], units: Mapping[int, Unit], say: Say) -> Iterator[Row]:
    if not months:
        return
    yield ()
    yield (say("sheet.coverage_title"),)
    heads = ("month", "unit", "recorded", "asked", "answered", "desk", "home")
    yield tuple(say(f"sheet.head.{one}") for one in heads)
    for one in months:
        where = (_month(one.first), units[one.unit_id].short_name)
        yield (*where, *_coverage(one.found, say)) if one.found else (*where, say("sheet.unsettled"))


def _coverage(found: Coverage, say: Say) -> Iterator[str]:
    for count in (found.counts.recorded, found.counts.asked, found.counts.answered):
        yield say("sheet.at_least", n=count) if count else say("sheet.fewer", least=LEAST)
    for share in (found.desk, found.home):
        span = {"low": whole(share.low), "high": whole(share.high)} if share else {}
        yield say("sheet.rough_share", share=whole(share.value), **span) if share else say("sheet.left_out")


def _month(first: date) -> str:
    return month_name(month(first))

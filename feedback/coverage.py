"""How many visits are rated at all, and whether people say at home what they say at the desk.

Told of one calendar month that nothing can change any more: months do not overlap, and a figure that stands still tells
nobody who looks every day that somebody rated. Counts are told in whole tens, so that a month beside the weekly digests
does not tell of a week with few ratings either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.scoring import UNIT_BLOCK, Share, Tally, difference, share
from feedback.tickets import LIVES
from feedback.visits import AT_DESK, AT_HOME, Proof

LEAST = UNIT_BLOCK
"""Visits or ratings from which on a figure is told, and the steps in which counts are."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of some days' visits: those an office told us of, those invited, those rated by their ticket."""

    recorded: int = 0
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts are whole tens, 0 for fewer; shares are None where a part or the whole is below LEAST. `desk` and `home`
    are the shares of satisfied people (top two boxes), `gap` the 95 % interval of home minus desk."""

    counts: Counts
    asked: Share | None
    answered: Share | None
    desk: Share | None
    home: Share | None
    gap: tuple[float, float] | None


def settled_month(today: date) -> tuple[date, date]:
    """First and last day of the last month whose tickets have all expired: what could be told or rated has been."""
    after = today.replace(day=1)
    while after - timedelta(days=1) + LIVES >= today:
        after = (after - timedelta(days=1)).replace(day=1)
    last = after - timedelta(days=1)
    return last.replace(day=1), last


def whole_month(first: date) -> tuple[date, date]:
    """First and last day of the month that begins with `first`."""
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def in_tens(count: int) -> int:
    """24 → 20, 9 → 0."""
    return count // LEAST * LEAST


def coverage(counts: Counts, tallies: Mapping[Proof, Tally]) -> Coverage:
    """The figures of a unit. The gap is Newcombe's interval (Statistics in Medicine 17 (1998) 873–890, method 10)."""
    at_desk, at_home = _together(tallies, AT_DESK), _together(tallies, AT_HOME)
    desk, home = _told(at_desk.satisfied, at_desk.n), _told(at_home.satisfied, at_home.n)
    return Coverage(
        counts=Counts(in_tens(counts.recorded), in_tens(counts.asked), in_tens(counts.answered)),
        asked=_told(counts.asked, counts.recorded) if counts.asked >= LEAST else None,
        answered=_told(counts.answered, counts.recorded) if counts.answered >= LEAST else None,
        desk=desk,
        home=home,
        gap=difference(home, desk) if home and desk else None,
    )


def _together(tallies: Mapping[Proof, Tally], proofs: frozenset[Proof]) -> Tally:
    return sum((tallies[proof] for proof in proofs if proof in tallies), Tally((0, 0, 0, 0, 0)))


def _told(hits: int, n: int) -> Share | None:
    return share(hits, n) if n >= LEAST else None

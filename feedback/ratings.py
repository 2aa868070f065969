"""What a citizen says in taps: five levels, whether a badge was worn, and why it was not good."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from feedback.visits import Visit


class Level(IntEnum):
    """The five levels of satisfaction; their words are `level.5` … `level.1` in vi.toml."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    NEUTRAL = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1


LEVELS = tuple(sorted(Level, reverse=True))
"""In the order of the buttons."""

ASK_REASONS_UP_TO = Level.NEUTRAL
SATISFIED_FROM = Level.SATISFIED


class Badge(StrEnum):
    """Did the officer wear a name badge? `UNKNOWN` when the citizen cannot tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a visit was not good, in the order of the buttons."""

    ATTITUDE = "thai-do"
    TIME = "thoi-gian"
    GUIDANCE = "huong-dan"
    OTHER = "khac"


REASONS = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating of one visit. Its owner (officer, counter, unit) is the visit's, frozen when the code was scanned."""

    visit: Visit
    level: Level
    rated_at: datetime
    badge: Badge | None = None
    reasons: tuple[Reason, ...] = ()

    def served_by(self, officer_id: int | None) -> "Rating":
        """The same rating after the citizen said who served; only somebody on duty at the scan can be named."""
        return replace(self, visit=self.visit.served_by(officer_id))

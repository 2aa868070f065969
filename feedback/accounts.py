"""Who signs in to the pages of the office: what an account and a session are, when one is over, which password is
too well known. Nothing here waits, asks a clock or reads a database.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from feedback.people import Officer, Role

SIGN_IN = frozenset({Role.HEAD, Role.SUPERIOR, Role.INSPECTOR, Role.ADMIN})
"""Roles that have pages of their own; everybody else works in their chat."""

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
HALF_WAY = timedelta(minutes=10)
"""So long somebody may look for the code, or join the telephone: that page shows the secret."""

FRESH = timedelta(minutes=10)
"""So long a second factor shown counts for what asks for it anew (step-up)."""

INVITED_FOR = timedelta(hours=48)
DEVICE_LIVES = timedelta(days=365)
RECOVERY_CODES = 8

TRIES_BY_NAME = 10
TRIES_BY_DEVICE = 10
TRIES_BY_ADDRESS = 100
TRIES_OF_CODE = 6
"""Each within one hour of the clock. A browser that signed in before has a count of its own: whoever tries from
elsewhere can use up the count of the name, and never locks its owner out (OWASP, device cookies)."""


class Stage(StrEnum):
    """How far somebody came."""

    ENROLLING = "ghi-danh"  # came by an invitation, chose a password; the telephone is still to be joined
    HALF = "mot-nua"  # the password was right
    FULL = "day-du"  # and so was the code


class State(StrEnum):
    """How an officer's account stands; its words are `account.state.<value>`."""

    NONE = "chua-moi"
    INVITED = "da-moi"
    ACTIVE = "dang-dung"
    DISABLED = "da-khoa"


@dataclass(frozen=True, slots=True)
class Account:
    """What proves who an officer is: the password's hash and the secret of the telephone, both or neither."""

    officer: Officer
    password: str = field(repr=False)
    secret: str = field(repr=False)
    disabled: bool = False

    @property
    def opens(self) -> bool:
        """Fail closed: somebody in service, whose role has pages, with both proofs."""
        return may_sign_in(self.officer) and not self.disabled and bool(self.password and self.secret)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one officer. `mark` names it in lists and opens nothing; `proved_at` is when a code was last
    shown; `pending` is what an invitation has chosen so far: password's hash, secret, the invitation's own hash."""

    officer: Officer
    stage: Stage
    mark: str
    began_at: datetime
    seen_at: datetime
    proved_at: datetime | None = None
    device: str = ""
    pending: tuple[str, ...] = field(default=(), repr=False)

    def is_over(self, now: datetime) -> bool:
        """Idle for half an hour, twelve hours old, or half-way for too long."""
        longest = LONGEST if self.stage is Stage.FULL else HALF_WAY
        return now - self.seen_at >= IDLE or now - self.began_at >= longest

    def is_fresh(self, now: datetime) -> bool:
        """Whether the second factor was shown a moment ago."""
        return self.proved_at is not None and now - self.proved_at < FRESH


@dataclass(frozen=True, slots=True)
class Standing:
    """An officer in the list of accounts."""

    officer: Officer
    state: State
    last_seen: datetime | None = None


def may_sign_in(officer: Officer) -> bool:
    """In service, in a role that has pages."""
    return officer.active and officer.role in SIGN_IN

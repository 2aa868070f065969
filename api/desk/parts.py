"""What the pages of the office are handed, and what a request is once it was let through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from starlette.requests import Request

from api.guest import language_of
from feedback.accounts import Session
from feedback.chance import Chance
from feedback.people import Officer
from feedback.sessions import Browser, Proving
from feedback.units import Directory, Unit

HealthState = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence about a door, as `homthu doctor` says it."""

    state: HealthState
    sentence: str


@dataclass(frozen=True, slots=True)
class Door:
    """One door of the house: its name, how it stands (no lines: not in use), and whether it is authorised here."""

    name: str
    lines: Sequence[Told]
    authorises: bool = False

    @property
    def state(self) -> HealthState:
        """The worst of its lines."""
        states = [line.state for line in self.lines]
        return "fail" if "fail" in states else "warn" if "warn" in states else "ok"


@dataclass(frozen=True, slots=True)
class Round:
    """Where an administrator of the account agrees, and where the platform sends them back to."""

    address: str
    back: str


class Platforms(Protocol):
    """The doors, as administrators see them."""

    async def doors(self, *, language: str, ask: bool = False) -> Sequence[Door]:
        """How each stands by our own records; with `ask`, what each platform answers now."""
        ...

    async def authorise(self, name: str, *, who: str) -> Round | None:
        """A round begins, and that is written down; None for a door that knows none."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands behind the pages."""

    proving: Proving
    chance: Chance
    platforms: Platforms


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered. `token` is that of the cookie; `session` stands where one was asked for; `unit`
    is the one in the address; `form` the fields of a form of ours."""

    request: Request
    token: str
    session: Session | None
    browser: Browser
    directory: Directory
    now: datetime
    unit: Unit | None = None
    form: Mapping[str, str] | None = None

    @property
    def language(self) -> str:
        """The one that was chosen in this browser."""
        return language_of(self.request)

    @property
    def me(self) -> Officer:
        """Who asks; only where a session was asked for."""
        assert self.session
        return self.session.officer

    def field(self, name: str) -> str:
        """A field of the form; "" for one that is missing."""
        return (self.form or {}).get(name, "")

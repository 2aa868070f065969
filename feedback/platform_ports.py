"""What storage offers to a platform's door: the tokens it was lent, and what it will hear of its own words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TokenPair:
    """An access token that lives until `expires_at`, and the refresh token that buys the next pair, once."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeptTokens:
    """The pair in use. `lost_at` is set once the platform no longer takes the refresh token: a person must authorise
    again. `trouble` is the last code that a person must look at, or ""; `version` grows with each new pair; `owner` is
    who renews it just now, or ""."""

    pair: TokenPair
    version: int
    renewed_at: datetime
    lost_at: datetime | None = None
    trouble: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """An authorisation under way: what comes back must show `state`, and only `verifier` redeems its code."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    until: datetime
    who: str = ""  # began it


class Tokens(Protocol):
    """One pair of tokens for each platform that lends any, encrypted."""

    async def get(self, channel: str) -> KeptTokens | None:
        """The pair, or None before the first."""
        ...

    async def plant(self, channel: str, pair: TokenPair, *, at: datetime) -> bool:
        """A pair out of the settings: True when it was never seen there before, and then it replaces what is kept."""
        ...

    async def lease(self, channel: str, *, version: int, owner: str, now: datetime, seconds: float) -> bool:
        """True for one owner at a time, while the pair is still that version: it alone may spend the refresh token."""
        ...

    async def renew(self, channel: str, pair: TokenPair, *, owner: str, at: datetime) -> bool:
        """The new pair; the lease ends. False when this owner's lease was taken over by somebody else."""
        ...

    async def fail(self, channel: str, *, owner: str, trouble: str, lost_at: datetime | None, again: datetime) -> None:
        """Renewing failed; nobody tries again before `again`. With `lost_at` the refresh token is spent for good."""
        ...

    async def replace(self, channel: str, pair: TokenPair, *, at: datetime) -> None:
        """A pair that a person just authorised: it ends whatever was lost, leased or under way."""
        ...

    async def report(self, channel: str, trouble: str) -> None:
        """Something at the platform that only a person can mend, for the operator to see; "" when it is mended."""
        ...

    async def begin(self, channel: str, ticket: Ticket, *, at: datetime) -> None:
        """Remember an authorisation under way; an earlier one is forgotten."""
        ...

    async def ticket(self, channel: str) -> Ticket | None:
        """The authorisation under way, if any."""
        ...


@dataclass(frozen=True, slots=True)
class Echo:
    """Something that was said in our name, as the platform repeats it to us; `id` is the platform's own."""

    chat: str
    id: str
    text: str
    at: datetime


class Echoes(Protocol):
    """Which of the words said in our name were ours. Only keyed hashes are kept."""

    async def note(self, chat: str, *, texts: Sequence[str], at: datetime) -> None:
        """What is about to be said in this chat, written down before the call."""
        ...

    async def note_id(self, chat: str, id: str, *, at: datetime) -> None:
        """The platform's id of what was said, once it is known."""
        ...

    async def ours(self, echoes: Sequence[Echo]) -> set[str]:
        """The ids of those that we said ourselves."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop marks so old that no platform repeats their words."""
        ...


class Windows(Protocol):
    """Letters on platforms that let one write only for a while after a person's last act."""

    async def late(self, channel: str, *, now: datetime, window: timedelta, told: bool) -> list[str]:
        """The chats with due letters whose person acted longer ago; with `told`, only letters that a notice told of."""
        ...

    async def hold(self, tags: Sequence[str], *, now: datetime, window: timedelta, told: bool) -> int:
        """Their letters wait until they act; how many. Who acted meanwhile is left out."""
        ...

    async def open(self, tags: Sequence[str], *, now: datetime, window: timedelta) -> set[str]:
        """Those of these chats that may be written to."""
        ...

    async def release(self, tags: Sequence[str], *, at: datetime) -> int:
        """These people acted: what was held for them goes out now, in its order, before anything newer."""
        ...

    async def close(self, tag: str) -> None:
        """The platform refused: this chat may not be written to before its person acts."""
        ...

    async def told(self, id: int, *, owner: str, at: datetime, error: str = "") -> None:
        """A notice told the person that letters wait, or none can (`error`); this one and the chat's others wait on."""
        ...

    async def is_told_of(self, id: int, *, now: datetime) -> bool:
        """Whether a notice of today spoke for this letter already."""
        ...

    async def put_off(self, id: int, *, owner: str, due: datetime, error: str) -> None:
        """No notice can go to this chat just now; again at `due`, unless the person acts before."""
        ...

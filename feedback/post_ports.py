"""What storage offers for messages coming in and letters going out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from feedback.messages import Chat, Claimed, Inbound, Letter, Reply


class Inbox(Protocol):
    """Which messages were seen."""

    async def take(self, keys: Sequence[tuple[str, str]], *, at: datetime) -> set[tuple[str, str]]:
        """Write down (channel, message id) pairs; the answer holds those that were new."""
        ...

    async def has(self, channel: str, id: str) -> bool:
        """Whether this pair was written down."""
        ...

    async def set_aside(self, inbound: Inbound, *, error: str, at: datetime) -> None:
        """Keep a message that could not be handled, encrypted, for an operator. Idempotent."""
        ...

    async def set_aside_count(self) -> int:
        """How many wait for an operator."""
        ...

    async def last_seen(self, channel: str) -> datetime | None:
        """When the last message of this channel came; None when there was none of late."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop what was seen so long ago that no platform repeats it; what was set aside stays."""
        ...


class Chats(Protocol):
    """The dialogues, by chat tag."""

    async def lock(self, tags: Sequence[str]) -> dict[str, Chat]:
        """The known chats among `tags`, locked in order until the transaction ends.

        A tag without a row is simply missing from the answer, but nobody else can create it meanwhile.
        """
        ...

    async def save(self, chats: Sequence[Chat], *, at: datetime) -> None:
        """Write these chats whole, new or known."""
        ...

    async def get(self, tag: str) -> Chat | None:
        """One chat, not locked."""
        ...

    async def of_officer(self, officer_id: int) -> list[Chat]:
        """The reachable chats linked to a member of staff."""
        ...

    async def mark_unreachable(self, tag: str) -> None:
        """Nothing more is sent there until the person writes again."""
        ...

    async def forget_talks(self, *, before: datetime) -> int:
        """Empty the dialogues nobody touched since then: drafts, screens and receipts go, the chat stays."""
        ...

    async def forget_guests(self, channels: Sequence[str], *, before: datetime) -> int:
        """Drop the unlinked chats of these channels that nobody touched since then."""
        ...


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a platform may be written to: letters per second over all chats, and per chat."""

    overall: float
    per_chat: float


SLOT_GRACE = 0.03
"""A letter's call begins at most so many seconds after its slot, else the slot is lost."""

ON_THE_WAY = 0.015
"""And it may take so much longer to the platform than the one before it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a platform stands. `open`: it failed so often in a row that it is left alone until the trial at `probe_at`.

    Until `closed_until` it asked for quiet. `why` tells the last failure in our own words.
    """

    open: bool
    failures: int = 0
    probe_at: datetime | None = None
    closed_until: datetime | None = None
    why: str = ""


class Outbox(Protocol):
    """Letters that leave the house, oldest of each chat first, lanes before age."""

    async def add(self, letters: Sequence[Letter], *, at: datetime) -> list[int | None]:
        """Queue letters; None stands for one whose `dedup` was there already."""
        ...

    async def any_arrives(self, dedups: Sequence[str]) -> bool:
        """Whether any of these letters went out, or can go without its person acting first."""
        ...

    async def withdraw(self, dedups: Sequence[str]) -> int:
        """Take back letters that still wait, by their `dedup`: something newer is said in their place. How many."""
        ...

    async def claim(
        self,
        *,
        channel: str,
        rate: Rate,
        owner: str,
        now: datetime,
        lease_seconds: float,
        limit: int,
        lead_seconds: float = 0.0,
    ) -> list[Claimed]:
        """The heads of some chats' lines, leased to `owner`, as many as the platform's rate allows now.

        Each has its slot, none before `lead_seconds` from now: who claims needs that long to begin. While the
        platform's breaker is open it is one letter, the trial, or none. Returns expired leases to the queue first
        (`once` letters that had begun become *unknown*).
        """
        ...

    async def begin(self, id: int, *, owner: str, now: datetime, trial: bool = False) -> bool:
        """The check just before the call: False when the lease was lost or the platform must be left alone now,
        and then nothing may be sent."""
        ...

    async def sent(self, id: int, *, owner: str, at: datetime, platform_id: str) -> None:
        """It went out; its words are erased from the queue."""
        ...

    async def part_sent(self, id: int, *, owner: str) -> None:
        """One message of a long letter went out; the next one takes a slot of its own, before anything behind it."""
        ...

    async def put_back(self, id: int, *, owner: str) -> None:
        """Nothing was tried: it waits on as if it had never been claimed."""
        ...

    async def postpone(self, id: int, *, owner: str, due: datetime, error: str, counts: bool = True) -> None:
        """It did not go out; again at `due`, before anything behind it. `counts`: as a try of this letter."""
        ...

    async def give_up(self, id: int, *, owner: str, error: str, unknown: bool = False) -> None:
        """It will not go out (shown to an operator), or nobody knows whether it did."""
        ...

    async def pause(self, channel: str, *, until: datetime) -> None:
        """The platform asked everybody to wait."""
        ...

    async def move_slots(self, channel: str, chat: str, *, by: float, chat_by: float) -> None:
        """A call to this chat comes late: slots that nobody has yet move on by so many seconds, the chat's own by
        `chat_by`."""
        ...

    async def platform_failed(
        self, channel: str, why: str, *, at: datetime, trial: bool, grave: bool
    ) -> timedelta | None:
        """Count a failure of the platform itself; how long it is left alone from now. None: it is written to as before,
        0: others found it failing already.

        `grave`: it does not accept our key, so that trying again at once is useless.
        """
        ...

    async def platform_worked(self, channel: str, *, trial: bool) -> None:
        """It answered."""
        ...

    async def standings(self) -> Mapping[str, Standing]:
        """How each platform that was ever written to stands."""
        ...

    async def collect(self, tag: str, *, at: datetime) -> list[Reply]:
        """For pull channels: what waits for this chat, marked as sent."""
        ...

    async def waiting(self, tag: str, *, at: datetime, limit: int) -> list[tuple[int, Reply]]:
        """The same with each letter's number, at most `limit`, and they go on waiting."""
        ...

    async def expected(self, tags: Sequence[str], *, at: datetime) -> list[tuple[str, int]]:
        """Which letters wait for any of these chats, as (tag, number)."""
        ...

    async def handed_over(self, tag: str, ids: Sequence[int], *, at: datetime) -> None:
        """This chat's person has these letters: they are marked as sent."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop letters that were sent, or queued and failed, before then; digests' excepted."""
        ...

    async def forget_guests(self, channels: Sequence[str]) -> int:
        """Drop what waits on these channels for chats that are not known any more: nobody comes for it. How many."""
        ...

    async def backlog(self, *, now: datetime) -> dict[str, int]:
        """Letters by state, and `oldest_seconds` of those that are due."""
        ...

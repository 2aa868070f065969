"""What storage offers for messages coming in and letters going out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feedback.messages import Chat, Claimed, Inbound, Letter, Reply


class Inbox(Protocol):
    """Which messages were seen."""

    async def take(self, keys: Sequence[tuple[str, str]], *, at: datetime) -> set[tuple[str, str]]:
        """Write down (channel, message id) pairs; the answer holds those that were new."""
        ...

    async def set_aside(self, inbound: Inbound, *, error: str, at: datetime) -> None:
        """Keep a message that could not be handled, encrypted, for an operator. Idempotent."""
        ...

    async def set_aside_count(self) -> int:
        """How many wait for an operator."""
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


class Outbox(Protocol):
    """Letters that leave the house, oldest of each chat first, lanes before age."""

    async def add(self, letters: Sequence[Letter], *, at: datetime) -> list[int | None]:
        """Queue letters; None stands for one whose `dedup` was there already."""
        ...

    async def claim(
        self, *, channel: str, rate: Rate, owner: str, now: datetime, lease_seconds: float, limit: int
    ) -> list[Claimed]:
        """The heads of some chats' lines, leased to `owner`, as many as the platform's rate allows now.

        Returns expired leases to the queue first (`once` letters that had begun become *unknown*).
        """
        ...

    async def begin(self, id: int, *, owner: str, now: datetime) -> bool:
        """The check just before the call: False when the lease was lost, and then nothing may be sent."""
        ...

    async def sent(self, id: int, *, owner: str, at: datetime, platform_id: str) -> None:
        """It went out; its words are erased from the queue."""
        ...

    async def postpone(self, id: int, *, owner: str, due: datetime, error: str) -> None:
        """It did not go out; again at `due`."""
        ...

    async def give_up(self, id: int, *, owner: str, error: str, unknown: bool = False) -> None:
        """It will not go out (shown to an operator), or nobody knows whether it did."""
        ...

    async def pause(self, channel: str, *, until: datetime) -> None:
        """The platform asked everybody to wait."""
        ...

    async def collect(self, tag: str, *, at: datetime) -> list[Reply]:
        """For pull channels: what waits for this chat, marked as sent."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Drop letters that were sent before then, digests' excepted."""
        ...

    async def backlog(self, *, now: datetime) -> dict[str, int]:
        """Letters by state, and `oldest_seconds` of those that are due."""
        ...

"""What the HTTP door is handed by the composition root: nothing here is looked up, everything comes in."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.hand_over import Handed, Place
from bot.reception import Busy
from feedback.errors import StorageUnavailable
from feedback.messages import Inbound, Reply
from feedback.tickets import Ticket
from feedback.units import Directory
from feedback.wording import Words

UNKEPT = (Busy, StorageUnavailable)
"""Nothing was kept and nothing was lost: the same message may come again."""


class Reception(Protocol):
    """The middle of the bot, as far as a door needs it."""

    async def receive(self, inbound: Inbound) -> Sequence[Reply]:
        """Returns after the durable commit; for pull channels the replies to show, empty for a repeat.

        Raises Busy or StorageUnavailable when nothing was kept.
        """
        ...

    async def repeats(self, channel: str, said: str) -> bool:
        """Whether a message of this channel that was heard carried this in `Inbound.said`."""
        ...

    async def hand_over(self, giver: Place, taker: Place) -> Handed | None:
        """A young talk goes along from one chat (channel, address) to another, once; None when there is none to give.

        Raises StorageUnavailable when nothing was moved.
        """
        ...

    async def preview(self, inbound: Inbound) -> Sequence[Reply]:
        """The replies to this message as its chat stands; nothing is kept."""
        ...

    async def screen(self, channel: str, address: str) -> Sequence[Reply]:
        """The current screen of a chat without writing anything; empty for an unknown chat."""
        ...


class Letters(Protocol):
    """Letters that wait for a page to fetch them; each carries its mark in `Reply.letter`."""

    async def waiting(self, channel: str, address: str) -> Sequence[Reply]:
        """What waits for this chat, in order; nothing is written. Raises StorageUnavailable."""
        ...

    async def expected(self, channel: str, addresses: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The marks of what waits for these chats, by address. Raises StorageUnavailable."""
        ...

    async def confirm(self, channel: str, address: str, marks: Collection[str]) -> None:
        """The page showed these: they are over. Raises StorageUnavailable, and then they go on waiting."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The reception, the letters that wait, the offices, the ticket behind a code as `read_code` gives it, the words,
    the clock and the dice. `public_url` is how people reach us."""

    reception: Reception
    letters: Letters
    directory: Callable[[], Awaitable[Directory]]
    ticket: Callable[[str], Awaitable[Ticket | None]]
    words: Callable[[str], Words]
    public_url: str
    now: Callable[[], datetime]
    token: Callable[[], str]

    @property
    def https(self) -> bool:
        """Whether people reach us over TLS; cookies and HSTS depend on it."""
        return self.public_url.startswith("https://")

"""What a channel promises: how it believes, reads, sends, and how it says that sending failed.

Everybody else reads `Capabilities` and these errors, never a platform's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from feedback.messages import Choice, Inbound, Posted
from feedback.ports import Rate


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`buttons` is how many one message can carry (0: numbered text), `max_text` in characters.

    `push` channels are written to by delivery; on the others the person fetches the answer (decision 21).
    `rate` is what the platform allows; None for pull channels.
    """

    buttons: int
    max_text: int
    push: bool
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply as one channel shows it: texts in order, buttons under the last, a subject, HTML for mail."""

    texts: tuple[str, ...]
    buttons: tuple[Choice, ...] = ()
    subject: str = ""
    document: str = ""


class Forged(Exception):
    """The signature or secret does not hold: answered 401, and nothing is read."""


class Malformed(Exception):
    """Signed, but not what the platform sends; answered 200 so that it does not come again, and counted."""


class SendError(Exception):
    """Something kept a letter from going out."""


class Throttled(SendError):
    """The platform asks to wait; `everybody` when the pause concerns all chats."""

    def __init__(self, retry_after: float, *, everybody: bool = False) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after
        self.everybody = everybody


class Unreachable(SendError):
    """This person cannot be written to (blocked, deactivated, unknown): stop writing to that chat."""


class Rejected(SendError):
    """The platform will never take this letter; the reason (none of its words) is shown to an operator."""


class Unavailable(SendError):
    """It surely did not go out (connection refused, 5xx before acceptance): again later."""


class Uncertain(SendError):
    """Nobody knows whether it went out (time-out after sending): resend or hold, as the letter says."""


class Channel(Protocol):
    """One platform."""

    @property
    def name(self) -> str: ...
    @property
    def capabilities(self) -> Capabilities: ...

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Verify the raw bytes, then give what was said in them. Raises Forged or Malformed."""
        ...

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Send to an address; the platform's id of the (last) message. Raises a SendError."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


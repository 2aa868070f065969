"""What a channel promises: how it believes, reads, sends, and how it says that sending failed.

Everybody else reads `Capabilities` and these errors, never a platform's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from feedback.messages import Choice, Inbound, Posted
from feedback.ports import Rate


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`buttons` is how many one message can carry (0: numbered text), `max_text` in characters.

    `push` channels are written to by delivery; on the others the person fetches the answer (decision 21).
    `rate` is what the platform allows; None for pull channels. `window` is how long after a person's last act letters
    may reach them (None: always); `notices` says that beyond it a `Notifying` channel can tell them that something
    waits. With `echoes` the platform repeats to us what is said in our name, by us or by hand.
    `photos` says that pictures can be shown, `template` that nothing goes this way but the parameters of an approved
    one.
    """

    buttons: int
    max_text: int
    push: bool
    rate: Rate | None = None
    window: timedelta | None = None
    notices: bool = False
    echoes: bool = False
    photos: bool = False
    template: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply as one channel shows it: texts in order, buttons under the last, a subject, HTML for mail.

    `tapped`, `in_place`, `settled` and `reader` as in `Reply`, for platforms that can change a message or a menu.
    With a `photo` (a JPEG) or a `voice` (as it came) there is one text, its caption. `template` holds parameters
    instead of texts, for a platform that takes nothing else.
    """

    texts: tuple[str, ...]
    buttons: tuple[Choice, ...] = ()
    subject: str = ""
    document: str = ""
    tapped: str = ""
    in_place: bool = False
    settled: str = ""
    reader: str = ""
    template: tuple[tuple[str, str], ...] = ()
    photo: bytes = field(default=b"", repr=False)
    voice: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """That a letter waits: what it is, and since which day (dd/mm/yyyy)."""

    what: str
    day: str


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


class Unwanted(Unreachable):
    """This person said no to such letters at the platform: never again."""


class OutsideWindow(SendError):
    """The person's last act is too long ago: the letter waits until they write again."""


class Rejected(SendError):
    """The platform will never take this letter; the reason (none of its words) is shown to an operator."""


class Unavailable(SendError):
    """It surely did not go out (connection refused, 5xx before acceptance): again later."""


class NotAccepted(Unavailable):
    """The platform does not accept our key: nothing goes out before an operator puts in another."""


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


@runtime_checkable
class Notifying(Protocol):
    """A channel that can tell a person outside their window that something waits."""

    async def notify(self, address: str, notice: Notice) -> str:
        """By an approved template; the platform's id of it. Raises a SendError: Rejected when no notice can go."""
        ...


@runtime_checkable
class Downloading(Protocol):
    """A channel whose platform keeps what people send; its `read` gives each photo as an `Attached` reference."""

    async def download(self, reference: str) -> bytes:
        """The bytes behind a reference, at most `feedback.media.LARGEST_PHOTO` of them. Raises a SendError: Rejected
        when they are gone for good or too many. Never follows an address that a person wrote."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A channel that can be asked whether its platform is there, without a letter."""

    async def ask(self) -> None:
        """Get an answer of any kind. Raises a SendError."""
        ...

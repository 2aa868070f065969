"""The pull channels, web page, tablet and terminal: the person fetches the answer, nothing is read or sent here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Capabilities, Forged, Outgoing, Rejected
from feedback.messages import Inbound, Posted


@dataclass(frozen=True, slots=True)
class Pull:
    """A channel that is only its capabilities; reception hands the committed replies back (decision 21)."""

    name: str
    capabilities: Capabilities

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """No platform posts here: whatever claims to is not believed."""
        raise Forged(f"{self.name} has no webhook")

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Delivery never claims letters of a pull channel; one that gets here was queued by mistake."""
        raise Rejected(f"{self.name} is fetched, not written to")

    async def close(self) -> None:
        """Nothing is held open."""


# A page lays out any number of choices; a terminal shows them as numbers to type.
WEB = Pull("web", Capabilities(buttons=100, max_text=20_000, push=False))
# Nothing is ever said on a tablet; the replies are for the telephone that goes on with the visit.
KIOSK = Pull("kiosk", Capabilities(buttons=100, max_text=20_000, push=False))
CONSOLE = Pull("console", Capabilities(buttons=0, max_text=20_000, push=False))

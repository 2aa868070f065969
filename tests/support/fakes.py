"""Stand-ins for what lies outside the house: a channel that records what it was given and fails as told, a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import Capabilities, Outgoing
from bot.pace import Clock
from feedback.messages import Inbound, Posted
from feedback.ports import Rate, Transaction
from tests.support.cast import NOW

AS_TELEGRAM = Capabilities(buttons=100, max_text=4096, push=True, rate=Rate(overall=28.0, per_chat=1.0))
FAST = Capabilities(buttons=100, max_text=4096, push=True, rate=Rate(overall=1000.0, per_chat=1000.0))


@dataclass
class RecordingChannel:
    """Sends nowhere. `troubles` are raised one by one before anything is recorded; `None` lets one pass."""

    name: str = "telegram"
    capabilities: Capabilities = FAST
    troubles: list[Exception | None] = field(default_factory=list)
    sent: list[tuple[str, Outgoing]] = field(default_factory=list)

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """Nothing comes in this way."""
        return ()

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """Record it, unless trouble is due."""
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble
        self.sent.append((address, outgoing))
        return f"m{len(self.sent)}"

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class StandingClock(Clock):
    """Delivery's clock; it stands still until a test moves `moment`, and a wait takes no time."""

    moment: datetime = NOW

    async def now(self, tx: Transaction) -> datetime:
        """The moment, whatever the database says."""
        return self.moment

    def count(self) -> float:
        """In step with the moment."""
        return (self.moment - NOW).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Over at once."""

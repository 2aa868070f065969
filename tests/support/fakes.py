"""Stand-ins for what lies outside the house: a channel that records what it was given and fails as told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.base import Capabilities, Outgoing
from feedback.messages import Inbound, Posted
from feedback.ports import Rate

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

"""What the house needs to keep its audit: a place where acts are noted, and where they are read and checked."""

from collections.abc import Sequence
from typing import Protocol

from feedback.audit import Act, Anchor, Sealed


class Audit(Protocol):
    """The one chain of audited acts."""

    def note(self, what: Act, *, who: str, about: str, why: str = "") -> None:
        """Written with the commit of this transaction, or not at all; the moment is that of the shared clock, for a
        typed slip only its day."""
        ...

    async def read(self, *, after: int = 0, about: str = "", who: str = "", limit: int) -> Sequence[Sealed]:
        """Entries with greater numbers than `after`, oldest first; of one case or voice, of one officer."""
        ...

    async def verify(self, *, noted: Anchor | None = None) -> Anchor:
        """Where the chain ends. Raises ChainBroken when an entry was changed, dropped or moved since it was written,
        or when what was noted down earlier does not stand in it."""
        ...

"""What storage offers for praise: the name beside it, and which of it was told to its officer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feedback.messages import Letter
from feedback.praise_requests import Praise


class Praises(Protocol):
    """Praise that names an officer: read, unsealed, unerased, without a case, and nothing but praise."""

    async def name(self, receipt: str, name: str, *, consent: str) -> bool:
        """Put a name beside the words behind this receipt, or another in its place. False where they are gone."""
        ...

    async def unname(self, *, chat: str = "", receipt: str = "") -> int:
        """Take off the name of these words, or of all that the chat sent, also from letters that wait; how many."""
        ...

    async def named_of(self, chat: str) -> int:
        """How many of this chat's words bear a name."""
        ...

    async def of_officer(self, officer_id: int, *, before: datetime, limit: int) -> list[Praise]:
        """Praise filed before that moment, newest first."""
        ...

    async def officers_to_tell(self, *, since: datetime, before: datetime, week: str) -> list[int]:
        """Officers with a linked chat who were named in words of [since, before), unless they were told in that week's
        batch; by id."""
        ...

    async def untold(self, officer_id: int, *, since: datetime, before: datetime, limit: int) -> list[Praise]:
        """Praise of this officer, filed and read in [since, before), that no letter told yet, oldest first. Locked, as
        an erasure locks it."""
        ...

    async def tell(
        self, officer_id: int, praises: Sequence[Praise], letters: Sequence[Letter], *, week: str, at: datetime
    ) -> int:
        """Write down that they were told, and add the letters; 0, and nothing is kept, when somebody was quicker."""
        ...

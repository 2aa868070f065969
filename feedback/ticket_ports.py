"""What storage offers for tickets, for the counts of visits by day, and for the keys of an office's software."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from feedback.api_keys import ApiKey
from feedback.coverage import Counts
from feedback.tickets import Ticket, Told

Counted = Literal["recorded", "asked", "answered"]
"""What `visit_counts` counts, by the day of the visit."""


class Tickets(Protocol):
    """Tickets by their code, of which nobody keeps more than a keyed hash."""

    def code(self, unit_id: int, reference: str) -> str:
        """The code of 12 characters for the office's own reference: the same every time."""
        ...

    def visit_key(self, code: str) -> str:
        """The key of the visit that this code opens: 32 hexadecimal digits, known only to who has the code."""
        ...

    async def keep(self, code: str, ticket: Ticket, told: Told) -> bool:
        """True when it is new; an earlier one stays as it is."""
        ...

    async def invited(self, code: str, invitation: str) -> None:
        """What became of inviting the citizen."""
        ...

    async def as_told(self, code: str, told: Told) -> Ticket | None:
        """The ticket, if the office said exactly this then."""
        ...

    async def find(self, code: str) -> Ticket | None:
        """The ticket behind a code."""
        ...

    async def forget(self, *, before: date) -> int:
        """Drop the tickets of visits before that day; how many."""
        ...

    async def count(self, unit_id: int, day: date, what: Counted) -> None:
        """One more of the unit's visits of that day; written with the act, when its transaction ends."""
        ...

    async def counts(self, unit_id: int, *, first: date, last: date) -> Counts:
        """Of the unit's visits on these days, both ends included."""
        ...


class ApiKeys(Protocol):
    """Keys of offices' software, looked up by the keyed hash of their token."""

    async def add(self, key: ApiKey, token: str) -> bool:
        """A new key; False when there is one of that name, revoked ones included."""
        ...

    async def find(self, token: str) -> ApiKey | None:
        """The key with this token, unless it was revoked. Writes nothing."""
        ...

    async def all(self) -> Sequence[ApiKey]:
        """Every key by name, revoked ones included."""
        ...

    async def revoke(self, name: str, *, at: datetime) -> bool:
        """From now on it opens nothing; False when there is no such key or it was revoked before."""
        ...

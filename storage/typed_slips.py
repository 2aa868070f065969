"""Which slips were typed in lately: keyed fingerprints and the day, so that a copy tells neither words nor slip."""

from datetime import date

from sqlalchemy import delete

from feedback.assisted import TypedSlip
from feedback.canonical import comparable
from storage.executor import Executor, insert_new
from storage.keys import Keys, keyed_hash
from storage.tables import typed_slips


class SlipMemory:
    """The TypedSlips of `feedback/assisted_ports.py`."""

    def __init__(self, executor: Executor, keys: Keys) -> None:
        self._db = executor
        self._keys = keys

    async def note(self, slip: TypedSlip, *, on: date) -> bool:
        """The row is unique: of two who type the same at the same moment one is asked."""
        row = {"fingerprint": self._fingerprint(slip), "noted_on": on}
        noted = insert_new(self._db, typed_slips, by=("fingerprint",)).returning(typed_slips.c.noted_on)
        return bool(await self._db.rows(noted, row))

    async def forget(self, *, before: date) -> int:
        """A month is over."""
        return await self._db.run(delete(typed_slips).where(typed_slips.c.noted_on < before))

    def _fingerprint(self, slip: TypedSlip) -> bytes:
        facts = (slip.unit_id, slip.counter_id, slip.day, slip.level and slip.level.value)
        return keyed_hash(self._keys.slip, *map(str, facts), comparable(slip.words))

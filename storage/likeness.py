"""Finding the case of which a text is a copy: keyed numbers in bands, looked up by an index."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, func, select

from feedback.likeness import ALIKE, DIGEST, alike
from storage.executor import Executor
from storage.keys import Keys, keyed_hash
from storage.tables import feedback, likenesses, units

MOST = 5
"""So many cases are compared, those with most bands in common first."""


class LikenessBook:
    """The Likenesses of `feedback/likeness_ports.py`."""

    def __init__(self, executor: Executor, keys: Keys) -> None:
        self._db = executor
        self._key = keys.likeness

    def keyed(self, *parts: str) -> bytes:
        """HMAC-SHA256 in counter mode."""
        return b"".join(keyed_hash(self._key, *parts, str(turn)) for turn in range(DIGEST // 32))

    async def take_turn(self, feedback_id: int, unit_id: int) -> None:
        """The words first, as an erasure locks them; then the unit, in a way that hinders nobody who only names it."""
        if self._db.postgres:
            await self._db.rows(select(feedback.c.id).where(feedback.c.id == feedback_id).with_for_update())
            await self._db.rows(select(units.c.id).where(units.c.id == unit_id).with_for_update(key_share=True))

    async def like(self, bands: Sequence[bytes]) -> list[int]:
        """The oldest of equals first."""
        met = select(likenesses.c.case_id).where(likenesses.c.numbers.in_(bands)).group_by(likenesses.c.case_id)
        most = met.order_by(func.count().desc(), likenesses.c.case_id).limit(MOST)
        found = likenesses.c.case_id.in_([row.case_id for row in await self._db.rows(most)])
        kept: dict[int, list[bytes]] = defaultdict(list)
        for row in await self._db.rows(select(likenesses).where(found).order_by(*likenesses.primary_key)):
            kept[row.case_id].append(row.numbers)
        measured = sorted((-alike(bands, theirs), case_id) for case_id, theirs in kept.items())
        return [case_id for share, case_id in measured if -share >= ALIKE]

    async def keep(self, case_id: int, bands: Sequence[bytes], *, on: date) -> None:
        """One row a band."""
        rows = [{"case_id": case_id, "band": n, "numbers": band, "noted_on": on} for n, band in enumerate(bands)]
        await self._db.run(likenesses.insert(), rows)

    async def forget(self, *, before: date) -> int:
        """Whatever became of the case."""
        return await self._db.run(delete(likenesses).where(likenesses.c.noted_on < before))


async def erase_likeness(executor: Executor, case_ids: Sequence[int]) -> None:
    """Nothing joins these cases any more."""
    await executor.run(delete(likenesses).where(likenesses.c.case_id.in_(case_ids)))

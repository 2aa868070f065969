"""Whether a platform works at all: after failures in a row it is left alone, and tried with one letter now and then.

The state stands in the channel's gate row, so that all replicas together make one trial. Beside it stands the rest
of what an operator asks about a platform.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.ports import Standing
from storage.executor import Executor
from storage.gate import CHANNEL, TROUBLE, Gate
from storage.tables import gate

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)
"""A citizen waits this long at most once the platform is back."""

DOUBLINGS = 5
"""After so many the pause is the longest."""

LONGEST_WHY = 200


class Breaker:
    """One channel's. Closed means that letters flow."""

    def __init__(self, executor: Executor, channel: str) -> None:
        self._db = executor
        self._gate = Gate(executor, channel)

    async def failed(self, why: str, *, at: datetime, trial: bool, grave: bool) -> timedelta | None:
        """Count a failure; the pause that it begins, None while letters still flow.

        A `grave` one (the key is not accepted) opens at once. While it is open only the trial counts: letters that
        were under way before say nothing new.
        """
        row = await self._gate.lock()
        if row.failures >= TROUBLE and not trial:
            return timedelta()
        failures = min(row.failures + 1, TROUBLE + DOUBLINGS)
        if grave:
            failures = TROUBLE + DOUBLINGS
        pause = pause_after(failures)
        probe_at = at + pause if pause else None
        await self._db.run(self._gate.own().values(failures=failures, probe_at=probe_at, why=why[:LONGEST_WHY]))
        return pause

    async def worked(self, *, trial: bool) -> None:
        """An answer, whatever it was. An open breaker closes by its own trial alone."""
        counted = gate.c.failures > 0 if trial else gate.c.failures.between(1, TROUBLE - 1)
        await self._db.run(self._gate.own().where(counted).values(failures=0, probe_at=None, why=None))


def pause_after(failures: int) -> timedelta | None:
    """None while letters still flow; then 2 s, doubling up to a minute."""
    if failures < TROUBLE:
        return None
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << (failures - TROUBLE)))


async def standings(executor: Executor) -> dict[str, Standing]:
    """How each platform that was ever written to stands."""
    rows = await executor.rows(select(gate).where(gate.c.chat == CHANNEL).order_by(gate.c.channel))
    return {
        row.channel: Standing(
            open=row.failures >= TROUBLE,
            failures=row.failures,
            probe_at=row.probe_at,
            closed_until=row.closed_until,
            why=row.why or "",
        )
        for row in rows
    }

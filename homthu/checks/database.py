"""The database: whether it keeps what it acknowledged, whether our key opens it, whether the clocks agree."""

from collections.abc import Sequence
from datetime import timedelta

from feedback.numbers import moment_of_day
from homthu.checks.check import Check, State, found
from homthu.wiring import Service
from storage.inspection import key_fits, last_moment, server

APART = timedelta(seconds=2)
FAR_APART = timedelta(seconds=30)
SET_BACK = timedelta(minutes=1)


async def database(service: Service) -> Sequence[Check]:
    """It was opened, so its settings are durable: `start()` refuses others."""
    async with service.database.reading() as tx:
        name, fits = await server(tx.executor), await key_fits(tx)
    lines = [found("database", "ok", "database", server=name)]
    if fits is not None:
        lines.append(found("database", "ok", "key_fits") if fits else found("database", "fail", "key_strange"))
    return lines


async def clock(service: Service) -> Sequence[Check]:
    """This machine's clock beside the database's, and beside what was written before."""
    async with service.database.reading() as tx:
        there, last = await tx.now(), await last_moment(tx.executor)
    here = service.clock()
    apart = abs(here - there)
    state: State = "fail" if apart > FAR_APART else "warn" if apart > APART else "ok"
    seconds = f"{apart.total_seconds():.1f}".replace(".", ",")
    lines = [found("clock", state, f"clock_{state}", now=moment_of_day(here), seconds=seconds)]
    if last and last > there + SET_BACK:
        lines.append(found("clock", "fail", "clock_back", last=moment_of_day(last)))
    return lines

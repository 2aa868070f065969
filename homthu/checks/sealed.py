"""Whether somebody may open each sealed case that waits: a number, nothing else of them."""

from collections.abc import Sequence

from homthu.checks.check import Check, found
from homthu.wiring import Service
from storage.unseen import unseen


async def sealed(service: Service) -> Sequence[Check]:
    """People leave, move, or turn out to be concerned."""
    async with service.database.reading() as tx:
        n = await unseen(tx.executor, await tx.directory())
    return [found("sealed", "fail", "sealed_nobody", n=n) if n else found("sealed", "ok", "sealed")]

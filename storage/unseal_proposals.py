"""Proposals to unseal: who proposed and who decided in the open, why encrypted and bound to the case."""

import logging
from collections.abc import Collection
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, delete, select, update

from feedback.cases import Case
from feedback.second_person import Proposal, Stage
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.tables import cases, unseal_proposals

REASON = "unseal_proposals|reason"

log = logging.getLogger(__name__)


class ProposalBook:
    """The Proposals of `feedback/second_person_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

    async def keep(self, proposal: Proposal) -> None:
        """A new one."""
        await self._db.run(unseal_proposals.insert(), self._row(proposal))

    async def settle(self, proposal: Proposal) -> bool:
        """The update that finds it waiting wins."""
        waits = (unseal_proposals.c.id == proposal.id, unseal_proposals.c.stage == Stage.WAITING.value)
        said = {name: self._row(proposal)[name] for name in ("stage", "decided_by", "decided_at")}
        return await self._db.run(update(unseal_proposals).where(*waits).values(**said)) == 1

    async def of_case(self, case: Case) -> list[Proposal]:
        """Oldest first."""
        theirs = _found().where(unseal_proposals.c.case_id == case.id)
        return [self._proposal(row) for row in await self._db.rows(theirs.order_by(unseal_proposals.c.id))]

    async def waiting(self) -> list[Proposal]:
        """By case, the order in which they are locked."""
        open_ones = _found().where(unseal_proposals.c.stage == Stage.WAITING.value)
        rows = await self._db.rows(open_ones.order_by(unseal_proposals.c.case_id))
        return [one for row in rows if (one := self._opened(row))]

    def _opened(self, row: AnyRow) -> Proposal | None:
        """One that does not open must not hide the others."""
        try:
            return self._proposal(row)
        except (InvalidTag, ValueError) as error:
            fields = {"event": "unopened", "case": row.code, "error": type(error).__name__}
            log.error("a proposal could not be opened", extra={"fields": fields})
            return None

    def _row(self, one: Proposal) -> dict[str, Any]:
        return {
            "case_id": one.case_id,
            "look": one.look,
            "proposed_by": one.proposed_by,
            "unit_id": one.unit_id,
            "proposed_at": one.proposed_at,
            "due": one.due,
            "reason": self._cipher.hide(one.reason, bound(REASON, one.code)),
            "stage": one.stage.value,
            "decided_by": one.decided_by,
            "decided_at": one.decided_at,
        }

    def _proposal(self, row: AnyRow) -> Proposal:
        return Proposal(
            id=row.id,
            case_id=row.case_id,
            code=row.code,
            look=row.look,
            proposed_by=row.proposed_by,
            unit_id=row.unit_id,
            proposed_at=row.proposed_at,
            due=row.due,
            reason=self._cipher.show(row.reason, bound(REASON, row.code)),
            stage=Stage(row.stage),
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )


async def erase_proposals(executor: Executor, case_ids: Collection[int]) -> None:
    """The words they speak of are gone."""
    await executor.run(delete(unseal_proposals).where(unseal_proposals.c.case_id.in_(case_ids)))


def _found() -> Select[Any]:
    return select(unseal_proposals, cases.c.code).join(cases, cases.c.id == unseal_proposals.c.case_id)

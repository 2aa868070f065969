"""Explanations: an officer meets their own alone, and never one of a sealed case; both are asked of the database."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, delete, select, update

from feedback.cases import WAITING, Case
from feedback.explanations import AWAITED, OPEN, Explanation, Stage
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.tables import cases, explanations

SUMMARY, TEXT, NOTE = "explanations|summary", "explanations|text", "explanations|note"

EXPECTED = (
    cases.c.state.in_(sorted(WAITING)),
    ~cases.c.sealed,
    explanations.c.look == cases.c.reopened,  # what was asked before the answer is over
)


class ExplanationBook:
    """The Explanations of `feedback/explanation_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

    async def ask(self, explanation: Explanation) -> None:
        """A new one."""
        await self._db.run(explanations.insert(), self._row(explanation))

    async def save(self, explanation: Explanation) -> None:
        """Its words are bound to the case and the officer, which stay."""
        same = explanations.c.id == explanation.id
        if await self._db.run(update(explanations).where(same).values(**self._row(explanation))) != 1:
            raise LookupError(explanation.code)

    async def of_case(self, case: Case) -> tuple[Explanation, ...]:
        """Oldest first."""
        return tuple(await self._found(_found().where(explanations.c.case_id == case.id).order_by(explanations.c.id)))

    async def asked_of(self, officer_id: int) -> list[Explanation]:
        """By due date."""
        mine = (explanations.c.officer_id == officer_id, explanations.c.stage.in_(sorted(OPEN)))
        return await self._found(_found().where(*mine, *EXPECTED).order_by(explanations.c.due, explanations.c.id))

    async def overdue(self, *, today: date, unit_ids: Collection[int], limit: int) -> list[Explanation]:
        """Not locked: whoever goes on locks the case and looks again."""
        late = (explanations.c.stage.in_(sorted(AWAITED)), explanations.c.due < today, cases.c.unit_id.in_(unit_ids))
        found = _found().where(*late, *EXPECTED).order_by(explanations.c.case_id, explanations.c.id)
        return await self._found(found.limit(limit))

    async def _found(self, statement: Select[Any]) -> list[Explanation]:
        return [self._explanation(row) for row in await self._db.rows(statement)]

    def _row(self, one: Explanation) -> dict[str, Any]:
        def hidden(words: str, place: str) -> bytes | None:
            return self._cipher.hide(words, bound(place, one.code, str(one.officer_id))) if words else None

        return {
            "case_id": one.case_id,
            "officer_id": one.officer_id,
            "asked_by": one.asked_by,
            "summary": hidden(one.summary, SUMMARY),
            "asked_at": one.asked_at,
            "due": one.due,
            "look": one.look,
            "stage": one.stage.value,
            "text": hidden(one.text, TEXT),
            "given_at": one.given_at,
            "note": hidden(one.note, NOTE),
        }

    def _explanation(self, row: AnyRow) -> Explanation:
        def shown(words: bytes | None, place: str) -> str:
            return self._cipher.show(words, bound(place, row.code, str(row.officer_id))) if words else ""

        return Explanation(
            id=row.id,
            case_id=row.case_id,
            code=row.code,
            officer_id=row.officer_id,
            asked_by=row.asked_by,
            summary=shown(row.summary, SUMMARY),
            asked_at=row.asked_at,
            due=row.due,
            look=row.look,
            stage=Stage(row.stage),
            text=shown(row.text, TEXT),
            given_at=row.given_at,
            note=shown(row.note, NOTE),
        )


async def erase_explanations(executor: Executor, case_ids: Sequence[int]) -> None:
    """The words they speak of are gone."""
    await executor.run(delete(explanations).where(explanations.c.case_id.in_(case_ids)))


def _found() -> Select[Any]:
    return select(explanations, cases.c.code).join(cases, cases.c.id == explanations.c.case_id)

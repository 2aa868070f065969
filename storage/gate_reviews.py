"""Reviews of cases: the database narrows, the rules of `feedback/cases.py` and `feedback/gate_seconding.py` have the
last word."""

import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, delete, or_, select, update

from feedback.cases import WAITING, Case
from feedback.gate_review import Decision, Found, GateReview, Kind, Stage
from feedback.gate_seconding import may_second
from feedback.people import Officer
from feedback.units import Directory
from storage.cases import CaseBook
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor, upsert
from storage.tables import cases, gate_reviews

NOTE, PARTS = "gate_reviews|note", "gate_reviews|parts"
ASKED = cases.c["code", "unit_id", "handler_unit_id", "sealed", "concerns"]
HOLDS = (gate_reviews.c.stage != Stage.SETTLED.value, cases.c.state.in_(sorted(WAITING)))

log = logging.getLogger(__name__)


class GateBook:
    """The GateReviews of `feedback/gate_ports.py`."""

    def __init__(
        self, executor: Executor, cipher: Cipher, book: CaseBook, directory: Callable[[], Awaitable[Directory]]
    ) -> None:
        self._db = executor
        self._cipher = cipher
        self._cases = book
        self._directory = directory

    async def open(self, review: GateReview) -> bool:
        """The unique row says who was first."""
        fresh = upsert(self._db, gate_reviews, by=("case_id",), fresh=())
        return await self._db.run(fresh, self._row(review)) == 1

    async def save(self, review: GateReview) -> None:
        """Its note is bound to the case, which stays."""
        same = gate_reviews.c.case_id == review.case_id
        if await self._db.run(update(gate_reviews).where(same).values(**self._row(review))) != 1:
            raise LookupError(review.code)

    async def of_case(self, case: Case) -> GateReview | None:
        """One at most."""
        rows = await self._db.rows(_found().where(gate_reviews.c.case_id == case.id))
        return self._review(rows[0]) if rows else None

    async def waiting(self, officer: Officer) -> list[tuple[GateReview, Case]]:
        """A case that is not theirs comes only with a proposal that they may second, in outline: nothing is locked."""
        mine = {case.id: case for case in await self._cases.visible(officer)}
        rows = await self._db.rows(_found().where(*HOLDS, _either(mine)).order_by(gate_reviews.c.due, cases.c.id))
        directory, found = await self._directory(), []
        for row in rows:
            review, case = self._review(row), mine.get(row.case_id) or _outline(row)
            if case.id in mine or may_second(officer, review, case, directory):
                found.append((review, case))
        return found

    async def lock(self, officer: Officer, code: str) -> tuple[GateReview, Case] | None:
        """Never told apart: none, and not for this officer."""
        case = await self._cases.lock(officer, code)
        if case is not None:
            review = await self.of_case(case)
            return (review, case) if review else None
        proposed = gate_reviews.c.stage == Stage.PROPOSED.value
        rows = await self._db.rows(_found().where(cases.c.code == code, proposed, *HOLDS))
        whole = await self._cases.whole(rows[0].case_id) if rows else None
        review = await self.of_case(whole) if whole else None  # as it is now that the case is locked
        if whole is None or review is None:
            return None
        return (review, whole) if may_second(officer, review, whole, await self._directory()) else None

    async def holding(self, case_ids: Collection[int]) -> frozenset[int]:
        """By id."""
        held = select(gate_reviews.c.case_id).join(cases, cases.c.id == gate_reviews.c.case_id)
        rows = await self._db.rows(held.where(*HOLDS, gate_reviews.c.case_id.in_(case_ids)))
        return frozenset(row.case_id for row in rows)

    async def to_chase(self, *, due_until: date, after: int, limit: int) -> list[tuple[GateReview, Case]]:
        """Looked up first, then the cases one by one: a review is read as it is under the lock."""
        wanted = (gate_reviews.c.due <= due_until, gate_reviews.c.case_id > after)
        rows = await self._db.rows(_found().where(*HOLDS, *wanted).order_by(gate_reviews.c.case_id).limit(limit))
        return [found for row in rows if (found := await self._opened(row))]

    async def _opened(self, row: AnyRow) -> tuple[GateReview, Case] | None:
        """One that does not open is logged, and the clock goes on to the others."""
        try:
            case = await self._cases.whole(row.case_id)
            review = await self.of_case(case) if case else None
        except (InvalidTag, TypeError, ValueError) as error:
            fields = {"event": "unopened", "case": row.code, "error": type(error).__name__}
            log.error("a review could not be opened", extra={"fields": fields})
            return None
        return (review, case) if case and review else None

    async def keep_parts(self, review: GateReview, parts: Mapping[int, int]) -> None:
        """Hidden with the day, and bound to the case."""
        told = {"on": str(review.split_on), "parts": {str(whole): part for whole, part in parts.items()}}
        hidden = self._cipher.hide_data(told, bound(PARTS, review.code))
        same = gate_reviews.c.case_id == review.case_id
        await self._db.run(update(gate_reviews).where(same).values(parts=hidden))

    def _row(self, review: GateReview) -> dict[str, Any]:
        return {
            "case_id": review.case_id,
            "kind": review.kind.value,
            "found": review.found.value,
            "due": review.due,
            "weighty": review.weighty,
            "stage": review.stage.value,
            "decision": review.decision.value if review.decision else None,
            "note": self._cipher.hide(review.note, bound(NOTE, review.code)) if review.note else None,
            "proposed_by": review.proposed_by,
            "decided_by": review.decided_by,
            "sent_on": review.sent_on,
            "chased": review.chased,
        }

    def _review(self, row: AnyRow) -> GateReview:
        return GateReview(
            id=row.id,
            case_id=row.case_id,
            code=row.code,
            kind=Kind(row.kind),
            found=Found(row.found),
            due=row.due,
            weighty=row.weighty,
            stage=Stage(row.stage),
            decision=Decision(row.decision) if row.decision else None,
            note=self._cipher.show(row.note, bound(NOTE, row.code)) if row.note else "",
            proposed_by=row.proposed_by,
            decided_by=row.decided_by,
            sent_on=row.sent_on,
            split_on=self._split_on(row),
            chased=row.chased or "",
        )

    def _split_on(self, row: AnyRow) -> date | None:
        if row.parts is None:
            return None
        return date.fromisoformat(self._cipher.show_data(row.parts, bound(PARTS, row.code))["on"])


async def part_of(executor: Executor, cipher: Cipher, feedback_id: int, case_id: int, code: str) -> int | None:
    """The words that were split off from these; their number."""
    rows = await executor.rows(select(gate_reviews.c.parts).where(gate_reviews.c.case_id == case_id))
    if not rows or rows[0].parts is None:
        return None
    found = cipher.show_data(rows[0].parts, bound(PARTS, code))["parts"].get(str(feedback_id))
    return int(found) if found is not None else None


async def erase_reviews(executor: Executor, case_ids: Iterable[int]) -> None:
    """The words they speak of are gone."""
    await executor.run(delete(gate_reviews).where(gate_reviews.c.case_id.in_(list(case_ids))))


def _found() -> Select[Any]:
    return select(gate_reviews, *ASKED).join(cases, cases.c.id == gate_reviews.c.case_id)


def _outline(row: AnyRow) -> Case:
    """As far as the rule asks: no words, no days."""
    never, about = datetime.min.replace(tzinfo=UTC), tuple(map(int, row.concerns))
    case = Case(row.case_id, row.code, row.unit_id, row.handler_unit_id, never, date.min)
    return replace(case, sealed=row.sealed, concerns=about)


def _either(mine: Mapping[int, Case]) -> Any:
    return or_(gate_reviews.c.case_id.in_(list(mine)), gate_reviews.c.stage == Stage.PROPOSED.value)

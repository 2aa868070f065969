"""Recommendations of people's inspectors: text and answer encrypted, bound to the recommendation's code."""

import logging
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Select, func, select, update

from feedback.recommendations import Recommendation, Stage
from storage.cipher import Cipher, bound
from storage.executor import AnyRow, Executor
from storage.tables import recommendations

TEXT, ANSWER = "recommendations|text", "recommendations|answer"
WAITS = recommendations.c.stage == Stage.SENT.value

log = logging.getLogger(__name__)


class RecommendationBook:
    """The Recommendations of `feedback/recommendation_ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher) -> None:
        self._db = executor
        self._cipher = cipher

    async def send(self, recommendation: Recommendation) -> None:
        """A new one."""
        await self._db.run(recommendations.insert(), self._row(recommendation))

    async def save(self, recommendation: Recommendation) -> None:
        """Its words are bound to the code, which stays."""
        same = (recommendations.c.id == recommendation.id, recommendations.c.code == recommendation.code)
        if await self._db.run(update(recommendations).where(*same).values(**self._row(recommendation))) != 1:
            raise LookupError(recommendation.code)

    async def find(self, code: str) -> Recommendation | None:
        """Locked."""
        found = select(recommendations).where(recommendations.c.code == code)
        rows = await self._db.rows(found.with_for_update() if self._db.postgres else found)
        return self._recommendation(rows[0]) if rows else None

    async def of_board(self, board_id: int) -> list[Recommendation]:
        """The newest first."""
        return await self._found(
            select(recommendations).where(recommendations.c.board_id == board_id).order_by(recommendations.c.id.desc())
        )

    async def unanswered(self, unit_ids: Collection[int]) -> list[Recommendation]:
        """By due date."""
        found = select(recommendations).where(recommendations.c.unit_id.in_(sorted(unit_ids)), WAITS)
        return await self._found(found.order_by(recommendations.c.due, recommendations.c.id))

    async def to_chase(self, *, due_until: date, after: int, limit: int) -> list[Recommendation]:
        """By id."""
        found = select(recommendations).where(WAITS, recommendations.c.due <= due_until, recommendations.c.id > after)
        found = found.order_by(recommendations.c.id).limit(limit)
        return await self._found(found.with_for_update(skip_locked=True) if self._db.postgres else found)

    async def awaited(self, unit_id: int) -> tuple[int, date | None]:
        """Count and nearest day."""
        counted = select(func.count(), func.min(recommendations.c.due)).where(
            recommendations.c.unit_id == unit_id, WAITS
        )
        n, due = (await self._db.rows(counted))[0]
        return int(n), due

    async def sent_to(self, unit_ids: Collection[int], *, start: datetime, end: datetime) -> list[Recommendation]:
        """Its words stay closed."""
        then = (recommendations.c.sent_at >= start, recommendations.c.sent_at < end)
        found = (
            select(recommendations)
            .where(recommendations.c.unit_id.in_(sorted(unit_ids)), *then)
            .order_by(recommendations.c.id)
        )
        return [self._recommendation(row, words=False) for row in await self._db.rows(found)]

    async def _found(self, statement: Select[Any]) -> list[Recommendation]:
        return [one for row in await self._db.rows(statement) if (one := self._open(row))]

    def _open(self, row: AnyRow) -> Recommendation | None:
        """One whose words do not open is logged, and the others go on."""
        try:
            return self._recommendation(row)
        except (InvalidTag, TypeError, ValueError) as error:
            fields = {"event": "unopened", "recommendation": row.code, "error": type(error).__name__}
            log.error("a recommendation could not be opened", extra={"fields": fields})
            return None

    def _row(self, one: Recommendation) -> dict[str, Any]:
        return {
            "code": one.code,
            "unit_id": one.unit_id,
            "board_id": one.board_id,
            "author_id": one.author_id,
            "text": self._cipher.hide(one.text, bound(TEXT, one.code)),
            "sent_at": one.sent_at,
            "due": one.due,
            "stage": one.stage.value,
            "answer": self._cipher.hide(one.answer, bound(ANSWER, one.code)) if one.answer else None,
            "answered_at": one.answered_at,
            "answered_by": one.answered_by,
            "noted_at": one.noted_at,
            "chased": one.chased,
        }

    def _recommendation(self, row: AnyRow, *, words: bool = True) -> Recommendation:
        def shown(hidden: bytes | None, place: str) -> str:
            return self._cipher.show(hidden, bound(place, row.code)) if hidden and words else ""

        return Recommendation(
            id=row.id,
            code=row.code,
            unit_id=row.unit_id,
            board_id=row.board_id,
            author_id=row.author_id,
            text=shown(row.text, TEXT),
            sent_at=row.sent_at,
            due=row.due,
            stage=Stage(row.stage),
            answer=shown(row.answer, ANSWER),
            answered_at=row.answered_at,
            answered_by=row.answered_by,
            noted_at=row.noted_at,
            chased=row.chased or "",
        )

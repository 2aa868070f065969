"""What people said of suggested tags: one row of each officer and case, and what may be learnt from them."""

import json
from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select

from feedback.analysis import Analysis
from feedback.cases import Case
from feedback.drift import Reading, Reviewed
from feedback.ports import Labelled
from feedback.reviews import TagReview, changes
from storage.cipher import Cipher
from storage.executor import AnyRow, Executor, upsert
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.tables import cases, feedback, tag_reviews

OPEN = (~cases.c.sealed, ~feedback.c.sealed, feedback.c.erased_at.is_(None), feedback.c.analysis.is_not(None))
"""Words that may be learnt from: a sealed case belongs to its readers alone, and erased words are gone."""

_theirs = feedback.alias()
FIRST = feedback.c.id == (
    select(func.min(_theirs.c.id))
    .where(_theirs.c.case_id == cases.c.id, _theirs.c.erased_at.is_(None))
    .correlate(cases)
    .scalar_subquery()
)
"""Of many who said the same the one whose words stand in the case."""


class ReviewBook:
    """The Reviews of `feedback/ports.py`."""

    def __init__(self, executor: Executor, cipher: Cipher, keys: Keys) -> None:
        self._db = executor
        self._rows = FiledRows(cipher, keys)

    async def keep(self, case_id: int, review: TagReview) -> None:
        """The last word of this officer on this case."""
        row = {
            "case_id": case_id,
            "officer_id": review.officer_id,
            "unit_id": review.unit_id,
            "tags": list(review.tags),
            "at": review.at,
        }
        last_word = upsert(self._db, tag_reviews, by=("case_id", "officer_id"), fresh=("unit_id", "tags", "at"))
        await self._db.run(last_word, row)

    async def of_case(self, case: Case) -> tuple[tuple[str, ...], list[TagReview]]:
        """No suggestion where the analyst failed."""
        theirs = (feedback.c.case_id == case.id, feedback.c.erased_at.is_(None))
        read = select(feedback.c.analysis).where(*theirs).order_by(feedback.c.id).limit(1)
        found = await self._db.rows(read)
        suggested = Analysis.from_json(found[0].analysis).codes if found and found[0].analysis else ()
        given = select(tag_reviews).where(tag_reviews.c.case_id == case.id)
        rows = await self._db.rows(given.order_by(tag_reviews.c.at, tag_reviews.c.officer_id))
        return suggested, [_review(row, case.code) for row in rows]

    async def labelled(self) -> list[Labelled]:
        """By id of the case, its reviews oldest first."""
        given = select(tag_reviews, cases.c.code).select_from(tag_reviews.join(cases))
        reviews: dict[int, list[TagReview]] = defaultdict(list)
        for row in await self._db.rows(given.order_by(tag_reviews.c.at, tag_reviews.c.officer_id)):
            reviews[row.case_id].append(_review(row, row.code))
        words = select(cases.c.id, cases.c.unit_id, feedback.c.receipt, feedback.c.redacted, feedback.c.analysis)
        joined = words.select_from(cases.join(feedback, feedback.c.case_id == cases.c.id)).where(*OPEN, FIRST)
        rows = await self._db.rows(joined.order_by(cases.c.id, feedback.c.id))
        return [self._labelled(row, reviews[row.id]) for row in rows if row.id in reviews]

    async def readings(self, *, start: datetime, end: datetime) -> list[Reading]:
        """Sealed words are counted too: nothing but counts comes of this."""
        when = (feedback.c.read_at >= start, feedback.c.read_at < end, feedback.c.analysis.is_not(None))
        read = select(feedback.c.read_at, feedback.c.analysis).where(*when).order_by(feedback.c.read_at)
        return [_reading(row) for row in await self._db.rows(read)]

    async def reviewed(self, *, start: datetime, end: datetime) -> list[Reviewed]:
        """Without those whose suggestion was erased or never made."""
        joined = tag_reviews.join(cases).join(feedback, feedback.c.case_id == cases.c.id)
        given = select(tag_reviews, cases.c.code, feedback.c.analysis).select_from(joined)
        when = (tag_reviews.c.at >= start, tag_reviews.c.at < end, feedback.c.analysis.is_not(None))
        rows = await self._db.rows(given.where(*when, FIRST).order_by(tag_reviews.c.at))
        return [_reviewed(row) for row in rows]

    def _labelled(self, row: AnyRow, reviews: list[TagReview]) -> Labelled:
        return Labelled(self._rows.redacted(row), row.unit_id, Analysis.from_json(row.analysis), tuple(reviews))


def _review(row: AnyRow, code: str) -> TagReview:
    return TagReview(code, row.officer_id, row.unit_id, row.at, tuple(row.tags))


def _reviewed(row: AnyRow) -> Reviewed:
    return Reviewed(row.at, changes(Analysis.from_json(row.analysis).codes, _review(row, row.code)))


def _reading(row: AnyRow) -> Reading:
    """`unknown` is read from the stored form: analyses of earlier versions do not say it."""
    kept = json.loads(row.analysis)
    analysis = Analysis.from_json(row.analysis)
    return Reading(row.read_at, analysis.codes, analysis.needs_person, kept.get("unknown"))

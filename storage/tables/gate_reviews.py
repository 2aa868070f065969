"""What may be a tố cáo, a khiếu nại or a tố giác, and what was decided of it."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from feedback.gate_review import Kind, Stage
from storage.tables.base import Base, core, key, link, one_of


class GateReviewRow(Base, table=True):
    """One for each case at most. `note` is encrypted; `parts` too: on which day which words were split off from which,
    so that no row leads from an ordinary case to a sealed one."""

    __tablename__ = "gate_reviews"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("stage", Stage), name="stage"),
        Index(None, "stage", "due"),
    )
    id: int = key()
    case_id: int = link("cases")
    kind: str
    found: str
    due: date
    weighty: bool
    stage: str
    decision: str | None
    note: bytes | None
    proposed_by: int | None = link("officers", optional=True)
    decided_by: int | None = link("officers", optional=True)
    sent_on: date | None
    parts: bytes | None
    chased: str | None


gate_reviews = core(GateReviewRow)

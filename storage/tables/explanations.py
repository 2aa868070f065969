"""What officers were asked about cases, and what they said."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index

from feedback.explanations import Stage
from storage.tables.base import Base, core, key, link, one_of, small


class ExplanationRow(Base, table=True):
    """`summary`, `text` and `note` are encrypted. `look` is how often the case had been reopened when it was asked."""

    __tablename__ = "explanations"
    __table_args__ = (
        CheckConstraint(one_of("stage", Stage), name="stage"),
        Index(None, "case_id"),
        Index(None, "officer_id"),
        Index(None, "stage", "due"),
    )
    id: int = key()
    case_id: int = link("cases")
    officer_id: int = link("officers")
    asked_by: int = link("officers")
    summary: bytes
    asked_at: datetime
    due: date
    look: int = small()
    stage: str
    text: bytes | None
    given_at: datetime | None
    note: bytes | None


explanations = core(ExplanationRow)

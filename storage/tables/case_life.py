"""What happens to a case, line by line, and how long each thing may take."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from feedback.deadlines import Kind
from storage.tables.base import Base, core, key, link, one_of, small


class CaseEventRow(Base, table=True):
    """One line of a timeline. Of a citizen's act `at` is only the day: the moment would tell which chat wrote then.
    `why` is a code; `said` is encrypted."""

    __tablename__ = "case_events"
    __table_args__ = (Index(None, "case_id"),)
    id: int = key()
    case_id: int = link("cases")
    at: datetime
    what: str
    role: str
    unit_id: int | None = link("units", optional=True)
    officer_id: int | None = link("officers", optional=True)
    why: str | None
    said: bytes | None


class DeadlineRow(Base, table=True):
    """Working days for what was filed from `valid_from` on; `unit_id` for one unit alone. `source` names the law."""

    __tablename__ = "deadlines"
    __table_args__ = (
        UniqueConstraint("kind", "valid_from", "unit_id"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("days BETWEEN 1 AND 90", name="days"),
    )
    id: int = key()
    kind: str
    days: int = small()
    valid_from: date
    unit_id: int | None = link("units", optional=True)
    source: str


case_events = core(CaseEventRow)
deadlines = core(DeadlineRow)

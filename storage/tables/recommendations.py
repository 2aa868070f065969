"""What boards of people's inspectors recommend, and what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from feedback.recommendations import Stage
from storage.tables.base import Base, core, key, link, one_of


class RecommendationRow(Base, table=True):
    """`text` and `answer` are encrypted. `unit_id` must answer, the board of `board_id` has written it."""

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(one_of("stage", Stage), name="stage"),
        Index(None, "board_id"),
        Index(None, "unit_id", "stage"),
        Index(None, "stage", "due"),
    )
    id: int = key()
    code: str
    unit_id: int = link("units")
    board_id: int = link("units")
    author_id: int = link("officers")
    text: bytes
    sent_at: datetime
    due: date
    stage: str
    answer: bytes | None
    answered_at: datetime | None
    answered_by: int | None = link("officers", optional=True)
    noted_at: datetime | None
    chased: str | None


recommendations = core(RecommendationRow)

"""What citizens gave: visits, ratings, words, the cases that came of them, and what people said of their tags."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlmodel import Field

from feedback.cases import State
from feedback.ratings import Badge
from feedback.requests import Kind
from feedback.visits import Proof, Respondent
from storage.tables.base import Base, code, core, flag, key, link, one_of, plain, small

UNREAD = text("read_at IS NULL AND erased_at IS NULL")


class VisitRow(Base, table=True):
    """Frozen at the scan. Nothing ever updates this table."""

    __tablename__ = "visits"
    __table_args__ = (CheckConstraint(one_of("respondent", Respondent), name="respondent"),)
    key: str = Field(primary_key=True, max_length=32)
    unit_id: int = link("units")
    counter_id: int | None = link("counters", optional=True)
    scanned_at: datetime
    candidates: list[int] = plain()
    field: str
    respondent: str
    proof: str = code(usual=Proof.NONE)


class RatingRow(Base, table=True):
    """One per visit. Unit, counter, officer and respondent are copies, frozen with the visit."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        CheckConstraint(f"badge IS NULL OR {one_of('badge', Badge)}", name="badge"),
        CheckConstraint(one_of("respondent", Respondent), name="respondent"),
        Index(None, "unit_id", "rated_at", "level"),
        Index(None, "officer_id", "rated_at"),
    )
    visit_key: str = Field(default=None, sa_column=Column(String(32), ForeignKey("visits.key"), primary_key=True))
    level: int = small()
    badge: str | None
    reasons: list[str] = plain()
    voter: str
    channel: str
    rated_at: datetime
    unit_id: int = link("units")
    counter_id: int | None = link("counters", optional=True)
    officer_id: int | None = link("officers", optional=True)
    respondent: str
    proof: str = code(usual=Proof.NONE)


class FeedbackRow(Base, table=True):
    """Words as they were filed. `text` and `redacted` are encrypted, `receipt` and `chat` are keyed hashes; `author`
    holds, encrypted, the tag of the chat and the key of the visit, so that a copy alone leads to neither.

    `seal` is what the cues asked for when it came, `sealed` what stands since it was read.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("receipt"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 5", name="level"),
        Index("ix_feedback_unread", "id", sqlite_where=UNREAD, postgresql_where=UNREAD),
        Index(None, "unit_id", "filed_at"),
        Index(None, "chat"),
        Index(None, "officer_id"),
        Index(None, "case_id"),
    )
    id: int = key()
    receipt: bytes
    chat: bytes
    author: bytes
    channel: str
    unit_id: int = link("units")
    counter_id: int | None = link("counters", optional=True)
    officer_id: int | None = link("officers", optional=True)
    kind: str
    level: int | None = small(optional=True)
    text: bytes
    redacted: bytes
    filed_at: datetime
    due: date | None
    language: str
    consent: str
    seal: bool
    lease_until: datetime | None
    read_at: datetime | None
    analysis: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    sentiment: str
    urgent: bool
    needs_person: bool
    sealed: bool
    case_id: int | None = link("cases", optional=True)
    erased_at: datetime | None
    ticked: bool = flag()


class CaseRow(Base, table=True):
    """A case; `words`, `answer`, `reason` are encrypted. `concerns` lists the officers who never handle it sealed."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(one_of("state", State), name="state"),
        Index(None, "handler_unit_id", "state"),
        Index(None, "state", "due"),
        Index(None, "unit_id"),
    )
    id: int = key()
    code: str
    unit_id: int = link("units")
    handler_unit_id: int | None = link("units", optional=True)
    state: str
    sealed: bool
    urgent: bool
    counter_id: int | None = link("counters", optional=True)
    tags: list[str] = plain()
    concerns: list[int] = plain()
    words: bytes
    answer: bytes
    filed_at: datetime
    due: date
    answered_at: datetime | None
    accept_by: date | None
    opened_at: datetime | None
    closed_at: datetime | None
    reason: bytes | None
    transferred_from: int | None = link("units", optional=True)
    reopen_until: date | None
    result: str | None
    reopened: int = small(usual=0)
    chased: str | None


class TagReviewRow(Base, table=True):
    """One officer's last word on the tags of a case; `unit_id` is the unit they belonged to then."""

    __tablename__ = "tag_reviews"
    __table_args__ = (UniqueConstraint("case_id", "officer_id"), Index(None, "at"))
    id: int = key()
    case_id: int = link("cases")
    officer_id: int = link("officers")
    unit_id: int = link("units")
    tags: list[str] = plain()
    at: datetime


visits = core(VisitRow)
ratings = core(RatingRow)
feedback = core(FeedbackRow)
cases = core(CaseRow)
tag_reviews = core(TagReviewRow)

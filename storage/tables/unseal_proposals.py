"""Seals that one person proposed to take off, and what a second said."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index

from feedback.second_person import Stage
from storage.tables.base import Base, core, key, link, one_of, small


class UnsealProposalRow(Base, table=True):
    """`look` is how often the case had been reopened, `unit_id` where it lay; `reason` is encrypted."""

    __tablename__ = "unseal_proposals"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "stage", "due"),
        CheckConstraint(one_of("stage", Stage), name="stage"),
    )
    id: int = key()
    case_id: int = link("cases")
    look: int = small()
    proposed_by: int = link("officers")
    unit_id: int = link("units")
    proposed_at: datetime
    due: date
    reason: bytes
    stage: str
    decided_by: int | None = link("officers", optional=True)
    decided_at: datetime | None


unseal_proposals = core(UnsealProposalRow)

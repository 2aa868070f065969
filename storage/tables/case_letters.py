"""Letters between an office and the citizen of a case, cut lines, and sealed cases that stand beside another."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, text
from sqlmodel import Field

from storage.tables.base import ID, Base, core, link, small

WAITING = text("told_on IS NULL")


class CaseLetterRow(Base, table=True):
    """`key` is random and there is no moment: neither tells when a citizen wrote. A row without `told_on` waits; its
    slot, its kind and what was written lie in `words`, encrypted. `place` orders those that were handed on.
    """

    __tablename__ = "case_letters"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "voice_id"),
        Index("ix_case_letters_waiting", "key", sqlite_where=WAITING, postgresql_where=WAITING),
        {"sqlite_with_rowid": False},
    )
    key: str = Field(primary_key=True, max_length=32)
    case_id: int = link("cases")
    officer_id: int | None = link("officers", optional=True)
    voice_id: int | None = link("feedback", optional=True)
    words: bytes
    told_on: date | None
    place: int = small()


class CutLineRow(Base, table=True):
    """Some citizen of the case wanted no more letters, on that day: handlers learn of it the day after."""

    __tablename__ = "cut_lines"
    __table_args__ = ({"sqlite_with_rowid": False},)
    case_id: int = Field(default=None, sa_column=Column(ID, ForeignKey("cases.id"), primary_key=True))
    cut_on: date = Field(primary_key=True)


class AsideRow(Base, table=True):
    """`case_id`, sealed, came of a citizen's words beside another case. Which, whose words and why lie in `beside`,
    encrypted, all of one length; `voice` is a keyed hash, by which those of one citizen are found.
    """

    __tablename__ = "case_asides"
    __table_args__ = (
        Index(None, "voice"),
        {"sqlite_with_rowid": False},
    )
    case_id: int = Field(default=None, sa_column=Column(ID, ForeignKey("cases.id"), primary_key=True))
    voice: bytes
    beside: bytes


case_letters = core(CaseLetterRow)
cut_lines = core(CutLineRow)
case_asides = core(AsideRow)

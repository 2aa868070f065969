"""By what a copy of an open case's words is known."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field

from storage.tables.base import ID, Base, core


class LikenessRow(Base, table=True):
    """Four of the 64 keyed numbers of the words that a case was opened with. They are the least of keyed hashes: a copy
    of the database tells neither words nor which cases of two units are alike. `noted_on` says when to forget them."""

    __tablename__ = "likenesses"
    __table_args__ = (Index(None, "numbers"), Index(None, "noted_on"))
    case_id: int = Field(
        default=None, sa_column=Column(ID, ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    )
    band: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    numbers: bytes
    noted_on: date


likenesses = core(LikenessRow)

"""What keeps a paper slip from being typed in twice."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Base, core


class TypedSlipRow(Base, table=True):
    """A keyed hash over what a slip says; `noted_on` only says when to forget it. Nothing here leads to its words, to
    who typed it or to the moment."""

    __tablename__ = "typed_slips"
    __table_args__ = (Index(None, "noted_on"),)
    fingerprint: bytes = Field(primary_key=True)
    noted_on: date


typed_slips = core(TypedSlipRow)

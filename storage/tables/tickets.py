"""Visits that an office told us of before anybody rated them, how many of them were asked and answered, and the keys
with which an office's software speaks."""

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import ID, Base, core, link


class TicketRow(Base, table=True):
    """A ticket under the keyed hash of its code; `facts` is a keyed hash of all that the office said, its reference
    and the hour included, so that a repeat is known for one. `sealed` is where the visit was and who served, encrypted
    under a key derived from the code.

    Nothing here changes when the ticket is used, only the day of the visit lies open, and rows lie in the order of
    their hashes: a copy of the database leads from no ticket to a rating, nor to the office's own reference.
    """

    __tablename__ = "tickets"
    __table_args__ = (Index(None, "day"), {"sqlite_with_rowid": False})
    hash: bytes = Field(primary_key=True)
    day: date
    facts: bytes
    sealed: bytes
    invitation: str


class VisitCountRow(Base, table=True):
    """Of the visits of a day: how many an office told us of, how many were invited, how many were rated by a ticket."""

    __tablename__ = "visit_counts"
    unit_id: int = Field(default=None, sa_column=Column(ID, ForeignKey("units.id"), primary_key=True))
    day: date = Field(primary_key=True)
    recorded: int
    asked: int
    answered: int


class ApiKeyRow(Base, table=True):
    """Only the keyed hash of the token is kept. The key speaks for its unit and those below it until it is revoked."""

    __tablename__ = "api_keys"
    __table_args__ = (UniqueConstraint("name"),)
    hash: bytes = Field(primary_key=True)
    unit_id: int = link("units")
    name: str
    created_at: datetime
    revoked_at: datetime | None


tickets = core(TicketRow)
visit_counts = core(VisitCountRow)
api_keys = core(ApiKeyRow)

"""Who is to be invited to rate a visit, and which telephone numbers want no invitation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, text
from sqlmodel import Field

from feedback.invitation_ports import End
from storage.tables.base import ID, Base, core, one_of

MARK = 32
STATES = ("waiting", "handed", *End)
OPEN = text("state = 'waiting' OR state = 'handed'")


class InvitationRow(Base, table=True):
    """An invitation under the keyed mark of its ticket's code; `phone` is a keyed hash, `address` the sealed number,
    `code` the encrypted code. Address and code go once the outbox has them, unit and day of the visit once it ended;
    `day` is that of its last change.

    The keys are others than the tickets', no moment of recording is kept, and rows lie in the order of their marks: a
    copy of the database leads from no number to a ticket.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "phone"),
        Index("ix_invitations_open", "evening", sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint(one_of("state", STATES), name="state"),
        {"sqlite_with_rowid": False},
    )
    mark: str = Field(primary_key=True, max_length=MARK)
    phone: bytes
    unit_id: int | None = Field(default=None, sa_column=Column(ID, ForeignKey("units.id"), nullable=True))
    visited: date | None
    evening: datetime
    state: str
    day: date
    address: bytes
    code: bytes


class OptOutRow(Base, table=True):
    """A number, as its keyed hash, that is never invited."""

    __tablename__ = "opt_outs"
    __table_args__ = ({"sqlite_with_rowid": False},)
    phone: bytes = Field(primary_key=True)
    since: date


invitations = core(InvitationRow)
opt_outs = core(OptOutRow)

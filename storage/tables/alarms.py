"""Who is on duty in a unit, and the alarms of urgent cases."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, text
from sqlmodel import Field

from storage.tables.base import ID, Base, core, key, link, one_of, small

OPEN = text("over = ''")
OVER = ("", "nhan", "thoi")
"""Nobody took it yet; somebody did; nobody needs it any more."""


class ShiftRow(Base, table=True):
    """A shift of the rota, for a weekday or for one day. `begins` and `ends` in minutes after midnight; one that ends
    before it begins goes on into the next day. `turn` says who is rung first."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        Index(None, "unit_id"),
        CheckConstraint("(weekday IS NULL) <> (day IS NULL)", name="day"),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("turn BETWEEN 1 AND 2", name="turn"),
        CheckConstraint("begins BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="hours"),
    )
    id: int = key()
    unit_id: int = link("units")
    officer_id: int = link("officers")
    weekday: int | None = small(optional=True)
    day: date | None
    begins: int = small()
    ends: int = small()
    turn: int = small()


class HandoverRow(Base, table=True):
    """All that the giver has of the unit's duty on that day is the taker's."""

    __tablename__ = "duty_handovers"
    unit_id: int = Field(sa_column=Column(ID, ForeignKey("units.id"), primary_key=True, autoincrement=False))
    day: date = Field(primary_key=True)
    giver_id: int = Field(sa_column=Column(ID, ForeignKey("officers.id"), primary_key=True, autoincrement=False))
    taker_id: int = link("officers")


class AlarmRow(Base, table=True):
    """`step` was rung last; `clock` holds, encrypted, when it was raised and when the next step is due: after a
    citizen's act the moment would tell which chat wrote then. Only the day is in the open, and after how many `minutes`
    somebody took it, where a citizen's act did not raise it."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index("ix_alarms_open", "case_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "unit_id", "day"),
        CheckConstraint(one_of("over", OVER), name="over"),
    )
    id: int = key()
    case_id: int = link("cases")
    unit_id: int = link("units")
    day: date
    step: int = small()
    clock: bytes
    sealed: bool
    by_citizen: bool
    over: str
    taken_by: int | None = link("officers", optional=True)
    minutes: int | None


class RingRow(Base, table=True):
    """Who was rung at a step."""

    __tablename__ = "alarm_rings"
    __table_args__ = (Index(None, "officer_id"),)
    alarm_id: int = Field(sa_column=Column(ID, ForeignKey("alarms.id"), primary_key=True, autoincrement=False))
    step: int = Field(primary_key=True)
    officer_id: int = Field(sa_column=Column(ID, ForeignKey("officers.id"), primary_key=True, autoincrement=False))


duty_shifts = core(ShiftRow)
duty_handovers = core(HandoverRow)
alarms = core(AlarmRow)
alarm_rings = core(RingRow)

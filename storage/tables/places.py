"""The offices: units, counters, staff, the roster, holidays."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from feedback.people import Role
from feedback.periods import DayKind
from storage.tables.base import ID, Base, code, core, key, link, one_of, small

EVERYWHERE = (DayKind.OFF, DayKind.MADE_UP)


class UnitRow(Base, table=True):
    """`since` is when the unit began with us: no digest is owed for a week that ended before. Voices are kept
    `voice_days` at most; 0 takes none. `invite_minute` (after midnight) is when people are invited to rate."""

    __tablename__ = "units"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(one_of("kind", ("superior", "one-stop", "health")), name="kind"),
        CheckConstraint("digest_weekday BETWEEN 1 AND 7", name="digest_weekday"),
        CheckConstraint("digest_minute BETWEEN 0 AND 1439", name="digest_minute"),
    )
    id: int = key()
    code: str
    name: str
    short_name: str
    kind: str
    parent_id: int | None = link("units", optional=True)
    hotline: str
    address: str
    denunciation_place: str
    digest_weekday: int = small()
    digest_minute: int = small()
    since: datetime
    voice_days: int = small(usual=0)
    invite_minute: int = small(usual=1200)
    alarm_minutes: int = small(usual=15)


class CounterRow(Base, table=True):
    """A closed counter keeps its row: ratings point at it."""

    __tablename__ = "counters"
    __table_args__ = (UniqueConstraint("code"), Index(None, "unit_id"))
    id: int = key()
    code: str
    unit_id: int = link("units")
    label: str
    field: str
    closed_at: datetime | None


class OfficerRow(Base, table=True):
    """A member of staff; who left is inactive, never deleted."""

    __tablename__ = "officers"
    __table_args__ = (
        UniqueConstraint("code"),
        Index(None, "unit_id"),
        CheckConstraint(one_of("role", Role), name="role"),
    )
    id: int = key()
    code: str
    name: str
    title: str
    unit_id: int = link("units")
    role: str
    email: str
    active: bool


class PostingRow(Base, table=True):
    """Who serves where, from `since` to the day before `until`."""

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("officer_id", "counter_id", "since"),
        CheckConstraint("until IS NULL OR until > since", name="until"),
    )
    id: int = key()
    officer_id: int = link("officers")
    counter_id: int = link("counters")
    since: date
    until: date | None


class HolidayRow(Base, table=True):
    """Days on which no deadline runs, and the swapped Saturdays on which it does."""

    __tablename__ = "holidays"
    __table_args__ = (CheckConstraint(one_of("kind", EVERYWHERE), name="kind"),)
    day: date = Field(primary_key=True)
    name: str
    kind: str = code(usual=DayKind.OFF)


class UnitDayRow(Base, table=True):
    """The same for one unit and all below it; `…-hang-tuan` speaks of that weekday from `day` on."""

    __tablename__ = "unit_days"
    __table_args__ = (CheckConstraint(one_of("kind", DayKind), name="kind"),)
    unit_id: int = Field(default=None, sa_column=Column(ID, ForeignKey("units.id"), primary_key=True))
    day: date = Field(primary_key=True)
    name: str
    kind: str


units = core(UnitRow)
counters = core(CounterRow)
officers = core(OfficerRow)
postings = core(PostingRow)
holidays = core(HolidayRow)
unit_days = core(UnitDayRow)

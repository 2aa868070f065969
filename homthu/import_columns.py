"""Which columns each file of an office has, what a cell may say, and what it then means.

Header names and accepted values are `[import.column]` and `[import.value]` of vi.toml and en.toml, spellings with |.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Never

from feedback import evenings
from feedback.canonical import comparable
from feedback.people import Role
from feedback.periods import DayKind, midnight
from feedback.visits import Respondent
from feedback.wording import LANGUAGES, words

LONGEST = 200
YEARS = range(2000, 2101)
KINDS = ("superior", "one-stop", "health")
PUBLIC = (Respondent.CITIZEN, Respondent.BUSINESS)

Reader = Callable[[str], Any]
"""A cell that is not empty → its value. Raises Unreadable."""


class Unreadable(Exception):
    """One cell does not say what its column wants; `fault` names the pair of sentences."""

    def __init__(self, fault: str, **values: object) -> None:
        super().__init__(fault, values)
        self.fault = fault
        self.values = values


@dataclass(frozen=True, slots=True)
class Column:
    """`empty` is what an empty cell means; a required column may have none."""

    name: str
    read: Reader
    required: bool = False
    empty: Any = ""


def label(sheet: str, column: str) -> str:
    """A column as the office writes it."""
    return words("vi").say(f"import.column.{sheet}.{column}").split("|")[0]


def spellings(table: str, name: str) -> frozenset[str]:
    """How a column or value may be written, folded: both languages, and the name in code."""
    said = (words(language).say(f"import.{table}.{name}") for language in LANGUAGES)
    return frozenset(comparable(spelling) for text in said for spelling in [*text.split("|"), name])


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable("too_long", count=len(text), most=LONGEST)
    return text


def _code(text: str) -> str:
    """Fits an address, a file name and Telegram's start payload (64 of A-Z a-z 0-9 _ -)."""
    if not _CODE.fullmatch(text):
        proposal = "-".join(comparable(text).split())[:40]
        raise Unreadable("code", text=text[:60], proposal=proposal if _CODE.fullmatch(proposal) else "quay-1")
    return text


def _one_of(table: str, values: Mapping[str, Any]) -> Reader:
    """One of the values under `import.value.…`, by name → what it means."""

    def read_value(text: str) -> Any:
        for name, value in values.items():
            if comparable(text) in spellings(f"value.{table}", name):
                return value
        known = (words("vi").say(f"import.value.{table}.{name}").split("|")[0] for name in values)
        raise Unreadable("value", text=text[:60], known=", ".join(known))

    return read_value


def _minute(text: str) -> int:
    """07:30, 7h30, 7 giờ → minutes after midnight."""
    found = _TIME.fullmatch(comparable(text))
    if not found:
        raise Unreadable("time", text=text[:60])
    hour, minute, *_ = (*(int(part) for part in found.groups() if part), 0)
    if hour > 23 or minute > 59:
        raise Unreadable("time", text=text[:60])
    return hour * 60 + minute


def _invite_minute(text: str) -> int:
    """As `_minute`, by day and in the evening only."""
    minute = _minute(text)
    if not evenings.EARLIEST <= minute <= evenings.LATEST:
        first, last = (f"{end // 60:02d}:{end % 60:02d}" for end in (evenings.EARLIEST, evenings.LATEST))
        raise Unreadable("invite_time", text=text[:60], first=first, last=last)
    return minute


def _day(text: str) -> date:
    """31/12/2026, or 2026-12-31; midnight behind it, as a spreadsheet may write, says nothing more."""
    found = _DAY.fullmatch(text)
    try:
        day, month, year = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        read_day = date(day, month, year) if found and found["iso"] else date(year, month, day)
    except ValueError:
        raise Unreadable("day", text=text[:60]) from None
    if read_day.year not in YEARS:
        raise Unreadable("day", text=text[:60])
    return read_day


def _moment(text: str) -> datetime:
    """Day and hour as above, in office time; seconds say nothing more."""
    found = _MOMENT.fullmatch(text)
    try:
        return midnight(_day(found["day"])) + timedelta(minutes=_minute(found["time"])) if found else _no_moment(text)
    except Unreadable:
        return _no_moment(text)


def _no_moment(text: str) -> Never:
    raise Unreadable("moment", text=text[:60])


def _alarm_minutes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:4]) in ALARM_MINUTES):
        raise Unreadable("alarm_minutes", text=text[:60])
    return int(text)


def _duty_day(text: str) -> date | tuple[int, ...]:
    """One date, or the weekdays (ISO) on which a shift begins."""
    weekdays = {name: (n,) for n, name in enumerate(WEEKDAYS, 1)}
    for table, values in (("weekday", weekdays), ("days", DUTY_DAYS)):
        for name, value in values.items():
            if comparable(text) in spellings(f"value.{table}", name):
                return value
    try:
        return _day(text)
    except Unreadable:
        raise Unreadable("duty_day", text=text[:60]) from None


def _mail(text: str) -> str:
    if not _MAIL.fullmatch(text):
        raise Unreadable("mail", text=text[:60])
    return _text(text)


_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}[a-z0-9]")
_TIME = re.compile(r"(\d{1,2}) ?(?:h|g|gio) ?(\d\d)?|(\d{1,2}) (\d\d)(?: 00)?")
_DAY = re.compile(r"(?:(\d{1,2})/(\d{1,2})/(\d{4})|(?P<iso>\d{4})-(\d\d)-(\d\d))(?: 00:00(?::00)?)?", re.ASCII)
_MOMENT = re.compile(r"(?P<day>[0-9/-]+)[ T](?P<time>[^:]+(?::[0-9]{2})?)(?::[0-9]{2})?")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")

ALARM_MINUTES = range(5, 241)
DUTY_DAYS = {"daily": (1, 2, 3, 4, 5, 6, 7), "workdays": (1, 2, 3, 4, 5)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

SHEETS: Mapping[str, tuple[Column, ...]] = {
    "units": (
        Column("code", _code, required=True),
        Column("name", _text, required=True),
        Column("short_name", _text, required=True),
        Column("kind", _one_of("kind", {kind: kind for kind in KINDS}), required=True),
        Column("parent", _text),
        Column("hotline", _text),
        Column("address", _text),
        Column("denunciation_place", _text),
        Column("digest_weekday", _one_of("weekday", {name: n for n, name in enumerate(WEEKDAYS, 1)}), empty=1),
        Column("digest_minute", _minute, empty=450),
        Column("invite_minute", _invite_minute, empty=evenings.USUAL),
        Column("alarm_minutes", _alarm_minutes, empty=15),
    ),
    "counters": (
        Column("code", _code, required=True),
        Column("unit", _text, required=True),
        Column("label", _text, required=True),
        Column("field", _text),
        Column("closed_at", _day, empty=None),
    ),
    "officers": (
        Column("code", _code, required=True),
        Column("name", _text, required=True),
        Column("title", _text),
        Column("unit", _text, required=True),
        Column("role", _one_of("role", {role.value: role for role in Role}), required=True),
        Column("email", _mail),
    ),
    "roster": (
        Column("officer", _text, required=True),
        Column("counter", _text, required=True),
        Column("since", _day, required=True),
        Column("until", _day, empty=None),
    ),
    "rota": (
        Column("unit", _text, required=True),
        Column("on", _duty_day, required=True),
        Column("begins", _minute, required=True),
        Column("ends", _minute, required=True),
        Column("turn", _one_of("turn", {"first": 1, "second": 2}), empty=1),
        Column("officer", _text, required=True),
    ),
    "visits": (
        Column("counter", _text, required=True),
        Column("at", _moment, required=True),
        Column("reference", _text, required=True),
        Column("officer", _text),
        Column("field", _text),
        Column("respondent", _one_of("respondent", {one.value: one for one in PUBLIC}), empty=Respondent.CITIZEN),
        Column("phone", _text),
        Column("phone_consent", _one_of("consent", {"yes": True, "no": False}), empty=False),
    ),
    "holidays": (
        Column("day", _day, required=True),
        Column("name", _text, required=True),
        Column("kind", _one_of("day_kind", {kind.value: kind for kind in DayKind}), empty=DayKind.OFF),
        Column("unit", _text),
    ),
}
"""Each file's columns. `until` is the last day itself here; a posting ends the day after."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "units": ("code",),
    "counters": ("code",),
    "officers": ("code",),
    "roster": ("officer", "counter", "since"),
    "rota": ("unit", "on", "begins", "officer"),
    "visits": ("counter", "reference"),
    "holidays": ("unit", "day"),
}
"""What makes a row the same as another, in a file and in the database; the last is shown at fault."""

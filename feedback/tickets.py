"""A ticket (phiếu đánh giá): a visit that the office told us of before anybody rated it, opened at home by its code.

The code stands on the citizen's paper. Who holds it was there; it opens one rating, for thirty days.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from feedback.chance import CROCKFORD
from feedback.periods import local, midnight
from feedback.units import Counter, Directory, Unit
from feedback.visits import Proof, Respondent, Visit

LIVES = timedelta(days=30)
"""So long after the visit its ticket can be used, and so long afterwards the office may tell of it."""

AHEAD = timedelta(minutes=5)
"""An office's clock may run ahead of ours by so much."""

LONGEST_REFERENCE = 64
LONGEST_FIELD = 80
UNPRINTABLE = ("Cc", "Cs")
"""Controls and halves of characters: on no paper, and not every database takes them."""

FIRST = CROCKFORD[2:10]
"""A code begins with a digit that no letter is read as, so that no words typed in a talk are taken for one."""

_TYPED = re.compile(r"([2-9]\w{3})[\s–-]*(\w{4})[\s–-]*(\w{4})")
_READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True)
class Told:
    """What an office tells of a visit: `reference` is its own number of this act, never kept; `at` has an offset.

    `counter`, `unit` and `officer` are codes; the visit was at a counter or, without one, at a unit. The phone counts
    only with the citizen's consent.
    """

    reference: str
    at: datetime
    counter: str = ""
    unit: str = ""
    officer: str = ""
    field: str = ""
    respondent: Respondent = Respondent.CITIZEN
    phone: str = ""
    phone_consent: bool = False

    @property
    def in_order(self) -> "Told":
        """Codes as the directory spells them: what was said twice is known for the same. Raises VisitRefused for words
        that nobody could take, whatever stands in the directory and whatever the time."""
        _refuse_words(self)
        return replace(self, counter=self.counter.lower(), unit=self.unit.lower(), officer=self.officer.lower())


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where and on which day; `candidates` are the officer whom the office named, else those on duty that day.
    `invitation` says what became of inviting the citizen: "none" when no phone was given."""

    unit_id: int
    day: date
    counter_id: int | None = None
    candidates: tuple[int, ...] = ()
    field: str = ""
    respondent: Respondent = Respondent.CITIZEN
    invitation: str = "none"

    @property
    def last_day(self) -> date:
        """The last day on which it can be used."""
        return self.day + LIVES

    def visit(self, key: str) -> Visit:
        """The visit to rate. The day is all that is known of its moment: the hour would lead to the office's books."""
        return Visit(
            key=key,
            unit_id=self.unit_id,
            scanned_at=midnight(self.day),
            counter_id=self.counter_id,
            candidates=self.candidates,
            field=self.field,
            respondent=self.respondent,
            proof=Proof.TICKET,
        )


class VisitRefused(Exception):
    """A visit that we do not take; `fault` names the pair of sentences (`import.wrong.…`, `import.mend.…`)."""

    def __init__(self, field: str, fault: str, **values: object) -> None:
        super().__init__(field, fault, values)
        self.field = field
        self.fault = fault
        self.values = values


def code_from(digest: bytes) -> str:
    """The first 58 bits of a keyed hash as a code of 12 characters, Crockford's base 32."""
    number, first = divmod(int.from_bytes(digest[:8]), len(FIRST))
    rest = (CROCKFORD[number >> 5 * place & 31] for place in range(11))
    return FIRST[first] + "".join(rest)


def read_code(text: str) -> str:
    """The code in any case and with any dashes or spaces between its fours, O read as 0, I and L as 1; else nothing."""
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    code = "".join(found.groups()).translate(_READ_AS) if found else ""
    return code if all(each in CROCKFORD for each in code) else ""


def printed(code: str) -> str:
    """`4K7M3Q2X9ABC` → `4K7M-3Q2X-9ABC`: as it stands on paper and in addresses."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def ticket_of(told: Told, *, directory: Directory, now: datetime) -> Ticket:
    """The ticket for this visit; who served is frozen. Raises VisitRefused for what cannot be."""
    told = told.in_order
    counter, unit = place_of(told, directory)
    _refuse_moment(told.at, now)
    _refuse_place(told.at, counter, unit)
    day = local(told.at).date()
    return Ticket(
        unit_id=unit.id,
        day=day,
        counter_id=counter.id if counter else None,
        candidates=_candidates(told, unit, counter, day, directory),
        field=told.field or (counter.field if counter else ""),
        respondent=told.respondent,
    )


def place_of(told: Told, directory: Directory) -> tuple[Counter | None, Unit]:
    """The counter, if one was named, and the unit. Raises VisitRefused when the directory knows neither."""
    if bool(told.counter) == bool(told.unit):
        raise VisitRefused("counter", "counter_or_unit")
    counter = directory.counter(told.counter) if told.counter else None
    if told.counter and counter is None:
        raise VisitRefused("counter", "no_counter", code=told.counter[:40])
    unit = directory.units[counter.unit_id] if counter else directory.unit(told.unit)
    if unit is None:
        raise VisitRefused("unit", "no_unit", code=told.unit[:40])
    return counter, unit


def _refuse_moment(at: datetime, now: datetime) -> None:
    if at > now + AHEAD:
        raise VisitRefused("at", "in_future")
    if at < now - LIVES:
        raise VisitRefused("at", "too_old", most=LIVES.days)


def _refuse_words(told: Told) -> None:
    """A reference in the field would stand open in the database; an office may not count the public as its own."""
    for name in ("reference", "counter", "unit", "officer", "field", "phone"):
        if any(unicodedata.category(each) in UNPRINTABLE for each in getattr(told, name)):
            raise VisitRefused(name, "unprintable")
    if not 0 < len(told.reference) <= LONGEST_REFERENCE:
        raise VisitRefused("reference", "reference", most=LONGEST_REFERENCE)
    if len(told.field) > LONGEST_FIELD or any(each.isdigit() for each in told.field):
        raise VisitRefused("field", "visit_field", most=LONGEST_FIELD)
    if told.respondent is Respondent.INTERNAL:
        raise VisitRefused("respondent", "respondent")
    if told.phone and not told.phone_consent:
        raise VisitRefused("phone_consent", "phone_consent")


def _refuse_place(at: datetime, counter: Counter | None, unit: Unit) -> None:
    if counter and counter.closed_at and counter.closed_at <= at:
        raise VisitRefused("counter", "counter_closed", counter=counter.label)
    if not unit.serves:
        raise VisitRefused("unit", "not_serving", unit=unit.short_name)


def _candidates(told: Told, unit: Unit, counter: Counter | None, day: date, directory: Directory) -> tuple[int, ...]:
    if not told.officer:
        return tuple(one.id for one in directory.on_duty(counter.id, day)) if counter else ()
    named = tuple(one.id for one in directory.staff_of(unit.id) if one.code == told.officer)
    if not named:
        raise VisitRefused("officer", "no_officer", code=told.officer[:40])
    return named

"""Letters between an office and the nameless citizen of a case: when they go out, how many, what the other side sees.

Letters of both directions wait for one of four moments of a working day, so that the time of one tells nothing about
the act of the other. Of a citizen's letter only the day on which it was handed on is ever shown or kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from feedback.case_life import State
from feedback.periods import OFFICE_TIME, Calendar, local

HOURS = (9, 11, 14, 16)
"""Of a working day, in office time: then what waits is handed on, in random order."""

SPREAD = timedelta(minutes=20)
"""So much later at most, drawn for each, a letter leaves the house."""

HELD = timedelta(minutes=2)
"""So long at least a report of pressure waits, and `SPREAD` at most: those who are rung must not tell the moment."""

MOST_LETTERS = 5
"""An office asks so often in one case: more is an interrogation."""

MOST_ANSWERS = 3
"""Of one citizen to one letter."""

MOST_REPORTS = 5
"""Of pressure, of one citizen in one case, that wait for an answer."""

PATIENCE = 3
"""Working days until an office may ask again though nobody answered."""

ASKABLE = frozenset({State.ACCEPTED, State.VERIFYING, State.EXPLAINING})
"""Taken up, and the citizen waits for the answer."""

LINE_LIVES = timedelta(days=30)
"""After a case was closed its words lead to their chat no longer."""


class Kind(StrEnum):
    """What a letter is; a report of pressure never comes to the case it speaks of."""

    QUESTION = "hoi"
    ANSWER = "tra-loi"
    PRESSURE = "gay-ap-luc"


class Past(StrEnum):
    """Why words of a citizen went past the handlers, as a sealed case of their own; `letter.behind.<value>`."""

    PRESSURE = "gay-ap-luc"
    ANSWER = "tra-loi-kin"


@dataclass(frozen=True, slots=True)
class CaseLetter:
    """`key` is random, so that no order can be read from it. While it waits it has a `slot`, and a citizen's also what
    was written (`text`), whether its cues ask for the seal, and the receipt under which it stands if it goes past the
    handlers; once handed on only the day and its place in the thread.

    `words` are what the other side reads, a citizen's redacted. `voice_id` is whose it is, None for the office's.
    """

    key: str
    case_id: int
    code: str  # of the case
    kind: Kind
    words: str
    slot: datetime | None = None
    officer_id: int | None = None
    voice_id: int | None = None
    answers: str = ""  # the key of the letter it answers
    text: str = ""
    seal: bool = False
    receipt: str = ""
    told_on: date | None = None
    place: int = 0
    by_law: bool = False  # it speaks of what no one person unseals: seen when it was handed on


@dataclass(frozen=True, slots=True)
class Voice:
    """One citizen behind a case: the number of their first words in it, and the tag of their chat, "" where none is
    known (a paper slip, a line that was cut)."""

    id: int
    case_id: int
    chat: str
    channel: str
    filed_at: datetime
    language: str
    consent: str


@dataclass(frozen=True, slots=True)
class Aside:
    """A sealed case that came of a citizen's words beside the case `first_id`, of which its handlers learn nothing.
    `voice_id` is whose words there; where the aside stands is known once it was looked up by them."""

    case_id: int
    first_id: int
    voice_id: int
    why: Past
    state: State = State.NEW


@dataclass(frozen=True, slots=True)
class Behind:
    """What whoever has an aside reads of the case it stands beside."""

    why: Past
    code: str
    words: str
    letters: tuple[CaseLetter, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """What the citizen reads under their receipt, and what they may do there.

    Nothing of an aside, nor of an answer on its way, which may become one: whoever typed a slip knows its receipt, and
    whoever presses somebody asks to see theirs."""

    letters: tuple[CaseLetter, ...] = ()
    may_answer: bool = False
    may_cut: bool = False


def next_slot(now: datetime, calendar: Calendar) -> datetime:
    """The next moment at which letters are handed on: always a later one than now."""
    here = local(now)
    day = here.date() if calendar.works(here.date()) else calendar.add(here.date(), 1)
    slots = (datetime.combine(day, time(hour), OFFICE_TIME) for hour in HOURS)
    later = next((slot for slot in slots if slot > here), None)
    return later or datetime.combine(calendar.add(day, 1), time(HOURS[0]), OFFICE_TIME)


def for_handlers(letters: Iterable[CaseLetter]) -> tuple[CaseLetter, ...]:
    """The office's own, and what was handed on to it: whether anything else waits nobody there can see."""
    return tuple(one for one in letters if one.kind is Kind.QUESTION or one.told_on)


def for_voice(letters: Iterable[CaseLetter], voice: Voice) -> tuple[CaseLetter, ...]:
    """What the office sent, and this citizen's own answers; never another's."""
    return tuple(
        one
        for one in letters
        if (one.kind is Kind.QUESTION and one.told_on) or (one.kind is Kind.ANSWER and one.voice_id == voice.id)
    )


def awaited(letters: Sequence[CaseLetter], *, today: date, calendar: Calendar) -> CaseLetter | None:
    """The office's question that must be answered, or have waited long enough, before it may ask again."""
    shown = for_handlers(letters)
    asked = [one for one in shown if one.kind is Kind.QUESTION]
    if not asked or any(one.answers == asked[-1].key for one in shown):
        return None
    told = asked[-1].told_on
    return None if told and calendar.between(told, today) >= PATIENCE else asked[-1]


def answerable(letters: Sequence[CaseLetter], voice: Voice) -> CaseLetter | None:
    """The last question that this citizen has, unless they said enough to it."""
    mine = for_voice(letters, voice)
    asked = next((one for one in reversed(mine) if one.kind is Kind.QUESTION), None)
    given = sum(1 for one in mine if asked and one.answers == asked.key)
    return asked if given < MOST_ANSWERS else None

"""Letters of a case, as a noun: when they go out, who sees which, and when an office may ask again."""

from datetime import date, datetime, timedelta

import pytest

from feedback.case_letters import (
    HOURS,
    MOST_ANSWERS,
    CaseLetter,
    Kind,
    Voice,
    answerable,
    awaited,
    for_handlers,
    for_voice,
    next_slot,
)
from feedback.periods import OFFICE_TIME, Calendar
from tests.support.cast import DIRECTORY, NOW
from tests.support.lettering import on

CALENDAR = DIRECTORY.calendar
LAN = Voice(1, 9, "lan", "console", NOW, "vi", "1")
SAU = Voice(2, 9, "sau", "console", NOW, "vi", "1")


def a_letter(
    kind: Kind, key: str, *, told: date | None = None, voice: int | None = None, answers: str = ""
) -> CaseLetter:
    return CaseLetter(key, 9, "PA1", kind, f"words {key}", NOW, voice_id=voice, answers=answers, told_on=told)


ASKED = a_letter(Kind.QUESTION, "q", told=date(2026, 8, 4))
MINE = a_letter(Kind.ANSWER, "a", told=date(2026, 8, 5), voice=1, answers="q")
MINE_WAITS = a_letter(Kind.ANSWER, "b", voice=1, answers="q")
THEIRS = a_letter(Kind.ANSWER, "c", told=date(2026, 8, 5), voice=2, answers="q")
REPORT = a_letter(Kind.PRESSURE, "d", voice=1)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (on(4, 8, 59), on(4, 9)),
        (on(4, 9), on(4, 11)),  # written in the very second it waits for the next one
        (on(4, 12), on(4, 14)),
        (on(4, 16), on(5, 9)),
        (on(7, 17), on(10, 9)),  # Friday evening
        (on(8, 10), on(10, 9)),  # Saturday
        (datetime(2026, 8, 31, 17, tzinfo=OFFICE_TIME), datetime(2026, 9, 3, 9, tzinfo=OFFICE_TIME)),  # over a holiday
    ],
)
def test_the_next_batch(now: datetime, slot: datetime) -> None:
    assert next_slot(now, CALENDAR) == slot


def test_a_batch_is_always_later_and_of_a_working_day() -> None:
    moments = [on(1) + timedelta(minutes=17 * n) for n in range(3000)]
    for now in moments:
        slot = next_slot(now, CALENDAR)
        assert slot > now
        assert slot.hour in HOURS and CALENDAR.works(slot.date())
        between = [now + timedelta(minutes=n) for n in range(1, int((slot - now).total_seconds() / 60))]
        assert not [one for one in between if CALENDAR.works(one.date()) and one.hour in HOURS and one.minute == 0]


def test_an_office_that_never_works_again_is_no_endless_loop() -> None:
    assert next_slot(on(1), Calendar(weekly=[(date(2026, 1, day), False) for day in (5, 6, 7, 8)])) == on(7, 9)


def test_handlers_see_their_questions_and_what_was_handed_on() -> None:
    assert for_handlers([ASKED, MINE, MINE_WAITS, THEIRS, REPORT]) == (ASKED, MINE, THEIRS)


def test_a_citizen_sees_the_questions_and_their_own_answers() -> None:
    waiting = a_letter(Kind.QUESTION, "w")
    assert for_voice([ASKED, MINE, MINE_WAITS, THEIRS, REPORT, waiting], LAN) == (ASKED, MINE, MINE_WAITS)


@pytest.mark.parametrize("today", [date(2026, 8, 4), date(2026, 8, 6)])
def test_one_question_at_a_time(today: date) -> None:
    assert awaited([ASKED], today=today, calendar=CALENDAR) == ASKED


def test_the_next_may_follow_an_answer_or_three_working_days() -> None:
    assert awaited([ASKED, THEIRS], today=date(2026, 8, 4), calendar=CALENDAR) is None
    assert awaited([ASKED], today=date(2026, 8, 7), calendar=CALENDAR) is None
    assert awaited([], today=date(2026, 8, 4), calendar=CALENDAR) is None


@pytest.mark.parametrize("hidden", [MINE_WAITS, REPORT])
def test_what_was_not_handed_on_lets_nobody_ask_again(hidden: CaseLetter) -> None:
    assert awaited([ASKED, hidden], today=date(2026, 8, 4), calendar=CALENDAR) == ASKED


def test_each_citizen_answers_for_themselves_and_not_for_ever() -> None:
    given = [a_letter(Kind.ANSWER, str(n), voice=1, answers="q") for n in range(MOST_ANSWERS)]
    assert answerable([ASKED, *given[:-1]], LAN) == ASKED
    assert answerable([ASKED, *given], LAN) is None
    assert answerable([ASKED, *given], SAU) == ASKED
    assert answerable([a_letter(Kind.QUESTION, "w")], LAN) is None

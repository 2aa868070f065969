"""Who is on duty at a moment: hours, nights, dates before weekdays, turns, what was handed over."""

from datetime import date, datetime

import pytest

from feedback.periods import OFFICE_TIME
from feedback.rota import Handover, Rota, Shift

MONDAY, TUESDAY = date(2026, 8, 3), date(2026, 8, 4)
DAY, NIGHT = (450, 1020), (1020, 450)  # 07:30–17:00, and from then to the next morning
HA, SON, VAN = 1, 2, 3


def shift(officer: int, hours: tuple[int, int] = DAY, **more: object) -> Shift:
    return Shift(7, officer, *hours, **more)  # type: ignore[arg-type]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 8, day, hour, minute, tzinfo=OFFICE_TIME)


def rung(rota: Rota, moment: datetime) -> list[int]:
    return [duty.officer_id for duty in rota.at(moment)]


WORKDAYS = Rota((shift(HA, weekday=1), shift(SON, NIGHT, weekday=1)))


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (at(3, 7, 29), []),
        (at(3, 7, 30), [HA]),
        (at(3, 16, 59), [HA]),
        (at(3, 17), [SON]),
        (at(3, 23, 59), [SON]),
        (at(4, 0), [SON]),
        (at(4, 7, 29), [SON]),
        (at(4, 7, 30), []),
        (at(10, 8), [HA]),
    ],
)
def test_a_shift_holds_from_its_first_minute_to_the_one_before_its_end(moment: datetime, there: list[int]) -> None:
    assert rung(WORKDAYS, moment) == there
    assert rung(WORKDAYS, moment.astimezone()) == there


def test_equal_hours_are_a_whole_day() -> None:
    rota = Rota((shift(HA, (450, 450), weekday=1),))
    assert [rung(rota, moment) for moment in (at(3, 7, 30), at(4, 7, 29), at(4, 7, 30))] == [[HA], [HA], []]


def test_the_last_night_of_the_week_runs_into_monday() -> None:
    assert rung(Rota((shift(HA, NIGHT, weekday=7),)), at(3, 3)) == [HA]


def test_a_date_goes_before_its_weekday_and_a_night_begun_by_weekday_still_ends() -> None:
    rota = Rota((shift(HA, weekday=1), shift(SON, NIGHT, weekday=7), shift(VAN, day=MONDAY)))
    assert rung(rota, at(3, 3)) == [SON]
    assert rung(rota, at(3, 9)) == [VAN]
    assert rung(rota, at(10, 9)) == [HA]


def test_the_first_turn_comes_first_and_nobody_twice() -> None:
    rota = Rota((shift(SON, turn=2, weekday=1), shift(HA, weekday=1), shift(SON, (0, 0), turn=2, weekday=1)))
    assert rung(rota, at(3, 9)) == [HA, SON]


def test_what_was_handed_over_is_the_others_on_that_day_alone() -> None:
    rota = Rota((shift(HA, NIGHT, weekday=1), shift(HA, NIGHT, weekday=2)), (Handover(7, MONDAY, HA, VAN),))
    assert rung(rota, at(4, 2)) == [VAN]
    assert rung(rota, at(5, 2)) == [HA]
    (duty,) = rota.on(MONDAY)
    assert (duty.officer_id, duty.of_id) == (VAN, HA)


def test_one_hands_over_what_runs_and_what_begins_today() -> None:
    rota = Rota((shift(HA, NIGHT, weekday=1), shift(HA, NIGHT, weekday=2)))
    assert rota.days_of(HA, at(4, 2)) == (MONDAY, TUESDAY)
    assert rota.days_of(HA, at(4, 9)) == (TUESDAY,)
    assert rota.days_of(SON, at(4, 9)) == ()


def test_a_week_is_told_day_by_day() -> None:
    assert [(duty.day, duty.officer_id) for duty in WORKDAYS.week(TUESDAY)] == [
        (date(2026, 8, 10), HA),
        (date(2026, 8, 10), SON),
    ]

"""Invitations go out in the evening of the visit's day or the next one, and never at night."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.evenings import EARLIEST, LATEST, USUAL, first_evening, is_quiet, missed_before, next_evening, whose_turn
from feedback.periods import OFFICE_TIME


def at(clock: str, day: int = 3) -> datetime:
    """August 2026, in office time."""
    hour, minute = clock.split(":")
    return datetime(2026, 8, day, int(hour), int(minute), tzinfo=OFFICE_TIME)


@pytest.mark.parametrize(
    ("happened", "told", "evening"),
    [
        (at("09:00"), at("09:05"), at("20:00")),
        (at("09:00"), at("19:59"), at("20:00")),
        (at("09:00"), at("20:00"), at("20:00")),
        (at("09:00"), at("20:01"), at("20:00", 4)),
        (at("09:00"), at("23:59"), at("20:00", 4)),
        (at("09:00"), at("08:00", 4), at("20:00", 4)),
        (at("09:00"), at("20:00", 4), at("20:00", 4)),
        (at("23:59"), at("00:01", 4), at("20:00", 4)),  # one day's visit, told just after midnight
        (at("00:01"), at("00:02"), at("20:00")),
        (at("21:30"), at("21:30"), at("20:00", 4)),
        (at("09:00"), at("20:01", 4), None),
        (at("09:00"), at("09:00", 6), None),
    ],
)
def test_the_first_evening_that_has_not_begun(happened: datetime, told: datetime, evening: datetime | None) -> None:
    for as_told in (told, told.astimezone(UTC)):
        assert first_evening(happened.astimezone(UTC), now=as_told, minute=USUAL) == evening


def test_a_unit_has_its_own_hour_and_none_at_night() -> None:
    assert first_evening(at("09:00"), now=at("10:00"), minute=18 * 60 + 15) == at("18:15")
    assert first_evening(at("05:00"), now=at("05:00"), minute=0) == at("07:00")
    assert first_evening(at("09:00"), now=at("10:00"), minute=1439) == at("20:30")
    assert (EARLIEST, LATEST) == (420, 1230)


def turn(evening: datetime, now: datetime) -> bool:
    """Whether an invitation of that evening may leave."""
    return any(start <= evening <= end for start, end in whose_turn(now.astimezone(UTC)))


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (at("19:59"), False),
        (at("20:00"), True),
        (at("20:59"), True),
        (at("21:00"), False),
        (at("23:30"), False),
        (at("06:59", 4), False),
        (at("07:00", 4), False),  # not in the morning, but in the next evening
        (at("19:59", 4), False),
        (at("20:00", 4), True),
        (at("20:59", 4), True),
        (at("21:00", 4), False),
        (at("20:30", 5), False),
    ],
)
def test_an_invitation_leaves_in_its_evening_or_the_next(now: datetime, goes: bool) -> None:
    assert turn(at("20:00"), now) is goes


def test_over_two_weeks_no_minute_of_the_night_lets_anybody_go() -> None:
    minutes = (at("00:00") + timedelta(minutes=number) for number in range(14 * 24 * 60))
    gone = {now.strftime("%H:%M") for now in minutes if whose_turn(now.astimezone(UTC))}
    assert min(gone) == "07:00"
    assert max(gone) == "20:59"
    assert len(gone) == 14 * 60


@pytest.mark.parametrize(
    ("now", "missed"),
    [(at("20:59", 4), False), (at("21:00", 4), True), (at("00:00", 5), True), (at("21:00"), False)],
)
def test_after_two_evenings_it_is_missed(now: datetime, missed: bool) -> None:
    assert (at("20:00") < missed_before(now.astimezone(UTC))) is missed


def test_quiet_hours_and_the_next_evening_know_the_office_clock() -> None:
    assert [is_quiet(at(clock).astimezone(UTC)) for clock in ("06:59", "07:00", "20:59", "21:00")] == [
        True,
        False,
        False,
        True,
    ]
    assert next_evening(at("03:00")) == at("20:00")
    assert next_evening(at("20:00")) == at("20:00", 4)
    assert next_evening(at("22:00").astimezone(UTC)) == at("20:00", 4)


def test_there_is_no_summer_time() -> None:
    offsets = {datetime(2026, month, 1, tzinfo=OFFICE_TIME).utcoffset() for month in range(1, 13)}
    assert offsets == {timedelta(hours=7)}

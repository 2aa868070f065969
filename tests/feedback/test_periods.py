"""Weeks, quarters and working days in the calendar of the office."""

from datetime import UTC, date, datetime

import pytest

from feedback.periods import Week, add_working_days, local, midnight, month, quarter


def test_a_week_is_monday_to_sunday_and_ends_where_the_next_begins() -> None:
    week = Week.parse("2026-W46")
    assert (week.monday, week.sunday) == (date(2026, 11, 9), date(2026, 11, 15))
    assert week.end == week.shift(1).start


def test_the_week_begins_at_midnight_in_the_office_not_in_greenwich() -> None:
    assert Week.parse("2026-W46").start.astimezone(UTC) == datetime(2026, 11, 8, 17, tzinfo=UTC)


def test_2026_has_a_week_53_and_2025_has_none() -> None:
    assert Week.parse("2026-W53").shift(1) == Week(2027, 1)
    with pytest.raises(ValueError, match="53"):
        Week.parse("2025-W53")


@pytest.mark.parametrize("text", ["", "2026", "2026-46", "2026-W0", "2026-W54", "W46-2026", "2026-W4x"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the sentence is the CLI's
        Week.parse(text)


def test_the_last_full_week_is_the_one_before_even_on_sunday_night_in_utc() -> None:
    assert Week.before(datetime(2026, 8, 2, 17, 0, tzinfo=UTC)) == Week.parse("2026-W31")  # Monday 00:00 here
    assert Week.before(datetime(2026, 8, 2, 16, 59, tzinfo=UTC)) == Week.parse("2026-W30")


def test_quarters_months_and_midnights_are_local() -> None:
    assert quarter(date(2026, 12, 31)) == "2026-Q4"
    assert month(date(2026, 2, 1)) == "2026-02"
    assert local(midnight(date(2026, 8, 3))).hour == 0


def test_weekends_and_holidays_are_no_working_days() -> None:
    quoc_khanh = {date(2026, 9, 1), date(2026, 9, 2)}
    assert add_working_days(date(2026, 8, 28), 1, quoc_khanh) == date(2026, 8, 31)
    assert add_working_days(date(2026, 8, 31), 1, quoc_khanh) == date(2026, 9, 3)
    assert add_working_days(date(2026, 8, 3), 10, ()) == date(2026, 8, 17)

"""The head's digest says how many recommendations of the people's inspectors wait, and until when."""

from datetime import date

from digest.rendering import as_text
from tests.digest.fakes import WEEK, Office, digest_of

LINE = "Kiến nghị của Ban Thanh tra nhân dân chờ trả lời: 2; hạn gần nhất 18/08/2026."


async def test_those_that_wait_are_counted_with_the_nearest_last_day() -> None:
    assert LINE in as_text(await digest_of(Office(recommended=(2, date(2026, 8, 18)))))


async def test_where_none_waits_nothing_is_said() -> None:
    assert "Kiến nghị" not in as_text(await digest_of(Office()))


async def test_a_week_made_up_for_says_nothing_of_what_waits_today() -> None:
    office = Office(recommended=(2, date(2026, 8, 18)))
    assert "Kiến nghị" not in as_text(await digest_of(office, week=WEEK.shift(-1)))

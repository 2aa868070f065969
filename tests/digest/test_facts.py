"""What is gathered of a week, and what is left out on purpose."""

from datetime import timedelta

import pytest

from digest.hearing import Theme
from feedback.periods import Week
from tests.digest import weeks
from tests.digest.fakes import WEEK, Office, case, facts_of, levels, ratings, voice
from tests.support.cast import NOW, TRAM_Y_TE


async def test_a_week_that_is_not_over_is_refused() -> None:
    with pytest.raises(ValueError, match="not over"):
        await facts_of(Office(), week=Week.of(NOW.date()))


async def test_reasons_are_counted_where_the_week_has_a_share() -> None:
    office = Office(
        ratings=ratings(WEEK, levels(very=6, fair=4)),
        reasons=[(WEEK.monday, "thoi-gian"), (WEEK.sunday, "thoi-gian"), (WEEK.shift(-1).sunday, "thai-do")],
    )
    assert (await facts_of(office)).reasons == (Theme("thoi-gian", 2),)


async def test_reasons_of_a_thin_week_have_no_counts_and_hide_among_four_weeks() -> None:
    office = Office(
        ratings=ratings(WEEK.shift(-3), [3] * 6) + ratings(WEEK, [2] * 9),
        reasons=[(WEEK.monday, "thoi-gian"), (WEEK.shift(-3).monday, "thai-do")],
    )
    assert (await facts_of(office)).reasons == (Theme("thai-do", None), Theme("thoi-gian", None))


async def test_reasons_of_a_handful_of_people_stay_unsaid() -> None:
    office = Office(ratings=ratings(WEEK, [2] * 9), reasons=[(WEEK.monday, "thai-do")])
    assert (await facts_of(office)).reasons == ()


async def test_ba_hanh_sees_what_waits_what_is_late_and_what_comes_next() -> None:
    waiting = (await facts_of(weeks.bad())).waiting
    assert (waiting.count, waiting.late, waiting.urgent) == (4, 2, 1)
    assert waiting.next_due is not None
    assert waiting.next_due.isoformat() == "2026-08-12"


async def test_due_today_is_not_late() -> None:
    today = NOW.date()
    office = Office(cases=[case("AB-1", filed=today - timedelta(days=14), due=today)])
    waiting = (await facts_of(office)).waiting
    assert (waiting.late, waiting.next_due) == (0, today)


async def test_only_the_newest_week_speaks_of_what_waits_now() -> None:
    assert (await facts_of(Office())).latest
    assert not (await facts_of(Office(), week=WEEK.shift(-1))).latest


async def test_a_health_station_is_never_quoted() -> None:
    said = [voice("Tôi bị hen mà ngồi chờ ba tiếng.", "cham-tre")] * 6
    facts = await facts_of(Office(voices=said), unit=TRAM_Y_TE)
    assert facts.heard.quote == ""
    assert facts.heard.themes == (Theme("cham-tre", 6),)

"""The demo town on a real database: believable numbers, the story's cases, digests, nothing to send."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from digest.weekly import KIND
from feedback.cases import State
from feedback.periods import Week, local
from feedback.ratings import SATISFIED_FROM
from feedback.scorecards import my_score
from homthu.commands.demo import SHOWN
from homthu.town.calendar import Calendar
from homthu.town.content import STORY_WEEKS, read_town
from homthu.town.loader import SEED, Filled
from homthu.town.ratings import plain_ratings
from homthu.town.words import receipt_of, tell
from storage.maintenance import migrate
from storage.tables import outbox
from tests.support.town import LAST_WEEK, NOW, AHouse, a_house, filled, officer, rating_rows, unit

WEEKS = STORY_WEEKS + 2
"""Two of them before the story."""


@pytest.fixture(scope="module")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Filled]:
    """One town for all tests that only look."""
    path = tmp_path_factory.mktemp("town") / "homthu.db"
    migrate(f"sqlite:///{path}")
    return path, asyncio.run(filled(path, weeks=WEEKS))


@pytest.fixture
async def town(town_file: tuple[Path, Filled]) -> AsyncIterator[AHouse]:
    house = a_house(town_file[0])
    yield house
    await house.database.close()


# What is there


async def test_the_town_stands_with_its_offices_staff_holidays_and_every_message(
    town: AHouse, town_file: tuple[Path, Filled]
) -> None:
    async with town.database.reading() as tx:
        directory = await tx.directory()
    assert (len(directory.units), len(directory.counters), len(directory.officers)) == (4, 7, 15)
    assert directory.superior_of(directory.unit("an-binh").id) == directory.unit("tinh-lam-son")  # type: ignore[union-attr]
    assert directory.holidays == frozenset(read_town().holidays)
    assert town_file[1].texts == len(read_town().messages)


async def test_tuan_sits_at_counter_three_since_week_seven_and_yen_stood_in_for_mai(town: AHouse) -> None:
    async with town.database.reading() as tx:
        directory = await tx.directory()
    calendar = Calendar(read_town(), NOW, STORY_WEEKS)

    def serving(code: str, week: int, day: int) -> list[str]:
        counter = directory.counter(code)
        assert counter is not None
        return [one.code for one in directory.on_duty(counter.id, calendar.day(week, day))]

    assert serving("an-binh-3", 6, 5) == ["phuc"]
    assert serving("an-binh-3", 7, 1) == ["tuan"]
    assert [serving("an-binh-1", week, 3) for week in (4, 5, 6)] == [["mai"], ["yen"], ["mai"]]
    assert serving("an-binh-3", 9, 3) == ["tuan"]


async def test_each_week_has_as_many_ratings_as_such_offices_get(town: AHouse) -> None:
    async with town.database.reading() as tx:
        for code, lowest, highest in (("an-binh", 30, 45), ("hoa-lac", 8, 20), ("tram-y-te-an-binh", 1, 9)):
            id = (await unit(tx, code)).id
            for back in range(STORY_WEEKS):
                week = LAST_WEEK.shift(-back)
                tally = await tx.ratings.tally(id, start=week.start, end=week.end)
                assert lowest <= tally.n <= highest, (code, str(week), tally.n)


async def test_the_running_week_has_ratings_up_to_now_and_none_after(town: AHouse) -> None:
    async with town.database.reading() as tx:
        id = (await unit(tx, "an-binh")).id
        running = await tx.ratings.tally(id, start=LAST_WEEK.end, end=NOW)
        rows = await rating_rows(tx)
    assert running.n >= 8
    assert max(row.rated_at for row in rows) <= NOW


async def test_people_come_when_the_office_is_open_and_most_on_monday_morning(town: AHouse) -> None:
    async with town.database.reading() as tx:
        moments = [local(row.rated_at) for row in await rating_rows(tx)]
    assert {moment.isoweekday() for moment in moments} == {1, 2, 3, 4, 5}
    assert all(7 <= moment.hour <= 17 for moment in moments)
    busiest = Counter((moment.isoweekday(), moment.hour) for moment in moments).most_common(1)[0][0]
    assert busiest[0] == 1
    assert busiest[1] in (8, 9, 10)


async def test_most_are_satisfied_but_not_at_counter_three_before_tuan_came(town: AHouse) -> None:
    calendar = Calendar(read_town(), NOW, STORY_WEEKS)
    async with town.database.reading() as tx:
        directory, rows = await tx.directory(), await rating_rows(tx)
    sore = directory.counter("an-binh-3")
    assert sore is not None

    def satisfied(first: int, last: int, *, here: bool) -> float:
        weeks = range(first, last + 1)
        levels = [
            row.level
            for row in rows
            if (row.counter_id == sore.id) is here and calendar.number(Week.of(local(row.rated_at).date())) in weeks
        ]
        assert len(levels) >= 10
        return float(sum(level >= SATISFIED_FROM for level in levels) / len(levels))

    assert satisfied(1, 8, here=False) > 0.75
    assert satisfied(3, 6, here=True) < 0.45
    assert satisfied(7, 8, here=True) > satisfied(3, 6, here=True) + 0.25


async def test_those_who_only_tap_a_level_feel_the_same_as_those_who_write(town: AHouse) -> None:
    calendar = Calendar(read_town(), NOW, STORY_WEEKS)
    async with town.database.reading() as tx:
        directory = await tx.directory()
    sore = directory.counter("an-binh-3")
    levels: dict[str, list[int]] = {"before": [], "sore": [], "after": []}
    for given in plain_ratings(calendar, directory, town.box, told={}, chance=Random(1)):
        if given.rating.visit.counter_id == (sore and sore.id):
            week = calendar.number(Week.of(given.rating.rated_at.date()))
            levels["before" if week < 3 else "sore" if week < 7 else "after"].append(given.rating.level)
    mean = {name: sum(found) / len(found) for name, found in levels.items()}
    assert mean["sore"] < 3.2 < 4 < min(mean["before"], mean["after"])


async def test_about_seven_in_ten_name_who_served_and_low_marks_come_with_reasons(town: AHouse) -> None:
    async with town.database.reading() as tx:
        rows = await rating_rows(tx)
    assert 0.6 < sum(row.officer_id is not None for row in rows) / len(rows) < 0.85
    assert {row.channel for row in rows} == {"web", "telegram", "console"}
    assert {row.respondent for row in rows} == {"nguoi-dan", "doanh-nghiep", "noi-bo"}
    assert {row.badge for row in rows} == {"yes", "no", "unknown", None}
    assert not any(row.reasons for row in rows if row.level >= SATISFIED_FROM)
    low = [row for row in rows if row.level < SATISFIED_FROM]
    assert sum(bool(row.reasons) for row in low) > len(low) / 2


async def test_what_was_said_of_loan_at_hoa_lac_stays_there(town: AHouse) -> None:
    async with town.database.reading() as tx:
        loan, hoa_lac = await officer(tx, "loan"), await unit(tx, "hoa-lac")
        hers = [row for row in await rating_rows(tx) if row.officer_id == loan.id]
    moved = Calendar(read_town(), NOW, STORY_WEEKS).day(7, 1)
    assert {row.unit_id for row in hers} == {hoa_lac.id, loan.unit_id}
    assert all((row.unit_id == hoa_lac.id) is (local(row.rated_at).date() < moved) for row in hers)


async def test_tuan_sees_his_own_share_from_ten_ratings(town: AHouse) -> None:
    async with town.database.reading() as tx:
        card = await my_score(tx, await officer(tx, "tuan"), now=NOW)
    assert card.n >= 10
    assert card.share is not None
    assert card.praise


# Words and cases


async def test_messages_fall_into_their_week_after_the_visit_and_at_the_hour_they_name(town: AHouse) -> None:
    async with town.database.reading() as tx:
        directory = await tx.directory()
    calendar = Calendar(read_town(), NOW, STORY_WEEKS)
    for message in read_town().messages:
        told = tell(message, calendar, directory, town.box, seed=SEED)
        filed = local(told.filed_at)
        assert calendar.number(Week.of(filed.date())) == message.week
        assert timedelta() <= told.filed_at - told.visit.scanned_at <= timedelta(hours=3, minutes=2)
        assert (told.rating is None) == (message.level is None)
        if message.day is not None:
            assert (filed.isoweekday(), filed.hour) == (message.day, message.hour)


async def test_hanh_never_sees_a_sealed_case_and_dung_does(town: AHouse) -> None:
    async with town.database.reading() as tx:
        hers = await tx.cases.visible(await officer(tx, "hanh"), waiting_only=False)
        dung = await officer(tx, "dung")
        his = await tx.cases.visible(dung, waiting_only=False)
    sealed = [case for case in his if case.sealed]
    assert len(sealed) >= 5
    assert {case.handler_unit_id for case in sealed} == {dung.unit_id}
    assert hers
    assert not any(case.sealed for case in hers)
    assert {case.code for case in hers}.isdisjoint(case.code for case in sealed)


async def test_cases_stand_in_every_state_and_few_of_hanhs_are_late(town: AHouse) -> None:
    async with town.database.reading() as tx:
        cases = await tx.cases.visible(await officer(tx, "hanh"), waiting_only=False)
    states = Counter(case.state for case in cases)
    assert min(states[state] for state in (State.NEW, State.ACCEPTED, State.ANSWERED)) >= 1
    assert states[State.ANSWERED] > len(cases) / 2
    assert sum(case.is_late(NOW.date()) for case in cases) < len(cases) / 10
    assert all(case.answered_at <= NOW for case in cases if case.answered_at)


async def test_the_receipt_that_the_demo_prints_shows_an_answer(town: AHouse) -> None:
    async with town.database.reading() as tx:
        status = await tx.feedback.status(receipt_of(SHOWN, SEED))
    assert status is not None
    assert status.state is State.ANSWERED
    assert next(m.week for m in read_town().messages if m.id == SHOWN) == STORY_WEEKS
    written = next(answer.text for answer in read_town().answers if answer.message == SHOWN)
    assert status.answer == written


async def test_no_name_or_number_that_should_be_hidden_reaches_a_handler(town: AHouse) -> None:
    async with town.database.reading() as tx:
        seen = [
            case.words
            for code in ("hanh", "thanh", "quyen", "dung")
            for case in await tx.cases.visible(await officer(tx, code), waiting_only=False)
        ]
    assert any("[" in words for words in seen)
    assert [words for words in seen if "0900 000" in words] == []


# Digests and letters


async def test_last_weeks_digest_waits_for_each_head_and_older_ones_are_read(town: AHouse) -> None:
    async with town.database.reading() as tx:
        for code, head in (("an-binh", "hanh"), ("hoa-lac", "thanh"), ("tram-y-te-an-binh", "quyen")):
            id = (await unit(tx, code)).id
            tally = await tx.ratings.tally(id, start=LAST_WEEK.start, end=LAST_WEEK.end)
            for back in range(STORY_WEEKS):
                week = LAST_WEEK.shift(-back)
                assert await tx.digests.get(id, week, KIND) is not None, (code, str(week))
                sent = await tx.digests.sendings(id, week, KIND)
                assert [(to.split(":")[0], road) for to, road, _ in sent] == [(head, "console")]
                assert [state for _, _, state in sent] == ["sent" if back else "waiting"]
            content = await tx.digests.get(id, LAST_WEEK, KIND)
            assert content is not None
            assert content["ratings"] == tally.n


async def test_weeks_before_the_story_have_ratings_and_digests_but_no_words(town: AHouse) -> None:
    async with town.database.reading() as tx:
        content = await tx.digests.get((await unit(tx, "an-binh")).id, LAST_WEEK.shift(1 - WEEKS), KIND)
    assert content is not None
    assert content["ratings"] >= 25
    assert content["texts"] == 0


async def test_the_health_station_gets_no_share_of_a_week_of_its_own(town: AHouse) -> None:
    async with town.database.reading() as tx:
        content = await tx.digests.get((await unit(tx, "tram-y-te-an-binh")).id, LAST_WEEK, KIND)
    assert content is not None
    assert content["ratings"] < 10
    assert content["figure"]["first"] < LAST_WEEK.monday.isoformat()


async def test_nothing_waits_for_a_platform_and_no_invented_mail_address_is_kept(town: AHouse) -> None:
    async with town.database.reading() as tx:
        letters = await tx.executor.rows(select(outbox.c.channel, outbox.c.state))
        staff = (await tx.directory()).officers.values()
    assert {letter.channel for letter in letters} == {"console"}
    assert sum(letter.state != "sent" for letter in letters) == 3
    assert {one.email for one in staff} == {""}


async def test_everybody_of_the_cast_is_known_at_the_terminal(town: AHouse) -> None:
    async with town.database.reading() as tx:
        for one in (await tx.directory()).officers.values():
            assert [chat.tag for chat in await tx.chats.of_officer(one.id)] == [town.box.tag("console", one.code)]


async def test_lan_finds_her_own_words_at_the_terminal(town: AHouse) -> None:
    written = sum(message.author == "lan" for message in read_town().messages)
    async with town.database.reading() as tx:
        assert len(await tx.feedback.of_chat(town.box.tag("console", "lan"))) == written

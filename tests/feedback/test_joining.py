"""Three citizens with one complaint are one case: each of them hears, nobody is hidden, the unit watches nobody."""

from dataclasses import replace
from datetime import datetime

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.case_life import State
from feedback.case_requests import RefuseCase, TellResult
from feedback.chance import Chance
from feedback.errors import CaseNotFound
from feedback.handling import handle_case, read_case, read_held, review_tags, waiting_cases
from feedback.media import Attached, Held
from feedback.people import Officer
from feedback.requests import AnswerCase, Kind
from feedback.results import hear_result
from storage.maintenance import Database
from tests.support.builders import a_filed, later
from tests.support.casework import letters_for, link
from tests.support.cast import DUNG, HANH, HOA_LAC, MAI, NOW, QUAY_2, TUAN
from tests.support.copies import LATE, SAME, Says, all_cases, files, sends, tag, the_case, three_send

TOMORROW = later(days=1)
URGENT = replace(LATE, urgent=True)
BRIBE = Analysis(tags=(TagFound("voi-vinh", 0.9),), sentiment="tieu-cuc")


async def people(database: Database, *, now: datetime, officer: Officer = HANH) -> list[int]:
    """What this handler's list tells of each case."""
    async with database.reading() as tx:
        found = await waiting_cases(tx, officer, now=now)
    return [found.authors.get(case.id, 0) for case in found.cases]


async def test_three_with_one_complaint_are_one_case_in_the_first_ones_words(database: Database) -> None:
    await three_send(database)
    case = await the_case(database)
    assert case.words == SAME[0]
    async with database.reading() as tx:
        assert await tx.cases.waiting(case.unit_id, today=NOW.date()) == (1, 0)
        assert await tx.feedback.authors(case.id) == [(tag(who), NOW) for who in ("lan", "sau", "ba")]


async def test_each_receipt_shows_the_case_and_each_hears_the_answer_once(database: Database) -> None:
    receipts = await three_send(database)
    await sends(database, "lan")  # once more
    case = await the_case(database)
    async with database.transact() as tx:
        await handle_case(tx, AnswerCase(HANH, case.code, "Quầy mở đúng giờ từ mai."), now=later(hours=1))
        states = [await tx.feedback.status(receipt) for receipt in receipts]
    assert [one.state for one in states if one] == [State.ANSWERED] * 3
    for who in ("lan", "sau", "ba"):
        (told,) = await letters_for(database, who, at=TOMORROW)
        assert "Quầy mở đúng giờ từ mai." in told.text


async def test_each_hears_why_it_was_refused(database: Database) -> None:
    await three_send(database)
    code = (await the_case(database)).code
    async with database.transact() as tx:
        await handle_case(tx, RefuseCase(HANH, code, "Không thuộc thẩm quyền."), now=later(hours=1))
    for who in ("lan", "sau", "ba"):
        assert len(await letters_for(database, who, at=TOMORROW)) == 1


async def test_a_case_that_was_answered_is_not_joined(database: Database) -> None:
    await three_send(database)
    async with database.transact() as tx:
        (case,) = await tx.cases.visible(HANH)
        await handle_case(tx, AnswerCase(HANH, case.code, "Đã nhắc."), now=NOW)
    await sends(database, "tu")
    assert [one.state for one in await all_cases(database)] == [State.ANSWERED, State.NEW]


@pytest.mark.parametrize("who", ["lan", "ba"])
async def test_whoever_says_that_it_is_not_solved_opens_it_again(database: Database, who: str) -> None:
    await three_send(database)
    async with database.transact() as tx:
        (case,) = await tx.cases.visible(HANH)
        await handle_case(tx, AnswerCase(HANH, case.code, "Đã nhắc."), now=NOW)
        await hear_result(tx, TellResult(True, code=case.code), chat=tag("sau"), now=NOW)
        await hear_result(tx, TellResult(False, code=case.code), chat=tag(who), now=NOW)
    assert ((await the_case(database)).state, (await the_case(database)).reopened) == (State.NEW, 1)


async def test_how_many_they_are_is_told_from_the_next_day_on(database: Database) -> None:
    """Else a head would see at the counter who takes the telephone out."""
    await three_send(database)
    assert await people(database, now=NOW.replace(hour=23, minute=59)) == [0]
    assert await people(database, now=TOMORROW) == [3]
    await sends(database, "tu", at=TOMORROW)
    assert await people(database, now=TOMORROW.replace(hour=23)) == [3]
    assert await people(database, now=later(days=2)) == [4]
    async with database.transact() as tx:
        shown = await read_case(tx, HANH, (await tx.cases.visible(HANH))[0].code, now=later(days=2))
    assert shown.authors == 4


async def test_whoever_leaves_is_missed_from_the_next_day_on(database: Database) -> None:
    await three_send(database)
    await sends(database, "lan")
    async with database.transact() as tx:
        assert await tx.feedback.erase_chat(tag("lan"), at=TOMORROW) == 2
    assert await people(database, now=TOMORROW.replace(hour=23)) == [3]
    assert await people(database, now=later(days=2)) == [2]


async def test_whoever_sends_it_twice_is_one_and_each_paper_slip_is_somebody(database: Database) -> None:
    for who in ("lan", "lan", "sau"):
        await sends(database, who)
    async with database.transact() as tx:
        for _ in range(2):
            await tx.feedback.file(replace(a_filed(SAME[0]), chat="", channel="phieu-giay"))
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    assert await people(database, now=TOMORROW) == [4]


@pytest.mark.parametrize(
    "more",
    [
        {"officer": MAI},
        {"unit": HOA_LAC, "counter": None},
        {"analysis": replace(LATE, tags=(*LATE.tags, TagFound("ruou-bia", 0.9)))},
        {"text": SAME[0].replace("không có ai", "có người")},
        {"text": f"{SAME[0]} Người trực là anh Tuấn."},
    ],
)
async def test_what_is_about_something_else_is_a_case_of_its_own(database: Database, more: dict[str, object]) -> None:
    await sends(database, "lan")
    await sends(database, "sau", **more)  # type: ignore[arg-type]
    assert len(await all_cases(database)) == 2


async def test_an_urgent_copy_is_a_case_of_its_own_and_rings(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH)
    await sends(database, "lan")
    await sends(database, "sau", analysis=URGENT)
    await sends(database, "ba", analysis=URGENT)
    assert [case.urgent for case in await all_cases(database)] == [False, True]
    assert len(await letters_for(database, "hanh")) == 1


async def test_what_no_analyst_read_is_a_case_of_its_own(database: Database) -> None:
    for who in ("lan", "sau"):
        await sends(database, who, analysis=None)
    assert len(await all_cases(database)) == 2


async def test_what_comes_with_a_photo_is_a_case_of_its_own(database: Database) -> None:
    await sends(database, "lan")
    filed = await files(database, "sau")
    async with database.transact() as tx:
        await tx.media.hold([Held("k" * 32, "console", Attached("x"))], at=NOW)
        await tx.media.attach(["k" * 32], filed.id, at=NOW)
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    assert len(await all_cases(database)) == 2


async def test_praise_in_the_same_words_stays_without_a_case(database: Database) -> None:
    glad = Analysis(tags=(TagFound("khen-thai-do", 0.9),), sentiment="tich-cuc")
    for who in ("lan", "sau"):
        await sends(database, who, "Cô ở quầy hộ tịch hướng dẫn tận tình.", kind=Kind.PRAISE, analysis=glad)
    assert await all_cases(database) == []


async def test_an_open_copy_and_a_sealed_one_never_meet(database: Database) -> None:
    for who in ("lan", "sau"):
        await sends(database, who)
        await sends(database, f"{who} kín", analysis=BRIBE)
    opened, sealed = await all_cases(database)
    assert (opened.sealed, sealed.sealed) == (False, True)
    assert await people(database, now=TOMORROW, officer=HANH) == [2]
    assert await people(database, now=TOMORROW, officer=DUNG) == [2]
    async with database.transact() as tx:
        with pytest.raises(CaseNotFound):
            await read_case(tx, HANH, sealed.code, now=TOMORROW)


async def test_sealed_copies_about_two_persons_stay_two(database: Database) -> None:
    for who, officer in (("lan", MAI), ("sau", TUAN), ("ba", TUAN)):
        await sends(database, who, analysis=BRIBE, officer=officer, counter=QUAY_2)
    assert [set(case.concerns) for case in await all_cases(database)] == [{MAI.id, HANH.id}, {TUAN.id, HANH.id}]


async def test_the_week_counts_texts_and_not_cases(database: Database) -> None:
    await three_send(database)
    async with database.reading() as tx:
        case = (await tx.cases.visible(HANH))[0]
        told = await tx.feedback.voices(case.unit_id, start=later(days=-1), end=TOMORROW)
    assert [voice.words for voice in told] == list(SAME)


async def test_what_was_looked_at_is_learnt_from_once(database: Database) -> None:
    await three_send(database)
    code = (await the_case(database)).code
    async with database.transact() as tx:
        await review_tags(tx, HANH, code, None, now=NOW)
        assert [one.words for one in await tx.reviews.labelled()] == [SAME[0]]
        assert len(await tx.reviews.reviewed(start=NOW, end=TOMORROW)) == 1

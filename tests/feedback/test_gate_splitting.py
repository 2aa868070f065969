"""A message of two things: what is split off, when it comes, what it may not hold, and what the citizen sees."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from feedback.analysis import Analysis
from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import CaseNotFound, NotToBeSplit, ReviewSettled
from feedback.gate_requests import ReviewDone, SplitCase
from feedback.gate_review import Decision, Stage
from feedback.gate_splitting import split_case
from feedback.handling import read_held
from feedback.people import Officer
from storage.maintenance import Database
from storage.tables import feedback
from tests.support.adding import adds_and_is_read
from tests.support.builders import BOX
from tests.support.casework import letters_for
from tests.support.cast import AN_BINH, DUNG, HANH, MAI, NOW, THAO, TUAN
from tests.support.copies import Says, all_cases, sends
from tests.support.gating import AT_LAW, DENOUNCED, KHIEU_NAI, TO_CAO, WEIGHTY, WHY, decides, on, reviewed, standing

PLAIN = Analysis(sentiment="tieu-cuc")
CHAIR = "Ghế chờ gãy hai cái."


async def splits(database: Database, code: str, *chosen: int, by: Officer = DUNG, now: datetime = NOW) -> ReviewDone:
    async with database.transact() as tx:
        return await split_case(tx, SplitCase(by, code, chosen), chance=Chance(), now=now)


async def later(database: Database, *, at: datetime, analysis: Analysis | None = PLAIN) -> list[Case]:
    """Whatever is read by then."""
    await read_held(database, Says(analysis), now=at, chance=Chance())
    return [case for case in await all_cases(database) if case.words == CHAIR]


async def test_the_part_comes_to_the_unit_in_the_morning_and_the_rest_stays(database: Database) -> None:
    code = (await reviewed(database, at=on(5, 15))).code
    await splits(database, code, 2, now=on(7, 16))
    assert await later(database, at=on(10, 6)) == []
    (part,) = await later(database, at=on(10, 7))  # the seventh is a Friday
    assert (part.sealed, part.handler_unit_id, part.counter_id) == (False, AN_BINH.id, 1)
    assert on(5, 7) < part.filed_at < on(5, 19) and part.due == on(19).date()
    async with database.transact() as tx:
        (seen,) = await tx.cases.visible(HANH)
        assert seen.code == part.code != code
        assert await tx.cases.timeline(part.id) == []
        assert [case.code for case in await tx.cases.visible(DUNG)] == [code]
        assert await tx.gate_reviews.of_case(part) is None


async def test_its_own_words_seal_it_again(database: Database) -> None:
    text = "Tôi tố cáo [tên cán bộ] nhận tiền. Giám đốc bênh nhân viên, không cho dân nói."
    code = (await reviewed(database, text)).code
    await splits(database, code, 2)
    await read_held(database, Says(PLAIN), now=on(4), chance=Chance())
    assert [case.sealed for case in await all_cases(database)] == [True, True]


async def test_both_voices_of_a_joined_case_have_their_part(database: Database) -> None:
    code = (await reviewed(database)).code
    other = await sends(database, "sau", DENOUNCED, analysis=TO_CAO, seal=True)
    await splits(database, code, 2)
    (part,) = await later(database, at=on(4))
    async with database.transact() as tx:
        tags = [tag for tag, _ in await tx.feedback.authors(part.id)]
        assert tags == [BOX.tag("console", who) for who in ("lan", "sau")]
        status = await tx.feedback.status(other)
        assert status and status.part and status.part.state is part.state


async def test_one_receipt_shows_both_and_the_part_alone_is_found_by_nobody(database: Database) -> None:
    await reviewed(database, receipt="4821093755162044")
    code = (await standing(database)).code
    await splits(database, code, 2)
    async with database.reading() as tx:
        status = await tx.feedback.status("4821093755162044")
        assert status and status.part and status.part.reading and status.part.due == status.due
    (part,) = await later(database, at=on(4))
    async with database.transact() as tx:
        await tx.cases.save(part.reply("Đã thay ghế mới.", at=NOW))
    async with database.reading() as tx:
        status = await tx.feedback.status("4821093755162044")
        assert status and status.part
        assert (status.answer, status.part.answer) == ("", "Đã thay ghế mới.")
    (letter,) = await letters_for(database, "lan")
    assert "hai việc" in letter.text


async def test_an_erasure_takes_both(database: Database) -> None:
    code = (await reviewed(database)).code
    await splits(database, code, 2)
    async with database.transact() as tx:
        assert await tx.feedback.erase_chat(BOX.tag("console", "lan"), at=NOW) == 2
    assert await later(database, at=on(4)) == []


@pytest.mark.parametrize("chosen", [(), (1, 2), (3,)])
async def test_something_goes_and_something_stays(database: Database, chosen: tuple[int, ...]) -> None:
    code = (await reviewed(database)).code
    with pytest.raises(NotToBeSplit):
        await splits(database, code, *chosen)


async def test_it_is_split_once(database: Database) -> None:
    code = (await reviewed(database)).code
    await splits(database, code, 2)
    with pytest.raises(NotToBeSplit):
        await splits(database, code, 2)


async def test_what_comes_when_its_day_is_nearly_over_has_its_full_time(database: Database) -> None:
    code = (await reviewed(database, at=on(5, 15))).code
    await splits(database, code, 2, now=on(20, 16))
    (part,) = await later(database, at=on(21, 7))
    assert (part.due, part.accept_by) == (date(2026, 9, 8), on(25).date())  # 01 and 02/09 are holidays


async def test_of_one_person_the_part_comes_once(database: Database) -> None:
    code = (await reviewed(database)).code
    await adds_and_is_read(database, "lan", code, "Tôi tố cáo thêm: có người thấy.", analysis=TO_CAO)
    await splits(database, code, 2)
    await later(database, at=on(4))
    async with database.transact() as tx:
        (part,) = await tx.cases.visible(HANH)
        assert len(await tx.feedback.behind(part.id)) == 1


CONCERNED = [
    (
        "Tôi tố cáo cán bộ nhận tiền. Bà Hạnh chậm.",
        "Tôi tố cáo cán bộ nhận tiền. Bà [tên cán bộ] chậm.",
        True,
    ),
    (
        "Tôi tố cáo cán bộ nhận tiền. Chị Mai quát.",
        "Tôi tố cáo cán bộ nhận tiền. Chị [tên cán bộ] quát.",
        False,
    ),
    ("Tôi tố cáo cán bộ nhận tiền! Chị Mai A. quát.", "Tôi tố cáo cán bộ nhận tiền! Chị [tên cán bộ] quát.", True),
]
"""The head is concerned in any case; where the sentences of both do not agree, whoever is named stays behind."""


@pytest.mark.parametrize(("text", "redacted", "stays"), CONCERNED)
async def test_nobody_whom_the_case_concerns_is_named_in_the_part(
    database: Database, text: str, redacted: str, stays: bool
) -> None:
    code = (await reviewed(database, text, redacted=redacted)).code
    if stays:
        with pytest.raises(NotToBeSplit):
            await splits(database, code, 2)
    else:
        await splits(database, code, 2)


async def test_the_officer_who_was_tapped_stays_behind(database: Database) -> None:
    code = (await reviewed(database, officer=TUAN)).code
    await splits(database, code, 2)
    async with database.reading() as tx:
        rows = await tx.executor.rows(select(feedback.c.officer_id, feedback.c.level).order_by(feedback.c.id))
    assert [tuple(row) for row in rows] == [(TUAN.id, None), (None, None)]


async def test_only_the_reviewer_splits_and_only_while_it_waits(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    for officer in (HANH, MAI, TUAN, THAO):
        with pytest.raises(CaseNotFound):
            await splits(database, code, 2, by=officer)
    async with database.transact() as tx:
        await decides(tx, code, Decision.NOTHING, WHY)
    with pytest.raises(ReviewSettled):
        await splits(database, code, 2, by=THAO)
    settled = replace(await standing(database), stage=Stage.SETTLED)
    async with database.transact() as tx:
        await tx.gate_reviews.save(settled)
    with pytest.raises(ReviewSettled):
        await splits(database, code, 2)


async def test_a_complaint_at_law_is_split_in_the_unit_itself(database: Database) -> None:
    code = (await reviewed(database, AT_LAW, KHIEU_NAI)).code
    await splits(database, code, 2, by=HANH)
    assert [case.sealed for case in await later(database, at=on(4))] == [False]

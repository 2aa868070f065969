"""Ông Dũng takes a seal off: for a reason, written down, and never alone where the law keeps it on."""

from dataclasses import replace

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.case_life import Event, State
from feedback.case_requests import UNSEAL_REASONS, CaseLeft, UnsealCase
from feedback.cases import Case
from feedback.errors import CaseNotFound, FeedbackError, NotToBeUnsealed, SealedByLaw
from feedback.unsealing import unseal
from storage.maintenance import Database
from storage.transaction import Store
from tests.support.builders import a_filed, later
from tests.support.casework import letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, MAI, NOW, OFFICERS, THAO, TINH_LAM_SON
from tests.support.reviewing import a_read_case, an_analysis

ABOUT_HEAD = replace(an_analysis("thai-do"), about_head=True)


async def sealed(tx: Store, analysis: Analysis = ABOUT_HEAD, words: str = "Giám đốc không tiếp dân.") -> Case:
    await link(tx, HANH, DUNG)
    return await a_read_case(tx, "PA1", *analysis.codes, words=a_filed(words), sealed=True, analysis=analysis)


def by(officer: object, reason: str = "da-doc") -> UnsealCase:
    return UnsealCase(officer, "PA1", reason)  # type: ignore[arg-type]


async def test_it_comes_to_ba_hanh_with_its_days_as_they_stood(database: Database) -> None:
    async with database.transact() as tx:
        before = await sealed(tx)
        assert await unseal(tx, by(DUNG), now=later(days=1)) == CaseLeft("PA1", AN_BINH.id)
    async with database.reading() as tx:
        (case,) = await tx.cases.visible(HANH)
        assert await tx.cases.visible(DUNG) == []
        assert (case.due, case.accept_by, case.state) == (before.due, before.accept_by, State.TRANSFERRED)
        assert [one.what for one in await tx.cases.timeline(case.id)] == [Event.TRANSFERRED]
        assert await tx.cases.waiting(AN_BINH.id, today=NOW.date()) == (1, 0)
    (told,) = await letters_for(database, "hanh", at=later(days=1))
    assert told.text == "VP UBND tỉnh Lâm Sơn chuyển đến phản ánh PA1. Gõ /viec PA1 để mở."


@pytest.mark.parametrize(("reason", "why"), [*((one, one) for one in UNSEAL_REASONS), ("Tên trùng thôi.", "khac")])
async def test_who_and_why_is_written_down_and_the_others_above_are_told(
    database: Database, reason: str, why: str
) -> None:
    async with database.transact() as tx:
        await sealed(tx)
        await unseal(tx, by(DUNG, reason), now=NOW)
    async with database.reading() as tx:
        (entry,) = [one.entry for one in await tx.audit.read(limit=9)]
    assert (entry.who, entry.what, entry.about, entry.why) == ("dung", "bo-niem", "PA1", why)
    (told,) = await letters_for(database, "dung")
    assert told.text.startswith("Lưu Đình Dũng đã bỏ niêm phản ánh PA1. Lý do: “")
    assert why != "khac" or reason in told.text


BY_LAW = [
    (Analysis((TagFound("voi-vinh", 0.9),)), "Cô ấy đòi thêm."),
    (Analysis((TagFound("lo-thong-tin", 0.9),)), "Họ biết số của tôi."),
    (Analysis(gate="to-cao"), "Tôi nộp đơn lên trên."),
    (Analysis(about_head=True), "Anh ấy gợi ý bồi dưỡng năm trăm mới làm."),
    (Analysis(about_head=True), "Cán bộ đưa số điện thoại của tôi cho người bị phản ánh."),
    (Analysis(about_head=True), "Tôi muốn tố cáo cán bộ địa chính."),
]


@pytest.mark.parametrize(("analysis", "words"), BY_LAW)
async def test_money_a_leak_and_a_denunciation_stay_sealed(database: Database, analysis: Analysis, words: str) -> None:
    async with database.transact() as tx:
        case = await sealed(tx, analysis, words)
        await tx.cases.save(replace(case, tags=()))  # whatever anybody said of the tags since
        with pytest.raises(SealedByLaw):
            await unseal(tx, by(DUNG), now=NOW)
        assert await tx.cases.visible(HANH) == []
    assert await letters_for(database, "hanh") == []


async def test_nobody_else_takes_it_off_nor_learns_that_it_is_there(database: Database) -> None:
    async with database.transact() as tx:
        await sealed(tx)
        for officer in OFFICERS:
            if officer != DUNG:
                with pytest.raises(CaseNotFound):
                    await unseal(tx, by(officer), now=NOW)
    async with database.reading() as tx:
        assert await tx.audit.read(limit=9) == []


async def test_whom_it_concerns_and_inspectors_do_not(database: Database) -> None:
    async with database.transact() as tx:
        case = await sealed(tx)
        about_dung = replace(case, code="PA2", concerns=(HANH.id, DUNG.id), handler_unit_id=TINH_LAM_SON.id)
        await tx.cases.open(about_dung)
        for officer, refused in ((DUNG, CaseNotFound), (HANH, CaseNotFound), (THAO, NotToBeUnsealed)):
            with pytest.raises(refused):
                await unseal(tx, UnsealCase(officer, "PA2", "da-doc"), now=NOW)


async def test_an_open_or_an_answered_case_is_not_unsealed(database: Database) -> None:
    async with database.transact() as tx:
        case = await sealed(tx)
        await tx.cases.save(case.reply("Đã nhắc nhở.", at=NOW))
        with pytest.raises(FeedbackError):
            await unseal(tx, by(DUNG), now=NOW)
        await a_read_case(tx, "PA3", "cham-tre")
        with pytest.raises(NotToBeUnsealed):
            await unseal(tx, UnsealCase(HANH, "PA3", "da-doc"), now=NOW)
        assert MAI not in [one for one in OFFICERS if await tx.cases.visible(one)]

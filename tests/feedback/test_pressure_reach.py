"""Who reads what goes past the handlers, and below which receipt: never those who have or had the case, on any road."""

from dataclasses import replace

import pytest

from feedback.case_life import State
from feedback.case_moves import transfer_case
from feedback.case_requests import TellResult, TransferCase
from feedback.cases import Case
from feedback.errors import LetterGone
from feedback.handling import answer_case
from feedback.letter_requests import AskCitizen, CutLine, FindLetter, FindPressure, PressureFound, ReportPressure
from feedback.letters_answering import answer_letter, cut_line, find_letter
from feedback.people import Officer, Role
from feedback.pressure import find_pressure, namesakes, report_pressure
from feedback.results import hear_result
from feedback.retention import find_receipt
from feedback.units import Directory
from storage.maintenance import Database
from tests.support.builders import BOX, a_case, a_filed
from tests.support.casework import BO, LAN, RECEIPT, YEN
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, OFFICERS, THAO, TINH_LAM_SON, UNITS
from tests.support.lettering import (
    CHANCE,
    GIVE,
    QUESTION,
    QUIET,
    an_accepted,
    answers,
    asks,
    letters_of,
    on,
    round_of,
)

SAID = "Cán bộ quầy gọi cho chồng tôi, bảo rút ý kiến."
MONEY = "Họ đòi bồi dưỡng năm trăm mới làm."
TOLD = "Chúng tôi đã yêu cầu dừng ngay việc gọi điện."
STRANGER = BOX.tag("console", "sau")
SLIP = "3" * 16
NHAN = Officer(92, "nhan", "Vi Thị Nhàn", "Phó Giám đốc", AN_BINH.id, Role.SUPERIOR)


async def reported(database: Database, *, chat: str = LAN, receipt: str = RECEIPT) -> str:
    """Opened half an hour later; its own receipt."""
    async with database.transact() as tx:
        given = ReportPressure(SAID, SAID, receipt=receipt)
        taken = await report_pressure(tx, given, chat=chat, now=on(4, 10), chance=CHANCE)
    await round_of(database, at=on(4, 10, 30))
    return taken.receipt


async def the_aside(database: Database, receipt: str) -> Case:
    async with database.transact() as tx:
        voice = await tx.lines.voice_of(receipt)
        case = await tx.cases.whole(voice.case_id) if voice else None
    assert case
    return case


async def reads(database: Database, officer: Officer, case: Case) -> bool:
    async with database.transact() as tx:
        now = (await tx.directory()).officers[officer.id]
        return await tx.cases.lock(now, case.code) is not None


async def known_as(database: Database, code: str) -> Officer:
    async with database.transact() as tx:
        return next(one for one in (await tx.directory()).officers.values() if one.code == code)


async def a_slip(database: Database) -> None:
    """A case of a paper slip that somebody of the unit typed in, and whose receipt they know."""
    async with database.transact() as tx:
        await an_accepted(tx)
        filed = await tx.feedback.file(replace(a_filed(chat="", receipt=SLIP, at=NOW), channel="phieu-giay"))
        case = await tx.cases.open(a_case("PA9", handler=AN_BINH, at=NOW, state=State.ACCEPTED))
        await tx.feedback.read(filed, QUIET, sealed=False, case_id=case, at=NOW)


async def test_under_a_slip_s_receipt_stands_nothing_of_a_report(database: Database) -> None:
    """Whoever typed it may look: every byte is as before."""
    await a_slip(database)
    async with database.transact() as tx:
        before = await find_receipt(tx, SLIP, chat=STRANGER, now=on(4, 9))
    own = await reported(database, receipt=SLIP)
    assert own not in ("", SLIP)
    async with database.transact() as tx:
        assert await find_receipt(tx, SLIP, chat=STRANGER, now=on(4, 11)) == before
        status = await find_receipt(tx, own, chat=STRANGER, now=on(4, 11))
    assert status and status.state is State.NEW


async def test_under_a_slip_s_receipt_stands_nothing_of_an_answer_that_goes_past(database: Database) -> None:
    """Not before it went either: the answer on its way would show what it says."""
    await a_slip(database)
    await asks(database, at=on(3, 10), wanted=AskCitizen(HANH, "PA9", QUESTION))
    await round_of(database, at=on(4, 9))
    async with database.transact() as tx:
        before = await find_receipt(tx, SLIP, chat=STRANGER, now=on(4, 9))
        given = replace(GIVE, text=MONEY, redacted=MONEY, code="", receipt=SLIP)
        taken = await answer_letter(tx, given, chat=LAN, now=on(4, 10), chance=CHANCE)
        assert await find_receipt(tx, SLIP, chat=STRANGER, now=on(4, 10)) == before
    await round_of(database, at=on(4, 11))
    async with database.transact() as tx:
        assert await find_receipt(tx, SLIP, chat=STRANGER, now=on(4, 12)) == before
    assert (await the_aside(database, taken.receipt)).words == MONEY


@pytest.mark.parametrize("line", ["open", "cut"])
async def test_under_its_own_receipt_one_talks_with_those_who_have_it(database: Database, line: str) -> None:
    """From a chat that is nobody's: asked, answered, told what came of it, brought back."""
    async with database.transact() as tx:
        await an_accepted(tx)
    own = await reported(database)
    aside = await the_aside(database, own)
    async with database.transact() as tx:
        if line == "cut":
            await cut_line(tx, CutLine(receipt=own), chat=STRANGER, now=on(4, 10, 35))
        await tx.cases.save(replace(aside, state=State.ACCEPTED))
    await asks(database, at=on(4, 10, 40), wanted=AskCitizen(DUNG, aside.code, QUESTION))
    await round_of(database, at=on(4, 11))
    async with database.transact() as tx:
        found = await find_letter(tx, FindLetter(receipt=own), chat=STRANGER)
        with pytest.raises(LetterGone):
            await find_letter(tx, FindLetter(receipt=RECEIPT), chat=STRANGER)
    assert found.words == QUESTION  # type: ignore[union-attr]
    await answers(database, at=on(4, 11, 30), given=replace(GIVE, code="", receipt=own), chat=STRANGER)
    await round_of(database, at=on(4, 14))
    assert len(await letters_of(database, aside)) == 2
    async with database.transact() as tx:
        await answer_case(tx, DUNG, aside.code, TOLD, now=on(4, 15))
        await hear_result(tx, TellResult(solved=False, receipt=own), chat=STRANGER, now=on(5, 9))
    assert (await the_aside(database, own)).reopened == 1


async def test_an_answer_past_a_unit_above_that_asked_does_not_come_back_to_it(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx, handler=TINH_LAM_SON)
    await asks(database, at=on(3, 10), wanted=AskCitizen(DUNG, "PA1", QUESTION))
    await round_of(database, at=on(4, 9))
    taken = await answers(database, at=on(4, 10), given=replace(GIVE, text=MONEY, redacted=MONEY))
    await round_of(database, at=on(4, 11))
    aside = await the_aside(database, taken.receipt)
    assert (aside.unit_id, aside.handler_unit_id) == (TINH_LAM_SON.id, TINH_LAM_SON.id)
    assert not await reads(database, DUNG, aside)
    assert await reads(database, THAO, aside)


async def test_whoever_asked_and_was_promoted_since_does_not_read_the_report(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_officer(NHAN)  # type: ignore[attr-defined]
        await an_accepted(tx, concerns=(HANH.id,))
    nhan = await known_as(database, "nhan")
    await asks(database, at=on(3, 10), wanted=AskCitizen(nhan, "PA1", QUESTION))
    await round_of(database, at=on(4, 9))
    async with database.transact() as tx:
        await tx.places.put_officer(replace(nhan, unit_id=TINH_LAM_SON.id))  # type: ignore[attr-defined]
    aside = await the_aside(database, await reported(database))
    assert not await reads(database, nhan, aside)
    assert not await reads(database, DUNG, aside)  # their deputy or head
    assert await reads(database, THAO, aside)


async def test_whoever_asked_and_sent_the_case_on_does_not_read_the_report(database: Database) -> None:
    """“Báo cáo không qua” was said of the unit that asked."""
    async with database.transact() as tx:
        await tx.places.add_officer(Officer(91, "ly", "Phạm Thị Lý", "Trưởng", HOA_LAC.id, Role.HEAD))  # type: ignore[attr-defined]
        await an_accepted(tx, handler=TINH_LAM_SON)
    await asks(database, at=on(3, 10), wanted=AskCitizen(DUNG, "PA1", QUESTION))
    await round_of(database, at=on(4, 9))
    async with database.transact() as tx:
        await transfer_case(tx, TransferCase(DUNG, "PA1", HOA_LAC.id, "truc-tiep-giai-quyet"), now=on(4, 9, 30))
        found = await find_pressure(tx, FindPressure("PA1"), chat=LAN)
    assert found == PressureFound("PA1", HOA_LAC.id, TINH_LAM_SON.id)
    aside = await the_aside(database, await reported(database))
    assert not await reads(database, DUNG, aside)
    assert await reads(database, THAO, aside)


async def test_who_is_written_down_at_two_units_does_not_read_the_report_at_the_other(database: Database) -> None:
    async with database.transact() as tx:
        twice = replace(HANH, id=93, code="hanh-tinh", unit_id=TINH_LAM_SON.id, role=Role.SUPERIOR)
        await tx.places.add_officer(twice)  # type: ignore[attr-defined]
        await an_accepted(tx, concerns=(HANH.id,))
    aside = await the_aside(database, await reported(database))
    assert not await reads(database, await known_as(database, "hanh-tinh"), aside)
    assert await reads(database, THAO, aside)


def test_a_name_counts_in_full_however_it_is_written() -> None:
    same, other = replace(HANH, id=93, name=HANH.name.upper()), replace(HANH, id=94, name="Đinh Thị Hạnh")
    house = Directory.of(units=UNITS, officers=[*OFFICERS, same, other])
    assert namesakes((HANH.id,), house) == (HANH.id, 93)


async def test_whoever_has_a_sealed_case_has_its_answers_unless_these_name_them(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_unit(BO, since=on(1))  # type: ignore[attr-defined]
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=BO.id), since=on(1))  # type: ignore[attr-defined]
        await tx.places.add_officer(YEN)  # type: ignore[attr-defined]
        case = await an_accepted(tx, sealed=True, handler=TINH_LAM_SON, concerns=(HANH.id,))
    await asks(database, at=on(3, 10), wanted=AskCitizen(DUNG, "PA1", QUESTION))
    await round_of(database, at=on(4, 9))
    for text in (MONEY, "Ông Dũng cũng nhận phong bì."):
        past = await answers(database, at=on(4, 10), given=replace(GIVE, text=text, redacted=text))
    await round_of(database, at=on(4, 11))
    assert [one.words for one in await letters_of(database, case)][1:] == [MONEY]
    assert await reads(database, await known_as(database, YEN.code), await the_aside(database, past.receipt))

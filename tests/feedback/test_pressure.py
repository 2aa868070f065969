"""What goes past the handlers: a report of pressure in every state, and answers that must not come to them."""

from dataclasses import replace
from datetime import datetime

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.case_letters import MOST_REPORTS, Kind, Past
from feedback.case_life import State
from feedback.case_requests import UnsealCase
from feedback.cases import Case
from feedback.errors import CaseNotFound, LetterGone, ReportsEnough, SealedByLaw
from feedback.handling import answer_case, read_case, show_case, waiting_cases
from feedback.letter_requests import FindPressure, PressureFound, PressureTaken, ReportPressure
from feedback.people import Officer, Role
from feedback.pressure import find_pressure, receiver, report_pressure
from feedback.retention import erase_my_data, find_receipt
from feedback.units import Directory
from feedback.unsealing import unseal
from storage.maintenance import Database
from tests.support.builders import BOX, a_case
from tests.support.casework import BO, LAN, RECEIPT, YEN, letters_for
from tests.support.cast import AN_BINH, COUNTERS, DUNG, HANH, OFFICERS, POSTINGS, THAO, TINH_LAM_SON, UNITS
from tests.support.lettering import (
    CHANCE,
    GIVE,
    QUIET,
    an_accepted,
    answers,
    asked_and_told,
    letters_of,
    on,
    round_of,
)

SAID = "Cán bộ quầy gọi cho chồng tôi, bảo rút ý kiến."
REPORT = ReportPressure(SAID, SAID, code="PA1")
MONEY = "Họ đòi bồi dưỡng năm trăm mới làm."
AT, NOON = on(4, 10), on(4, 12)
PLAIN = "Ở quầy 4, lúc mười giờ."
TOLD = "Chúng tôi đã yêu cầu dừng ngay việc gọi điện."


async def reports(
    database: Database, *, at: datetime = AT, given: ReportPressure = REPORT, chat: str = LAN
) -> PressureTaken:
    async with database.transact() as tx:
        return await report_pressure(tx, given, chat=chat, now=at, chance=CHANCE)


async def seen_by(database: Database, officer: Officer, *, at: datetime = NOON) -> list[Case]:
    async with database.transact() as tx:
        return list((await waiting_cases(tx, officer, now=at)).cases)


async def the_aside(database: Database, officer: Officer = DUNG) -> Case:
    (found,) = [one for one in await seen_by(database, officer) if one.code != "PA1"]
    async with database.transact() as tx:
        whole = await tx.cases.lock(officer, found.code)
    assert whole
    return whole


@pytest.mark.parametrize("state", [one for one in State if one is not State.WITHDRAWN])
async def test_in_every_state_it_goes_to_the_unit_above_and_the_first_case_stays(
    database: Database, state: State
) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx, state=state)
    taken = await reports(database)
    assert replace(taken, receipt="") == PressureTaken(TINH_LAM_SON.id, AN_BINH.id)
    assert await round_of(database, at=on(4, 10, 30)) == 1
    aside = await the_aside(database)
    assert (aside.handler_unit_id, aside.sealed, aside.urgent, aside.due) == (
        TINH_LAM_SON.id,
        True,
        True,
        on(18).date(),
    )
    assert HANH.id in aside.concerns
    async with database.transact() as tx:
        assert await tx.cases.whole(case.id) == case
        assert await tx.cases.timeline(case.id) == []


async def test_those_above_are_rung_at_any_hour_and_read_what_it_is_about(database: Database) -> None:
    await asked_and_told(database)
    await answers(database, at=on(4, 10))
    await round_of(database, at=on(4, 11))
    await reports(database, at=on(4, 23))
    await round_of(database, at=on(4, 23, 30))
    (alarm,) = await letters_for(database, "dung", at=on(5))
    aside = await the_aside(database)
    assert aside.code in alarm.text
    async with database.transact() as tx:
        shown = await read_case(tx, DUNG, aside.code, now=on(5, 8))
    assert shown.case.words == SAID
    assert shown.behind and (shown.behind.why, shown.behind.code) == (Past.PRESSURE, "PA1")
    assert [one.kind for one in shown.behind.letters] == [Kind.QUESTION, Kind.ANSWER]


async def test_those_who_handle_it_are_shown_and_told_nothing(database: Database) -> None:
    case = await asked_and_told(database)
    before = await letters_for(database, "hanh", at=on(30))
    async with database.transact() as tx:
        shown = await show_case(tx, HANH, case, now=on(4, 10))
    await reports(database)
    await round_of(database, at=on(4, 10, 30))
    aside = await the_aside(database)
    async with database.transact() as tx:
        assert await show_case(tx, HANH, case, now=on(4, 10)) == shown
        with pytest.raises(CaseNotFound):
            await read_case(tx, HANH, aside.code, now=on(4, 12))
    assert await letters_for(database, "hanh", at=on(30)) == before
    assert [one.code for one in await seen_by(database, HANH)] == ["PA1"]


async def test_a_sealed_case_goes_past_the_unit_above_too(database: Database) -> None:
    """Ông Dũng has it; the report comes to those above him, who were written down for it."""
    async with database.transact() as tx:
        await tx.places.add_unit(BO, since=on(1))  # type: ignore[attr-defined]
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=BO.id), since=on(1))  # type: ignore[attr-defined]
        await tx.places.add_officer(YEN)  # type: ignore[attr-defined]
        await an_accepted(tx, sealed=True, handler=TINH_LAM_SON, concerns=(HANH.id,))
        found = await find_pressure(tx, FindPressure("PA1"), chat=LAN)
    assert found == PressureFound("PA1", TINH_LAM_SON.id, BO.id)
    await reports(database)
    await round_of(database, at=on(4, 10, 30))
    aside = await the_aside(database, YEN)
    assert {HANH.id, DUNG.id} <= set(aside.concerns)
    assert [one.code for one in await seen_by(database, DUNG)] == ["PA1"]


async def test_at_the_top_it_comes_to_an_inspector_who_does_not_handle_the_first(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx, sealed=True, handler=TINH_LAM_SON, concerns=(HANH.id,))
        found = await find_pressure(tx, FindPressure("PA1"), chat=LAN)
    assert found == PressureFound("PA1", TINH_LAM_SON.id, TINH_LAM_SON.id)
    await reports(database)
    await round_of(database, at=on(4, 10, 30))
    assert (await the_aside(database, THAO)).words == SAID
    assert [one.code for one in await seen_by(database, DUNG)] == ["PA1"]


async def test_where_nobody_else_is_nothing_is_kept_and_the_line_stays(database: Database) -> None:
    """What cannot be undone is not done for a report that was not taken; the step says so."""
    async with database.transact() as tx:
        await tx.places.put_officer(replace(THAO, active=False))  # type: ignore[attr-defined]
        case = await an_accepted(tx, sealed=True, handler=TINH_LAM_SON, concerns=(HANH.id,))
    taken = await reports(database, given=replace(REPORT, cut=True))
    assert taken == PressureTaken(None, TINH_LAM_SON.id, cut=True)
    assert await letters_of(database, case) == ()
    async with database.reading() as tx:
        assert [tag for tag, _ in await tx.feedback.authors(case.id)] == [LAN]


def test_an_inspector_above_reads_it_where_no_handler_is() -> None:
    officers = [one for one in OFFICERS if one.id != DUNG.id]
    house = Directory.of(units=UNITS, counters=COUNTERS, officers=officers, postings=POSTINGS)
    assert receiver(a_case(), house) == TINH_LAM_SON.id
    empty = Directory.of(units=UNITS, officers=[one for one in officers if one.role is not Role.INSPECTOR])
    assert receiver(a_case(), empty) is None


async def test_words_that_name_one_above_go_past_them(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.add_unit(BO, since=on(1))  # type: ignore[attr-defined]
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=BO.id), since=on(1))  # type: ignore[attr-defined]
        await tx.places.add_officer(YEN)  # type: ignore[attr-defined]
        await an_accepted(tx)
    named = "Ông Dũng gọi cho tôi bảo rút ý kiến."
    taken = await reports(database, given=replace(REPORT, text=named, redacted="[cán bộ] gọi cho tôi."))
    assert taken.receiver_id == BO.id
    await round_of(database, at=on(4, 10, 30))
    assert [one.code for one in await seen_by(database, DUNG)] == []
    assert (await the_aside(database, YEN)).handler_unit_id == BO.id


async def test_by_receipt_and_with_the_line_cut(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
    stranger = BOX.tag("console", "sau")
    taken = await reports(database, given=replace(REPORT, code="", receipt=RECEIPT, cut=True), chat=stranger)
    assert taken.cut
    await round_of(database, at=on(4, 10, 30))
    aside = await the_aside(database)
    async with database.transact() as tx:
        assert [tag for tag, _ in await tx.feedback.authors(case.id)] == [""]
        await answer_case(tx, DUNG, aside.code, TOLD, now=on(4, 14))
        status = await find_receipt(tx, taken.receipt, chat=stranger, now=on(4, 15))
    assert status
    assert (status.state, status.answer) == (State.ANSWERED, TOLD)


async def test_the_answer_to_a_report_comes_to_the_chat_it_came_from(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    await reports(database)
    await round_of(database, at=on(4, 10, 30))
    aside = await the_aside(database)
    async with database.transact() as tx:
        await answer_case(tx, DUNG, aside.code, "Chúng tôi đã yêu cầu dừng ngay việc gọi điện.", now=on(4, 14))
    (letter,) = await letters_for(database, "lan", at=on(30))
    assert "VP UBND tỉnh Lâm Sơn" in letter.text


async def test_the_code_of_a_case_proves_nothing_and_reports_have_an_end(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    with pytest.raises(LetterGone):
        await reports(database, chat=BOX.tag("console", "sau"))
    for n in range(MOST_REPORTS):
        await reports(database, given=replace(REPORT, text=f"{SAID} {n}"))
    with pytest.raises(ReportsEnough):
        await reports(database)
    await round_of(database, at=on(4, 11))
    asides = [one for one in await seen_by(database, DUNG) if one.code != "PA1"]
    assert len(asides) == MOST_REPORTS
    with pytest.raises(ReportsEnough):
        await reports(database)
    async with database.transact() as tx:
        await answer_case(tx, DUNG, asides[0].code, TOLD, now=on(4, 14))
    assert (await reports(database, at=on(4, 15))).receipt  # what was answered bars no road
    with pytest.raises(ReportsEnough):
        await reports(database, at=on(4, 15))


async def test_no_seal_of_it_is_ever_taken_off(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    await reports(database, given=replace(REPORT, text=PLAIN, redacted=PLAIN))
    await round_of(database, at=on(4, 11), found=QUIET)
    aside = await the_aside(database)
    async with database.transact() as tx:
        with pytest.raises(SealedByLaw):
            await unseal(tx, UnsealCase(DUNG, aside.code, "da-doc"), now=on(4, 12))


async def test_an_erasure_takes_a_report_along_before_and_after(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
    await reports(database)
    await round_of(database, at=on(4, 11))
    await reports(database, at=on(4, 12))
    async with database.transact() as tx:
        await erase_my_data(tx, chat=LAN, now=on(4, 12, 1))
    assert await round_of(database, at=on(4, 13)) == 0
    assert await seen_by(database, DUNG) == []


SEALING = [
    (MONEY, QUIET),
    ("Bà Hạnh quát tôi giữa sảnh.", QUIET),
    (PLAIN, Analysis((TagFound("voi-vinh", 0.9),), sentiment="tieu-cuc")),
    (PLAIN, Analysis(sentiment="tieu-cuc", about_head=True)),
    (PLAIN, Analysis(sentiment="tieu-cuc", gate="to-cao")),
    (PLAIN, None),
]


@pytest.mark.parametrize(("text", "found"), SEALING)
async def test_an_answer_that_must_not_come_to_the_unit_becomes_a_sealed_case_above(
    database: Database, text: str, found: Analysis | None
) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10), given=replace(GIVE, text=text, redacted=text))
    assert await round_of(database, at=on(4, 11), found=found) == 1
    assert [one.kind for one in await letters_of(database, case)] == [Kind.QUESTION]
    assert await letters_for(database, "hanh", at=on(30)) == []
    aside = await the_aside(database)
    assert (aside.sealed, aside.words, aside.unit_id) == (True, text, AN_BINH.id)
    async with database.transact() as tx:
        shown = await show_case(tx, DUNG, aside, now=on(4, 12))
        assert [one.what for one in await tx.cases.timeline(case.id)] == ["hoi-them"]
    assert shown.behind and shown.behind.why is Past.ANSWER


@pytest.mark.parametrize(("text", "found"), [(PLAIN, QUIET), (PLAIN, Analysis(gate="khieu-nai", sentiment="tieu-cuc"))])
async def test_an_answer_about_the_matter_comes_to_the_unit(database: Database, text: str, found: Analysis) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10), given=replace(GIVE, text=text, redacted=text))
    await round_of(database, at=on(4, 11), found=found)
    assert [one.words for one in await letters_of(database, case)][1:] == [text]
    assert [one.code for one in await seen_by(database, DUNG)] == []

"""Words that come to a case later, as a copy, an answer or a report of pressure, bring its review or raise it."""

import pytest
from sqlalchemy import update

from feedback.analysis import Analysis
from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import UnderReview
from feedback.gate_requests import RaiseReview
from feedback.gate_review import Decision, Found, GateReview, Kind, Stage
from feedback.gate_reviewing import review_case
from feedback.handling import handle_case, read_held
from feedback.letter_requests import AnswerLetter, AskCitizen, ReportPressure
from feedback.pressure import report_pressure
from feedback.requests import AnswerCase
from storage.maintenance import Database
from storage.tables import feedback
from tests.support.casework import LAN
from tests.support.cast import DUNG, NOW, TINH_LAM_SON
from tests.support.copies import Says, all_cases, files, sends, the_case
from tests.support.gating import DENOUNCED, KHIEU_NAI, TO_CAO, WHY, decides, reviewed, standing
from tests.support.lettering import CHANCE, QUESTION, an_accepted, answers, asked_and_told, asks, on, round_of

AT_LAW = (
    "Giám đốc ký quyết định thu hồi đất của gia đình tôi không đúng quy định, không mời họp và không trả lời đơn một "
    "lần nào."
)
BRIBE = AnswerLetter(
    "Tôi tố cáo ông Đỗ Thanh Tuấn nhận 20 triệu.", "Tôi tố cáo [tên cán bộ] nhận 20 triệu.", code="PA1"
)


async def reviews(database: Database) -> list[tuple[Case, GateReview | None]]:
    found = await all_cases(database)
    async with database.reading() as tx:
        return [(case, await tx.gate_reviews.of_case(case)) for case in found]


async def a_ticked_copy(database: Database) -> None:
    filed = await files(database, "sau", f"{AT_LAW} Xin cảm ơn.", seal=True)
    async with database.transact() as tx:
        await tx.executor.run(update(feedback).where(feedback.c.id == filed.id).values(ticked=True))
    await read_held(database, Says(TO_CAO), now=NOW, chance=Chance())
    assert (await the_case(database)).id  # one case


@pytest.mark.parametrize("settled", [False, True])
async def test_a_copy_whose_sender_ticks_raises_the_review_there_is(database: Database, settled: bool) -> None:
    await sends(database, "lan", AT_LAW, analysis=KHIEU_NAI, seal=True)
    before = await standing(database)
    assert before.kind is Kind.COMPLAINT
    if settled:
        async with database.transact() as tx:
            await decides(tx, before.code, Decision.NOTHING, WHY)
    await a_ticked_copy(database)
    raised = await standing(database)
    assert (raised.kind, raised.found, raised.stage) == (Kind.DENUNCIATION, Found.CITIZEN, Stage.OPEN)


async def test_what_was_let_go_begins_again_with_a_copy_and_what_is_inspected_does_not(database: Database) -> None:
    review = await reviewed(database)
    for decision, stage in ((Decision.NOTHING, Stage.OPEN), (Decision.INSPECT, Stage.SETTLED)):
        async with database.transact() as tx:
            await decides(tx, review.code, decision, WHY if decision is Decision.NOTHING else "")
        await sends(database, f"sau {decision}", analysis=TO_CAO, text=DENOUNCED, seal=True)
        assert (await standing(database)).stage is stage


async def test_a_denunciation_in_an_answer_stands_aside_and_waits_for_its_review(database: Database) -> None:
    await asked_and_told(database)
    await answers(database, at=on(4, 10), given=BRIBE)
    await round_of(database, at=on(4, 11), found=TO_CAO)
    (first, none), (aside, review) = await reviews(database)
    assert none is None and review is not None and first.code == "PA1"
    assert (review.kind, aside.sealed, aside.handler_unit_id) == (Kind.DENUNCIATION, True, TINH_LAM_SON.id)
    async with database.transact() as tx:
        with pytest.raises(UnderReview):
            await handle_case(tx, AnswerCase(DUNG, aside.code, "Cảm ơn góp ý của Ông/Bà."), now=on(5))


async def test_and_so_does_one_in_a_report_of_pressure(database: Database) -> None:
    await asked_and_told(database)
    async with database.transact() as tx:
        told = ReportPressure(BRIBE.text, BRIBE.redacted, code="PA1")
        await report_pressure(tx, told, chat=LAN, now=on(4, 10), chance=CHANCE)
    await round_of(database, at=on(4, 10, 30), found=TO_CAO)
    (_, none), (_, review) = await reviews(database)
    assert none is None and review is not None and review.kind is Kind.DENUNCIATION


async def test_a_complaint_at_law_in_an_answer_opens_the_review_of_its_case(database: Database) -> None:
    await asked_and_told(database)
    told = "Quyết định thu hồi đất này không đúng."
    await answers(database, at=on(4, 10), given=AnswerLetter(told, told, code="PA1"))
    await round_of(database, at=on(4, 11), found=KHIEU_NAI)
    ((_, review),) = await reviews(database)
    assert review is not None and review.kind is Kind.COMPLAINT


async def test_a_denunciation_within_a_sealed_case_raises_its_review(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx, handler=TINH_LAM_SON, sealed=True)
    await asks(database, at=on(3, 10), wanted=AskCitizen(DUNG, "PA1", QUESTION))
    await round_of(database, at=on(4, 9))
    await answers(database, at=on(4, 10), given=BRIBE)
    await round_of(database, at=on(4, 11), found=TO_CAO)
    ((same, review),) = await reviews(database)
    assert same.id == case.id and review is not None and review.kind is Kind.DENUNCIATION


async def test_whoever_answers_a_case_that_stands_aside_may_ask_for_its_review(database: Database) -> None:
    await asked_and_told(database)
    await answers(database, at=on(4, 10), given=AnswerLetter("Họ đòi bồi dưỡng năm trăm.", "Họ đòi tiền.", code="PA1"))
    await round_of(database, at=on(4, 11), found=Analysis(sentiment="tieu-cuc"))
    aside = (await all_cases(database))[-1]
    assert aside.sealed
    async with database.transact() as tx:
        await review_case(tx, RaiseReview(DUNG, aside.code, Kind.DENUNCIATION), now=on(5))
    assert (await reviews(database))[-1][1] is not None

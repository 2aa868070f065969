"""A review from the words to the letter: who has it, what a decision makes of the case, who agrees, who is told."""

import asyncio
from dataclasses import replace

import pytest

from feedback.analysis import Analysis
from feedback.case_life import State
from feedback.cases import WAITING
from feedback.chance import Chance
from feedback.errors import CaseNotFound, NoSecondPerson, ReviewSettled
from feedback.gate_requests import ReviewSent
from feedback.gate_review import Decision, Found, Kind, Stage
from feedback.gate_reviewing import review_case
from feedback.handling import read_held
from feedback.intake import Asker, take_feedback
from feedback.messages import Chat
from feedback.requests import Kind as Words
from feedback.requests import SubmitFeedback
from storage.maintenance import Database
from tests.support.builders import BOX, a_visit
from tests.support.casework import letters_for, link
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, NOW, THAO, TUAN
from tests.support.copies import LATE, Says, sends, the_case
from tests.support.gating import (
    AT_LAW,
    DENOUNCED,
    KHIEU_NAI,
    PLACE,
    TO_CAO,
    TO_GIAC,
    WEIGHTY,
    WHY,
    decides,
    is_sent,
    on,
    opens,
    reviewed,
    seconds,
    standing,
    who_sees,
)

OPENED = [
    (DENOUNCED, TO_CAO, Kind.DENUNCIATION, Found.CUE, "dung", True),
    ("Anh ấy cầm 20 triệu của tôi.", TO_CAO, Kind.DENUNCIATION, Found.ANALYST, "dung", True),
    ("Anh ấy cầm 20 triệu của tôi.", TO_GIAC, Kind.CRIME, Found.ANALYST, "dung", True),
    (AT_LAW, KHIEU_NAI, Kind.COMPLAINT, Found.ANALYST, "hanh", False),
]


@pytest.mark.parametrize(("text", "analysis", "kind", "found", "who", "sealed"), OPENED)
async def test_it_is_opened_with_the_case_and_waits_for_whoever_may_have_that(
    database: Database, text: str, analysis: Analysis, kind: Kind, found: Found, who: str, sealed: bool
) -> None:
    review = await reviewed(database, text, analysis)
    case = await the_case(database)
    assert (review.kind, review.found, review.stage, case.sealed) == (kind, found, Stage.OPEN, sealed)
    assert review.due == on(12).date()
    assert await who_sees(database) == {who}


async def test_praise_and_ordinary_complaints_have_none(database: Database) -> None:
    await sends(database, "lan", analysis=LATE)
    case = await the_case(database)
    async with database.reading() as tx:
        assert await tx.gate_reviews.of_case(case) is None


async def test_what_the_citizen_ticks_is_sealed_told_and_reviewed_whatever_the_words_say(database: Database) -> None:
    tag = BOX.tag("console", "lan")
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
        await tx.chats.save([Chat(tag, "console", BOX.seal("console", "lan"))], at=NOW)
        visit, text = a_visit(counter=None, unit=AN_BINH), "Họ làm việc không đúng, cần xem lại."
        said = SubmitFeedback(visit, Words.SUGGESTION, None, text, text, NOW, "vi", "1", ticked=True)
        asker = Asker(tag, "console", "lan")
        taken = await take_feedback(tx, said, asker=asker, directory=DIRECTORY, chance=Chance())
    assert taken.denunciation
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    assert ((await standing(database)).found, (await the_case(database)).sealed) == (Found.CITIZEN, True)
    assert await who_sees(database) == {"dung"}


async def test_a_copy_follows_the_review_there_is(database: Database) -> None:
    review = await reviewed(database)
    await sends(database, "sau", DENOUNCED, analysis=TO_CAO, seal=True)
    assert await standing(database) == review


async def test_a_complaint_at_law_that_joins_an_ordinary_case_brings_its_review(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
    await sends(database, "lan", AT_LAW, analysis=Analysis(sentiment="tieu-cuc"))
    await sends(database, "sau", AT_LAW, analysis=KHIEU_NAI)
    assert (await standing(database)).kind is Kind.COMPLAINT


ENDS = [
    (Decision.INSPECT, "", State.VERIFYING, "đưa nội dung vào kiểm tra"),
    (Decision.FORWARD, PLACE, State.CLOSED, "chuyển đến Thanh tra tỉnh ngày 03/08/2026"),
    (Decision.CRIME, PLACE, State.CLOSED, "xin gọi 113"),
    (Decision.KEEP, WHY, State.CLOSED, "giữ làm thông tin"),
    (Decision.COMPLAINT, "", State.REFUSED, "90 ngày"),
    (Decision.NOTHING, WHY, State.NEW, "giải quyết như phản ánh"),
]


@pytest.mark.parametrize(("decision", "note", "state", "told"), ENDS)
async def test_each_decision_moves_the_case_and_sends_one_letter(
    database: Database, decision: Decision, note: str, state: State, told: str
) -> None:
    code = (await reviewed(database)).code
    async with database.transact() as tx:
        done = await decides(tx, code, decision, note)
        if done.review.stage is Stage.SENDING:
            assert await letters_for(database, "lan") == []  # nothing is told before it went
            await is_sent(tx, code)
    review, case = await standing(database), await the_case(database)
    assert (review.stage, review.decision, case.state) == (Stage.SETTLED, decision, state)
    (letter,) = await letters_for(database, "lan")
    assert told in letter.text and WHY not in letter.text
    assert case.sealed and await letters_for(database, "hanh") == []
    assert await who_sees(database) == set()
    assert "gate." not in letter.text and "{" not in letter.text


async def test_after_the_inspection_the_case_is_answered_like_any_other(database: Database) -> None:
    code = (await reviewed(database)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.INSPECT)
        case = await tx.cases.lock(DUNG, code)
        assert case and case.reply("Đã kiểm tra, đã xử lý.", at=NOW).state is State.ANSWERED


async def test_who_is_told_the_road_may_disagree_and_the_unit_above_looks(database: Database) -> None:
    code = (await reviewed(database, AT_LAW, KHIEU_NAI)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.COMPLAINT, by=HANH)
    case = await the_case(database)
    assert (case.state, case.may_be_judged(NOW.date())) == (State.REFUSED, True)


async def test_words_with_a_person_and_evidence_are_never_let_go_by_one(database: Database) -> None:
    review = await reviewed(database, WEIGHTY)
    assert review.weighty
    async with database.transact() as tx:
        assert (await decides(tx, review.code, Decision.NOTHING, WHY)).review.stage is Stage.PROPOSED
    assert await letters_for(database, "lan") == []
    (asked,) = await letters_for(database, "thao")
    assert asked.text.startswith(f"Phản ánh {review.code} cần")
    assert await who_sees(database) == {"dung", "thao"}
    for officer, refused in ((DUNG, ReviewSettled), (HANH, CaseNotFound), (TUAN, CaseNotFound)):
        async with database.transact() as tx:
            with pytest.raises(refused):
                await seconds(tx, review.code, by=officer)
    async with database.transact() as tx:
        assert (await seconds(tx, review.code)).review.stage is Stage.SETTLED
    assert len(await letters_for(database, "lan")) == 1


async def test_inspecting_it_needs_nobody_else(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        assert (await decides(tx, code, Decision.INSPECT)).review.stage is Stage.SETTLED


@pytest.mark.parametrize(("by", "key"), [(THAO, "gate.not_seconded"), (DUNG, "gate.taken_back")])
async def test_who_does_not_agree_sends_it_back(database: Database, by: object, key: str) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.KEEP, WHY)
    async with database.transact() as tx:
        assert (await seconds(tx, code, agree=False, by=by)).key == key  # type: ignore[arg-type]
    assert ((await standing(database)).stage, await who_sees(database)) == (Stage.OPEN, {"dung"})


async def test_without_a_second_person_it_is_not_let_go_and_nothing_is_written_down(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await tx.places.put_officer(replace(THAO, active=False))
    async with database.transact() as tx:
        with pytest.raises(NoSecondPerson):
            await decides(tx, code, Decision.NOTHING, WHY)
    assert (await standing(database)).stage is Stage.OPEN
    async with database.reading() as tx:
        assert await tx.audit.read(limit=9) == []


async def test_of_two_who_decide_the_second_is_told(database: Database) -> None:
    code = (await reviewed(database)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.INSPECT)
    async with database.transact() as tx:
        with pytest.raises(ReviewSettled):
            await decides(tx, code, Decision.NOTHING, WHY)


async def test_of_two_at_the_same_moment_one_wins(database: Database) -> None:
    code = (await reviewed(database)).code

    async def says(decision: Decision, note: str) -> str:
        try:
            async with database.transact() as tx:
                return (await decides(tx, code, decision, note)).key
        except ReviewSettled:
            return "told"

    said = await asyncio.gather(*(says(*one) for one in ((Decision.KEEP, WHY), (Decision.INSPECT, ""))))
    assert sorted(said) == ["gate.settled", "told"]
    assert len(await letters_for(database, "lan")) == 1


async def test_what_is_erased_is_reviewed_no_more_and_its_reasons_are_gone(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.NOTHING, WHY)
        await tx.feedback.erase_chat(BOX.tag("console", "lan"), at=NOW)
    case = await the_case(database)
    async with database.transact() as tx:
        assert await tx.gate_reviews.of_case(case) is None
        with pytest.raises(CaseNotFound):
            await seconds(tx, code)
    assert await who_sees(database) == set()


async def test_it_is_sent_on_a_day_between_the_words_and_today(database: Database) -> None:
    code = (await reviewed(database)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.FORWARD, PLACE, now=on(5))
    assert (await standing(database)).due == on(12).date()
    for day in (on(2), on(6)):
        async with database.transact() as tx:
            with pytest.raises(ReviewSettled):
                await review_case(tx, ReviewSent(DUNG, code, day.date()), now=on(5))
    async with database.transact() as tx:
        await is_sent(tx, code, now=on(5))
    assert (await standing(database)).sent_on == on(5).date()


async def test_a_crime_goes_on_the_next_working_day(database: Database) -> None:
    code = (await reviewed(database, analysis=TO_GIAC)).code
    async with database.transact() as tx:
        await decides(tx, code, Decision.CRIME, PLACE, now=on(7))
    assert (await standing(database)).due == on(10).date()


async def test_every_act_is_written_down_and_no_word_of_it(database: Database) -> None:
    code = (await reviewed(database, WEIGHTY)).code
    async with database.transact() as tx:
        await opens(tx, DUNG, code)
        await decides(tx, code, Decision.NOTHING, WHY)
    async with database.transact() as tx:
        await opens(tx, THAO, code)
        await seconds(tx, code)
    async with database.reading() as tx:
        told = [(one.entry.who, one.entry.what, one.entry.about, one.entry.why) for one in await tx.audit.read(limit=9)]
    assert sorted(told) == sorted(
        [
            ("dung", "mo-phan-anh", code, ""),
            ("dung", "tham-dinh", code, "khong-co"),
            ("thao", "mo-phan-anh", code, ""),
            ("thao", "tham-dinh-lan-hai", code, "dong-y"),
        ]
    )
    assert (await the_case(database)).state in WAITING

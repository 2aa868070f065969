"""The citizen's side: the question comes, the answer goes by batch, the line is cut, and what is kept of it."""

from dataclasses import replace

import pytest

from feedback.case_letters import MOST_ANSWERS, Kind
from feedback.case_life import By, Event, Happened, State
from feedback.case_requests import MoveCase
from feedback.chance import Chance
from feedback.errors import LetterGone
from feedback.gate_outcome import write
from feedback.gate_review import Decision
from feedback.handling import answer_case, handle_case, show_case
from feedback.letter_requests import (
    AnswerLetter,
    CutLine,
    FindLetter,
    FindLine,
    LetterFound,
    LetterTaken,
    ReportPressure,
    SeveralMeant,
)
from feedback.letters_answering import cut_line, find_letter, find_line
from feedback.messages import Chat
from feedback.numbers import day
from feedback.periods import local, midnight
from feedback.pressure import report_pressure
from feedback.retention import erase_my_data, find_receipt
from storage.maintenance import Database
from tests.support.builders import BOX, a_filed
from tests.support.casework import LAN, RECEIPT, a_told_case, letters_for
from tests.support.cast import HANH, NOW
from tests.support.lettering import (
    ANSWER,
    GIVE,
    QUESTION,
    an_accepted,
    answers,
    asked_and_told,
    asks,
    letters_of,
    on,
    round_of,
)
from tests.support.reviewing import an_analysis

SAU = BOX.tag("console", "sau")
LATE = on(30)


async def test_the_question_comes_in_the_chat_of_the_words_with_three_choices(database: Database) -> None:
    await asked_and_told(database)
    assert await letters_for(database, "lan", at=on(4, 8)) == []
    (letter,) = await letters_for(database, "lan", at=LATE)
    assert letter.text.startswith("TTPVHCC phường An Bình hỏi thêm về ý kiến Ông/Bà gửi ngày 03/08/2026:")
    assert [choice.label for choice in letter.choices] == ["Trả lời", "Tôi bị gây áp lực", "Không nhận tin nữa"]
    assert [choice.payload for choice in letter.choices] == [
        f"-:letter:{one}.PA1" for one in ("answer", "pressure", "cut")
    ]


async def test_every_voice_of_a_joined_case_gets_it_and_answers_for_themselves(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        await _joins(tx, case.id, "sau", "1" * 16)
    await asks(database, at=on(3, 10))
    await round_of(database, at=on(4, 9))
    assert len(await letters_for(database, "lan", at=LATE)) == len(await letters_for(database, "sau", at=LATE)) == 1
    await answers(database, at=on(4, 10))
    await answers(database, at=on(4, 10), given=replace(GIVE, text="Ở quầy 2.", redacted="Ở quầy 2."), chat=SAU)
    await round_of(database, at=on(4, 11))
    async with database.transact() as tx:
        shown = await show_case(tx, HANH, case, now=on(4, 12))
        mine = await find_receipt(tx, RECEIPT, chat=LAN, now=on(4, 12))
    assert sorted(one.words for one in shown.letters) == sorted([QUESTION, ANSWER, "Ở quầy 2."])
    assert mine and mine.thread and [one.words for one in mine.thread.letters] == [QUESTION, ANSWER]


async def _joins(tx, case_id: int, who: str, receipt: str) -> None:  # type: ignore[no-untyped-def]
    tag = BOX.tag("console", who)
    await tx.chats.save([Chat(tag, "console", BOX.seal("console", who))], at=NOW)
    id = await tx.feedback.file(replace(a_filed(chat=tag, receipt=receipt), channel="console"))
    assert await tx.feedback.read(id, an_analysis("cham-tre"), sealed=False, case_id=case_id, at=NOW)


async def test_an_answer_is_seen_from_its_batch_on_by_its_day_alone(database: Database) -> None:
    case = await asked_and_told(database)
    taken = await answers(database, at=on(4, 10, 17, 33))
    assert replace(taken, receipt="") == LetterTaken(HANH.unit_id)
    async with database.transact() as tx:
        assert [one.kind for one in (await show_case(tx, HANH, case, now=on(4, 10, 59))).letters] == [Kind.QUESTION]
    await round_of(database, at=on(4, 11))
    async with database.transact() as tx:
        shown = await show_case(tx, HANH, case, now=on(4, 11))
        (line,) = [one for one in await tx.cases.timeline(case.id) if one.what is Event.REPLIED]
    answer = shown.letters[-1]
    assert (answer.words, answer.told_on, answer.slot, answer.text) == (ANSWER, on(4).date(), None, "")
    assert (line.by, local(line.at)) == (By.CITIZEN, midnight(on(4).date()))
    (alert,) = await letters_for(database, "hanh", at=LATE)
    assert alert.text == "Người gửi đã trả lời câu hỏi về phản ánh PA1. Gõ /viec PA1 để đọc."


async def test_by_receipt_from_any_chat(database: Database) -> None:
    await asked_and_told(database)
    async with database.transact() as tx:
        found = await find_letter(tx, FindLetter(receipt=RECEIPT), chat=SAU)
    assert found == LetterFound("PA1", HANH.unit_id, QUESTION, on(4).date())
    assert await answers(database, at=on(4, 10), given=AnswerLetter(ANSWER, ANSWER, receipt=RECEIPT), chat=SAU)


async def test_the_code_of_a_case_proves_nothing(database: Database) -> None:
    await asked_and_told(database)
    for request in (GIVE, AnswerLetter(ANSWER, ANSWER, receipt="0" * 16)):
        with pytest.raises(LetterGone):
            await answers(database, at=on(4, 10), given=request, chat=SAU)
    async with database.transact() as tx:
        for wanted in (FindLetter("PA1"), FindLetter()):
            with pytest.raises(LetterGone):
                await find_letter(tx, wanted, chat=SAU)
        with pytest.raises(LetterGone):
            await cut_line(tx, CutLine("PA1"), chat=SAU, now=on(4, 10))


async def test_where_several_wait_the_citizen_is_asked_which(database: Database) -> None:
    case = await asked_and_told(database)
    async with database.transact() as tx:
        other = await a_told_case(tx, "PA2", state=State.ACCEPTED, receipt="2" * 16)
        for one in await tx.letters.of_case(case):
            await tx.letters.keep(replace(one, key="9" * 32, case_id=other.id, code="PA2", slot=on(4, 9)))
        (waiting,) = await tx.letters.waiting()
        assert await tx.letters.hand_on(waiting, on=on(4).date())
        found = await find_letter(tx, FindLetter(), chat=LAN)
    assert isinstance(found, SeveralMeant)
    assert [one.code for one in found.cases] == ["PA2", "PA1"]


async def test_a_repeat_and_too_many_answers(database: Database) -> None:
    case = await asked_and_told(database)
    assert not (await answers(database, at=on(4, 10))).repeated
    assert (await answers(database, at=on(4, 10))).repeated
    for n in range(1, MOST_ANSWERS):
        await answers(database, at=on(4, 10), given=replace(GIVE, text=f"Thêm {n}.", redacted=f"Thêm {n}."))
    with pytest.raises(LetterGone):
        await answers(database, at=on(4, 10), given=replace(GIVE, text="Nữa.", redacted="Nữa."))
    assert len(await letters_of(database, case)) == 1 + MOST_ANSWERS


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.REFUSED])
async def test_once_the_case_has_its_result_no_answer_is_taken_any_more(database: Database, state: State) -> None:
    case = await asked_and_told(database)
    async with database.transact() as tx:
        now = await tx.cases.whole(case.id)
        assert now
        await tx.cases.save(replace(now, state=state))
    with pytest.raises(LetterGone):
        await answers(database, at=on(4, 10))


async def test_an_answer_written_before_the_office_answered_is_not_lost(database: Database) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10))
    async with database.transact() as tx:
        await answer_case(tx, HANH, "PA1", "Trung tâm đã sửa xong việc này.", now=on(4, 10, 30))
        await handle_case(tx, MoveCase(HANH, "PA1", State.CLOSED), now=on(4, 10, 31))
    assert await round_of(database, at=on(4, 11)) == 1
    assert [one.words for one in await letters_of(database, case)] == [QUESTION, ANSWER]


async def test_a_question_that_the_answer_overtook_is_not_sent(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
    await asks(database, at=on(3, 10))
    async with database.transact() as tx:
        await answer_case(tx, HANH, "PA1", "Trung tâm đã sửa xong việc này.", now=on(3, 10, 30))
    await round_of(database, at=on(3, 11))
    assert not [one for one in await letters_for(database, "lan", at=LATE) if QUESTION in one.text]
    assert await letters_of(database, case) == ()


async def test_a_cut_line_is_gone_for_good_and_the_receipt_opens_everything(database: Database) -> None:
    case = await asked_and_told(database)
    async with database.transact() as tx:
        assert (await find_line(tx, FindLine("PA1"), chat=LAN)).open  # type: ignore[union-attr]
        await cut_line(tx, CutLine("PA1"), chat=LAN, now=on(4, 10))
    assert await letters_for(database, "lan", at=LATE) == []  # what waited for her is taken back
    async with database.transact() as tx:
        await answer_case(tx, HANH, "PA1", "Trung tâm đã sửa xong việc này.", now=on(5, 9))
        assert await tx.lines.voices_of(LAN) == []
        assert [tag for tag, _ in await tx.feedback.authors(case.id)] == [""]
        status = await find_receipt(tx, RECEIPT, chat=SAU, now=on(5, 10))
        again = await find_line(tx, FindLine(receipt=RECEIPT), chat=SAU)
    assert await letters_for(database, "lan", at=LATE) == []
    assert status and status.answer and status.thread
    assert (len(status.thread.letters), status.thread.may_cut) == (1, False)
    assert not again.open  # type: ignore[union-attr]


async def test_a_cut_line_takes_back_an_answer_that_still_waits(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
        await answer_case(tx, HANH, "PA1", "Trung tâm đã sửa xong việc này.", now=on(4, 9))
        await cut_line(tx, CutLine("PA1"), chat=LAN, now=on(4, 10))
    assert await letters_for(database, "lan", at=LATE) == []


async def test_a_cut_line_takes_back_what_a_review_had_to_say(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        await tx.cases.note(case.id, Happened(Event.REVIEWED, By.REVIEWER, on(4, 9), HANH.unit_id, HANH.id))
        said = f"gate:PA1:{Decision.KEEP}:0:{day(on(4, 9))}"
        await write(tx, case, "gate.letter.split", dedup="split:PA1", now=on(4, 9))
        await write(tx, case, "gate.letter.split", dedup=said, now=on(4, 9))
        await cut_line(tx, CutLine("PA1"), chat=LAN, now=on(4, 10))
    assert await letters_for(database, "lan", at=LATE) == []


async def test_a_cut_line_is_cut_for_what_stands_beside_the_case_too(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
        said = ReportPressure(GIVE.text, GIVE.redacted, code="PA1")
        await report_pressure(tx, said, chat=LAN, now=on(4), chance=Chance())
    await round_of(database, at=on(4, 9))
    async with database.transact() as tx:
        beside = [one for one in await tx.lines.voices_of(LAN) if await tx.letters.aside_of(one.case_id)]
        await cut_line(tx, CutLine("PA1"), chat=LAN, now=on(4, 10))
        assert len(beside) == 1 and await tx.lines.voices_of(LAN) == []


async def test_one_case_is_cut_and_the_other_goes_on(database: Database) -> None:
    async with database.transact() as tx:
        await an_accepted(tx)
        other = await a_told_case(tx, "PA2", state=State.ACCEPTED, receipt="2" * 16)
        await cut_line(tx, CutLine("PA1"), chat=LAN, now=on(4, 10))
        await answer_case(tx, HANH, "PA2", "Trung tâm đã sửa xong việc này.", now=on(4, 11))
        assert [one.case_id for one in await tx.lines.voices_of(LAN)] == [other.id]
    assert len(await letters_for(database, "lan", at=LATE)) == 1


async def test_how_many_stand_behind_a_case_does_not_tell_of_a_cut(database: Database) -> None:
    async with database.transact() as tx:
        case = await an_accepted(tx)
        await _joins(tx, case.id, "sau", "1" * 16)
        before = await tx.feedback.author_counts([case.id], before=on(9))
        for chat in (LAN, SAU):
            await cut_line(tx, CutLine("PA1"), chat=chat, now=on(4, 10))
        assert await tx.feedback.author_counts([case.id], before=on(9)) == before == {case.id: 2}


async def test_an_erasure_takes_the_answers_along(database: Database) -> None:
    case = await asked_and_told(database)
    await answers(database, at=on(4, 10))
    async with database.transact() as tx:
        await erase_my_data(tx, chat=LAN, now=on(4, 10, 30))
    assert await letters_of(database, case) == ()
    assert await round_of(database, at=on(4, 11)) == 0

"""What a citizen adds reaches whoever has the case and moves no day of it; what must go past them leaves no trace."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from feedback.adding import MOST
from feedback.addition_ports import Added
from feedback.analysis import Analysis, TagFound
from feedback.case_life import State
from feedback.case_requests import TellResult
from feedback.cases import Case
from feedback.chance import Chance
from feedback.errors import NothingToAddTo
from feedback.handling import handle_case, read_case, read_held, release, waiting_cases
from feedback.people import Officer
from feedback.requests import AnswerCase, CaseShown, FeedbackStatus
from feedback.results import hear_result
from feedback.retention import erase_my_data, my_data
from storage.maintenance import Database
from tests.support.adding import BRIBE, MORE, PLAIN, adds, adds_and_is_read
from tests.support.builders import a_filed, later
from tests.support.casework import letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, NOW, TRAM_Y_TE
from tests.support.copies import LATE, SAME, Says, all_cases, files, sends, tag, the_case, three_send

ANSWER = "Trung tâm đã nhắc cán bộ mở cửa đúng giờ."
URGENT = Analysis(urgent=True, sentiment="tieu-cuc")


async def opened(database: Database, officer: Officer = HANH, *, at: Any = NOW) -> CaseShown:
    async with database.transact() as tx:
        code = (await tx.cases.visible(officer))[0].code
        return await read_case(tx, officer, code, now=at)


async def status(database: Database, receipt: str) -> FeedbackStatus:
    async with database.reading() as tx:
        found = await tx.feedback.status(receipt)
    assert found is not None
    return found


@pytest.mark.parametrize("by", ["receipt", "code"])
async def test_what_is_added_stands_under_the_same_code_and_moves_no_day(database: Database, by: str) -> None:
    receipt = await sends(database, "lan")
    before = (await opened(database)).case
    taken = await adds_and_is_read(database, "lan", receipt if by == "receipt" else before.code, at=later(days=2))
    assert taken.added
    assert await the_case(database) == before  # no date, no state, no word of it
    assert (await opened(database)).additions == (Added(MORE, later(days=2).date()),)
    async with database.reading() as tx:
        assert (await waiting_cases(tx, HANH, now=later(days=2))).additions == {before.id: 1}
    shown = await status(database, taken.receipt)
    assert (shown.adds, shown.state, shown.due) == (True, before.state, before.due)


async def test_whoever_holds_the_receipt_adds_from_another_chat_and_stays_one_voice(database: Database) -> None:
    receipt = await sends(database, "lan")
    await adds_and_is_read(database, "web khác", receipt)
    case = await the_case(database)
    async with database.reading() as tx:
        assert await tx.feedback.authors(case.id) == [(tag("lan"), NOW)]
        assert (await tx.verdicts.count(case.id, look=0)).count == 1
        assert await tx.feedback.author_counts([case.id], before=later(days=1)) == {case.id: 1}
        assert (await my_data(tx, chat=tag("web khác"), officer=False)).texts == 0
    async with database.transact() as tx:
        assert (await erase_my_data(tx, chat=tag("lan"), now=NOW)).texts == 2
    assert (await the_case(database)).state is State.WITHDRAWN


async def test_what_a_paper_slip_is_added_to_makes_it_no_second_person(database: Database) -> None:
    slip = replace(a_filed(SAME[0]), chat="", channel="phieu-giay")
    async with database.transact() as tx:
        await tx.feedback.file(slip)
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    await adds_and_is_read(database, "web", slip.receipt)
    case = await the_case(database)
    async with database.reading() as tx:
        assert await tx.feedback.author_counts([case.id], before=later(days=1)) == {case.id: 1}
        assert (await tx.verdicts.count(case.id, look=0)).count == 1


async def test_the_code_of_a_case_proves_nothing_for_another_chat(database: Database) -> None:
    await sends(database, "lan")
    with pytest.raises(NothingToAddTo):
        await adds(database, "sau", (await the_case(database)).code)
    with pytest.raises(NothingToAddTo):
        await adds(database, "sau", "1234123412341234")


async def test_nothing_is_added_to_what_was_answered_erased_or_needs_no_answer(database: Database) -> None:
    receipt = await sends(database, "lan")
    async with database.transact() as tx:
        await handle_case(tx, AnswerCase(HANH, (await tx.cases.visible(HANH))[0].code, ANSWER), now=NOW)
    with pytest.raises(NothingToAddTo):
        await adds(database, "lan", receipt)
    async with database.transact() as tx:
        await erase_my_data(tx, chat=tag("lan"), now=NOW)
    with pytest.raises(NothingToAddTo):
        await adds(database, "lan", receipt)


async def test_after_a_no_more_words_are_added_to_the_case_that_was_opened_again(database: Database) -> None:
    await sends(database, "lan")
    async with database.transact() as tx:
        code = (await tx.cases.visible(HANH))[0].code
        await handle_case(tx, AnswerCase(HANH, code, ANSWER), now=NOW)
        await hear_result(tx, TellResult(False, code=code), chat=tag("lan"), now=later(days=1))
    again = await the_case(database)
    await adds_and_is_read(database, "lan", code, at=later(days=1))
    assert await the_case(database) == again
    assert [one.words for one in (await opened(database)).additions] == [MORE]


async def test_it_may_be_added_to_before_anybody_read_the_first_words(database: Database) -> None:
    first = await files(database, "lan")
    await adds(database, "lan", first.receipt)
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    assert len(await all_cases(database)) == 1
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    assert len(await all_cases(database)) == 1
    assert len((await opened(database)).additions) == 1


async def test_while_another_replica_reads_the_first_words_what_was_added_waits(database: Database) -> None:
    first = await files(database, "lan")
    async with database.transact() as tx:
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=60, limit=1)
    await adds(database, "lan", first.receipt)
    assert (await read_held(database, Says(LATE), now=NOW, chance=Chance())).read == 0
    async with database.transact() as tx:
        await release(tx, held, LATE, now=NOW, chance=Chance())
    assert (await read_held(database, Says(PLAIN), now=NOW, chance=Chance())).read == 1
    assert len((await opened(database)).additions) == 1


async def test_additions_have_an_end(database: Database) -> None:
    receipt = await sends(database, "lan")
    for _ in range(MOST):
        await adds_and_is_read(database, "lan", receipt)
    with pytest.raises(NothingToAddTo):
        await adds(database, "lan", receipt)


async def test_what_adds_to_an_addition_adds_to_the_first_words(database: Database) -> None:
    receipt = await sends(database, "lan")
    second = await adds_and_is_read(database, "lan", receipt)
    await adds_and_is_read(database, "lan", second.receipt, "Thêm một điều nữa.")
    assert len((await opened(database)).additions) == 2


async def test_an_urgent_addition_rings_and_makes_the_case_urgent(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH)
    receipt = await sends(database, "lan")
    assert await letters_for(database, "hanh") == []
    await adds_and_is_read(database, "lan", receipt, analysis=URGENT)
    assert (await the_case(database)).urgent
    (rung,) = await letters_for(database, "hanh")
    assert MORE not in rung.text


async def test_whoever_leaves_takes_their_additions_along_and_no_heir_reads_them(database: Database) -> None:
    receipts = await three_send(database)
    for who, receipt in zip(("lan", "sau"), receipts, strict=False):
        await adds_and_is_read(database, who, receipt, f"{MORE} ({who})")
    async with database.transact() as tx:
        await erase_my_data(tx, chat=tag("lan"), now=NOW)
    shown = await opened(database)
    assert shown.case.words == SAME[1]
    assert [one.words for one in shown.additions] == [f"{MORE} (sau)"]


async def test_the_weeks_texts_do_not_count_an_addition(database: Database) -> None:
    receipt = await sends(database, "lan")
    await adds_and_is_read(database, "lan", receipt)
    async with database.reading() as tx:
        told = await tx.feedback.voices(AN_BINH.id, start=later(days=-1), end=later(days=1))
    assert [one.words for one in told] == [SAME[0]]


PAST = [
    (MORE, BRIBE),
    (MORE, Analysis(about_head=True)),
    (MORE, Analysis(gate="to-cao")),
    (MORE, None),
    ("Bà Hạnh còn quát tôi thêm lần nữa.", PLAIN),
    ("Anh ấy gợi ý bồi dưỡng năm trăm mới làm.", PLAIN),
]


async def seen_by_the_unit(database: Database) -> list[Any]:
    """All that the head of the unit is told, without the random codes of cases."""
    async with database.transact() as tx:
        found = await waiting_cases(tx, HANH, now=later(days=1))
        cases = [await read_case(tx, HANH, case.code, now=later(days=1)) for case in found.cases]
        voices = await tx.feedback.voices(AN_BINH.id, start=later(days=-1), end=later(days=2))
        waiting = await tx.cases.waiting(AN_BINH.id, today=later(days=1).date())
    told = [asdict(replace(found, cases=())), *(asdict(one) for one in cases), voices, waiting]
    return [told, await letters_for(database, "hanh", at=later(days=2))]


@pytest.mark.parametrize(("text", "analysis"), PAST)
async def test_what_must_go_past_the_unit_leaves_it_as_if_nothing_had_been_added(
    database: Database, text: str, analysis: Analysis | None
) -> None:
    async with database.transact() as tx:
        await link(tx, HANH)
    receipt = await sends(database, "lan")
    async with database.transact() as tx:
        await read_case(tx, HANH, (await tx.cases.visible(HANH))[0].code, now=NOW)
    before = await seen_by_the_unit(database)
    taken = await adds_and_is_read(database, "lan", receipt, text, analysis=analysis)
    assert await seen_by_the_unit(database) == before
    _, apart = await all_cases(database)
    assert (apart.sealed, apart.words) == (True, text)
    shown = await status(database, taken.receipt)
    assert (shown.adds, shown.state) == (False, State.NEW)
    async with database.reading() as tx:
        assert await tx.feedback.author_counts([apart.id], before=later(days=1)) == {apart.id: 1}


async def test_what_the_law_wants_looked_at_is_a_case_of_its_own(database: Database) -> None:
    """Whoever has the case looks at a khiếu nại too, but as one: a review is of a case as a whole."""
    receipt = await sends(database, "lan")
    await adds_and_is_read(database, "lan", receipt, analysis=Analysis(gate="khieu-nai", sentiment="tieu-cuc"))
    first, apart = await all_cases(database)
    assert (first.sealed, apart.sealed) == (False, False)
    async with database.reading() as tx:
        assert await tx.additions.of_case(first.id) == []
        assert await tx.gate_reviews.of_case(first) is None
        assert await tx.gate_reviews.of_case(apart) is not None


async def test_what_is_added_openly_is_noticed(database: Database) -> None:
    """The control: the comparison above can fail."""
    receipt = await sends(database, "lan")
    async with database.transact() as tx:
        await read_case(tx, HANH, (await tx.cases.visible(HANH))[0].code, now=NOW)
    before = await seen_by_the_unit(database)
    await adds_and_is_read(database, "lan", receipt)
    assert await seen_by_the_unit(database) != before


async def test_what_adds_to_a_sealed_case_stays_with_whoever_has_it(database: Database) -> None:
    receipt = await sends(database, "lan", analysis=BRIBE)
    await adds_and_is_read(database, "lan", receipt)
    assert [one.words for one in (await opened(database, DUNG)).additions] == [MORE]
    async with database.reading() as tx:
        assert await tx.cases.visible(HANH) == []
        assert await tx.feedback.voices(AN_BINH.id, start=later(days=-1), end=later(days=1)) == []


async def test_what_names_whoever_has_the_sealed_case_parts_from_it_and_stays_sealed(database: Database) -> None:
    receipt = await sends(database, "lan", analysis=BRIBE)
    await adds_and_is_read(database, "lan", receipt, "Ông Dũng cũng biết chuyện này mà lờ đi.")
    first, apart = await all_cases(database)
    assert apart.sealed
    assert DUNG.id in apart.concerns
    assert (await opened(database, DUNG)).additions == ()
    async with database.reading() as tx:
        assert [case.id for case in await tx.cases.visible(DUNG)] == [first.id]


async def test_it_is_about_what_the_first_words_were_about(database: Database) -> None:
    """Whatever the talk says: the unit of the addition is the unit of the case."""
    receipt = await sends(database, "lan", unit=TRAM_Y_TE, counter=None)
    await adds_and_is_read(database, "lan", receipt, analysis=BRIBE)
    assert {case.unit_id for case in await all_cases(database)} == {TRAM_Y_TE.id}


async def test_a_case_that_was_answered_meanwhile_is_left_alone_and_nothing_is_lost(database: Database) -> None:
    receipt = await sends(database, "lan")
    await adds(database, "lan", receipt)
    async with database.transact() as tx:
        await handle_case(tx, AnswerCase(HANH, (await tx.cases.visible(HANH))[0].code, ANSWER), now=NOW)
    await read_held(database, Says(PLAIN), now=NOW, chance=Chance())
    first, fresh = await all_cases(database)
    assert (first.state, fresh.state, fresh.words) == (State.ANSWERED, State.NEW, MORE)


async def test_tags_and_learning_stay_with_the_first_words(database: Database) -> None:
    receipt = await sends(database, "lan")
    rude = Analysis(tags=(TagFound("thai-do", 0.9),), sentiment="tieu-cuc")
    await adds_and_is_read(database, "lan", receipt, analysis=rude)
    case: Case = await the_case(database)
    async with database.reading() as tx:
        assert (await tx.reviews.of_case(case))[0] == LATE.codes

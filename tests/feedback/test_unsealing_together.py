"""What the law keeps sealed comes off by two persons: the first proposes, another agrees in time; nobody alone."""

import asyncio
from dataclasses import replace
from datetime import date, datetime

import pytest

from feedback.analysis import Analysis
from feedback.case_life import Event, State
from feedback.case_requests import UnsealCase
from feedback.cases import Case
from feedback.errors import CaseNotFound, FeedbackError, NotToBeUnsealed, SealedByLaw
from feedback.handling import show_case
from feedback.people import Officer
from feedback.periods import OFFICE_TIME
from feedback.ports import Database
from feedback.second_person_requests import (
    DecideProposal,
    ListProposals,
    ProposalDecided,
    ProposalsFound,
    ProposalShown,
    ProposeUnseal,
    ReadProposal,
    ReadUnsealing,
    UnsealingShown,
    UnsealProposed,
)
from feedback.timeline import may_read_unsealing
from feedback.unsealing import unseal
from feedback.unsealing_errors import NobodyToSecond, ProposalGone, ProposedBefore, ReadAgain
from feedback.unsealing_together import by_two, lapse_proposals
from storage.maintenance import open_database
from storage.transaction import Store
from tests.feedback.test_second_person import LONG
from tests.feedback.test_unsealing import BY_LAW
from tests.support.builders import a_filed
from tests.support.casework import letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, KHOA, MAI, NOW, SECRET, THAO, TINH_LAM_SON, TUAN
from tests.support.reviewing import a_read_case

WORDS = "Anh ấy gợi ý bồi dưỡng năm trăm mới làm."
PROPOSE = ProposeUnseal(DUNG, "PA1", "Đã xác minh xong, không ai bị ảnh hưởng.")
DUE = date(2026, 8, 5)


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 8, day, hour, tzinfo=OFFICE_TIME)


async def sealed(tx: Store, analysis: Analysis | None = None, words: str = WORDS) -> Case:
    await tx.places.add_officer(replace(LONG, id=0))
    await link(tx, HANH, DUNG, THAO)
    found = analysis or Analysis(about_head=True)
    return await a_read_case(tx, "PA1", *found.codes, words=a_filed(words), sealed=True, analysis=found)


async def proposed(tx: Store) -> None:
    await sealed(tx)
    assert await by_two(tx, PROPOSE, now=NOW) == UnsealProposed("PA1", DUE, 2)


def decides(officer: Officer, *, agrees: bool = True) -> DecideProposal:
    return DecideProposal(officer, "PA1", agrees)


async def acts(tx: Store) -> list[tuple[str, str, str]]:
    return [(one.entry.who, one.entry.what, one.entry.why) for one in await tx.audit.read(limit=20)]


async def test_what_came_since_it_was_read_must_be_read_before_a_yes(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        with pytest.raises(ReadAgain):
            await by_two(tx, DecideProposal(THAO, "PA1", agrees=True, read=1), now=NOW)
        shown = await by_two(tx, ReadProposal(THAO, "PA1"), now=NOW)
        assert isinstance(shown, ProposalShown) and shown.read == 0
        assert isinstance(await by_two(tx, decides(THAO), now=NOW), ProposalDecided)


@pytest.mark.parametrize(("analysis", "words"), BY_LAW)
async def test_together_they_take_off_what_one_alone_never_does(
    database: Database, analysis: Analysis, words: str
) -> None:
    async with database.transact() as tx:
        before = await sealed(tx, analysis, words)
        with pytest.raises(SealedByLaw):
            await unseal(tx, UnsealCase(DUNG, "PA1", "da-doc"), now=NOW)
        await by_two(tx, PROPOSE, now=NOW)
        assert await tx.cases.visible(HANH) == []
        assert await by_two(tx, decides(THAO), now=on(4)) == ProposalDecided("PA1", AN_BINH.id)
        (case,) = await tx.cases.visible(HANH)
        assert (case.sealed, case.state, case.due) == (False, State.TRANSFERRED, before.due)
    async with database.reading() as tx:
        assert await acts(tx) == [
            ("dung", "de-nghi-bo-niem", "khac"),
            ("thao", "dong-y-bo-niem", "dung"),
            ("thao", "bo-niem", "khac"),
        ]


async def test_who_may_agree_is_rung_with_a_code_and_reads_the_redacted_words_and_the_reason(
    database: Database,
) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        found = await by_two(tx, ListProposals(THAO), now=NOW)
        shown = await by_two(tx, ReadProposal(THAO, "PA1"), now=NOW)
    (told,) = await letters_for(database, "thao")
    assert told.text == (
        "Lưu Đình Dũng đề nghị Ông/Bà cùng bỏ niêm phản ánh PA1; hạn trả lời 05/08/2026. Xem bằng lệnh /boniem PA1."
    )
    assert isinstance(found, ProposalsFound)
    assert isinstance(shown, ProposalShown)
    assert [one.code for one in found.proposals] == ["PA1"]
    assert (shown.case.words, shown.proposal.reason) == (WORDS, PROPOSE.reason)
    assert await letters_for(database, "hanh") == []


@pytest.mark.parametrize("officer", [DUNG, HANH, MAI, TUAN, KHOA])
async def test_nobody_else_agrees_nor_learns_that_anything_was_proposed(database: Database, officer: Officer) -> None:
    """The first person too: self-approval is refused in the same words as anything that is not there."""
    async with database.transact() as tx:
        await proposed(tx)
        assert await by_two(tx, ListProposals(officer), now=NOW) == ProposalsFound(())
        for wanted in (ReadProposal(officer, "PA1"), decides(officer), decides(officer, agrees=False)):
            with pytest.raises(ProposalGone):
                await by_two(tx, wanted, now=NOW)
        assert await tx.cases.visible(HANH) == []


async def test_whom_it_concerns_has_no_word(database: Database) -> None:
    async with database.transact() as tx:
        case = await sealed(tx)
        about = replace(case, code="PA2", concerns=(HANH.id, THAO.id))
        await tx.cases.open(about)
        await by_two(tx, replace(PROPOSE, code="PA2"), now=NOW)
        with pytest.raises(ProposalGone):
            await by_two(tx, DecideProposal(THAO, "PA2", agrees=True), now=NOW)


async def test_a_no_keeps_it_sealed_is_told_and_is_not_asked_around(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        assert await by_two(tx, decides(THAO, agrees=False), now=on(4)) == ProposalDecided("PA1")
        with pytest.raises(ProposedBefore):
            await by_two(tx, PROPOSE, now=on(4))
        with pytest.raises(ProposalGone):
            await by_two(tx, decides(await long(tx)), now=on(4))
        assert await tx.cases.visible(HANH) == []
        assert ("thao", "khong-dong-y-bo-niem", "dung") in await acts_within(tx)
    (told,) = await letters_for(database, "dung", at=on(4))
    assert told.text.startswith("Nông Thu Thảo không đồng ý bỏ niêm phản ánh PA1. Phản ánh vẫn niêm kín;")


async def test_after_two_working_days_it_lapses_both_are_told_once_and_it_may_be_proposed_anew(
    database: Database,
) -> None:
    async with database.transact() as tx:
        await proposed(tx)
    assert [await lapse_proposals(database, now=at) for at in (on(5), on(6, 5), on(6), on(6, 10))] == [0, 0, 1, 0]
    async with database.transact() as tx:
        with pytest.raises(ProposalGone):
            await by_two(tx, decides(THAO), now=on(6))
        assert (await acts(tx))[-1] == ("homthu", "het-han-bo-niem", "dung")
        assert isinstance(await by_two(tx, PROPOSE, now=on(6)), UnsealProposed)
    told = [[one.text for one in await letters_for(database, who, at=on(6))] for who in ("dung", "thao")]
    assert told[0] == [
        "Đề nghị bỏ niêm phản ánh PA1 hết hiệu lực ngày 05/08/2026 vì không có người thứ hai đồng ý trong hạn, "
        "hoặc phản ánh đã được xử lý."
    ]
    assert told[1][1] == "Đề nghị cùng bỏ niêm phản ánh PA1 (hạn 05/08/2026) không còn chờ Ông/Bà nữa."


async def test_after_its_day_nobody_agrees_even_before_the_clock_came_by(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        with pytest.raises(ProposalGone):
            await by_two(tx, decides(THAO), now=on(6))
        assert await by_two(tx, ListProposals(THAO), now=on(6)) == ProposalsFound(())


async def test_what_was_answered_meanwhile_is_unsealed_by_nobody(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        case = await tx.cases.lock(DUNG, "PA1")
        assert case is not None
        await tx.cases.save(case.reply("Đã nhắc nhở.", at=NOW))
        with pytest.raises(ProposalGone):
            await by_two(tx, decides(THAO), now=NOW)
    assert await lapse_proposals(database, now=on(4)) == 1


async def test_it_is_proposed_once_and_not_without_somebody_to_ask(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        with pytest.raises(ProposedBefore):
            await by_two(tx, PROPOSE, now=NOW)
        await tx.cases.open(replace(await the_case(tx), code="PA2"))
        for one in (THAO, await long(tx)):
            await tx.places.put_officer(replace(one, active=False))
        with pytest.raises(NobodyToSecond):
            await by_two(tx, replace(PROPOSE, code="PA2"), now=NOW)


async def test_who_may_not_unseal_does_not_propose_it(database: Database) -> None:
    async with database.transact() as tx:
        await sealed(tx)
        for officer, refused in ((HANH, CaseNotFound), (THAO, CaseNotFound), (MAI, CaseNotFound)):
            with pytest.raises(refused):
                await by_two(tx, replace(PROPOSE, officer=officer), now=NOW)
        await a_read_case(tx, "PA3", "cham-tre")
        with pytest.raises(NotToBeUnsealed):
            await by_two(tx, ProposeUnseal(HANH, "PA3", "da-doc"), now=NOW)


async def test_of_two_who_decide_at_once_one_counts(database_url: str) -> None:
    two = [open_database(database_url, SECRET) for _ in range(2)]
    async with two[0].transact() as tx:
        await proposed(tx)
        long_there = await long(tx)

    async def say(number: int, wanted: DecideProposal) -> bool:
        try:
            async with two[number].transact() as tx:
                await by_two(tx, wanted, now=NOW)
        except FeedbackError:
            return False
        return True

    said = await asyncio.gather(say(0, decides(THAO)), say(1, decides(long_there, agrees=False)))
    assert sorted(said) == [False, True]
    async with two[0].reading() as tx:
        assert (await tx.cases.visible(HANH) != []) == said[0]
    for one in two:
        await one.close()


async def test_of_two_replicas_one_lets_it_lapse(database_url: str) -> None:
    two = [open_database(database_url, SECRET) for _ in range(2)]
    async with two[0].transact() as tx:
        await proposed(tx)
    assert sum(await asyncio.gather(*(lapse_proposals(one, now=on(6)) for one in two))) == 1
    for one in two:
        await one.close()


async def test_why_it_came_off_is_read_by_the_units_above_alone(database: Database) -> None:
    """Bà Hạnh sees that it was sent to her, as before; so does the citizen."""
    async with database.transact() as tx:
        await proposed(tx)
        await by_two(tx, decides(THAO), now=NOW)
        case = await the_case(tx)
        hers = await show_case(tx, HANH, case, now=NOW)
        theirs = await show_case(tx, DUNG, replace(case, handler_unit_id=TINH_LAM_SON.id), now=NOW)
        plain = await tx.cases.timeline(case.id)
    assert [(one.what, one.words) for one in hers.timeline] == [(Event.TRANSFERRED, "")]
    assert [(one.what, one.words) for one in plain] == [(Event.TRANSFERRED, "")]
    wanted = [(Event.UNSEALED, PROPOSE.reason, THAO.id), (Event.TRANSFERRED, "", DUNG.id)]
    assert [(one.what, one.words, one.officer_id) for one in theirs.timeline] == wanted


async def long(tx: Store) -> Officer:
    return next(one for one in (await tx.directory()).officers.values() if one.code == "long")


async def the_case(tx: Store) -> Case:
    case = await tx.cases.whole(1)
    assert case is not None
    return case


async def acts_within(tx: Store) -> list[tuple[str, str, str]]:
    """Also those that this transaction is about to write."""
    await tx.audit.write()
    return await acts(tx)


async def test_why_it_came_off_is_still_read_above_once_it_has_left_and_by_nobody_else(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        with pytest.raises(CaseNotFound):  # still sealed: there is nothing to read yet
            await by_two(tx, ReadUnsealing(DUNG, "PA1"), now=NOW)
        await by_two(tx, decides(THAO), now=on(4))
        for reader in (DUNG, THAO, await long(tx)):
            told = await by_two(tx, ReadUnsealing(reader, "PA1"), now=on(4))
            assert isinstance(told, UnsealingShown)
            assert (told.unit_id, told.line.words, told.line.officer_id) == (AN_BINH.id, PROPOSE.reason, THAO.id)
        for other in (HANH, MAI, TUAN, KHOA):
            with pytest.raises(CaseNotFound):
                await by_two(tx, ReadUnsealing(other, "PA1"), now=on(4))
        case = await the_case(tx)
        concerned = replace(case, code="PA9", concerns=(HANH.id, DUNG.id))
        assert not may_read_unsealing(DUNG, concerned, await tx.directory())

"""What goes wrong around a case: guessed receipts, two at once, merged units, nobody there. Nothing is lost."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Executable

from feedback.case_life import State
from feedback.case_requests import CaseLeft, CaseMoved, TransferCase
from feedback.chance import Chance
from feedback.chasing import chase
from feedback.errors import CaseNotFound, NotAReceiver, TooManyGuesses
from feedback.handling import handle_case, read_held
from feedback.people import Officer
from feedback.requests import AnswerCase, CaseShown
from feedback.retention import GUESSES_PER_HOUR, find_receipt
from storage.maintenance import Database, open_database
from storage.transaction import Store
from tests.feedback.test_case_moves import HEAD_OF_HOA_LAC
from tests.support.builders import a_filed, later
from tests.support.casework import LAN, RECEIPT, a_told_case, letters_for, link
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, NOW, SECRET, SINCE, TINH_LAM_SON
from tests.support.reviewing import BINH, an_analysis

NEAR = RECEIPT[:-1] + "5"
FAR = "9" * len(RECEIPT)


@contextmanager
def asked_of(tx: Store) -> Iterator[list[str]]:
    """Every statement that the database is asked, as it is written."""
    said: list[str] = []
    rows = tx.executor.rows

    async def noted(statement: Executable, params: Any = None) -> Sequence[Any]:
        said.append(str(statement))
        return await rows(statement, params)

    tx.executor.rows = noted  # type: ignore[method-assign]
    try:
        yield said
    finally:
        tx.executor.rows = rows  # type: ignore[method-assign]


async def test_a_receipt_that_is_nearly_right_tells_as_little_as_any_other(database: Database) -> None:
    """Looked up by a keyed hash: the database does the same for each, and no digit comes nearer."""
    async with database.transact() as tx:
        await a_told_case(tx)
        told = []
        for wrong in (NEAR, FAR):
            with asked_of(tx) as statements:
                assert await find_receipt(tx, wrong, chat=LAN, now=NOW) is None
            told.append(statements)
    assert told[0] == told[1] != []


async def test_who_guesses_is_stopped_for_the_hour_also_with_the_right_one(database: Database) -> None:
    async with database.transact() as tx:
        await a_told_case(tx)
        for n in range(GUESSES_PER_HOUR):
            assert await find_receipt(tx, f"{n:016d}", chat="g" * 32, now=NOW) is None
        for receipt in (FAR, RECEIPT):
            with pytest.raises(TooManyGuesses):
                await find_receipt(tx, receipt, chat="g" * 32, now=NOW)
        assert await find_receipt(tx, RECEIPT, chat=LAN, now=NOW) is not None
        assert await find_receipt(tx, RECEIPT, chat="g" * 32, now=later(hours=1)) is not None


async def hoa_lac_has_a_head(tx: Store) -> None:
    await tx.places.add_officer(BINH)
    await tx.places.add_officer(HEAD_OF_HOA_LAC)


async def test_an_answer_and_a_transfer_at_once_end_in_one_of_them(database_url: str) -> None:
    two = [open_database(database_url, SECRET) for _ in range(2)]
    async with two[0].transact() as tx:
        await hoa_lac_has_a_head(tx)
        case = await a_told_case(tx)

    async def act(number: int, wanted: AnswerCase | TransferCase) -> object:
        async with two[number].transact() as tx:
            return await handle_case(tx, wanted, now=later(minutes=1))

    answer, transfer = AnswerCase(HANH, "PA1", "Đã nhắc cán bộ."), TransferCase(BINH, "PA1", HOA_LAC.id)
    first, second = await asyncio.gather(act(0, answer), act(1, transfer), return_exceptions=True)
    async with two[0].transact() as tx:
        after = await tx.cases.whole(case.id)
        lines = await tx.cases.timeline(case.id)
    assert after is not None
    if after.state is State.ANSWERED:
        assert isinstance(first, CaseShown)
        assert isinstance(second, CaseMoved)
    else:
        assert after.state is State.TRANSFERRED
        assert isinstance(first, CaseMoved)
        assert isinstance(second, CaseLeft)
    assert len(lines) == 1
    for one in two:
        await one.close()


async def merged(tx: Store) -> None:
    """Hòa Lạc is merged into An Bình: its head serves there now, and nobody is left at Hòa Lạc."""
    await tx.places.put_officer(replace(HEAD_OF_HOA_LAC, unit_id=AN_BINH.id))


async def test_a_unit_that_was_merged_away_gets_nothing_and_its_cases_go_up_once(database: Database) -> None:
    async with database.transact() as tx:
        await hoa_lac_has_a_head(tx)
        await link(tx, DUNG, HEAD_OF_HOA_LAC)
        await a_told_case(tx, handler=HOA_LAC)
        await merged(tx)
    for _ in range(2):
        await chase(database, now=later(hours=1))
    (told,) = await letters_for(database, "dung", at=later(hours=1))
    assert "PA1" in told.text
    async with database.transact() as tx:
        moved = (await tx.directory()).officers[HEAD_OF_HOA_LAC.id]
        with pytest.raises(CaseNotFound):
            await handle_case(tx, AnswerCase(moved, "PA1", "Đã nhắc cán bộ."), now=NOW)
        await a_told_case(tx, "PA2", receipt="5" * 16)
        with pytest.raises(NotAReceiver):
            await handle_case(tx, TransferCase(HANH, "PA2", HOA_LAC.id), now=NOW)


async def test_a_case_on_its_way_when_the_units_merge_is_answered_by_whoever_sits_there_next(
    database: Database,
) -> None:
    async with database.transact() as tx:
        await hoa_lac_has_a_head(tx)
        await a_told_case(tx)
        await handle_case(tx, TransferCase(HANH, "PA1", HOA_LAC.id), now=NOW)
        await merged(tx)
        new = replace(HEAD_OF_HOA_LAC, code="moi")
        new = replace(new, id=await tx.places.add_officer(new))
        shown = await handle_case(tx, AnswerCase(new, "PA1", "Đã nhắc cán bộ."), now=later(hours=1))
    assert isinstance(shown, CaseShown)
    assert shown.case.state is State.ANSWERED


@pytest.mark.parametrize("seal", [False, True])
async def test_where_nobody_sits_and_nothing_stands_above_words_wait_until_somebody_does(
    database: Database, seal: bool
) -> None:
    lonely = replace(TINH_LAM_SON, code="le", parent_id=None)
    async with database.transact() as tx:
        lonely = replace(lonely, id=await tx.places.add_unit(lonely, since=SINCE))
        await tx.feedback.file(a_filed(unit=lonely, counter=None, seal=seal))
    read = await read_held(database, Plain(), now=NOW, chance=Chance())
    await chase(database, now=later(hours=1))
    async with database.transact() as tx:
        (case,) = [await tx.cases.whole(1)]
        head = Officer(0, "moi", "Cao Văn Mới", "Chánh Văn phòng", lonely.id, HANH.role)
        head = replace(head, id=await tx.places.add_officer(head))
        seen = await tx.cases.visible(head)
    assert read.read == 1
    assert case is not None
    assert (case.state, case.handler_unit_id) == (State.NEW, lonely.id)
    assert [one.code for one in seen] == ([] if seal else [case.code])  # sealed: never whom it is about


class Plain:
    """Finds a delay in everything."""

    async def analyse(self, text: str) -> Any:
        return an_analysis("cham-tre")

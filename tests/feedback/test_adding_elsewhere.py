"""Who may have what was added once the case is unsealed, sent on or looked at above, and whose voice it is."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest

from feedback.case_life import Result
from feedback.case_requests import UNSEAL_REASONS, RefuseCase, TellResult, TransferCase, UnsealCase
from feedback.chance import Chance
from feedback.handling import handle_case, read_case, read_held, waiting_cases
from feedback.people import Officer, Role
from feedback.requests import AnswerCase, CaseShown
from feedback.results import hear_result
from feedback.unsealing import unseal
from storage.maintenance import Database
from tests.support.adding import MORE, adds_and_is_read
from tests.support.builders import a_filed, later
from tests.support.cast import DUNG, HANH, HOA_LAC, NOW
from tests.support.copies import LATE, SAME, Says, all_cases, sends, tag, the_case

ANSWER = "Trung tâm đã nhắc cán bộ mở cửa đúng giờ."
THANH = Officer(7, "thanh", "Vũ Chí Thành", "Giám đốc Trung tâm", HOA_LAC.id, Role.HEAD)


async def read_by(database: Database, officer: Officer, *, at: datetime = NOW) -> CaseShown:
    async with database.transact() as tx:
        code = (await tx.cases.visible(officer))[0].code
        return await read_case(tx, officer, code, now=at)


async def test_what_was_added_while_it_was_sealed_is_not_handed_over_with_the_unsealed_case(database: Database) -> None:
    """One person unseals the words they read; what was added since is nobody's who is spoken of in it."""
    receipt = await sends(database, "lan", "Bà Hạnh nói với tôi rất khó nghe, tôi buồn lắm.", seal=True)
    case = await the_case(database)
    await adds_and_is_read(database, "lan", receipt)
    assert [one.words for one in (await read_by(database, DUNG)).additions] == [MORE]
    async with database.transact() as tx:
        await unseal(tx, UnsealCase(DUNG, case.code, sorted(UNSEAL_REASONS)[0]), now=NOW)
    assert not (await the_case(database)).sealed
    assert (await read_by(database, HANH)).additions == ()
    async with database.reading() as tx:
        assert (await waiting_cases(tx, HANH, now=NOW)).additions == {}


async def contested(database: Database) -> str:
    """Refused by bà Hạnh, looked at above by ông Dũng; its code."""
    await sends(database, "lan")
    code = (await the_case(database)).code
    async with database.transact() as tx:
        await handle_case(tx, RefuseCase(HANH, code, "khong-ro"), now=NOW)
        await hear_result(tx, TellResult(False, code=code), chat=tag("lan"), now=later(days=1))
    return code


async def transferred(database: Database) -> str:
    """Sent on to ông Thành's unit; its code."""
    await sends(database, "lan")
    code = (await the_case(database)).code
    async with database.transact() as tx:
        assert await tx.places.add_officer(THANH) == THANH.id
        await handle_case(tx, TransferCase(HANH, code, HOA_LAC.id, words="Việc của Hòa Lạc."), now=NOW)
    return code


@pytest.mark.parametrize(("moved", "holder"), [(contested, DUNG), (transferred, THANH)])
async def test_what_names_whoever_has_an_open_case_elsewhere_parts_from_it_sealed(
    database: Database, moved: Callable[[Database], Awaitable[str]], holder: Officer
) -> None:
    code = await moved(database)
    given = holder.name.split()[-1]
    await adds_and_is_read(database, "lan", code, f"Ông {given} cũng biết chuyện này mà lờ đi.", at=later(days=1))
    first, apart = await all_cases(database)
    assert (first.sealed, apart.sealed) == (False, True)
    async with database.transact() as tx:
        assert (await read_case(tx, holder, code, now=later(days=1))).additions == ()
        assert [case.id for case in await tx.cases.visible(holder)] == [first.id]


@pytest.mark.parametrize(("moved", "holder"), [(contested, DUNG), (transferred, THANH)])
async def test_what_names_nobody_goes_to_whoever_has_it_elsewhere(
    database: Database, moved: Callable[[Database], Awaitable[str]], holder: Officer
) -> None:
    """The control."""
    code = await moved(database)
    await adds_and_is_read(database, "lan", code, at=later(days=1))
    assert [one.words for one in (await read_by(database, holder, at=later(days=1))).additions] == [MORE]


async def test_who_holds_the_receipt_of_an_addition_speaks_for_the_first_words_and_is_no_voice_more(
    database: Database,
) -> None:
    slip = replace(a_filed(SAME[0]), chat="", channel="phieu-giay")
    async with database.transact() as tx:
        await tx.feedback.file(slip)
    await read_held(database, Says(LATE), now=NOW, chance=Chance())
    added = await adds_and_is_read(database, "web", slip.receipt)
    async with database.transact() as tx:
        await handle_case(tx, AnswerCase(HANH, (await tx.cases.visible(HANH))[0].code, ANSWER), now=NOW)
        await hear_result(tx, TellResult(True, receipt=added.receipt), chat=tag("web"), now=later(days=1))
    assert (await the_case(database)).result is Result.SOLVED
    async with database.reading() as tx:
        shown = await tx.feedback.status(slip.receipt)
    assert shown is not None
    assert shown.result is Result.SOLVED

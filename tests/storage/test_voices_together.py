"""People who act at the same moment: one wins, nobody waits in a circle, nothing is counted twice."""

import asyncio
from contextlib import suppress

from feedback.case_life import State
from feedback.case_requests import TellResult
from feedback.errors import NothingToAddTo, TooLate
from feedback.handling import handle_case
from feedback.requests import AnswerCase
from feedback.results import hear_result
from feedback.retention import erase_my_data
from storage.maintenance import Database
from tests.support.adding import adds, adds_and_is_read
from tests.support.cast import HANH, NOW
from tests.support.copies import sends, tag, the_case, three_send

THREE = ("lan", "sau", "ba")


async def answered(database: Database) -> str:
    await three_send(database)
    async with database.transact() as tx:
        code = (await tx.cases.visible(HANH))[0].code
        await handle_case(tx, AnswerCase(HANH, code, "Trung tâm đã nhắc cán bộ."), now=NOW)
    return code


async def test_the_last_of_three_who_say_solved_at_once_closes_it(database: Database) -> None:
    code = await answered(database)

    async def says(who: str) -> bool:
        async with database.transact() as tx:
            heard = await hear_result(tx, TellResult(True, code=code), chat=tag(who), now=NOW)
        return not getattr(heard, "together", False)

    assert sorted(await asyncio.gather(*map(says, THREE))) == [False, False, True]
    assert (await the_case(database)).state is State.CLOSED


async def test_two_who_say_no_at_once_open_it_once(database: Database) -> None:
    code = await answered(database)

    async def says(who: str) -> None:
        async with database.transact() as tx:
            await hear_result(tx, TellResult(False, code=code), chat=tag(who), now=NOW)

    await asyncio.gather(*map(says, THREE))
    assert (await the_case(database)).reopened == 1


async def test_speaking_and_erasing_at_once_never_wait_for_each_other_in_a_circle(database: Database) -> None:
    code = await answered(database)

    async def says(who: str, solved: bool) -> None:
        with suppress(TooLate):
            async with database.transact() as tx:
                await hear_result(tx, TellResult(solved, code=code), chat=tag(who), now=NOW)

    async def leaves(who: str) -> None:
        async with database.transact() as tx:
            await erase_my_data(tx, chat=tag(who), now=NOW)

    await asyncio.gather(says("lan", True), leaves("lan"), says("sau", True), leaves("ba"), says("ba", True))
    case = await the_case(database)
    async with database.reading() as tx:
        assert (await tx.verdicts.count(case.id, look=case.reopened)).count == 1


async def test_adding_and_answering_and_leaving_at_once(database: Database) -> None:
    receipt = await sends(database, "lan")
    await adds(database, "lan", receipt)

    async def answers() -> None:
        async with database.transact() as tx:
            for case in await tx.cases.visible(HANH):
                await handle_case(tx, AnswerCase(HANH, case.code, "Trung tâm đã nhắc cán bộ."), now=NOW)

    async def leaves() -> None:
        async with database.transact() as tx:
            await erase_my_data(tx, chat=tag("lan"), now=NOW)

    async def adds_more() -> None:
        with suppress(NothingToAddTo):  # the answer was quicker
            await adds_and_is_read(database, "sau", other)

    other = await sends(database, "sau")
    await asyncio.gather(answers(), leaves(), adds_more())
    async with database.reading() as tx:
        assert await tx.feedback.of_chat(tag("lan")) == []

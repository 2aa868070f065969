"""Likenesses at rest: found again by a copy, gone with the case, one case whoever reads the copies when."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from feedback.analysis import Analysis, TagFound
from feedback.canonical import comparable
from feedback.case_life import Event, State
from feedback.case_requests import RefuseCase
from feedback.chance import Chance
from feedback.handling import handle_case, release
from feedback.likeness import BANDS, DIGEST
from feedback.requests import AnswerCase
from feedback.retention import purge
from storage.keys import Keys
from storage.likeness import LikenessBook
from storage.maintenance import Database
from storage.tables import likenesses
from tests.support.builders import a_case, later
from tests.support.casework import letters_for
from tests.support.cast import HANH, NOW, SECRET
from tests.support.copies import LATE, SAME, all_cases, files, kept, sends, tag, the_case, three_send

CROWD = 200


async def erases(database: Database, who: str) -> None:
    async with database.transact() as tx:
        await tx.feedback.erase_chat(tag(who), at=later(hours=1))


async def answers(database: Database, code: str) -> None:
    async with database.transact() as tx:
        await handle_case(tx, AnswerCase(HANH, code, "Đã nhắc."), now=NOW)


async def test_two_hundred_copies_are_one_case_with_two_hundred_voices(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the last one takes as many statements as the third."""
    async with database.transact() as tx:
        executor = type(tx.executor)
    asked: list[int] = []
    plain, plainly = executor.rows, executor.run

    async def rows(self: object, *given: object) -> object:
        asked[-1] += 1
        return await plain(self, *given)  # type: ignore[arg-type]

    async def run(self: object, *given: object) -> int:
        asked[-1] += 1
        return await plainly(self, *given)  # type: ignore[arg-type]

    for n in range(CROWD):
        await files(database, f"người {n}", SAME[n % 3])
    monkeypatch.setattr(executor, "rows", rows)
    monkeypatch.setattr(executor, "run", run)
    while True:
        asked.append(0)
        async with database.transact() as tx:
            held = await tx.feedback.held(now=NOW, lease_seconds=60, limit=1)
            if not held:
                break
            asked[-1] = 0
            await release(tx, held[0], LATE, now=NOW, chance=Chance())
    monkeypatch.undo()
    case = await the_case(database)
    async with database.reading() as tx:
        assert await tx.feedback.author_counts([case.id], before=later(seconds=1)) == {case.id: CROWD}
        assert len(await tx.feedback.authors(case.id)) == CROWD
    assert await kept(database) == BANDS
    assert asked[2] == asked[CROWD - 1] < 15
    await answers(database, case.code)
    assert [len(await letters_for(database, f"người {n}")) for n in (0, 99, CROWD - 1)] == [1, 1, 1]


async def test_copies_read_at_the_same_moment_are_one_case(database: Database) -> None:
    filed = [await files(database, f"người {n}", SAME[n % 3]) for n in range(6)]

    async def reads(n: int) -> None:
        async with database.transact() as tx:
            await release(tx, filed[n], LATE, now=NOW, chance=Chance())

    await asyncio.gather(*map(reads, range(len(filed))))
    case = await the_case(database)
    async with database.reading() as tx:
        assert len(await tx.feedback.authors(case.id)) == len(filed)


async def test_a_copy_read_while_the_case_is_answered_hears_that_answer_or_is_a_new_case(database: Database) -> None:
    await sends(database, "lan")
    case = await the_case(database)
    filed = [await files(database, f"người {n}") for n in range(4)]

    async def reads(n: int) -> None:
        async with database.transact() as tx:
            await release(tx, filed[n], LATE, now=NOW, chance=Chance())

    await asyncio.gather(reads(0), answers(database, case.code), *map(reads, (1, 2, 3)))
    async with database.reading() as tx:
        joined = {chat for chat, _ in await tx.feedback.authors(case.id)}
    for n in range(4):
        assert len(await letters_for(database, f"người {n}")) == (tag(f"người {n}") in joined)
    assert all(one.state is State.NEW for one in (await all_cases(database))[1:])


async def test_while_others_stand_behind_it_the_case_stands_in_the_next_ones_words(database: Database) -> None:
    await three_send(database)
    await erases(database, "lan")
    case = await the_case(database)
    assert (case.state, case.words) == (State.NEW, SAME[1])
    assert await kept(database) == 0  # it was the likeness of words that are gone
    await answers(database, case.code)
    assert [len(await letters_for(database, who)) for who in ("lan", "sau", "ba")] == [0, 1, 1]


@pytest.mark.parametrize(("unsealed", "read"), [(False, SAME[1]), (True, "")])
async def test_words_that_nobody_unsealed_are_not_handed_on_to_the_unit(
    database: Database, unsealed: bool, read: str
) -> None:
    bribe = Analysis(tags=(TagFound("voi-vinh", 0.9),), sentiment="tieu-cuc")
    for who, text in (("lan", SAME[0]), ("sau", SAME[1])):
        await sends(database, who, text, analysis=bribe)
    case = await the_case(database)
    async with database.transact() as tx:
        await tx.cases.save(replace(case, sealed=not unsealed))
    await erases(database, "lan")
    assert (case.sealed, (await the_case(database)).words) == (True, read)


async def test_when_a_later_one_leaves_nothing_else_changes(database: Database) -> None:
    await three_send(database)
    await erases(database, "ba")
    assert ((await the_case(database)).words, await kept(database)) == (SAME[0], BANDS)


async def test_when_the_last_one_leaves_the_case_is_withdrawn(database: Database) -> None:
    await three_send(database)
    for who in ("sau", "lan", "ba"):
        assert (await the_case(database)).state is State.NEW
        await erases(database, who)
    case = await the_case(database)
    assert (case.state, case.words, await kept(database)) == (State.WITHDRAWN, "", 0)
    async with database.reading() as tx:
        assert [one.what for one in await tx.cases.timeline(case.id)] == [Event.WITHDRAWN]


async def test_when_all_leave_at_the_same_moment_nothing_of_them_stays(database: Database) -> None:
    await three_send(database)
    await asyncio.gather(*(erases(database, who) for who in ("lan", "sau", "ba")))
    assert ((await the_case(database)).state, (await the_case(database)).words) == (State.WITHDRAWN, "")


async def test_erased_words_of_an_answered_case_give_way_too(database: Database) -> None:
    await three_send(database)
    await answers(database, (await the_case(database)).code)
    await erases(database, "lan")
    assert ((await the_case(database)).state, (await the_case(database)).words) == (State.ANSWERED, SAME[1])


@pytest.mark.parametrize("ends", ["answered", "refused", "withdrawn"])
async def test_a_likeness_ends_with_the_waiting(database: Database, ends: str) -> None:
    await sends(database, "lan")
    code = (await the_case(database)).code
    assert await kept(database) == BANDS
    if ends == "withdrawn":
        await erases(database, "lan")
    async with database.transact() as tx:
        if ends == "refused":
            await handle_case(tx, RefuseCase(HANH, code, "Không rõ."), now=NOW)
        if ends == "answered":
            await handle_case(tx, AnswerCase(HANH, code, "Đã nhắc."), now=NOW)
    assert await kept(database) == 0


async def test_a_likeness_is_forgotten_after_sixty_days(database: Database) -> None:
    await sends(database, "lan")
    for days, rows in ((60, BANDS), (61, 0)):
        async with database.transact() as tx:
            await purge(tx, guests=(), now=later(days=days))
        assert await kept(database) == rows


async def test_the_likest_comes_first_and_what_is_not_like_it_never(database: Database) -> None:
    async with database.transact() as tx:
        bands = [bytes([n]) * (DIGEST // BANDS) for n in range(BANDS)]
        near, nearer = [*bands[:12], *[b"x" * 16] * 4], [*bands[:13], *[b"y" * 16] * 3]
        for code, theirs in (("PA1", near), ("PA2", nearer), ("PA3", [*bands[:11], *[b"z" * 16] * 5])):
            await tx.likenesses.keep(await tx.cases.open(a_case(code)), theirs, on=NOW.date())
        found = await tx.likenesses.like(bands)
        codes = [case.code for id in found if (case := await tx.cases.whole(id))]
    assert codes == ["PA2", "PA1"]


async def test_a_copy_of_the_database_tells_no_words_and_not_which_units_hear_the_same(database: Database) -> None:
    await sends(database, "lan")
    async with database.transact() as tx:
        rows = await tx.executor.rows(select(likenesses))
        mine = tx.likenesses.keyed("2", "cho lau")
        other = LikenessBook(tx.executor, Keys.derive(SECRET + "!")).keyed("2", "cho lau")
        assert tx.likenesses.keyed("3", "cho lau") != mine != other
    told = b"".join(row.numbers for row in rows)
    assert len(told) == len(mine) == DIGEST
    assert not any(word.encode() in told for word in comparable(SAME[0]).split() if len(word) > 2)

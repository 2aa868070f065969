"""One-time codes, and tries counted by the hour."""

import asyncio
from dataclasses import replace

from feedback.errors import StorageUnavailable
from feedback.people import Officer
from storage.maintenance import Database
from tests.support.builders import BOX, later
from tests.support.cast import HANH, NOW, TUAN

CHAT = BOX.tag("telegram", "tuan")
IN_TEN_MINUTES = later(minutes=10)


async def issue(database: Database, officer: Officer, code: str) -> None:
    async with database.transact() as tx:
        await tx.people.issue_code(officer.id, code, expires=IN_TEN_MINUTES)


async def test_anh_tuan_types_his_code_in_small_letters(database: Database) -> None:
    await issue(database, TUAN, "7KQ2M9XA")
    async with database.transact() as tx:
        assert await tx.people.redeem_code(" 7kq2m9xa ", chat=CHAT, at=NOW) == TUAN


async def test_a_code_opens_once(database: Database) -> None:
    await issue(database, TUAN, "7KQ2M9XA")
    async with database.transact() as tx:
        await tx.people.redeem_code("7KQ2M9XA", chat=CHAT, at=NOW)
    async with database.transact() as tx:
        assert await tx.people.redeem_code("7KQ2M9XA", chat="another", at=NOW) is None


async def test_a_code_dies_after_ten_minutes(database: Database) -> None:
    await issue(database, TUAN, "7KQ2M9XA")
    async with database.transact() as tx:
        assert await tx.people.redeem_code("7KQ2M9XA", chat=CHAT, at=IN_TEN_MINUTES) is None


async def test_a_new_code_kills_the_earlier_one_of_the_same_officer_alone(database: Database) -> None:
    await issue(database, TUAN, "FIRST")
    await issue(database, HANH, "HEAD")
    await issue(database, TUAN, "SECOND")
    async with database.transact() as tx:
        assert await tx.people.redeem_code("FIRST", chat=CHAT, at=NOW) is None
        assert await tx.people.redeem_code("HEAD", chat=CHAT, at=NOW) == HANH
        assert await tx.people.redeem_code("SECOND", chat=CHAT, at=NOW) == TUAN


async def test_whoever_left_the_office_cannot_link_a_chat(database: Database) -> None:
    await issue(database, TUAN, "7KQ2M9XA")
    async with database.transact() as tx:
        await tx.places.put_officer(replace(TUAN, active=False))
        assert await tx.people.redeem_code("7KQ2M9XA", chat=CHAT, at=NOW) is None


async def test_of_fifty_who_type_the_same_code_at_once_one_wins(database: Database) -> None:
    await issue(database, TUAN, "7KQ2M9XA")

    async def type_code(number: int) -> Officer | None:
        try:
            async with database.transact() as tx:
                return await tx.people.redeem_code("7KQ2M9XA", chat=f"chat {number}", at=NOW)
        except StorageUnavailable:  # told to come again, as its door would be
            return None

    found = await asyncio.gather(*(type_code(number) for number in range(50)))
    assert [officer for officer in found if officer] == [TUAN]


async def test_the_sixth_guess_of_the_hour_is_refused_and_the_next_hour_begins_anew(
    database: Database,
) -> None:
    async with database.transact() as tx:
        tries = [await tx.people.attempt(CHAT, "receipt", at=later(minutes=i), limit=5) for i in range(6)]
        assert tries == [True] * 5 + [False]
        assert await tx.people.attempt(CHAT, "link", at=NOW, limit=5)
        assert await tx.people.attempt("another", "receipt", at=NOW, limit=5)
        assert await tx.people.attempt(CHAT, "receipt", at=later(minutes=29), limit=5)


async def test_a_right_answer_forgives_the_wrong_ones(database: Database) -> None:
    async with database.transact() as tx:
        for _ in range(6):
            await tx.people.attempt(CHAT, "receipt", at=NOW, limit=5)
        await tx.people.forgive(CHAT, "receipt", at=later(minutes=1))
        assert await tx.people.attempt(CHAT, "receipt", at=NOW, limit=1)


async def test_guesses_at_once_are_all_counted(database: Database) -> None:
    async def guess() -> bool:
        async with database.transact() as tx:
            return await tx.people.attempt(CHAT, "receipt", at=NOW, limit=5)

    assert sum(await asyncio.gather(*(guess() for _ in range(9)))) == 5


async def test_old_counts_and_dead_codes_are_dropped(database: Database) -> None:
    await issue(database, TUAN, "7KQ2M9XA")
    async with database.transact() as tx:
        await tx.people.attempt(CHAT, "receipt", at=NOW, limit=5)
        assert await tx.people.forget(before=NOW.replace(minute=0)) == 0
        assert await tx.people.forget(before=later(days=1)) == 2

"""Whose tokens count, who may renew them, and that a copy of the database does not hold them."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from feedback.platform_ports import KeptTokens, Ticket, TokenPair
from storage.maintenance import Database
from storage.tables import platform_tokens
from tests.support.builders import later
from tests.support.cast import NOW

OA = "zalo-oa"
FIRST = TokenPair("access-one", "refresh-one", NOW + timedelta(hours=25))
SECOND = TokenPair("access-two", "refresh-two", NOW + timedelta(hours=50))
THIRD = TokenPair("access-three", "refresh-three", NOW + timedelta(hours=75))


async def planted(database: Database, pair: TokenPair = FIRST, *, at: datetime = NOW) -> bool:
    async with database.transact() as tx:
        return await tx.tokens.plant(OA, pair, at=at)


async def kept(database: Database) -> KeptTokens:
    async with database.reading() as tx:
        found = await tx.tokens.get(OA)
    assert found
    return found


async def leased(database: Database, *, owner: str, version: int = 1, now: datetime = NOW) -> bool:
    async with database.transact() as tx:
        return await tx.tokens.lease(OA, version=version, owner=owner, now=now, seconds=60)


async def renewed(database: Database, pair: TokenPair, *, owner: str) -> bool:
    async with database.transact() as tx:
        return await tx.tokens.renew(OA, pair, owner=owner, at=NOW)


async def test_before_the_first_pair_there_is_none(database: Database) -> None:
    async with database.reading() as tx:
        assert await tx.tokens.get(OA) is None


async def test_the_first_pair_comes_from_the_settings_once(database: Database) -> None:
    assert await planted(database)
    assert not await planted(database)
    assert (await kept(database)).pair == FIRST


async def test_what_was_renewed_is_not_overwritten_by_the_settings_at_the_next_start(database: Database) -> None:
    await planted(database)
    assert await leased(database, owner="a")
    assert await renewed(database, SECOND, owner="a")
    assert not await planted(database)
    assert (await kept(database)).pair == SECOND


async def test_a_newer_pair_in_the_settings_wins_and_ends_a_loss(database: Database) -> None:
    await planted(database)
    await leased(database, owner="a")
    async with database.transact() as tx:
        await tx.tokens.fail(OA, owner="a", trouble="code -14014", lost_at=NOW, again=NOW)
    assert await planted(database, THIRD)
    found = await kept(database)
    assert (found.pair, found.lost_at, found.trouble) == (THIRD, None, "")


async def test_a_replica_that_still_has_the_old_settings_does_not_bring_the_old_pair_back(database: Database) -> None:
    await planted(database)
    await planted(database, THIRD)
    assert not await planted(database, FIRST)
    assert (await kept(database)).pair == THIRD


async def test_one_owner_renews_and_only_the_version_it_saw(database: Database) -> None:
    await planted(database)
    assert await leased(database, owner="a")
    assert not await leased(database, owner="b")
    assert (await kept(database)).owner == "a"
    await renewed(database, SECOND, owner="a")
    assert not await leased(database, owner="b")
    assert await leased(database, owner="b", version=2)


async def test_when_the_owner_died_another_takes_over_and_the_late_answer_changes_nothing(database: Database) -> None:
    await planted(database)
    await leased(database, owner="a")
    assert await leased(database, owner="b", now=later(seconds=61))
    assert not await renewed(database, SECOND, owner="a")
    assert await renewed(database, THIRD, owner="b")
    assert (await kept(database)).pair == THIRD


async def test_nobody_tries_again_before_its_time_and_never_once_it_is_lost(database: Database) -> None:
    await planted(database)
    await leased(database, owner="a")
    async with database.transact() as tx:
        await tx.tokens.fail(OA, owner="a", trouble="no-answer", lost_at=None, again=later(seconds=5))
    assert not await leased(database, owner="b", now=later(seconds=4))
    assert await leased(database, owner="b", now=later(seconds=6))
    async with database.transact() as tx:
        await tx.tokens.fail(OA, owner="b", trouble="code -14014", lost_at=NOW, again=NOW)
    assert not await leased(database, owner="c", now=later(hours=9))
    assert (await kept(database)).pair == FIRST  # kept all the same: its access token may live on for hours


async def test_a_pair_that_a_person_authorised_replaces_whatever_there_was(database: Database) -> None:
    async with database.transact() as tx:
        await tx.tokens.begin(OA, Ticket("state", "verifier", later(minutes=30)), at=NOW)
    async with database.reading() as tx:
        assert await tx.tokens.get(OA) is None  # a ticket is no pair
        assert await tx.tokens.ticket(OA) == Ticket("state", "verifier", later(minutes=30))
    async with database.transact() as tx:
        await tx.tokens.replace(OA, SECOND, at=NOW)
    async with database.reading() as tx:
        assert await tx.tokens.ticket(OA) is None
    assert (await kept(database)).pair == SECOND


async def test_neither_token_nor_ticket_stands_in_the_open(database: Database) -> None:
    await planted(database)
    async with database.transact() as tx:
        await tx.tokens.begin(OA, Ticket("the-state", "the-verifier", later(minutes=30)), at=NOW)
        [row] = await tx.executor.rows(select(platform_tokens))
    stored = repr(tuple(row))
    assert not [secret for secret in ("access-one", "refresh-one", "the-state", "the-verifier") if secret in stored]


def test_a_pair_does_not_tell_its_secrets_when_it_is_printed() -> None:
    assert "access-one" not in repr(FIRST)
    assert "refresh-one" not in repr(KeptTokens(replace(FIRST), 1, NOW))
    assert "verifier-one" not in repr(Ticket("state-one", "verifier-one", NOW))

"""Accounts as rows: what is spent once, what is forgotten in time, and whom a hash belongs to."""

import asyncio
from datetime import timedelta

import pytest

from feedback.accounts import DEVICE_LIVES, INVITED_FOR
from feedback.audit import CONSOLE
from feedback.enrolling import invite
from feedback.retention import purge
from feedback.sessions import who_is
from storage.maintenance import Database
from tests.support.builders import later
from tests.support.cast import DUNG, HANH, KHOA, NOW
from tests.support.signing import open_account, proving, sign_in


async def test_what_is_over_is_forgotten_and_nothing_else(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    await open_account(database, KHOA)
    old = await sign_in(tools, HANH)
    async with database.transact() as tx:
        await invite(tx, DUNG, token="an old link", who=CONSOLE, now=NOW)
    then = NOW + INVITED_FOR
    young = await sign_in(tools, KHOA, now=then)
    async with database.transact() as tx:
        await invite(tx, KHOA, token="a new link", who=CONSOLE, now=then)
        assert await purge(tx, guests=(), now=then)
    assert await who_is(tools, young.token, now=then)
    async with database.reading() as tx:
        assert await tx.accounts.session(old.token) is None
        assert await tx.accounts.invited("a new link", now=then)
        assert await tx.accounts.knows_device(HANH.id, old.device)
    async with database.transact() as tx:
        await tx.accounts.forget(now=NOW + DEVICE_LIVES)
    async with database.reading() as tx:
        assert not await tx.accounts.knows_device(HANH.id, old.device)
        assert await tx.accounts.knows_device(KHOA.id, young.device), "used later"


async def test_a_device_is_known_to_its_own_officer_alone(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    device = (await sign_in(tools, HANH)).device
    async with database.reading() as tx:
        assert await tx.accounts.knows_device(HANH.id, device)
        assert not await tx.accounts.knows_device(KHOA.id, device)
        assert not await tx.accounts.knows_device(HANH.id, "")


@pytest.mark.parametrize("what", ["step", "invitation", "recovery"])
async def test_of_ten_at_once_one_spends_it(database: Database, what: str) -> None:
    await open_account(database, HANH)
    async with database.transact() as tx:
        await tx.accounts.invite(HANH.id, "link", expires=later(hours=1))
        await tx.accounts.put_recovery(HANH.id, ["ABCDE-FGHJK"])
        mark = tx.accounts.invitation_mark("link")

    async def spends() -> bool:
        async with database.transact() as tx:
            if what == "step":
                return await tx.accounts.spend_step(HANH.id, 7)
            if what == "recovery":
                return await tx.accounts.spend_recovery(HANH.id, "abcde fghjk", at=NOW)
            return await tx.accounts.take_invitation(mark, at=NOW)

    assert sum(await asyncio.gather(*(spends() for _ in range(10)))) == 1


async def test_an_earlier_step_never_counts_after_a_later_one(database: Database) -> None:
    await open_account(database, HANH)
    async with database.transact() as tx:
        assert await tx.accounts.spend_step(HANH.id, 8)
        assert not await tx.accounts.spend_step(HANH.id, 7)
        assert await tx.accounts.spend_step(HANH.id, 9)


async def test_tries_are_counted_across_replicas_and_by_the_hour(database: Database) -> None:
    async def tries(at: timedelta = timedelta()) -> bool:
        async with database.transact() as tx:
            return await tx.accounts.attempt("password", "hanh", at=NOW + at, limit=3)

    allowed = await asyncio.gather(*(tries() for _ in range(8)))
    assert sum(allowed) == 3
    assert await tries(timedelta(hours=1))

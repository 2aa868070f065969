"""A browser that an officer used before: its token cannot be planted, copied for long, or outlive the account."""

from dataclasses import replace

import pytest

from feedback.accounts import HALF_WAY, TRIES_BY_DEVICE
from feedback.audit import CONSOLE
from feedback.chance import Chance
from feedback.enrolling import choose_password, disable, invite, join_telephone, reset_second
from feedback.errors import SignInRefused
from feedback.messages import Chat
from feedback.sessions import who_is
from feedback.signing_in import check_password
from storage.maintenance import Database
from tests.support.builders import BOX, later
from tests.support.cast import HANH, KHOA, NOW
from tests.support.signing import DESK, PASSWORD, code, open_account, proving, sign_in


async def test_a_planted_token_never_becomes_known(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    first = await sign_in(tools, HANH, browser=DESK)
    second = await sign_in(tools, HANH, browser=replace(DESK, device=first.device), now=later(minutes=1))
    async with database.reading() as tx:
        known = [await tx.accounts.knows_device(HANH.id, one) for one in (DESK.device, first.device, second.device)]
    assert known == [False, False, True], "drawn anew at each sign-in"


async def test_two_officers_of_one_browser_have_a_count_each(database: Database) -> None:
    tools = proving(database)
    for officer in (HANH, KHOA):
        await open_account(database, officer)
        async with database.transact() as tx:
            await tx.accounts.know_device(officer.id, DESK.device, at=NOW)
    for _ in range(TRIES_BY_DEVICE):
        with pytest.raises(SignInRefused):
            await check_password(tools, KHOA.code, "wrong", browser=DESK, now=NOW)
    assert await check_password(tools, HANH.code, PASSWORD, browser=DESK, now=NOW)


@pytest.mark.parametrize("what", ["disable", "reset"])
async def test_no_browser_is_known_after_the_account_ended(database: Database, what: str) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    device = (await sign_in(tools, HANH)).device
    async with database.transact() as tx:
        if what == "disable":
            await disable(tx, HANH, who=CONSOLE, now=NOW)
        else:
            await reset_second(tx, HANH, token="the link", who=CONSOLE, now=NOW)
        assert not await tx.accounts.knows_device(HANH.id, device)


async def test_an_account_opened_by_a_link_is_told_of_from_a_known_browser_too(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    desk = replace(DESK, device=(await sign_in(tools, HANH)).device)
    tag = BOX.tag("telegram", "hanh")
    async with database.transact() as tx:
        chat = Chat(tag, "telegram", BOX.seal("telegram", "hanh"), officer_id=HANH.id)
        await tx.chats.save([chat], at=NOW)
        await tx.outbox.collect(tag, at=NOW)
        await invite(tx, HANH, token="the link", who=CONSOLE, now=NOW)
    chosen = await choose_password(tools, "the link", PASSWORD, names=(), browser=desk, now=NOW)
    shown = code(secret=chosen.session.pending[1])
    await join_telephone(tools, chosen.token, shown, browser=desk, chance=Chance(), now=NOW)
    async with database.transact() as tx:
        assert len(await tx.outbox.collect(tag, at=later(minutes=1))) == 1


async def test_the_page_that_shows_the_secret_closes_after_ten_minutes(database: Database) -> None:
    tools = proving(database)
    async with database.transact() as tx:
        await invite(tx, HANH, token="the link", who=CONSOLE, now=NOW)
    chosen = await choose_password(tools, "the link", PASSWORD, names=(), browser=DESK, now=NOW)
    assert await who_is(tools, chosen.token, now=later(minutes=9))
    assert await who_is(tools, chosen.token, now=NOW + HALF_WAY) is None

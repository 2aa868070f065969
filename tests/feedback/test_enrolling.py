"""How an account is opened, once, and how it ends; on both databases."""

import asyncio
from dataclasses import replace

import pytest

from feedback.accounts import INVITED_FOR, RECOVERY_CODES, State
from feedback.audit import CONSOLE
from feedback.chance import Chance
from feedback.enrolling import Opened, choose_password, disable, invite, invited, join_telephone, reset_second
from feedback.errors import (
    InvitationGone,
    NotAllowed,
    SignInRefused,
    TooManyTries,
    UnfitPassword,
    WrongCode,
)
from feedback.messages import Chat
from feedback.people import Officer
from feedback.sessions import Entered, Proving, who_is
from feedback.signing_in import check_code, check_password
from storage.maintenance import Database
from tests.support.builders import BOX, later
from tests.support.cast import HANH, KHOA, NOW, TUAN
from tests.support.signing import CAFE, DESK, PASSWORD, code, open_account, proving, sign_in

LINK = "the-link-of-the-invitation"


async def invite_hanh(database: Database, *, token: str = LINK, officer: Officer = HANH) -> None:
    async with database.transact() as tx:
        await invite(tx, officer, token=token, who=CONSOLE, now=NOW)


async def chooses(tools: Proving, token: str = LINK, password: str = PASSWORD) -> Entered:
    return await choose_password(tools, token, password, names=("an-binh", "Hòm Thư"), browser=DESK, now=NOW)


async def joins(tools: Proving, chosen: Entered) -> Opened:
    secret = chosen.session.pending[1]
    return await join_telephone(tools, chosen.token, code(secret=secret), browser=DESK, chance=Chance(), now=NOW)


async def test_a_link_a_password_and_a_telephone_make_an_account(database: Database) -> None:
    tools = proving(database)
    await invite_hanh(database)
    assert (await invited(tools, LINK, now=NOW)).code == "hanh"
    assert (await invited(tools, LINK, now=NOW)).code == "hanh", "looking spends nothing"
    chosen = await chooses(tools)
    with pytest.raises(SignInRefused):  # no account before the telephone is there
        await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)
    opened = await joins(tools, chosen)
    assert len(set(opened.recovery)) == RECOVERY_CODES
    assert await who_is(tools, opened.entered.token, now=NOW)
    assert await who_is(tools, chosen.token, now=NOW) is None
    half = await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)
    with pytest.raises(WrongCode):  # the code that joined the telephone is used up
        await check_code(tools, half.token, code(secret=chosen.session.pending[1]), browser=DESK, now=NOW)


async def test_a_link_opens_once(database: Database) -> None:
    tools = proving(database)
    await invite_hanh(database)
    first, second = await chooses(tools), await chooses(tools, password="con trâu gặm cỏ ven đê")
    ended = await asyncio.gather(joins(tools, first), joins(tools, second), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["InvitationGone", "Opened"]
    with pytest.raises(InvitationGone):
        await invited(tools, LINK, now=NOW)


async def test_a_link_dies_after_48_hours_and_with_the_next_one(database: Database) -> None:
    tools = proving(database)
    await invite_hanh(database)
    with pytest.raises(InvitationGone):
        await invited(tools, LINK, now=NOW + INVITED_FOR)
    chosen = await chooses(tools)
    await invite_hanh(database, token="another link")
    with pytest.raises(InvitationGone):
        await invited(tools, LINK, now=NOW)
    with pytest.raises(InvitationGone):
        await joins(tools, chosen)


@pytest.mark.parametrize(
    ("password", "why"), [("ngắn quá", "short"), ("x" * 129, "long"), ("AnBinh-2026-hanh", "known")]
)
async def test_an_unfit_password_is_told_why_and_spends_nothing(database: Database, password: str, why: str) -> None:
    tools = proving(database)
    await invite_hanh(database)
    with pytest.raises(UnfitPassword) as unfit:
        await chooses(tools, password=password)
    assert unfit.value.why == why
    assert await chooses(tools)


async def test_the_first_code_is_guessed_a_few_times_only(database: Database) -> None:
    tools = proving(database)
    await invite_hanh(database)
    chosen = await chooses(tools)
    for _ in range(6):
        with pytest.raises(WrongCode):
            await join_telephone(tools, chosen.token, "123", browser=DESK, chance=Chance(), now=NOW)
    with pytest.raises(TooManyTries):
        await joins(tools, chosen)


async def test_an_officer_without_pages_is_not_invited(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await invite_hanh(database, officer=TUAN)
    await invite_hanh(database)
    async with database.transact() as tx:
        await tx.places.put_officer(replace(HANH, active=False))
    with pytest.raises(InvitationGone):
        await invited(proving(database), LINK, now=NOW)


async def test_a_recovery_code_opens_once(database: Database) -> None:
    tools = proving(database)
    await invite_hanh(database)
    opened = await joins(tools, await chooses(tools))
    half = await check_password(tools, "hanh", PASSWORD, browser=CAFE, now=NOW)
    typed = f" {opened.recovery[3].lower()} "
    assert await check_code(tools, half.token, typed, browser=CAFE, now=NOW)
    half = await check_password(tools, "hanh", PASSWORD, browser=CAFE, now=NOW)
    with pytest.raises(WrongCode):
        await check_code(tools, half.token, typed, browser=CAFE, now=NOW)
    await open_account(database, KHOA)
    half = await check_password(tools, "khoa", PASSWORD, browser=CAFE, now=NOW)
    with pytest.raises(WrongCode):  # somebody else's opens nothing
        await check_code(tools, half.token, opened.recovery[0], browser=CAFE, now=NOW)


async def test_a_disabled_account_keeps_nothing(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    token = (await sign_in(tools, HANH)).token
    half = await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)
    await invite_hanh(database)
    async with database.transact() as tx:
        await disable(tx, HANH, who=CONSOLE, now=NOW)
    assert await who_is(tools, token, now=NOW) is None
    with pytest.raises(InvitationGone):
        await invited(tools, LINK, now=NOW)
    with pytest.raises(SignInRefused):
        await check_code(tools, half.token, code(later(minutes=1)), browser=DESK, now=later(minutes=1))
    with pytest.raises(SignInRefused):
        await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)


async def test_a_session_that_outlived_the_disabling_opens_nothing(database: Database) -> None:
    """Somebody signed in at the very moment: the row is there, the account is not."""
    tools = proving(database)
    await open_account(database, HANH)
    entered = await sign_in(tools, HANH)
    async with database.transact() as tx:
        await disable(tx, HANH, who=CONSOLE, now=NOW)
        await tx.accounts.begin(entered.session, "a token of its own, long enough")
    assert await who_is(tools, "a token of its own, long enough", now=NOW) is None


async def test_a_lost_telephone_needs_a_new_link(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    token = (await sign_in(tools, HANH)).token
    async with database.transact() as tx:
        await reset_second(tx, HANH, token=LINK, who=CONSOLE, now=NOW)
    assert await who_is(tools, token, now=NOW) is None
    with pytest.raises(SignInRefused):
        await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)
    assert await joins(tools, await chooses(tools, password="con trâu gặm cỏ ven đê"))


async def test_a_new_browser_is_told_of_in_her_own_chat_and_a_known_one_is_not(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    tag = BOX.tag("telegram", "hanh")
    async with database.transact() as tx:
        chat = Chat(tag, "telegram", BOX.seal("telegram", "hanh"), officer_id=HANH.id)
        await tx.chats.save([chat], at=NOW)
    desk = replace(DESK, device=(await sign_in(tools, HANH)).device)
    for browser, at in ((desk, later(minutes=1)), (CAFE, later(minutes=2))):
        await sign_in(tools, HANH, browser=browser, now=at)
    async with database.transact() as tx:
        letters = [text.text for text in await tx.outbox.collect(tag, at=later(minutes=3))]
    assert ["Chrome, Windows" in text for text in letters] == [True, False]
    assert "Firefox, Android" in letters[1]


async def test_what_was_done_stands_in_the_audit(database: Database) -> None:
    tools = proving(database)
    await invite_hanh(database)
    await joins(tools, await chooses(tools))
    await sign_in_again(tools)
    async with database.transact() as tx:
        await disable(tx, HANH, who=CONSOLE, now=NOW)
    async with database.reading() as tx:
        await tx.audit.verify()
        entries = [one.entry for one in await tx.audit.read(limit=99)]
    assert [(one.who, one.what) for one in entries] == [
        (CONSOLE, "moi-tai-khoan"),
        ("hanh", "mo-tai-khoan"),
        ("hanh", "dang-nhap"),
        (CONSOLE, "khoa-tai-khoan"),
    ]


async def test_the_list_says_how_each_stands(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    await open_account(database, KHOA)
    await sign_in(tools, HANH)
    async with database.transact() as tx:
        await invite(tx, (await tx.directory()).officers[4], token=LINK, who=CONSOLE, now=NOW)
        await disable(tx, KHOA, who=CONSOLE, now=NOW)
    async with database.reading() as tx:
        found = {one.officer.code: (one.state, one.last_seen) for one in await tx.accounts.standings(now=NOW)}
    assert found == {
        "dung": (State.INVITED, None),
        "hanh": (State.ACTIVE, NOW),
        "khoa": (State.DISABLED, None),
        "thao": (State.NONE, None),
    }


async def sign_in_again(tools: Proving) -> None:
    """With the secret that the account was given."""
    async with tools.database.reading() as tx:
        account = await tx.accounts.of(HANH.id)
    assert account
    soon = later(minutes=1)
    half = await check_password(tools, "hanh", PASSWORD, browser=DESK, now=soon)
    await check_code(tools, half.token, code(soon, secret=account.secret), browser=DESK, now=soon)

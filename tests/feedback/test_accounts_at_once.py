"""Two requests about one account at the same moment: what was ended stays ended, what opens once opens once."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from feedback.audit import CONSOLE
from feedback.chance import Chance
from feedback.enrolling import choose_password, disable, invite, join_telephone, reset_second
from feedback.errors import SignInRefused
from feedback.sessions import end_session, my_sessions, who_is
from feedback.signing_in import check_code, check_password, prove_again
from storage.accounts import AccountBook
from storage.maintenance import Database
from tests.support.builders import later
from tests.support.cast import HANH, NOW
from tests.support.signing import CAFE, DESK, PASSWORD, code, open_account, proving, sign_in


def meanwhile(
    monkeypatch: pytest.MonkeyPatch, what: str, happens: Callable[[], Coroutine[Any, Any, object]]
) -> list["asyncio.Task[object]"]:
    """The first time that `what` is asked, something else begins, and gets half a second."""
    asked = getattr(AccountBook, what)
    begun: list[asyncio.Task[object]] = []

    async def slow(self: AccountBook, *args: Any, **named: Any) -> object:
        answer = await asked(self, *args, **named)
        if not begun:
            begun.append(asyncio.create_task(happens()))
            await asyncio.sleep(0.5)
        return answer

    monkeypatch.setattr(AccountBook, what, slow)
    return begun


@pytest.mark.parametrize("stage", ["half", "full"])
@pytest.mark.parametrize("moment", ["session", "of"])
async def test_a_session_ended_meanwhile_is_not_raised_from_the_dead(
    database: Database, monkeypatch: pytest.MonkeyPatch, stage: str, moment: str
) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    now = later(minutes=2)
    entered = await sign_in(tools, HANH)
    if stage == "half":
        entered = await check_password(tools, HANH.code, PASSWORD, browser=DESK, now=now)
    begun = meanwhile(monkeypatch, moment, lambda: end_session(tools, HANH, ""))
    proves = check_code if stage == "half" else prove_again
    ended = await asyncio.gather(proves(tools, entered.token, code(now), browser=DESK, now=now), return_exceptions=True)
    await asyncio.gather(*begun)
    assert not await my_sessions(tools, HANH, now=now)
    if isinstance(ended[0], SignInRefused):
        monkeypatch.undo()
        assert await sign_in(tools, HANH, now=now), "the code was given back"


async def test_one_half_way_session_makes_one_full_one(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    async with database.transact() as tx:
        await tx.accounts.put_recovery(HANH.id, ["ABCDE-FGHJK"])
    half = await check_password(tools, HANH.code, PASSWORD, browser=CAFE, now=NOW)
    both = (code(), "ABCDEFGHJK")
    await asyncio.gather(
        *(check_code(tools, half.token, one, browser=CAFE, now=NOW) for one in both), return_exceptions=True
    )
    assert len(await my_sessions(tools, HANH, now=NOW)) == 1


@pytest.mark.parametrize("what", ["disable", "reset"])
async def test_opening_and_locking_out_wait_for_each_other(
    database: Database, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    async with database.transact() as tx:
        await invite(tx, HANH, token="the link", who=CONSOLE, now=NOW)
    chosen = await choose_password(tools, "the link", "cay xanh nui bien 9", names=(), browser=CAFE, now=NOW)

    async def locks_out() -> None:
        async with database.transact() as tx:
            if what == "disable":
                await disable(tx, HANH, who=CONSOLE, now=NOW)
            else:
                await reset_second(tx, HANH, token="another", who=CONSOLE, now=NOW)

    begun = meanwhile(monkeypatch, "take_invitation", locks_out)
    shown = code(secret=chosen.session.pending[1])
    opened = await join_telephone(tools, chosen.token, shown, browser=CAFE, chance=Chance(), now=NOW)
    await asyncio.gather(*begun)
    assert await who_is(tools, opened.entered.token, now=NOW) is None


async def test_of_six_invitations_at_once_one_is_alive(database: Database) -> None:
    async def invites(token: str) -> None:
        async with database.transact() as tx:
            await invite(tx, HANH, token=token, who=CONSOLE, now=NOW)

    await asyncio.gather(*(invites(one) for one in "ABCDEF"))
    async with database.reading() as tx:
        assert sum([await tx.accounts.invited(one, now=NOW) is not None for one in "ABCDEF"]) == 1

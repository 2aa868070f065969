"""Who gets in, who does not, and when a session is over; on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.accounts import IDLE, TRIES_BY_DEVICE, TRIES_BY_NAME, TRIES_OF_CODE, Stage
from feedback.errors import SignInRefused, TooManyTries, WrongCode
from feedback.people import Role
from feedback.sessions import end_session, my_sessions, sign_out, who_is
from feedback.signing_in import check_code, check_password, prove_again
from storage.maintenance import Database
from storage.tables import attempts
from tests.support.builders import later
from tests.support.cast import HANH, MAI, NOW
from tests.support.signing import CAFE, DESK, PASSWORD, PlainHasher, code, open_account, proving, sign_in


async def test_password_then_code_open_a_session_under_another_token(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    half = await check_password(tools, "Hanh ", PASSWORD, browser=DESK, now=NOW)
    assert half.session.stage is Stage.HALF
    full = await check_code(tools, half.token, code(), browser=DESK, now=NOW)
    assert full.session.stage is Stage.FULL
    assert full.token != half.token
    assert await who_is(tools, half.token, now=NOW) is None, "the token of before opens nothing"
    found = await who_is(tools, full.token, now=NOW)
    assert found
    assert found.officer == HANH


@pytest.mark.parametrize("name", ["hanh", "nobody", "mai", ""])
async def test_a_wrong_password_and_an_unknown_name_cost_the_same_and_are_told_the_same(
    database: Database, name: str
) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    with pytest.raises(SignInRefused):
        await check_password(tools, name, "a wrong one", browser=CAFE, now=NOW)
    assert isinstance(tools.hasher, PlainHasher)
    assert len(tools.hasher.looked) == 1


async def test_an_unknown_name_is_counted_like_a_known_one(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    ends = []
    for name in ("hanh", "nobody"):
        for _ in range(TRIES_BY_NAME):
            with pytest.raises(SignInRefused):
                await check_password(tools, name, "wrong", browser=CAFE, now=NOW)
        with pytest.raises(TooManyTries) as end:
            await check_password(tools, name, PASSWORD, browser=CAFE, now=NOW)
        ends.append(str(end.value))
    assert ends[0] == ends[1]


async def test_nobody_locks_the_head_out_of_her_own_browser(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    own = replace(DESK, device=(await sign_in(tools, HANH, browser=DESK)).device)
    for _ in range(TRIES_BY_NAME):
        with pytest.raises(SignInRefused):
            await check_password(tools, "hanh", "wrong", browser=CAFE, now=NOW)
    with pytest.raises(TooManyTries):
        await check_password(tools, "hanh", PASSWORD, browser=CAFE, now=NOW)
    own = replace(own, device=(await sign_in(tools, HANH, browser=own, now=later(minutes=1))).device)
    for _ in range(TRIES_BY_DEVICE):
        with pytest.raises(SignInRefused):
            await check_password(tools, "hanh", "wrong", browser=own, now=NOW)
    with pytest.raises(TooManyTries):
        await check_password(tools, "hanh", PASSWORD, browser=own, now=NOW)
    assert await sign_in(tools, HANH, browser=CAFE, now=later(hours=1)), "the next hour begins anew"


async def test_a_code_counts_once(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    await sign_in(tools, HANH)
    half = await check_password(tools, "hanh", PASSWORD, browser=CAFE, now=NOW)
    with pytest.raises(WrongCode):
        await check_code(tools, half.token, code(), browser=CAFE, now=NOW)
    with pytest.raises(WrongCode):
        await check_code(tools, half.token, code(NOW - timedelta(seconds=30)), browser=CAFE, now=NOW)
    soon = NOW + timedelta(seconds=30)
    assert await check_code(tools, half.token, code(soon), browser=CAFE, now=soon)


async def test_two_browsers_with_one_code_one_wins(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    halves = [await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW) for _ in range(2)]
    ended = await asyncio.gather(
        *(check_code(tools, half.token, code(), browser=DESK, now=NOW) for half in halves), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in ended) == ["Entered", "WrongCode"]


async def test_codes_are_guessed_a_few_times_only(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    half = await check_password(tools, "hanh", PASSWORD, browser=CAFE, now=NOW)
    for _ in range(TRIES_OF_CODE):
        with pytest.raises(WrongCode):
            await check_code(tools, half.token, "000000", browser=CAFE, now=NOW)
    with pytest.raises(TooManyTries):
        await check_code(tools, half.token, code(), browser=CAFE, now=NOW)
    assert await sign_in(tools, HANH, browser=DESK, now=later(hours=1))


async def test_a_code_of_a_minute_ago_is_too_old(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    half = await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)
    with pytest.raises(WrongCode):
        await check_code(tools, half.token, code(NOW - timedelta(minutes=1)), browser=DESK, now=NOW)


async def test_half_an_hour_without_a_sign_ends_it(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    token = (await sign_in(tools, HANH)).token
    assert await who_is(tools, token, now=later(minutes=29))
    assert await who_is(tools, token, now=later(minutes=58)), "each request keeps it"
    assert await who_is(tools, token, now=later(minutes=58) + IDLE) is None


async def test_twelve_hours_end_it_however_busy(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    token = (await sign_in(tools, HANH)).token
    for minutes in range(20, 12 * 60, 20):
        assert await who_is(tools, token, now=later(minutes=minutes))
    assert await who_is(tools, token, now=later(hours=12)) is None


async def test_a_password_alone_waits_ten_minutes_for_its_code(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    half = await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)
    with pytest.raises(SignInRefused):
        await check_code(tools, half.token, code(later(minutes=10)), browser=DESK, now=later(minutes=10))


async def test_step_up_gives_another_token_and_is_fresh_for_ten_minutes(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    full = await sign_in(tools, HANH)
    late = later(minutes=20)
    assert not full.session.is_fresh(late)
    again = await prove_again(tools, full.token, code(late), browser=DESK, now=late)
    assert again.session.is_fresh(late + timedelta(minutes=9))
    assert not again.session.is_fresh(late + timedelta(minutes=10))
    assert again.session.began_at == full.session.began_at, "twelve hours go on from the sign-in"
    assert await who_is(tools, full.token, now=late) is None


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.OFFICER}])
async def test_who_left_or_lost_the_role_has_no_session_any_longer(
    database: Database, change: dict[str, object]
) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    token = (await sign_in(tools, HANH)).token
    async with database.transact() as tx:
        await tx.places.put_officer(replace(HANH, **change))  # type: ignore[arg-type]
    assert await who_is(tools, token, now=NOW) is None
    with pytest.raises(SignInRefused):
        await check_password(tools, "hanh", PASSWORD, browser=DESK, now=NOW)


async def test_one_sees_and_ends_ones_own_sessions_and_nobody_elses(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    first = await sign_in(tools, HANH, browser=DESK)
    second = await sign_in(tools, HANH, browser=CAFE, now=later(minutes=1))
    listed = await my_sessions(tools, HANH, now=later(minutes=2))
    assert [one.device for one in listed] == ["Firefox, Android", "Chrome, Windows"]
    await end_session(tools, MAI, first.session.mark)
    assert await who_is(tools, first.token, now=later(minutes=2))
    await end_session(tools, HANH, first.session.mark)
    assert await who_is(tools, first.token, now=later(minutes=2)) is None
    await end_session(tools, HANH, "")
    assert await who_is(tools, second.token, now=later(minutes=2)) is None


async def test_signing_out_ends_it_at_once(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    token = (await sign_in(tools, HANH)).token
    await sign_out(tools, token)
    assert await who_is(tools, token, now=NOW) is None


async def test_a_name_in_the_wrong_field_is_not_kept_as_it_is(database: Database) -> None:
    tools = proving(database)
    with pytest.raises(SignInRefused):
        await check_password(tools, "my secret password", "hanh", browser=CAFE, now=NOW)
    async with database.reading() as tx:
        kept = [tuple(row) for row in await tx.executor.rows(select(attempts))]
    assert kept
    assert "secret" not in str(kept)

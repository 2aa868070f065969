"""An administrator authorises us: with our own ticket, once, in time, and for our own account."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.base import Outgoing
from bot.channels.zalo_oa_authorising import TICKET_LIVES, Answer, Authorising, NotAuthorised, challenge
from bot.channels.zalo_oa_tokens import NAME
from storage.maintenance import Database
from tests.bot.channels.contract import only_loopback
from tests.bot.channels.zalo_oa_door import LAN, door, keeper
from tests.support.cast import NOW
from tests.support.fake_zalo import APP_ID, OA_ID, TOKEN, FakeZalo

__all__ = ["only_loopback"]

BACK = "https://phuong.example/hooks/zalo-oa/authorized"


@pytest.fixture(scope="module")
def running_server() -> Iterator[FakeZalo]:
    with FakeZalo() as server:
        yield server


@pytest.fixture
def zalo(running_server: FakeZalo) -> FakeZalo:
    running_server.forget()
    return running_server


@pytest.fixture
async def round_(zalo: FakeZalo, database: Database) -> AsyncIterator[Authorising]:
    opened = Authorising(keeper(database, zalo.url, access="", refresh=""), OA_ID)
    yield opened
    await opened.keeper.line.close()


async def agreed(round_: Authorising, zalo: FakeZalo) -> Answer:
    """An administrator opens our address and agrees; what comes back."""
    asked = parse_qs(urlsplit(await round_.begin(BACK)).query)
    assert (asked["app_id"], asked["redirect_uri"]) == ([APP_ID], [BACK])
    return Answer(zalo.code_for(asked["code_challenge"][0]), asked["state"][0], OA_ID)


async def test_after_the_round_letters_go_out(round_: Authorising, zalo: FakeZalo) -> None:
    await round_.finish(await agreed(round_, zalo))
    await door(round_.keeper, zalo.url).send(LAN, Outgoing(("Xin cảm ơn Ông/Bà.",)))
    assert len(zalo.sent) == 1


async def test_it_replaces_a_pair_that_was_lost(round_: Authorising, zalo: FakeZalo, database: Database) -> None:
    await round_.finish(await agreed(round_, zalo))
    async with database.transact() as tx:
        assert await tx.tokens.lease(NAME, version=1, owner="a", now=NOW, seconds=60)
        await tx.tokens.fail(NAME, owner="a", trouble="code -14014", lost_at=NOW, again=NOW)
    await round_.finish(await agreed(round_, zalo))
    async with database.reading() as tx:
        kept = await tx.tokens.get(NAME)
    assert kept
    assert (kept.lost_at, kept.pair.access) == (None, zalo.access)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"state": "another"}, "state"), ({"state": ""}, "state"), ({"account": "999"}, "account")],
)
async def test_an_answer_that_is_not_to_our_question_is_refused_unspent(
    round_: Authorising, zalo: FakeZalo, change: dict[str, str], reason: str
) -> None:
    right = await agreed(round_, zalo)
    wrong = Answer(**{"code": right.code, "state": right.state, "account": right.account, **change})
    with pytest.raises(NotAuthorised) as refused:
        await round_.finish(wrong)
    assert refused.value.reason == reason
    assert zalo.called(TOKEN) == []
    await round_.finish(right)


async def test_without_a_question_of_ours_there_is_no_answer(round_: Authorising, zalo: FakeZalo) -> None:
    with pytest.raises(NotAuthorised, match="ticket"):
        await round_.finish(Answer("code", ""))


async def test_the_same_answer_works_once(round_: Authorising, zalo: FakeZalo) -> None:
    answer = await agreed(round_, zalo)
    await round_.finish(answer)
    with pytest.raises(NotAuthorised, match="ticket"):
        await round_.finish(answer)


async def test_a_ticket_ends_after_half_an_hour(round_: Authorising, zalo: FakeZalo) -> None:
    answer = await agreed(round_, zalo)
    round_.keeper.clock = lambda: NOW + TICKET_LIVES
    with pytest.raises(NotAuthorised, match="ticket"):
        await round_.finish(answer)


async def test_a_later_question_makes_an_earlier_answer_worthless(round_: Authorising, zalo: FakeZalo) -> None:
    early = await agreed(round_, zalo)
    await round_.begin(BACK)
    with pytest.raises(NotAuthorised, match="state"):
        await round_.finish(early)


async def test_whoever_sits_at_the_machine_may_paste_the_bare_code(round_: Authorising, zalo: FakeZalo) -> None:
    answer = await agreed(round_, zalo)
    await round_.finish(Answer(answer.code), by_hand=True)


async def test_what_zalo_refuses_is_told_by_its_code(round_: Authorising, zalo: FakeZalo) -> None:
    answer = await agreed(round_, zalo)
    with pytest.raises(NotAuthorised, match="code -14005"):
        await round_.finish(Answer("wrong", answer.state, answer.account))
    zalo.fault("http", call=TOKEN)
    with pytest.raises(NotAuthorised, match="Unavailable"):
        await round_.finish(answer)
    round_.keeper.clock = lambda: NOW + timedelta(minutes=5)
    await round_.finish(answer)


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        (f"{BACK}?oa_id={OA_ID}&code=a%2Bb&state=s", Answer("a+b", "s", OA_ID)),
        (" code=c&state=s&oa_id=1 \n", Answer("c", "s", "1")),
        ("c0de", Answer("c0de")),
        ("", Answer("")),
        (f"{BACK}?error=denied", Answer("error=denied")),
    ],
)
def test_a_pasted_address_a_query_or_a_code_is_understood(pasted: str, read: Answer) -> None:
    assert Answer.of(pasted) == read


def test_the_challenge_is_that_of_the_standard() -> None:
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize("odd", ["//[code=", "//[", "code=%00&state=%ff", "&&&=code="])
def test_an_odd_answer_is_read_and_raises_nothing(odd: str) -> None:
    assert isinstance(Answer.of(odd), Answer)
    assert isinstance(Answer.in_query(odd), Answer)

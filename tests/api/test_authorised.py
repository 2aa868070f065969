"""Where an administrator comes back to after letting us speak for the account."""

from typing import Any

import httpx

from api.app import create_app
from api.authorised import LONGEST_QUERY
from feedback.errors import StorageUnavailable
from feedback.wording import words
from tests.api.conftest import a_client
from tests.api.fakes import FakeLetters, FakeReception, an_app

BACK = "/hooks/zalo-oa/authorized"


class Finish:
    """What the round says to each query."""

    def __init__(self, reason: str = "", trouble: Exception | None = None) -> None:
        self.reason, self.trouble, self.asked = reason, trouble, list[str]()

    async def __call__(self, query: str, *, who: str = "") -> str:
        self.asked.append(query)
        if self.trouble:
            raise self.trouble
        return self.reason


def browser(finish: Finish) -> httpx.AsyncClient:
    async def nothing() -> Any:
        return {"ok": True}

    app = create_app(
        reception=FakeReception(),
        letters=FakeLetters(),
        channels={},
        directory=nothing,
        words=words,
        ready=nothing,
        public_url="http://homthu.test",
        authorised={"zalo-oa": finish},
    )
    return a_client(app)


async def test_the_whole_query_is_handed_on_and_success_is_said() -> None:
    finish = Finish()
    page = await browser(finish).get(f"{BACK}?code=a%2Bb&state=s")
    assert (page.status_code, finish.asked) == (200, ["code=a%2Bb&state=s"])
    assert page.text == words("vi").say("zalo.authorised")


async def test_a_refusal_says_why_and_repeats_no_code() -> None:
    page = await browser(Finish("state")).get(f"{BACK}?code=the-code&state=wrong")
    assert page.status_code == 400
    assert "state" in page.text
    assert "the-code" not in page.text


async def test_a_giant_query_is_not_handed_on() -> None:
    finish = Finish()
    page = await browser(finish).get(f"{BACK}?code={'a' * LONGEST_QUERY}")
    assert (page.status_code, finish.asked) == (400, [])


async def test_a_database_that_is_away_asks_to_come_again() -> None:
    page = await browser(Finish(trouble=StorageUnavailable())).get(f"{BACK}?code=c")
    assert page.status_code == 503


async def test_nothing_is_changed_by_any_other_method() -> None:
    assert (await browser(Finish()).post(f"{BACK}?code=c")).status_code == 405


async def test_a_house_without_an_account_has_no_such_address() -> None:
    assert (await a_client(an_app(FakeReception())).get(f"{BACK}?code=c")).status_code == 404


async def test_an_odd_query_is_only_a_query() -> None:
    finish = Finish("state")
    page = await browser(finish).get(f"{BACK}?//[code=")
    assert (page.status_code, finish.asked) == (400, ["//[code="])

"""The pages over the real wiring: doors by the doctor's sources, and the whole authorisation round with Zalo."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.channels.zalo_oa_tokens import NAME
from feedback.platform_ports import TokenPair
from feedback.wording import words
from homthu.settings import load_settings
from homthu.wiring import Service, build
from tests.support.builders import later
from tests.support.cast import KHOA, NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.fake_zalo import APP_ID, APP_SECRET, OA_ID, OA_SECRET_KEY, FakeZalo
from tests.support.signing import PASSWORD, code
from tests.support.signing import SECRET as TELEPHONE

say = words("vi").say
HERE = "http://127.0.0.1:8000"
PAGE = "/quan-ly/quan-tri/kenh"


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    """Zalo, as far as it gives out tokens."""
    with FakeZalo() as running:
        yield running


@pytest.fixture
async def service(sqlite_template: SqliteTemplate, tmp_path: Path, zalo: FakeZalo) -> AsyncIterator[Service]:
    """An office with an Official Account, and anh Khoa with an account of his own."""
    with sqlite_template.copy(tmp_path) as url:
        env = {
            "HOMTHU_DATABASE_URL": url,
            "HOMTHU_SECRET_KEY": SECRET,
            "HOMTHU_DATA_DIR": str(tmp_path),
            "HOMTHU_PUBLIC_URL": HERE,
            "HOMTHU_ZALO_OA_ID": OA_ID,
            "HOMTHU_ZALO_OA_APP_ID": APP_ID,
            "HOMTHU_ZALO_OA_APP_SECRET": APP_SECRET,
            "HOMTHU_ZALO_OA_SECRET_KEY": OA_SECRET_KEY,
            "HOMTHU_ZALO_OA_OAUTH_URL": zalo.url,
            "HOMTHU_ZALO_OA_API_URL": zalo.url,
        }
        opened = build(load_settings(env, None), clock=lambda: NOW)
        await opened.database.start()
        hashed = await opened.desk.proving.hasher.hash(PASSWORD)
        async with opened.database.transact() as tx:
            await tx.accounts.put(KHOA.id, password=hashed, secret=TELEPHONE, step=0, at=NOW)
        yield opened
        for channel in opened.channels.values():
            await channel.close()
        await opened.reception.close()
        await opened.analyst.close()
        await opened.database.close()


@asynccontextmanager
async def khoa(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """Anh Khoa, signed in."""
    transport = httpx.ASGITransport(service.app(), client=("127.0.0.1", 5000))
    async with httpx.AsyncClient(transport=transport, base_url=HERE, follow_redirects=True) as client:
        await sends(client, "/quan-ly/dang-nhap", "/quan-ly/dang-nhap", name="khoa", password=PASSWORD)
        answer = await sends(client, "/quan-ly/ma", "/quan-ly/ma", code=code())
        assert answer.url.path == "/quan-ly"
        yield client


async def sends(client: httpx.AsyncClient, page: str, to: str, **fields: str) -> httpx.Response:
    """A form of that page."""
    mark = re.search(r'name="mark" value="([0-9a-f]+)"', (await client.get(page)).text)
    assert mark
    return await client.post(to, data={"mark": mark[1], **fields}, headers={"sec-fetch-site": "same-origin"})


async def begins(client: httpx.AsyncClient) -> dict[str, str]:
    """What the link to Zalo asks for."""
    page = await sends(client, PAGE, f"{PAGE}/zalo-oa/uy-quyen")
    link = re.search(r'class="way primary" href="([^"]+)"', page.text)
    assert link
    return {name: values[0] for name, values in parse_qs(urlsplit(unescape(link[1])).query).items()}


async def comes_back(client: httpx.AsyncClient, **answer: str) -> httpx.Response:
    """From Zalo's site, by its redirect."""
    return await client.get("/hooks/zalo-oa/authorized", params=answer, headers={"sec-fetch-site": "cross-site"})


async def test_the_whole_round(service: Service, zalo: FakeZalo) -> None:
    async with khoa(service) as client:
        page = await client.get(PAGE)
        assert say("desk.zalo.no_tokens") in page.text
        asked = await begins(client)
        assert asked["redirect_uri"] == f"{HERE}/hooks/zalo-oa/authorized"
        assert "verifier" not in str(asked)
        back = await comes_back(client, code=zalo.code_for(asked["code_challenge"]), state=asked["state"], oa_id=OA_ID)
        assert back.url.path == PAGE
        assert "code" not in back.url.query.decode()
        assert say("desk.authorised") in unescape(back.text)
        assert "03:31 04/08/2026" in back.text or "08:31 04/08/2026" in back.text
        for secret in (zalo.access, zalo.refresh, asked["state"]):
            assert secret not in back.text
    async with service.database.reading() as tx:
        kept = await tx.tokens.get(NAME)
        entries = [(e.entry.who, e.entry.what, e.entry.about) for e in await tx.audit.read(limit=9)]
    assert kept
    assert kept.pair.access == zalo.access
    assert entries[1:] == [("khoa", "xin-uy-quyen", NAME), ("khoa", "uy-quyen", NAME)]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [({"state": "another"}, "desk.result_state"), ({"oa_id": "77"}, "desk.result_account")],
)
async def test_a_round_that_goes_wrong_is_told_with_what_to_do(
    service: Service, zalo: FakeZalo, wrong: dict[str, str], key: str
) -> None:
    async with khoa(service) as client:
        asked = await begins(client)
        answer = {"code": zalo.code_for(asked["code_challenge"]), "state": asked["state"], "oa_id": OA_ID}
        back = await comes_back(client, **(answer | wrong))
        assert say(key) in unescape(back.text)
        refused = await comes_back(client, **(answer | {"code": "not-this"}))
        assert "-14005" in refused.text
        old = await comes_back(client, code="c")
        assert say("desk.result_state") in unescape(old.text)


async def test_who_is_not_signed_in_is_told_in_plain_words(service: Service, zalo: FakeZalo) -> None:
    async with khoa(service) as client:
        asked = await begins(client)
        client.cookies.clear()
        answer = {"code": zalo.code_for(asked["code_challenge"]), "state": asked["state"], "oa_id": OA_ID}
        bare = await comes_back(client, code=answer["code"], state=answer["state"])
        assert bare.text == say("zalo.not_authorised", reason="account"), "Zalo always names the account"
        back = await comes_back(client, **answer)
        assert back.text == say("zalo.authorised")
    async with service.database.reading() as tx:
        entries = [(e.entry.who, e.entry.what) for e in await tx.audit.read(limit=9)]
    assert entries[-1] == ("khoa", "uy-quyen"), "whoever began it"


async def test_a_lost_authorisation_and_a_resting_platform_are_told(service: Service) -> None:
    async with service.database.transact() as tx:
        await tx.tokens.replace(NAME, TokenPair("a", "r", later(hours=20)), at=NOW)
        await tx.tokens.lease(NAME, version=1, owner="me", now=NOW, seconds=1)
        await tx.tokens.fail(NAME, owner="me", trouble="code -14014", lost_at=NOW, again=NOW)
        for _ in range(5):
            await tx.outbox.platform_failed(NAME, "unavailable", at=NOW, trial=False, grave=True)
    async with khoa(service) as client:
        page = unescape((await client.get(PAGE)).text)
    assert say("desk.zalo.lost", at="07:31 03/08/2026") in page
    assert "tạm ngừng gửi" in page
    assert "./run zalo" not in page
    assert say("desk.not_set") in page


async def test_the_platforms_are_asked_only_when_told_to(service: Service, zalo: FakeZalo) -> None:
    async with khoa(service) as client:
        await client.get(PAGE)
        assert zalo.calls == []
        page = unescape((await sends(client, PAGE, PAGE)).text)
        assert say("desk.asked_now", at="07:31 03/08/2026") in page

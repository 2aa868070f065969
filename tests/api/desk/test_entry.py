"""The doors of the pages: sign-in, cookies, marks of forms, headers, and what ends a session."""

import re
from dataclasses import replace

import pytest

from feedback.accounts import IDLE, TRIES_BY_ADDRESS
from feedback.audit import CONSOLE
from feedback.enrolling import disable
from feedback.wording import words
from storage.maintenance import Database
from tests.support.cast import AN_BINH, HANH, KHOA, SINCE
from tests.support.desk_browser import URL, Desk
from tests.support.signing import PASSWORD, code

say = words("vi").say


async def test_ba_hanh_signs_in_and_out(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly")
    assert hanh.at == "/quan-ly/dang-nhap"
    await hanh.signs_in(HANH)
    assert hanh.at == "/quan-ly"
    assert HANH.name in hanh.text
    await hanh.sends("/quan-ly/dang-xuat")
    assert hanh.at == "/quan-ly/dang-nhap"
    await hanh.opens("/quan-ly")
    assert hanh.at == "/quan-ly/dang-nhap"


async def test_each_step_of_signing_in_gives_another_token_and_the_old_ones_open_nothing(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly/dang-nhap")
    tokens = [hanh.token]
    await hanh.sends("/quan-ly/dang-nhap", name="hanh", password=PASSWORD)
    tokens.append(hanh.token)
    await hanh.sends("/quan-ly/ma", code=code())
    tokens.append(hanh.token)
    assert len(set(tokens)) == 3
    for planted in tokens[:2]:  # a token from before the sign-in, as somebody may have planted it
        thief = desk.browser()
        thief.client.cookies.set("homthu_quan_ly", planted, domain="127.0.0.1")
        await thief.opens("/quan-ly")
        assert thief.at == "/quan-ly/dang-nhap"


async def test_a_wrong_password_keeps_the_name_and_repeats_no_password(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly/dang-nhap")
    page = await hanh.sends("/quan-ly/dang-nhap", name="hanh", password="not this one either")
    assert page.status_code == 403
    assert say("account.refused") in hanh.text
    assert 'value="hanh"' in page.text
    assert "not this one" not in page.text


async def test_an_unknown_name_gets_the_very_same_page(desk: Desk) -> None:
    pages = []
    for name in ("hanh", "nobody"):
        browser = desk.browser()
        await browser.opens("/quan-ly/dang-nhap")
        page = await browser.sends("/quan-ly/dang-nhap", name=name, password="wrong")
        changing = re.compile(r'nonce="[^"]+"|name="mark" value="[^"]+"')
        pages.append((page.status_code, changing.sub("", page.text).replace(f'value="{name}"', "")))
    assert pages[0] == pages[1]


async def test_the_session_cookie_is_closed_to_scripts_and_to_other_sites(desk: Desk) -> None:
    page = await desk.browser().client.get("/quan-ly/dang-nhap")
    assert re.fullmatch(r"homthu_quan_ly=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", page.headers["set-cookie"])


async def test_over_https_no_other_host_can_have_set_it(database: Database) -> None:
    page = await Desk(database, "https://gopy.example").browser().client.get("/quan-ly/dang-nhap")
    kept = page.headers["set-cookie"]
    assert kept.startswith("__Host-homthu_quan_ly=")
    assert kept.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")
    assert "strict-transport-security" in page.headers


async def test_without_https_the_pages_open_on_the_machine_alone(database: Database) -> None:
    browser = Desk(database, "http://192.168.1.5:8000").browser()
    page = await browser.opens("/quan-ly/dang-nhap")
    assert page.status_code == 403
    assert "https" in browser.text


async def test_a_page_lets_in_one_style_sheet_and_nothing_else(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    policy = hanh.page.headers["content-security-policy"]
    nonce = re.search(r"style-src 'nonce-([\w-]{22})'", policy)
    assert nonce
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert hanh.page.text.count(f'nonce="{nonce[1]}"') == 2
    assert hanh.page.headers["cache-control"] == "no-store"
    again = await hanh.opens("/quan-ly")
    assert nonce[1] not in again.headers["content-security-policy"], "each page has its own"
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", again.text), "nothing of a third party"
    assert not re.search(r"<script|style=|\son\w+=", again.text)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_a_form_from_elsewhere_does_nothing_whatever_it_carries(desk: Desk, site: str) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    sent = await hanh.client.post("/quan-ly/dang-xuat", data={"mark": hanh.mark}, headers={"sec-fetch-site": site})
    assert sent.status_code == 403
    await hanh.opens("/quan-ly")
    assert hanh.at == "/quan-ly"


@pytest.mark.parametrize("mark", ["", "0" * 64, "khoa"])
async def test_a_form_without_the_mark_of_this_session_does_nothing(desk: Desk, mark: str) -> None:
    hanh, khoa = desk.browser(), desk.browser()
    await hanh.signs_in(HANH)
    await khoa.signs_in(KHOA)
    sent = await hanh.sends("/quan-ly/phien", mark=khoa.mark if mark == "khoa" else mark, session="")
    assert sent.status_code == 403
    assert say("account.foreign") in hanh.text
    await hanh.opens("/quan-ly")
    assert hanh.at == "/quan-ly"


async def test_signing_in_needs_the_mark_too(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly/dang-nhap")
    sent = await hanh.sends("/quan-ly/dang-nhap", mark="", name="hanh", password=PASSWORD)
    assert sent.status_code == 403
    assert hanh.at == "/quan-ly/dang-nhap"


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", URL, None])
async def test_an_older_browser_is_known_by_its_origin(desk: Desk, origin: str | None) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    headers = {"origin": origin} if origin else {}
    sent = await hanh.client.post("/quan-ly/dang-xuat", data={"mark": hanh.mark}, headers=headers)
    assert sent.status_code == (403 if origin == "https://elsewhere.example" else 303)


async def test_half_an_hour_away_ends_it(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    desk.passes(minutes=29)
    await hanh.opens("/quan-ly")
    assert hanh.at == "/quan-ly"
    desk.now += IDLE
    await hanh.opens("/quan-ly/phien")
    assert hanh.at == "/quan-ly/dang-nhap"


async def test_a_disabled_account_is_out_at_the_next_request(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.signs_in(HANH)
    async with desk.database.transact() as tx:
        await disable(tx, HANH, who=CONSOLE, now=desk.now)
    await hanh.opens("/quan-ly")
    assert hanh.at == "/quan-ly/dang-nhap"
    await hanh.signs_in(HANH)
    assert say("account.refused") in hanh.text or hanh.at == "/quan-ly/dang-nhap"


async def test_the_list_of_sessions_and_its_ends(desk: Desk) -> None:
    office = desk.browser(**{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537"})
    phone = desk.browser(**{"user-agent": "Mozilla/5.0 (iPhone) AppleWebKit Safari/604"})
    await office.signs_in(HANH)
    desk.passes(minutes=1)
    await phone.signs_in(HANH)
    page = await phone.opens("/quan-ly/phien")
    assert "Chrome, Windows" in phone.text
    assert "Safari, iPhone" in phone.text
    marks = re.findall(r'name="session" value="([^"]+)"', page.text)
    assert len(marks) == 2
    await phone.sends("/quan-ly/phien", session=marks[1])
    assert phone.at == "/quan-ly/phien"
    assert "Chrome, Windows" not in phone.text
    await office.opens("/quan-ly")
    assert office.at == "/quan-ly/dang-nhap"
    await phone.sends("/quan-ly/phien", session="")
    assert phone.at == "/quan-ly/dang-nhap"


async def test_too_many_fields_or_a_giant_form_are_refused(desk: Desk) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly/dang-nhap")
    many = await hanh.sends("/quan-ly/dang-nhap", **{f"f{n}": "x" for n in range(20)})
    assert many.status_code == 400
    giant = await hanh.sends("/quan-ly/dang-nhap", mark="x", name="x" * 70_000)
    assert giant.status_code == 413


async def test_one_machine_tries_a_hundred_names_an_hour_whatever_it_says_of_itself(desk: Desk) -> None:
    desk = Desk(desk.database, "https://gopy.example")
    robot = desk.browser()
    await robot.opens("/quan-ly/dang-nhap")
    mark, statuses = robot.mark, []
    for n in range(TRIES_BY_ADDRESS + 1):
        headers = {"sec-fetch-site": "same-origin", "x-forwarded-for": f"10.0.0.{n}", "forwarded": f"for=10.0.0.{n}"}
        fields = {"mark": mark, "name": f"name-{n}", "password": "123456"}
        statuses.append((await robot.client.post("/quan-ly/dang-nhap", data=fields, headers=headers)).status_code)
    assert statuses == [403] * TRIES_BY_ADDRESS + [429]
    hanh = desk.browser()
    hanh.client.cookies.set("__Host-homthu_may", "the-desk-in-the-office", domain="gopy.example")
    async with desk.database.transact() as tx:
        await tx.accounts.know_device(HANH.id, "the-desk-in-the-office", at=desk.now)
    await hanh.signs_in(HANH)
    assert hanh.at == "/quan-ly", "whoever signed in from here before is not held up by it"


async def test_a_refusal_is_logged_without_name_or_password(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    hanh = desk.browser()
    await hanh.opens("/quan-ly/dang-nhap")
    await hanh.sends("/quan-ly/dang-nhap", name="hanh-typed", password="typed-by-mistake")
    assert [record.getMessage() for record in caplog.records if record.name.startswith("api")] == ["sign-in refused"]
    assert "typed" not in "".join(str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "\u202eevil"]
)
async def test_names_are_only_ever_text(desk: Desk, name: str) -> None:
    async with desk.database.transact() as tx:
        await tx.places.put_officer(replace(HANH, name=name, title=name))
        await tx.places.put_unit(replace(AN_BINH, name=name, address=name, short_name=name), since=SINCE)
    hanh = desk.browser(**{"user-agent": f"Chrome/{name.encode().hex()} <b>"})
    await hanh.signs_in(HANH)
    for path in ("/quan-ly", "/quan-ly/phien", "/quan-ly/don-vi/an-binh"):
        page = await hanh.opens(path)
        assert page.status_code == 200
        assert not re.search(r"<(?:script|img|b>)", page.text)
        assert "49" not in hanh.text or "{{" not in name

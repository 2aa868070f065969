"""An invitation as somebody follows it: link, password, telephone, recovery codes; each trouble with what to do."""

import re

from feedback.audit import CONSOLE
from feedback.enrolling import invite
from feedback.wording import words
from tests.support.cast import DUNG, NOW
from tests.support.desk_browser import Browser, Desk
from tests.support.signing import code

say = words("vi").say
LINK = "/quan-ly/loi-moi/the-token-of-the-link"
GOOD = "con trâu gặm cỏ ven đê"


async def invited(desk: Desk) -> Browser:
    async with desk.database.transact() as tx:
        await invite(tx, DUNG, token="the-token-of-the-link", who=CONSOLE, now=NOW)
    return desk.browser()


def secret_on(browser: Browser) -> str:
    found = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', browser.page.text)
    assert found
    return found[1].replace(" ", "")


async def test_ong_dung_opens_his_account(desk: Desk) -> None:
    dung = await invited(desk)
    await dung.opens(LINK)
    assert DUNG.name in dung.text
    await dung.sends(LINK, password=GOOD, again=GOOD)
    assert dung.at == "/quan-ly/ghi-danh"
    assert "<svg" in dung.page.text
    secret, before = secret_on(dung), dung.token
    page = await dung.sends("/quan-ly/ghi-danh", code=code(secret=secret))
    assert len(re.findall(r"<li>[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}</li>", page.text)) == 8
    assert dung.token != before
    await dung.opens("/quan-ly")
    assert DUNG.name in dung.text
    again = await desk.browser().opens(LINK)
    assert again.status_code == 410
    assert say("account.link_gone") in again.text


async def test_each_trouble_is_told_and_the_link_lives_on(desk: Desk) -> None:
    dung = await invited(desk)
    await dung.opens(LINK)
    for password, again, key in (
        ("ngắn", "ngắn", "unfit_short"),
        (GOOD, GOOD + "!", "not_the_same"),
        ("LuuDinhDung2026", "LuuDinhDung2026", "unfit_known"),
        ("x" * 200, "x" * 200, "unfit_long"),
    ):
        page = await dung.sends(LINK, password=password, again=again)
        assert (page.status_code, say(f"account.{key}") in dung.text) == (400, True), key
        assert password not in page.text
    await dung.sends(LINK, password=GOOD, again=GOOD)
    await dung.sends("/quan-ly/ghi-danh", code="123456")
    assert say("account.wrong_code") in dung.text
    await dung.sends("/quan-ly/ghi-danh", code=code(secret=secret_on(dung)))
    assert say("account.recovery_title") in dung.text


async def test_a_link_that_never_was_tells_nothing(desk: Desk) -> None:
    page = await desk.browser().opens("/quan-ly/loi-moi/never")
    assert page.status_code == 410


async def test_the_secret_stands_on_no_page_afterwards(desk: Desk) -> None:
    dung = await invited(desk)
    await dung.opens(LINK)
    await dung.sends(LINK, password=GOOD, again=GOOD)
    secret = secret_on(dung)
    await dung.sends("/quan-ly/ghi-danh", code=code(secret=secret))
    for path in ("/quan-ly", "/quan-ly/phien", "/quan-ly/ghi-danh"):
        assert secret[:4] + " " + secret[4:8] not in (await dung.opens(path)).text

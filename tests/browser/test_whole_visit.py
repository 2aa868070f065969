"""A whole visit with the real service: rated in a real browser, answered by the head, seen by the officer."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.steps import tap
from tests.support.cast import MAI, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running, serving

WORDS = "Cô ngồi quầy nói trống không, tôi hỏi ba lần mới trả lời."


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """An Bình, served from a file of its own."""
    with sqlite_template.copy(tmp_path) as url:
        settings = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET}
        with serving(tmp_path, settings) as running:
            yield running


def rate(context: BrowserContext, office: Running) -> str:
    """Scan, rate, write, send; the receipt."""
    page = context.new_page()
    page.goto(f"{office.url}/q/an-binh-1")
    for label in ("Không hài lòng", MAI.name, "Có"):
        tap(page, label)
    page.get_by_label("Thái độ").check()
    tap(page, "Gửi")
    tap(page, "Đồng ý, tôi viết")
    page.get_by_role("textbox").fill(WORDS)
    tap(page, "Xem lại trước khi gửi")
    tap(page, "Gửi")
    expect(page.locator(".receipt")).to_have_text(re.compile(r"\d{4} \d{4} \d{4} \d{4}"))
    return page.locator(".receipt").inner_text()


def says(office: Running, *texts: str) -> str:
    """Bà Hạnh in her terminal, beside the running service; the transcript."""
    script = office.data / "hanh.chat"
    script.write_text("".join(f"Hạnh: {text}\n" for text in texts), "utf-8")
    return office.command("chat", "--script", str(script)).stdout


@pytest.mark.parametrize("kind", ["phone", "plain_phone"])
def test_a_visit_is_rated_answered_and_followed(kind: str, office: Running, request: pytest.FixtureRequest) -> None:
    context: BrowserContext = request.getfixturevalue(kind)
    receipt, end = rate(context, office), time.monotonic() + 20
    link = re.search(r"/lienket (\w{8})", office.command("link", "hanh").stdout)
    assert link
    says(office, f"/lienket {link[1]}")
    while "Có 1 phản ánh" not in (heard := says(office, "/viec")):  # the analyst reads by itself, once a second
        assert time.monotonic() < end, heard
    assert WORDS in says(office, "1")
    assert "Đã gửi trả lời" in says(office, "Trả lời công dân", "Trung tâm xin lỗi, đã nhắc cán bộ quầy 1.", "Gửi")
    page = context.new_page()
    page.goto(f"{office.url}/tra-cuu")
    page.get_by_role("textbox").fill(receipt)
    page.get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("đã nhắc cán bộ quầy 1")


def test_the_service_stops_when_told_and_leaves_no_note(office: Running) -> None:
    assert office.stop() == 0
    assert not (office.data / "service.json").exists()


def test_a_second_service_on_the_same_file_is_refused_in_one_sentence(office: Running) -> None:
    second = office.command("serve", "--port", "0")
    assert second.returncode == 1
    assert "Một dịch vụ khác đang phục vụ" in second.stderr


def test_a_taken_port_is_said_to_be_taken(office: Running) -> None:
    port = office.url.rsplit(":", 1)[1]
    second = office.command("serve", "--port", port)
    assert second.returncode == 1
    assert f"127.0.0.1:{port}" in second.stderr

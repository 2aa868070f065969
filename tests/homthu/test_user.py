"""Accounts by command: a link that works once, refusals in one sentence, and the accounts of the town."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from homthu.serving import service_file
from homthu.settings import load_settings
from homthu.town.accounts import open_accounts
from homthu.wiring import build
from tests.support.cast import NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """An Bình, not served."""
    with sqlite_template.copy(tmp_path) as url:
        settings = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET}
        yield Running(tmp_path, settings={**settings, "HOMTHU_PUBLIC_URL": "https://gopy.example"})


def test_from_the_first_administrator_to_a_disabled_account(office: Running) -> None:
    made = office.command("user", "add", "lien", "--name", "Phạm Thị Liên", "--unit", "an-binh", "--role", "admin")
    assert made.returncode == 0
    assert re.search(r"https://gopy\.example/quan-ly/loi-moi/[\w-]{43}\n", made.stdout)
    listed = office.command("user", "list").stdout
    assert re.search(r"lien +Phạm Thị Liên +Quản trị viên .*đã mời", listed)
    again = office.command("user", "add", "lien", "--name", "L", "--unit", "an-binh", "--role", "head")
    assert (again.returncode, "user invite lien" in again.stderr) == (1, True)
    assert office.command("user", "disable", "lien").returncode == 0
    assert re.search(r"lien .*đã khoá", office.command("user", "list").stdout)
    audited = office.command("audit", "list", "--about", "lien").stdout
    assert "mời mở tài khoản" in audited
    assert "khoá tài khoản" in audited


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("invite", "tuan"), 1, "Đỗ Thanh Tuấn"),
        (("invite", "khong-co"), 1, "hanh"),
        (("reset-totp", "khong-co"), 1, "hanh"),
        (("disable", "khong-co"), 1, "hanh"),
        (("add", "Liên", "--name", "L", "--unit", "an-binh", "--role", "head"), 1, "chữ thường không dấu"),
        (("add", "lien", "--name", "L", "--unit", "khong-co", "--role", "head"), 1, "an-binh"),
        (("add", "lien", "--name", "L", "--unit", "an-binh", "--role", "officer"), 2, ""),
        (("add", "lien"), 2, ""),
    ],
)
def test_what_cannot_be_done_is_said(office: Running, words: tuple[str, ...], status: int, sentence: str) -> None:
    ended = office.command("user", *words)
    assert (ended.returncode, ended.stdout) == (status, "")
    assert sentence in ended.stderr


@pytest.mark.parametrize("given", ["", "bốn con mèo ngủ trưa"])
async def test_the_towns_password_is_told_once_or_as_it_is_set(
    sqlite_template: SqliteTemplate, tmp_path: Path, given: str
) -> None:
    with sqlite_template.copy(tmp_path) as url:
        env = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET, "HOMTHU_DATA_DIR": str(tmp_path)}
        service = build(load_settings({**env, "HOMTHU_DEMO_PASSWORD": given}, None), clock=lambda: NOW)
        first, second = await open_accounts(service), await open_accounts(service)
        await service.analyst.close()
        await service.reception.close()
        await service.database.close()
    assert first.names == ("hanh", "dung", "thao", "khoa")
    assert first.secret == second.secret
    assert first.password == (given or first.password) != ""
    assert second.password == given


def test_without_a_public_address_the_link_leads_to_the_port_that_serves(office: Running) -> None:
    """The note that a service leaves says where it listens; a note of one that was killed says nothing."""
    bare = Running(office.data, settings={**office.settings, "HOMTHU_PUBLIC_URL": ""})
    note = service_file(office.data)
    note.parent.mkdir(parents=True, exist_ok=True)
    for pid, port in ((os.getpid(), 8137), (0x7FFFFFF0, 8000)):
        note.write_text(json.dumps({"port": 8137, "pid": pid}), "utf-8")
        assert f"http://127.0.0.1:{port}/quan-ly/loi-moi/" in bare.command("user", "invite", "hanh").stdout

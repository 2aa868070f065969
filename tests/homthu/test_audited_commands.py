"""What is done at the command line stands in the audit too, as done there: no person is known."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.maintenance import open_database
from tests.homthu.test_outbox import held
from tests.support.cast import SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """One letter is held for a person."""
    with sqlite_template.copy(tmp_path) as url:
        asyncio.run(_holds_a_letter(url))
        yield Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})


async def _holds_a_letter(url: str) -> None:
    database = open_database(url, SECRET)
    assert await held(database) == 1
    await database.close()


def written(office: Running) -> list[list[str]]:
    """Who, what (the last word of it), about and why, an entry a list."""
    return [line.split()[3:] for line in office.command("audit", "list").stdout.splitlines()]


def test_each_such_act_is_written_down_once(office: Running, tmp_path: Path) -> None:
    staff = tmp_path / "can-bo.csv"
    staff.write_text("mã,họ tên,mã đơn vị,vai,thư điện tử\noanh,Trần Oanh,an-binh,cán bộ,\n", "utf-8")
    done = [
        (("link", "hanh"), "dong-lenh cấp mã liên kết hanh"),
        (("key", "add", "an-binh", "--name", "cong"), "dong-lenh cấp khoá cong an-binh"),
        (("key", "revoke", "cong"), "dong-lenh thu khoá cong"),
        (("import", "officers", str(staff)), "dong-lenh nhập tệp officers 1+0"),
        (("corrections",), "dong-lenh xuất lời đã gắn nhãn 0"),
        (("outbox", "--drop", "1"), "dong-lenh xử lý thư bị giữ 1 dropped"),
    ]
    for words, _ in done:
        ended = office.command(*words)
        assert ended.returncode == 0, ended.stderr
    assert [" ".join(entry) for entry in written(office)] == [entry for _, entry in done]
    assert office.command("audit", "verify").returncode == 0


def test_what_was_refused_or_changed_nothing_is_not_written_down(office: Running, tmp_path: Path) -> None:
    staff = tmp_path / "can-bo.csv"
    staff.write_text("mã,họ tên,mã đơn vị,vai\ntuan,Đỗ Thanh Tuấn,an-binh,cán bộ\n", "utf-8")
    assert office.command("import", "officers", str(staff)).returncode == 0
    for words in (("link", "ai-do"), ("key", "revoke", "cong"), ("outbox", "--drop", "7")):
        assert office.command(*words).returncode == 1
    assert office.command("audit", "list").stdout.startswith("Không có mục nào")

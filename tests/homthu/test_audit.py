"""An operator checks the record, writes its mark down, and reads who did what to a case."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from feedback.audit import Act
from storage.maintenance import open_database
from storage.transaction import Store
from tests.support.cast import SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """Bà Hạnh opened a case and answered it; ông Dũng opened another one."""
    with sqlite_template.copy(tmp_path) as url:
        running = Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})
        asyncio.run(_acts(url))
        yield running


async def _acts(url: str) -> None:
    database = open_database(url, SECRET)
    async with database.transact() as tx:
        tx.audit.note(Act.OPENED, who="hanh", about="PA1")
        tx.audit.note(Act.MOVED, who="hanh", about="PA1", why="da-tra-loi")
        tx.audit.note(Act.OPENED, who="dung", about="PA2")
    await database.close()


def changed(office: Running, *statements: str) -> None:
    """By somebody with the database and without the key."""

    async def run() -> None:
        database = open_database(office.settings["HOMTHU_DATABASE_URL"], SECRET)
        async with database.transact() as tx:
            await _done(tx, ("DROP TRIGGER audit_keeps_updated", "DROP TRIGGER audit_keeps_deleted", *statements))
        await database.close()

    asyncio.run(run())


async def _done(tx: Store, statements: tuple[str, ...]) -> None:
    for statement in statements:
        await tx.executor.run(text(statement))


def test_a_whole_record_is_said_to_be_whole_with_its_mark(office: Running) -> None:
    ended = office.command("audit", "verify")
    assert ended.returncode == 0
    assert "3 mục" in ended.stdout
    mark = ended.stdout.split("Mốc cuối: ")[1].split()[0]
    again = office.command("audit", "verify", "--noted", mark)
    assert (again.returncode, again.stdout) == (0, ended.stdout)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit SET who = 'tuan' WHERE number = 2", "mục 2 đã bị sửa"),
        ("DELETE FROM audit WHERE number = 2", "thiếu mục 2"),
        ("DELETE FROM audit WHERE number = 3", "thiếu mục 3"),
        ("DELETE FROM audit_head", "dấu kết sổ"),
    ],
)
def test_the_first_bad_entry_is_named_and_the_command_fails(office: Running, statement: str, told: str) -> None:
    changed(office, statement)
    ended = office.command("audit", "verify")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert told in ended.stderr


def test_a_record_without_the_mark_that_was_written_down_is_refused(office: Running) -> None:
    mark = office.command("audit", "verify").stdout.split("Mốc cuối: ")[1].split()[0]
    changed(office, "DELETE FROM audit", "DELETE FROM audit_head")
    assert "Chưa có mục nào" in office.command("audit", "verify").stdout
    ended = office.command("audit", "verify", "--noted", mark)
    assert ended.returncode == 1
    assert "Mốc đã chép ở mục 3" in ended.stderr


def test_what_is_no_mark_is_said_to_be_none(office: Running) -> None:
    ended = office.command("audit", "verify", "--noted", "hôm qua")
    assert ended.returncode == 1
    assert "không phải một mốc" in ended.stderr


def test_the_record_is_listed_whole_or_of_one_case_or_of_one_officer(office: Running) -> None:
    numbers = [
        [line.split()[0] for line in office.command("audit", "list", *asked).stdout.splitlines()]
        for asked in ((), ("--about", "PA1"), ("--officer", "dung"), ("--about", "PA1", "--officer", "dung"))
    ]
    assert numbers == [["1", "2", "3"], ["1", "2"], ["3"], ["Không"]]
    assert "hanh            chuyển trạng thái       PA1  da-tra-loi" in office.command("audit", "list").stdout

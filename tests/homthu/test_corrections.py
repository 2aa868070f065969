"""What the export gives out: settled tags of open cases, redacted, one line each, the same every time."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback.handling import review_tags
from nlp.corpus import read_file
from storage.maintenance import Database, open_database
from storage.transaction import Store
from tests.support.cast import DUNG, HANH, NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.house import House
from tests.support.reviewing import BINH
from tests.support.running import Running

WAITED = "Tôi chờ gần hai tiếng mới tới lượt, gọi tôi số 0900 000 123."
RUDE = "Cô ấy nói trống không với tôi."
MONEY = "Anh ấy nói muốn nhanh thì bồi dưỡng năm trăm, tôi không có nên bị hẹn tuần sau."
UNSEEN = "Ghế chờ gãy hai cái."


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """An Bình with four texts, each sent and read; nobody looked at the tags yet."""
    with sqlite_template.copy(tmp_path) as url:
        running = Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})
        in_database(running, _four_texts)
        yield running


def in_database(office: Running, work: Callable[[Database], Any]) -> None:
    """Something happens there before the command runs."""

    async def run() -> None:
        database = open_database(office.settings["HOMTHU_DATABASE_URL"], SECRET)
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())


async def _four_texts(database: Database) -> None:
    house = House(database)
    for who, text in (("lan", WAITED), ("sáu", RUDE), ("ba", MONEY), ("tư", UNSEEN)):
        for said in ("/gopy", "TTPVHCC phường An Bình", "Không nhớ quầy nào", "đồng ý", text, "Gửi"):
            await house.hears(who, said)
    await house.reads()
    await house.reception.close()
    async with database.transact() as tx:
        await tx.places.add_officer(BINH)


def reviewed(office: Running, *said: tuple[Any, str, list[str] | None]) -> None:
    """(officer, how the words begin, tags) in turn."""

    async def work(database: Database) -> None:
        for officer, words, tags in said:
            async with database.transact() as tx:
                await review_tags(tx, officer, await _code(tx, officer, words), tags, now=NOW)

    in_database(office, work)


async def _code(tx: Store, officer: Any, words: str) -> str:
    return next(case.code for case in await tx.cases.visible(officer) if case.words.startswith(words[:20]))


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_confirmed_text_is_a_labelled_line_with_labels_instead_of_numbers(office: Running) -> None:
    reviewed(office, (HANH, WAITED, None))
    ended = office.command("corrections")
    assert rows(ended.stdout) == [
        {
            "text": "Tôi chờ gần hai tiếng mới tới lượt, gọi tôi số [số điện thoại].",
            "tags": ["cham-tre"],
            "sentiment": "tieu-cuc",
            "urgent": None,
            "kind": "real",
            "suggested": ["cham-tre"],
            "model": rows(ended.stdout)[0]["model"],
        }
    ]
    assert rows(ended.stdout)[0]["model"]
    assert "Đã ghi 1 dòng; 0 phản ánh" in ended.stderr


def test_a_corrected_text_keeps_what_was_suggested_and_loses_its_tone(office: Running) -> None:
    reviewed(office, (HANH, WAITED, ["cham-tre", "co-so"]))
    (row,) = rows(office.command("corrections").stdout)
    assert (row["tags"], row["suggested"], row["sentiment"]) == (["cham-tre", "co-so"], ["cham-tre"], None)


def test_what_waits_for_a_second_reader_is_counted_and_given_out_once_there_were_two(office: Running) -> None:
    reviewed(office, (HANH, WAITED, []))
    alone = office.command("corrections")
    assert (alone.returncode, alone.stdout) == (0, "")
    assert "Đã ghi 0 dòng; 1 phản ánh" in alone.stderr
    reviewed(office, (BINH, WAITED, []))
    together = office.command("corrections")
    assert [row["tags"] for row in rows(together.stdout)] == [[]]
    assert "Đã ghi 1 dòng; 0 phản ánh" in together.stderr


def test_a_sealed_text_is_never_given_out_nor_counted(office: Running) -> None:
    reviewed(office, (DUNG, MONEY, None), (HANH, RUDE, None))
    ended = office.command("corrections")
    assert [row["text"] for row in rows(ended.stdout)] == [RUDE]
    assert "năm trăm" not in ended.stdout
    assert "Đã ghi 1 dòng; 0 phản ánh" in ended.stderr


def test_an_erased_text_is_given_out_no_more(office: Running) -> None:
    async def erases(database: Database) -> None:
        house = House(database, seed=8)
        for said in ("/xoa", "Xoá ý kiến tôi đã gửi"):
            await house.hears("lan", said)
        await house.reception.close()

    reviewed(office, (HANH, WAITED, None), (HANH, RUDE, None))
    in_database(office, erases)
    assert [row["text"] for row in rows(office.command("corrections").stdout)] == [RUDE]


def test_the_lines_are_the_same_every_time_in_the_order_the_cases_came(office: Running) -> None:
    reviewed(office, (HANH, UNSEEN, None), (HANH, RUDE, None), (HANH, WAITED, None))
    first, second = (office.command("corrections").stdout for _ in range(2))
    assert first == second
    assert [row["text"][:10] for row in rows(first)] == [WAITED[:10], RUDE[:10], UNSEEN[:10]]


def test_the_tagger_can_read_what_was_written_and_only_its_owner_the_file(office: Running) -> None:
    reviewed(office, (HANH, WAITED, None), (HANH, RUDE, None))
    out = office.data / "corrections.jsonl"
    ended = office.command("corrections", "--out", str(out))
    assert ended.stdout == ""
    assert "Đã ghi 2 dòng" in ended.stderr
    assert [message.kind for message in read_file(out)] == ["real", "real"]
    assert out.stat().st_mode & 0o077 == 0
    assert "0900" not in out.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_named(office: Running) -> None:
    ended = office.command("corrections", "--out", str(office.data / "nowhere" / "c.jsonl"))
    assert ended.returncode == 1
    assert "nowhere" in ended.stderr


def test_no_word_of_a_citizen_is_in_the_log(office: Running) -> None:
    reviewed(office, (HANH, WAITED, None), (HANH, RUDE, []))
    office.settings = {**office.settings, "HOMTHU_LOG_LEVEL": "DEBUG"}
    told = office.command("corrections", "--out", str(office.data / "c.jsonl")).stderr
    assert "Đã ghi" in told
    assert not any(word in told for word in ("tiếng", "trống", "số điện thoại", "0900"))

"""The commands as an operator types them: in processes of their own, with their sentences and exit statuses."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homthu.cli import app
from homthu.commands import tag
from nlp import card
from tests.support.cast import SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """An Bình, not served."""
    with sqlite_template.copy(tmp_path) as url:
        yield Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("digest", "khong-co"), "Các mã đang có: an-binh"),
        (("digest", "an-binh", "--week", "2026-99"), "2026-W46"),
        (("digest", "an-binh", "--week", "2999-W01"), "chưa hết"),
        (("digest", "tinh-lam-son"), "chưa có bản tin riêng"),
        (("link", "khong-co"), "Các mã đang có: dung"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(office: Running, words: tuple[str, ...], sentence: str) -> None:
    ended = office.command(*words)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert sentence in ended.stderr


WRONG = [(), ("digest",), ("serve", "--port", "99999"), ("serve", "--role", "x"), ("nothing",)]


@pytest.mark.parametrize("words", WRONG)
def test_used_wrongly_ends_with_two(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, words).exit_code == 2


COMMANDS = [
    "unit", "zalo", "serve", "demo", "chat", "tag", "digest", "corrections", "drift", "link", "doctor", "outbox",
    "migrate", "train", "evaluate",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    assert command in CliRunner().invoke(app, ["--help"]).stdout
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_a_wrong_setting_is_refused_at_start_by_name(office: Running) -> None:
    office.settings = {**office.settings, "HOMTHU_TELEGRAM_MODE": "sometimes", "HOMTHU_SMTP": "x"}
    ended = office.command("serve")
    assert ended.returncode == 1
    assert "HOMTHU_SMTP" in ended.stderr


def test_without_a_database_the_way_to_one_is_told(tmp_path: Path) -> None:
    fresh = Running(tmp_path)
    assert "./run migrate" in fresh.command("serve").stderr
    assert fresh.command("migrate").returncode == 0
    assert "đang có: ." in fresh.command("digest", "an-binh").stderr


def test_a_digest_is_shown_as_text_page_and_data(office: Running) -> None:
    page = office.data / "digest.html"
    assert "Trung tâm Phục vụ hành chính công phường An Bình" in office.command("digest", "an-binh").stdout
    assert json.loads(office.command("digest", "an-binh", "--format", "json").stdout)["unit"] == "an-binh"
    assert str(page) in office.command("digest", "an-binh", "--format", "html", "--out", str(page)).stdout
    assert page.read_text("utf-8").startswith("<!")


def test_an_administrator_turns_voices_on_and_off_for_one_unit(office: Running) -> None:
    on = office.command("unit", "voice", "on", "an-binh", "--days", "3")
    assert "chậm nhất sau 3 ngày" in on.stdout
    assert "không nhận tin thoại nữa" in office.command("unit", "voice", "off", "an-binh").stdout
    refused = office.command("unit", "voice", "on", "tinh-lam-son")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "không có ai nghe" in refused.stderr


def test_a_digest_is_sent_once(office: Running) -> None:
    first, second = (office.command("digest", "an-binh", "--send").stdout for _ in range(2))
    assert "chưa có đường nhận" in first
    assert "không gửi lại" in second


def test_a_script_is_talked_through_without_a_service(office: Running) -> None:
    script = office.data / "lan.chat"
    script.write_text("# thử\nLan: /start an-binh-1\nLan: 5\n> read\n", "utf-8")
    heard = office.command("chat", "--script", str(script))
    assert "Đã ghi nhận: Rất hài lòng" in heard.stdout
    assert heard.stdout.startswith("# thử\nLan: /start an-binh-1\nBot: ")


@pytest.mark.parametrize(("line", "sentence"), [("không ai nói", "Dòng 1"), ("> bay lên", "> bay lên")])
def test_a_script_that_is_none_is_refused_by_line(office: Running, line: str, sentence: str) -> None:
    script = office.data / "lan.chat"
    script.write_text(f"{line}\n", "utf-8")
    ended = office.command("chat", "--script", str(script))
    assert ended.returncode == 1
    assert sentence in ended.stderr


def test_one_types_in_the_terminal_until_the_end_of_input(office: Running) -> None:
    heard = office.command("chat", "--counter", "an-binh-1", input="\n4\n")
    assert heard.returncode == 0
    assert "Đã ghi nhận: Hài lòng" in heard.stdout


def test_nobody_talks_as_somebody_who_is_not_there(office: Running) -> None:
    ended = office.command("chat", "--as", "khong-ai", input="4\n")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Không có ai tên này: “khong-ai”" in ended.stderr


def test_texts_are_tagged_line_by_line(office: Running) -> None:
    lines = '{"id": 1, "text": "Cán bộ gợi ý phong bì, số tôi 0900 000 123"}\nnot json\n{"id": 2, "text": ""}\n'
    rows = [json.loads(line) for line in office.command("tag", input=lines).stdout.splitlines()]
    assert [row["id"] for row in rows] == [1, None, 2]
    assert "voi-vinh" in rows[0]["tags"]
    assert "0900" not in rows[0]["redacted"]
    found = rows[0]["evidence"]["voi-vinh"][0]
    assert found["text"] == "Cán bộ gợi ý phong bì, số tôi 0900 000 123"[found["start"] : found["end"]]


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two labelled messages, and nothing else in the test that comes with the tagger."""
    file = tmp_path / "test" / "rows.jsonl"
    file.parent.mkdir()
    file.write_text(
        '{"text": "Chờ ba tiếng mới tới lượt", "tags": ["cham-tre"], "sentiment": "tieu-cuc", "urgent": false}\n'
        '{"text": "Cảm ơn chị Mai", "tags": [], "sentiment": "tich-cuc", "urgent": false, "kind": "off-topic"}\n',
        "utf-8",
    )
    monkeypatch.setattr(tag, "TEST", file.parent)
    return file


@pytest.mark.parametrize("named", [True, False], ids=["a file", "the test that comes with it"])
def test_the_tagger_is_scored_as_typed_and_as_typed_in_haste(rows: Path, named: bool) -> None:
    ended = CliRunner().invoke(app, ["evaluate", *([str(rows)] if named else [])])
    assert ended.exit_code == 0
    typed, hasty = ended.stdout.split("khi gõ vội")
    assert "messages 2" in typed
    assert next(line.split()[1] for line in typed.splitlines() if line.startswith("cham-tre")) == "1"
    assert "macro F1" in typed and "macro F1" in hasty


def test_the_gate_is_scored_where_a_file_marks_it(tmp_path: Path) -> None:
    file = tmp_path / "marked.jsonl"
    file.write_text(
        '{"id": 1, "text": "Tôi tố cáo cán bộ Lan nhận hối lộ 50 triệu", "gate": "to-cao", "about_head": false}\n'
        '{"id": 2, "text": "Giám đốc trung tâm hách dịch với dân", "gate": null, "about_head": true}\n',
        "utf-8",
    )
    ended = CliRunner().invoke(app, ["evaluate", str(file)])
    assert ended.exit_code == 0
    assert "2 say the gate, 2 whether it is about the head" in ended.stdout
    assert "gate macro F1               1.000" in ended.stdout and "about the head recall       1.000" in ended.stdout
    assert "cham-tre" not in ended.stdout


def test_a_wrong_mark_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "marked.jsonl"
    file.write_text('{"text": "a", "gate": null}\n{"text": "a", "gate": "kien"}\n', "utf-8")
    ended = CliRunner().invoke(app, ["evaluate", str(file)])
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert "Dòng 2" in ended.stderr


def test_the_scores_are_written_down_as_a_card(rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "TRAIN", rows.parent)
    monkeypatch.setattr(card, "TEST", rows.parent)
    assert CliRunner().invoke(app, ["evaluate", "--card", str(tmp_path / "CARD.md")]).exit_code == 0
    assert (tmp_path / "CARD.md").read_text("utf-8").startswith("# Model card")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"text": "ok", "tags": []}\n\n{"text": "ok", "tags": ["nothing-known"]}\n', "Dòng 3"),
        (b'{"text": "ok", "tags": []}\n[1]\n', "Dòng 2"),
        ('{"text": "chờ lâu", "tags": []}\n'.encode("utf-16"), "UTF-8"),
    ],
    ids=["an unknown tag", "not an object", "not UTF-8"],
)
def test_a_file_that_is_not_labelled_is_refused_by_its_line(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(content)
    ended = CliRunner().invoke(app, ["evaluate", str(file)])
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1

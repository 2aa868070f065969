"""`homthu train`: a better model takes the place, a worse one never does, and no half of a model is ever read."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nlp.train
from homthu.cli import app
from homthu.commands import train as command
from homthu.commands.speaking import Refused
from homthu.commands.train import train
from nlp.concepts import load_concepts
from nlp.corpus import load
from nlp.errors import WrongModel
from nlp.model import FILES, Model, load_model
from nlp.rules import Rules

ROOT = Path(__file__).resolve().parents[2]
WRITERS = ("an", "bình", "chi", "dũng")
WHO = (
    "Chị quầy một", "Anh quầy hai", "Cô văn thư", "Bác bảo vệ", "Cán bộ tư pháp", "Chú địa chính", "Em trực", "Cậu út",
)  # fmt: skip
SAID: tuple[tuple[str, list[str], str, bool], ...] = (
    ("quát mắng bà con", ["thai-do"], "tieu-cuc", False),
    ("đòi tiền mới trả hồ sơ", ["voi-vinh"], "tieu-cuc", True),
    ("hướng dẫn tận tình", ["khen-thai-do"], "tich-cuc", False),
    ("làm việc đến mấy giờ ạ", [], "trung-tinh", False),
)
TIMES = 4  # each text: with fewer rows the network learns nothing
EACH = len(WHO) * len(SAID)
Row = dict[str, object]


def rows(writer: str, people: Iterable[str] = WHO) -> list[Row]:
    """All that this writer says of these people."""
    return [
        {
            "text": f"{who} {did}, {writer} xin gửi đôi lời",
            "tags": tags,
            "sentiment": tone,
            "urgent": urgent,
            "kind": "real" if tags else "off-topic",
        }
        for who, (did, tags, tone, urgent) in product(people, SAID)
    ]


def spoilt(these: list[Row]) -> list[Row]:
    """Every label belongs to another text."""
    texts = [row["text"] for row in these]
    return [{**row, "text": text} for row, text in zip(these, [*texts[1:], texts[0]], strict=True)]


def write(file: Path, these: Iterable[Row]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in these), "utf-8")


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four writers to learn from, the same with wrong labels and fewer words, and a fifth to be tested on."""
    folder = tmp_path_factory.mktemp("corpus")
    for writer in WRITERS:
        write(folder / "train" / f"{writer}.jsonl", rows(writer) * TIMES)
        write(folder / "spoilt" / f"{writer}.jsonl", spoilt(rows(writer, WHO[1:])) * TIMES)
    write(folder / "test" / "em.jsonl", rows("em", ("Anh một cửa", "Chị y tá")))
    return folder


def learnt(folder: Path) -> Model:
    return nlp.train.fit(nlp.train.examples(load(folder), Rules(), load_concepts()), say=lambda _: None)


@pytest.fixture(scope="module")
def good(messages: Path) -> Model:
    return learnt(messages / "train")


@pytest.fixture(scope="module")
def bad(messages: Path) -> Model:
    """No file of it is that of the good one."""
    return learnt(messages / "spoilt")


@pytest.fixture
def models(messages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the model goes; the thousands of messages of the repository are not asked."""
    monkeypatch.setattr(command, "TRAIN", messages / "train")
    monkeypatch.setattr(command, "TEST", messages / "test")
    monkeypatch.setattr(command, "Rules", cache(Rules))
    return tmp_path / "models"


def teaches(model: Model, models: Path) -> None:
    """`homthu train`, when this is what is learnt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nlp.train, "fit", lambda *_, **__: model)
        train(extra=None, out=models)


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_first_model_is_installed_whole_and_named(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(extra=None, out=models)
    said = capsys.readouterr()
    assert sorted(held(models)) == sorted(FILES)
    assert list(models.parent.iterdir()) == [models]
    assert f"Đã cài mô hình {load_model(models).version} vào models" in said.out
    assert "macro F1" in said.out
    assert f"Đọc {len(WRITERS) * EACH * TIMES} câu mẫu" in said.err


def test_corrections_are_learnt_from_beside_the_corpus(models: Path, tmp_path: Path) -> None:
    write(tmp_path / "giang.jsonl", rows("giang"))
    train(extra=tmp_path / "giang.jsonl", out=models)
    assert load_model(models).meta["messages"] == len(WRITERS) * EACH * TIMES + EACH


def test_a_worse_model_is_refused_by_its_figures_and_the_old_one_stays(models: Path, good: Model, bad: Model) -> None:
    teaches(good, models)
    before = held(models)
    with pytest.raises(Refused, match="macro F1, urgent recall, sentiment"):
        teaches(bad, models)
    assert held(models) == before
    assert list(models.parent.iterdir()) == [models]


def test_a_better_model_takes_the_place_and_the_tags_that_moved_are_told(
    models: Path, good: Model, bad: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    teaches(bad, models)
    teaches(good, models)
    assert load_model(models).version == good.version
    moved = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "(n = 2)" in line]
    assert moved == ["voi-vinh", "thai-do", "khen-thai-do"]


def test_one_that_reads_alike_takes_the_place_too(models: Path, good: Model) -> None:
    teaches(good, models)
    before = held(models)
    teaches(good, models)
    assert held(models) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"text": "ok", "tags": []}\n{"text": "ok"}\n', "Dòng 2"),
        (b'{"text": "ok", "tags": ["nothing-known"]}\n', "Dòng 1"),
        ('{"text": "chờ lâu", "tags": []}\n'.encode("utf-16"), "UTF-8"),
    ],
    ids=["no tags", "an unknown tag", "not UTF-8"],
)
def test_corrections_that_are_none_are_refused_before_anything_is_learnt(
    models: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(content)
    ended = CliRunner().invoke(app, ["train", "--with", str(file), "--out", str(models)])
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert sentence in ended.stderr
    assert not models.exists()


def test_without_the_libraries_that_teach_the_way_to_them_is_told(tmp_path: Path) -> None:
    code = "import sys; sys.modules['sklearn'] = None; from homthu.cli import app; app(sys.argv[1:])"
    ended = subprocess.run(
        [sys.executable, "-c", code, "train", "--out", str(tmp_path / "models")],
        env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "requirements-train.txt" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def fails_at(number: int, done: Callable[..., object]) -> Callable[..., object]:
    """The work itself, until its `number`th time: then the disk is full."""
    times = 0

    def one(*given: object) -> object:
        nonlocal times
        times += 1
        if times == number:
            raise OSError(28, "No space left on device")
        return done(*given)

    return one


def test_a_disk_that_fills_while_the_model_is_written_leaves_the_old_one(
    models: Path, good: Model, bad: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    teaches(bad, models)
    before = held(models)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_text", fails_at(2, Path.write_text))
        with pytest.raises(OSError, match="No space"):
            teaches(good, models)
    assert held(models) == before
    teaches(good, models)
    assert load_model(models).version == good.version
    assert list(models.parent.iterdir()) == [models]


@pytest.mark.parametrize("number", range(2, len(FILES) + 1))
def test_a_move_that_breaks_off_leaves_nothing_that_is_read_and_the_next_training_mends_it(
    models: Path, good: Model, bad: Model, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    teaches(bad, models)
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", fails_at(number, os.replace))
        with pytest.raises(OSError, match="No space"):
            teaches(good, models)
    with pytest.raises(WrongModel, match="homthu train"):
        load_model(models)
    teaches(good, models)
    assert load_model(models).version == good.version
    assert list(models.parent.iterdir()) == [models]

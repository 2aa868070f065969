"""`homthu train --gate`: the gate is learnt beside the tagger in place, and can be read where it was put."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from homthu.cli import app
from homthu.commands import gate as command
from nlp.gate_corpus import FOLDER, LEARNT, load_marked
from nlp.gate_model import FILES, load_gate
from nlp.model import load_model

FEW = load_marked(FOLDER, LEARNT)[::12]


def test_the_gate_is_learnt_beside_the_tagger_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = load_model()
    monkeypatch.setattr(command, "load_marked", lambda *_: FEW)
    monkeypatch.setattr(command, "load_model", lambda _: tagger)
    monkeypatch.setattr(command, "ordinary", lambda _: FEW[:9])
    ended = CliRunner().invoke(app, ["train", "--gate", "--out", str(tmp_path)])
    assert ended.exit_code == 0, ended.output
    assert sorted(file.name for file in (tmp_path / "gate").iterdir()) == sorted(FILES)
    made = load_gate(tagger.vocabulary.ids, tmp_path / "gate")
    assert (made.meta["tagger"], made.meta["lines"]) == (tagger.version, len(FEW) + 9)
    assert made.version in ended.stdout and str(len(FEW) + 9) in ended.stderr


def test_without_a_tagger_there_is_no_gate(tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["train", "--gate", "--out", str(tmp_path)])
    assert ended.exit_code == 1
    assert list(tmp_path.iterdir()) == []

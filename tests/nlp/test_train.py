"""What training promises: the same bytes, nothing given that was never seen, and nobody judged by his own messages."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nlp.train
from feedback.tags import TAGS
from nlp.analyst import Analyst
from nlp.corpus import TEST, Message, Shown, load
from nlp.judging import Values
from nlp.model import FILES, save
from nlp.train import CORES, STEPS, Example, Readings, fit, fit_judge, fit_readings, read_all
from tests.support.small_model import examples_of, few, quietly, rules, small_model

CODES = [tag.code for tag in TAGS]
ODD = "Cái bánh xèo nguội ngắt"


def test_the_few_messages_carry_every_tag_and_come_from_every_writer() -> None:
    assert {code for one in few() for code in one.message.tags} == set(CODES)
    assert len({one.message.writer for one in few()}) > 8
    assert 250 < len(few()) < 400


def test_another_process_trains_the_same_bytes(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from nlp.model import save\n"
    code += "from tests.support.small_model import small_model; save(small_model(), Path(sys.argv[1]))"
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": "."}  # with what the machine says of its processor
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], env=env, check=True)
    save(small_model(), tmp_path / "here")
    for file in FILES:
        assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "there" / file).read_bytes()


def test_other_messages_make_another_version_and_it_is_told_how_far_training_is() -> None:
    told: list[str] = []
    assert fit(few()[:-1], say=told.append).version != small_model().version
    assert told == [f"{at}/{STEPS}" for at in range(1, STEPS + 1)]


def test_a_tag_never_seen_is_never_given() -> None:
    code = "voi-vinh"
    model = fit([one for one in few() if code not in one.message.tags], say=quietly)
    texts = [message.text for message in load(TEST) if code in message.tags]
    reader = Analyst(rules(), model)
    assert len(texts) > 50
    assert [text for text in texts if code in reader.analyse(text).codes] == []
    assert any(code in Analyst(rules(), small_model()).analyse(text).codes for text in texts)


def test_a_tag_that_no_words_are_marked_for_does_not_teach_the_clauses() -> None:
    message = Message(f"{ODD}, bà Sáu ăn hết", ("cham-tre",), "tieu-cuc", urgent=False, writer="Mai")
    assert _weight_of_odd_words(message, "cham-tre") == 0
    assert _weight_of_odd_words(message, "ruou-bia") < 0
    assert _weight_of_odd_words(replace(message, tags=()), "cham-tre") < 0


def test_marked_words_teach_the_clause_that_they_stand_in() -> None:
    message = Message(f"{ODD}, bà Sáu ăn hết", ("cham-tre",), "tieu-cuc", urgent=False, writer="Mai")
    here, there = Shown(0, len(ODD), "cham-tre"), Shown(len(ODD) + 2, len(message.text), "cham-tre")
    assert _weight_of_odd_words(replace(message, shown=(here,)), "cham-tre") > 0
    assert _weight_of_odd_words(replace(message, shown=(there,)), "cham-tre") < 0


def test_a_message_without_a_word_is_left_out() -> None:
    assert [one.message.text for one in examples_of(Message(" ", ()), Message("ok", ()))] == ["ok"]


def test_clauses_stand_where_they_were_typed() -> None:
    text = "Tôi nộp hồ sơ\u200b hôm qua, chị Mai qua\u0301t tôi"
    (example,) = examples_of(Message(text, ()))
    said = [text[start:end] for start, end in example.spans]
    assert said == ["Tôi nộp hồ sơ\u200b hôm qua,", "chị Mai qua\u0301t tôi"]


def test_each_writer_is_judged_by_readings_of_other_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[tuple[Readings, set[str]]] = []
    judged: list[str] = []

    def teach(learned: Sequence[Example]) -> Readings:
        taught.append((fit_readings(learned), _writers(learned)))
        return taught[-1][0]

    def look(some: Sequence[Example], readings: Readings) -> tuple[Values, Values]:
        (known,) = [writers for made, writers in taught if made is readings]
        assert _writers(some) & known == set()
        judged.extend(one.message.text for one in some)
        return read_all(some, readings)

    monkeypatch.setattr(nlp.train, "fit_readings", teach)
    monkeypatch.setattr(nlp.train, "read_all", look)
    fit_judge(few(), say=quietly)
    assert sorted(judged) == sorted(one.message.text for one in few())


def test_the_number_of_cores_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = fit_readings(few())
    monkeypatch.setattr(nlp.train, "CORES", 1)
    alone = fit_readings(few())
    assert CORES > 1
    assert np.array_equal(alone.weights, shared.weights) and np.array_equal(alone.network.into, shared.network.into)


def _weight_of_odd_words(message: Message, code: str) -> float:
    """What the clauses' reading says of words that stand in this message, several times over, and nowhere else."""
    read = fit_readings([*few(), *examples_of(*[message] * 9)])
    return float(read.weights[read.vocabulary.ids["p:banh xeo"], CODES.index(code)])


def _writers(some: Sequence[Example]) -> set[str]:
    return {one.message.writer for one in some}

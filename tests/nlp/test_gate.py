"""The gate's two judgements: floors on lines never learnt from, the border cases of gate.md, how its model is kept."""

import os
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import nlp.gate_model
from feedback import analysis as reading
from feedback.analysis import Analysis
from feedback.cues import cues_in, must_seal
from nlp.analyst import Analyst
from nlp.concepts import load_concepts
from nlp.corpus import NotLabelled
from nlp.errors import WrongModel
from nlp.features import features_of
from nlp.gate_corpus import FOLDER, KEPT_BACK, LEARNT, Marked, keys_of, load_marked, ordinary, read_marked
from nlp.gate_evaluate import GateReport, gate_marks, gate_report, score_gate
from nlp.gate_features import SAID, seen
from nlp.gate_model import FILES, ROADS, GateModel, Signs, load_gate, save_gate
from nlp.gate_train import Example, fit_gate, gate_examples
from nlp.gate_words import Senses, load_senses
from nlp.model import load_model
from nlp.noise import noised
from nlp.rules import Rules

KEPT = load_marked(FOLDER, KEPT_BACK)
TAUGHT = load_marked(FOLDER, LEARNT)
FEATURES = load_model().vocabulary.ids
STEP = 9  # of the lines, for how models are made and not for how well they judge


@pytest.fixture(scope="session")
def report(analyst: Analyst) -> GateReport:
    return score_gate(KEPT, analyst)


def share(report: GateReport, name: str) -> float:
    value = report.figures[name].value
    assert value is not None, name
    return value


def test_roads_are_told_on_lines_never_learnt_from(report: GateReport) -> None:
    assert share(report, "gate macro F1") >= 0.8, str(report)
    assert min(share(report, f"{road} recall") for road in ROADS if road) >= 0.6, str(report)


def test_complaints_about_the_head_are_found_before_anything_else(report: GateReport) -> None:
    assert share(report, "about the head recall") >= 0.95, str(report)
    assert share(report, "about the head precision") >= 0.6, str(report)


def test_most_is_still_told_when_typed_in_haste(analyst: Analyst) -> None:
    hasty = noised([one.text for one in KEPT])
    again = [replace(one, text=text) for one, text in zip(KEPT, hasty, strict=True)]
    report = score_gate(again, analyst)
    assert share(report, "gate macro F1") >= 0.65, str(report)
    assert share(report, "about the head recall") >= 0.85, str(report)


def test_no_denunciation_and_no_word_about_the_head_is_left_open_by_cues_and_reader_together(analyst: Analyst) -> None:
    sealing = [one for one in KEPT if one.about_head or one.road == "to-cao"]
    left_open = [one.text for one in sealing if not must_seal(cues_in(one.text)) and not _seals(analyst, one.text)]
    assert len(left_open) <= 0.04 * len(sealing), left_open


# The table of gate.md: text, road, about the head.
BORDER = [
    ("Tôi tố cáo ông chủ tịch xã bán đất công", "to-cao", True),
    ("Tôi làm đơn khiếu nại quyết định thu hồi đất của gia đình tôi", "khieu-nai", False),
    ("Tôi xin tố giác nhóm bán ma tuý sau chợ", "to-giac", False),
    ("Tôi muốn tố cáo", "to-cao", False),
    ("Tôi tố cáo cô Hoa quát dân", "to-cao", False),
    ("Tôi muốn khiếu nại về thái độ của anh Sơn", "khieu-nai", False),
    ("Đơn khiếu nại gửi sáu tháng chưa ai trả lời", None, False),
    ("Tôi không tố cáo ai đâu, chỉ góp ý cô văn thư nói nhỏ hơn", None, False),
    ("Cho hỏi đơn khiếu nại nộp ở đâu?", None, False),
    ("Năm ngoái tôi khiếu nại và được giải quyết tốt, cảm ơn", None, False),
    ("Anh địa chính nhận 20 triệu của tôi, có giấy viết tay, đến nay không làm sổ", "to-cao", False),
    ("Cô ấy gợi ý bồi dưỡng anh em", None, False),
    ("Phạt tôi 3 triệu là oan, đề nghị huỷ quyết định xử phạt", "khieu-nai", False),
    ("Đêm qua nhà tôi bị trộm lấy mất xe máy", "to-giac", False),
    ("Giám đốc trung tâm hách dịch với dân", None, True),
    ("Kính gửi giám đốc trung tâm, nhân viên quầy 2 quát mắng dân", None, False),
    ("Kính gửi chủ tịch xã: xóm tôi mất nước đã lâu", None, False),
    ("Kính thưa ông chủ tịch, chính ông hứa mà không làm", None, True),
    ("Trưởng thôn hay quát bà con", None, False),
]


@pytest.mark.parametrize(("text", "road", "about_head"), BORDER, ids=[text for text, _, _ in BORDER])
def test_where_each_ends_stands_in_a_table(analyst: Analyst, text: str, road: str | None, about_head: bool) -> None:
    found = analyst.analyse(text)
    assert (found.gate, found.about_head) == (road, about_head)


def test_a_road_calls_a_person(analyst: Analyst) -> None:
    for text, road, _ in BORDER:
        assert road is None or analyst.analyse(text).needs_person


@pytest.mark.parametrize("text", ["", "👍", "ok", "...", "1", "\n"])
def test_what_says_nothing_calls_for_nothing(analyst: Analyst, text: str) -> None:
    found = analyst.analyse(text)
    assert (found.gate, found.about_head) == (None, False)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("typed", [str.upper, decomposed])
def test_capitals_and_decomposed_letters_change_nothing(analyst: Analyst, typed: Callable[[str], str]) -> None:
    for one in KEPT[:60]:
        plain, other = analyst.analyse(one.text), analyst.analyse(typed(one.text))
        assert (plain.gate, plain.about_head) == (other.gate, other.about_head), one.text


def test_there_is_enough_to_learn_from_and_nothing_of_it_is_kept_back() -> None:
    roads = Counter(one.road for one in TAUGHT if one.gate_known)
    heads = Counter(one.about_head for one in TAUGHT)
    assert sum(roads.values()) >= 900 and min(roads[road] for road in ROADS) >= 130
    assert heads[True] >= 300 and heads[False] >= 1000
    assert {_bare(one.text) for one in TAUGHT} & {_bare(one.text) for one in KEPT} == set()
    assert len({one.text for one in TAUGHT}) == len(TAUGHT)


def test_the_gate_learnt_beside_the_tagger_that_is_in_place() -> None:
    assert load_gate(FEATURES).meta["tagger"] == load_model().version, "run: homthu train --gate"
    rules, senses = Rules(), load_senses()
    plain = list(ordinary(lambda text: senses.head_in(rules.hear(text).reading)))
    assert load_gate(FEATURES).meta["lines"] == len(TAUGHT) + len(plain), "run: homthu train --gate"


def test_plain_messages_are_learnt_from_too() -> None:
    plain = list(ordinary(lambda text: "chủ tịch" in text))
    assert len(plain) > 900 and not any(one.about_head or one.road for one in plain)
    assert any(one.gate_known for one in plain) and not all(one.gate_known for one in plain)


def test_the_same_lines_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from nlp.gate_model import save_gate\n"
    code += "from tests.nlp.test_gate import small; save_gate(small(), Path(sys.argv[1]))"
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": "."}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], env=env, check=True)
    save_gate(small(), tmp_path / "here")
    for file in FILES:
        assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "there" / file).read_bytes()


def test_a_model_that_was_kept_judges_alike(tmp_path: Path) -> None:
    model, lines = small(), few()[:50]
    save_gate(model, tmp_path)
    again = load_gate(FEATURES, tmp_path)
    assert again.version == model.version
    assert [again.judge(one.seen) for one in lines] == [model.judge(one.seen) for one in lines]


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_was_changed_or_lost_is_refused(tmp_path: Path, file: str) -> None:
    save_gate(small(), tmp_path)
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes() + b" ")
    with pytest.raises(WrongModel, match="homthu train"):
        load_gate(FEATURES, tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(WrongModel, match="homthu train"):
        load_gate(FEATURES, tmp_path)


def test_other_words_are_refused_with_the_model_that_did_not_learn_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_gate(small(), tmp_path / "model")
    words = tmp_path / "gate_words.toml"
    words.write_text('[HEAD]\nwords = "ông nào đó"\n', "utf-8")
    monkeypatch.setattr(nlp.gate_model, "WORDS", words)
    with pytest.raises(WrongModel):
        load_gate(FEATURES, tmp_path / "model")


def test_parts_of_different_size_are_refused(tmp_path: Path) -> None:
    model = small()
    other = GateModel(Signs(model.signs.names[:-1], FEATURES), model.weights, model.bias, model.head_from, model.meta)
    save_gate(other, tmp_path)
    with pytest.raises(WrongModel, match="another version"):
        load_gate(FEATURES, tmp_path)


def test_senses_take_the_place_of_their_words_the_longest_first() -> None:
    senses = Senses({"HEAD": ["giám đốc", "sếp"], "OTHER": ["giám đốc công ty"], "SUM": ["# triệu"]})
    assert _told(senses, "Giám đốc công ty nợ 5 triệu, giám đốc lờ") == ["OTHER", "no", "SUM", ",", "HEAD", "lo"]
    assert _told(senses, "giam doc ban, xep hang") == ["HEAD", "ban", ",", "xep", "hang"]
    assert _told(senses, "giảm dốc") == ["giam", "doc"]


def test_what_stands_around_the_head_ends_with_its_sentence() -> None:
    senses, rules, concepts, tagger = load_senses(), Rules(), load_concepts(), load_model()
    heard = rules.hear("Trời mưa. Giám đốc quát dân. Nhân viên cười")
    features = features_of(heard, concepts)
    known = tagger.vocabulary.known(features)
    message = seen(heard, features.phrases, known, tagger.read(features, known), senses.of(heard.reading))
    around = {sign for sign in message.signs if sign[:2] in ("b:", "a:")}
    assert {"b:.", "a:BAD", "a:."} <= around and "a:STAFF" not in around and "b:mua" not in around
    assert message.said.shape == (SAID,)


def test_a_line_may_say_one_judgement_alone(tmp_path: Path) -> None:
    file = tmp_path / "lan.jsonl"
    file.write_text('{"text": "a", "gate": null}\n\n{"text": "b", "about_head": true}\n', "utf-8")
    assert list(read_marked(file)) == [
        Marked("a", None, True, None, "lan"),
        Marked("b", None, False, True, "lan"),
    ]
    assert keys_of(file) == {"text", "gate"}


@pytest.mark.parametrize(
    "line", ['{"text": 5, "gate": null}', '{"text": "a", "gate": "kien"}', '{"text": "a", "about_head": "yes"}', "[]"]
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "lan.jsonl"
    file.write_text(f'{{"text": "a", "gate": null}}\n{line}\n', "utf-8")
    with pytest.raises(NotLabelled, match=r"lan.jsonl:2: "):
        list(read_marked(file))


def test_figures_are_as_counted_by_hand() -> None:
    marked = [
        Marked("1", "to-cao", True, True, ""),
        Marked("2", "to-cao", True, False, ""),
        Marked("3", None, True, None, ""),
        Marked("4", "khieu-nai", True, True, ""),
        Marked("5", None, False, True, ""),
    ]
    found = [
        Analysis(gate="to-cao", about_head=True),
        Analysis(gate=None, about_head=True),
        Analysis(gate="khieu-nai", about_head=True),
        Analysis(gate="khieu-nai"),
        Analysis(gate="to-giac", about_head=True),
    ]
    report = gate_report(gate_marks(marked, found))
    assert report.lines == (4, 4)
    assert share(report, "to-cao F1") == pytest.approx(2 / 3)
    assert share(report, "khieu-nai precision") == 0.5
    assert report.figures["to-giac F1"].value is None  # the open line counts neither way
    assert share(report, "gate macro F1") == pytest.approx((0 + 2 / 3 + 2 / 3) / 3)
    assert share(report, "about the head recall") == pytest.approx(2 / 3)
    assert share(report, "about the head precision") == pytest.approx(2 / 3)


@cache
def small() -> GateModel:
    return fit_gate(few(), load_model())


@cache
def few() -> list[Example]:
    return gate_examples(TAUGHT[::STEP], Rules(), load_concepts(), load_model(), load_senses())


def _seals(analyst: Analyst, text: str) -> bool:
    found = analyst.analyse(text)
    return reading.must_seal(found) or found.gate is not None


def _told(senses: Senses, text: str) -> list[str]:
    return senses.of(Rules().hear(text).reading).senses


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum())

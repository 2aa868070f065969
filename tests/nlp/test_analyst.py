"""What comes back for odd texts, where evidence points, and when a person is called."""

import random
import subprocess
import sys

import pytest

from feedback.tags import TAGS
from nlp.analyst import Analyst
from nlp.normalize import LIMIT
from tests.support.effort import effort

COMPLAINT = "Chị Mai quát mắng bác Sáu, phải chờ lâu cả buổi sáng"

HOSTILE = (
    "", " ", "\n\n\n", "a." * 2048, "\u0301" * 10_000, "a" + "\u0301" * 10_000, "\0" * 5000, "\ud800" * 3000,
    "\udfff\ud800", "x" * 1_000_000, "ạ" * 5000, "!" * 5000, "/" * 5000, "(" * 5000, "😡" * 2500, "a\u200b" * 2500,
    "\u202e" * 5000, "<b>" * 1500, "'; DROP TABLE cases; --", "chờ lâu " * 700, "không " * 900, "nếu " * 1200,
    "cán bộ " * 700, "cán bộ phải " * 400, "1 " * 2500, "1" * 5000, "# " * 2500, "." * 5000, "a " * 2500,
    "đòi tiền " * 500, "nhưng mà " * 500, "kính gửi chủ tịch " * 280, "trước đây " * 500, "\ufdfa" * 5000,
    "𝒄𝒉ờ 𝒍â𝒖 " * 500, "ﷺ" * 3000, "ក" * 5000, "排队很久" * 1200, "q" * 2500 + " " + "w" * 2400, "a-b_c*d" * 700,
)  # fmt: skip


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) > 1000])
def test_a_hostile_text_is_little_more_work_than_ordinary_words(analyst: Analyst, text: str) -> None:
    """5 times at most where it was measured (one sign that unfolds into eighteen)."""
    assert effort(analyst.analyse, text) < 15


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_read(analyst: Analyst, text: str) -> None:
    assert analyst.analyse(text).sentiment


def test_any_mess_of_signs_is_read_and_its_evidence_lies_within_the_text(analyst: Analyst) -> None:
    chance = random.Random(31)
    signs = [*"aáàảãạâấ đdoòơươ.,?!\n\0\u0301\u0323\u200b\ud800ﬁǅİ😡", " chờ lâu ", " quát mắng ", " không "]
    for _ in range(300):
        text = "".join(chance.choices(signs, k=chance.randrange(60)))
        for found in analyst.analyse(text).tags:
            for piece in found.evidence:
                assert 0 <= piece.start < piece.end <= len(text)


@pytest.mark.parametrize(
    "before", ["", "\u200b\u200b", "e\u0301e\u0301 ", "ﬁﬁ ", "İ ", "😡 ", "\0\0", "\ud800 ", "hoà bình. "]
)
def test_evidence_points_at_the_words_as_they_were_typed(analyst: Analyst, before: str) -> None:
    text = before + "Chị Mai qu\u0061\u0301t mắng bác Sáu"
    (found,) = [tag for tag in analyst.analyse(text).tags if tag.code == "thai-do"]
    assert any("qu\u0061\u0301t mắng" in text[piece.start : piece.end] for piece in found.evidence)


@pytest.mark.parametrize(
    "typed",
    [
        COMPLAINT.upper(),
        "Chi Mai quat mang bac Sau, phai cho lau ca buoi sang",
        "Chị Mai quát mắng bác Sáu , fải chờ lâu cả buổi sáng",
        "Chị Mai q\u200buát m\u200bắng bác Sáu, phải chờ l\u200bâu cả buổi sáng",
        "Chị Mai quáttttt mắng bác Sáu, phải chờ lâuuuuu cả buổi sáng",
    ],
)
def test_how_it_is_typed_changes_no_label(analyst: Analyst, typed: str) -> None:
    assert analyst.analyse(typed).codes == analyst.analyse(COMPLAINT).codes != ()


@pytest.mark.parametrize(
    "text",
    [
        "Tôi quá bức xúc với chỗ này",
        "The officer kept me waiting for three hours and never apologised",
        "Tôi tố cáo ông trưởng phòng",
        "Cảm ơn chị Mai. " * 400,
    ],
    ids=["bad words, no tag", "not Vietnamese", "a denunciation", "too long to read"],
)
def test_a_person_is_called_where_the_phrases_do_not_suffice(analyst: Analyst, text: str) -> None:
    assert analyst.analyse(text).needs_person


@pytest.mark.parametrize("text", ["Cảm ơn chị Mai", "Cho hỏi mấy giờ phường làm việc", "ok", "👍", COMPLAINT])
def test_no_person_is_called_for_what_is_plain(analyst: Analyst, text: str) -> None:
    assert not analyst.analyse(text).needs_person


def test_only_the_first_part_of_an_endless_text_is_read(analyst: Analyst) -> None:
    first = ("Cho hỏi mấy giờ phường làm việc. " * LIMIT)[:LIMIT]
    assert analyst.analyse(first + COMPLAINT) == analyst.analyse(first + "!" * LIMIT)
    assert analyst.analyse(f"{COMPLAINT}. {first}").needs_person


def test_a_complaint_is_heard_beside_a_question_and_in_a_story(analyst: Analyst) -> None:
    story = "Sáng nay tôi chở mẹ ra phường. Trời mưa to, đường ngập. Tới nơi đã gần chín giờ, tôi dắt mẹ vào. "
    assert "thai-do" in analyst.analyse(f"Cô ở quầy quát mẹ tôi là già rồi còn ra đây làm gì. {story * 2}").codes
    assert "cham-tre" in analyst.analyse("Tôi chờ từ sáng tới trưa không ai gọi. Cho hỏi phản ánh ở đâu?").codes


@pytest.mark.parametrize(
    ("text", "about_head"),
    [
        ("Chủ tịch phường đi muộn suốt, dân phải chờ lâu", True),
        ("Kính gửi chủ tịch phường: dân phải chờ lâu", False),
        ("Cảm ơn bà Hạnh, giám đốc trung tâm rất nhiệt tình", False),
    ],
)
def test_the_head_complained_of_is_not_the_head_written_to_or_thanked(
    analyst: Analyst, text: str, about_head: bool
) -> None:
    assert analyst.analyse(text).about_head is about_head


def test_words_never_met_are_told_as_a_share(analyst: Analyst) -> None:
    assert analyst.analyse("Phải chờ lâu").unknown == 0
    assert analyst.analyse("Phải chờ zzqx").unknown == pytest.approx(1 / 3)
    assert analyst.analyse("zzqx wwvj").unknown == 1


@pytest.mark.parametrize("text", ["", COMPLAINT])
def test_each_tag_has_its_chance_and_one_that_is_given_tells_it(analyst: Analyst, text: str) -> None:
    chances = analyst.chances(text)
    assert list(chances) == [tag.code for tag in TAGS]
    assert all(0 <= chance <= 1 for chance in chances.values())
    for tag in analyst.analyse(text).tags:
        assert tag.confidence == round(chances[tag.code], 3)
        assert tag.evidence


def test_the_same_text_is_read_alike_by_any_process(analyst: Analyst) -> None:
    code = "import sys; from nlp.analyst import Analyst; print(Analyst().analyse(sys.argv[1]).to_json())"
    run = [sys.executable, "-c", code, COMPLAINT]
    seeds = [{"PYTHONHASHSEED": seed, "PYTHONPATH": "."} for seed in ("1", "2")]
    answers = {subprocess.run(run, env=env, capture_output=True, text=True, check=True).stdout for env in seeds}
    assert answers == {analyst.analyse(COMPLAINT).to_json() + "\n"}


def test_the_analyst_reads_without_the_libraries_that_are_heavy_or_teach() -> None:
    code = (
        "import sys; from nlp.analyst import Analyst; Analyst().analyse(sys.argv[1])\n"
        "print(*sorted({'underthesea', 'sklearn', 'scipy', 'joblib', 'threadpoolctl', 'numpy'} & sys.modules.keys()))"
    )
    run = [sys.executable, "-c", code, COMPLAINT]
    loaded = subprocess.run(run, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=True).stdout
    assert loaded == "numpy\n"

"""Each noise does what it says, to as many words as it says, and the same to the same text on every machine."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from nlp.corpus import TEST, load
from nlp.noise import NOISES, half_typed, mistyped, noised, shortened, without_accents

TEXT = "Chị Mai ngồi quầy ba không nhận hồ sơ của bà Sáu, bảo đi đường khác rồi quay lại"
MANY = 2000


def share_changed(words: str, became: str) -> float:
    before, after = words.split(" "), became.split(" ")
    return sum(one != other for one, other in zip(before, after, strict=True)) / len(before)


def test_accents_go_and_nothing_else() -> None:
    assert without_accents("Đường ở phường, chị ỷ lại 100% ạ!") == "Duong o phuong, chi y lai 100% a!"


def test_six_of_ten_words_that_have_a_short_form_are_shortened() -> None:
    words = ("được " * MANY).strip()
    became = shortened(words)
    assert set(became.split()) == {"được", "dc", "đc"}
    assert share_changed(words, became) == pytest.approx(0.6, abs=0.05)


def test_the_longer_word_is_shortened_as_one() -> None:
    became = {shortened(f"bây giờ {at}").rsplit(" ", 1)[0] for at in range(100)}
    assert became == {"bây giờ", "bh", "h"}


def test_words_without_a_short_form_and_parts_of_words_are_left() -> None:
    text = "hoà giải viên khôngđược mươi " * 50
    assert shortened(text) == text


def test_one_word_of_ten_has_one_slip() -> None:
    words = ("phường " * MANY).strip()
    became = mistyped(words)
    assert share_changed(words, became) == pytest.approx(0.1, abs=0.03)
    slips = set(became.split()) - {"phường"}
    assert {len(slip) for slip in slips} == {5, 6, 7}
    assert all(_shared_letters(slip) >= 5 for slip in slips)


def test_words_too_short_for_a_slip_are_left() -> None:
    assert mistyped("ở ba xã " * 500) == "ở ba xã " * 500


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("cán", "casn"), ("cần", "caafn"), ("mở", "mowr"), ("ăn", "awn"), ("tư", "tuw"), ("đi", "ddi"),
        ("Đi", "ddi"), ("ngã", "ngax"), ("mẹ", "mej"), ("êm", "eem"), ("được", "ddược"),
    ],
)  # fmt: skip
def test_telex_keys_are_left_standing_in_one_word_of_eight(word: str, keys: str) -> None:
    words = " ".join([word] * MANY)
    became = half_typed(words)
    assert set(became.split()) - {word} == {keys}
    assert share_changed(words, became) == pytest.approx(0.12, abs=0.03)


def test_a_word_without_marks_has_no_keys() -> None:
    assert half_typed("quay ba " * 500) == "quay ba " * 500


def test_messages_take_turns_with_the_four_noises() -> None:
    texts = [message.text for message in load(TEST)[:10]]
    assert noised(texts) == [NOISES[at % 4](text) for at, text in enumerate(texts)]
    assert len(set(NOISES)) == 4


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("text", ["", " ", "a", "đ", "\ud800 ab", "👍👍👍", "ſinh viên bİết", "e\u0301e\u0301e\u0301"])
def test_no_text_is_too_odd_for_a_noise(noise: Callable[[str], str], text: str) -> None:
    assert all(noise(text + " " * at).strip() or not text.strip() for at in range(20))  # twenty throws of the dice


def test_the_same_text_becomes_the_same_in_any_process() -> None:
    code = "import sys; from nlp.noise import NOISES; print([noise(sys.argv[1]) for noise in NOISES])"
    run = [sys.executable, "-c", code, TEXT * 5]
    seeds = [{"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PYTHONIOENCODING": "utf-8"} for seed in ("1", "2")]
    answers = {subprocess.run(run, env=env, capture_output=True, check=True).stdout.decode() for env in seeds}
    assert answers == {f"{[noise(TEXT * 5) for noise in NOISES]}\n"}


def _shared_letters(slip: str) -> int:
    return len(set("phường") & set(slip))

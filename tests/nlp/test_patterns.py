"""The small language of phrases: what it matches, what it refuses, and that no phrase can be made slow."""

from time import process_time

import pytest

from nlp.normalize import clean
from nlp.patterns import Pattern, Sign, Words, parse
from nlp.phrasebook import load_phrasebook
from nlp.rules import RuleAnalyst
from nlp.shorthand import load_shorthand
from nlp.words import Reading, read

SHORTHAND = load_shorthand()
GROUPS = Words({"canbo": ["cán bộ", "anh", "chị"]})


def matches(pattern: str, text: str) -> bool:
    view = read(clean(text), SHORTHAND).view
    return parse(pattern, GROUPS).regex.search(view) is not None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("chờ lâu", "phải chờ lâu quá"),
        ("chờ (lâu|dài cổ)", "chờ dài cổ"),
        ("chờ (rất)? lâu", "chờ lâu"),
        ("{canbo} .. quát", "chị ấy hay quát"),
        ("chờ … mới xong", "chờ hết một buổi sáng mà chiều mới xong"),
        ("đòi # k", "đòi 500k"),
        ("đòi # triệu", "đòi 2 triệu"),
        ("=cò", "phải qua cò mới xong"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("chờ lâu", "chờ. Lâu lắm mới lên phường"),
        ("chờ .. lâu", "chờ anh ấy đi họp về lâu"),
        ("chờ … xong", "tôi chờ. Hôm sau mới xong"),
        ("=cò", "con co bay la"),
        ("chờ lâu", "chợ lậu"),
    ],
)
def test_a_pattern_keeps_to_its_sentence_its_reach_and_its_accents(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@pytest.mark.parametrize(
    "typed",
    [
        "cán bộ quát mắng",
        "CÁN BỘ QUÁT MẮNG",
        "can bo quat mang",
        "ca\u0301n bo\u0323\u0302 qua\u0301t ma\u0306\u0301ng",
        "cán bộ quáttt mắnggg",
        "cb quát mắng",
        "cán\u200b bộ q\u200buát mắng",
        "ｃán bộ quát mắng",
    ],
)
def test_however_it_is_typed_it_is_the_same_phrase(typed: str) -> None:
    assert matches("{canbo} quát mắng", typed)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("ngay", ()),  # "ngáy" is no usual reading of it
        ("nv ngáy to trong phòng", ("viec-rieng",)),
        ("cho thay trong gio hoc", ()),  # chỗ .. trống
        ("can bo quat mang dan", ("thai-do",)),
        ("phai cho lau qua", ("cham-tre",)),
    ],
)
def test_without_accents_few_words_prove_little(rules: RuleAnalyst, text: str, codes: tuple[str, ...]) -> None:
    assert rules.analyse(text).codes == codes


def test_tone_marks_may_stand_where_people_put_them() -> None:
    assert matches("thoả mãn", "thỏa mãn")
    assert matches("lý do", "lí do")


@pytest.mark.parametrize("broken", ["(chờ|đợi", "chờ) lâu", "..", "(chờ)?", "{nobody} chờ"])
def test_a_broken_pattern_is_refused_with_its_text(broken: str) -> None:
    with pytest.raises(ValueError, match=r"chờ|no word is certain"):
        parse(broken, GROUPS)


def test_no_phrase_of_the_lexicon_is_slow_on_text_made_against_it() -> None:
    slow = []
    for phrase in load_phrasebook().phrases:
        if "{0," not in phrase.pattern.regex.pattern:
            continue  # without a gap there is nothing to try twice
        words = " ".join(spelled(min(part.signs, key=spelled)) for part in phrase.pattern.elements if part.signs)
        reading = read(clean(f"{words} " * (4096 // (len(words) + 1))), SHORTHAND)
        # Slow twice: the machine may have been busy with something else.
        if all(seconds(phrase.pattern, reading) > 0.05 for _ in range(2)):
            slow.append((phrase.pattern.source, words))
    assert slow == []


def spelled(sign: Sign) -> str:
    return sign if isinstance(sign, str) else " ".join(sign)


def seconds(pattern: Pattern, reading: Reading) -> float:
    """Tried at every word, though the phrasebook tries fewer."""
    begun = process_time()
    for at in reading.offsets:
        pattern.regex.match(reading.view, at)
    return process_time() - begun

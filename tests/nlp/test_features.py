"""What a model sees of a message, block by block."""

import pytest

from nlp.concepts import Concepts
from nlp.features import ClauseFeatures, MessageFeatures, features_of, letters
from nlp.rules import Rules

CONCEPTS = Concepts({"wait": ["chờ"], "long": ["lâu"], "staff": ["cán bộ"]}, {})


@pytest.fixture(scope="module")
def phrases() -> Rules:
    return Rules()


def seen(phrases: Rules, text: str) -> MessageFeatures:
    return features_of(phrases.hear(text), CONCEPTS)


def only(phrases: Rules, text: str) -> ClauseFeatures:
    (clause,) = seen(phrases, text).clauses
    return clause


def test_runs_are_of_one_word_and_two_with_and_without_their_accents(phrases: Rules) -> None:
    clause = only(phrases, "bà Sáu chờ lâu")
    assert clause.words == ("ba", "sau", "cho", "lau")
    assert {"w:chơ1", "w:chơ1 lâu"} <= set(clause.runs)
    assert {"p:cho", "p:cho lau"} <= set(clause.plain_runs)
    assert len(clause.runs) == len(clause.plain_runs) == 4 + 3


def test_of_accents_that_were_left_out_nothing_is_known(phrases: Rules) -> None:
    clause = only(phrases, "ba Sau cho lau")
    assert clause.runs == []
    assert clause.plain_runs == only(phrases, "bà Sáu chờ lâu").plain_runs


def test_concepts_follow_each_other_across_words_that_have_none(phrases: Rules) -> None:
    concepts = ["k:staff", "k:wait", "k:long", "k:staff wait", "k:wait long"]
    assert only(phrases, "cán bộ bắt chờ rất lâu").concepts == concepts


def test_a_message_of_several_sentences_knows_the_clauses_of_each(phrases: Rules) -> None:
    assert seen(phrases, "Chờ cả buổi sáng hôm nay, mệt lắm rồi. Cho hỏi phường mở cửa mấy giờ?").sentences == (
        range(2), range(2, 3),
    )  # fmt: skip
    assert seen(phrases, "Chờ cả buổi sáng hôm nay, mệt lắm rồi").sentences == ()


def test_letters_are_runs_of_two_to_five_with_the_ends_of_the_word_marked() -> None:
    assert list(letters("cho")) == [
        "c:<c", "c:ch", "c:ho", "c:o>", "c:<ch", "c:cho", "c:ho>", "c:<cho", "c:cho>", "c:<cho>",
    ]  # fmt: skip


def test_a_slip_of_the_finger_leaves_letters_standing() -> None:
    assert len(set(letters("nghiem")) & set(letters("nghiam"))) > 6


def test_a_phrase_told_as_a_fact_is_another_thing_than_one_denied(phrases: Rules) -> None:
    told, denied = seen(phrases, "Chị Mai quát mắng tôi"), seen(phrases, "Chị Mai không quát mắng ai")
    assert told.clauses[0].phrases["r:tag.thai-do"] == denied.clauses[0].phrases["r:tag.thai-do"]
    for one in (told.clauses[0].phrases, told.phrases):
        assert "r:told.tag.thai-do" in one and "r:hush.tag.thai-do" not in one
    for one in (denied.clauses[0].phrases, denied.phrases):
        assert "r:hush.tag.thai-do" in one and "r:told.tag.thai-do" not in one


def test_a_phrase_is_seen_in_its_own_clause_alone(phrases: Rules) -> None:
    first, second = seen(phrases, "Tôi nộp hồ sơ hôm qua, chị Mai quát mắng tôi").clauses
    assert "r:tag.thai-do" not in first.phrases
    assert "r:tag.thai-do" in second.phrases


def test_a_phrase_that_reaches_into_the_next_clause_is_seen_in_both(phrases: Rules) -> None:
    first, second = seen(phrases, "Tôi ngồi đây chờ từ sáng sớm, mãi vẫn không được gọi tới tên mình").clauses
    assert "r:tag.cham-tre" in first.phrases
    assert "r:tag.cham-tre" in second.phrases


def test_what_the_phrases_would_give_is_known_of_the_whole(phrases: Rules) -> None:
    bad, good = seen(phrases, "Chị Mai quát mắng tôi"), seen(phrases, "Anh Tuấn rất nhiệt tình, cảm ơn anh")
    assert {"r:given.thai-do", "r:given-bad", "r:tone.tieu-cuc"} <= bad.phrases.keys()
    assert {"r:given.khen-thai-do", "r:given-good", "r:tone.tich-cuc"} <= good.phrases.keys()
    assert "r:given-bad" not in good.phrases


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Mấy giờ phường làm việc?", "r:asks"),
        ("Bà Sáu", "r:long.1"),
        ("bà chờ " * 500, "r:long.7"),
    ],
)
def test_the_whole_says_whether_it_asks_and_how_long_it_is(phrases: Rules, text: str, sign: str) -> None:
    assert sign in seen(phrases, text).phrases
    assert sign not in seen(phrases, "Chị Mai quát mắng bác Sáu ngoài sân").phrases


def test_what_the_lexicon_found_lies_between_nought_and_one(phrases: Rules) -> None:
    message = seen(phrases, "Cấp cứu! Nếu chị Mai quát mắng, đòi tiền, bắt chờ lâu, trước đây thì sao? Cảm ơn anh Tuấn")
    found = (message.phrases, *(clause.phrases for clause in message.clauses))
    values = [value for phrases_found in found for value in phrases_found.values()]
    assert len(values) > 20
    assert all(0 < value <= 1 for value in values)


def test_a_text_without_words_has_no_clauses(phrases: Rules) -> None:
    assert seen(phrases, " ").clauses == ()

"""Reliability, pointing and the card itself, with readers whose answers can be counted by hand."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import nlp.card
from feedback.analysis import Analysis, Evidence, TagFound
from feedback.tags import TAGS
from nlp.analyst import Analyst
from nlp.card import pointing, reliability, write_card
from nlp.corpus import TEST, TRAIN, Message, Shown


class Scripted(Analyst):
    """The same chances and the same answer for every text."""

    version = "by-hand"

    def __init__(self, chances: Mapping[str, float], answer: Analysis | None = None) -> None:
        self._chances = {**{tag.code: 0.0 for tag in TAGS}, **chances}
        self._answer = answer or Analysis()

    def chances(self, text: str) -> dict[str, float]:
        return self._chances

    def analyse(self, text: str) -> Analysis:
        return self._answer


def found(code: str, *places: tuple[int, int]) -> Analysis:
    return Analysis((TagFound(code, 0.9, tuple(Evidence(*place, 0.9) for place in places)),))


SHOWN = Message("Chị Mai quát mắng", ("thai-do",), shown=(Shown(8, 17, "thai-do"),))


def test_chances_are_held_against_what_came_true() -> None:
    messages = [Message("1", ("cham-tre",)), Message("2", ("cham-tre", "thai-do"))]
    bins, error = reliability(messages, Scripted({"cham-tre": 0.9, "thai-do": 0.7}))
    assert [one.n for one in bins] == [32, 0, 0, 0, 0, 0, 0, 2, 0, 2]
    assert [one.true for one in bins] == [0, 0, 0, 0, 0, 0, 0, 0.5, 0, 1]
    assert [bins[7].chance, bins[9].chance] == pytest.approx([0.7, 0.9])
    assert error == pytest.approx((2 * 0.2 + 2 * 0.1) / 36)


def test_certainty_falls_into_the_last_tenth() -> None:
    bins, error = reliability([Message("1", ("cham-tre",))], Scripted({"cham-tre": 1.0}))
    assert (bins[9].n, bins[9].true, error) == (1, 1.0, 0.0)


def test_a_reader_who_says_what_is_so_makes_no_error_and_its_contrary_the_greatest() -> None:
    message = Message("1", tuple(tag.code for tag in TAGS))
    assert reliability([message], Scripted({tag.code: 1.0 for tag in TAGS}))[1] == 0
    assert reliability([message], Scripted({}))[1] == 1


def test_what_readers_differ_on_is_not_held_against_a_chance() -> None:
    bins, error = reliability([Message("1", (), maybe=("thai-do",))], Scripted({"thai-do": 0.95}))
    assert (sum(one.n for one in bins), bins[9].n, error) == (17, 0, 0)


def test_without_messages_there_is_no_error() -> None:
    bins, error = reliability([], Scripted({}))
    assert (sum(one.n for one in bins), error) == (0, 0)


@pytest.mark.parametrize(
    ("analysis", "counted"),
    [
        (found("thai-do", (8, 12)), (1, 1)),
        (found("thai-do", (0, 3), (16, 17)), (1, 1)),
        (found("thai-do", (0, 8)), (0, 1)),
        (found("thai-do", (17, 20)), (0, 1)),
        (found("thai-do"), (0, 1)),
        (found("cua-quyen", (8, 17)), (0, 0)),
        (Analysis(), (0, 0)),
    ],
    ids=["within", "one of two", "ends before", "begins behind", "no evidence", "wrong tag", "no tag"],
)
def test_evidence_counts_when_it_touches_the_marked_words(analysis: Analysis, counted: tuple[int, int]) -> None:
    assert pointing([SHOWN], [analysis]) == counted


def test_a_right_tag_without_marked_words_is_not_asked_for_evidence() -> None:
    assert pointing([Message("Chị Mai quát mắng", ("thai-do",))], [found("thai-do", (8, 17))]) == (0, 0)


def test_any_of_several_marked_places_will_do() -> None:
    twice = Message(SHOWN.text, ("thai-do",), shown=(Shown(0, 3, "thai-do"), *SHOWN.shown))
    assert pointing([twice, SHOWN], [found("thai-do", (0, 3)), found("thai-do", (0, 3))]) == (1, 2)


def test_the_card_says_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = Message("Mấy giờ làm việc?", (), kind="off-topic", urgent=True, writer="Tuấn", scenario="giờ")
    monkeypatch.setattr(nlp.card, "load", {TRAIN: (SHOWN,) * 3, TEST: (SHOWN, quiet)}.get)
    write_card(tmp_path / "card.md", Scripted({"thai-do": 0.95}, found("thai-do", (8, 17))))
    card = (tmp_path / "card.md").read_text("utf-8")
    assert card.startswith("# Model card: by-hand\n")
    assert "- learnt from: 3 messages by 1 writers in 1 scenarios,\n  3 with marked words, 0 urgent; \n  3 real" in card
    assert "- tested on: 2 messages by 2 writers in 2 scenarios,\n  1 with marked words, 1 urgent; " in card
    assert "| thai-do | 1 | 0.500 [" in card and "| ruou-bia | 0 | - | - | - |" in card
    assert "- false alarms: 1.000 [1.000; 1.000]" in card
    assert "| 0.95 | 2 | 0.50 |" in card
    assert "in 1 of 1 right tags.\nA person is called for 0 of 2 messages." in card

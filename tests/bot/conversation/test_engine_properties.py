"""Whatever is said in whatever order, the engine answers, never raises, and offers what a platform can carry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import errands, stray
from bot.conversation.intents import COMMANDS, clean, command, receipt
from bot.conversation.steps import BY_NAME, STEPS
from bot.conversation.steps.base import nothing_to_learn
from feedback.canonical import comparable
from feedback.requests import Erased
from feedback.wording import LANGUAGES, words
from tests.bot.conversation.talking import Person

LONGEST_PAYLOAD = 64  # bytes, Telegram

TYPED = """
/start an-binh-1|/start|5|1|2|có|không rõ|đồng ý|gửi|/huy|/gopy|/khen|bỏ qua|tôi chờ cả buổi sáng|/ngonngu|english
/tracuu|/dulieu|/xoa|/diem|/viec|/lienket|4821093755162044|an bình|1, 2|🙂|\u200b|huỷ|help|sửa|cảm ơn|/start x
"""
SOMETHING = st.one_of(st.text(max_size=40), st.sampled_from(TYPED.strip().replace("\n", "|").split("|")))


@settings(max_examples=150, deadline=None)
@given(st.lists(SOMETHING, max_size=14))
def test_every_message_is_answered(said: list[str]) -> None:
    lan = Person()
    for text in said:
        lan.says(text)
        assert lan.heard, text
        assert all(reply.text.strip() for reply in lan.heard)
        assert all(len(choice.payload.encode()) <= LONGEST_PAYLOAD for choice in lan.dialogue.offered)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=14))
def test_tapping_blindly_always_leads_on(taps: list[int]) -> None:
    lan = Person().says("/start an-binh-2")
    for tap in taps:
        offered = lan.dialogue.offered
        if not offered:
            lan.says("/start")
        elif tap < len(offered):
            lan.taps_payload(offered[tap].payload)
        assert lan.heard


@settings(max_examples=100, deadline=None)
@given(st.lists(SOMETHING, max_size=10))
def test_a_level_once_tapped_is_never_taken_back_by_talking(said: list[str]) -> None:
    lan = Person().says("/start an-binh-1", "4")
    key = lan.ratings[0].visit.key
    lan.says(*said)
    assert [rating for rating in lan.ratings if rating.visit.key == key]


@given(st.text(max_size=200))
def test_cleaning_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=60))
def test_folding_is_done_once(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@given(st.text(max_size=60))
def test_only_sixteen_digits_are_a_receipt(text: str) -> None:
    assert receipt(text) == "" or len(receipt(text)) == 16


def test_the_step_list_is_complete_and_unique() -> None:
    assert len({step.name for step in STEPS}) == len(STEPS) == len(BY_NAME)


def test_every_command_has_an_errand_and_every_errand_a_command() -> None:
    assert set(COMMANDS.values()) == set(errands.ERRANDS)
    for language in LANGUAGES:
        assert all(words(language).has(f"menu.{errand}") for errand in stray.menu.ERRANDS)


def test_an_outcome_nobody_waits_for_is_a_mistake_of_ours() -> None:
    lan = Person().says("/start an-binh-1")
    with pytest.raises(LookupError, match="rate"):
        nothing_to_learn(lan.dialogue, Erased(1), None)  # type: ignore[arg-type]


def test_what_stands_behind_a_command_keeps_its_spelling() -> None:
    assert command("/lienket 7k3M") == command("/LienKet  7k3M")

"""What becomes of a tapped message: questions give way, what somebody may want to read again stays with the choice."""

from dataclasses import replace

import pytest

from bot.conversation.dialogue import Dialogue
from bot.conversation.in_place import PASSING, READ_WHILE_WRITING, after_a_tap
from bot.conversation.scene import Scene
from bot.conversation.steps import BY_NAME
from feedback.media import Picture
from feedback.messages import Choice, Inbound, Reply
from feedback.wording import words
from tests.support.cast import DIRECTORY, NOW

ANSWER = Reply("Người phục vụ có đeo thẻ tên không?")
WRITE = Reply("Xin viết câu trả lời.", free=True)
SCENE = Scene(NOW, "0" * 32, DIRECTORY, words("vi"))


def at(step: str) -> Dialogue:
    """Chị Lan has this step's question before her."""
    offered = (Choice("Một", f"ab12cd34:{step}:1"), Choice("Hai", f"ab12cd34:{step}:2"))
    screen = (Reply("Đã ghi nhận."), Reply("Một hay hai?", offered))
    return Dialogue("1" * 32, step=step, offered=offered, screen=screen)


def tapped(step: str, payload: str = "", *, reply: Reply = ANSWER) -> Reply:
    """The answer to a tap on its first button, or on another one."""
    choice = payload or f"ab12cd34:{step}:1"
    return after_a_tap(at(step), Inbound("telegram", "lan", "1", NOW, choice=choice, under="41"), reply, SCENE)


@pytest.mark.parametrize("step", PASSING)
def test_an_answered_question_gives_way(step: str) -> None:
    assert tapped(step) == replace(ANSWER, tapped="41", in_place=True)


@pytest.mark.parametrize("step", ["menu", "rate", "consent", "confirm", "preview_answer", "track_case", "my_data"])
def test_notices_consent_own_words_and_receipts_stay_with_what_was_chosen(step: str) -> None:
    settled = "Đã ghi nhận.\n\nMột hay hai?\n\n✓ Một"
    assert tapped(step) == replace(ANSWER, tapped="41", settled=settled)


def test_a_case_stays_in_sight_while_its_answer_is_written() -> None:
    assert tapped("open_case").in_place
    assert tapped("open_case", reply=WRITE).settled.endswith("✓ Một")


def test_an_answer_with_photos_takes_nobodys_place() -> None:
    shown = replace(ANSWER, photos=(Picture("p1", "Ảnh 1", "Đã xoá"),))
    assert not tapped("cases", reply=shown).in_place


def test_what_the_house_refused_gets_no_tick_and_loses_its_buttons() -> None:
    inbound = Inbound("telegram", "lan", "1", NOW, choice="ab12cd34:rate:1", under="41")
    refused = after_a_tap(at("rate"), inbound, ANSWER, SCENE, refused=True)
    assert refused == replace(ANSWER, tapped="41")


def test_several_ticks_at_once_are_one_tap() -> None:
    assert tapped("reasons", "ab12cd34:reasons:1,ab12cd34:reasons:2").in_place
    assert tapped("rate", "ab12cd34:rate:1,ab12cd34:rate:2").settled.endswith("✓ Một, Hai")


@pytest.mark.parametrize("payload", ["x", "ffffffff:rate:5", "ab12cd34:badge:9", "rate", "rubbish:rate", ",", "-:a:1"])
def test_an_old_or_forged_button_only_takes_itself_away(payload: str) -> None:
    assert tapped("badge", payload) == replace(ANSWER, tapped="41")


def test_only_steps_that_exist_are_named() -> None:
    assert {*PASSING, *READ_WHILE_WRITING} <= set(BY_NAME)

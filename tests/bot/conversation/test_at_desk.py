"""A tablet's slip, heard: which one counts, when a counter was open, and what its talk never tells."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.conversation import engine
from bot.conversation.dialogue import Dialogue, Turn, from_chat, to_chat
from bot.conversation.scene import Scene
from feedback.messages import Chat, Inbound, Slip
from feedback.ratings import Level, Rating, Reason
from feedback.requests import KeepRating
from feedback.units import Directory
from feedback.wording import words
from tests.support.cast import COUNTERS, DIRECTORY, NOW, OFFICERS, POSTINGS, QUAY_1, UNITS

NEW = Dialogue("d" * 32)


def hear(dialogue: Dialogue, slip: Slip, *, directory: Directory = DIRECTORY, **inbound: Any) -> Turn:
    message = Inbound("kiosk", "a", "m", NOW, slip=slip, **inbound)
    return engine.hear(dialogue, message, Scene(NOW, "e" * 32, directory, words(""), pull=True, said_at=NOW))


def rating(turn: Turn) -> Rating | None:
    return turn.request.rating if isinstance(turn.request, KeepRating) else None


def a_slip(level: int = 5, *reasons: Reason, turn: int = 1) -> Slip:
    return Slip(QUAY_1.code, Level(level), reasons, turn)


def test_a_later_slip_counts_and_an_earlier_one_that_comes_after_it_does_not() -> None:
    later = hear(NEW, a_slip(2, Reason.TIME, turn=2))
    kept = rating(later)
    assert kept and (kept.level, kept.reasons) == (Level.DISSATISFIED, (Reason.TIME,))
    earlier = hear(later.dialogue, a_slip(5, turn=1))
    assert rating(earlier) is None
    assert earlier.dialogue.talk == later.dialogue.talk


def test_all_slips_of_a_tablets_visit_are_one_visit_frozen_at_the_first() -> None:
    first = hear(NEW, a_slip(1))
    moved = replace(QUAY_1, unit_id=3)
    elsewhere = Directory.of(units=UNITS, counters=(moved, *COUNTERS[1:]), officers=OFFICERS)
    second = rating(hear(first.dialogue, a_slip(5, turn=2), directory=elsewhere))
    assert second and second.visit == getattr(rating(first), "visit", None)


@pytest.mark.parametrize(("closed", "counts"), [(timedelta(hours=1), True), (timedelta(0), False)])
def test_a_slip_counts_where_the_counter_was_open_when_it_was_tapped(closed: timedelta, counts: bool) -> None:
    counter = replace(QUAY_1, closed_at=NOW + closed)
    directory = Directory.of(units=UNITS, counters=(counter, *COUNTERS[1:]), officers=OFFICERS, postings=POSTINGS)
    assert (rating(hear(NEW, a_slip(), directory=directory)) is not None) is counts


def test_the_talk_that_a_slip_leaves_is_the_same_whatever_the_level() -> None:
    shown = {hear(NEW, a_slip(level, Reason.OTHER)).dialogue.screen for level in range(1, 6)}
    assert len(shown) == 1


def test_a_slip_in_english_leaves_a_talk_in_english() -> None:
    turn = hear(NEW, a_slip(), language="en")
    assert turn.dialogue.language == "en"
    assert words("en").say("who.ask") in turn.said[-1].text


def test_the_talk_survives_being_kept() -> None:
    dialogue = hear(NEW, a_slip(2, Reason.TIME, turn=3)).dialogue
    kept = to_chat(dialogue, Chat(dialogue.tag, "kiosk", b"box"))
    assert from_chat(kept) == dialogue

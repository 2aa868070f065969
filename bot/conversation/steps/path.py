"""The order of the questions about one visit, and which of them this visit leaves out."""

from bot.conversation.dialogue import Dialogue, Talk
from feedback.ratings import ASK_REASONS_UP_TO
from feedback.requests import Kind
from feedback.visits import Visit

AFTER_A_RATING = ("who_served", "badge", "reasons", "consent")


def after(step: str, dialogue: Dialogue) -> Dialogue:
    """The dialogue at the next question that this visit needs."""
    begin = AFTER_A_RATING.index(step) + 1 if step in AFTER_A_RATING else 0
    wanted = (name for name in AFTER_A_RATING[begin:] if _needed(name, talk(dialogue)))
    return dialogue.at(next(wanted))


def talk(dialogue: Dialogue) -> Talk:
    """The talk that a step belongs to; a step inside a talk is never reached without one."""
    assert dialogue.talk is not None, f"{dialogue.step} outside a talk"
    return dialogue.talk


def visit(dialogue: Dialogue) -> Visit:
    """The visit that the talk is about."""
    found = talk(dialogue).visit
    assert found is not None, f"{dialogue.step} before a visit"
    return found


def _needed(step: str, talk: Talk) -> bool:
    if step == "who_served":
        return bool(talk.visit and talk.visit.candidates)
    if step == "reasons":
        return talk.level is not None and talk.level <= ASK_REASONS_UP_TO and not talk.turn  # asked on the slip
    if step == "badge":
        return talk.kind is Kind.WORDS and talk.level is not None
    return True

"""Which office the person was at, when no code told. Few are shown at once; many are found by part of the name."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.describe import LONGEST
from feedback.canonical import comparable
from feedback.messages import Reply
from feedback.requests import Kind
from feedback.units import Unit
from feedback.visits import Visit

SHOWN_AT_ONCE = 8
TOO_LONG_FOR_A_NAME = 6


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """All offices while they are few; else an invitation to type a name."""
    units = scene.directory.serving_units()
    if not units:
        return statement(scene.say("unit.nobody"), kind="choose_unit")
    if len(units) > SHOWN_AT_ONCE:
        return question("choose_unit", scene.say("unit.ask_name"), free=True)
    return _offer(scene.say("unit.ask"), units, dialogue)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """The chosen office, or those whose name holds what was typed."""
    units = scene.directory.serving_units()
    if said.values:
        return _chosen(dialogue, scene.directory.units[int(said.values[0])], scene)
    typed = comparable(said.text)
    found = [unit for unit in units if typed and typed in comparable(f"{unit.name} {unit.short_name} {unit.code}")]
    if len(found) == 1:
        return _chosen(dialogue, found[0], scene)
    if not found:
        return _no_office(dialogue, said.text, scene)
    text = scene.say("unit.many", count=len(found), typed=said.text[:60])
    offer = _offer(text, tuple(found[:SHOWN_AT_ONCE]), dialogue)
    return Turn(dialogue, (offer,), ask=False)


def _no_office(dialogue: Dialogue, text: str, scene: Scene) -> Turn:
    """No name has so many words: the person already tells what happened, and need not write it twice."""
    words = "\n".join(part for part in (path.talk(dialogue).words, text) if part)
    if len(text.split()) >= TOO_LONG_FOR_A_NAME and len(words) <= LONGEST:
        return Turn(dialogue.at(dialogue.step, words=words), (statement(scene.say("talk.kept_for_later")),))
    return Turn(dialogue, (statement(scene.say("unit.none")),))


def _offer(text: str, units: tuple[Unit, ...], dialogue: Dialogue) -> Reply:
    choices = [dialogue.choice(unit.short_name, unit.id) for unit in units]
    return question("choose_unit", text, choices=choices, free=True)


def _chosen(dialogue: Dialogue, unit: Unit, scene: Scene) -> Turn:
    respondent = scene.respondent(dialogue.officer_id)
    visit = Visit(key=scene.token, unit_id=unit.id, scanned_at=scene.said_at or scene.now, respondent=respondent)
    rating = path.talk(dialogue).kind is Kind.WORDS
    counters = scene.directory.counters_of(unit.id)
    step = "choose_counter" if counters else ("rate" if rating else "consent")
    return Turn(dialogue.at(step, unit_id=unit.id, visit=visit))


STEP = Step("choose_unit", ask, answer, takes_words=True)

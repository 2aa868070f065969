"""Sentences of a message that go their own way: ticked, shown as one text, and only then split off."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, handler
from bot.conversation.steps.gate_decide import leave
from bot.conversation.steps.gate_open import SPLIT, done
from feedback.gate_finding import part, sentences
from feedback.gate_requests import SplitCase
from feedback.messages import Choice, Reply

DONE = "done"
LABEL = 60
"""Letters of a sentence on its button; the whole stands above."""


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The sentences with their numbers, then each to be ticked."""
    told = sentences(path.talk(dialogue).words)
    lines = "\n".join(f"{number}. {one}" for number, one in enumerate(told, 1))
    choices = [_ticked(number, one, dialogue, scene) for number, one in enumerate(told, 1)]
    choices += [dialogue.choice(scene.say(f"button.{value}"), value) for value in (DONE, CANCEL)]
    return question(SPLIT, scene.say("gate.split_ask"), lines, choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Turn over what was named; then go on, drop it, or tick more."""
    if CANCEL in said.values:
        return leave(dialogue, scene)
    chosen = tuple(sorted({*path.talk(dialogue).tags} ^ ({*said.values} - {DONE}), key=int))
    ticked = dialogue.at(SPLIT, tags=chosen)
    if DONE not in said.values:
        return Turn(ticked)
    if not _part(ticked):
        return Turn(ticked, (statement(scene.say("gate.split_nothing")),))
    return Turn(ticked.at("gate_split_sure"))


def sure(dialogue: Dialogue, scene: Scene) -> Reply:
    """As the unit will read it."""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SPLIT, CANCEL)]
    return question("gate_split_sure", scene.say("gate.split_sure", part=_part(dialogue)), choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Split it off, or leave it."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None or said.values[0] == CANCEL:
        return leave(dialogue, scene)
    return Turn(dialogue, request=SplitCase(me, talk.case, tuple(map(int, talk.tags))), ask=False)


def _part(dialogue: Dialogue) -> str:
    talk = path.talk(dialogue)
    return part(talk.words, {int(number) for number in talk.tags})


def _ticked(number: int, sentence: str, dialogue: Dialogue, scene: Scene) -> Choice:
    key = "case.tags.on" if str(number) in path.talk(dialogue).tags else "case.tags.off"
    short = sentence if len(sentence) <= LABEL else f"{sentence[: LABEL - 1]}…"
    return dialogue.choice(scene.say(key, tag=short), str(number))


STEPS = (Step(SPLIT, ask, answer, many=True), Step("gate_split_sure", sure, decide, done))

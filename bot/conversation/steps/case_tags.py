"""Which tags a case really carries: all of them with ticks, set and unset until the handler is done."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, handler, reopen
from feedback.messages import Choice, Reply
from feedback.requests import CaseShown, CorrectTags, Outcome, Refused
from feedback.reviews import in_order
from feedback.tags import TAGS, Tag

DONE = "done"


def begin(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The ticks as they stand in the house at this moment."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, CaseShown)
    return Turn(dialogue.at("correct_tags", tags=outcome.ticked))


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Every tag, with a tick where it is set, then the two ways out."""
    choices = [_ticked(tag, dialogue, scene) for tag in TAGS]
    ways_out = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (DONE, CANCEL)]
    told = scene.say("case.tags.ask", code=path.talk(dialogue).case)
    return question("correct_tags", told, choices=[*choices, *ways_out])


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Turn over what was named; then keep it, drop it, or go on."""
    me = handler(dialogue, scene)
    if CANCEL in said.values or me is None:
        return reopen(dialogue, scene)
    talk = path.talk(dialogue)
    tags = in_order({*talk.tags} ^ ({*said.values} - {DONE}))
    if DONE not in said.values:
        return Turn(dialogue.at("correct_tags", tags=tags))
    return Turn(dialogue.at("open_case", tags=()), request=CorrectTags(me, talk.case, tags), ask=False)


def _ticked(tag: Tag, dialogue: Dialogue, scene: Scene) -> Choice:
    key = "case.tags.on" if tag.code in path.talk(dialogue).tags else "case.tags.off"
    return dialogue.choice(scene.say(key, tag=scene.say(tag.label_key)), tag.code)


STEP = Step("correct_tags", ask, answer, begin, many=True)

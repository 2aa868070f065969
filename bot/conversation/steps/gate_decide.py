"""A decision about a review (thẩm định): chosen, with the reason or the authority it needs, shown with what the citizen
will read, and only then kept."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, handler
from bot.conversation.steps.case_words import take_reply, warning
from bot.conversation.steps.describe import take_words
from bot.conversation.steps.gate_list import recall
from bot.conversation.steps.gate_open import done
from feedback.gate_letter import letter
from feedback.gate_requests import DecideReview
from feedback.gate_review import TABLE, Authority, Decision, Kind, Need
from feedback.messages import Reply
from feedback.numbers import day

OTHERS, CONFIRM = "gate_others", "gate_confirm"
FIRST = 3
"""On the first page; with the way to the others and the way out, five buttons."""

LONGEST = 200
"""Letters of an authority's name."""


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """What can be decided of this kind, the usual ones first."""
    talk = path.talk(dialogue)
    able = [one for one, row in TABLE.items() if Kind(talk.picked) in row.kinds and row.after is None]
    page = able[FIRST:] if talk.page else able[:FIRST]
    others = [OTHERS] if not talk.page and len(able) > FIRST else []
    choices = [dialogue.choice(scene.say(f"gate.decision.{one.value}"), one.value) for one in page]
    choices += [dialogue.choice(scene.say(f"button.{value}"), value) for value in (*others, CANCEL)]
    asked = scene.say("gate.ask_more" if talk.page else "gate.ask", code=talk.case)
    return question("gate_decide", asked, choices=choices)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold it, and ask what it needs."""
    if said.values[0] == CANCEL:
        return leave(dialogue, scene)
    if said.values[0] == OTHERS:
        return Turn(dialogue.at("gate_decide", page=1))
    decided = Decision(said.values[0])
    then = "gate_note" if TABLE[decided].need else "gate_preview"
    return Turn(dialogue.at(then, picked=decided.value, page=0, words=""))


def ask_note(dialogue: Dialogue, scene: Scene) -> Reply:
    """The reason, in own words; or one of the authorities, or the name of another."""
    if _need(dialogue) is Need.REASON:
        cancel = dialogue.choice(scene.say("button.cancel"), CANCEL)
        return question("gate_note", scene.say("gate.reason_ask"), choices=[cancel], free=True)
    choices = [dialogue.choice(scene.say(f"gate.authority.{one.value}"), one.value) for one in _authorities(dialogue)]
    choices.append(dialogue.choice(scene.say("button.cancel"), CANCEL))
    return question("gate_note", scene.say("gate.authority_ask"), choices=choices, free=True)


def take_note(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold it until it was seen."""
    if CANCEL in said.values:
        return leave(dialogue, scene)
    if _need(dialogue) is Need.REASON:
        return take_reply(dialogue, said.text, scene, then="gate_preview", short="gate.reason_short")
    name = scene.say(f"gate.authority.{said.values[0]}") if said.values else said.text[:LONGEST]
    return take_words(dialogue, name, scene, then="gate_preview")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """What is decided, and what the citizen reads of it and when."""
    talk, decided = path.talk(dialogue), Decision(path.talk(dialogue).picked)
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (CONFIRM, CANCEL)]
    sure = scene.say("gate.sure", code=talk.case, decision=scene.say(f"gate.decision.{decided.value}"))
    reason = _need(dialogue) is Need.REASON
    note = scene.say("gate.note", note=talk.words) if reason else ""
    heading = scene.say(_heading(decided))
    warned = warning(dialogue, scene) if reason else ""
    second = scene.say(_by_two(decided)) if TABLE[decided].lets_go else ""
    read = "" if decided is Decision.INSPECTED else _read(dialogue, scene)
    return question("gate_preview", sure, note, warned, second, heading, read, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Keep it, or leave it."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None or said.values[0] == CANCEL:
        return leave(dialogue, scene)
    wanted = DecideReview(me, talk.case, Decision(talk.picked), talk.words)
    return Turn(dialogue, request=wanted, ask=False)


def leave(dialogue: Dialogue, scene: Scene) -> Turn:
    """The open review again, and what was begun is dropped."""
    return recall(dialogue.at("gate_review", words="", page=0, tags=()), scene)


def _heading(decided: Decision) -> str:
    if decided is Decision.INSPECTED:
        return "gate.reads_nothing"
    return "gate.reads_later" if TABLE[decided].sends else "gate.reads_now"


def _by_two(decided: Decision) -> str:
    return "gate.by_two_complaint" if decided is Decision.COMPLAINT else "gate.by_two"


def _read(dialogue: Dialogue, scene: Scene) -> str:
    talk, language = path.talk(dialogue), dialogue.language
    decided, about, today = Decision(talk.picked), talk.unit_id or 0, day(scene.now)
    return letter(decided, talk.words, unit_id=about, directory=scene.directory, language=language, sent=today)


def _need(dialogue: Dialogue) -> Need:
    return TABLE[Decision(path.talk(dialogue).picked)].need


def _authorities(dialogue: Dialogue) -> tuple[Authority, ...]:
    """A crime goes to the investigators; what may be sent elsewhere is written by name."""
    crime = Decision(path.talk(dialogue).picked) is Decision.CRIME
    return (Authority.POLICE,) if crime else tuple(Authority)


STEPS = (
    Step("gate_decide", ask, choose),
    Step("gate_note", ask_note, take_note, takes_words=True),
    Step("gate_preview", preview, decide, done),
)

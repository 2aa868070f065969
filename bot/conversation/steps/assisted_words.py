"""The citizen's words as an operator types them, all of it read back, and what the operator then tells the citizen."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import assisted
from bot.conversation.steps.assisted import COUNTER, DAY, LEVEL, READ, WHO, WORDS, onward, slip
from bot.conversation.steps.base import Step
from bot.conversation.steps.describe import take_words
from feedback.assisted import TypedSlip, on_duty
from feedback.assisted_requests import KeepSlip, SlipKept, SlipSeen
from feedback.messages import Reply
from feedback.numbers import day, fours
from feedback.requests import Outcome, Refused

SKIP, AGREED, FIX, CANCEL, KEEP = "skip", "agreed", "fix", "cancel", "again"
BACK = "back"


def ask_words(dialogue: Dialogue, scene: Scene) -> Reply:
    """An empty page; beside a level the words may be missing."""
    told = slip(dialogue)
    skip = [dialogue.choice(scene.say("assisted.no_words"), SKIP)] if told.level else []
    return question(WORDS, scene.say(f"assisted.ask_words.{told.how}"), choices=skip, free=True)


def take(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Word for word, as they were written or spoken."""
    if said.values:
        return onward(dialogue, replace(slip(dialogue), words=""), scene)
    taken = take_words(dialogue, said.text, scene, then=WORDS)
    if taken.said:  # none, or too many
        return taken
    return onward(dialogue, replace(slip(dialogue), words=said.text), scene)


def read_back(dialogue: Dialogue, scene: Scene) -> Reply:
    """Everything in one message, the words as a handler will read them."""
    told = slip(dialogue)
    words = scene.redacted_at(told.words, told.unit_id)
    masked = scene.say("confirm.masked") if words != told.words else ""
    agreed = scene.say(f"assisted.agreed.{told.how}")
    choices = [
        dialogue.choice(agreed, AGREED),
        *(dialogue.choice(scene.say(f"assisted.{value}"), value) for value in (FIX, CANCEL)),
    ]
    quoted = [scene.say("assisted.words", words=words), masked, scene.say("assisted.consent")] if words else []
    not_me = scene.say("assisted.not_me", label=agreed)
    lines = (scene.say(f"assisted.read.{told.how}"), _facts(told, scene), *quoted, not_me)
    return question(READ, *lines, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Agreed, something to correct, or dropped."""
    if said.values[0] == FIX:
        return Turn(dialogue.at("assisted_fix"))
    if said.values[0] == CANCEL:
        return Turn(dialogue.end(), (statement(scene.say("menu.cancelled")),), ask=False)
    return _keep(dialogue, scene)


def ask_fix(dialogue: Dialogue, scene: Scene) -> Reply:
    """What to correct; only what hangs on it is asked again."""
    told = slip(dialogue)
    counters = scene.directory.counters_of(told.unit_id)
    asked = {COUNTER: counters, WHO: on_duty(told, scene.directory)}
    steps = [step for step in (COUNTER, DAY, LEVEL, WORDS, WHO) if asked.get(step, True)]
    choices = [
        dialogue.choice(scene.say(f"assisted.fix_what.{step.removeprefix('assisted_')}"), step) for step in steps
    ]
    back = dialogue.choice(scene.say("button.back"), BACK)
    return question("assisted_fix", scene.say("assisted.ask_fix"), choices=[*choices, back])


def fix(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """That question once more, then the read-back."""
    if said.values[0] == BACK:
        return Turn(dialogue.at(READ))
    return Turn(dialogue.at(said.values[0], fixing=True))


def ask_again(dialogue: Dialogue, scene: Scene) -> Reply:
    """Two people may say the same; one slip may lie in two hands."""
    choices = [dialogue.choice(scene.say(f"assisted.{value}"), value) for value in (KEEP, CANCEL)]
    return question("assisted_again", scene.say("assisted.seen"), choices=choices)


def decide_again(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Another slip with the same words, or the same slip."""
    if said.values[0] == CANCEL:
        return Turn(dialogue.end(), (statement(scene.say("menu.cancelled")),), ask=False)
    return _keep(dialogue, scene, again=True)


def kept(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What to tell the citizen, and what to keep to oneself."""
    if isinstance(outcome, SlipSeen):
        return Turn(dialogue.at("assisted_again"))
    if isinstance(outcome, Refused):
        return assisted.refuse(dialogue, outcome.key, slip(dialogue), scene)
    assert isinstance(outcome, SlipKept)
    lines = (*_to_tell(outcome, slip(dialogue), scene), scene.say("assisted.silence") if outcome.sealed else "")
    return Turn(dialogue.end(), (statement(*lines, kind="thanks"),), ask=False)


def _keep(dialogue: Dialogue, scene: Scene, *, again: bool = False) -> Turn:
    me, told = scene.officer(dialogue.officer_id), slip(dialogue)
    if me is None:
        return assisted.begin(dialogue, scene)
    asked = KeepSlip(
        operator=me,
        slip=told,
        redacted=scene.redacted_at(told.words, told.unit_id),
        language=dialogue.language,
        consent=scene.say("assisted.consent_version"),
        again=again,
    )
    return Turn(dialogue, request=asked, ask=False)


def _facts(told: TypedSlip, scene: Scene) -> str:
    visit = replace(told, officer_id=None).visit(scene.directory, key="")
    officer = scene.directory.officers.get(told.officer_id or 0)
    lines = [
        scene.say("assisted.place", place=scene.place(visit)),
        scene.say("assisted.day", day=day(visit.scanned_at)),
        scene.say("assisted.level", level=scene.level(told.level) if told.level else scene.say("assisted.no_level")),
        scene.say("assisted.officer", officer=officer.name if officer else scene.say("button.unknown")),
    ]
    return "\n".join(lines)


def _to_tell(outcome: SlipKept, told: TypedSlip, scene: Scene) -> list[str]:
    if not outcome.receipt:
        return [scene.say("assisted.kept_level")]
    place = scene.directory.denunciation_place(told.unit_id) or scene.say("sent.denunciation_place")
    lawful = scene.say("assisted.denunciation", place=place) if outcome.denunciation else ""
    due = scene.say("assisted.due", day=day(outcome.due)) if outcome.due else ""
    return [
        scene.say("assisted.danger") if outcome.danger else "",
        lawful,
        scene.say("assisted.kept"),
        scene.say("sent.receipt", receipt=fours(outcome.receipt)),
        scene.say(f"assisted.hand_over.{told.how}"),
        due,
    ]


STEPS = (
    Step(WORDS, ask_words, take, takes_words=True),
    Step(READ, read_back, decide, kept),
    Step("assisted_fix", ask_fix, fix),
    Step("assisted_again", ask_again, decide_again, kept),
)

"""The citizen's side of a letter: its choices hold in any talk and below the receipt; the answer is written, shown as
it will be read, and only then sent.
"""

from collections.abc import Callable
from typing import Final

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.describe import take_words
from feedback.canonical import comparable
from feedback.letter_requests import (
    AnswerLetter,
    FindLetter,
    FindLine,
    FindPressure,
    LetterFound,
    LetterTaken,
    SeveralMeant,
)
from feedback.messages import Choice, Reply
from feedback.numbers import day, fours
from feedback.requests import Outcome, Refused, Request

SEND, REWRITE, CANCEL = "send", "rewrite", "cancel"
FINDS: Final[dict[str, Callable[[str, str], Request]]] = {
    "answer": FindLetter,
    "pressure": FindPressure,
    "cut": FindLine,
}
"""What is asked of the house first, by code or receipt."""

STEP_OF = {"answer": "letter_answer", "pressure": "pressure", "cut": "cut_line"}


def tapped(dialogue: Dialogue, value: str, scene: Scene) -> Turn:
    """`answer.CODE` below a letter, `answer` below a receipt. What is being written must be sent or dropped first."""
    what, _, code = value.partition(".")
    if what not in FINDS:
        return Turn(dialogue, (statement(scene.say("talk.stale"), kind="notice"),))
    if _is_writing(dialogue, scene):
        return Turn(dialogue, (statement(scene.say("letter.finish_first"), kind="notice"),))
    receipt = dialogue.talk.receipt if dialogue.talk and dialogue.is_young(scene.now) and not code else ""
    talk = Talk(id=scene.token[:8], started_at=scene.now, case=code, receipt=receipt)
    return Turn(dialogue.begin(STEP_OF[what], talk), request=FINDS[what](code, receipt), ask=False)


def typed(dialogue: Dialogue, text: str, scene: Scene) -> Turn | None:
    """The same in words: pressure may be reported in the middle of any talk."""
    live, said = dialogue.is_live(scene.now), comparable(text)
    wanted = ("pressure",) if live else tuple(FINDS)
    meant = next((what for what in wanted if said in scene.say(f"typed.letter_{what}").split("|")), "")
    return tapped(dialogue, meant, scene) if meant else None


def below(dialogue: Dialogue, scene: Scene, *whats: str) -> list[Choice]:
    """The choices below a receipt, which the talk holds."""
    talk_id = path.talk(dialogue).id
    return [Choice(scene.say(f"letter.choice.{what}"), f"{talk_id}:letter:{what}") for what in whats]


def found(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The question once more, with room for the answer."""
    if not isinstance(outcome, LetterFound):
        return not_found(dialogue, outcome, scene)
    talk = path.talk(dialogue)
    here = dialogue.at("letter_answer", case=outcome.code, unit_id=outcome.unit_id, about=outcome.words)
    return Turn(here.at("letter_answer", words=talk.words))


def not_found(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Which one is meant, or why there is none."""
    if isinstance(outcome, SeveralMeant):
        return Turn(dialogue.end(), (_which(dialogue, outcome, scene),), ask=False)
    key = outcome.key if isinstance(outcome, Refused) else "error.letter_gone"
    return Turn(dialogue.end(), (statement(scene.say(key), kind="notice"),), ask=False)


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """What the office asks, and that nobody need say who they are."""
    cancel = dialogue.choice(scene.say("button.cancel"), CANCEL)
    asked = scene.say("letter.ask", words=path.talk(dialogue).about)
    return question("letter_answer", asked, choices=[cancel], free=True)


def write(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the answer until it was seen."""
    return leave(dialogue, scene) if said.values else take_words(dialogue, said.text, scene, then="letter_preview")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """As the handlers will read it."""
    told, masked = shown(dialogue, scene, "letter.answer_preview")
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
    return question("letter_preview", told, masked, choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it, write it anew, or leave it."""
    if not said.values:
        return take_words(dialogue, said.text, scene, then="letter_preview")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("letter_answer", words=""))
    if said.values[0] == CANCEL:
        return leave(dialogue, scene)
    talk = path.talk(dialogue)
    redacted = scene.redacted_at(talk.words, talk.unit_id or 0)
    return Turn(dialogue, request=AnswerLetter(talk.words, redacted, *which_case(dialogue)), ask=False)


def kept(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Thanks, and when the office reads it; the lawful road and whom to call stand first."""
    if not isinstance(outcome, LetterTaken):
        return not_found(dialogue, outcome, scene)
    place = scene.directory.denunciation_place(outcome.unit_id) or scene.say("sent.denunciation_place")
    lawful = [statement(scene.say("sent.denunciation", place=place), kind="notice")] if outcome.denunciation else []
    danger = [statement(scene.say("sent.danger"), kind="notice")] if outcome.danger else []
    taken = scene.say("letter.taken", receipt=fours(outcome.receipt))
    told = scene.say("letter.repeated") if outcome.repeated else taken
    return Turn(dialogue.end(), (*lawful, *danger, statement(told, kind="thanks")), ask=False)


def leave(dialogue: Dialogue, scene: Scene) -> Turn:
    """Nothing was kept; the choices of the letter go on holding."""
    return Turn(dialogue.end(), (statement(scene.say("letter.left"), kind="end"),), ask=False)


def shown(dialogue: Dialogue, scene: Scene, key: str) -> tuple[str, str]:
    """The held words as others will read them, and whether anything in them was covered."""
    talk = path.talk(dialogue)
    redacted = scene.redacted_at(talk.words, talk.unit_id or 0)
    return scene.say(key, words=redacted), scene.say("confirm.masked") if redacted != talk.words else ""


def which_case(dialogue: Dialogue) -> tuple[str, str]:
    """(code, receipt): a receipt proves more than a code."""
    talk = path.talk(dialogue)
    return ("", talk.receipt) if talk.receipt else (talk.case, "")


def _which(dialogue: Dialogue, several: SeveralMeant, scene: Scene) -> Reply:
    what = next(what for what, step in STEP_OF.items() if step == dialogue.step)
    choices = []
    for one in several.cases:
        unit = scene.directory.units[one.unit_id].short_name
        label = scene.say("letter.one_of", unit=unit, filed=day(one.filed), code=one.code)
        choices.append(Choice(label, f"-:letter:{what}.{one.code}"))
    return question("which_letter", scene.say("letter.which"), choices=choices)


def _is_writing(dialogue: Dialogue, scene: Scene) -> bool:
    talk = dialogue.talk
    return bool(dialogue.is_live(scene.now) and talk and (talk.words or talk.held or talk.typed))


STEPS = (
    Step("letter", menu.ask, lambda dialogue, said, scene: tapped(dialogue, said.values[0], scene)),
    Step("letter_answer", ask, write, found, takes_words=True),
    Step("letter_preview", preview, decide, kept, takes_words=True),
)

"""Whether it is solved: asked below every answer, in any talk, and below a receipt. No opens the case again, and who
does not agree with a refusal says so in the same way.
"""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import case_add, letter, path
from bot.conversation.steps.base import Step
from feedback.canonical import comparable
from feedback.case_requests import SOLVED, UNSOLVED, ResultHeard, SeveralTold, TellResult
from feedback.messages import Choice, Reply
from feedback.numbers import day
from feedback.requests import Outcome, Refused

WRITE_MORE, DECLINE = "write_more", "decline"


def tapped(dialogue: Dialogue, value: str, scene: Scene) -> Turn:
    """The button of a letter, `solved.CODE`: whatever the person is doing goes on afterwards."""
    said, _, code = value.partition(".")
    return _tell(dialogue, TellResult(said == SOLVED, code=code), scene)


def typed(dialogue: Dialogue, text: str, scene: Scene) -> Turn | None:
    """The same in words, where no talk is under way: the house knows which answer is meant, or that several may be."""
    meant = next((value for value in (SOLVED, UNSOLVED) if _says(text, value, scene)), "")
    return _tell(dialogue, TellResult(meant == SOLVED), scene) if meant else None


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The question itself, or after a no whether there is more to say."""
    if path.talk(dialogue).receipt:
        choices = [dialogue.choice(scene.say(f"result.{value}"), value) for value in (SOLVED, UNSOLVED)]
        choices += letter.below(dialogue, scene, "pressure")
        return question("result", scene.say("result.ask"), choices=choices)
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (WRITE_MORE, DECLINE)]
    return question("result_more", scene.say("result.more"), choices=choices)


def ask_refused(dialogue: Dialogue, scene: Scene) -> Reply:
    """Below the receipt of what was not taken up."""
    disagree = dialogue.choice(scene.say("result.disagree"), UNSOLVED)
    decline = dialogue.choice(scene.say(f"button.{DECLINE}"), DECLINE)
    return question(
        "result",
        scene.say("result.ask_refused"),
        choices=[disagree, decline, *letter.below(dialogue, scene, "pressure")],
    )


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Below a receipt: whoever holds it may say so. After a no: more words are added to the same case."""
    value = said.values[0]
    if "." in value:
        return tapped(dialogue, value, scene)
    talk = path.talk(dialogue)
    if value in (SOLVED, UNSOLVED):
        return Turn(dialogue, request=TellResult(value == SOLVED, receipt=talk.receipt), ask=False)
    if value == DECLINE or talk.unit_id is None:
        return Turn(dialogue.end(), (statement(scene.say("menu.thanked")),), ask=False)
    return case_add.add_to(dialogue, talk.adds, talk.unit_id, scene)


def heard(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Thanks, or when the fresh look is due; then back to where the person was."""
    if isinstance(outcome, SeveralTold):
        return Turn(dialogue.end(), (_which(outcome, scene),), ask=False)
    back = path.talk(dialogue).back
    told = statement(_said(outcome, scene), kind="notice" if isinstance(outcome, Refused) else "kept")
    if back:
        return Turn(dialogue.at(back, back=""), (told,))
    if not isinstance(outcome, ResultHeard) or outcome.solved or outcome.together:
        return Turn(dialogue.end(), (told,), ask=isinstance(outcome, Refused))
    adds = path.talk(dialogue).receipt or outcome.code
    return Turn(dialogue.at("result", unit_id=outcome.unit_id, receipt="", adds=adds), (told,))


def _which(several: SeveralTold, scene: Scene) -> Reply:
    """The buttons are those of the letters, and hold as long as they."""
    said = SOLVED if several.solved else UNSOLVED
    choices = []
    for one in several.cases:
        unit = scene.directory.units[one.unit_id].short_name
        label = scene.say("result.one_of", unit=unit, filed=day(one.filed), told=day(one.told), code=one.code)
        choices.append(Choice(label, f"-:result:{said}.{one.code}"))
    return question("which_answer", scene.say("result.which"), choices=choices)


def _said(outcome: Outcome, scene: Scene) -> str:
    if isinstance(outcome, Refused):
        return scene.say(outcome.key)
    assert isinstance(outcome, ResultHeard)
    if outcome.due is None:
        return scene.say("result.thanks_together" if outcome.together else "result.thanks")
    unit = scene.directory.units[outcome.contested or outcome.unit_id].short_name
    key = "result.contested" if outcome.contested else "result.reopened"
    if outcome.before:
        whose = "together" if outcome.together else "before"
        return scene.say(f"{key}_{whose}", unit=unit, day=day(outcome.due), before=day(outcome.before))
    return scene.say(key, unit=unit, day=day(outcome.due))


def _tell(dialogue: Dialogue, request: TellResult, scene: Scene) -> Turn:
    talk = dialogue.talk
    if talk is None or dialogue.step == "result" or not dialogue.is_live(scene.now):
        begun = dialogue.begin("result", Talk(id=scene.token[:8], started_at=scene.now))
        return Turn(begun, request=request, ask=False)
    return Turn(dialogue.at("result", back=talk.back or dialogue.step), request=request, ask=False)


def _says(text: str, value: str, scene: Scene) -> bool:
    return comparable(text) in scene.say(f"typed.{value}").split("|")


STEP = Step("result", ask, answer, heard)
REFUSED = Step("result_refused", ask_refused, answer, heard)

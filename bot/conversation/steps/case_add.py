"""Adding to one's own words while their answer is waited for: below a receipt, after a "Chưa", or by command.

More words go the road of all words: consent, redaction, the preview. Only where they lead to is settled here.
"""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu
from bot.conversation.steps.base import Step
from feedback.addition_requests import ListWaiting, WaitingListed
from feedback.messages import Choice, Reply
from feedback.numbers import day
from feedback.requests import Kind, Outcome
from feedback.visits import Visit

ADD, DECLINE = "add", "decline"


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """By command: what waits for this chat."""
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    return Turn(dialogue.begin("case_add", talk), request=ListWaiting(), ask=False)


def button(dialogue: Dialogue, scene: Scene) -> Choice:
    """Below a receipt; the talk holds it and the unit while it is on the screen."""
    return dialogue.at("case_add").choice(scene.say("button.add"), ADD)


def add_to(dialogue: Dialogue, adds: str, unit_id: int, scene: Scene) -> Turn:
    """A talk about the same unit, whose words will add to those behind `adds`: a receipt, or a case of this chat."""
    respondent = scene.respondent(dialogue.officer_id)
    visit = Visit(key=scene.token, unit_id=unit_id, scanned_at=scene.said_at or scene.now, respondent=respondent)
    talk = Talk(id=scene.token[:8], started_at=scene.now, kind=Kind.SUGGESTION, unit_id=unit_id, visit=visit, adds=adds)
    return Turn(dialogue.begin("consent", talk))


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """The chosen case, or the receipt above the button."""
    talk, value = dialogue.talk, said.values[0]
    if value == ADD and talk and talk.receipt and talk.unit_id is not None:
        return add_to(dialogue, talk.receipt, talk.unit_id, scene)
    code, _, unit_id = value.partition(".")
    if unit_id.isdigit():
        return add_to(dialogue, code, int(unit_id), scene)
    return Turn(dialogue.end(), (statement(scene.say("menu.thanked")),), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Which of them; with one there is nothing to choose."""
    assert isinstance(outcome, WaitingListed)
    if not outcome.cases:
        return Turn(dialogue.end(), (statement(scene.say("add.none")),))
    if len(outcome.cases) == 1:
        return add_to(dialogue, outcome.cases[0].code, outcome.cases[0].unit_id, scene)
    choices = [
        dialogue.choice(
            scene.say("add.one_of", unit=_unit(one.unit_id, scene), filed=day(one.filed), code=one.code),
            f"{one.code}.{one.unit_id}",
        )
        for one in outcome.cases
    ]
    choices.append(dialogue.choice(scene.say("button.decline"), DECLINE))
    return Turn(dialogue, (question("case_add", scene.say("add.which"), choices=choices),), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list once more, as it stands now."""
    return Turn(dialogue, request=ListWaiting(), ask=False)


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The house knows the list; see `recall`."""
    return menu.ask(dialogue, scene)


def _unit(id: int, scene: Scene) -> str:
    return scene.directory.units[id].short_name


STEP = Step("case_add", ask, answer, learn, recall=recall)

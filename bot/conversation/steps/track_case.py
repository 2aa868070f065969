"""What became of one's words, by the receipt, from any door."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said, receipt
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.numbers import day
from feedback.requests import FeedbackStatus, FindReceipt, Kind, Outcome, ReceiptFound, Refused


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """Sixteen digits, please."""
    return question("track_case", scene.say("track.ask"), free=True)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Look it up, unless it cannot be one."""
    digits = receipt(said.text)
    if not digits:
        return Turn(dialogue, (statement(scene.say("track.wrong")),))
    return Turn(dialogue, request=FindReceipt(digits), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Show it; a wrong one may be typed again, within limits."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),))
    assert isinstance(outcome, ReceiptFound)
    if outcome.status is None:
        return Turn(dialogue, (statement(scene.say("track.none")),))
    return Turn(dialogue.at("done"), (_show(outcome.status, scene),), ask=False)


def _show(status: FeedbackStatus, scene: Scene) -> Reply:
    unit = scene.directory.units[status.unit_id].short_name
    head = scene.say("track.head", day=day(status.filed_at), unit=unit)
    return statement(head, "\n".join(_where_it_stands(status, scene)), kind="status")


def _where_it_stands(status: FeedbackStatus, scene: Scene) -> list[str]:
    if status.erased:
        return [scene.say("track.erased")]
    if status.reading:
        return [scene.say("track.reading"), *_due(status, scene)]
    if status.state is None:
        return [scene.say("track.praise" if status.kind is Kind.PRAISE else "track.noted")]
    lines = [scene.say("track.state", state=scene.say(f"case.state.{status.state.value}"))]
    if status.answer:
        return [*lines, scene.say("track.answer", answer=status.answer)]
    return [*lines, *_due(status, scene)]


def _due(status: FeedbackStatus, scene: Scene) -> list[str]:
    return [scene.say("track.due", day=day(status.due))] if status.due else []


STEP = Step("track_case", ask, answer, learn, takes_words=True)

"""What became of one's words, by the receipt, from any door."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said, receipt
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import timeline
from bot.conversation.steps.base import Step
from feedback.case_life import JUDGED, WAITING, Event, Happened, Result, State
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
    return Turn(dialogue.at("track_case", receipt=digits), request=FindReceipt(digits), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Show it; a wrong one may be typed again, within limits."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),))
    assert isinstance(outcome, ReceiptFound)
    if outcome.status is None:
        return Turn(dialogue.at("track_case", receipt=""), (statement(scene.say("track.none")),))
    shown = _show(outcome.status, scene)
    if _asks(outcome.status, scene):
        return Turn(dialogue.at("result_refused" if outcome.status.state is State.REFUSED else "result"), (shown,))
    return Turn(dialogue.at("done", receipt=""), (shown,), ask=False)


def _asks(status: FeedbackStatus, scene: Scene) -> bool:
    """Whether the citizen may say what came of it, and has not."""
    until = status.judge_until
    return status.state in JUDGED and status.result is Result.OPEN and until is not None and scene.now.date() <= until


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
    back = _brought_back(status)
    fresh = back is not None and status.state is State.NEW
    state = scene.say("track.again" if fresh else f"case.state.{status.state.value}")
    lines = [scene.say("track.state", state=state), *_said_no(back, scene)]
    happened = "\n".join(timeline.lines(status.timeline, scene, when=day))
    told = [scene.say("track.timeline"), happened] if happened else []
    return [*lines, *_came_of_it(status, scene), *told]


def _brought_back(status: FeedbackStatus) -> Happened | None:
    """The citizen's last no, while it is being looked at."""
    found = [one for one in status.timeline if one.what in (Event.REOPENED, Event.CONTESTED)]
    return found[-1] if found and status.state in WAITING else None


def _said_no(back: Happened | None, scene: Scene) -> list[str]:
    if back is None:
        return []
    key = "track.said_unsolved" if back.what is Event.REOPENED else "track.said_disagree"
    return [scene.say(key, day=day(back.at))]


def _came_of_it(status: FeedbackStatus, scene: Scene) -> list[str]:
    if status.state is State.REFUSED:
        return [scene.say("track.reason", reason=status.reason)]
    solved = [scene.say("track.solved")] if status.result is Result.SOLVED else []
    answer = [scene.say("track.answer", answer=status.answer), *solved] if status.answer else []
    return [*answer, *(_due(status, scene) if status.state in WAITING else [])]


def _due(status: FeedbackStatus, scene: Scene) -> list[str]:
    return [scene.say("track.due", day=day(status.due))] if status.due else []


STEP = Step("track_case", ask, answer, learn, takes_words=True)

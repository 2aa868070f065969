"""What became of one's words, by the receipt, from any door."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said, receipt
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import case_add, letter, letter_lines, praise_name, timeline
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
    told = dialogue.at("done", unit_id=outcome.status.unit_id)
    shown = _with_own_words(told, _with_letters(dialogue, shown, outcome.status, scene), outcome.status, scene)
    return Turn(told if shown.choices else told.at("done", receipt=""), (shown,), ask=False)


def _with_own_words(dialogue: Dialogue, shown: Reply, status: FeedbackStatus, scene: Scene) -> Reply:
    """Below it, too, what may be done with the words: more of them, or the name taken off."""
    if status.erased:
        return shown
    more = [case_add.button(dialogue, scene)] if status.reading or status.state in WAITING else []
    named = [praise_name.button(dialogue, scene)] if status.name else []
    return replace(shown, choices=(*shown.choices, *more, *named))


def _with_letters(dialogue: Dialogue, shown: Reply, status: FeedbackStatus, scene: Scene) -> Reply:
    """Below it what may be said to the office, or past it; the talk holds the receipt while this is on the screen."""
    thread = status.thread
    if thread is None or status.erased:
        return shown
    able = (("answer", thread.may_answer), ("pressure", True), ("cut", thread.may_cut))
    choices = letter.below(dialogue, scene, *(what for what, may in able if may))
    return replace(shown, choices=tuple(choices))


def _asks(status: FeedbackStatus, scene: Scene) -> bool:
    """Whether the citizen may say what came of it, and has not."""
    until = status.judge_until
    return status.state in JUDGED and status.result is Result.OPEN and until is not None and scene.now.date() <= until


def _show(status: FeedbackStatus, scene: Scene) -> Reply:
    unit = scene.directory.units[status.unit_id].short_name
    head = scene.say("track.head", day=day(status.filed_at), unit=unit)
    letters = () if status.erased else letter_lines.thread(status.thread, scene)
    part = [scene.say("track.part"), "\n".join(_where_it_stands(status.part, scene))] if status.part else []
    return statement(head, "\n".join(_where_it_stands(status, scene)), *letters, *part, kind="status")


def _where_it_stands(status: FeedbackStatus, scene: Scene) -> list[str]:
    if status.erased:
        return [scene.say("track.erased")]
    if status.reading:
        return [*_beside(status, scene), scene.say("track.reading"), *_due(status, scene)]
    if status.state is None:
        kept = scene.say("track.praise" if status.kind is Kind.PRAISE else "track.noted")
        return [kept, *_beside(status, scene)]
    back = _brought_back(status)
    fresh = back is not None and status.state is State.NEW
    state = scene.say("track.again" if fresh else f"case.state.{status.state.value}")
    lines = [scene.say("track.state", state=state), *_said_no(back, status, scene), *_beside(status, scene)]
    happened = "\n".join(timeline.lines(status.timeline, scene, when=day))
    told = [scene.say("track.timeline"), happened] if happened else []
    return [*lines, *_came_of_it(status, scene), *told]


def _brought_back(status: FeedbackStatus) -> Happened | None:
    """The citizen's last no, while it is being looked at."""
    found = [one for one in status.timeline if one.what in (Event.REOPENED, Event.CONTESTED)]
    return found[-1] if found and status.state in WAITING else None


def _beside(status: FeedbackStatus, scene: Scene) -> list[str]:
    """What else holds for these words: whose name they bear, what they add to, whether others stand beside them."""
    told = [scene.say("track.named", name=status.name)] if status.name else []
    adds = [scene.say("track.adds")] if status.adds else []
    return [*told, *adds, *([scene.say("track.together")] if status.together else [])]


def _said_no(back: Happened | None, status: FeedbackStatus, scene: Scene) -> list[str]:
    """Whoever of the voices behind the case said it; the others read that it was not them."""
    if back is None:
        return []
    who = "said" if status.said_no else "others"
    key = "unsolved" if back.what is Event.REOPENED else "disagree"
    return [scene.say(f"track.{who}_{key}", day=day(back.at))]


def _came_of_it(status: FeedbackStatus, scene: Scene) -> list[str]:
    if status.state is State.REFUSED:
        return [scene.say("track.reason", reason=status.reason)]
    said = "track.solved_together" if status.together and status.state is State.ANSWERED else "track.solved"
    solved = [scene.say(said)] if status.result is Result.SOLVED else []
    answer = [scene.say("track.answer", answer=status.answer), *solved] if status.answer else []
    return [*answer, *(_due(status, scene) if status.state in WAITING else [])]


def _due(status: FeedbackStatus, scene: Scene) -> list[str]:
    return [scene.say("track.due", day=day(status.due))] if status.due else []


STEP = Step("track_case", ask, answer, learn, takes_words=True)

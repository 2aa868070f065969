"""A slip from the tablet at a counter: the whole rating in one message, whenever it comes.

It leaves a talk behind that its writer may go on with on a telephone. Nothing in that talk tells the level: whoever
opens it need not be who tapped.
"""

from datetime import datetime

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import path
from feedback.messages import Slip
from feedback.requests import KeepRating
from feedback.units import Counter
from feedback.visits import Proof
from feedback.wording import words

GIVEN_AWAY = "done"
"""The step of a tablet's chat once its talk went along to a telephone: what is tapped there counts from then on."""


def hear(dialogue: Dialogue, slip: Slip, scene: Scene) -> Turn:
    """Keep the rating as this slip has it, unless a later one was faster; the next question is for the telephone."""
    talk = dialogue.talk
    if dialogue.step == GIVEN_AWAY or (talk and slip.turn < talk.turn):
        return Turn(dialogue, ask=False)
    scene = scene.speaking(words(dialogue.language))
    counter = scene.directory.counter(slip.counter)
    if counter is None or not _was_open(counter, scene.said_at or scene.now):
        told = scene.say("counter.unknown_code", code=slip.counter)
        return Turn(dialogue, (statement(told, kind="notice"),), ask=False)
    begun = dialogue if talk else _begin(dialogue, counter, scene)
    given = {"level": slip.level, "reasons": slip.reasons, "turn": slip.turn, "rated_at": scene.now}
    rated = path.after("rate", begun.at("rate", **given))
    rating = path.talk(rated).rating
    assert rating is not None, "the level was just written down"
    return Turn(rated, (statement(scene.say("talk.resume"), kind="hello"),), request=KeepRating(rating))


def _begin(dialogue: Dialogue, counter: Counter, scene: Scene) -> Dialogue:
    visit = scene.scan(counter, dialogue.officer_id, Proof.TABLET)
    talk = Talk(id=scene.token[:8], started_at=scene.now, unit_id=counter.unit_id, visit=visit)
    return dialogue.begin("rate", talk)


def _was_open(counter: Counter, at: datetime) -> bool:
    return counter.closed_at is None or at < counter.closed_at

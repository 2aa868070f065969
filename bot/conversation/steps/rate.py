"""Five levels; the tap is the rating, and it is kept at once."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import path
from bot.conversation.steps.base import Step
from feedback.messages import Reply
from feedback.ratings import LEVELS, Level
from feedback.requests import KeepRating, Outcome, Refused
from feedback.ticket_requests import RateByTicket, TicketRated
from feedback.visits import Proof


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """The question with its two-line notice: all that a person needs to know before the first tap."""
    visit = path.visit(dialogue)
    choices = [dialogue.choice(scene.level(level), level.value, str(level.value)) for level in LEVELS]
    return question("rate", scene.say("rate.ask", place=scene.place(visit)), scene.say("rate.notice"), choices=choices)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Keep the level; a second tap corrects the first."""
    level = Level(int(said.values[0]))
    changed = path.talk(dialogue).level is not None
    rated = dialogue.at("rate", level=level, rated_at=scene.now)
    rating = path.talk(rated).rating
    assert rating is not None, "the level was just written down"
    if rating.visit.proof is Proof.TICKET:
        return Turn(rated, request=RateByTicket(rating), ask=False)
    kept = statement(_thanks(level, changed, scene), kind="kept")
    return Turn(path.after("rate", rated), (kept,), request=KeepRating(rating))


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Of a ticket's visit only the house knows whether somebody else rated it meanwhile."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key), kind="notice"),))
    assert isinstance(outcome, TicketRated)
    level = path.talk(dialogue).level
    assert level is not None, "it was asked for with a level"
    return Turn(path.after("rate", dialogue), (statement(_thanks(level, outcome.changed, scene), kind="kept"),))


def _thanks(level: Level, changed: bool, scene: Scene) -> str:
    if changed:
        return scene.say("rate.changed", level=scene.level(level))
    low = level < Level.NEUTRAL
    return scene.say("rate.kept_low" if low else "rate.kept", level=scene.level(level))


STEP = Step("rate", ask, answer, learn)

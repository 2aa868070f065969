"""What waits for its review (thẩm định): by due date, each with its clock; no words stand here."""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import NEXT, PREVIOUS, handler
from feedback.gate_requests import ListReviews, OpenReview, ReviewsFound
from feedback.gate_review import GateReview
from feedback.numbers import day
from feedback.requests import Outcome

SHOWN = 3
"""With the ways to the next and the previous page, five buttons."""


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """All that waits for whoever this chat is linked to, or the one whose code was typed."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("gate.only_reviewers")),), ask=False)
    begun = dialogue.begin("gate_reviews", Talk(id=scene.token[:8], started_at=scene.now))
    if code:
        return Turn(begun.at("gate_review"), request=OpenReview(me, code.strip().upper()), ask=False)
    return Turn(begun, request=ListReviews(me), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list, or the open one for whichever step shows it, as it stands now."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("gate.only_reviewers")),), ask=False)
    if dialogue.step != "gate_reviews" and code:
        return Turn(dialogue.at("gate_review"), request=OpenReview(me, code), ask=False)
    return Turn(dialogue.at("gate_reviews"), request=ListReviews(me), ask=False)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """One page of them."""
    assert isinstance(outcome, ReviewsFound)
    if not outcome.reviews:
        return Turn(dialogue.end(), (statement(scene.say("gate.none"), kind="cases"),), ask=False)
    here, found = dialogue.at("gate_reviews", case=""), [review for review, _ in outcome.reviews]
    first, count = path.talk(here).page * SHOWN, len(found)
    first = first if first < count else 0
    shown = found[first : first + SHOWN]
    choices = [here.choice(line(review, scene), review.code) for review in shown]
    ways = [*([PREVIOUS] if first else []), *([NEXT] if first + len(shown) < count else [])]
    choices += [here.choice(scene.say(f"button.{way}"), way) for way in ways]
    page = scene.say("gate.page", first=first + 1, last=first + len(shown), count=count) if count > SHOWN else ""
    return Turn(here, (question("cases", scene.say("gate.list", count=count), page, choices=choices),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Open one, or turn the page."""
    me, value = handler(dialogue, scene), said.values[0]
    if me is None or value in (NEXT, PREVIOUS):
        turned = path.talk(dialogue).page + (1 if value == NEXT else -1)
        return recall(dialogue.at("gate_reviews", page=max(turned, 0)), scene)
    return Turn(dialogue.at("gate_review"), request=OpenReview(me, value), ask=False)


def line(review: GateReview, scene: Scene) -> str:
    """Code, kind and last day."""
    late = scene.say("case.late") if review.due < scene.now.date() else ""
    kind = scene.say(f"gate.kind.{review.kind.value}")
    return scene.say("gate.line", code=review.code, kind=kind, due=day(review.due), late=late)


# It comes as an outcome: asked again, it is recalled from the house.
STEP = Step("gate_reviews", menu.ask, choose, listed, recall=recall)

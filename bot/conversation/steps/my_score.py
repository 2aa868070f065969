"""An officer's own score, in the chat that they linked; nobody else's."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import menu
from bot.conversation.steps.base import Step
from feedback.numbers import day, month_name, percent, whole
from feedback.praise_requests import Praise
from feedback.requests import Outcome, ScoreCard, ShowScore
from feedback.wording import shortened

QUOTED = 300


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """Ask the house for the card of whoever this chat is linked to."""
    me = scene.officer(dialogue.officer_id)
    if me is None:
        return Turn(dialogue, (statement(scene.say("score.unlinked")),), ask=False)
    return Turn(dialogue.end().at("my_score"), request=ShowScore(me), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Share with n and interval, months, praise; below ten only what is missing and what was praised."""
    assert isinstance(outcome, ScoreCard)
    parts = (scene.say("score.head"), _figures(outcome, scene), _months(outcome, scene), _praise(outcome, scene))
    return Turn(dialogue.end(), (statement(*parts, kind="score"),), ask=False)


def _figures(card: ScoreCard, scene: Scene) -> str:
    if card.share is None or card.very_satisfied is None or card.first is None or card.last is None:
        return scene.say("score.too_few", missing=card.missing)
    share = card.share
    low, high = whole(share.low), whole(share.high)
    return "\n".join(
        (
            scene.say("score.share", share=percent(share.value), n=card.n, low=low, high=high),
            scene.say("score.very", share=percent(card.very_satisfied.value)),
            scene.say("score.period", first=day(card.first), last=day(card.last)),
        )
    )


def _months(card: ScoreCard, scene: Scene) -> str:
    if not card.months:
        return ""
    lines = [scene.say("score.month", month=month_name(name), share=percent(s.value), n=s.n) for name, s in card.months]
    return "\n".join((scene.say("score.months"), *lines))


def _praise(card: ScoreCard, scene: Scene) -> str:
    if not card.praise:
        return scene.say("score.no_praise")
    return "\n".join(
        (
            scene.say("score.praise"),
            *(_quote(one, scene) for one in card.praise),
        )
    )


def _quote(praise: Praise, scene: Scene) -> str:
    """With the name that its citizen put there."""
    key = "score.quote_by" if praise.name else "score.quote"
    return scene.say(key, words=shortened(praise.words, QUOTED), name=praise.name)


STEP = Step("my_score", menu.ask, menu.answer, learn)

"""One review (thẩm định) as its reviewer reads it, and what can be done at its stage."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, handler
from bot.conversation.steps.gate_list import listed, recall
from feedback.case_life import WAITING
from feedback.gate_finding import sentences
from feedback.gate_requests import ListReviews, ReviewDone, ReviewsFound, ReviewShown, SecondReview
from feedback.gate_review import SEALED, Decision, GateReview, Kind, Stage
from feedback.numbers import day
from feedback.people import Officer
from feedback.requests import Outcome, Refused

DECIDE, SPLIT, SENT, FLAG = "gate_decide", "gate_split", "gate_sent", "gate_flag"
INSPECTED = "gate_inspected"
AGREE, DISAGREE, TAKE_BACK = "gate_agree", "gate_disagree", "gate_take_back"


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The words and the clock; or what became of a decision."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    if isinstance(outcome, ReviewsFound):
        return listed(dialogue, outcome, scene)
    if isinstance(outcome, ReviewDone):
        return done(dialogue, outcome, scene)
    assert isinstance(outcome, ReviewShown)
    case, review, me = outcome.case, outcome.review, handler(dialogue, scene)
    if me is None:
        return recall(dialogue, scene)
    told = case.words if SPLIT in _able(outcome, me) else ""
    here = dialogue.at("gate_review", case=case.code, unit_id=case.unit_id, page=0, tags=(), words=told)
    here = here.at("gate_review", picked=review.kind.value if review else "")
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in _able(outcome, me)]
    lines = _told(outcome, review, scene) if review else [scene.say("gate.not_yet", code=case.code)]
    return Turn(here, (question("case", *lines, choices=choices),), ask=False)


def answer(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Say yes or no, or begin what needs a word more."""
    me, talk, value = handler(dialogue, scene), path.talk(dialogue), said.values[0]
    if me is None:
        return recall(dialogue, scene)
    if value == BACK:
        return Turn(dialogue.at("gate_reviews", case="", words=""), request=ListReviews(me), ask=False)
    if value in (AGREE, DISAGREE, TAKE_BACK):
        return Turn(dialogue, request=SecondReview(me, talk.case, value == AGREE), ask=False)
    if value == INSPECTED:
        return Turn(dialogue.at("gate_note", picked=Decision.INSPECTED.value, page=0, words=""))
    return Turn(dialogue.at(value))


def done(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What the house did, or why not."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    assert isinstance(outcome, ReviewDone)
    review = outcome.review
    decision = scene.say(f"gate.decision.{review.decision.value}") if review.decision else ""
    sent = day(review.sent_on) if review.sent_on else ""
    told = scene.say(outcome.key, code=review.code, decision=decision, due=day(review.due), sent=sent)
    return Turn(dialogue.end(), (statement(told, kind="answered"),), ask=False)


def _able(shown: ReviewShown, me: Officer) -> list[str]:
    """The ways on, the way back last."""
    review, case = shown.review, shown.case
    if case.state not in WAITING:
        return [BACK]
    if shown.second:
        return [AGREE, DISAGREE, BACK]
    if review is None or review.stage is Stage.SETTLED:
        return [*([INSPECTED] if review and review.inspects else []), FLAG, BACK]
    if review.stage is Stage.PROPOSED:
        return [*([TAKE_BACK] if review.proposed_by == me.id else []), BACK]
    split = [SPLIT] if review.split_on is None and len(sentences(case.words)) > 1 else []
    more = [FLAG] if review.stage is Stage.OPEN and review.kind is Kind.COMPLAINT else []
    return [DECIDE if review.stage is Stage.OPEN else SENT, *split, *more, BACK]


def _told(shown: ReviewShown, review: GateReview, scene: Scene) -> list[str]:
    case = shown.case
    counter = scene.directory.counters.get(case.counter_id or 0)
    place = counter.label if counter else scene.directory.units[case.unit_id].short_name
    found = scene.say(f"gate.found.{review.found.value}")
    stage = scene.say(f"gate.stage.{review.stage.value}")
    by_two = review.kind in SEALED and review.weighty and review.stage is Stage.OPEN
    return [
        scene.say("gate.head", code=case.code, kind=scene.say(f"gate.kind.{review.kind.value}")),
        scene.say("gate.found_by", place=place, filed=day(case.filed_at), found=found),
        scene.say("case.words", words=case.words),
        scene.say("gate.status", stage=stage, due=day(review.due)),
        scene.say("gate.weighty") if by_two else "",
        *_decided(review, scene),
    ]


def _decided(review: GateReview, scene: Scene) -> list[str]:
    if review.decision is None:
        return []
    decision = scene.say(f"gate.decision.{review.decision.value}")
    who = scene.directory.officers.get(review.proposed_by or 0)
    proposed = scene.say("gate.proposed_by", who=who.name if who else "", decision=decision)
    said = proposed if review.stage is Stage.PROPOSED else scene.say("gate.decided", decision=decision)
    return [said, scene.say("gate.note", note=review.note) if review.note else ""]


# It comes as an outcome: asked again, it is recalled from the house.
STEP = Step("gate_review", menu.ask, answer, shown, recall=recall)

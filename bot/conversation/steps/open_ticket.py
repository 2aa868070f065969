"""A ticket's code: the visit on one's paper is rated from here. The house is asked at once; nobody ever waits here."""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import menu
from bot.conversation.steps.base import Step
from feedback.errors import TicketExpired, TicketOfCitizen, TicketUnknown
from feedback.numbers import day
from feedback.requests import Kind, Outcome, Refused
from feedback.ticket_requests import OpenTicket, TicketOpened

RATED_WITHOUT = (TicketUnknown.key, TicketExpired.key)
"""Refusals after which the office may still be chosen by hand."""


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """Ask the house for the visit. A talk under way keeps its place until the answer is known. A ticket is the
    citizen's: in a chat of staff it opens nothing, and stays unused."""
    if scene.officer(dialogue.officer_id):
        told = statement(scene.say(TicketOfCitizen.key), kind="notice")
        return Turn(dialogue if dialogue.is_live(scene.now) else dialogue.end(), (told,))
    if dialogue.talk is None or not dialogue.is_live(scene.now):
        return Turn(_at_rest(dialogue, scene).at("open_ticket"), request=OpenTicket(code), ask=False)
    back = dialogue.talk.back if dialogue.step == "language" else dialogue.step
    return Turn(dialogue.at("open_ticket", back=back), request=OpenTicket(code), ask=False)


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The levels of that visit, the unfinished talk about it, or why not and what to do instead."""
    if isinstance(outcome, Refused):
        return _refused(dialogue, outcome, scene)
    assert isinstance(outcome, TicketOpened)
    talk = dialogue.talk
    if talk and talk.back and talk.visit and talk.visit.key == outcome.visit.key:
        return Turn(dialogue.at(talk.back, back=""))
    return _arrived(dialogue, outcome, scene)


def _arrived(dialogue: Dialogue, opened: TicketOpened, scene: Scene) -> Turn:
    visit = opened.visit
    talk = Talk(id=scene.token[:8], started_at=scene.now, unit_id=visit.unit_id, visit=visit)
    fresh = replace(talk, invited=opened.invited)
    told = scene.say("ticket.again" if opened.rated else "ticket.hello", day=day(visit.scanned_at))
    return Turn(dialogue.begin("rate", fresh), (statement(told, kind="hello"),))


def _refused(dialogue: Dialogue, refused: Refused, scene: Scene) -> Turn:
    told = (statement(scene.say(refused.key), kind="notice"),)
    talk = dialogue.talk
    if talk and talk.back:
        return Turn(dialogue.at(talk.back, back=""), told)
    if refused.key in RATED_WITHOUT:
        return Turn(menu.begin_visit(dialogue, scene, Kind.WORDS).dialogue, told)
    return Turn(dialogue.at("menu") if talk else dialogue.end(), told)


def _at_rest(dialogue: Dialogue, scene: Scene) -> Dialogue:
    """The talk before is over, but the invitation to it can still be refused, also when this code opens nothing."""
    before = dialogue.talk
    if before is None or not before.invited or not dialogue.is_young(scene.now):
        return dialogue.end()
    return dialogue.begin("menu", Talk(scene.token[:8], before.started_at, invited=before.invited))


STEP = Step("open_ticket", menu.ask, menu.answer, learn)

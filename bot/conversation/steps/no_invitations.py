"""No more invitations: said in a talk that a ticket opened. The house is told at once; nobody ever waits here."""

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.scene import Scene, statement
from bot.conversation.steps import menu
from bot.conversation.steps.base import Step
from feedback.canonical import comparable
from feedback.invitation_requests import InvitationsRefused, RefuseInvitations
from feedback.requests import Outcome


def begin(dialogue: Dialogue, scene: Scene) -> Turn:
    """Where this talk has no invitation, say how it is refused; else tell the house. The talk keeps its place."""
    if not _is_invited(dialogue, scene):
        return Turn(dialogue, (statement(scene.say("invite.how_to_refuse")),), ask=dialogue.is_live(scene.now))
    assert dialogue.talk is not None
    request = RefuseInvitations(dialogue.talk.invited)
    return Turn(dialogue.at("no_invitations", back=dialogue.step), request=request, ask=False)


def is_meant(dialogue: Dialogue, text: str, scene: Scene) -> bool:
    """Whether that is what a text says; the shortest way only where there is an invitation to refuse."""
    ways = ["intent.no_invitations", *(["intent.no_invitations_short"] if _is_invited(dialogue, scene) else [])]
    return any(comparable(text) in scene.say(key).split("|") for key in ways)


def _is_invited(dialogue: Dialogue, scene: Scene) -> bool:
    """Whether a ticket opened this talk for which a number was given."""
    return bool(dialogue.talk and dialogue.talk.invited and dialogue.is_young(scene.now))


def learn(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Back to where the talk was."""
    assert isinstance(outcome, InvitationsRefused)
    assert dialogue.talk is not None
    told = scene.say("invite.refused" if outcome.known else "invite.no_number")
    before = dialogue.at(dialogue.talk.back, back="")
    return Turn(before, (statement(told),), ask=before.is_live(scene.now))


STEP = Step("no_invitations", menu.ask, menu.answer, learn)

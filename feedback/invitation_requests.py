"""What a talk asks of the house about invitations: that none comes any more."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefuseInvitations:
    """Who holds the ticket whose invitation has this mark wants no further one to their telephone."""

    mark: str


@dataclass(frozen=True, slots=True)
class InvitationsRefused:
    """It is kept; `known` is False when no number is known for that ticket (any more)."""

    known: bool


InvitationRequest = RefuseInvitations
InvitationOutcome = InvitationsRefused

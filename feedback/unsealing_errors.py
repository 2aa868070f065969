"""What two persons who unseal together, or one alone, may be refused."""

from feedback.errors import FeedbackError, SealedByLaw


class NeverUnsealed(SealedByLaw):
    """The citizen was promised that the unit concerned never reads it: two do not take that seal off either."""

    key = "error.never_unsealed"


class NobodyToSecond(FeedbackError):
    """Nobody but the one who proposes may have a word on this seal."""

    key = "error.nobody_to_second"


class ProposedBefore(FeedbackError):
    """A second person is asked already, or has refused."""

    key = "error.proposed_before"


class ReadAgain(FeedbackError):
    """Something came since they read what their yes gives out."""

    key = "error.read_again"


class ProposalGone(FeedbackError):
    """No such proposal, or not for this person, or it is decided or over: never told apart."""

    key = "error.proposal_gone"

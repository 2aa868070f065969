"""What can go wrong in the field, by name. Each carries the key of the sentence that a person is told."""


class FeedbackError(Exception):
    """An anticipated refusal; a door translates `key` into words or a status."""

    key = "error.unknown"


class NotOnDuty(FeedbackError):
    """The named officer was not on duty at that counter when the code was scanned."""

    key = "error.not_on_duty"


class CaseClosed(FeedbackError):
    """The case is already answered or closed."""

    key = "error.case_closed"


class TooLate(FeedbackError):
    """The citizen's window after an answer is over."""

    key = "error.too_late"


class NotAReceiver(FeedbackError):
    """The case cannot be sent on to that unit, or not by this person."""

    key = "error.not_a_receiver"


class NotToBeUnsealed(FeedbackError):
    """The case is not sealed, or not by this person, or nobody at the unit could have it."""

    key = "error.not_to_be_unsealed"


class SealedByLaw(FeedbackError):
    """Money, a leak or a denunciation: no single person takes that seal off."""

    key = "error.sealed_by_law"


class CaseNotFound(FeedbackError):
    """No such case, or not for this person: the two are never told apart."""

    key = "error.case_not_found"


class NotAllowed(FeedbackError):
    """This person may not do that."""

    key = "error.not_allowed"


class ExplanationGone(FeedbackError):
    """No such explanation, or not for this person, or it is no longer wanted."""

    key = "error.explanation_gone"


class NotToBeAsked(FeedbackError):
    """This officer cannot be asked to explain that case, or was asked already."""

    key = "error.not_to_be_asked"


class WritesThemselves(FeedbackError):
    """The officer has a linked chat: nobody else writes their explanation."""

    key = "error.writes_themselves"


class UnfitExplanation(FeedbackError):
    """It names a telephone, or looks for whoever wrote."""

    key = "error.unfit_explanation"


class VoiceGone(FeedbackError):
    """No such voice, or not for this person, or somebody else was quicker."""

    key = "error.voice_gone"


class LinkCodeRefused(FeedbackError):
    """The code is unknown, used, too old, or was tried too often: one answer for all, so that nobody learns which."""

    key = "error.link_code"


class TicketUnknown(FeedbackError):
    """No ticket has this code."""

    key = "ticket.unknown"


class TicketExpired(FeedbackError):
    """Its thirty days are over."""

    key = "ticket.expired"


class TicketUsed(FeedbackError):
    """Somebody rated this visit already, from another chat or more than a day ago."""

    key = "ticket.used"


class TicketOfCitizen(FeedbackError):
    """Somebody in a chat of staff holds a citizen's ticket, which stays unused."""

    key = "ticket.of_citizen"


class TicketsEnough(FeedbackError):
    """This person rated as many visits to the unit by their tickets as counts in a week; this one stays unused."""

    key = "ticket.enough"


class TooManyGuesses(FeedbackError):
    """Receipts, tickets or link codes were tried too often from this chat within the hour."""

    key = "error.too_many_guesses"


class AlreadyRead(Exception):
    """Another reader released these words first; what this one did is rolled back."""


class StorageUnavailable(Exception):
    """Nothing was kept: the database is locked, full or away. Doors answer 503 and the platform comes again."""

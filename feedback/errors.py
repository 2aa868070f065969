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


class UnderReview(FeedbackError):
    """The case waits for its review (thẩm định): it cannot end, or leave for a unit that is not above, before."""

    key = "error.under_review"


class InspectionFirst(FeedbackError):
    """Weighty words are being inspected: two persons say what was found before the case ends."""

    key = "error.inspection_first"


class ReviewSettled(FeedbackError):
    """The review is settled, decided otherwise, or waits for somebody else."""

    key = "error.review_settled"


class NoSecondPerson(FeedbackError):
    """Two persons must say it, and nobody is there who may be the second."""

    key = "error.no_second_person"


class NobodyToReview(FeedbackError):
    """Sealed, the case would lie with nobody."""

    key = "error.nobody_to_review"


class NotToBeSplit(FeedbackError):
    """The part is empty or everything, was split off before, or names somebody whom the case concerns."""

    key = "error.not_to_be_split"


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


class RecommendationGone(FeedbackError):
    """No such recommendation, or not for this person: the two are never told apart."""

    key = "error.recommendation_gone"


class RecommendationSettled(FeedbackError):
    """It stands otherwise by now: answered, or noted as carried out."""

    key = "error.recommendation_settled"


class UnfitRecommendation(FeedbackError):
    """A recommendation, or the answer to one, that asks who wrote, or says too little."""

    key = "error.unfit_recommendation"


class AlarmGone(FeedbackError):
    """No alarm rang this person for such a case, or nobody needs it any more."""

    key = "error.alarm_gone"


class NoSuchDuty(FeedbackError):
    """They have no duty on that day, or the other one handles no cases of the unit."""

    key = "error.no_such_duty"


class NotTakenUp(FeedbackError):
    """A question may be asked only of a case that was taken up and waits for its answer."""

    key = "error.not_taken_up"


class LetterWaits(FeedbackError):
    """The question before has not been answered yet."""

    key = "error.letter_waits"


class LettersEnough(FeedbackError):
    """So many questions were asked in this case that no more may be."""

    key = "error.letters_enough"


class NoLine(FeedbackError):
    """Nobody behind the case can be written to: told alike whatever the reason."""

    key = "error.no_line"


class AsksWho(FeedbackError):
    """The words ask who the citizen is."""

    key = "case.asks_who"


class LetterGone(FeedbackError):
    """No question waits for this person's answer, or not from this chat."""

    key = "error.letter_gone"


class ReportsEnough(FeedbackError):
    """This citizen reported so often that the reports before are looked at first."""

    key = "error.reports_enough"


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


class PraiseGone(FeedbackError):
    """The words that a name was meant for were erased."""

    key = "error.praise_gone"


class NothingToAddTo(FeedbackError):
    """The words were erased, answered or refused meanwhile, or added to as often as may be."""

    key = "error.nothing_to_add_to"


class TooManyGuesses(FeedbackError):
    """Receipts, tickets or link codes were tried too often from this chat within the hour."""

    key = "error.too_many_guesses"


class SignInRefused(FeedbackError):
    """Name and password do not open an account: one answer for all reasons, so that nobody learns which."""

    key = "account.refused"


class WrongCode(FeedbackError):
    """The code is wrong, too old, or was used already."""

    key = "account.wrong_code"


class TooManyTries(FeedbackError):
    """Passwords or codes were tried too often within the hour, from here or for this name."""

    key = "account.too_many"


class InvitationGone(FeedbackError):
    """The link is unknown, used, too old, or somebody else was quicker."""

    key = "account.link_gone"


class UnfitPassword(FeedbackError):
    """`why`: short | long | known."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        self.key = f"account.unfit_{why}"


class AlreadyTaken(Exception):
    """Another replica handed this letter on first; what this one did is rolled back."""


class AlreadyRead(Exception):
    """Another reader released these words first; what this one did is rolled back."""


class StorageUnavailable(Exception):
    """Nothing was kept: the database is locked, full or away. Doors answer 503 and the platform comes again."""

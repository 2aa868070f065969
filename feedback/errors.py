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


class CaseNotFound(FeedbackError):
    """No such case, or not for this person: the two are never told apart."""

    key = "error.case_not_found"


class NotAllowed(FeedbackError):
    """This person may not do that."""

    key = "error.not_allowed"


class VoiceGone(FeedbackError):
    """No such voice, or not for this person, or somebody else was quicker."""

    key = "error.voice_gone"


class LinkCodeRefused(FeedbackError):
    """The code is unknown, used, too old, or was tried too often: one answer for all, so that nobody learns which."""

    key = "error.link_code"


class TooManyGuesses(FeedbackError):
    """Receipts or link codes were tried too often from this chat within the hour."""

    key = "error.too_many_guesses"


class AlreadyRead(Exception):
    """Another reader released these words first; what this one did is rolled back."""


class StorageUnavailable(Exception):
    """Nothing was kept: the database is locked, full or away. Doors answer 503 and the platform comes again."""

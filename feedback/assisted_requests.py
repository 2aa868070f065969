"""What an operator who types in a slip asks of the house, and what they are told to tell the citizen."""

from dataclasses import dataclass
from datetime import date

from feedback.assisted import TypedSlip
from feedback.people import Officer


@dataclass(frozen=True, slots=True)
class KeepSlip:
    """Take what was read back to the citizen, who agreed. `redacted` is what a handler will read, `consent` the version
    of the sentence that was read out; `again` says that it is not the slip with the same words typed in before.
    """

    operator: Officer
    slip: TypedSlip
    redacted: str
    language: str
    consent: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class SlipKept:
    """It is kept. Without words there is no receipt, and nothing to answer.

    `sealed`: it went past the unit, and whoever typed it must keep silent. The last two as in FeedbackTaken.
    """

    receipt: str = ""
    due: date | None = None
    sealed: bool = False
    denunciation: bool = False
    danger: bool = False


@dataclass(frozen=True, slots=True)
class SlipSeen:
    """The same words about that day and counter were typed in within a month; nothing is kept yet."""


AssistedRequest = KeepSlip
AssistedOutcome = SlipKept | SlipSeen

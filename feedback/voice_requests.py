"""What a listener of the superior unit asks of the house, and what they are told: spoken words become written ones."""

from dataclasses import dataclass
from datetime import date

from feedback.people import Officer


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice message whose words nobody wrote yet: about which unit, sent on `day`; `waiting` counts all of them."""

    key: str
    unit_id: int
    day: date
    seconds: int
    waiting: int = 1


@dataclass(frozen=True, slots=True)
class NextVoice:
    """The listener wants to hear the one that waits longest."""

    officer: Officer


@dataclass(frozen=True, slots=True)
class WriteVoice:
    """These are its words, in full and as a handler will read them; the voice is erased."""

    officer: Officer
    key: str
    text: str
    redacted: str


@dataclass(frozen=True, slots=True)
class CannotHear:
    """Nobody can make out its words; the voice is erased, and whoever spoke is told."""

    officer: Officer
    key: str


@dataclass(frozen=True, slots=True)
class VoiceShown:
    """The one that waits longest, or None."""

    spoken: Spoken | None


@dataclass(frozen=True, slots=True)
class VoiceSettled:
    """It was written down, or given up."""


VoiceRequest = NextVoice | WriteVoice | CannotHear
VoiceOutcome = VoiceShown | VoiceSettled

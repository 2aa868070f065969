"""What the citizen reads of a review's decision: kind, and nothing that the law does not promise."""

from feedback.gate_review import Decision
from feedback.units import Directory
from feedback.wording import words

ALONE = frozenset({Decision.COMPLAINT, Decision.CRIME})
"""These tell a road of their own; beside all others stands how a tố cáo is made."""


def letter(decision: Decision, note: str, *, unit_id: int, directory: Directory, language: str, sent: str = "") -> str:
    """Of a case about this unit; `sent` is the day on which it went to the authority `note`."""
    say, unit = words(language).say, directory.units[unit_id]
    about = f"{unit.name}, {unit.address}" if unit.address else unit.name
    told = say(f"gate.letter.{decision.value}", authority=note, sent=sent, about=about)
    place = directory.denunciation_place(unit_id) or say("sent.denunciation_place")
    return told if decision in ALONE else f"{told}\n\n{say('gate.letter.law', place=place)}"

"""Who may never type a slip in: the officer whom it concerns, or who may be that officer.

Asked before anything is kept. In doubt the answer is no: a colleague, or the superior unit, can always type it.
"""

import re
from enum import StrEnum

from feedback.assisted import TypedSlip, on_duty
from feedback.canonical import canonical, fold, same_word
from feedback.errors import FeedbackError
from feedback.people import Officer
from feedback.private_names import find_names, staff_list
from feedback.sealing import names, sealed_when_filed
from feedback.units import Directory

_WORD = re.compile(r"\w+")


class Concern(StrEnum):
    """Why this operator may not type it in; what to do instead is `assisted.refused.<value>`."""

    NAMED = "named"  # it is about them
    ON_DUTY = "on_duty"  # they served there that day, and the citizen named nobody else
    ALONE = "alone"  # nobody but them served there that day: whom the slip names need not be asked
    IN_WORDS = "in_words"  # the words name them
    HEAD = "head"  # they are the head, and the words go past the head


class OfficerConcerned(FeedbackError):
    """The operator is, or may be, the one whom it is about."""

    def __init__(self, concern: Concern) -> None:
        super().__init__(concern)
        self.key = f"assisted.refused.{concern}"


def concern(slip: TypedSlip, operator: Officer, directory: Directory) -> Concern | None:
    """Whether the operator is the officer concerned, or may be; in doubt they are."""
    if slip.officer_id == operator.id:
        return Concern.NAMED
    if operator in directory.heads_of(slip.unit_id) and goes_past_the_head(slip, directory):
        return Concern.HEAD
    if _speaks_of(slip.words, operator):
        return Concern.IN_WORDS
    served = on_duty(slip, directory)
    if slip.officer_id is not None or operator.id not in served:
        return None
    return Concern.ALONE if served == (operator.id,) else Concern.ON_DUTY


def already_concerned(slip: TypedSlip, operator: Officer, directory: Directory) -> Concern | None:
    """The same before the citizen was asked who served: whom else they may name is left open."""
    found = concern(slip, operator, directory)
    return None if found is Concern.ON_DUTY else found


def goes_past_the_head(slip: TypedSlip, directory: Directory) -> bool:
    """Whether the words are sealed from the first moment (decision 13)."""
    if not slip.words:
        return False
    return sealed_when_filed(slip.words, officer_id=slip.officer_id, unit_id=slip.unit_id, directory=directory)


def _speaks_of(text: str, operator: Officer) -> bool:
    """By any way to write the name. Also the bare given name, where it may be another word: a colleague can type it.

    Only a word in small letters with other accents is another one, or Hương could type no "hướng dẫn"."""
    view = canonical(text)
    if names(text, operator.name) or any(
        kind == "staff" for kind, _, _ in find_names(view, staff_list(frozenset({operator.name})))
    ):
        return True
    given = operator.name.split()[-1]
    words = _WORD.findall(view.accented)
    return any(same_word(word, given) or (word[0].isupper() and fold(word) == fold(given)) for word in words)

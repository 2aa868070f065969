"""An explanation (giải trình): what an officer is asked about a case, until when, what they said, what came of it.

Asked → given → accepted, or sent back once; what nobody gave in time lapses, may still come, and holds nothing up.
Nghị định 309/2026, Điều 9: the one-stop centre passes the explanation on to the citizen. The officer reads a summary,
a day and a counter, never the citizen's words, and never who wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from feedback.cases import Case
from feedback.errors import ExplanationGone
from feedback.people import Officer, Role
from feedback.periods import local
from feedback.units import Directory


class Stage(StrEnum):
    """How far it is; its words are `explain.stage.<value>`."""

    ASKED = "da-yeu-cau"
    GIVEN = "da-giai-trinh"
    RETURNED = "tra-lai"
    ACCEPTED = "chap-nhan"
    LAPSED = "het-han"


AWAITED = frozenset({Stage.ASKED, Stage.RETURNED})
"""The officer has time."""

OPEN = AWAITED | {Stage.LAPSED}
"""The officer may still say something, as long as the citizen waits for an answer."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """`summary` is all that the officer reads of the case; `look` is how often the case had been reopened when it was
    asked for. Summary, text and note are redacted."""

    case_id: int
    code: str  # of the case
    officer_id: int  # who is asked
    asked_by: int
    summary: str
    asked_at: datetime
    due: date
    look: int = 0
    stage: Stage = Stage.ASKED
    text: str = ""
    given_at: datetime | None = None
    note: str = ""  # what is still unclear, once it was sent back
    id: int = 0

    def give(self, text: str, *, at: datetime) -> "Explanation":
        """In the officer's words."""
        return replace(self._from(OPEN), stage=Stage.GIVEN, text=text, given_at=at)

    def accept(self) -> "Explanation":
        """The handler has read it, and may pass it on."""
        return replace(self._from({Stage.GIVEN}), stage=Stage.ACCEPTED)

    def send_back(self, note: str, *, due: date) -> "Explanation":
        """Once, with what is still unclear and a time of its own."""
        if not self.may_be_sent_back or not note:
            raise ExplanationGone
        return replace(self, stage=Stage.RETURNED, note=note, due=due)

    def lapse(self) -> "Explanation":
        """Nobody gave it in time."""
        return replace(self._from(AWAITED), stage=Stage.LAPSED)

    @property
    def may_be_sent_back(self) -> bool:
        """A second time it stands as it is."""
        return self.stage is Stage.GIVEN and not self.note

    def _from(self, stages: Iterable[Stage]) -> "Explanation":
        if self.stage not in stages:
            raise ExplanationGone
        return self


def askable(case: Case, asker: Officer, directory: Directory) -> tuple[Officer, ...]:
    """Whom this handler may ask: those on duty at the counter on the day, then the others of the unit it is about.

    Fail closed: nobody about a sealed case, for the question itself would tell that there is one; never the asker, and
    nobody who only watches over the unit.
    """
    if case.sealed:
        return ()
    day = local(case.filed_at).date()
    there = directory.on_duty(case.counter_id, day) if case.counter_id else ()
    found = dict.fromkeys((*there, *directory.staff_of(case.unit_id)))
    return tuple(one for one in found if one.id != asker.id and one.role is not Role.PEOPLES_INSPECTOR)


def pending(explanations: Iterable[Explanation], case: Case) -> Explanation | None:
    """The one that a handler looks at next: given and not yet read first, then the newest that is still open."""
    mine = [one for one in explanations if one.look == case.reopened]
    given = [one for one in mine if one.stage is Stage.GIVEN]
    return next(iter([*given, *(one for one in reversed(mine) if one.stage in OPEN)]), None)


def accepted(explanations: Iterable[Explanation], case: Case) -> str:
    """What may go along with the answer; empty where nothing was accepted."""
    kept = (one.text for one in explanations if one.look == case.reopened and one.stage is Stage.ACCEPTED)
    return "\n".join(kept)

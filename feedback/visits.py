"""One visit to an office (lượt giao dịch), frozen at the moment its code was scanned.

Who was on duty, where, which field and which kind of respondent are written down then; later transfers and moves
of officers or counters never change them.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from feedback.errors import NotOnDuty
from feedback.units import Counter, Directory


class Respondent(StrEnum):
    """On whose behalf the citizen came. Ratings by `INTERNAL` are counted apart."""

    CITIZEN = "nguoi-dan"
    BUSINESS = "doanh-nghiep"
    INTERNAL = "noi-bo"


class Proof(StrEnum):
    """What shows that somebody really was there; `NONE` for an office chosen from the list."""

    COUNTER = "ma-quay"
    TABLET = "may-tinh-bang"
    TICKET = "phieu"
    NONE = "khong-ma"
    ASSISTED = "nhan-ho"


AT_DESK = frozenset({Proof.COUNTER, Proof.TABLET})
AT_HOME = frozenset({Proof.TICKET})

@dataclass(frozen=True, slots=True)
class Visit:
    """`key` is 32 hexadecimal digits drawn at the scan; `candidates` are those on duty then. Of a visit that a ticket
    proves only the day is known: `scanned_at` is its beginning."""

    key: str
    unit_id: int
    scanned_at: datetime
    counter_id: int | None = None
    candidates: tuple[int, ...] = ()
    officer_id: int | None = None
    field: str = ""
    respondent: Respondent = Respondent.CITIZEN
    proof: Proof = Proof.NONE

    def served_by(self, officer_id: int | None) -> "Visit":
        """The visit with the officer the citizen named. Raises NotOnDuty for anybody who was not there."""
        if officer_id is not None and officer_id not in self.candidates:
            raise NotOnDuty
        return replace(self, officer_id=officer_id)


def scan(
    counter: Counter,
    *,
    directory: Directory,
    at: datetime,
    key: str,
    respondent: Respondent = Respondent.CITIZEN,
    proof: Proof = Proof.COUNTER,
) -> Visit:
    """The visit that a scan of this counter's code at `at` (local time) stands for."""
    on_duty = directory.on_duty(counter.id, at.date())
    return Visit(
        key=key,
        unit_id=counter.unit_id,
        counter_id=counter.id,
        scanned_at=at,
        candidates=tuple(officer.id for officer in on_duty),
        field=counter.field,
        respondent=respondent,
        proof=proof,
    )

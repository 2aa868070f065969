"""How long an office has, by law or by its own rule: each deadline with the day from which it is valid.

Deadlines are data (table `deadlines`). Which one holds for a case is decided by the day it was filed, once and for all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What must be done in time."""

    ACCEPT = "tiep-nhan"
    ANSWER = "tra-loi"
    VERIFY = "xac-nhan"  # the citizen's turn: whether it is solved
    EXPLAIN = "giai-trinh"
    REVIEW = "tham-dinh"  # whether words are a tố cáo, a khiếu nại or a tố giác
    FORWARD = "chuyen-thong-tin"  # to who can inspect it
    HAND_OVER = "chuyen-to-giac"
    RECOMMENDATION = "kien-nghi"  # in days of the calendar, see `feedback/recommendations.py`


@dataclass(frozen=True, slots=True)
class Deadline:
    """`days` working days, for what was filed from `valid_from` on; for one unit, or for all (None)."""

    kind: Kind
    days: int
    valid_from: date
    unit_id: int | None = None
    source: str = ""


RECEPTION_LAW = date(2014, 7, 1)
"""Luật Tiếp công dân 42/2013/QH13 took effect."""

GRASSROOTS_LAW = date(2023, 7, 1)
"""Luật Thực hiện dân chủ ở cơ sở 10/2022/QH15 took effect."""

DENUNCIATION_LAW = date(2019, 1, 1)
"""Luật Tố cáo 25/2018/QH14 took effect."""

LAW = (
    Deadline(Kind.ANSWER, 10, RECEPTION_LAW, source="42/2013/QH13 28"),
    Deadline(Kind.ACCEPT, 2, RECEPTION_LAW),
    Deadline(Kind.VERIFY, 10, RECEPTION_LAW),
    Deadline(Kind.EXPLAIN, 3, RECEPTION_LAW),
    Deadline(Kind.REVIEW, 7, DENUNCIATION_LAW, source="25/2018/QH14 24"),
    Deadline(Kind.FORWARD, 5, DENUNCIATION_LAW, source="25/2018/QH14 24"),
    Deadline(Kind.HAND_OVER, 1, DENUNCIATION_LAW, source="101/2015/QH13 146"),
    Deadline(Kind.RECOMMENDATION, 15, GRASSROOTS_LAW, source="10/2022/QH15 40.1.c"),
)
"""Luật Tiếp công dân, Điều 28: within ten working days from taking it (tiếp nhận) the office tells the person how it is
handled: taken up, prolonged, refused, sent on. That the answer itself comes within these ten, counted from filing, is
our own, stricter rule, and so are the next three. Luật Thực hiện dân chủ ở cơ sở, Điều 40.1.c: fifteen days for what
the people's inspectors recommend."""


def days_allowed(kind: Kind, filed_on: date, *, unit_id: int, deadlines: Iterable[Deadline]) -> int:
    """Days for `unit_id`, which must do it. Its own deadline goes before the common one, a later one before an earlier
    one; what no row speaks of is as the law has it."""
    valid = [
        row
        for row in (*LAW, *deadlines)
        if row.kind is kind and row.valid_from <= filed_on and row.unit_id in (None, unit_id)
    ]
    fits = max(enumerate(valid), key=lambda one: (one[1].unit_id is not None, one[1].valid_from, one[0]), default=None)
    return fits[1].days if fits else next(row.days for row in LAW if row.kind is kind)

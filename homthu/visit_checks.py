"""Everything that is wrong with one told visit: what was found is mended, and the next thing is looked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from feedback.phones import Landline, NotAMobile, mobile
from feedback.tickets import Told, VisitRefused, ticket_of
from feedback.units import Directory
from feedback.visits import Respondent
from homthu.importing import Fault, Row

AS_MANY = 12
"""More than there are cells to mend."""


def visit_faults(row: Row, known: Directory, *, now: datetime) -> Iterator[Fault]:
    """Of the cells that could be read; what `homthu/importing.py` said of the others is not said again."""
    mended = _mends(known, now)
    cells = {"reference": "1", "at": now, "counter": mended["counter"]} | dict(row.cells)
    seen = set()
    for _ in range(AS_MANY):
        wrong = _wrong(Told(**cells), known, now)
        if wrong is None or wrong.field in seen or wrong.field not in mended:
            return
        yield row.fault(wrong.field, wrong.fault, **wrong.values)
        seen.add(wrong.field)
        cells[wrong.field] = mended[wrong.field]


def _wrong(told: Told, known: Directory, now: datetime) -> VisitRefused | None:
    try:
        ticket_of(told, directory=known, now=now)
        if told.phone:
            mobile(told.phone)
    except VisitRefused as refused:
        return refused
    except Landline:
        return VisitRefused("phone", "landline")
    except NotAMobile:
        return VisitRefused("phone", "phone")
    return None


def _mends(known: Directory, now: datetime) -> Mapping[str, Any]:
    """What nobody minds, cell by cell. An office without a counter has nothing else to hear of."""
    serving = (one for one in known.counters.values() if one.closed_at is None and known.units[one.unit_id].serves)
    return {
        "counter": next((one.code for one in serving), ""),
        "at": now,
        "reference": "1",
        "officer": "",
        "field": "",
        "respondent": Respondent.CITIZEN,
        "phone": "",
        "phone_consent": True,
    }

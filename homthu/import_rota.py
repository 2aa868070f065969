"""A unit's rota of duty from its own file: the file is the whole rota of each unit that it names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from feedback.numbers import day
from feedback.people import Officer, Role
from feedback.rota import DAY_MINUTES, WEEK, Shift
from feedback.units import Directory
from homthu.importing import Fault, Row

WEEK_MINUTES = WEEK * DAY_MINUTES


def rota_faults(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    """Whoever is rung must be there and answer cases; nobody stands twice at the same hour."""
    by_code = {officer.code: officer for officer in known.officers.values()}
    for place, row in enumerate(rows):
        unit, officer = known.unit(row["unit"] or ""), by_code.get(row["officer"] or "")
        if row["unit"] and unit is None:
            yield row.fault("unit", "no_unit", code=row["unit"])
        if row["officer"] and officer is None:
            yield row.fault("officer", "no_officer", code=row["officer"])
        if unit and officer and officer.unit_id != unit.id:
            yield row.fault("officer", "other_unit", who=officer.name, unit=unit.short_name)
        elif officer and not _is_rung(officer):
            yield row.fault("officer", "no_handler", who=officer.name)
        if isinstance(row["on"], date) and row["on"] < today:
            yield row.fault("on", "duty_past", today=day(today))
        if again := next((one for one in rows[:place] if _together(one, row)), None):
            yield row.fault("begins", "duty_twice", row=again.number)


def shifts_by_unit(rows: Sequence[Row], known: Directory) -> Mapping[int, list[list[Shift]]]:
    """By unit what each row says: a row of several weekdays is several shifts."""
    officers = {officer.code: officer.id for officer in known.officers.values()}
    found: dict[int, list[list[Shift]]] = {}
    for row in rows:
        unit = known.unit(row["unit"])
        assert unit is not None, "rows are checked before"
        plain = Shift(unit.id, officers[row["officer"]], row["begins"], row["ends"], row["turn"] or 1)
        found.setdefault(unit.id, []).append(_on_each(plain, row["on"]))
    return found


def _on_each(shift: Shift, on: date | tuple[int, ...]) -> list[Shift]:
    if isinstance(on, date):
        return [replace(shift, day=on)]
    return [replace(shift, weekday=weekday) for weekday in on]


def _is_rung(officer: Officer) -> bool:
    return officer.active and (officer.handles_cases or officer.role is Role.INSPECTOR)


def _together(one: Row, other: Row) -> bool:
    """The same officer, by weekday both or by date both, at hours that meet."""
    if one["officer"] != other["officer"] or None in (one["officer"], one["begins"], other["begins"]):
        return False
    return any(_meet(mine, theirs) for mine in _spans(one) for theirs in _spans(other))


def _spans(row: Row) -> list[tuple[bool, int, int]]:
    """(by date, first minute, minutes): of a date counted from the calendar's first day, of a weekday from Monday."""
    if row["on"] is None or row["ends"] is None:
        return []
    lasts = (row["ends"] - row["begins"]) % DAY_MINUTES or DAY_MINUTES
    if isinstance(row["on"], date):
        return [(True, row["on"].toordinal() * DAY_MINUTES + row["begins"], lasts)]
    return [(False, (weekday - 1) * DAY_MINUTES + row["begins"], lasts) for weekday in row["on"]]


def _meet(mine: tuple[bool, int, int], theirs: tuple[bool, int, int]) -> bool:
    by_date, first, lasts = mine
    other_by_date, begins, length = theirs
    if by_date != other_by_date:
        return False
    if by_date:
        return first < begins + length and begins < first + lasts
    return (begins - first) % WEEK_MINUTES < lasts or (first - begins) % WEEK_MINUTES < length

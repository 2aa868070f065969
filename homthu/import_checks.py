"""What is wrong with rows that each read well: beside one another, and beside the offices as they stand."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from feedback.numbers import day
from feedback.people import Role
from feedback.periods import WEEKLY, OfficeDay
from feedback.units import Directory, Unit
from homthu.import_rota import rota_faults
from homthu.importing import Fault, Row
from storage.directory import DEEPEST_TREE

Duties = dict[tuple[str, str], dict[date, date]]
"""(officer, counter) → first day → last day."""


def check(sheet: str, rows: Sequence[Row], known: Directory, *, today: date) -> list[Fault]:
    """Every such fault."""
    return list(CHECKS[sheet](rows, known, today))


def tree_of(rows: Sequence[Row], known: Directory) -> dict[str, str]:
    """Unit code → the code above it (empty at the top), as it will be after these rows."""
    above = {u.code: s.code if (s := known.superior_of(u.id)) else "" for u in known.units.values()}
    coming = {row["code"]: row.cells.get("parent", above.get(row["code"], "")) for row in rows if row["code"]}
    return above | coming


def way_up(code: str, tree: Mapping[str, str]) -> list[str]:
    """The codes from this unit to the top; where the way turns in a circle it ends with a code passed before."""
    path = [code]
    while (above := tree.get(path[-1])) and len(path) <= DEEPEST_TREE:
        path.append(above)
        if above in path[:-1]:
            break
    return path


def _units(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    tree = tree_of(rows, known)
    yield from _rests_forever(rows, known, tree)
    for row in rows:
        above = row["parent"] or tree.get(row["code"] or "", "")
        path = way_up(row["code"] or "", tree)
        if above and above not in tree:
            yield row.fault("parent", "no_unit", code=above)
        elif len(path) > 1 and path[-1] == path[0]:
            yield row.fault("parent", "circle", path=" → ".join(path))
        elif len(path) >= DEEPEST_TREE and path[-1] not in path[:-1]:
            yield row.fault("parent", "too_deep", most=DEEPEST_TREE - 1)
        if row["kind"] and row["kind"] != "superior" and not above:
            yield row.fault("parent", "no_superior")
        standing = known.unit(row["code"] or "")
        if standing and row["kind"] == "superior" and known.counters_of(standing.id):
            yield row.fault("kind", "has_counters")


def _rests_forever(rows: Sequence[Row], known: Directory, tree: Mapping[str, str]) -> Iterator[Fault]:
    """Below another the unit rests on that one's days too."""
    if not known.own_days or any(way_up(code, tree)[-1] in way_up(code, tree)[:-1] for code in tree):
        return
    id_of = {unit.code: unit.id for unit in known.units.values()}
    units = {one.id: replace(one, parent_id=id_of.get(tree[one.code])) for one in known.units.values()}
    resting = {unit.code: unit for unit in _always_off(replace(known, units=units))}
    for row in rows:
        if unit := resting.get(row["code"] or ""):
            yield row.fault("parent", "always_off", unit=unit.short_name)


def _counters(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    for row in rows:
        unit = known.unit(row["unit"] or "")
        if row["unit"] and unit is None:
            yield row.fault("unit", "no_unit", code=row["unit"])
        if unit and not unit.serves:
            yield row.fault("unit", "not_serving", unit=unit.short_name)
        if row["closed_at"] and row["closed_at"] > today:
            yield row.fault("closed_at", "not_yet", today=day(today))


def _officers(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    for row in rows:
        unit = known.unit(row["unit"] or "")
        if row["unit"] and unit is None:
            yield row.fault("unit", "no_unit", code=row["unit"])
        if unit and unit.serves and row["role"] is Role.SUPERIOR:
            yield row.fault("role", "superior_below", unit=unit.short_name)


def _roster(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    officers = {officer.code for officer in known.officers.values()}
    standing = _standing(known)
    coming = _coming(rows, standing)
    for row in rows:
        if row["officer"] and row["officer"] not in officers:
            yield row.fault("officer", "no_officer", code=row["officer"])
        if row["counter"] and known.counter(row["counter"]) is None:
            yield row.fault("counter", "no_counter", code=row["counter"])
        if row["since"] and row["until"] and row["until"] < row["since"]:
            yield row.fault("until", "ends_before", since=day(row["since"]))
        elif row["since"]:
            yield from _overlaps(row, standing, coming)


def _overlaps(row: Row, standing: Duties, coming: Duties) -> Iterator[Fault]:
    """Somebody twice at one counter would be offered twice to the citizen. Two rows of the file: the later is told."""
    pair, since = (row["officer"], row["counter"]), row["since"]
    here, there = coming[pair], standing[pair]
    last = here.get(since, since)
    for other, end in sorted((there | here).items()):
        told_there = other in here and other > since
        if other != since and other <= last and since <= end and not told_there:
            yield row.fault("since", "overlap", since=day(other), before=day(max(since, other) - timedelta(days=1)))


def _standing(known: Directory) -> Duties:
    duties: Duties = defaultdict(dict)
    for posting in known.postings:
        pair = (known.officers[posting.officer_id].code, known.counters[posting.counter_id].code)
        duties[pair][posting.since] = posting.until - timedelta(days=1) if posting.until else date.max
    return duties


def _coming(rows: Sequence[Row], standing: Duties) -> Duties:
    duties: Duties = defaultdict(dict)
    for row in rows:
        if row["since"]:
            pair = (row["officer"], row["counter"])
            stays = standing[pair].get(row["since"], date.max)
            duties[pair][row["since"]] = row.cells.get("until", stays) or date.max
    return duties


def _holidays(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    """What holds every week is declared by unit; and no unit may rest on all seven days, for no deadline would end."""
    coming = {(row.unit_id, row.day): row for row in known.own_days}
    weekly: dict[str, Row] = {}  # the last such row of each unit
    for row in rows:
        unit, kind = known.unit(row["unit"] or ""), row["kind"]
        if row["unit"] and unit is None:
            yield row.fault("unit", "no_unit", code=row["unit"])
        elif kind in WEEKLY and unit is None:
            yield row.fault("unit", "weekly_by_unit")
        elif unit and row["day"] and kind:
            coming[unit.id, row["day"]] = OfficeDay(row["day"], kind, unit.id)
            weekly[unit.code] = row  # also a day that takes the place of one worked every week
    resting = _always_off(replace(known, own_days=tuple(coming.values()))) if weekly else []
    for code, row in weekly.items():
        below = (one for one in resting if code in {unit.code for unit in known.line_up(one.id)})
        if unit := next(below, None):
            yield row.fault("kind", "always_off", unit=unit.short_name)


def _always_off(known: Directory) -> list[Unit]:
    """Units that work on none of seven days behind everything that is declared."""
    last = max(row.day for row in known.own_days)
    week = [last + timedelta(days=n) for n in range(7)]
    return [unit for unit in known.units.values() if not any(map(known.calendar_of(unit.id).every_week, week))]


def _nothing(rows: Sequence[Row], known: Directory, today: date) -> Iterator[Fault]:
    """A visit is checked where it is recorded (`feedback/tickets.py`)."""
    return iter(())


CHECKS: Mapping[str, Callable[[Sequence[Row], Directory, date], Iterator[Any]]] = {
    "units": _units,
    "counters": _counters,
    "officers": _officers,
    "roster": _roster,
    "rota": rota_faults,
    "visits": _nothing,
    "holidays": _holidays,
}

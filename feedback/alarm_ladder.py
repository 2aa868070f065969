"""Who is rung for an urgent case, step by step: pure.

First whoever is on duty, then the second on the rota (or everybody else who may handle it), then the units above one by
one, at the end the inspectors of the top. Nobody is rung whom the case concerns, nor anybody of a unit above where one
of the handlers is concerned: deputies of whoever is concerned stay out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from feedback.alarms import ABOVE, FIRST, LAST, SECOND
from feedback.cases import Case
from feedback.people import Officer
from feedback.ringing import handlers, handlers_above, units_above
from feedback.rota import Rota
from feedback.units import Directory

EMPTY = Rota()


@dataclass(frozen=True, slots=True)
class Step:
    """Who is to be rung together."""

    number: int
    officers: tuple[Officer, ...]


def ladder(case: Case, directory: Directory, rotas: Mapping[int, Rota], at: datetime) -> Iterator[Step]:
    """All steps in their order as the rota stands now, those without anybody left out. `rotas` by unit. Somebody may
    stand at several: nobody is rung twice."""
    return (step for step in _steps(case, directory, rotas, at) if step.officers)


def may_be_rung(officer: Officer, case: Case, directory: Directory) -> bool:
    """Whether any step could ring this officer today, whatever the rota says."""
    steps = _steps(case, directory, {}, case.filed_at)  # without a rota the moment does not matter
    return any(one.id == officer.id for step in steps for one in step.officers)


def units_to_ring(case: Case, directory: Directory) -> list[int]:
    """Whose rotas the ladder asks for."""
    mine = [case.handler_unit_id] if case.handler_unit_id else []
    return [*mine, *(unit.id for unit in units_above(case, directory))]


def _steps(case: Case, directory: Directory, rotas: Mapping[int, Rota], at: datetime) -> Iterator[Step]:
    mine = handlers(case, directory)
    first, second = _by_turn(mine, rotas.get(case.handler_unit_id or 0, EMPTY), at)
    yield Step(FIRST, first or mine)
    yield Step(SECOND, (*first, *second) if second else mine)  # whoever was rung before is left out by the caller
    for number, unit in enumerate(units_above(case, directory), ABOVE):
        told = handlers_above(case, unit.id, directory)
        first, second = _by_turn(told, rotas.get(unit.id, EMPTY), at)
        yield Step(number, (*first, *second) or told)
    free = _inspectors(case, directory)
    first, second = _by_turn(free, rotas.get(free[0].unit_id, EMPTY) if free else EMPTY, at)
    yield Step(LAST, (*first, *second) or free)


def _by_turn(able: tuple[Officer, ...], rota: Rota, at: datetime) -> tuple[tuple[Officer, ...], tuple[Officer, ...]]:
    """Of those who may be rung: who has the lowest turn now, and who has the others. None where no rota holds now."""
    duties = {duty.officer_id: duty.turn for duty in rota.at(at)}
    there = [one for one in able if one.id in duties]
    lowest = min((duties[one.id] for one in there), default=0)
    first = tuple(one for one in there if duties[one.id] == lowest)
    return first, tuple(one for one in there if one not in first)


def _inspectors(case: Case, directory: Directory) -> tuple[Officer, ...]:
    """Of the highest unit that has any whom it does not concern; of the unit a sealed case is about never."""
    for id in reversed(units_to_ring(case, directory)):
        home = case.sealed and id == case.unit_id
        free = tuple(one for one in directory.inspectors_of(id) if one.id not in case.concerns)
        if free and not home:
            return free
    return ()

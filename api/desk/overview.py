"""The first page after signing in: who I am, what waits for me, where to go; and what a unit is."""

from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import Route

from api.desk.guard import ROOT, Guard
from api.desk.parts import Asked
from feedback.case_life import State
from feedback.cases import Case
from feedback.handling import waiting_cases
from feedback.people import Role
from feedback.periods import local
from feedback.policy import Deed, may
from feedback.ports import Database
from feedback.units import Unit

UNIT = f"{ROOT}/don-vi"


class Overview:
    """`/quan-ly` and `/quan-ly/don-vi/{unit}`. Cases are counted as `/viec` lists them: by the one rule of storage."""

    def __init__(self, guard: Guard, database: Database) -> None:
        self._guard = guard
        self._database = database

    def routes(self) -> list[Route]:
        """Two pages to look at."""
        route = self._guard.route
        return [
            route(ROOT, Deed.OVERVIEW, get=self._show),
            route(f"{UNIT}/{{unit}}", Deed.UNIT, get=self._unit),
        ]

    async def _show(self, asked: Asked) -> Response:
        async with self._database.reading() as tx:
            waiting = await waiting_cases(tx, asked.me, now=asked.now)
        today = local(asked.now).date()
        return self._guard.page(
            asked,
            "overview.html",
            unit=asked.directory.units[asked.me.unit_id],
            reads_cases=asked.me.handles_cases or asked.me.role is Role.INSPECTOR,
            states=_by_state(waiting.cases),
            total=len(waiting.cases),
            late=sum(case.is_late(today) for case in waiting.cases),
            urgent=sum(case.urgent for case in waiting.cases),
            voices=waiting.voices,
            channels=may(asked.me, Deed.CHANNELS, asked.directory),
        )

    async def _unit(self, asked: Asked) -> Response:
        unit, directory = asked.unit, asked.directory
        assert unit
        below: Sequence[Unit] = [one for one in directory.units.values() if one.parent_id == unit.id]
        return self._guard.page(
            asked,
            "unit.html",
            unit=unit,
            superior=directory.superior_of(unit.id),
            handlers=directory.handlers_of(unit.id),
            staff=len(directory.staff_of(unit.id)),
            counters=directory.counters_of(unit.id),
            below=sorted(below, key=lambda one: one.name),
        )


def _by_state(cases: Sequence[Case]) -> list[tuple[str, int]]:
    """The words' key of each state, in the order of a case's life."""
    counted = Counter(case.state for case in cases)
    return [(f"case.state.{state.value}", counted[state]) for state in State if counted[state]]

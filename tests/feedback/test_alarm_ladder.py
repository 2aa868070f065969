"""Who is rung at which step, and who never: on trees drawn at random too, and on trees that should not be."""

import random
from dataclasses import replace
from datetime import date

import pytest

from feedback.alarm_ladder import ladder, may_be_rung, units_to_ring
from feedback.alarms import ABOVE, FIRST, LAST, SECOND
from feedback.cases import Case
from feedback.people import Officer, Role
from feedback.ringing import handlers, superiors
from feedback.rota import Rota, Shift
from feedback.sealing import sent_up
from feedback.units import Directory, Unit
from tests.support.builders import a_case
from tests.support.casework import BO, YEN
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, NOW, OFFICERS, THAO, TINH_LAM_SON, TRAM_Y_TE, UNITS
from tests.support.reviewing import BINH

SEEDS = range(200)
ALL_DAY = (0, 0)


def names(case: Case, there: Directory = DIRECTORY, **rotas: Rota) -> list[tuple[int, list[str]]]:
    by_unit = {there.unit(code.replace("_", "-")).id: rota for code, rota in rotas.items()}  # type: ignore[union-attr]
    told: list[tuple[int, list[str]]] = []
    for step in ladder(case, there, by_unit, NOW):  # nobody is rung twice
        before = {code for _, codes in told for code in codes}
        if fresh := [one.code for one in step.officers if one.code not in before]:
            told.append((step.number, fresh))
    return told


def with_staff(*more: Officer, units: tuple[Unit, ...] = UNITS) -> Directory:
    known = {one.id: one for one in (*OFFICERS, *more)}
    return Directory.of(units=units, officers=known.values())


def rota(*turns: tuple[Officer, int]) -> Rota:
    return Rota(tuple(Shift(one.unit_id, one.id, *ALL_DAY, turn=turn, weekday=1) for one, turn in turns))


def urgent(**more: object) -> Case:
    return a_case(urgent=True, **more)  # type: ignore[arg-type]


def test_without_a_rota_all_handlers_then_the_unit_above_then_the_inspectors() -> None:
    assert names(urgent(), with_staff(BINH)) == [(FIRST, ["hanh", "binh"]), (ABOVE, ["dung"]), (LAST, ["thao"])]


def test_by_the_rota_the_first_then_the_second() -> None:
    duty = rota((BINH, 1), (HANH, 2))
    told = names(urgent(), with_staff(BINH), an_binh=duty)
    assert told[:2] == [(FIRST, ["binh"]), (SECOND, ["hanh"])]


def test_a_rota_without_a_second_goes_on_to_everybody_else() -> None:
    told = names(urgent(), with_staff(BINH), an_binh=rota((BINH, 1)))
    assert told[:2] == [(FIRST, ["binh"]), (SECOND, ["hanh"])]


def test_where_only_the_second_is_on_duty_they_are_the_first() -> None:
    assert names(urgent(), with_staff(BINH), an_binh=rota((HANH, 2)))[0] == (FIRST, ["hanh"])


def test_a_rota_that_names_nobody_who_may_handle_it_is_passed_over() -> None:
    """An inspector of the province on the rota, or somebody whom a sealed case concerns."""
    sealed = urgent(handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,))
    assert names(sealed, tinh_lam_son=rota((THAO, 1)))[0] == (FIRST, ["dung"])


def test_above_whoever_is_on_duty_goes_before_all() -> None:
    other = replace(DUNG, id=8, code="quyen", name="Hồ Thị Quyên")
    told = names(urgent(), with_staff(other), tinh_lam_son=rota((other, 1)))
    assert told[1] == (ABOVE, ["quyen"])


def test_a_unit_without_a_head_rings_the_unit_above_first() -> None:
    assert names(urgent(about=TRAM_Y_TE, handler=TRAM_Y_TE)) == [(ABOVE, ["dung"]), (LAST, ["thao"])]


def test_a_unit_without_a_superior_rings_its_own_and_its_inspectors() -> None:
    case = urgent(about=TINH_LAM_SON, handler=TINH_LAM_SON)
    assert names(case) == [(FIRST, ["dung"]), (LAST, ["thao"])]


def test_a_case_that_nobody_has_rings_nobody() -> None:
    assert names(urgent(handler=None)) == []


def test_a_cycle_in_the_tree_ends() -> None:
    """Imports refuse one; a row changed by hand must not stop the clock."""
    top = replace(TINH_LAM_SON, parent_id=AN_BINH.id)
    there = with_staff(units=(top, *UNITS[1:]))
    assert names(urgent(), there) == [(FIRST, ["hanh"]), (ABOVE, ["dung"]), (LAST, ["thao"])]
    assert superiors(urgent(), there) == (DUNG,)
    alone = with_staff(units=(replace(TINH_LAM_SON, parent_id=TINH_LAM_SON.id), *UNITS[1:]))
    assert names(urgent(), alone)[1:] == [(ABOVE, ["dung"]), (LAST, ["thao"])]


def test_the_deputy_of_a_concerned_head_above_is_not_chosen() -> None:
    deputy = replace(DUNG, id=8, code="quyen", name="Hồ Thị Quyên")
    there = with_staff(deputy, YEN, units=(replace(TINH_LAM_SON, parent_id=BO.id), *UNITS[1:], BO))
    case = urgent(handler=AN_BINH, concerns=(DUNG.id,))
    assert superiors(case, there) == (YEN,)
    assert [step for step in names(case, there) if step[0] > SECOND] == [(ABOVE + 1, ["yen"]), (LAST, ["thao"])]


# Trees drawn at random


def town(seed: int) -> tuple[Directory, Case]:
    """A tree of units with heads, deputies, superiors and inspectors, some seats vacant, and a case of it."""
    draw = random.Random(seed)
    units = [Unit(1, "u1", "U1", "U1", "superior")]
    for id in range(2, draw.randint(3, 9)):
        kind = draw.choice(("superior", "one-stop"))
        units.append(Unit(id, f"u{id}", f"U{id}", f"U{id}", kind, parent_id=draw.choice(units).id))
    roles = (Role.HEAD, Role.HEAD, Role.SUPERIOR, Role.INSPECTOR, Role.OFFICER)
    places = [unit.id for unit in units for _ in range(draw.randint(0, 4))]
    staff = [
        Officer(n, f"o{n}", f"Tên {n}", "", place, draw.choice(roles), active=draw.random() < 0.9)
        for n, place in enumerate(places, 1)
    ]
    there = Directory.of(units=units, officers=staff)
    about, sealed = draw.choice(units), draw.random() < 0.5
    named = draw.sample(staff, min(len(staff), draw.randint(0, 3)))
    concerns = tuple({one.id for one in (*there.heads_of(about.id), *named)})
    handler = about.id
    if sealed:
        handler, concerns = sent_up(about.id, concerns, there)
    case = replace(a_case(urgent=True, sealed=sealed, concerns=concerns), unit_id=about.id, handler_unit_id=handler)
    return there, case


def a_rota_of(there: Directory, unit_id: int, seed: int) -> Rota:
    draw = random.Random(f"{seed}|{unit_id}")
    staff = [one for one in there.officers.values() if one.unit_id == unit_id and draw.random() < 0.6]
    return Rota(tuple(Shift(unit_id, one.id, *ALL_DAY, turn=draw.choice((1, 2)), weekday=1) for one in staff))


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_rung_whom_it_concerns_nor_their_deputy_nor_the_unit_of_a_sealed_case(seed: int) -> None:
    there, case = town(seed)
    rotas = {id: a_rota_of(there, id, seed) for id in there.units}
    steps = list(ladder(case, there, rotas, NOW))
    assert [step.number for step in steps] == sorted({step.number for step in steps})
    for step in steps:
        for one in step.officers:
            assert one.active
            if step.number < ABOVE:
                assert one in handlers(case, there)
                continue
            assert one.id not in case.concerns
            assert not (case.sealed and one.unit_id == case.unit_id)
            if step.number < LAST:
                assert not any(boss.id in case.concerns for boss in there.handlers_of(one.unit_id))
    if case.sealed:
        assert not any(one.id in case.concerns for step in steps for one in step.officers)
    assert not any(one.id in case.concerns for one in superiors(case, there))


@pytest.mark.parametrize("seed", SEEDS)
def test_superiors_are_the_first_unit_above_that_may_be_told(seed: int) -> None:
    there, case = town(seed)
    above = [step.officers for step in ladder(case, there, {}, NOW) if ABOVE <= step.number < LAST]
    assert superiors(case, there) == (above[0] if above else ())


def test_the_rotas_asked_for_are_those_of_the_line_up() -> None:
    assert units_to_ring(urgent(), DIRECTORY) == [AN_BINH.id, TINH_LAM_SON.id]
    assert date(2026, 8, 3).isoweekday() == 1


def test_of_the_inspectors_whoever_is_on_duty_is_rung_last() -> None:
    other = replace(THAO, id=98, code="other")
    there, rota = with_staff(other), Rota((Shift(TINH_LAM_SON.id, other.id, *ALL_DAY, weekday=1),))
    assert names(urgent(), there)[-1] == (LAST, ["thao", "other"])
    assert names(urgent(), there, **{TINH_LAM_SON.code.replace("-", "_"): rota})[-1] == (LAST, ["other"])


@pytest.mark.parametrize("seed", SEEDS)
def test_whoever_a_rota_rings_may_be_rung_and_nobody_beside_them(seed: int) -> None:
    there, case = town(seed)
    rung = {one.id for step in ladder(case, there, {}, NOW) for one in step.officers}
    assert {one.id for one in there.officers.values() if may_be_rung(one, case, there)} == rung

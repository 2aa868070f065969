"""Who may be the second person, and what a proposal lets happen: another, concerned by nothing, in time, once."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.people import Officer, Role
from feedback.second_person import Proposal, Stage, holds, may_be_proposed, may_second, seconds
from feedback.units import Directory, Unit
from feedback.unsealing_errors import ProposalGone
from tests.support.builders import a_case
from tests.support.casework import BO, YEN
from tests.support.cast import DUNG, HANH, KHOA, MAI, NOW, OFFICERS, THAO, TINH_LAM_SON, UNITS

DUE = date(2026, 8, 5)
LONG = Officer(11, "long", "Phan Đức Long", "Chánh Văn phòng", TINH_LAM_SON.id, Role.SUPERIOR)
TREE = (replace(TINH_LAM_SON, parent_id=BO.id), *UNITS[1:], BO)
HOUSE = Directory.of(units=TREE, officers=(*OFFICERS, YEN, LONG))
CASE = replace(a_case("PA1", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,)), id=1)
PROPOSAL = Proposal(1, "PA1", 0, DUNG.id, TINH_LAM_SON.id, NOW, DUE, "da-doc")


def able(case=CASE, house: Directory = HOUSE) -> set[str]:  # type: ignore[no-untyped-def]
    return {one.code for one in house.officers.values() if may_second(one, case, DUNG, house)}


def test_another_handler_or_an_inspector_of_the_same_or_a_higher_unit_and_nobody_else() -> None:
    assert able() == {"long", "thao", "yen"}
    assert [one.code for one in seconds(CASE, DUNG, HOUSE)] == ["thao", "long"]


def test_the_one_who_proposed_is_never_the_second() -> None:
    assert not may_second(DUNG, CASE, DUNG, HOUSE)
    with pytest.raises(ProposalGone):
        PROPOSAL.decide(DUNG.id, agrees=True, at=NOW, today=NOW.date())


def test_whom_it_concerns_stays_out_and_so_do_their_deputies_but_not_inspectors() -> None:
    assert able(replace(CASE, concerns=(HANH.id, YEN.id))) == {"long", "thao"}
    assert able(replace(CASE, concerns=(LONG.id,))) == {"thao", "yen"}
    assert able(replace(CASE, concerns=(THAO.id,))) == {"long", "yen"}


def test_who_left_the_service_or_holds_no_office_is_not_asked() -> None:
    gone = Directory.of(units=TREE, officers=(*OFFICERS, YEN, replace(LONG, active=False)))
    assert able(house=gone) == {"thao", "yen"}
    assert not {"khoa", "mai", "tuan", "hanh"} & able()
    assert KHOA.code not in able()
    assert MAI.code not in able()


def test_where_nobody_is_left_in_the_unit_the_next_one_above_is_asked() -> None:
    alone = Directory.of(units=TREE, officers=(HANH, DUNG, YEN))
    assert [one.code for one in seconds(CASE, DUNG, alone)] == ["yen"]
    assert seconds(CASE, DUNG, Directory.of(units=UNITS, officers=(HANH, DUNG))) == ()


def test_nobody_of_the_unit_it_is_about_even_at_the_top() -> None:
    about_top = replace(CASE, unit_id=TINH_LAM_SON.id)
    assert able(about_top) == {"yen"}


@pytest.mark.parametrize(("agrees", "stage"), [(True, Stage.AGREED), (False, Stage.REFUSED)])
def test_it_is_decided_once(agrees: bool, stage: Stage) -> None:
    decided = PROPOSAL.decide(THAO.id, agrees=agrees, at=NOW, today=DUE)
    assert (decided.stage, decided.decided_by, decided.decided_at) == (stage, THAO.id, NOW)
    for again in (True, False):
        with pytest.raises(ProposalGone):
            decided.decide(LONG.id, agrees=again, at=NOW, today=DUE)
    with pytest.raises(ProposalGone):
        decided.lapse()


def test_after_its_last_day_nobody_decides_it_even_before_the_clock_came_by() -> None:
    with pytest.raises(ProposalGone):
        PROPOSAL.decide(THAO.id, agrees=True, at=NOW, today=date(2026, 8, 6))
    with pytest.raises(ProposalGone):
        PROPOSAL.lapse().decide(THAO.id, agrees=True, at=NOW, today=DUE)


def test_it_holds_only_while_the_case_is_as_it_was_and_the_first_could_still_propose_it() -> None:
    assert holds(PROPOSAL, CASE, HOUSE)
    for case in (
        replace(CASE, sealed=False),
        replace(CASE, reopened=1),
        replace(CASE, handler_unit_id=BO.id),
        CASE.reply("Đã nhắc nhở.", at=NOW),
        replace(CASE, concerns=(DUNG.id,)),
    ):
        assert not holds(PROPOSAL, case, HOUSE)
    without = Directory.of(units=TREE, officers=[one for one in HOUSE.officers.values() if one != DUNG])
    assert not holds(PROPOSAL, CASE, without)


@pytest.mark.parametrize(("stage", "may"), [(one, one is Stage.LAPSED) for one in Stage if one is not Stage.AGREED])
def test_one_at_a_time_and_a_no_stands_until_the_case_is_looked_at_anew(stage: Stage, may: bool) -> None:
    before = [replace(PROPOSAL, stage=stage)]
    assert may_be_proposed(CASE, before) == may
    assert may_be_proposed(replace(CASE, reopened=1), before)


roles = st.sampled_from(list(Role))


@given(st.lists(st.tuples(st.integers(1, 4), roles, st.booleans()), min_size=2, max_size=9), st.sets(st.integers(1, 9)))
def test_in_any_house_the_second_is_another_unconcerned_reader_up_the_line(
    people: list[tuple[int, Role, bool]], concerns: set[int]
) -> None:
    units = [Unit(n, f"u{n}", "A", "A", "superior", parent_id=n - 1 or None) for n in range(1, 5)]
    staff = [Officer(n, f"o{n}", "A", "", unit, role, active=on) for n, (unit, role, on) in enumerate(people, 1)]
    house = Directory.of(units=units, officers=staff)
    case = replace(a_case("PA1"), unit_id=4, sealed=True, concerns=tuple(concerns))
    for first, second in product(staff, staff):
        if may_second(second, case, first, house):
            assert second.id != first.id
            assert second.active
            assert second.id not in concerns
            assert second.unit_id <= first.unit_id
            assert second.unit_id != 4
            assert second.role is Role.INSPECTOR or second.handles_cases

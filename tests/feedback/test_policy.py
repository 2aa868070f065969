"""Who may do what, role by role and place by place: every cell of the table, written down once more by hand."""

from dataclasses import replace

import pytest

from feedback.people import Officer, Role
from feedback.policy import RULES, Deed, may
from feedback.units import Directory, Unit
from tests.support.cast import AN_BINH, DIRECTORY, HOA_LAC, TINH_LAM_SON

TO_BELOW = Unit(id=9, code="to", name="Tổ", short_name="Tổ", kind="one-stop", parent_id=AN_BINH.id)
TREE = Directory.of(units=[*DIRECTORY.units.values(), TO_BELOW])
RELATIONS = {
    "own": AN_BINH,
    "above": TINH_LAM_SON,
    "below": TO_BELOW,
    "beside": HOA_LAC,
    "none": None,
}
PAGES = {Role.HEAD, Role.SUPERIOR, Role.INSPECTOR, Role.ADMIN}
OWN_PAGES = {
    Deed.ASK_IN,
    Deed.OPEN_LINK,
    Deed.SHOW_CODE,
    Deed.JOIN_TELEPHONE,
    Deed.SIGN_OUT,
    Deed.PROVE_AGAIN,
    Deed.OVERVIEW,
    Deed.SESSIONS,
}
OF_THE_HOUSE = {Deed.CHANNELS, Deed.AUTHORISE}


def an_officer(role: Role, unit: Unit = AN_BINH) -> Officer:
    return Officer(1, "x", "X", "", unit.id, role)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_every_cell(deed: Deed, role: Role, relation: str) -> None:
    unit = RELATIONS[relation]
    allowed = may(an_officer(role), deed, TREE, unit_id=unit and unit.id)
    if deed in OWN_PAGES:
        assert allowed == (role in PAGES)
    elif deed is Deed.UNIT:
        assert allowed == (role in PAGES and relation in ("own", "below"))
    else:
        assert deed in OF_THE_HOUSE
        assert not allowed, "granted at An Bình, it does not reach the whole house"


@pytest.mark.parametrize("role", Role)
def test_the_house_is_administered_from_the_top(role: Role) -> None:
    for deed in OF_THE_HOUSE:
        assert may(an_officer(role, TINH_LAM_SON), deed, TREE) == (role is Role.ADMIN)


def test_who_left_may_nothing_and_a_unit_that_is_gone_reaches_nowhere() -> None:
    gone = replace(an_officer(Role.ADMIN, TINH_LAM_SON), active=False)
    lost = replace(an_officer(Role.ADMIN), unit_id=77)
    for deed in Deed:
        assert not may(gone, deed, TREE, unit_id=TINH_LAM_SON.id)
    for deed in (*OF_THE_HOUSE, Deed.UNIT):
        assert not may(lost, deed, TREE, unit_id=AN_BINH.id)


def test_every_deed_has_its_row() -> None:
    assert set(RULES) == set(Deed)

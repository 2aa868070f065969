"""What a case knows of itself, who may handle it, and where it may be sent on to."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.cases import Case, State, may_handle, may_transfer, receivers
from feedback.people import Officer, Role
from feedback.units import Directory, Unit
from tests.support.builders import a_case
from tests.support.cast import (
    AN_BINH,
    DUNG,
    HANH,
    HOA_LAC,
    KHOA,
    MAI,
    NOW,
    OFFICERS,
    THAO,
    TINH_LAM_SON,
    TRAM_Y_TE,
    UNITS,
)


def test_an_answer_keeps_its_words_and_its_time() -> None:
    answered = a_case().reply("Đã sửa ghế.", at=NOW)
    assert (answered.answer, answered.answered_at) == ("Đã sửa ghế.", NOW)


def test_only_waiting_cases_are_late() -> None:
    case = a_case(due=date(2026, 8, 1))
    assert case.is_late(date(2026, 8, 2))
    assert not case.is_late(date(2026, 8, 1))
    assert not replace(case, state=State.ANSWERED).is_late(date(2026, 9, 1))


def test_the_head_handles_the_cases_of_the_unit_and_nobody_elses() -> None:
    assert may_handle(HANH, a_case(about=AN_BINH))
    assert not may_handle(HANH, a_case(about=HOA_LAC, handler=HOA_LAC))


@pytest.mark.parametrize("officer", [MAI, THAO, KHOA])
def test_other_roles_handle_nothing(officer: object) -> None:
    assert not may_handle(officer, a_case(about=TINH_LAM_SON, handler=TINH_LAM_SON))  # type: ignore[arg-type]


def test_a_sealed_case_is_the_superiors_alone() -> None:
    sealed = a_case(about=AN_BINH, handler=TINH_LAM_SON, sealed=True)
    assert may_handle(DUNG, sealed)
    assert not may_handle(HANH, sealed)


def test_a_sealed_case_that_was_routed_home_by_mistake_is_seen_by_nobody() -> None:
    assert not may_handle(HANH, a_case(about=AN_BINH, handler=AN_BINH, sealed=True))


def test_a_case_without_a_handler_is_seen_by_nobody() -> None:
    assert not any(may_handle(officer, a_case(handler=None)) for officer in (HANH, DUNG, THAO))


def test_who_left_the_service_handles_nothing() -> None:
    assert not may_handle(replace(HANH, active=False), a_case())


# Sent on

BO = Unit(id=9, code="bo", name="Bộ", short_name="Bộ", kind="superior")
SO = Unit(id=10, code="so", name="Sở Nội vụ", short_name="Sở Nội vụ", kind="superior", parent_id=BO.id)
ABOVE = replace(TINH_LAM_SON, parent_id=BO.id)
BINH = Officer(7, "binh", "Vũ Văn Bình", "Giám đốc", HOA_LAC.id, Role.HEAD)
YEN = Officer(8, "yen", "Lò Thị Yến", "Vụ trưởng", BO.id, Role.SUPERIOR)
SON = Officer(9, "son", "Hà Văn Sơn", "Giám đốc Sở", SO.id, Role.SUPERIOR)
TREE = Directory.of(units=[ABOVE, BO, SO, *UNITS[1:]], officers=[*OFFICERS, BINH, YEN, SON])


def sent_to(case: Case, tree: Directory = TREE) -> list[str]:
    return [unit.code for unit in receivers(case, tree)]


def test_an_office_may_send_on_to_the_one_above_and_to_its_sisters_where_somebody_answers() -> None:
    assert sent_to(a_case()) == ["tinh-lam-son", "hoa-lac"]  # nobody handles cases at the health station


def test_the_superior_may_also_send_down() -> None:
    assert sent_to(a_case(about=TRAM_Y_TE, handler=TINH_LAM_SON)) == ["bo", "so", "an-binh", "hoa-lac"]


def test_a_case_is_never_sent_to_the_unit_it_is_about_nor_to_one_where_somebody_serves_whom_it_concerns() -> None:
    about_an_binh = a_case(handler=TINH_LAM_SON)
    assert "an-binh" not in sent_to(about_an_binh)
    assert "hoa-lac" not in sent_to(replace(about_an_binh, concerns=(BINH.id,)))


def test_a_sealed_case_stays_above_the_offices_that_serve() -> None:
    assert sent_to(a_case(handler=TINH_LAM_SON, sealed=True)) == ["bo", "so"]


def test_a_case_that_nobody_has_goes_nowhere() -> None:
    assert sent_to(a_case(handler=None)) == []


def test_only_the_unit_right_above_sends_a_sealed_case_on() -> None:
    sealed = a_case(handler=TINH_LAM_SON, sealed=True)
    assert may_transfer(DUNG, sealed, TREE)
    assert not may_transfer(YEN, replace(sealed, handler_unit_id=BO.id), TREE)
    assert not may_transfer(DUNG, replace(sealed, concerns=(DUNG.id,)), TREE)
    assert not may_transfer(HANH, sealed, TREE)
    assert may_transfer(HANH, a_case(), TREE)
    assert not may_transfer(MAI, a_case(), TREE)


def test_the_receiver_has_its_own_time_to_take_it_up_and_the_answer_stays_due() -> None:
    case = a_case().open(at=NOW)
    sent = case.transfer(HOA_LAC, accept_by=date(2026, 8, 7))
    assert (sent.handler_unit_id, sent.transferred_from) == (HOA_LAC.id, AN_BINH.id)
    assert (sent.due, sent.accept_by, sent.opened_at) == (case.due, date(2026, 8, 7), None)

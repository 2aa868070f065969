"""What a typed slip says, and for whom it may be typed by whom."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.assisted import How, TypedSlip, day_in, may_be_told, on_duty, units_for
from feedback.assisted_concern import Concern, concern
from feedback.errors import NotOnDuty
from feedback.people import Officer
from feedback.periods import midnight
from feedback.ratings import Level
from feedback.sealing import names
from feedback.units import Unit
from feedback.visits import Proof, Respondent
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, HOA_LAC, MAI, NOW, QUAY_2, QUAY_3, TRAM_Y_TE, TUAN

TODAY = NOW.date()
SLIP = TypedSlip(How.PAPER, AN_BINH.id, QUAY_2.id, TODAY, Level(2), "Chờ lâu.", MAI.id)


def test_a_slip_survives_its_way_through_storage() -> None:
    for slip in (SLIP, TypedSlip(How.PHONE, AN_BINH.id), replace(SLIP, level=None, officer_id=None)):
        assert TypedSlip.from_json(slip.to_json()) == slip


def test_its_visit_is_a_citizens_of_that_day_and_says_that_it_was_typed_in() -> None:
    visit = SLIP.visit(DIRECTORY, key="k")
    assert (visit.key, visit.unit_id, visit.counter_id, visit.officer_id) == ("k", AN_BINH.id, QUAY_2.id, MAI.id)
    assert (visit.scanned_at, visit.field) == (midnight(TODAY), QUAY_2.field)
    assert (visit.proof, visit.respondent) == (Proof.ASSISTED, Respondent.CITIZEN)
    assert visit.candidates == (MAI.id, TUAN.id)


def test_only_somebody_who_was_there_can_be_named() -> None:
    with pytest.raises(NotOnDuty):
        replace(SLIP, officer_id=HANH.id).visit(DIRECTORY, key="k")


def test_without_a_counter_whoever_served_in_the_unit_was_there() -> None:
    unknown = replace(SLIP, counter_id=None)
    assert unknown.visit(DIRECTORY, key="k").candidates == on_duty(unknown, DIRECTORY) == (MAI.id, TUAN.id)
    assert on_duty(replace(SLIP, counter_id=QUAY_3.id), DIRECTORY) == ()
    assert on_duty(replace(unknown, day=date(2026, 5, 31)), DIRECTORY) == ()


@pytest.mark.parametrize(
    ("officer", "units"), [(TUAN, (AN_BINH,)), (HANH, (AN_BINH,)), (DUNG, (AN_BINH, HOA_LAC, TRAM_Y_TE))]
)
def test_staff_type_for_their_own_unit_and_those_below(officer: Officer, units: tuple[Unit, ...]) -> None:
    assert units_for(officer, DIRECTORY) == units


def test_the_unit_two_steps_up_types_too_and_the_neighbour_does_not() -> None:
    ministry = Unit(9, "bo", "Bộ", "Bộ", "superior")
    units = {**DIRECTORY.units, 1: replace(DIRECTORY.units[1], parent_id=9), 9: ministry}
    tall = replace(DIRECTORY, units=units)
    assert units_for(replace(DUNG, unit_id=9), tall) == (AN_BINH, HOA_LAC, TRAM_Y_TE)
    assert units_for(replace(DUNG, unit_id=HOA_LAC.id), tall) == (HOA_LAC,)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("28/12", date(2027, 1, 5), date(2026, 12, 28)),  # around New Year the last one is meant
        ("5/1", date(2027, 1, 5), date(2027, 1, 5)),
        ("29/2", date(2028, 3, 1), date(2028, 2, 29)),
        ("29/2", date(2027, 3, 1), None),
        ("2 8", TODAY, date(2026, 8, 2)),
        ("hôm kia", TODAY, None),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day(text: str, today: date, day: date | None) -> None:
    assert day_in(text, today=today) == day


def test_sixty_days_and_not_the_future() -> None:
    told = [may_be_told(day, today=TODAY) for day in (date(2026, 6, 3), date(2026, 6, 4), TODAY, date(2026, 8, 4))]
    assert told == [False, True, True, False]


@pytest.mark.parametrize(
    ("changed", "operator", "why"),
    [
        ({}, MAI, Concern.NAMED),
        ({}, TUAN, None),
        ({"officer_id": None}, TUAN, Concern.ON_DUTY),
        ({"officer_id": None, "counter_id": None}, TUAN, Concern.ON_DUTY),
        ({"officer_id": None}, HANH, None),
        ({"officer_id": None, "day": date(2026, 5, 30)}, TUAN, None),
        ({"words": "Cô Hạnh chỉ tôi tận tình."}, HANH, Concern.HEAD),
        ({"words": "Chị Mai với anh Tuấn cãi nhau."}, TUAN, Concern.IN_WORDS),
        ({"words": "Cán bộ đòi bồi dưỡng."}, HANH, Concern.HEAD),
        ({"words": "Cán bộ đòi bồi dưỡng."}, TUAN, None),
        ({"words": "Cán bộ đòi bồi dưỡng."}, DUNG, None),
    ],
)
def test_who_is_or_may_be_concerned(changed: dict[str, object], operator: Officer, why: Concern | None) -> None:
    assert concern(replace(SLIP, **changed), operator, DIRECTORY) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        *("mai quầy 1 hách dịch lắm", "nhân viên mai quát tôi", "c mai quát", "can bo mai bat toi cho", "MAI quát tôi"),
        *("hôm qua tôi hỏi mai", "Mài quát tôi", "Mai quát tôi", "cô ma\u0301i nói to"),
    ],
)
def test_who_is_named_in_any_spelling_is_concerned(words: str) -> None:
    about_a_colleague = replace(SLIP, officer_id=TUAN.id, words=words)
    assert concern(about_a_colleague, MAI, DIRECTORY) == Concern.IN_WORDS
    assert concern(replace(about_a_colleague, officer_id=None, counter_id=QUAY_3.id), TUAN, DIRECTORY) is None


@pytest.mark.parametrize("words", ["Việc hướng dẫn rõ ràng.", "Cán bộ nói nhỏ nhẹ, hường dẫn kĩ."])
def test_a_word_with_other_accents_is_no_name(words: str) -> None:
    huong = replace(TUAN, name="Trần Thị Hương")
    assert concern(replace(SLIP, words=words), huong, DIRECTORY) is None


@pytest.mark.parametrize(
    "words",
    [
        *("Chủ tịch Hạnh bênh nhân viên.", "truong phong hanh bao che", "b. Hạnh vòi vĩnh", "con hạnh quát tôi"),
        *("đồng chí Hạnh hứa rồi quên", "người tên hạnh", "Bà Hạnh", "đinh thị mỹ hạnh", "thằng Hạnh"),
    ],
)
def test_the_head_is_found_behind_a_title_and_behind_a_rough_word(words: str) -> None:
    assert names(words, HANH.name)


@pytest.mark.parametrize("words", ["Làm khai sinh cho con mình.", "Tôi ở mình tôi", "Nó tên mình à"])
def test_a_rough_word_before_another_word_names_nobody(words: str) -> None:
    assert not names(words, "Trần Văn Minh")

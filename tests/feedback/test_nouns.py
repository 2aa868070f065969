"""Units, visits, numbers and chance: small things that everything stands on."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedback.chance import CROCKFORD, Chance
from feedback.errors import NotOnDuty
from feedback.numbers import day, fours, percent, thousands, whole
from feedback.ratings import LEVELS, Level
from feedback.units import Directory, Posting
from feedback.visits import scan
from feedback.wording import LANGUAGES, words
from tests.support.builders import a_rating
from tests.support.cast import AN_BINH, DIRECTORY, HANH, MAI, NOW, OFFICERS, QUAY_1, QUAY_2, TINH_LAM_SON, TUAN


def test_levels_stand_in_the_order_of_the_buttons() -> None:
    assert [level.value for level in LEVELS] == [5, 4, 3, 2, 1]


def test_a_scan_freezes_who_is_on_duty() -> None:
    visit = scan(QUAY_2, directory=DIRECTORY, at=NOW, key="0" * 32)
    assert set(visit.candidates) == {MAI.id, TUAN.id}
    assert visit.field == QUAY_2.field


def test_a_rating_can_only_name_somebody_who_was_there() -> None:
    rating = a_rating(4, counter=QUAY_1)
    assert rating.served_by(MAI.id).visit.officer_id == MAI.id
    assert rating.served_by(None).visit.officer_id is None
    with pytest.raises(NotOnDuty):
        rating.served_by(TUAN.id)


def test_the_last_day_of_a_duty_is_exclusive() -> None:
    duty = Posting(1, 1, since=date(2026, 8, 1), until=date(2026, 8, 3))
    assert duty.covers(date(2026, 8, 2))
    assert not duty.covers(date(2026, 8, 3))
    assert not duty.covers(date(2026, 7, 31))


def test_who_left_the_service_is_on_duty_nowhere() -> None:
    gone = Directory.of(
        units=DIRECTORY.units.values(),
        counters=DIRECTORY.counters.values(),
        officers=[replace(officer, active=False) for officer in OFFICERS],
        postings=DIRECTORY.postings,
    )
    assert gone.on_duty(QUAY_1.id, NOW.date()) == ()
    assert gone.heads_of(AN_BINH.id) == ()


def test_the_tree_is_known_upwards() -> None:
    assert DIRECTORY.superior_of(AN_BINH.id) == TINH_LAM_SON
    assert DIRECTORY.superior_of(TINH_LAM_SON.id) is None
    assert DIRECTORY.superior_of(99) is None
    assert DIRECTORY.line_up(AN_BINH.id) == (AN_BINH, TINH_LAM_SON)
    assert DIRECTORY.line_up(TINH_LAM_SON.id) == (TINH_LAM_SON,)
    assert DIRECTORY.line_up(99) == ()
    assert DIRECTORY.heads_of(AN_BINH.id) == (HANH,)
    assert DIRECTORY.unit("an-binh") == AN_BINH
    assert not TINH_LAM_SON.serves


def test_numbers_are_written_as_an_office_writes_them() -> None:
    assert percent(0.955, decimals=1) == "95,5 %"
    assert percent(0.5) == "50 %"
    assert whole(0.744) == "74"
    assert thousands(85000) == "85.000"
    assert fours("4821093755162044") == "4821 0937 5516 2044"
    assert day(date(2026, 2, 5)) == "05/02/2026"
    assert day(datetime(2026, 8, 2, 20, 0, tzinfo=UTC)) == "03/08/2026"


def test_codes_are_drawn_from_letters_that_survive_being_read_aloud() -> None:
    chance = Chance(random.Random(3).randrange)
    assert len(chance.receipt()) == 16
    assert len(chance.link_code()) == 8
    assert set(chance.case_code()) <= set(CROCKFORD) | {"K"}
    assert not {"I", "L", "O", "U"} & set(CROCKFORD)


def test_two_receipts_are_never_the_same() -> None:
    assert len({Chance().receipt() for _ in range(1000)}) == 1000


def test_a_language_nobody_speaks_is_answered_in_vietnamese() -> None:
    assert words("fr").language == LANGUAGES[0]
    assert words("en").say("level.5") == "Very satisfied"
    assert not words("vi").has("level.9")
    assert Level(5).name == "VERY_SATISFIED"

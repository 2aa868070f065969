"""A ticket: its code survives paper and thumbs, and only what can have happened becomes one."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from feedback.api_keys import ApiKey
from feedback.chance import CROCKFORD
from feedback.periods import local, midnight
from feedback.tickets import LIVES, Told, VisitRefused, code_from, printed, read_code, ticket_of
from feedback.units import Directory
from feedback.visits import Proof, Respondent
from feedback.wording import words
from tests.support.cast import (
    AN_BINH,
    COUNTERS,
    DIRECTORY,
    HANH,
    HOA_LAC,
    MAI,
    NOW,
    OFFICERS,
    POSTINGS,
    QUAY_1,
    QUAY_2,
    TINH_LAM_SON,
    TUAN,
    UNITS,
)

TOLD = Told("HS-1", NOW, counter=QUAY_2.code)
CODES = [code_from(sha256(str(n).encode()).digest()) for n in range(2000)]


def ticket(told: Told, *, directory: Directory = DIRECTORY, now: datetime = NOW) -> Any:
    return ticket_of(told, directory=directory, now=now)


def test_a_code_has_twelve_characters_and_begins_with_a_digit_that_no_letter_is_read_as() -> None:
    assert all(re.fullmatch(f"[2-9][{CROCKFORD}]{{11}}", code) for code in CODES)
    assert len(set(CODES)) == len(CODES)
    for place in range(1, 12):
        assert {code[place] for code in CODES} == set(CROCKFORD)
    assert {code[0] for code in CODES} == set("23456789")


def test_every_code_is_read_as_it_is_printed_and_as_people_type_it() -> None:
    for code in CODES:
        on_paper = printed(code)
        assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", on_paper)
        typed = (code, on_paper, on_paper.lower(), on_paper.replace("-", " "), on_paper.replace("-", " – "))
        assert {read_code(each) for each in typed} == {code}


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert read_code("4oil-OoIi-l1i0") == "401100111110"
    assert read_code("４K7M-3Q2X-9ABC") == "4K7M3Q2X9ABC"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "khong hai long",  # twelve letters that a careless reading would take
        "long hai khong",
        "3 lan den khong",
        "4K7M-3Q2X-9AB",
        "4K7M-3Q2X-9ABCD",
        "4K7M-3Q2X-9ABU",  # U is no sign of Crockford's
        "0K7M-3Q2X-9ABC",
        "4821 0937 5516 2044",
        "an-binh-1",
        "4K7M-3Q2X-9Á1C",
    ],
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert read_code(text) == ""


def test_a_counters_code_that_the_cast_uses_is_never_a_ticket() -> None:
    assert [read_code(counter.code) for counter in COUNTERS] == [""] * len(COUNTERS)


def test_who_was_on_duty_that_day_may_be_named_and_the_day_is_all_that_is_kept() -> None:
    found = ticket(TOLD)
    assert (found.unit_id, found.counter_id, found.day) == (AN_BINH.id, QUAY_2.id, date(2026, 8, 3))
    assert (found.candidates, found.field) == ((MAI.id, TUAN.id), "Đăng ký cư trú")
    visit = found.visit("k" * 32)
    assert (visit.proof, visit.scanned_at, visit.officer_id) == (Proof.TICKET, midnight(found.day), None)


def test_the_officer_whom_the_office_named_is_the_one_who_can_be_named() -> None:
    assert ticket(replace(TOLD, officer="TUAN")).candidates == (TUAN.id,)
    assert ticket(replace(TOLD, counter="", unit="an-binh", officer="mai")).candidates == (MAI.id,)


def test_a_visit_without_a_counter_has_nobody_to_name() -> None:
    found = ticket(replace(TOLD, counter="", unit="AN-BINH", field="Hộ tịch"))
    assert (found.counter_id, found.candidates, found.field) == (None, (), "Hộ tịch")


def test_the_day_is_the_offices_own_whatever_the_offset() -> None:
    late = datetime(2026, 8, 2, 18, 30, tzinfo=UTC)  # Monday 01:30 in An Bình
    assert ticket(replace(TOLD, at=late)).day == date(2026, 8, 3)


def test_a_ticket_holds_for_thirty_days() -> None:
    assert ticket(TOLD).last_day == date(2026, 9, 2)


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"at": NOW + timedelta(minutes=5, seconds=1)}, "at", "in_future"),
        ({"at": NOW - LIVES - timedelta(seconds=1)}, "at", "too_old"),
        ({"reference": ""}, "reference", "reference"),
        ({"reference": "x" * 65}, "reference", "reference"),
        ({"field": "Hộ tịch, hồ sơ 17"}, "field", "visit_field"),
        ({"field": "x" * 81}, "field", "visit_field"),
        ({"respondent": Respondent.INTERNAL}, "respondent", "respondent"),
        ({"phone": "0912345678"}, "phone_consent", "phone_consent"),
        ({"unit": "an-binh"}, "counter", "counter_or_unit"),
        ({"counter": ""}, "counter", "counter_or_unit"),
        ({"counter": "an-binh-9"}, "counter", "no_counter"),
        ({"counter": "", "unit": "nowhere"}, "unit", "no_unit"),
        ({"counter": "", "unit": TINH_LAM_SON.code}, "unit", "not_serving"),
        ({"officer": "dung"}, "officer", "no_officer"),  # of the superior unit
    ],
)
def test_what_cannot_be_is_refused_in_words(change: dict[str, Any], field: str, fault: str) -> None:
    with pytest.raises(VisitRefused) as refused:
        ticket(replace(TOLD, **change))
    assert (refused.value.field, refused.value.fault) == (field, fault)
    for language in ("vi", "en"):
        for part in ("wrong", "mend"):
            assert words(language).say(f"import.{part}.{fault}", **refused.value.values)


def test_the_edges_of_what_can_be_are_taken() -> None:
    for at in (NOW + timedelta(minutes=5), NOW - LIVES):
        assert ticket(replace(TOLD, at=at)).day == local(at).date()
    assert ticket(replace(TOLD, reference="x" * 64, respondent=Respondent.BUSINESS, phone="0", phone_consent=True))


def test_a_closed_counter_served_until_it_was_closed() -> None:
    closed = replace(QUAY_1, closed_at=NOW)
    directory = Directory.of(units=UNITS, counters=(closed,), officers=OFFICERS, postings=POSTINGS)
    told = replace(TOLD, counter=QUAY_1.code)
    with pytest.raises(VisitRefused, match="counter_closed"):
        ticket(told, directory=directory)
    assert ticket(replace(told, at=NOW - timedelta(minutes=1)), directory=directory).counter_id == QUAY_1.id


def test_an_officer_who_left_cannot_be_named() -> None:
    left = [replace(one, active=False) if one is MAI else one for one in (TUAN, MAI, HANH)]
    directory = Directory.of(units=UNITS, counters=COUNTERS, officers=left, postings=POSTINGS)
    with pytest.raises(VisitRefused, match="no_officer"):
        ticket(replace(TOLD, officer="mai"), directory=directory)


def test_a_key_speaks_for_its_unit_and_those_below_it_and_for_no_other() -> None:
    of_ward, of_province = ApiKey(AN_BINH.id, "phường", NOW), ApiKey(TINH_LAM_SON.id, "tỉnh", NOW)
    assert [of_ward.speaks_for(unit.id, DIRECTORY) for unit in (AN_BINH, HOA_LAC, TINH_LAM_SON)] == [True, False, False]
    assert all(of_province.speaks_for(unit.id, DIRECTORY) for unit in UNITS)
    assert not of_province.speaks_for(99, DIRECTORY)

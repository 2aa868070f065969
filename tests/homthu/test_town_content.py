"""The demo town hangs together: codes agree, people sit where they are said to, no message is a copy."""

import json
import re
import tomllib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

TOWN = Path(__file__).parents[2] / "homthu" / "town"
# fmt: off
TAGS = {
    "nhung-nhieu", "voi-vinh", "thai-do", "cua-quyen", "di-muon", "viec-rieng", "ruou-bia", "dun-day",
    "cham-tre", "huong-dan", "trang-phuc", "minh-bach", "lo-thong-tin", "co-so", "he-thong",
    "khen-thai-do", "khen-chuyen-mon", "khen-liem-chinh",
}
TEMPLATES = [
    "apology_delay", "guidance_corrected", "facility_repaired", "needs_more_time", "transferred",
    "thanks_praise",
]
CAST = {
    "tuan": ("officer", "an-binh"), "mai": ("officer", "an-binh"), "hanh": ("head", "an-binh"),
    "dung": ("superior", "tinh-lam-son"), "thao": ("inspector", "tinh-lam-son"),
    "khoa": ("admin", "tinh-lam-son"),
}
# fmt: on
NOBODYS_FAULT = {"co-so", "he-thong"}
WEEKS = range(1, 9)
SEALING_TAGS = {"voi-vinh", "lo-thong-tin"}

Row = dict[str, Any]


def _toml(name: str) -> Row:
    return tomllib.loads((TOWN / name).read_text(encoding="utf-8"))


PLACES = _toml("places.toml")
PEOPLE = _toml("people.toml")
ANSWERS = _toml("answers.toml")
MESSAGES: list[Row] = [json.loads(line) for line in (TOWN / "messages.jsonl").read_text("utf-8").splitlines()]

UNITS = {unit["code"]: unit for unit in PLACES["units"]}
COUNTERS = {counter["code"]: counter for counter in PLACES["counters"]}
STAFF = {person["code"]: person for person in PEOPLE["people"]}
BY_ID = {message["id"]: message for message in MESSAGES}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _plain(text))


def _covers(entry: Row, week: int, day: int) -> bool:
    starts = (entry["from_week"], entry["from_day"])
    return starts <= (week, day) <= (entry.get("to_week", max(WEEKS)), entry.get("to_day", 7))


def _on_duty(counter: str, week: int, day: int) -> list[str]:
    return [e["officer"] for e in PEOPLE["roster"] if e["counter"] == counter and _covers(e, week, day)]


def _mean(counter: str, weeks: range) -> float:
    levels = [m["level"] for m in MESSAGES if m["counter"] == counter and m["week"] in weeks and m["level"]]
    assert len(levels) >= 10
    return float(sum(levels) / len(levels))


def test_every_unit_reports_to_a_unit_and_every_counter_stands_in_one() -> None:
    assert set(UNITS) == {"tinh-lam-son", "an-binh", "hoa-lac", "tram-y-te-an-binh"}
    assert {unit["parent"] for unit in UNITS.values() if "parent" in unit} == {"tinh-lam-son"}
    assert {unit["kind"] for unit in UNITS.values()} == {"superior", "one-stop", "health"}
    assert {counter["unit"] for counter in COUNTERS.values()} == set(UNITS) - {"tinh-lam-son"}
    assert all(counter["code"].startswith(counter["unit"] + "-") for counter in COUNTERS.values())
    assert all("Ban Tiếp công dân" in unit["denunciation_place"] for unit in UNITS.values())


def test_an_binh_sees_sixty_people_a_day_most_of_them_on_monday_at_nine() -> None:
    hours, *days = PLACES["visit_weights"].values()
    assert list(PLACES["visit_weights"])[1:] == ["monday", "tuesday", "wednesday", "thursday", "friday"]
    assert all(len(row) == len(hours) for row in days)
    assert max(max(row) for row in days) == days[0][hours.index(9)]
    assert sum(c["visits_per_day"] for c in COUNTERS.values() if c["unit"] == "an-binh") == 60


def test_each_year_has_eleven_statutory_holidays_and_gets_lost_weekend_days_back() -> None:
    holidays = PLACES["holidays"]
    dates = [h["date"] for h in holidays]
    assert dates == sorted(set(dates))
    assert Counter(h["date"].year for h in holidays if "in_lieu_of" not in h) == {2026: 11, 2027: 11}
    assert {date(2026, 11, 24), date(2027, 11, 24)}.isdisjoint(dates)
    given_back = {h["in_lieu_of"]: h["date"] for h in holidays if "in_lieu_of" in h}
    assert set(given_back) == {h["date"] for h in holidays if h["date"].weekday() >= 5}
    assert all(day > lost and day.weekday() < 5 for lost, day in given_back.items())


def test_people_sign_in_by_given_name_without_accents_and_have_invented_addresses() -> None:
    assert {code: (STAFF[code]["role"], STAFF[code]["unit"]) for code in CAST} == CAST
    assert len(STAFF) == len(PEOPLE["people"])
    for code, person in STAFF.items():
        assert _words(person["name"])[-1] == code
        assert person["unit"] in UNITS
        assert person["email"] == f"{code}@example.vn"
    heads = [person["unit"] for person in STAFF.values() if person["role"] == "head"]
    assert sorted(heads) == sorted(set(UNITS) - {"tinh-lam-son"})


def test_lan_and_sau_are_citizens_with_a_voice_and_messages() -> None:
    citizens = {citizen["code"]: citizen for citizen in PEOPLE["citizens"]}
    assert set(citizens) == {"lan", "sau"}
    assert all(len(citizen["voice"]) > 80 for citizen in citizens.values())
    authors = Counter(m["author"] for m in MESSAGES if "author" in m)
    assert set(authors) == set(citizens)
    assert min(authors.values()) >= 3


def test_one_officer_serves_each_counter_on_every_working_day_and_nobody_serves_two() -> None:
    for week in WEEKS:
        for day in range(1, 6):
            serving = [_on_duty(counter, week, day) for counter in COUNTERS]
            assert all(len(officers) == 1 for officers in serving), (week, day)
            assert len({officers[0] for officers in serving}) == len(COUNTERS), (week, day)


def test_tuan_changes_counters_loan_changes_units_and_yen_stands_in_for_mai() -> None:
    seats: dict[str, list[str]] = {}
    for entry in PEOPLE["roster"]:
        assert STAFF[entry["officer"]]["role"] == "officer"
        seats.setdefault(entry["officer"], []).append(entry["counter"])
    assert seats["tuan"] == ["an-binh-4", "an-binh-3"]
    assert seats["loan"] == ["hoa-lac-2", "an-binh-4"]
    assert seats["mai"] == ["an-binh-1", "an-binh-1"]
    assert seats["yen"] == ["an-binh-1"]


def test_there_are_enough_messages_each_with_its_own_id_in_order_of_weeks() -> None:
    weeks = [m["week"] for m in MESSAGES]
    assert len(MESSAGES) >= 260
    assert len(BY_ID) == len({_plain(m["text"]) for m in MESSAGES}) == len(MESSAGES)
    assert weeks == sorted(weeks)
    assert set(weeks) == set(WEEKS)
    assert min(Counter(weeks).values()) >= 25


def test_no_two_messages_share_six_words_in_a_row() -> None:
    first_seen: dict[tuple[str, ...], str] = {}
    copies = []
    for message in MESSAGES:
        words = _words(message["text"])
        for start in range(len(words) - 5):
            gram = tuple(words[start : start + 6])
            if first_seen.setdefault(gram, message["id"]) != message["id"]:
                copies.append((first_seen[gram], message["id"], " ".join(gram)))
    assert copies == []


def test_messages_use_known_words_for_every_label_and_meet_every_tag() -> None:
    assert {tag for m in MESSAGES for tag in m["tags"]} == TAGS
    for m in MESSAGES:
        assert len(m["tags"]) == len(set(m["tags"])), m["id"]
        assert m["kind"] in {"complaint", "suggestion", "praise", "with-rating"}, m["id"]
        assert m["sentiment"] in {"tieu-cuc", "trung-tinh", "tich-cuc"}, m["id"]
        assert m["gate"] in {None, "to-cao", "khieu-nai", "to-giac"}, m["id"]
        assert m["respondent"] in {"nguoi-dan", "doanh-nghiep", "noi-bo"}, m["id"]
        assert type(m["urgent"]) is bool, m["id"]
        assert type(m["about_head"]) is bool, m["id"]
        assert (m["level"] in range(1, 6)) if m["kind"] == "with-rating" else m["level"] is None, m["id"]


def test_a_named_officer_was_there_that_week_and_nobody_is_named_for_a_broken_machine() -> None:
    for m in MESSAGES:
        days = [m["day"]] if "day" in m else range(1, 6)
        assert ("day" in m) == ("hour" in m), m["id"]
        assert m.get("hour", 8) in range(7, 18), m["id"]
        assert m["counter"] in COUNTERS, m["id"]
        if m["officer"] is not None:
            assert m["officer"] in {o for d in days for o in _on_duty(m["counter"], m["week"], d)}, m["id"]
        if m["tags"] and set(m["tags"]) <= NOBODYS_FAULT:
            assert m["officer"] is None, m["id"]


def test_praise_is_happy_complaints_are_not_and_letters_praise_mai_and_tuan() -> None:
    praised = Counter(m["officer"] for m in MESSAGES if m["kind"] == "praise")
    assert min(praised["mai"], praised["tuan"]) >= 3
    for m in MESSAGES:
        if m["kind"] == "praise":
            assert m["sentiment"] == "tich-cuc", m["id"]
            assert any(tag.startswith("khen-") for tag in m["tags"]), m["id"]
        if m["kind"] == "complaint":
            assert m["sentiment"] == "tieu-cuc", m["id"]


def test_the_grave_episodes_happen_as_often_as_the_story_says() -> None:
    counted = Counter(tag for m in MESSAGES for tag in m["tags"])
    gates = Counter(m["gate"] for m in MESSAGES if m["gate"])
    assert (counted["voi-vinh"], counted["lo-thong-tin"], counted["ruou-bia"]) == (2, 1, 1)
    assert gates == {"to-cao": 1, "khieu-nai": 2, "to-giac": 1}
    assert [m["counter"] for m in MESSAGES if m["about_head"]] == ["an-binh-3"]
    assert all(m["urgent"] for m in MESSAGES if SEALING_TAGS & set(m["tags"]))


def test_counter_three_is_the_sore_point_of_weeks_three_to_six_and_elsewhere_most_are_satisfied() -> None:
    before, sore, after = (_mean("an-binh-3", weeks) for weeks in (range(1, 3), range(3, 7), range(7, 9)))
    assert sore < 2.5
    assert before - sore > 1
    assert after - sore > 1.5
    levels = [m["level"] for m in MESSAGES if m["level"] and m["counter"] != "an-binh-3"]
    assert sum(level >= 4 for level in levels) / len(levels) > 0.65


def test_messages_run_from_3_to_120_words_and_a_fifth_or_more_have_no_accents() -> None:
    lengths = [len(m["text"].split()) for m in MESSAGES]
    assert min(lengths) >= 3
    assert max(lengths) <= 120
    for shortest, longest, at_least in ((3, 6, 15), (7, 12, 40), (13, 25, 80), (26, 60, 30), (61, 120, 12)):
        assert sum(shortest <= length <= longest for length in lengths) >= at_least, (shortest, longest)
    bare = sum(_plain(m["text"]) == m["text"].lower() for m in MESSAGES)
    assert 0.20 <= bare / len(MESSAGES) <= 0.35


def test_pieces_to_redact_are_in_the_text_and_there_are_about_fifteen_such_messages() -> None:
    marked = [m for m in MESSAGES if "redact" in m]
    assert 12 <= len(marked) <= 20
    for m in marked:
        assert all(piece in m["text"] for piece in m["redact"]), m["id"]


@pytest.mark.parametrize("name", ["places.toml", "people.toml", "messages.jsonl", "answers.toml"])
def test_the_files_are_nfc_and_hold_no_telephone_number_that_could_be_real(name: str) -> None:
    text = (TOWN / name).read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    numbers = re.findall(r"(?<![\w.-])(?:\+84|0)(?:[ .]?\d){8,10}(?!\d)", text)
    invented = re.compile(r"0900 000 \d{3}|0000\d+")  # the second: account and card numbers made of zeros
    assert [number for number in numbers if not invented.fullmatch(number)] == []


def test_the_head_answers_for_the_unit_and_the_province_for_what_is_sealed() -> None:
    named = [answer["message"] for answer in ANSWERS["answers"]]
    assert len(named) == len(set(named))
    for answer in ANSWERS["answers"]:
        message = BY_ID[answer["message"]]
        unit = COUNTERS[message["counter"]]["unit"]
        if answer["state"] == "new":
            assert set(answer) == {"message", "state"}
            continue
        signer = STAFF[answer["by"]]
        assert signer["role"] in {"head", "superior", "inspector"}, answer["message"]
        sealed = message["about_head"] or message["gate"] == "to-cao" or SEALING_TAGS & set(message["tags"])
        assert signer["unit"] == ("tinh-lam-son" if sealed else unit), answer["message"]
        assert answer["after_days"] in range(11), answer["message"]


def test_an_answered_case_has_its_own_words_or_a_general_answer_and_others_have_none() -> None:
    for answer in ANSWERS["answers"]:
        given = {"text", "template"} & set(answer)
        assert len(given) == (answer["state"] == "answered"), answer["message"]
        assert answer.get("template") in {None, *ANSWERS["templates"]}, answer["message"]


def test_cases_stand_in_every_state_and_answers_differ_are_polite_and_keep_confidences() -> None:
    states = Counter(answer["state"] for answer in ANSWERS["answers"])
    assert set(states) == {"answered", "accepted", "new"}
    assert min(states.values()) >= 5
    texts = [answer["text"] for answer in ANSWERS["answers"] if "text" in answer]
    assert len(texts) >= 25
    assert len(texts) == len(set(texts))
    for answer in ANSWERS["answers"]:
        text = answer.get("text", "")
        assert not re.search(r"\bbạn\b|khách hàng", text, re.IGNORECASE), answer["message"]
        for piece in BY_ID[answer["message"]].get("redact", []):
            assert piece not in text, answer["message"]


def test_the_six_general_answers_are_single_paragraphs_with_known_placeholders() -> None:
    templates = ANSWERS["templates"]
    assert list(templates) == TEMPLATES
    for template in templates.values():
        assert "\n" not in template["text"]
        fields = {field for _, field, _, _ in Formatter().parse(template["text"]) if field}
        assert fields <= {"unit", "deadline", "receiver"}
        assert "unit" in fields

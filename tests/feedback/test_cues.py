"""What seals a case before anybody has read it, and what must not."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.canonical import fold
from feedback.cues import Cue, cues_in, must_seal
from tests.support.effort import effort

ROWS = [json.loads(line) for line in Path(__file__).with_name("cues.jsonl").read_text("utf-8").splitlines()]


def wanted(row: dict[str, list[str]]) -> frozenset[Cue]:
    return frozenset(Cue(cue) for cue in row["cues"])


def test_there_are_enough_lines_of_both_sorts() -> None:
    assert sum(bool(row["cues"]) for row in ROWS) >= 120
    assert sum(not row["cues"] for row in ROWS) >= 60


@pytest.mark.parametrize("held_out", [False, True])
def test_what_must_be_sealed_is_sealed_and_little_else(held_out: bool) -> None:
    rows = [row for row in ROWS if row.get("held_out", False) is held_out]
    sealing = [row for row in rows if must_seal(wanted(row))]
    open_ones = [row for row in rows if not must_seal(wanted(row))]
    missed = [row["text"] for row in sealing if not must_seal(cues_in(row["text"]))]
    sealed = [row["text"] for row in open_ones if must_seal(cues_in(row["text"]))]
    assert len(missed) <= 0.02 * len(sealing), missed
    assert len(sealed) <= 0.08 * len(open_ones), sealed


@pytest.mark.parametrize("cue", list(Cue))
def test_each_cue_is_heard(cue: Cue) -> None:
    rows = [row for row in ROWS if cue in wanted(row)]
    missed = [row["text"] for row in rows if cue not in cues_in(row["text"])]
    assert len(rows) >= 10
    assert len(missed) <= 0.05 * len(rows), missed


@pytest.mark.parametrize(
    "typed",
    [
        "Chị ấy đòi phong bì",
        "CHI AY DOI PHONG BI",
        "chị ấy đòi ph\u200bong b\u2060ì",
        unicodedata.normalize("NFD", "chị ấy đòi phong bì"),
        "chi ay doi ph0ng bì",
        "chị ấy đòi fong bì",
        "chị ấy đòi phong-bì",
        "chị ấy đòi p.h.o.n.g b.ì",
        "chị ấy đòi p h o n g b ì",
        "chị ấy đòi phongbì",
        "chị ấy đòi phong bììììì",
        "chị ấy đòi рhоng bì",
    ],
)
def test_an_envelope_is_an_envelope_however_it_is_typed(typed: str) -> None:
    assert Cue.MONEY in cues_in(typed)


@pytest.mark.parametrize(
    "text",
    [
        "Anh Tuấn không nhận phong bì của tôi",
        "anh tuan khong nhan phong bi cua toi",
        "Nghiêm cấm nhận tiền của dân",
        "Kính gửi lãnh đạo phường",
        "Kính thưa bà giám đốc",
        "mong lãnh đạo xem xét",
    ],
)
def test_praise_bans_and_polite_words_leave_the_case_open(text: str) -> None:
    assert not must_seal(cues_in(text))


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Anh Tuấn không nhận phong bì nhưng đòi 500k", Cue.MONEY),
        ("không đưa phong bì thì hồ sơ bị ngâm", Cue.MONEY),
        ("Kính gửi lãnh đạo, bà giám đốc Hạnh quát dân", Cue.HEAD),
        ("mong giám đốc thôi bao che cho cấp dưới", Cue.HEAD),
    ],
)
def test_a_denial_that_is_taken_back_seals(text: str, cue: Cue) -> None:
    assert cue in cues_in(text)


@pytest.mark.parametrize("quiet", [Cue.COMPLAINT_AT_LAW, Cue.DANGER])
def test_khieu_nai_and_danger_alone_do_not_seal(quiet: Cue) -> None:
    assert not must_seal(frozenset({quiet}))
    assert must_seal(frozenset({quiet, Cue.HEAD}))


def test_text_without_marks_is_heard_nearly_as_well() -> None:
    sealing = [row for row in ROWS if must_seal(wanted(row))]
    missed = [row["text"] for row in sealing if not must_seal(cues_in(fold(row["text"])))]
    assert len(missed) <= 0.06 * len(sealing), missed


PUMPS = """
đưa |không |không nhận |đòi |tiền |a|a |kính gửi |mong |200k |2.|hai |trăm
lộ |tố |bị |giám |a.|a-|p h |nghìn |cho
 / |đọc to |một hai ba |trả lời |nhưng
"""
HOSTILE = [pump for line in PUMPS.strip("\n").splitlines() for pump in line.split("|")]


@pytest.mark.parametrize("pump", HOSTILE)
def test_hostile_text_is_little_more_work_than_ordinary_words(pump: str) -> None:
    """2.4 times at most where it was measured."""
    cues_in("làm quen")
    assert effort(cues_in, (pump * 4096)[:4096]) < 8


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=120))
def test_any_text_is_answered(text: str) -> None:
    assert cues_in(text) <= frozenset(Cue)

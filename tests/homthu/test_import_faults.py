"""Each fault of an office's file is told at its row and column, all of them at one look; what is lawful is not."""

from dataclasses import replace

import pytest

from feedback.units import Directory, Unit
from feedback.wording import words
from homthu.commands.import_file import table
from homthu.import_checks import check, way_up
from homthu.importing import Fault, read
from storage.directory import DEEPEST_TREE
from tests.support.cast import AN_BINH, DIRECTORY, NOW, TINH_LAM_SON

UNITS = "mã,tên,tên ngắn,loại,mã cấp trên\n"
COUNTERS = "mã,mã đơn vị,tên quầy,đóng từ ngày\n"
OFFICERS = "mã,họ tên,mã đơn vị,vai,thư điện tử\n"
ROSTER = "mã cán bộ,mã quầy,từ ngày,đến hết ngày\n"
ROTA = "mã đơn vị,ngày trực,từ giờ,đến giờ,mã cán bộ\n"
HOLIDAYS = "ngày,tên\n"
OWN = "ngày,tên,loại,mã đơn vị\n"
REST = "nghỉ hằng tuần,an-binh\n"
ALWAYS_OFF = f"{OWN}{''.join(f'0{n}/08/2026,N,{REST}' for n in range(3, 7))}07/08/2026,N,{REST}"


def told(sheet: str, text: str, known: Directory = DIRECTORY) -> list[tuple[int, str, str]]:
    """(row, column, fault), reading and checking together."""
    rows, faults = read(sheet, text)
    found: list[Fault] = [*faults, *check(sheet, rows, known, today=NOW.date())]
    assert len(table(sheet, found).splitlines()) == len(found) + 3  # each has its two sentences
    return [(fault.row, fault.column, fault.name) for fault in found]


FAULTY = [
    ("holidays", "ngày,tên,màu\n02/09/2026,Tết,đỏ\n", (1, "màu", "column_unknown")),
    ("holidays", "ngày,tên,TÊN\n02/09/2026,Tết,Tết\n", (1, "name", "column_twice")),
    ("holidays", "ngày\n02/09/2026\n", (1, "name", "column_missing")),
    ("holidays", f"{HOLIDAYS}02/09/2026,Tết,nghỉ\n", (2, "nghỉ", "too_many_cells")),
    ("holidays", "ngày,tên,loại\n02/09/2026,Tết,đi làm\n", (2, "kind", "value")),
    ("holidays", f"{HOLIDAYS}02/09/2026,\n", (2, "name", "empty")),
    ("holidays", f"{HOLIDAYS}02/09/2026,{'T' * 201}\n", (2, "name", "too_long")),
    ("holidays", f"{HOLIDAYS}31/09/2026,Tết\n", (2, "day", "day")),
    ("holidays", f"{HOLIDAYS}12/31/2026,Tết\n", (2, "day", "day")),
    ("holidays", f"{HOLIDAYS}02/09/26,Tết\n", (2, "day", "day")),
    ("holidays", f"{HOLIDAYS}02/09/0226,Tết\n", (2, "day", "day")),
    ("holidays", f"{HOLIDAYS}02/09/2026,Tết\n2026-09-02,Tết\n", (3, "day", "again")),
    ("holidays", f"{OWN}02/09/2026,Hội,nghỉ,khong-co\n", (2, "unit", "no_unit")),
    ("holidays", f"{OWN}02/09/2026,A,nghỉ,an-binh\n02/09/2026,B,làm bù,an-binh\n", (3, "day", "again")),
    ("holidays", f"{OWN}05/09/2026,Thứ Bảy,làm hằng tuần,\n", (2, "unit", "weekly_by_unit")),
    ("holidays", ALWAYS_OFF, (6, "kind", "always_off")),
    ("units", f"{UNITS}Phường 1,A,A,cấp trên,\n", (2, "code", "code")),
    ("units", f"{UNITS}a,A,A,cấp trên,\n", (2, "code", "code")),
    ("units", f"{UNITS}{'a' * 41},A,A,cấp trên,\n", (2, "code", "code")),
    ("units", f"{UNITS}-ab,A,A,cấp trên,\n", (2, "code", "code")),
    ("units", f"{UNITS}ab,A,A,huyện,\n", (2, "kind", "value")),
    ("units", f"{UNITS}ab,A,A,y tế,\n", (2, "parent", "no_superior")),
    ("units", "mã,tên,tên ngắn,loại\nab,A,A,một cửa\n", (2, "parent", "no_superior")),
    ("units", f"{UNITS}ab,A,A,một cửa,khong-co\n", (2, "parent", "no_unit")),
    ("units", f"{UNITS}ab,A,A,cấp trên,ab\n", (2, "parent", "circle")),
    ("units", f"{UNITS}tinh-lam-son,A,A,cấp trên,an-binh\n", (2, "parent", "circle")),
    ("units", f"{UNITS}an-binh,A,A,cấp trên,\n", (2, "kind", "has_counters")),
    ("units", "mã,tên,tên ngắn,loại,giờ gửi bản tin\nab,A,A,cấp trên,24:00\n", (2, "digest_minute", "time")),
    ("units", "mã,tên,tên ngắn,loại,giờ gửi bản tin\nab,A,A,cấp trên,sáng\n", (2, "digest_minute", "time")),
    ("units", "mã,tên,tên ngắn,loại,giờ gửi lời mời\nab,A,A,cấp trên,21:00\n", (2, "invite_minute", "invite_time")),
    ("units", "mã,tên,tên ngắn,loại,thứ gửi bản tin\nab,A,A,cấp trên,8\n", (2, "digest_weekday", "value")),
    ("counters", f"{COUNTERS}q-1,khong-co,Quầy,\n", (2, "unit", "no_unit")),
    ("counters", f"{COUNTERS}q-1,tinh-lam-son,Quầy,\n", (2, "unit", "not_serving")),
    ("counters", f"{COUNTERS}q-1,an-binh,Quầy,04/08/2026\n", (2, "closed_at", "not_yet")),
    ("counters", f"{COUNTERS}q-1,an-binh,A,\nq-1,an-binh,B,\n", (3, "code", "again")),
    ("officers", f"{OFFICERS}oanh,Oanh,khong-co,cán bộ,\n", (2, "unit", "no_unit")),
    ("officers", f"{OFFICERS}oanh,Oanh,an-binh,giám đốc,\n", (2, "role", "value")),
    ("officers", f"{OFFICERS}oanh,Oanh,an-binh,cấp trên,\n", (2, "role", "superior_below")),
    ("officers", f"{OFFICERS}oanh,Oanh,an-binh,cán bộ,oanh@\n", (2, "email", "mail")),
    ("units", "mã,tên,tên ngắn,loại,phút chờ báo khẩn\nab,A,A,cấp trên,2\n", (2, "alarm_minutes", "alarm_minutes")),
    ("rota", f"{ROTA}an-binh,mai mốt,8h,9h,hanh\n", (2, "on", "duty_day")),
    ("rota", f"{ROTA}an-binh,01/06/2020,8h,9h,hanh\n", (2, "on", "duty_past")),
    ("rota", f"{ROTA}an-binh,thứ Hai,8h,9h,dung\n", (2, "officer", "other_unit")),
    ("rota", f"{ROTA}an-binh,thứ Hai,8h,9h,mai\n", (2, "officer", "no_handler")),
    ("rota", f"{ROTA}an-binh,thứ Hai,8h,9h,hanh\nan-binh,thứ Hai,8h30,9h,hanh\n", (3, "begins", "duty_twice")),
    ("visits", "mã quầy,thời điểm,mã hồ sơ\nan-binh-1,03/08/2026,HS-1\n", (2, "at", "moment")),
    ("roster", f"{ROSTER}khong-co,an-binh-3,01/08/2026,\n", (2, "officer", "no_officer")),
    ("roster", f"{ROSTER}mai,khong-co,01/08/2026,\n", (2, "counter", "no_counter")),
    ("roster", f"{ROSTER}mai,an-binh-3,02/08/2026,01/08/2026\n", (2, "until", "ends_before")),
    ("roster", f"{ROSTER}mai,an-binh-1,01/08/2026,\n", (2, "since", "overlap")),
    ("roster", f"{ROSTER}mai,an-binh-1,01/05/2026,01/06/2026\n", (2, "since", "overlap")),
    ("roster", f"{ROSTER}mai,an-binh-3,01/08/2026,05/08/2026\nmai,an-binh-3,05/08/2026,\n", (3, "since", "overlap")),
]


OF_VISITS = {
    *("counter_closed", "counter_or_unit", "foreign_unit", "in_future", "landline", "other_facts"),
    *("phone", "phone_consent", "reference", "respondent", "too_old", "unprintable", "visit_field"),
}
"""Refused where a visit is recorded: tests/feedback/test_tickets.py, tests/api/test_visits.py."""


@pytest.mark.parametrize(("sheet", "text", "fault"), FAULTY)
def test_each_fault_is_told_at_its_row_and_column(sheet: str, text: str, fault: tuple[int, str, str]) -> None:
    assert told(sheet, text) == [fault]


def test_every_fault_that_has_a_sentence_is_tried_above() -> None:
    sentences = {key.split(".")[2] for key in words("vi").table if key.startswith("import.wrong.")}
    assert sentences == {fault for _, _, (_, _, fault) in FAULTY} | {"too_deep"} | OF_VISITS


def test_one_look_tells_all_faults_of_a_file() -> None:
    text = f"{UNITS}An Bình,,A,một cửa,khong-co\nab,A,A,xã,\n"
    faults = [(2, "code", "code"), (2, "name", "empty"), (3, "kind", "value"), (2, "parent", "no_unit")]
    assert told("units", text) == faults


FINE = [
    ("units", f"{UNITS}xa,A,A,một cửa,tinh\ntinh,B,B,cấp trên,\n"),  # the superior stands below in the file
    ("units", f"{UNITS}tinh-lam-son,A,A,cấp trên,bo\nbo,B,B,cấp trên,\n"),
    ("units", "mã,tên,tên ngắn,loại\nan-binh,A,A,một cửa\n"),  # it keeps the superior it has
    ("counters", f"{COUNTERS}an-binh-4,an-binh,Quầy,03/08/2026\n"),
    ("holidays", f"{OWN}02/09/2026,A,nghỉ,an-binh\n02/09/2026,B,làm bù,hoa-lac\n02/09/2026,C,nghỉ,\n"),
    ("holidays", f"{OWN}05/09/2026,Thứ Bảy,làm hằng tuần,an-binh\n"),
    ("roster", f"{ROSTER}mai,an-binh-1,01/06/2026,31/07/2026\nmai,an-binh-1,01/08/2026,\n"),
    ("roster", f"{ROSTER}mai,an-binh-1,01/05/2026,31/05/2026\n"),
    ("roster", "mã cán bộ,mã quầy,từ ngày\nmai,an-binh-1,01/06/2026\n"),
]


@pytest.mark.parametrize(("sheet", "text"), FINE)
def test_what_is_lawful_is_not_told(sheet: str, text: str) -> None:
    assert told(sheet, text) == []


def test_two_wards_that_stand_below_each_other_are_both_told() -> None:
    text = f"{UNITS}ab,A,A,cấp trên,cd\ncd,B,B,cấp trên,ab\nef,C,C,một cửa,ab\n"
    assert told("units", text) == [(2, "parent", "circle"), (3, "parent", "circle")]


def test_a_tree_deeper_than_storage_allows_is_told() -> None:
    deep = [Unit(id, f"u-{id}", "A", "A", "superior", parent_id=id - 1 or None) for id in range(1, DEEPEST_TREE)]
    known, tree = Directory.of(units=deep), {unit.code: f"u-{unit.id - 1}" for unit in deep[1:]}
    assert len(way_up(deep[-1].code, tree)) == DEEPEST_TREE - 1
    assert told("units", f"{UNITS}ab,A,A,cấp trên,{deep[-1].code}\n", known) == [(2, "parent", "too_deep")]
    assert told("units", f"{UNITS}ab,A,A,cấp trên,{deep[-2].code}\n", known) == []


def test_a_superior_without_open_counters_stays_one() -> None:
    known = Directory.of(units=[TINH_LAM_SON, replace(AN_BINH, kind="superior")])
    assert told("units", f"{UNITS}an-binh,A,A,cấp trên,tinh-lam-son\n", known) == []

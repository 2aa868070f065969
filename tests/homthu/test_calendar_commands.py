"""Deadlines and days by command: what is refused and why, what is written down, and what a month looks like."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from feedback.deadlines import LAW, Deadline, Kind
from feedback.numbers import day
from feedback.periods import DayKind, OfficeDay
from homthu.cli import app
from homthu.commands.calendar import page
from homthu.commands.deadline import table
from tests.homthu.test_import_faults import told
from tests.support.cast import AN_BINH, DIRECTORY, HOA_LAC, SECRET, TINH_LAM_SON
from tests.support.databases import SqliteTemplate
from tests.support.running import Running

HOLIDAYS = "ngày,tên,loại,mã đơn vị\n"
TOMORROW = day(date.today() + timedelta(days=2))  # noqa: DTZ011 - a command runs by the machine's clock


@pytest.fixture
def office(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Running]:
    """The cast's office, not served."""
    with sqlite_template.copy(tmp_path) as url:
        yield Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})


def test_a_deadline_is_set_for_what_comes_listed_and_written_down(office: Running) -> None:
    done = office.command("deadline", "set", "tra-loi", "7", "--from", TOMORROW, "--unit", "an-binh")
    assert done.stdout.startswith(f"Đã đặt: trả lời trong 7 ngày (an-binh), cho ý kiến gửi từ ngày {TOMORROW}.")
    again = office.command("deadline", "set", "tra-loi", "8", "--from", TOMORROW, "--unit", "an-binh")
    assert again.returncode == 0
    lines = [line.split() for line in office.command("deadline", "list").stdout.splitlines()]
    assert [line[1:4] for line in lines if line[0] == "tra-loi"] == [
        ["10", "01/07/2014", "mọi"],
        ["8", TOMORROW, "an-binh"],
    ]
    entries = office.command("audit", "list", "--about", "tra-loi").stdout.splitlines()
    assert [line.split()[-1].split(":")[0] for line in entries] == ["7", "8"]
    assert all("đặt thời hạn" in line and line.endswith(":an-binh") for line in entries)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("tra-loi", "7", "--from", "01/01/2026"), "mới chỉ bắt đầu từ ngày mai trở đi"),
        (("tra-loi", "7", "--from", day(date.today())), "mới chỉ bắt đầu từ ngày mai trở đi"),  # noqa: DTZ011
        (("tra-loi", "7", "--from", "31/09/2030"), "không phải một ngày"),
        (("tra-loi", "7", "--from", "ngày mai"), "không phải một ngày"),
        (("tra-loi", "15", "--from", TOMORROW), "luật cho trả lời nhiều nhất 10 ngày (42/2013/QH13 28)"),
        (("hen", "7", "--from", TOMORROW), "Các loại: tiep-nhan (tiếp nhận), tra-loi (trả lời)"),
        (("tra-loi", "7", "--from", TOMORROW, "--unit", "khong-co"), "Các mã đang có: an-binh"),
    ],
)
def test_what_cannot_be_set_is_refused_with_the_reason(office: Running, words: tuple[str, ...], sentence: str) -> None:
    refused = office.command("deadline", "set", *words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert sentence in refused.stderr


def test_longer_than_the_law_needs_its_source_and_days_have_bounds(office: Running) -> None:
    named = ("--from", TOMORROW, "--source", "QĐ 12/2026/QĐ-UBND")
    assert office.command("deadline", "set", "tra-loi", "15", *named).returncode == 0
    assert "QĐ 12/2026/QĐ-UBND" in office.command("deadline", "list").stdout
    for days in ("0", "91", "x"):
        assert CliRunner().invoke(app, ["deadline", "set", "tra-loi", days, *named]).exit_code == 2


def test_what_holds_today_is_marked_by_kind_and_unit() -> None:
    rows = (
        *LAW,
        Deadline(Kind.ANSWER, 7, date(2026, 7, 1)),
        Deadline(Kind.ANSWER, 5, date(2027, 1, 1)),
        Deadline(Kind.ANSWER, 15, date(2026, 1, 1), HOA_LAC.id, "QĐ 1"),
    )
    lines = table(replace(DIRECTORY, deadlines=rows), today=date(2026, 8, 3)).splitlines()
    answers = [line for line in lines if line.startswith("tra-loi")]
    assert ["(đang áp dụng)" in line for line in answers] == [False, True, False, True]
    assert len(table(replace(DIRECTORY, deadlines=()), today=date(2026, 8, 3)).splitlines()) == len(LAW) + 1


WEEKLY = OfficeDay(date(2026, 8, 1), DayKind.WORKED_WEEKLY, AN_BINH.id, "Tiếp dân sáng thứ Bảy")
SWAPPED = OfficeDay(date(2026, 8, 10), DayKind.OFF, TINH_LAM_SON.id, "Hoán đổi")
ELSEWHERE = OfficeDay(date(2026, 8, 11), DayKind.OFF, HOA_LAC.id, "Hội làng")


def test_a_month_shows_what_this_unit_works_and_which_rows_say_so() -> None:
    known = replace(DIRECTORY, own_days=(WEEKLY, SWAPPED, ELSEWHERE))
    shown = page(AN_BINH, known, [WEEKLY, SWAPPED, ELSEWHERE], date(2026, 8, 1)).splitlines()
    assert shown[0].endswith("phường An Bình, tháng 08/2026: 25 ngày làm việc (dấu · là ngày nghỉ)")
    assert shown[2:5] == [
        "  T2  T3  T4  T5  T6  T7  CN",
        "                       1   ·",
        "   3   4   5   6   7   8   ·",
    ]
    assert shown[5] == "   ·  11  12  13  14  15   ·"
    assert shown[-2:] == [
        "10/08/2026 (T2) · nghỉ · Hoán đổi · VP UBND tỉnh Lâm Sơn",
        "T7 hằng tuần từ 01/08/2026 · làm hằng tuần · Tiếp dân sáng thứ Bảy · TTPVHCC phường An Bình",
    ]
    plain = page(AN_BINH, DIRECTORY, [], date(2026, 8, 1)).splitlines()
    assert plain[-1] == "Không có ngày nghỉ hay ngày làm bù nào được khai cho tháng này."


def test_days_of_one_unit_come_by_file_and_are_shown(office: Running, tmp_path: Path) -> None:
    file = tmp_path / "ngay.csv"
    file.write_text(
        f"{HOLIDAYS}22/08/2026,Làm bù,làm bù,an-binh\n22/08/2026,Hội,nghỉ,hoa-lac\n22/08/2026,Lễ,nghỉ,\n", "utf-8"
    )
    for count, said in enumerate(("thêm 3, thay đổi 0, giữ nguyên 0.", "thêm 0, thay đổi 0, giữ nguyên 3.")):
        assert said in office.command("import", "holidays", str(file)).stdout, count
    august = office.command("calendar", "an-binh", "--month", "2026-08").stdout
    assert "22/08/2026 (T7) · làm bù · Làm bù · TTPVHCC phường An Bình" in august
    assert "Hội" not in august
    assert "22 ngày làm việc" in august
    assert "21 ngày làm việc" in office.command("calendar", "hoa-lac", "--month", "2026-08").stdout
    assert office.command("calendar", "an-binh").returncode == 0
    for words in (("khong-co",), ("an-binh", "--month", "08/2026")):
        refused = office.command("calendar", *words)
        assert (refused.returncode, refused.stdout) == (1, "")


def test_what_would_leave_no_working_day_is_refused_also_together_with_the_unit_above() -> None:
    known = replace(DIRECTORY, own_days=tuple(_off(TINH_LAM_SON.id, range(3, 7))))
    friday = f"{HOLIDAYS}07/08/2026,N,nghỉ hằng tuần,an-binh\n"
    assert told("holidays", friday, known) == [(2, "kind", "always_off")]
    assert told("holidays", friday) == []
    below = replace(DIRECTORY, own_days=tuple(_off(AN_BINH.id, range(3, 7))))
    assert told("holidays", f"{HOLIDAYS}07/08/2026,N,nghỉ hằng tuần,tinh-lam-son\n", below) == [
        (2, "kind", "always_off")
    ]


def _off(unit_id: int, days: range) -> Iterator[OfficeDay]:
    return (OfficeDay(date(2026, 8, n), DayKind.OFF_WEEKLY, unit_id) for n in days)

"""An office declares itself: what its files may look like, and the whole way in processes of their own."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from feedback.people import Role
from feedback.wording import words
from homthu.cli import Sheet, app
from homthu.commands.import_file import BRING
from homthu.import_checks import CHECKS
from homthu.import_columns import KEYS, SHEETS, spellings
from homthu.importing import NotATable, read, text_of
from tests.support.cast import SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import ROOT, Running

SAMPLES = ROOT / "docs" / "mau"
FILES = {
    "units": SAMPLES / "don-vi.csv",
    "counters": SAMPLES / "quay.csv",
    "officers": SAMPLES / "can-bo.csv",
    "roster": SAMPLES / "phan-cong.csv",
    "rota": SAMPLES / "lich-truc.csv",
    "visits": SAMPLES / "luot-giao-dich.csv",
    "holidays": SAMPLES / "ngay-nghi.csv",
}

UNITS = "mã,tên,tên ngắn,loại,mã cấp trên\n"
COUNTERS = "mã,mã đơn vị,tên quầy,đóng từ ngày\n"
OFFICERS = "mã,họ tên,mã đơn vị,vai,thư điện tử\n"
ROSTER = "mã cán bộ,mã quầy,từ ngày,đến hết ngày\n"
HOLIDAYS = "ngày,tên\n"


def cells(sheet: str, text: str) -> Mapping[str, Any]:
    """The one row of a file without faults."""
    rows, faults = read(sheet, text)
    assert (len(rows), faults) == (1, [])
    return rows[0].cells


# What a file may look like


def test_every_kind_of_file_has_columns_a_key_a_check_and_a_way_in() -> None:
    kinds = [sheet.value for sheet in Sheet]
    assert [list(each) for each in (SHEETS, KEYS, CHECKS, BRING, FILES)] == [kinds] * 5


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_two_columns_of_a_file_answer_to_one_name(sheet: str) -> None:
    names = [name for column in SHEETS[sheet] for name in spellings(f"column.{sheet}", column.name)]
    assert sorted(names) == sorted({*names} - spellings("column", "remarks"))


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_samples_read_without_a_fault_and_show_every_column(sheet: str) -> None:
    rows, faults = read(sheet, text_of("mẫu.csv", FILES[sheet].read_bytes()))
    assert faults == []
    assert list(rows[0].cells) == [column.name for column in SHEETS[sheet]]


def test_semicolons_commas_order_case_accents_and_english_names_all_do() -> None:
    expected = {"code": "q-1", "unit": "an-binh", "label": "Quầy 1, tầng 2"}
    assert cells("counters", "Mã;Mã đơn vị;Tên quầy\nq-1;an-binh;Quầy 1, tầng 2\n") == expected
    assert cells("counters", 'TEN QUAY,ma don vi,MA\r\n"Quầy 1, tầng 2",an-binh,q-1\r\n') == expected
    assert cells("counters", 'code,unit,label\nq-1,an-binh,"Quầy 1, tầng 2"\n') == expected


def test_serial_numbers_remarks_and_blank_lines_are_passed_over() -> None:
    rows, faults = read(
        "holidays", "STT,Ngày,Tên,Ghi chú\n\n1,02/09/2026,Quốc khánh,hai ngày\n,,,\n2,2027-01-01,Tết,\n"
    )
    assert faults == []
    assert [(row.number, row["day"]) for row in rows] == [(3, date(2026, 9, 2)), (5, date(2027, 1, 1))]


def test_a_missing_column_is_no_cell_and_an_empty_cell_its_meaning() -> None:
    assert "parent" not in cells("units", "mã,tên,tên ngắn,loại\nab,A,A,cấp trên\n")
    empty = cells("units", "mã,tên,tên ngắn,loại,mã cấp trên,thứ gửi bản tin,giờ gửi bản tin\nab,A,A,cấp trên,,,\n")
    assert (empty["parent"], empty["digest_weekday"], empty["digest_minute"]) == ("", 1, 450)


@pytest.mark.parametrize(("written", "weekday"), [("thứ Hai", 1), ("2", 1), ("THU 7", 6), ("CN", 7), ("Friday", 5)])
def test_a_weekday_is_read_as_vietnamese_count_them(written: str, weekday: int) -> None:
    text = f"mã,tên,tên ngắn,loại,thứ gửi bản tin\nab,A,A,cấp trên,{written}\n"
    assert cells("units", text)["digest_weekday"] == weekday


@pytest.mark.parametrize(
    ("written", "minute"), [("07:30", 450), ("7h30", 450), ("8h", 480), ("7 giờ 05", 425), ("00:00:00", 0)]
)
def test_an_hour_is_read_as_people_write_it(written: str, minute: int) -> None:
    text = f"mã,tên,tên ngắn,loại,giờ gửi bản tin\nab,A,A,cấp trên,{written}\n"
    assert cells("units", text)["digest_minute"] == minute


@pytest.mark.parametrize("role", Role)
def test_each_role_can_be_written(role: Role) -> None:
    said = words("vi").say(f"import.value.role.{role.value}").split("|")[0]
    assert cells("officers", f"mã,họ tên,mã đơn vị,vai\nab,A,an-binh,{said}\n")["role"] is role


def test_letters_typed_in_pieces_become_whole() -> None:
    pieces = "Đo\u0302\u0303 Thanh  Tua\u0302\u0301n\u200b"
    assert cells("officers", f"mã,họ tên,mã đơn vị,vai\nab,{pieces},an-binh,cán bộ\n")["name"] == "Đỗ Thanh Tuấn"


# Files that are refused as a whole


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("don-vi.xlsx", b"", "import.file.spreadsheet"),
        ("don-vi.csv", b"PK\x03\x04\x14", "import.file.spreadsheet"),
        ("don-vi.csv", UNITS.encode("utf-16"), "import.file.encoding"),
        ("don-vi.csv", "ma,ten".encode("utf-16-le"), "import.file.encoding"),
        ("don-vi.csv", "Đơn vị".encode("cp1258", "replace"), "import.file.encoding"),
        ("don-vi.csv", b"ma,ten\nab,Trung t?m\n", "import.file.encoding"),
    ],
)
def test_a_spreadsheet_or_another_encoding_is_refused_with_the_way_to_save(name: str, data: bytes, key: str) -> None:
    with pytest.raises(NotATable) as refused:
        text_of(name, data)
    assert refused.value.key == key
    assert "CSV UTF-8" in words("vi").say(key, **refused.value.values)


def test_a_question_mark_in_good_text_is_a_question_mark() -> None:
    assert text_of("a.csv", "nơi nhận,https://tinh.example/?id=1&x?y".encode()).endswith("x?y")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "import.file.empty"),
        (UNITS, "import.file.empty"),
        (f'{UNITS}"ab,A\n', "import.file.quotes"),
        (f'{UNITS}"ab"x,A\n', "import.file.quotes"),
    ],
)
def test_a_file_without_rows_or_with_torn_quotes_is_refused(text: str, key: str) -> None:
    with pytest.raises(NotATable, match=re.escape(key)):
        read("units", text)


# In processes of their own


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    """A file of the office; its path."""

    def written(text: str) -> str:
        file = tmp_path / "tep.csv"
        file.write_text(text, "utf-8")
        return str(file)

    return written


def test_the_command_explains_itself_and_knows_no_other_file(write: Callable[[str], str]) -> None:
    assert CliRunner().invoke(app, ["import", "--help"]).exit_code == 0
    assert CliRunner().invoke(app, ["import", "votes", write("")]).exit_code == 2
    assert CliRunner().invoke(app, ["import", "units", "khong-co.csv"]).exit_code == 2


@pytest.mark.slow
def test_a_fresh_office_declares_itself_and_is_rated(tmp_path: Path) -> None:
    office = Running(tmp_path)
    assert office.command("migrate").returncode == 0
    for again in (False, True):
        for sheet, file in FILES.items():
            if sheet == "visits":  # its days are over by now
                continue
            count = len(file.read_text("utf-8").splitlines()) - 1
            added, same = (0, count) if again else (count, 0)
            said = office.command("import", sheet, str(file)).stdout
            assert f"thêm {added}, thay đổi 0, giữ nguyên {same}." in said, sheet
    code = re.search(r"/lienket (\w{8})", office.command("link", "ha").stdout)
    assert code
    assert "Đặng Thu Hà" in office.command("chat", "--as", "ha", input=f"/lienket {code[1]}\n").stdout
    rated = office.command("chat", "--counter", "phuong-mau-1", input="5\n").stdout
    assert "Quầy 1 – Tư pháp, hộ tịch, TTPVHCC phường Mẫu" in rated
    assert "Đã ghi nhận: Rất hài lòng" in rated
    assert "hết hiệu lực từ ngày 01/07/2025" in office.command("chat", "--counter", "phuong-mau-cu").stdout
    digest = office.command("digest", "phuong-mau")
    assert (digest.returncode, "phường Mẫu" in digest.stdout) == (0, True)


@pytest.fixture
def an_binh(sqlite_template: SqliteTemplate, tmp_path: Path) -> Running:
    """The cast's office, not served."""
    with sqlite_template.copy(tmp_path) as url:
        return Running(tmp_path, settings={"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET})


def test_one_fault_keeps_the_whole_file_out(an_binh: Running, write: Callable[[str], str]) -> None:
    refused = an_binh.command("import", "officers", write(f"{OFFICERS}oanh,Oanh,an-binh,cán bộ,\nab,,an-binh,gì,\n"))
    assert (refused.returncode, refused.stdout) == (1, "")
    *_, head, first, second = refused.stderr.splitlines()
    assert head.split("  ")[0] == "dòng" and "sửa thế nào" in head
    assert "họ tên" in first and "Ô trống" in first
    assert "vai" in second and "Không hiểu “gì”" in second
    assert "oanh" not in an_binh.command("link", "khong-co").stderr


def test_only_what_differs_is_changed(an_binh: Running, write: Callable[[str], str]) -> None:
    def said(sheet: str, text: str) -> str:
        return an_binh.command("import", sheet, write(text)).stdout.split(": ")[-1].strip()

    counters = f"{COUNTERS}an-binh-1,an-binh,Quầy số 1,\nan-binh-5,an-binh,Quầy số 5,01/08/2026\n"
    assert said("counters", counters) == "thêm 1, thay đổi 1, giữ nguyên 0."
    assert said("counters", counters) == "thêm 0, thay đổi 0, giữ nguyên 2."
    assert said("roster", f"{ROSTER}mai,an-binh-1,01/06/2026,31/07/2026\n") == "thêm 0, thay đổi 1, giữ nguyên 0."
    assert said("holidays", f"{HOLIDAYS}02/09/2026,Tết Độc lập\n") == "thêm 0, thay đổi 1, giữ nguyên 0."
    assert said("holidays", f"{HOLIDAYS}02/09/2026,Tết Độc lập\n") == "thêm 0, thay đổi 0, giữ nguyên 1."
    swapped = "ngày,tên,loại\n22/08/2026,Làm bù Quốc khánh,làm bù\n02/09/2026,Tết Độc lập,\n"
    assert said("holidays", swapped) == "thêm 1, thay đổi 0, giữ nguyên 1."
    assert said("holidays", f"{HOLIDAYS}22/08/2026,Làm bù Quốc khánh\n") == "thêm 0, thay đổi 0, giữ nguyên 1."
    turned = f"{UNITS}tinh-lam-son,A,A,cấp trên,bo\nbo,B,B,cấp trên,\n"
    assert said("units", turned) == "thêm 1, thay đổi 1, giữ nguyên 0."


def test_a_spreadsheet_is_answered_with_the_way_to_save_it(an_binh: Running) -> None:
    file = an_binh.data / "don-vi.xlsx"
    file.write_bytes(b"PK\x03\x04")
    refused = an_binh.command("import", "units", str(file))
    assert refused.returncode == 1
    assert "CSV UTF-8" in refused.stderr

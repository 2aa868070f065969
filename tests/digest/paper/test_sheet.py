"""Sheets on paper: nothing in a cell calculates, and Vietnamese is read as Vietnamese."""

import csv
import io
import re
import zipfile

import pytest

from digest.paper.sheet import Page, as_csv, as_xlsx

HOSTILE = (
    '=HYPERLINK("http://example.test","x")',
    "+84 900 000 123",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "＝1+1",
    "https://example.test",
)


def workbook(content: bytes) -> str:
    """All XML of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


@pytest.mark.parametrize("cell", HOSTILE)
def test_a_hostile_name_stays_text(cell: str) -> None:
    page = Page("Danh sách", ((cell, "Quầy 1"),))
    xml = workbook(as_xlsx([page]))
    assert "<f>" not in xml
    assert "<hyperlinks>" not in xml
    ((kept, _),) = csv.reader(io.StringIO(as_csv([page]).decode("utf-8-sig")))
    assert kept == (cell if cell.startswith("http") else f"'{cell}")


def test_numbers_stay_numbers() -> None:
    page = Page("Số liệu", (("Số phản ánh", 12), ("Trung vị", 5.5), ("Trống", None), ("Mã", "0012")))
    xml = workbook(as_xlsx([page]))
    assert "<v>12</v>" in xml
    assert "<v>5.5</v>" in xml
    assert "0012" in xml
    assert as_csv([page]).decode("utf-8-sig") == "Số phản ánh,12\r\nTrung vị,5.5\r\nTrống,\r\nMã,0012\r\n"


def test_a_file_of_values_begins_so_that_excel_reads_vietnamese() -> None:
    content = as_csv([Page("a", (("Phường",),)), Page("b", (("Quầy, “một”",),))])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'Phường\r\n\r\n"Quầy, “một”"\r\n'


def test_a_workbook_says_nothing_of_the_machine_that_made_it() -> None:
    xml = workbook(as_xlsx([Page("Số liệu", (("Phường An Bình",),))]))
    assert "Phường An Bình" in xml
    assert re.search(r"<dc:creator>([^<]*)</dc:creator>", xml)[1] == ""  # type: ignore[index]

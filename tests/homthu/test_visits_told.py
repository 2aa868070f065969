"""An office tells of its visits by a file, gets the codes for its papers, and sees how many are rated."""

import asyncio
import csv
import re
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedback.coverage import settled_month
from feedback.intake import Asker
from feedback.periods import local, midnight
from feedback.ratings import Level, Rating
from feedback.recording import record_visit
from feedback.redeeming import open_ticket, rate_by_ticket
from feedback.tickets import Told
from homthu.import_columns import SHEETS, Unreadable
from storage.maintenance import open_database
from tests.support.builders import BOX, a_rating, a_visit
from tests.support.cast import QUAY_1, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.running import Running

HEAD = "mã quầy,thời điểm,mã hồ sơ,mã cán bộ,lĩnh vực,đối tượng,số điện thoại,đồng ý\n"
AT = f"{local(datetime.now(UTC)) - timedelta(hours=30):%d/%m/%Y %H:%M}"
GOOD = f"an-binh-1,{AT},HS-1,mai,Hộ tịch,người dân,,\nan-binh-2,{AT},HS-2,,,doanh nghiệp,0912345678,có\n"


@pytest.fixture
def an_binh(sqlite_template: SqliteTemplate, tmp_path: Path) -> Running:
    """The cast's office, not served."""
    with sqlite_template.copy(tmp_path) as url:
        settings = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET}
        return Running(tmp_path, settings={**settings, "HOMTHU_PUBLIC_URL": "https://gopy.example.vn"})


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    """A file of the office; its path."""

    def written(text: str) -> str:
        file = tmp_path / "luot.csv"
        file.write_text(HEAD + text, "utf-8")
        return str(file)

    return written


# The file


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("31/12/2026 14:05", "2026-12-31T14:05:00+07:00"),
        ("31/12/2026 14:05:59", "2026-12-31T14:05:00+07:00"),
        ("2026-12-31 08:00", "2026-12-31T08:00:00+07:00"),
        ("2026-12-31T08:00:00", "2026-12-31T08:00:00+07:00"),
        ("1/2/2026 8h05", "2026-02-01T08:05:00+07:00"),
    ],
)
def test_a_moment_is_read_as_people_and_spreadsheets_write_it(written: str, expected: str) -> None:
    assert column("at").read(written).isoformat() == expected


@pytest.mark.parametrize("written", ["31/12/2026", "14:05", "31/02/2026 14:05", "31/12/2026 24:00", "hôm qua 8h"])
def test_what_is_no_moment_is_said_to_be_none(written: str) -> None:
    with pytest.raises(Unreadable, match="moment"):
        column("at").read(written)


def column(name: str) -> Any:
    return next(one for one in SHEETS["visits"] if one.name == name)


def test_the_codes_are_written_for_printing_and_are_the_same_again(
    an_binh: Running, write: Callable[[str], str], tmp_path: Path
) -> None:
    codes = tmp_path / "ma.csv"
    first = an_binh.command("import", "visits", write(GOOD), "--codes", str(codes))
    assert (first.returncode, first.stderr) == (0, "")
    assert "thêm 2, thay đổi 0, giữ nguyên 0." in first.stdout
    assert "Đã ghi 2 mã" in first.stdout
    table = list(csv.reader(codes.read_text("utf-8-sig").splitlines()))
    assert table[0] == ["mã hồ sơ", "mã đánh giá", "địa chỉ"]
    for reference, (told, code, address) in zip(("HS-1", "HS-2"), table[1:], strict=True):
        assert told == reference
        assert re.fullmatch(r"[2-9]\w{3}-\w{4}-\w{4}", code)
        assert address == f"https://gopy.example.vn/q/{code}"
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600
    again = an_binh.command("import", "visits", write(GOOD), "--codes", str(codes))
    assert "thêm 0, thay đổi 0, giữ nguyên 2." in again.stdout
    assert list(csv.reader(codes.read_text("utf-8-sig").splitlines())) == table


def test_one_wrong_row_keeps_every_row_out(an_binh: Running, write: Callable[[str], str]) -> None:
    wrong = (
        f"an-binh-9,{AT},HS-3,,,,,\nan-binh-1,01/01/2026 08:00,HS-4,,,,,\nan-binh-1,{AT},HS-5,,HS-5,,,\n"
        f"an-binh-1,{AT},HS-6,,,,0912345678,không\nan-binh-1,{AT},HS-7,,,,02812345678,có\n"
    )
    refused = an_binh.command("import", "visits", write(GOOD + wrong))
    assert (refused.returncode, refused.stdout) == (1, "")
    for told in (
        "Không có quầy mang mã “an-binh-9”",
        "Lượt giao dịch đã quá 30 ngày",
        "Lĩnh vực có chữ số",
        "người dân chưa đồng ý nhận lời mời",
        "Số máy bàn không nhận được lời mời",
    ):
        assert told in refused.stderr
    assert "thêm 2" in an_binh.command("import", "visits", write(GOOD)).stdout  # nothing of it was there


def test_every_mistake_of_a_row_is_named_in_one_round(an_binh: Running, write: Callable[[str], str]) -> None:
    one = "an-binh-9,01/01/2099 08:00,HS-3,,HS-5,ai đó,12345,không\n"
    other = "an-binh-9,01/01/2099 08:00,HS-4,không-ai,Hộ tịch 3,,02812345678,không\n"
    refused = an_binh.command("import", "visits", write(GOOD + one + other))
    assert refused.returncode == 1
    table = [line for line in refused.stderr.splitlines() if line[:1] in "45"]
    wrong = ("mã quầy", "thời điểm", "lĩnh vực", "đối tượng", "số điện thoại", "đồng ý")
    for row, columns in (("4", wrong), ("5", (*(name for name in wrong if name != "đối tượng"), "mã cán bộ"))):
        told = [line.split("  ")[1:] for line in table if line.startswith(row)]
        assert sorted(next(cell for cell in cells if cell).strip() for cells in told) == sorted(columns)
    assert "thêm 2" in an_binh.command("import", "visits", write(GOOD)).stdout


def test_a_reference_with_other_facts_is_a_fault_of_the_file(an_binh: Running, write: Callable[[str], str]) -> None:
    an_binh.command("import", "visits", write(GOOD))
    refused = an_binh.command("import", "visits", write(GOOD.replace("mai", "")))
    assert refused.returncode == 1
    assert "đã được báo trước đó với nội dung khác" in refused.stderr


def test_codes_need_an_address_and_belong_to_visits_only(an_binh: Running, write: Callable[[str], str]) -> None:
    nowhere = Running(an_binh.data, settings={**an_binh.settings, "HOMTHU_PUBLIC_URL": ""})
    refused = nowhere.command("import", "visits", write(GOOD), "--codes", "ma.csv")
    assert (refused.returncode, "HOMTHU_PUBLIC_URL" in refused.stderr) == (1, True)
    assert "thêm 2" in an_binh.command("import", "visits", write(GOOD)).stdout
    assert an_binh.command("import", "units", write(""), "--codes", "ma.csv").returncode == 2


# Keys


def test_a_key_is_shown_once_listed_and_revoked(an_binh: Running) -> None:
    assert "Chưa có khoá nào" in an_binh.command("key", "list").stdout
    made = an_binh.command("key", "add", "an-binh", "--name", "mot-cua").stdout
    token = re.search(r"^ht_[0-9A-Z]{32}$", made, re.MULTILINE)
    assert token
    again = an_binh.command("key", "add", "an-binh", "--name", "mot-cua")
    assert (again.returncode, "Đã có khoá" in again.stderr) == (1, True)
    listed = an_binh.command("key", "list").stdout
    assert "mot-cua: TTPVHCC phường An Bình, cấp" in listed and "còn hiệu lực" in listed
    assert token[0] not in listed
    assert "Đã thu hồi" in an_binh.command("key", "revoke", "mot-cua").stdout
    assert an_binh.command("key", "revoke", "mot-cua").returncode == 1
    assert "thu hồi" in an_binh.command("key", "list").stdout


def test_a_key_needs_a_unit_and_a_name(an_binh: Running) -> None:
    assert an_binh.command("key", "add", "nowhere", "--name", "x").returncode == 1
    assert an_binh.command("key", "add", "an-binh", "--name", "").returncode == 1
    assert an_binh.command("key", "add", "an-binh").returncode == 2


# Coverage


def test_coverage_counts_the_last_settled_month(an_binh: Running) -> None:
    first, last = settled_month(local(datetime.now(UTC)).date())
    asyncio.run(_visits_of(first, str(an_binh.settings["HOMTHU_DATABASE_URL"])))
    told = an_binh.command("coverage", "an-binh").stdout.splitlines()
    month = f"{first:%m/%Y} (đã chốt: phiếu cuối cùng hết hạn ngày {last + timedelta(days=30):%d/%m/%Y})"
    assert told[0] == f"Trung tâm Phục vụ hành chính công phường An Bình, tháng {month}"
    figures = {line[:36].strip(): line[36:] for line in told[1:]}
    assert figures["Lượt đơn vị đã báo"] == "ít nhất 10 lượt"
    assert figures["Được mời qua Zalo"] == "dưới 10 lượt"
    assert figures["Đánh giá bằng phiếu"].startswith("ít nhất 10 lượt  83 %")
    assert figures["Hài lòng, đánh giá tại quầy"] == "dưới 10 lượt"
    assert figures["Hài lòng, đánh giá tại nhà"].startswith("100 % trong ít nhất 10 lượt")
    assert figures["Chênh lệch (tại nhà trừ tại quầy)"] == "chưa tính được"
    assert an_binh.command("coverage", "an-binh", "--month", f"{first:%Y-%m}").stdout.splitlines() == told
    before = first - timedelta(days=1)
    assert f"tháng {before:%m/%Y}" in an_binh.command("coverage", "an-binh", "--month", f"{before:%Y-%m}").stdout
    after = last + timedelta(days=1)
    for month, why in ((f"{after:%Y-%m}", f"Chọn tháng {first:%m/%Y}"), ("08/2026", "Viết như 2026-08")):
        refused = an_binh.command("coverage", "an-binh", "--month", month)
        assert (refused.returncode, why in refused.stderr) == (1, True)
    assert an_binh.command("coverage", "nowhere").returncode == 1
    assert an_binh.command("coverage", "an-binh", "--weeks", "1").returncode == 2


async def _visits_of(day: date, url: str) -> None:
    """Twelve visits, three of them invited, ten rated by their ticket; nine ratings at the desk."""
    database, at = open_database(url, SECRET), midnight(day) + timedelta(hours=9)
    async with database.transact() as tx:
        for n in range(12):
            recorded = await record_visit(tx, Told(f"HS-{n}", at, counter=QUAY_1.code), now=at, road=None)
            if n < 3:
                await tx.tickets.count(2, recorded.ticket.day, "asked")
            if n < 10:
                asker = Asker(f"{n:032}", "web", f"guest-{n}")
                visit = (await open_ticket(tx, recorded.code, asker=asker, box=BOX, now=at)).visit
                await rate_by_ticket(tx, Rating(visit, Level.VERY_SATISFIED, at), asker=asker, box=BOX)
        desk = [(a_rating(5, visit=a_visit(at=at), at=at), f"v{n}", "web") for n in range(9)]
        await tx.ratings.keep(desk)
    await database.close()

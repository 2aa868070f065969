"""Nothing the head can see changes by a letter when a sealed complaint is filed beside the others (decision 13)."""

import re
from pathlib import Path

import pytest

from digest.rendering import as_html, as_json, as_text
from digest.weekly import preview
from feedback.periods import Week
from feedback.wording import words
from storage.maintenance import open_database
from tests.support.cast import AN_BINH, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.house import House

OPEN = ["Chờ hai tiếng mới tới lượt.", "Ghế chờ gãy hai cái.", "Cô ấy nói trống không với tôi.", "Nhà vệ sinh bẩn."]
SEALED = [
    "Anh ấy gợi ý bồi dưỡng năm trăm mới làm.",
    "Bà Hạnh quát mắng tôi giữa sảnh.",
    "Giám đốc bênh nhân viên, không cho dân nói.",
    "Cán bộ đưa số điện thoại của tôi cho người bị phản ánh.",
    "Tôi muốn tố cáo cán bộ địa chính.",
]
CODE = re.compile(r"\bK[0-9A-Z]{6}\b")  # drawn at random: which one it is tells nothing


async def files(house: House, who: str, text: str) -> None:
    """Somebody sends a comment about An Bình."""
    for said in ("/gopy", "TTPVHCC phường An Bình", "Không nhớ quầy nào", "đồng ý", text, "Gửi"):
        await house.hears(who, said)


async def seen_by_the_head(template: SqliteTemplate, folder: Path, texts: list[str]) -> list[str]:
    """Everything bà Hạnh and ông Thanh, who watches, can ask for, after these texts were sent and read."""
    with template.copy(folder) as url:
        database = open_database(url, SECRET)
        house = House(database)
        await house.plays("> link hanh\n> board thanh\n")
        for number, text in enumerate(texts):
            await files(house, f"citizen {number}", text)
        await house.reads()
        asked = "> clock 2026-08-05 08:00\n> alarms\n"
        asked += "Hạnh: /viec\nHạnh: 1\nHạnh: quay lại\nHạnh: /diem\nHạnh: /dulieu\nHạnh: /truc\n"
        asked += "Thanh: /giamsat\nThanh: 1\nThanh: 1\nThanh: quay lại\nThanh: tiếp\nThanh: /kiennghi\n"
        seen = [await house.plays(asked + "> clock 2026-08-10 07:31\n> digest\nHạnh: /viec\n")]
        digest = await preview(database, AN_BINH, Week.before(house.clock), now=house.clock, words=words("vi"))
        await house.reception.close()
        await database.close()
    return [*(CODE.sub("K", text) for text in seen), as_text(digest), as_html(digest), str(as_json(digest))]


@pytest.mark.parametrize("sealed", SEALED)
async def test_a_sealed_complaint_changes_nothing_for_the_head(
    sealed: str, sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    without = await seen_by_the_head(sqlite_template, tmp_path / "a", OPEN)
    beside = await seen_by_the_head(sqlite_template, tmp_path / "b", [*OPEN[:2], sealed, *OPEN[2:]])
    assert beside == without


async def test_an_open_complaint_does_change_what_the_head_sees(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    """The control: the comparison above can fail."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    without = await seen_by_the_head(sqlite_template, tmp_path / "a", OPEN)
    more = [*OPEN, "Nhân viên quầy 2 quát bà cụ đứng trước tôi."]
    assert await seen_by_the_head(sqlite_template, tmp_path / "b", more) != without

"""A sealed slip that a colleague typed in shows the head nothing: no list, no count, no digest changes by a letter."""

from pathlib import Path

import pytest

from digest.rendering import as_json
from digest.weekly import preview
from feedback.periods import Week
from feedback.wording import words
from storage.maintenance import open_database
from tests.journeys.test_non_interference import CODE, files
from tests.support.cast import AN_BINH, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.house import House

OPEN = "Chờ hai tiếng mới tới lượt."
SEALED = ["Giám đốc bênh nhân viên, không cho dân nói.", "Anh ấy gợi ý bồi dưỡng năm trăm mới làm."]
SLIP = ("/nhapphieu", "phiếu giấy", "quầy 1", "hôm nay", "không đánh giá")
ASKS = "> clock 2026-08-05 08:00\nHạnh: /viec\nHạnh: 1\nHạnh: quay lại\nHạnh: /diem\nHạnh: /dulieu\n"


async def seen_by_the_head(template: SqliteTemplate, folder: Path, slips: list[str]) -> list[str]:
    """Everything bà Hạnh can ask for, after anh Tuấn typed these slips beside a citizen's own comment."""
    folder.mkdir()
    with template.copy(folder) as url:
        database = open_database(url, SECRET)
        house = House(database)
        await house.plays("> link hanh\n> link tuan\n")
        await files(house, "citizen", OPEN)
        for text in slips:
            for said in (*SLIP, text, "không rõ", "đã so, đúng như phiếu"):
                await house.hears("tuan", said)
        await house.reads()
        seen = await house.plays(ASKS + "> clock 2026-08-10 07:31\n> digest\nHạnh: /viec\n")
        digest = await preview(database, AN_BINH, Week.before(house.clock), now=house.clock, words=words("vi"))
        await house.reception.close()
        await database.close()
    return [CODE.sub("K", seen), str(as_json(digest))]


@pytest.mark.parametrize("sealed", SEALED)
async def test_a_sealed_slip_changes_nothing_for_the_head(
    sealed: str, sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    without = await seen_by_the_head(sqlite_template, tmp_path / "a", [])
    assert await seen_by_the_head(sqlite_template, tmp_path / "b", [sealed]) == without


async def test_an_open_slip_does_change_what_the_head_sees(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    """The control: the comparison above can fail."""
    without = await seen_by_the_head(sqlite_template, tmp_path / "a", [])
    assert await seen_by_the_head(sqlite_template, tmp_path / "b", ["Ghế chờ gãy hai cái."]) != without

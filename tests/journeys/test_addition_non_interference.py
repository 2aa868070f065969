"""What a citizen adds that must go past the unit: the head sees, letter by letter, what she sees when nothing is added
(decision 13). While the case waits, and after a "Chưa"."""

from pathlib import Path

import pytest

from digest.rendering import as_html, as_json, as_text
from digest.weekly import preview
from feedback.periods import Week
from feedback.wording import words
from storage.maintenance import open_database
from tests.journeys.test_non_interference import CODE, OPEN, SEALED, files
from tests.support.cast import AN_BINH, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.house import House

ANSWER = "Trung tâm xin lỗi Ông/Bà, từ tuần này có thêm người ở quầy."
LOOKS = "Hạnh: /viec\nHạnh: 1\nHạnh: Việc khác\nHạnh: /viec\nHạnh: 4\nHạnh: /diem\nHạnh: /dulieu\n"


async def adds(house: House, who: str, text: str) -> None:
    """To the only case of theirs that waits."""
    for said in ("/bosung", "đồng ý", text, "Gửi"):
        heard = await house.hears(who, said)
    assert "Đã gửi phần bổ sung" in heard[-1].text or "Đã gửi phần bổ sung" in heard[0].text


async def seen(template: SqliteTemplate, folder: Path, text: str, *, after_a_no: bool) -> list[str]:
    """Everything bà Hạnh can ask for; `text` is what the first citizen adds, "" for nothing."""
    folder.mkdir()
    with template.copy(folder) as url:
        database = open_database(url, SECRET)
        house = House(database)
        await house.plays("> link hanh\n")
        for number, words_of in enumerate(OPEN):
            await files(house, f"citizen {number}", words_of)
        await house.reads()
        said = [await house.plays(LOOKS)]
        if after_a_no:
            said.append(await house.plays(f"Hạnh: /viec\nHạnh: 1\nHạnh: Trả lời công dân\nHạnh: {ANSWER}\nHạnh: Gửi\n"))
            await house.plays("> clock 2026-08-04 09:00\n")
            for number in range(len(OPEN)):  # whoever was answered says so
                await house.hears(f"citizen {number}", "chào")
                await house.hears(f"citizen {number}", "Chưa")
        if text:
            await adds(house, "citizen 0", text)
            await house.reads()
        said.append(await house.plays("> clock 2026-08-05 08:00\n" + LOOKS))
        said.append(await house.plays("> clock 2026-08-10 07:31\n> chase\n> digest\n" + LOOKS))
        digest = await preview(database, AN_BINH, Week.before(house.clock), now=house.clock, words=words("vi"))
        await house.reception.close()
        await database.close()
    return [*(CODE.sub("K", one) for one in said), as_text(digest), as_html(digest), str(as_json(digest))]


@pytest.mark.parametrize("after_a_no", [False, True])
@pytest.mark.parametrize("sealed", SEALED)
async def test_what_goes_past_the_unit_is_as_if_nothing_had_been_added(
    sealed: str, after_a_no: bool, sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    without = await seen(sqlite_template, tmp_path / "a", "", after_a_no=after_a_no)
    assert await seen(sqlite_template, tmp_path / "b", sealed, after_a_no=after_a_no) == without


@pytest.mark.parametrize("after_a_no", [False, True])
async def test_what_is_added_openly_is_seen(after_a_no: bool, sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    """The control: the comparison above can fail."""
    without = await seen(sqlite_template, tmp_path / "a", "", after_a_no=after_a_no)
    beside = await seen(sqlite_template, tmp_path / "b", "Ghế chỗ chờ vẫn gãy.", after_a_no=after_a_no)
    assert beside != without
    assert "Người dân bổ sung ngày" in "".join(beside)

"""A rota from a file: what its cells may say, what is refused, and that it is replaced whole."""

from collections.abc import Sequence
from datetime import date

import pytest

from feedback.rota import Shift
from homthu.commands.import_file import Bringing
from homthu.import_checks import check
from homthu.importing import Fault, Row, read
from storage.maintenance import Database
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, NOW, TINH_LAM_SON

HEAD = "mã đơn vị;ngày trực;từ giờ;đến giờ;thứ tự;mã cán bộ\n"
TODAY = NOW.date()


def rows(*lines: str) -> tuple[list[Row], list[Fault]]:
    return read("rota", HEAD + "\n".join(lines) + "\n")


def faults(*lines: str) -> list[tuple[int, str, str]]:
    """(line, column, what is wrong) of each."""
    found, unread = rows(*lines)
    return [(one.row, one.column, one.name) for one in (*unread, *check("rota", found, DIRECTORY, today=TODAY))]


@pytest.mark.parametrize(
    ("written", "on"),
    [
        ("thứ Hai", (1,)),
        ("chủ nhật", (7,)),
        ("hằng ngày", (1, 2, 3, 4, 5, 6, 7)),
        ("thứ Hai đến thứ Sáu", (1, 2, 3, 4, 5)),
        ("Monday to Friday", (1, 2, 3, 4, 5)),
        ("31/12/2026", date(2026, 12, 31)),
    ],
)
def test_a_day_of_duty_is_a_weekday_several_or_one_date(written: str, on: object) -> None:
    (row,), unread = rows(f"an-binh;{written};17:00;7h30;;hanh")
    assert (row["on"], row["begins"], row["ends"], row["turn"], unread) == (on, 1020, 450, 1, [])


@pytest.mark.parametrize(
    ("line", "column", "fault"),
    [
        ("an-binh;hôm nào rảnh;07:30;17:00;1;hanh", "on", "duty_day"),
        ("an-binh;thứ Hai;25:00;17:00;1;hanh", "begins", "time"),
        ("an-binh;thứ Hai;07:30;;1;hanh", "ends", "empty"),
        ("an-binh;thứ Hai;07:30;17:00;9;hanh", "turn", "value"),
        ("binh-an;thứ Hai;07:30;17:00;1;hanh", "unit", "no_unit"),
        ("an-binh;thứ Hai;07:30;17:00;1;ai-do", "officer", "no_officer"),
        ("an-binh;thứ Hai;07:30;17:00;1;dung", "officer", "other_unit"),
        ("an-binh;thứ Hai;07:30;17:00;1;mai", "officer", "no_handler"),
        ("an-binh;02/08/2026;07:30;17:00;1;hanh", "on", "duty_past"),
    ],
)
def test_what_cannot_be_rung_is_refused_with_its_place(line: str, column: str, fault: str) -> None:
    assert faults(line) == [(2, column, fault)]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("thứ Hai;17:00;07:30", "thứ Ba;07:00;12:00", True),
        ("thứ Hai;17:00;07:30", "thứ Ba;07:30;12:00", False),
        ("Chủ nhật;17:00;07:30", "thứ Hai;00:00;01:00", True),
        ("hằng ngày;08:00;09:00", "thứ Tư;08:30;10:00", True),
        ("31/12/2026;17:00;07:30", "01/01/2027;07:00;12:00", True),
        ("31/12/2026;17:00;07:30", "thứ Sáu;07:00;12:00", False),
    ],
)
def test_nobody_stands_twice_at_one_hour(one: str, other: str, *, meet: bool) -> None:
    found = faults(f"an-binh;{one};1;hanh", f"an-binh;{other};2;hanh")
    assert found == ([(3, "begins", "duty_twice")] if meet else [])


async def bring(database: Database, lines: Sequence[str]) -> tuple[int, int, int]:
    found, _ = rows(*lines)
    async with database.transact() as tx:
        done = await Bringing(tx, DIRECTORY, NOW).rota(found)
    return done.added, done.same, done.gone


async def test_the_file_is_the_whole_rota_of_the_units_it_names_and_leaves_the_others(database: Database) -> None:
    office, province = "an-binh;thứ Hai;07:30;17:00;1;hanh", "tinh-lam-son;hằng ngày;00:00;00:00;1;dung"
    assert await bring(database, [office, province]) == (2, 0, 0)
    assert await bring(database, [office, province]) == (0, 2, 0)
    assert await bring(database, ["an-binh;thứ Ba;07:30;17:00;1;hanh"]) == (1, 0, 1)
    async with database.reading() as tx:
        rotas = await tx.rota.of_units([AN_BINH.id, TINH_LAM_SON.id], since=TODAY)
    assert rotas[AN_BINH.id].shifts == (Shift(AN_BINH.id, HANH.id, 450, 1020, weekday=2),)
    assert [one.officer_id for one in rotas[TINH_LAM_SON.id].shifts] == [DUNG.id] * 7

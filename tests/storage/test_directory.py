"""The offices as they are written down and read again."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from feedback.deadlines import LAW, Deadline, Kind
from feedback.people import Role
from feedback.periods import DayKind
from feedback.units import Posting
from storage.directory import CycleInTree
from storage.maintenance import Database, open_database
from tests.support.cast import (
    AN_BINH,
    DIRECTORY,
    HANH,
    HOA_LAC,
    HOLIDAYS,
    MAI,
    NOW,
    QUAY_1,
    QUAY_4,
    SECRET,
    TINH_LAM_SON,
    TUAN,
)


async def test_the_town_is_read_as_it_was_written(database: Database) -> None:
    async with database.reading() as tx:
        assert await tx.directory() == DIRECTORY


async def test_a_code_is_given_only_once(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transact() as tx:
            await tx.places.add_counter(replace(QUAY_1, unit_id=HOA_LAC.id))


async def test_anh_tuan_becomes_head_of_hoa_lac(database: Database) -> None:
    async with database.transact() as tx:
        id = await tx.places.put_officer(replace(TUAN, unit_id=HOA_LAC.id, role=Role.HEAD))
        assert (await tx.directory()).heads_of(HOA_LAC.id)[0].code == "tuan"
    assert id == TUAN.id
    async with database.reading() as tx:
        assert [head.code for head in (await tx.directory()).heads_of(HOA_LAC.id)] == ["tuan"]


async def test_a_closed_counter_keeps_its_row(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.close_counter(QUAY_4.code, at=NOW)
    async with database.reading() as tx:
        directory = await tx.directory()
    assert QUAY_4.code not in {counter.code for counter in directory.counters_of(AN_BINH.id)}
    closed = directory.counter(QUAY_4.code)
    assert closed is not None
    assert closed.closed_at == NOW


async def test_a_duty_ends_the_day_before_until(database: Database) -> None:
    today = NOW.date()
    async with database.transact() as tx:
        await tx.places.put_posting(Posting(TUAN.id, QUAY_4.id, since=DIRECTORY.postings[3].since, until=today))
    async with database.reading() as tx:
        assert (await tx.directory()).on_duty(QUAY_4.id, today) == ()


async def test_a_province_cannot_stand_below_its_own_ward(database: Database) -> None:
    with pytest.raises(CycleInTree):
        async with database.transact() as tx:
            await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=AN_BINH.id), since=NOW)
    async with database.reading() as tx:
        assert (await tx.directory()).superior_of(TINH_LAM_SON.id) is None


async def test_what_a_failed_import_wrote_is_not_remembered(database: Database) -> None:
    async with database.reading() as tx:
        await tx.directory()

    async def import_staff() -> None:
        async with database.transact() as tx:
            await tx.places.put_officer(replace(MAI, name="Ai đó"))
            assert (await tx.directory()).officers[MAI.id].name == "Ai đó"
            await tx.places.add_officer(replace(HANH, unit_id=AN_BINH.id))

    with pytest.raises(IntegrityError):
        await import_staff()
    async with database.reading() as tx:
        assert await tx.directory() == DIRECTORY


async def test_another_process_sees_the_change_within_five_seconds(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr("storage.cache.monotonic", lambda: clock)
    other = open_database(database_url, SECRET)
    async with other.reading() as tx:
        await tx.directory()
    async with database.transact() as tx:
        await tx.places.put_officer(replace(MAI, name="Lương Thị Mai"))
    clock = 104.9
    async with other.reading() as tx:
        assert (await tx.directory()).officers[MAI.id].name == MAI.name
    clock = 105.0
    async with other.reading() as tx:
        assert (await tx.directory()).officers[MAI.id].name == "Lương Thị Mai"
    await other.close()


async def test_a_swapped_saturday_and_a_rule_of_ones_own_are_read_as_they_were_written(database: Database) -> None:
    saturday, rule = date(2026, 8, 22), Deadline(Kind.ANSWER, 7, date(2026, 7, 1), HOA_LAC.id, "QĐ 12/2026")
    async with database.transact() as tx:
        await tx.places.add_holiday(saturday, name="Làm bù", kind=DayKind.MADE_UP)
        await tx.places.add_deadline(rule)
    async with database.reading() as tx:
        directory = await tx.directory()
    assert (directory.made_up, directory.deadlines) == (frozenset({saturday}), (*LAW, rule))
    assert directory.holidays == frozenset(HOLIDAYS)
    assert directory.due_by(Kind.ANSWER, NOW, unit_id=HOA_LAC.id) == date(2026, 8, 12)
    assert directory.due_by(Kind.ANSWER, NOW, unit_id=AN_BINH.id) == date(2026, 8, 17)
    async with database.transact() as tx:  # somebody takes it back
        await tx.places.add_holiday(saturday, name="Không làm bù", kind=DayKind.OFF)
        assert (await tx.directory()).made_up == frozenset()

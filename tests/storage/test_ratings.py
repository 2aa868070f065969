"""Ratings: the last word counts, the facts of the visit never change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from feedback.periods import Week
from feedback.ratings import Badge, Level, Rating, Reason
from feedback.scoring import Tally
from feedback.visits import Respondent
from storage.maintenance import Database
from storage.tables import ratings
from tests.support.builders import a_rating, a_visit, later
from tests.support.cast import AN_BINH, HOA_LAC, MAI, NOW, QUAY_1, QUAY_2, TUAN

WEEK = Week.of(NOW.date())
UNTIL = later(days=30)


async def keep(database: Database, *given: Rating, voter: str = "v1") -> None:
    async with database.transact() as tx:
        await tx.ratings.keep([(rating, voter, "telegram") for rating in given])


async def test_the_weeks_ratings_are_counted_by_level(database: Database) -> None:
    await keep(
        database,
        *(a_rating(level) for level in (5, 5, 4, 1)),
        a_rating(3, at=WEEK.start),
        a_rating(3, at=WEEK.end),
        a_rating(2, at=WEEK.start - timedelta(microseconds=1)),
        a_rating(5, counter=None, unit=HOA_LAC),
    )
    async with database.reading() as tx:
        assert await tx.ratings.tally(AN_BINH.id, start=WEEK.start, end=WEEK.end) == Tally((1, 0, 1, 1, 2))


async def test_the_last_word_on_a_visit_counts_and_its_moment_stays(database: Database) -> None:
    first = a_rating(2, counter=QUAY_2)
    await keep(database, first)
    last = replace(first, level=Level(4), badge=Badge.YES, reasons=(Reason.TIME,), rated_at=later(minutes=3))
    await keep(database, replace(last, visit=last.visit.served_by(TUAN.id)), voter="somebody else")
    async with database.transact() as tx:
        (row,) = await tx.executor.rows(select(ratings))
    assert (row.level, row.badge, row.reasons, row.officer_id) == (4, "yes", ["thoi-gian"], TUAN.id)
    assert (row.rated_at, row.voter) == (NOW, "v1")


async def test_a_second_rating_cannot_move_the_visit_to_another_office(database: Database) -> None:
    visit = a_visit(counter=QUAY_1)
    await keep(database, Rating(visit, Level(1), NOW))
    moved = replace(visit, unit_id=HOA_LAC.id, counter_id=QUAY_2.id, respondent=Respondent.INTERNAL)
    await keep(database, Rating(moved, Level(2), NOW))
    async with database.transact() as tx:
        (row,) = await tx.executor.rows(select(ratings))
    assert (row.level, row.unit_id, row.counter_id, row.respondent) == (2, AN_BINH.id, QUAY_1.id, "nguoi-dan")


async def test_two_taps_of_one_visit_in_one_batch_keep_the_later_one(database: Database) -> None:
    visit = a_visit()
    await keep(database, Rating(visit, Level(1), NOW), a_rating(5), Rating(visit, Level(4), NOW))
    async with database.reading() as tx:
        assert await tx.ratings.tally(AN_BINH.id, start=NOW, end=UNTIL) == Tally((0, 0, 0, 1, 1))
        assert await tx.ratings.reasons(AN_BINH.id, start=NOW, end=UNTIL) == {}


async def test_ratings_by_staff_themselves_are_left_out(database: Database) -> None:
    inside = a_rating(5, counter=QUAY_1, officer=MAI, respondent=Respondent.INTERNAL, reasons=(Reason.TIME,))
    await keep(database, inside, a_rating(1, respondent=Respondent.BUSINESS))
    async with database.reading() as tx:
        assert await tx.ratings.tally(AN_BINH.id, start=NOW, end=UNTIL) == Tally((1, 0, 0, 0, 0))
        assert await tx.ratings.days(AN_BINH.id, until=UNTIL) == [(NOW.date(), 1)]
        assert await tx.ratings.days_of_officer(MAI.id, until=UNTIL) == []
        assert await tx.ratings.reasons(AN_BINH.id, start=NOW, end=UNTIL) == {}


async def test_a_rating_shortly_before_midnight_belongs_to_that_local_day(database: Database) -> None:
    late = NOW.replace(hour=23, minute=59)
    await keep(database, a_rating(2, at=late), a_rating(5, at=NOW), a_rating(4, at=late + timedelta(minutes=2)))
    async with database.reading() as tx:
        days = await tx.ratings.days(AN_BINH.id, until=UNTIL)
        assert days == [(date(2026, 8, 3), 5), (date(2026, 8, 3), 2), (date(2026, 8, 4), 4)]
        assert await tx.ratings.days(AN_BINH.id, until=late) == days[:1]


async def test_anh_tuan_counts_only_ratings_that_named_him(database: Database) -> None:
    await keep(
        database,
        a_rating(5, counter=QUAY_2, officer=TUAN),
        a_rating(1, counter=QUAY_2, officer=MAI),
        a_rating(3),
    )
    async with database.reading() as tx:
        assert await tx.ratings.days_of_officer(TUAN.id, until=UNTIL) == [(NOW.date(), 5)]


async def test_reasons_are_counted_one_by_one(database: Database) -> None:
    await keep(
        database,
        a_rating(2, reasons=(Reason.TIME, Reason.ATTITUDE)),
        a_rating(1, reasons=(Reason.TIME,)),
        a_rating(1, reasons=(Reason.OTHER,), at=later(days=40)),
    )
    async with database.reading() as tx:
        found = await tx.ratings.reasons(AN_BINH.id, start=NOW, end=UNTIL)
    assert found == {"thoi-gian": 2, "thai-do": 1}


async def test_a_rating_of_an_office_that_does_not_exist_is_refused_as_a_mistake(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await keep(database, a_rating(5, visit=replace(a_visit(counter=None), unit_id=999)))


async def test_nothing_to_keep_writes_nothing(database: Database) -> None:
    await keep(database)
    async with database.reading() as tx:
        assert await tx.ratings.days(AN_BINH.id, until=UNTIL) == []

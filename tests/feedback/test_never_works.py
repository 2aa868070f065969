"""A unit whose calendar has no working day is told by name and keeps nobody else waiting."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from feedback.people import Role
from feedback.periods import Calendar, DayKind, NeverWorks, OfficeDay
from feedback.ports import Database
from feedback.units import Directory
from feedback.unsealing_together import lapse_proposals
from tests.feedback.test_unsealing_together import on, proposed
from tests.support.casework import letters_for
from tests.support.cast import AN_BINH, DUNG, TINH_LAM_SON, TRAM_Y_TE

MONDAY = date(2026, 8, 3)
RESTS = [OfficeDay(MONDAY - timedelta(days=n), DayKind.OFF_WEEKLY, AN_BINH.id) for n in range(5)] + [
    OfficeDay(MONDAY - timedelta(days=n), DayKind.OFF_WEEKLY, AN_BINH.id) for n in (5, 6)
]


def test_it_is_said_instead_of_searching_for_ever() -> None:
    rests = Calendar(weekly=tuple((MONDAY - timedelta(days=n), False) for n in range(7)))
    with pytest.raises(NeverWorks):
        rests.add(MONDAY, 1)


def test_the_others_have_their_latest_day() -> None:
    known = Directory.of(units=[TINH_LAM_SON, AN_BINH], own_days=RESTS)
    assert known.latest(MONDAY, 2) == date(2026, 8, 5)


async def test_a_peer_of_whoever_moved_is_not_told_of_a_lapsed_proposal(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        await tx.places.put_officer(replace(DUNG, unit_id=TRAM_Y_TE.id, role=Role.HEAD))
    assert await lapse_proposals(database, now=on(4)) == 1
    assert [one.text for one in await letters_for(database, "dung", at=on(4))] == []
    assert len(await letters_for(database, "thao", at=on(4))) == 2


async def test_whoever_left_the_service_is_told_nothing(database: Database) -> None:
    async with database.transact() as tx:
        await proposed(tx)
        await tx.places.put_officer(replace(DUNG, active=False))
    assert await lapse_proposals(database, now=on(4)) == 1
    assert await letters_for(database, "dung", at=on(4)) == []

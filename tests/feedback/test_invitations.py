"""Who is invited, when, how often, and who never again."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.evenings import USUAL
from feedback.invitation_ports import Invitation
from feedback.invitations import Planned, invite_due, refuse_invitations
from feedback.phones import Landline
from feedback.retention import purge
from feedback.visits import Proof
from storage.maintenance import Database
from tests.support.builders import a_rating, a_visit
from tests.support.cast import AN_BINH, HOA_LAC, NOW, SINCE
from tests.support.inviting import (
    CODE,
    EVENING,
    LANS_NUMBER,
    OTHER_CODE,
    ROAD,
    at,
    authorise,
    letters,
    plan,
    states,
)


@pytest.fixture
async def database(database: Database) -> Database:
    """With an account that may speak."""
    await authorise(database)
    return database


async def test_lan_is_invited_in_the_evening_and_not_before(database: Database) -> None:
    assert await plan(database) is Planned.PLANNED
    assert await invite_due(database, now=at("19:59"), road=ROAD) == 0
    assert await invite_due(database, now=EVENING, road=ROAD) == 1
    assert await letters(database) == ["waiting"]
    assert await invite_due(database, now=at("20:01"), road=ROAD) == 0


async def test_a_visit_is_invited_once_however_often_the_office_tells_of_it(database: Database) -> None:
    assert [await plan(database) for _ in range(3)] == [Planned.PLANNED] * 3
    await invite_due(database, now=EVENING, road=ROAD)
    assert await plan(database, now=at("20:05")) is Planned.PLANNED
    assert await invite_due(database, now=at("20:00", 4), road=ROAD) == 0
    assert await letters(database) == ["waiting"]


async def test_without_road_or_tokens_nothing_of_the_number_is_kept(database: Database) -> None:
    assert await plan(database, road=None) is Planned.NO_ROAD
    async with database.transact() as tx:
        await tx.tokens.lease(ROAD.account, version=1, owner="me", now=NOW, seconds=1)
        await tx.tokens.fail(ROAD.account, owner="me", trouble="code -14014", lost_at=NOW, again=NOW)
    assert await plan(database) is Planned.NO_ROAD
    assert await plan(database, road=replace(ROAD, account="never-authorised")) is Planned.NO_ROAD
    assert await states(database) == []


async def test_a_number_that_cannot_be_invited_is_refused_with_or_without_a_road(database: Database) -> None:
    for road in (ROAD, None):
        with pytest.raises(Landline):
            await plan(database, phone="024 3825 2525", road=road)
    assert await states(database) == []


async def test_who_opted_out_is_not_planned_and_leaves_nothing(database: Database) -> None:
    async with database.transact() as tx:
        await tx.invitations.opt_out(LANS_NUMBER, at=NOW)
    assert await plan(database) is Planned.OPTED_OUT
    assert await plan(database, phone="+84 912.345.678", unit=HOA_LAC) is Planned.OPTED_OUT
    assert await states(database) == []


async def test_a_no_that_came_while_the_visit_was_being_told_still_counts(database: Database) -> None:
    """Planned by somebody who had looked just before."""
    async with database.transact() as tx:
        await tx.invitations.opt_out(LANS_NUMBER, at=NOW)
        sealed = ROAD.box.seal(ROAD.channel, LANS_NUMBER)
        await tx.invitations.plan(Invitation(CODE, AN_BINH.id, NOW.date(), EVENING, sealed), phone=LANS_NUMBER)
    assert await invite_due(database, now=EVENING, road=ROAD) == 0


@pytest.mark.parametrize("handed", [False, True])
async def test_an_opt_out_takes_back_what_was_planned(database: Database, handed: bool) -> None:
    await plan(database)
    await plan(database, code=OTHER_CODE, unit=HOA_LAC)
    await plan(database, code="6K7M3Q2X9ABC", phone="0987654321")
    if handed:
        assert await invite_due(database, now=EVENING, road=ROAD) == 2
    async with database.transact() as tx:
        assert await refuse_invitations(tx, CODE, now=at("20:00"))
    assert (await states(database)).count("refused") == 2
    left = await invite_due(database, now=at("20:01"), road=ROAD)
    assert left + (await letters(database)).count("waiting") == (1 if handed else 2)
    assert await plan(database, code="7K7M3Q2X9ABC") is Planned.OPTED_OUT


async def test_the_ticket_of_a_sent_invitation_still_opts_out_and_any_other_code_does_not(database: Database) -> None:
    await plan(database)
    await invite_due(database, now=EVENING, road=ROAD)
    async with database.transact() as tx:
        assert not await refuse_invitations(tx, OTHER_CODE, now=NOW)
        assert await refuse_invitations(tx, CODE, now=at("12:00", 20))
    assert await plan(database, code=OTHER_CODE, happened=at("09:00", 20), now=at("09:00", 20)) is Planned.OPTED_OUT


async def test_a_visit_told_too_late_is_not_invited(database: Database) -> None:
    assert await plan(database, now=at("20:01", 4)) is Planned.TOO_LATE
    assert await states(database) == []


async def test_a_unit_invites_at_its_own_hour(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.put_unit(replace(AN_BINH, invite_minute=18 * 60), since=SINCE)
    await plan(database)
    assert await invite_due(database, now=at("17:59"), road=ROAD) == 0
    assert await invite_due(database, now=at("18:00"), road=ROAD) == 1
    assert USUAL == 20 * 60


async def test_a_missed_evening_is_made_up_for_in_the_next_and_not_at_night_or_in_the_morning(
    database: Database,
) -> None:
    await plan(database)
    for quiet in (at("21:00"), at("23:30"), at("03:00", 4), at("08:00", 4), at("19:59", 4)):
        assert await invite_due(database, now=quiet, road=ROAD) == 0
    assert await invite_due(database, now=at("20:00", 4), road=ROAD) == 1


@pytest.mark.parametrize("handed", [False, True])
async def test_after_two_missed_evenings_it_is_given_up_with_its_letter(database: Database, handed: bool) -> None:
    await plan(database)
    if handed:
        await invite_due(database, now=EVENING, road=ROAD)
    assert await invite_due(database, now=at("21:00", 4), road=ROAD) == 0
    assert await states(database) == ["dropped"]
    assert await letters(database) == []


async def test_who_rated_by_the_code_meanwhile_is_not_asked(database: Database) -> None:
    await plan(database)
    async with database.transact() as tx:
        visit = replace(a_visit(key=tx.tickets.visit_key(CODE)), proof=Proof.TICKET)
        await tx.ratings.keep([(a_rating(5, visit=visit), "lan", "web")])
    assert await invite_due(database, now=EVENING, road=ROAD) == 0
    assert (await states(database), await letters(database)) == (["needless"], [])


async def test_two_replicas_at_the_same_minute_make_one_letter(database: Database) -> None:
    for number in range(2, 8):
        await plan(database, code=f"{number}K7M3Q2X9ABC")  # one number, six visits
        await plan(database, code=f"{number}K7M3Q2X9ABD", phone=f"098765432{number}")
    found = await asyncio.gather(*(invite_due(database, now=EVENING, road=ROAD) for _ in range(4)))
    assert sum(found) == 7
    assert await letters(database) == ["waiting"] * 7
    assert (await states(database)).count("waiting") == 5


async def test_more_than_one_round_of_invitations_leaves_nobody_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.invitations.AT_ONCE", 3)
    for number in range(10):
        await plan(database, code=f"{number}K7M3Q2X9ABC", phone=f"098765432{number}")
    assert await invite_due(database, now=EVENING, road=ROAD) == 10


async def test_after_three_days_nothing_of_number_and_code_is_left_and_after_thirty_no_trace(
    database: Database,
) -> None:
    await plan(database)
    async with database.transact() as tx:
        await purge(tx, guests=(), now=at("20:00", 6))
    assert await states(database) == ["dropped"]
    async with database.transact() as tx:
        await purge(tx, guests=(), now=EVENING + timedelta(days=30, minutes=1))
        assert not await refuse_invitations(tx, CODE, now=NOW)
    assert await states(database) == []

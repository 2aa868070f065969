"""What becomes of an invitation on its way: counted when it went, never repeated when unclear, a no is kept."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.channels.base import (
    Capabilities,
    NotAccepted,
    Outgoing,
    Rejected,
    SendError,
    Throttled,
    Unavailable,
    Uncertain,
    Unreachable,
    Unwanted,
)
from bot.channels.zalo_oa_phone import NAME
from feedback.invitation_ports import End
from feedback.invitations import Planned, invite_due
from feedback.ports import Rate
from feedback.retention import purge
from storage.maintenance import Database
from storage.stuck import count_as_sent, send_again
from storage.tables import outbox
from tests.support.desk import Desk
from tests.support.fakes import RecordingChannel
from tests.support.inviting import (
    CODE,
    EVENING,
    LANS_NUMBER,
    OTHER_CODE,
    ROAD,
    asked,
    at,
    authorise,
    letters,
    plan,
    states,
)

ONLY_A_TEMPLATE = Capabilities(buttons=0, max_text=2000, push=True, rate=Rate(1000.0, 1000.0), template=True)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """Delivery in the evening, with one invitation planned."""
    await authorise(database)
    desk = Desk(database, RecordingChannel(NAME, ONLY_A_TEMPLATE))
    desk.clock.moment = EVENING
    await plan(database)
    return desk


async def evening(desk: Desk, *troubles: SendError) -> Sequence[tuple[str, Outgoing]]:
    """The invitations go out, into these troubles, for half an hour; what arrived."""
    desk.channel.troubles += troubles
    await invite_due(desk.database, now=desk.now, road=ROAD)
    for _ in range(30):
        await desk.send()
        desk.later(minutes=1)
    return desk.channel.sent


async def test_an_invitation_names_office_day_and_code_and_is_counted(desk: Desk) -> None:
    ((address, outgoing),) = await evening(desk)
    assert address == LANS_NUMBER
    assert dict(outgoing.template) == {
        "office": "TTPVHCC phường An Bình",
        "day": "03/08/2026",
        "code": "4K7M-3Q2X-9ABC",
    }
    assert "".join(outgoing.texts) == ""
    assert (await asked(desk.database), await states(desk.database)) == (1, ["sent"])


async def test_the_visit_is_counted_on_its_own_day_also_when_it_was_asked_the_next_evening(desk: Desk) -> None:
    desk.clock.moment = at("20:00", 4)
    await evening(desk)
    assert await asked(desk.database) == 1


@pytest.mark.parametrize("error", [Uncertain("no answer in time")])
async def test_a_lost_response_is_unknown_and_never_repeated(desk: Desk, error: SendError) -> None:
    assert await evening(desk, error) == []
    assert (await letters(desk.database), await states(desk.database)) == (["unknown"], ["unknown"])
    desk.clock.moment = at("20:00", 4)
    assert await evening(desk) == []
    assert await asked(desk.database) == 0


async def test_what_an_operator_sends_again_is_counted_once(desk: Desk) -> None:
    await evening(desk, Uncertain("no answer in time"))
    async with desk.database.transact() as tx:
        ((id,),) = await tx.executor.rows(outbox.select().with_only_columns(outbox.c.id))
        assert await send_again(tx, id, now=desk.now)
    assert len(await evening(desk)) == 1
    assert (await asked(desk.database), await states(desk.database)) == (1, ["sent"])


async def test_what_an_operator_counts_as_sent_is_counted_as_asked_once(desk: Desk) -> None:
    await evening(desk, Uncertain("no answer in time"))
    async with desk.database.transact() as tx:
        ((id,),) = await tx.executor.rows(outbox.select().with_only_columns(outbox.c.id))
        assert await count_as_sent(tx, id, now=desk.now)
        assert not await count_as_sent(tx, id, now=desk.now)
    assert (await asked(desk.database), await states(desk.database)) == (1, ["sent"])


async def test_one_whose_sender_died_before_the_call_goes_out(desk: Desk) -> None:
    await invite_due(desk.database, now=desk.now, road=ROAD)
    await desk.delivery.claim(desk.channel)
    desk.later(minutes=2)
    assert len(await evening(desk)) == 1
    assert (await asked(desk.database), await states(desk.database)) == (1, ["sent"])


async def test_who_refuses_at_zalo_is_not_invited_again(desk: Desk) -> None:
    assert await evening(desk, Unwanted("code -139")) == []
    assert (await states(desk.database), await asked(desk.database)) == (["refused"], 0)
    assert await letters(desk.database) == []  # nothing that an operator would have to look at
    assert await plan(desk.database, code=OTHER_CODE) is Planned.OPTED_OUT


async def test_a_number_that_cannot_receive_it_is_given_up_but_may_be_tried_after_another_visit(desk: Desk) -> None:
    assert await evening(desk, Unreachable("code -118")) == []
    assert (await states(desk.database), await letters(desk.database)) == (["failed"], [])
    assert await plan(desk.database, code=OTHER_CODE) is Planned.PLANNED


async def test_what_zalo_does_not_take_is_shown_to_an_operator(desk: Desk) -> None:
    assert await evening(desk, Rejected("code -1121")) == []
    assert (await states(desk.database), await letters(desk.database)) == (["rejected"], ["failed"])


async def test_an_outage_of_some_minutes_costs_nothing(desk: Desk) -> None:
    assert len(await evening(desk, *(Unavailable("HTTP 502") for _ in range(3)))) == 1
    assert await asked(desk.database) == 1


async def test_without_money_invitations_wait_and_go_once_there_is_some(desk: Desk) -> None:
    assert len(await evening(desk, NotAccepted("code -115"))) == 1


async def test_a_full_day_at_zalo_waits_for_the_next_evening(desk: Desk) -> None:
    until_tomorrow = (at("20:00", 4) - EVENING).total_seconds()
    assert await evening(desk, Throttled(until_tomorrow, everybody=True)) == []
    for clock, day in (("23:00", 3), ("07:30", 4), ("19:59", 4)):
        desk.clock.moment = at(clock, day)
        assert await desk.send() == 0
    desk.clock.moment = at("20:00", 4)
    assert len(await evening(desk)) == 1
    assert await asked(desk.database) == 1


async def test_a_letter_that_waited_two_evenings_never_goes(desk: Desk) -> None:
    for day in (3, 4):
        desk.clock.moment = at("20:00", day)
        assert await evening(desk, *(Unavailable("HTTP 502") for _ in range(40))) == []
        desk.channel.troubles.clear()
    desk.clock.moment = at("21:00", 4)
    await invite_due(desk.database, now=desk.now, road=ROAD)
    assert (await states(desk.database), await letters(desk.database)) == (["dropped"], [])
    desk.clock.moment = at("20:00", 5)
    assert await evening(desk) == []


async def test_a_process_that_died_while_sending_leaves_it_unknown_and_nothing_goes_twice(desk: Desk) -> None:
    await invite_due(desk.database, now=desk.now, road=ROAD)
    (claimed,) = await desk.delivery.claim(desk.channel)
    async with desk.database.transact() as tx:
        assert await tx.outbox.begin(claimed.claimed.id, owner="me", now=desk.now)
    desk.later(minutes=2)
    assert await evening(desk) == []
    assert (await letters(desk.database), await states(desk.database)) == (["unknown"], ["unknown"])
    async with desk.database.reading() as tx:
        figures = await tx.invitations.figures(now=desk.now)
    assert (figures.waiting, figures.ended, await asked(desk.database)) == (0, {End.UNKNOWN: 1}, 0)
    async with desk.database.transact() as tx:
        await purge(tx, guests=(), now=EVENING + timedelta(days=2, minutes=1))
    assert await letters(desk.database) == []


async def test_a_no_said_while_it_was_on_its_way_stays_a_no_though_its_sender_died(desk: Desk) -> None:
    await invite_due(desk.database, now=desk.now, road=ROAD)
    (claimed,) = await desk.delivery.claim(desk.channel)
    async with desk.database.transact() as tx:
        assert await tx.outbox.begin(claimed.claimed.id, owner="me", now=desk.now)
        await tx.invitations.opt_out(LANS_NUMBER, at=desk.now)
    desk.later(minutes=2)
    assert await evening(desk) == []
    assert await states(desk.database) == ["refused"]


async def test_after_a_no_not_even_an_operator_can_send_an_unclear_one_again(desk: Desk) -> None:
    await evening(desk, Uncertain("no answer in time"))
    async with desk.database.transact() as tx:
        await tx.invitations.opt_out(LANS_NUMBER, at=desk.now)
    assert (await states(desk.database), await letters(desk.database)) == (["refused"], [])


async def test_an_unclear_one_keeps_code_and_number_for_a_person_two_days_and_not_longer(desk: Desk) -> None:
    await evening(desk, Uncertain("no answer in time"))
    for days, left in ((1, ["unknown"]), (2, [])):
        async with desk.database.transact() as tx:
            await purge(tx, guests=(), now=EVENING + timedelta(days=days, minutes=1))
        assert await letters(desk.database) == left


async def test_figures_for_the_operator(desk: Desk) -> None:
    await plan(desk.database, code=OTHER_CODE, phone="0987654321")
    await plan(desk.database, code="6K7M3Q2X9ABC", phone="0387654321", happened=at("21:00"), now=at("21:00"))
    await evening(desk, Unwanted("code -141"))
    async with desk.database.reading() as tx:
        figures = await tx.invitations.figures(now=desk.now)
    assert (figures.waiting, figures.oldest) == (1, at("20:00", 4))
    assert figures.ended == {End.SENT: 1, End.REFUSED: 1}


async def test_a_database_clock_that_is_past_midnight_brings_no_second_one(desk: Desk) -> None:
    await plan(desk.database, code=OTHER_CODE)
    await invite_due(desk.database, now=EVENING, road=ROAD)
    desk.clock.moment = at("00:10", 4)
    assert await desk.send() == 1
    assert await invite_due(desk.database, now=at("20:30"), road=ROAD) == 0


async def test_lan_is_asked_once_on_an_evening_whatever_was_planned(desk: Desk) -> None:
    await plan(desk.database, code=OTHER_CODE)
    assert len(await evening(desk)) == 1
    await invite_due(desk.database, now=desk.now, road=ROAD)
    assert len(await evening(desk)) == 1
    desk.clock.moment = at("20:00", 4)
    assert len(await evening(desk)) == 2
    assert {outgoing.template[2][1] for _, outgoing in desk.channel.sent} == {"4K7M-3Q2X-9ABC", "5K7M-3Q2X-9ABC"}
    assert CODE != OTHER_CODE

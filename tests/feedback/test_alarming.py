"""An urgent case rings one person after another until somebody takes it: once a step, whoever rings."""

from dataclasses import replace

from feedback.alarming import handled, raise_alarm
from feedback.case_life import Event, State
from feedback.rota import Shift
from storage.maintenance import Database
from tests.support.alarming import ABOVE_TOLD, NIGHT, RING, add, after, duty, heard, opened, rings
from tests.support.casework import BO, YEN, a_told_case, letters_for, link
from tests.support.cast import (
    AN_BINH,
    DUNG,
    HANH,
    SINCE,
    THAO,
    TINH_LAM_SON,
    TRAM_Y_TE,
)
from tests.support.reviewing import BINH


async def test_it_rings_at_night_and_goes_up_until_the_tree_ends(database: Database) -> None:
    await opened(database, HANH, DUNG, THAO)
    assert [one[: len(RING)] for one in await heard(database, "hanh")] == [RING]
    assert await rings(database, 14.9, 15, 15, 29, 30, 45, 600) == [0, 1, 0, 0, 1, 0, 0]
    assert [one[: len(ABOVE_TOLD)] for one in await heard(database, "dung")] == [ABOVE_TOLD]
    assert [one[: len(ABOVE_TOLD)] for one in await heard(database, "thao")] == [ABOVE_TOLD]
    assert len(await heard(database, "hanh")) == 1


async def test_the_letter_holds_no_word_and_a_button(database: Database) -> None:
    await opened(database, HANH)
    (letter,) = await letters_for(database, "hanh", at=after(0))
    assert "Chờ 40 phút" not in letter.text
    assert [(choice.label, choice.payload) for choice in letter.choices] == [("Tôi xử lý", "-:alarm:PA1")]


async def test_by_the_rota_first_then_second_then_above(database: Database) -> None:
    await add(database, BINH)
    await opened(database, HANH, BINH, DUNG, rota=[duty(BINH), duty(HANH, 2)])
    assert (len(await heard(database, "binh")), await heard(database, "hanh")) == (1, [])
    assert await rings(database, 15) == [1]
    assert (len(await heard(database, "hanh")), await heard(database, "dung")) == (1, [])
    assert await rings(database, 30) == [1]
    assert len(await heard(database, "dung")) == 1


async def test_whoever_came_on_duty_meanwhile_is_rung_with_the_second(database: Database) -> None:
    """Rung at 23:10; at midnight the duty changes."""
    await add(database, BINH)
    shifts = [Shift(AN_BINH.id, HANH.id, 0, 0, weekday=1), Shift(AN_BINH.id, BINH.id, 0, 0, weekday=2)]
    await opened(database, HANH, BINH, DUNG, rota=shifts)
    assert (await heard(database, "binh"), await rings(database, 60)) == ([], [1])
    assert (len(await heard(database, "binh")), await heard(database, "dung")) == (1, [])


async def test_the_units_own_minutes_count(database: Database) -> None:
    async with database.transact() as tx:
        await tx.places.put_unit(replace(AN_BINH, alarm_minutes=5), since=SINCE)
    await opened(database, HANH, DUNG)
    assert await rings(database, 4.9, 5) == [0, 1]


async def test_whoever_has_no_linked_chat_is_not_waited_for(database: Database) -> None:
    await add(database, BINH)
    await opened(database, HANH, DUNG, rota=[duty(BINH), duty(HANH, 2)])
    assert len(await heard(database, "hanh")) == 1
    await rings(database, 15)
    assert len(await heard(database, "dung")) == 1


async def test_a_unit_without_anybody_rings_above_at_once_and_the_timeline_says_so(database: Database) -> None:
    case = await opened(database, DUNG, about=TRAM_Y_TE, handler=TRAM_Y_TE)
    assert len(await heard(database, "dung")) == 1
    async with database.reading() as tx:
        assert [one.what for one in await tx.cases.timeline(case.id)] == [Event.ESCALATED]


async def test_where_nobody_is_linked_it_is_tried_again_until_somebody_is(database: Database) -> None:
    await opened(database)
    assert await rings(database, 15, 20, 30) == [0, 0, 0]
    async with database.transact() as tx:
        await link(tx, HANH)
    assert await rings(database, 44, 45, 60) == [0, 1, 0]
    assert len(await heard(database, "hanh")) == 1


async def test_after_an_outage_only_the_next_step_goes_and_has_its_minutes(database: Database) -> None:
    yen = replace(YEN, id=BINH.id + 1)
    await add(database, BINH, yen, top=BO)
    await opened(database, HANH, BINH, DUNG, yen, THAO, rota=[duty(HANH), duty(BINH, 2)])
    assert await rings(database, 200, 201, 214, 215, 230) == [1, 0, 0, 1, 1]
    counts = [len(await heard(database, who)) for who in ("hanh", "binh", "dung", "yen", "thao")]
    assert counts == [1, 1, 1, 1, 0]


async def test_a_sealed_one_rings_whoever_has_it_and_never_the_unit(database: Database) -> None:
    await add(database, YEN, top=BO)
    sealed = {"sealed": True, "handler": TINH_LAM_SON, "concerns": (HANH.id,)}
    await opened(database, HANH, DUNG, YEN, THAO, **sealed)
    await rings(database, 15, 30, 45)
    assert [len(await heard(database, who)) for who in ("hanh", "dung", "yen", "thao")] == [0, 1, 1, 1]


async def test_whom_it_concerns_is_not_rung_though_they_are_on_duty(database: Database) -> None:
    await add(database, YEN, top=BO)
    sealed = {"sealed": True, "handler": BO, "concerns": (HANH.id, DUNG.id)}
    shifts = [Shift(BO.id, YEN.id, 0, 0, 2, weekday=1), Shift(BO.id, DUNG.id, 0, 0, 1, weekday=1)]
    await opened(database, HANH, DUNG, YEN, rota=shifts, **sealed)
    await rings(database, 15, 30, 45)
    assert [len(await heard(database, who)) for who in ("hanh", "dung", "yen")] == [0, 0, 1]


async def test_what_is_over_rings_no_more(database: Database) -> None:
    case = await opened(database, HANH, DUNG)
    async with database.transact() as tx:
        await tx.cases.save(replace(case, state=State.WITHDRAWN))
    assert await rings(database, 15, 30) == [0, 0]
    async with database.reading() as tx:
        assert await tx.alarms.open_ones() == []


async def test_a_case_that_is_not_urgent_rings_nobody(database: Database) -> None:
    async with database.transact() as tx:
        await link(tx, HANH)
        await raise_alarm(tx, await a_told_case(tx), now=NIGHT)
        await handled(tx, HANH, await a_told_case(tx, "PA2", receipt="4821093755162055"), now=NIGHT)
    assert await heard(database, "hanh") == []

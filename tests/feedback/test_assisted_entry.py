"""A typed slip is counted and answered like any other, and belongs to no chat, least of all to the operator's."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback.analysis import Analysis, TagFound
from feedback.assisted import How, TypedSlip
from feedback.assisted_concern import OfficerConcerned
from feedback.assisted_entry import keep_slip
from feedback.assisted_requests import AssistedOutcome, KeepSlip, SlipKept, SlipSeen
from feedback.case_moves import answer_case
from feedback.cases import State
from feedback.chance import Chance
from feedback.errors import NotAllowed, NotOnDuty
from feedback.handling import read_held, waiting_cases
from feedback.people import Officer
from feedback.periods import Week, midnight
from feedback.ratings import Level
from feedback.requests import Kind
from feedback.retention import erase_my_data, my_data, purge
from feedback.scoring import Tally
from storage.maintenance import Database
from storage.tables import audit, feedback, outbox, ratings, typed_slips, visits
from tests.support.builders import BOX, a_chat
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, HOA_LAC, MAI, NOW, QUAY_1, QUAY_2, TUAN

YESTERDAY = NOW.date() - timedelta(days=1)
SLIP = TypedSlip(How.PAPER, AN_BINH.id, QUAY_1.id, YESTERDAY, Level(2), "Cô ấy quát tôi.", MAI.id)
HERS = BOX.tag("telegram", "hanh")


async def keep(
    database: Database, slip: TypedSlip = SLIP, operator: Officer = HANH, *, again: bool = False, seed: int = 1
) -> AssistedOutcome:
    """The operator agrees to what was read back."""
    asked = KeepSlip(operator, slip, slip.words, "vi", "2026-11-nhan-ho", again)
    async with database.transact() as tx:
        await tx.chats.save([a_chat("hanh", officer=HANH)], at=NOW)
        chance = Chance(random.Random(seed).randrange)
        return await keep_slip(tx, asked, directory=DIRECTORY, chance=chance, now=NOW)


class Rude:
    """An analyst who finds everything rude."""

    async def analyse(self, text: str) -> Analysis:
        return Analysis(tags=(TagFound("thai-do", 0.9),), sentiment="tieu-cuc")


async def test_it_is_counted_as_a_citizens_rating_under_its_own_channel_and_proof(database: Database) -> None:
    assert isinstance(await keep(database), SlipKept)
    async with database.reading() as tx:
        (rating,), (visit,) = await tx.executor.rows(select(ratings)), await tx.executor.rows(select(visits))
        week = Week.of(NOW.date())  # it counts when it was typed in: a week that was told does not change
        counted = await tx.ratings.tally(AN_BINH.id, start=week.start, end=week.end)
    assert (rating.level, rating.channel, rating.proof, rating.respondent) == (2, "phieu-giay", "nhan-ho", "nguoi-dan")
    assert (rating.officer_id, rating.rated_at, visit.scanned_at) == (MAI.id, NOW, midnight(YESTERDAY))
    assert counted == Tally((0, 1, 0, 0, 0))


async def test_the_words_are_filed_now_for_nobodys_chat_and_found_by_their_receipt(database: Database) -> None:
    kept = await keep(database)
    assert isinstance(kept, SlipKept)
    async with database.transact() as tx:
        status = await tx.feedback.status(kept.receipt)
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=1, limit=9)
    assert status is not None
    assert (status.filed_at, status.due, status.reading) == (NOW, kept.due, True)
    assert (held.chat, held.channel, held.kind, held.level) == ("", "phieu-giay", Kind.WORDS, 2)
    assert (held.text, held.consent, held.seal) == (SLIP.words, "2026-11-nhan-ho", False)


async def test_no_answer_goes_to_the_operator_and_the_receipt_shows_it(database: Database) -> None:
    kept = await keep(database)
    await read_held(database, Rude(), now=NOW, chance=Chance(random.Random(2).randrange))
    async with database.transact() as tx:
        [case] = (await waiting_cases(tx, HANH, now=NOW)).cases
        await answer_case(tx, HANH, case.code, "Chúng tôi đã nhắc nhở.", now=NOW)
    async with database.reading() as tx:
        letters = await tx.executor.rows(select(outbox.c.chat))
        status = await tx.feedback.status(kept.receipt) if isinstance(kept, SlipKept) else None
    assert letters == []
    assert status is not None
    assert (status.state, status.answer) == (State.ANSWERED, "Chúng tôi đã nhắc nhở.")


async def test_the_operators_own_erasure_and_list_do_not_reach_it(database: Database) -> None:
    kept = await keep(database)
    async with database.transact() as tx:
        told = await my_data(tx, chat=HERS, officer=True)
        erased = await erase_my_data(tx, chat=HERS, now=NOW)
        status = await tx.feedback.status(kept.receipt) if isinstance(kept, SlipKept) else None
    assert (told.texts, erased.texts) == (0, 0)
    assert status is not None
    assert not status.erased


async def test_each_slip_has_a_voter_and_a_visit_of_its_own(database: Database) -> None:
    await keep(database)
    await keep(database, replace(SLIP, words="Chờ lâu quá."), seed=2)
    async with database.reading() as tx:
        rows = await tx.executor.rows(select(ratings.c.visit_key, ratings.c.voter))
    assert len({one for row in rows for one in row}) == 4
    assert all(len(one) == 32 for row in rows for one in row)


async def test_a_level_alone_has_no_receipt_and_words_alone_no_rating(database: Database) -> None:
    assert await keep(database, replace(SLIP, words="")) == SlipKept()
    alone = await keep(database, replace(SLIP, level=None), seed=2)
    assert isinstance(alone, SlipKept)
    assert len(alone.receipt) == 16
    async with database.reading() as tx:
        [kind] = await tx.executor.rows(select(feedback.c.kind, feedback.c.level))
        levels = await tx.executor.rows(select(ratings.c.level))
    assert (tuple(kind), [level for (level,) in levels]) == (("suggestion", None), [2])


async def nothing_kept(database: Database) -> bool:
    async with database.reading() as tx:
        tables = (visits, ratings, feedback, typed_slips, audit)
        return not any([await tx.executor.rows(select(table)) for table in tables])


@pytest.mark.parametrize(
    ("slip", "operator", "why"),
    [
        (SLIP, MAI, OfficerConcerned),
        (replace(SLIP, officer_id=None), MAI, OfficerConcerned),
        (replace(SLIP, words="Bà Hạnh quát tôi."), HANH, OfficerConcerned),
        (replace(SLIP, words="Anh Tuấn quát tôi."), TUAN, OfficerConcerned),
        (replace(SLIP, unit_id=HOA_LAC.id, counter_id=None, officer_id=None), HANH, NotAllowed),
        (replace(SLIP, officer_id=TUAN.id), HANH, NotOnDuty),  # the roster was changed meanwhile
    ],
)
async def test_what_is_refused_leaves_nothing_behind(
    database: Database, slip: TypedSlip, operator: Officer, why: type[Exception]
) -> None:
    with pytest.raises(why):
        await keep(database, slip, operator)
    assert await nothing_kept(database)


@pytest.mark.parametrize("operator", [TUAN, DUNG])
async def test_sealed_words_go_past_the_unit_whoever_typed_them(database: Database, operator: Officer) -> None:
    kept = await keep(database, replace(SLIP, words="Bà Hạnh bênh nhân viên."), operator)
    assert isinstance(kept, SlipKept)
    assert kept.sealed
    await read_held(database, Rude(), now=NOW, chance=Chance(random.Random(2).randrange))
    async with database.transact() as tx:
        assert (await waiting_cases(tx, HANH, now=NOW)).cases == ()
        assert len((await waiting_cases(tx, DUNG, now=NOW)).cases) == 1
        week = Week.of(NOW.date())
        assert await tx.feedback.voices(AN_BINH.id, start=week.start, end=week.end) == []


async def test_the_same_words_within_a_month_are_kept_only_when_it_is_another_slip(database: Database) -> None:
    await keep(database)
    spelt = replace(SLIP, words="cô ấy  quát tôi", officer_id=None, how=How.SPOKEN)
    assert await keep(database, spelt, seed=2) == SlipSeen()
    async with database.reading() as tx:
        assert len(await tx.executor.rows(select(feedback.c.id))) == 1
    assert isinstance(await keep(database, spelt, again=True, seed=2), SlipKept)
    others = [
        replace(SLIP, counter_id=QUAY_2.id),
        replace(SLIP, level=Level(1)),
        replace(SLIP, day=NOW.date()),
        replace(SLIP, words="Cô ấy cười tôi."),
    ]
    for seed, other in enumerate(others, 3):
        assert isinstance(await keep(database, other, seed=seed), SlipKept)


async def test_slips_without_words_are_never_taken_for_one(database: Database) -> None:
    for seed in (1, 2):
        assert await keep(database, replace(SLIP, words=""), seed=seed) == SlipKept()


async def test_after_a_month_the_fingerprint_is_gone(database: Database) -> None:
    await keep(database)
    for days, left in ((30, 1), (31, 0)):
        async with database.transact() as tx:
            await purge(tx, guests=(), now=NOW + timedelta(days=days))
            assert len(await tx.executor.rows(select(typed_slips))) == left


async def test_the_audit_says_who_typed_for_which_unit_and_how(database: Database) -> None:
    await keep(database)
    async with database.reading() as tx:
        [found] = await tx.audit.read(limit=9)
    entry = found.entry
    assert (entry.who, entry.what, entry.about, entry.why) == ("hanh", "nhap-phieu", "an-binh", "phieu-giay")

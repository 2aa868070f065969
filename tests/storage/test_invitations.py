"""A copy of the database tells no number and no code, and leads from no number to a ticket or a rating."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.channels.base import Capabilities, Uncertain
from bot.channels.zalo_oa_phone import NAME
from feedback.invitation_ports import End
from feedback.invitations import invite_due
from feedback.ports import Rate
from feedback.recording import record_visit
from feedback.tickets import Told, printed
from feedback.visits import Proof
from storage.cipher import Cipher
from storage.invitations import InvitationBook
from storage.keys import Keys, keyed_hash
from storage.maintenance import Database
from storage.reply_box import SealedReplyBox
from storage.tables import METADATA, invitations, opt_outs, ratings, tickets, visits
from tests.support.builders import a_rating, a_visit
from tests.support.cast import AN_BINH, NOW, QUAY_1, SECRET
from tests.support.desk import Desk
from tests.support.fakes import RecordingChannel
from tests.support.inviting import EVENING, LANS_NUMBER, LANS_PHONE, ROAD, authorise

REFERENCE = "H29.12-260803-0007"
NUMBERS = (LANS_PHONE, LANS_NUMBER, "0912345678", "912345678")
ONLY_A_TEMPLATE = Capabilities(buttons=0, max_text=2000, push=True, rate=Rate(1000.0, 1000.0), template=True)


async def recorded(database: Database) -> str:
    """The office tells of chị Lan's visit, with her number and consent; the code."""
    await authorise(database)
    told = Told(REFERENCE, NOW, counter=QUAY_1.code, phone=LANS_PHONE, phone_consent=True)
    async with database.transact() as tx:
        found = await record_visit(tx, told, now=NOW, road=ROAD)
    assert found.ticket.invitation == "planned"
    return found.code


async def rated(database: Database, code: str) -> None:
    """At home, by the code."""
    async with database.transact() as tx:
        visit = replace(a_visit(key=tx.tickets.visit_key(code)), proof=Proof.TICKET)
        await tx.ratings.keep([(a_rating(5, visit=visit), "lan", "web")])


async def handed(database: Database) -> None:
    await invite_due(database, now=EVENING, road=ROAD)


async def sent(database: Database, *troubles: Exception) -> None:
    desk = Desk(database, RecordingChannel(NAME, ONLY_A_TEMPLATE, troubles=[*troubles]))
    desk.clock.moment = EVENING
    await handed(database)
    assert await desk.send()
    assert len(desk.channel.sent) == (0 if troubles else 1)


async def unclear(database: Database) -> None:
    await sent(database, Uncertain("no answer in time"))


async def opted_out(database: Database) -> None:
    async with database.transact() as tx:
        await tx.invitations.opt_out(LANS_NUMBER, at=NOW)


async def planned(database: Database) -> None:
    """As it lies until the evening."""


STAGES = (planned, handed, sent, unclear, opted_out)
Stage = Callable[[Database], Awaitable[None]]


async def dump(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All tables, as a thief has them."""
    async with database.reading() as tx:
        return {
            table.name: [dict(row._mapping) for row in await tx.executor.rows(text(f"SELECT * FROM {table.name}"))]  # noqa: S608
            for table in METADATA.sorted_tables
        }


def plain(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def holds(copy: dict[str, list[dict[str, Any]]], *clues: str) -> set[str]:
    """The columns in which one of the clues stands, in the open or as hexadecimal digits."""
    return {
        f"{table}.{column}"
        for table, rows in copy.items()
        for row in rows
        for column, value in row.items()
        if any(clue.encode() in plain(value) or clue.encode().hex().encode() in plain(value) for clue in clues)
    }


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
async def test_no_number_and_no_code_is_found_at_any_stage(database: Database, stage: Stage) -> None:
    code = await recorded(database)
    await stage(database)
    copy = await dump(database)
    assert "units.code" in holds(copy, AN_BINH.code)
    assert holds(copy, *NUMBERS, code, printed(code), REFERENCE) == set()


async def test_the_search_does_find(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that the test above is for: number and code kept in the open."""
    monkeypatch.setattr(InvitationBook, "_hash", lambda self, phone: phone.encode())
    hide = Cipher.hide
    monkeypatch.setattr(
        Cipher, "hide", lambda self, it, place: it.encode() if place.startswith("invit") else hide(self, it, place)
    )
    monkeypatch.setattr(SealedReplyBox, "seal", lambda self, channel, address: address.encode())
    code = await recorded(database)
    assert holds(await dump(database), *NUMBERS, code) == {
        "invitations.phone",
        "invitations.address",
        "invitations.code",
    }


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
async def test_no_value_is_shared_by_invitations_and_tickets_visits_or_ratings(
    database: Database, stage: Stage
) -> None:
    code = await recorded(database)
    await stage(database)
    await rated(database, code)
    copy = await dump(database)
    theirs = _values(copy, invitations.name, opt_outs.name, "outbox", "gate")
    assert theirs & _values(copy, tickets.name, visits.name, ratings.name) == set()
    assert _values(copy, visits.name) & _values(copy, ratings.name)  # the search does find


def _values(copy: dict[str, list[dict[str, Any]]], *tables: str) -> set[bytes]:
    """Whatever is long enough to be a key, as bytes, and as bytes of the digits it may be written in."""
    found = {plain(value) for table in tables for row in copy[table] for value in row.values()}
    long = {value for value in found if len(value) >= 16}
    return long | {value.hex().encode()[:32] for value in long}


async def test_a_mark_made_by_the_tickets_key_would_be_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault that the test above is for."""
    key = Keys.derive(SECRET).ticket
    monkeypatch.setattr(InvitationBook, "mark", lambda self, code: keyed_hash(key, code).hex()[:32])
    await recorded(database)
    copy = await dump(database)
    assert _values(copy, invitations.name) & _values(copy, tickets.name)


@pytest.mark.parametrize("stage", [sent, opted_out], ids=lambda stage: stage.__name__)
async def test_after_its_end_only_mark_and_hash_are_left(database: Database, stage: Stage) -> None:
    await recorded(database)
    await stage(database)
    async with database.reading() as tx:
        (row,) = await tx.executor.rows(select(invitations))
    assert (row.unit_id, row.visited, row.address, row.code) == (None, None, b"", b"")


async def test_no_moment_of_an_invitation_tells_when_the_visit_was_recorded(database: Database) -> None:
    await recorded(database)
    (row,) = (await dump(database))["invitations"]
    moments = {str(value) for value in row.values()}
    assert not [one for one in moments if "07:31" in one or "00:31" in one]


async def test_two_offices_see_no_common_value_in_their_numbers_but_the_hash(database: Database) -> None:
    """The sealed box is another one each time."""
    boxes = {ROAD.box.seal(NAME, LANS_NUMBER) for _ in range(3)}
    assert len(boxes) == 3
    assert {len(box) for box in boxes} == {len(ROAD.box.seal(NAME, "84387654321"))}


async def test_an_ended_invitation_ends_once(database: Database) -> None:
    code = await recorded(database)
    async with database.transact() as tx:
        mark = tx.invitations.mark(code)
        assert await tx.invitations.end(mark, End.SENT, at=EVENING) == (AN_BINH.id, NOW.date())
        assert await tx.invitations.end(mark, End.SENT, at=EVENING + timedelta(hours=1)) is None

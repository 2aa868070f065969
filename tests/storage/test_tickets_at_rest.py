"""A stolen copy of the database joins no ticket to a rating, to the office's books or to a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Table, update

from feedback.visits import Respondent
from storage.maintenance import Database
from storage.tables import METADATA, ratings, tickets, visit_counts, visits
from tests.support.cast import HOA_LAC
from tests.support.ticketing import LAN, TOLD, rate, record, rows_of

COMMON = ("field", "respondent", "proof", "channel", "invitation")
"""Columns whose few values stand in many rows."""


def clues(row: dict[str, Any]) -> set[str]:
    """What could tie this row to another: keys and hashes in every spelling, what is derived from them, moments."""
    values = [value for name, value in row.items() if name not in COMMON]
    strong = [each for each in values if isinstance(each, bytes) or (isinstance(each, str) and len(each) > 11)]
    raw = [value if isinstance(value, bytes) else value.encode() for value in strong]
    spelled = {spelling for value in raw for spelling in (value.hex(), value.decode("latin-1"))}
    derived = {sha256(value).hexdigest() for value in raw} | {sha256(each.encode()).hexdigest() for each in spelled}
    moments = {value.isoformat() for value in row.values() if isinstance(value, datetime)}
    return {each[:32] for each in spelled | derived} | moments


async def joined(database: Database, left: Sequence[Table], right: Sequence[Table]) -> list[tuple[str, str]]:
    """Pairs of tables in which a copy of the database finds rows that belong together."""
    return [
        (one.name, other.name)
        for one in left
        for other in right
        for row in await rows_of(database, one)
        for partner in await rows_of(database, other)
        if clues(row) & clues(partner)
    ]


async def test_a_copy_joins_no_ticket_to_a_rating(database: Database) -> None:
    await rate(database, (await record(database)).code, LAN)
    assert ("visits", "ratings") in await joined(database, [visits], [ratings])  # the search does find
    others = [table for table in METADATA.sorted_tables if table not in (visits, ratings)]
    assert await joined(database, others, [visits, ratings]) == []


async def test_the_tickets_are_the_same_whichever_of_them_was_used(database: Database) -> None:
    """An hour apart at one counter: all that is kept of either fits the one rating as well."""
    codes = [(await record(database, replace(TOLD, reference=f"HS-{n}"))).code for n in range(2)]
    before = await rows_of(database, tickets)
    await rate(database, codes[1], LAN)
    assert await rows_of(database, tickets) == before
    one, other = ({k: v for k, v in row.items() if k not in ("hash", "facts", "sealed")} for row in before)
    assert one == other
    (visit,) = await rows_of(database, visits)
    assert (visit["scanned_at"].hour, visit["scanned_at"].minute) != (TOLD.at.hour, TOLD.at.minute)


async def test_tickets_of_unlike_visits_are_alike_to_a_thief(database: Database) -> None:
    """Another unit, field, respondent and officer, each told of once that day: the rating fits all of them as well."""
    unlike: list[dict[str, Any]] = [
        {"officer": "tuan", "respondent": Respondent.BUSINESS},
        {"field": "Đất đai, xây dựng, nông nghiệp và môi trường"},
        {"counter": "", "unit": HOA_LAC.code},
    ]
    codes = [(await record(database, replace(TOLD, reference=f"HS-{n}", **one))).code for n, one in enumerate(unlike)]
    await rate(database, codes[0], LAN, 1)
    (visit,), kept = await rows_of(database, visits), await rows_of(database, tickets)
    shown = {name: visit[name] for name in set(visit) & set(kept[0])}
    assert [row for row in kept if all(row[name] == value for name, value in shown.items())] == kept
    alike = {
        (row["day"], row["invitation"], *(len(value) for value in row.values() if isinstance(value, bytes)))
        for row in kept
    }
    assert len(alike) == 1


async def test_the_code_alone_opens_what_its_ticket_says(database: Database) -> None:
    """Neither another ticket's code nor all the keys of the house."""
    one, other = [(await record(database, replace(TOLD, reference=f"HS-{n}", officer="tuan"))).code for n in range(2)]
    async with database.transact() as tx:
        swapped = {row["hash"]: row["sealed"] for row in await rows_of(database, tickets)}
        first, second = swapped
        for hash, sealed in ((first, swapped[second]), (second, swapped[first])):
            await tx.executor.run(update(tickets).where(tickets.c.hash == hash).values(sealed=sealed))
    async with database.reading() as tx:
        for code in (one, other):
            with pytest.raises(InvalidTag):
                await tx.tickets.find(code)


async def test_neither_code_nor_reference_nor_hour_lies_open_anywhere(database: Database) -> None:
    code = (await record(database)).code
    await rate(database, code, LAN)
    kept = [str(row) for table in (tickets, visit_counts, visits, ratings) for row in await rows_of(database, table)]
    assert "canary" not in "".join(kept)
    assert code not in "".join(kept)
    moments = {
        v
        for t in (tickets, visits)
        for row in await rows_of(database, t)
        for v in row.values()
        if isinstance(v, datetime)
    }
    assert TOLD.at not in moments

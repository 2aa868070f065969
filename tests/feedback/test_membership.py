"""One-time codes, one's own score, and what a person may ask of their data."""

import asyncio
import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.chance import Chance
from feedback.errors import LinkCodeRefused, TooManyGuesses
from feedback.membership import issue_link, redeem_link
from feedback.retention import erase_my_data, find_receipt, my_data
from feedback.scorecards import my_score, score_card
from storage.maintenance import Database
from tests.support.builders import a_filed, a_rating
from tests.support.cast import MAI, NOW, QUAY_4, TUAN

CHANCE = Chance(random.Random(5).randrange)
TODAY = date(2026, 8, 3)


async def issue(database: Database) -> str:
    async with database.transact() as tx:
        return await issue_link(tx, TUAN, now=NOW, chance=CHANCE)


async def redeem(database: Database, code: str, *, chat: str = "c1", minutes: int = 1) -> object:
    async with database.transact() as tx:
        return await redeem_link(tx, code, chat=chat, now=NOW + timedelta(minutes=minutes))


async def test_a_code_links_once(database: Database) -> None:
    code = await issue(database)
    assert await redeem(database, code) == TUAN
    with pytest.raises(LinkCodeRefused):
        await redeem(database, code)


async def test_a_code_dies_after_ten_minutes_and_when_a_newer_one_is_issued(database: Database) -> None:
    old = await issue(database)
    with pytest.raises(LinkCodeRefused):
        await redeem(database, old, minutes=11)
    newer = await issue(database)
    with pytest.raises(LinkCodeRefused):
        await redeem(database, old)
    assert await redeem(database, newer) == TUAN


async def test_fifty_tries_at_once_make_one_link(database: Database) -> None:
    code = await issue(database)
    tries = (redeem(database, code, chat=f"c{n}") for n in range(50))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(outcome == TUAN for outcome in outcomes) == 1


async def refused(work: object) -> type[Exception]:
    try:
        await work  # type: ignore[misc]
    except (LinkCodeRefused, TooManyGuesses) as error:
        return type(error)
    raise AssertionError("it was accepted")


async def tried(database: Database, count: int) -> list[type[Exception]]:
    """Wrong codes typed in one chat, each in a transaction that keeps its count as the reception's does."""
    found = []
    for _ in range(count):
        async with database.transact() as tx:
            found.append(await refused(redeem_link(tx, "00000000", chat="c1", now=NOW)))
    return found


async def test_after_five_wrong_codes_the_chat_must_wait(database: Database) -> None:
    assert await tried(database, 6) == [LinkCodeRefused] * 5 + [TooManyGuesses]


async def test_after_five_wrong_receipts_even_a_right_one_must_wait(database: Database) -> None:
    async with database.transact() as tx:
        await tx.feedback.file(a_filed(receipt="1" * 16))
        for _ in range(5):
            assert await find_receipt(tx, "2" * 16, chat="c1", now=NOW) is None
        with pytest.raises(TooManyGuesses):
            await find_receipt(tx, "1" * 16, chat="c1", now=NOW)
        assert await find_receipt(tx, "1" * 16, chat="c2", now=NOW)
        assert await find_receipt(tx, "1" * 16, chat="c1", now=NOW + timedelta(hours=1, minutes=1))


async def test_a_right_receipt_forgives_the_wrong_ones(database: Database) -> None:
    async with database.transact() as tx:
        await tx.feedback.file(a_filed(receipt="1" * 16))
        for _ in range(3):
            await find_receipt(tx, "2" * 16, chat="c1", now=NOW)
        await find_receipt(tx, "1" * 16, chat="c1", now=NOW)
        for _ in range(5):
            assert await find_receipt(tx, "2" * 16, chat="c1", now=NOW) is None


async def test_a_person_sees_and_erases_their_own_words_only(database: Database) -> None:
    async with database.transact() as tx:
        await tx.feedback.file(a_filed(chat="c1"))
        await tx.feedback.file(a_filed(chat="c2"))
        assert (await my_data(tx, chat="c1", officer=False)).texts == 1
        assert (await erase_my_data(tx, chat="c1", now=NOW)).texts == 1
        assert (await my_data(tx, chat="c1", officer=False)).texts == 0
        assert (await my_data(tx, chat="c2", officer=False)).first == NOW


async def test_an_officer_sees_their_own_number_and_nobody_elses(database: Database) -> None:
    ratings = [a_rating(5, counter=QUAY_4, officer=TUAN, at=NOW - timedelta(hours=n)) for n in range(1, 13)]
    async with database.transact() as tx:
        await tx.ratings.keep([(rating, f"v{n}", "web") for n, rating in enumerate(ratings)])
        mine, others = await my_score(tx, TUAN, now=NOW), await my_score(tx, MAI, now=NOW)
    assert (mine.n, mine.missing) == (10, 0)
    assert (others.n, others.share, others.missing) == (0, None, 10)


def rows(
    count: int, *, first: date = TODAY - timedelta(days=90), level: int = 5, step: int = 1
) -> list[tuple[date, int]]:
    """Ratings a day apart."""
    return [(first + timedelta(days=n * step), level) for n in range(count)]


def test_nine_ratings_show_no_share() -> None:
    card = score_card(rows(9), praise=())
    assert (card.share, card.n, card.missing) == (None, 0, 1)


def test_the_eleventh_rating_changes_nothing_at_all() -> None:
    ten, eleven = (score_card([*rows(10), *more], praise=()) for more in ([], [(TODAY, 1)]))
    assert ten == eleven


def test_a_block_counts_in_the_month_it_was_filled() -> None:
    card = score_card(rows(45, first=date(2026, 6, 1)), praise=())
    assert [(name, found.n) for name, found in card.months] == [("2026-06", 30), ("2026-07", 10)]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 5)), max_size=90))
def test_no_two_figures_ever_differ_by_fewer_than_ten_people(raw: list[tuple[int, int]]) -> None:
    """On one card and over all cards that an officer could have asked for, one rating after the other."""
    ratings = sorted((TODAY + timedelta(days=day), level) for day, level in raw)
    figures = {(0, 0)}
    for count in range(len(ratings) + 1):
        card = score_card(ratings[:count], praise=())
        shown = [found for _, found in card.months] + ([card.share] if card.share else [])
        figures |= {(found.n, found.hits) for found in shown}
        assert sum(found.n for _, found in card.months) == card.n
    assert all(n % 10 == 0 for n, _ in figures)

"""Monday, 07:31: who gets a digest, who is passed over, and whose trouble stops nobody."""

import asyncio
import json
import logging
from dataclasses import replace

import pytest

from digest.letters import Roads
from digest.weekly import Sent, preview, send, send_due
from feedback.messages import Chat
from feedback.units import Directory
from feedback.wording import words
from tests.digest import weeks
from tests.digest.fakes import TOWN, WEEK, Books, Box
from tests.support.cast import AN_BINH, HANH, HOA_LAC, NOW, TINH_LAM_SON, TRAM_Y_TE

ROADS = Roads(push={"telegram"}, mail=True)


async def monday(books: Books, *, owner: str = "replica-1") -> Sent:
    return await send_due(books, now=NOW, owner=owner, box=Box(), words=words("vi"), roads=ROADS)


async def test_each_unit_that_is_due_gets_one() -> None:
    books = Books({AN_BINH.id: weeks.busy()}, pending=[(AN_BINH.id, WEEK), (HOA_LAC.id, WEEK)])
    assert await monday(books) == Sent(stored=2, letters=2)
    assert [recipient for recipient, _ in books.posted] == ["hanh:mail", "binh:mail"]
    assert await monday(books) == Sent()


async def test_three_replicas_at_once_write_it_once() -> None:
    books = Books(pending=[(AN_BINH.id, WEEK.shift(back)) for back in (-2, -1, 0)])
    sent = await asyncio.gather(*(monday(books, owner=f"replica-{n}") for n in range(3)))
    assert sum(sent, Sent()) == Sent(stored=3, letters=3)
    assert len({letter.dedup for _, letter in books.posted}) == 3


async def test_missed_weeks_go_first_and_in_order() -> None:
    books = Books(pending=[(AN_BINH.id, WEEK.shift(back)) for back in (-3, -2, -1, 0)])
    await monday(books)
    assert [letter.subject.split(" ")[3] for _, letter in books.posted] == ["28", "29", "30", "31"]
    assert ["gửi bù" in letter.reply.text for _, letter in books.posted] == [True, True, True, False]


async def test_a_unit_in_trouble_stops_nobody_and_is_named_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    due = [(AN_BINH.id, WEEK.shift(-1)), (AN_BINH.id, WEEK), (HOA_LAC.id, WEEK)]
    books = Books(pending=due, broken={AN_BINH.id})
    with caplog.at_level(logging.ERROR):
        assert await monday(books) == Sent(stored=1, letters=1, failed=1)
    assert list(books.stored) == [(HOA_LAC.id, WEEK)]
    (record,) = caplog.records
    assert vars(record)["fields"] == {"error": "OSError", "unit": "an-binh", "week": "2026-W30"}
    assert "những lời" not in caplog.text


async def test_a_later_week_does_not_overtake_one_that_somebody_else_is_writing() -> None:
    books = Books(
        pending=[(AN_BINH.id, WEEK.shift(-1)), (AN_BINH.id, WEEK)], claimed={(AN_BINH.id, WEEK.shift(-1))}
    )
    assert await monday(books) == Sent()


async def test_a_vacant_seat_is_recorded_as_undelivered() -> None:
    books = Books(pending=[(TRAM_Y_TE.id, WEEK)])
    assert await monday(books) == Sent(stored=1, undelivered=1)
    assert books.stored[TRAM_Y_TE.id, WEEK]["undelivered"] == "no-head"


async def test_a_head_without_any_road_is_told_apart_from_a_vacant_seat() -> None:
    books = Books(pending=[(AN_BINH.id, WEEK)])
    sent = await send_due(
        books, now=NOW, owner="replica-1", box=Box(), words=words("vi"), roads=Roads(push={"telegram"})
    )
    assert sent == Sent(stored=1, undelivered=1)
    assert books.stored[AN_BINH.id, WEEK]["undelivered"] == "no-road"


async def test_the_superior_unit_and_one_that_left_are_passed_over() -> None:
    books = Books(pending=[(TINH_LAM_SON.id, WEEK), (99, WEEK)])
    assert await monday(books) == Sent()
    assert books.claimed == set()


async def test_her_telegram_gets_it_when_she_has_linked_one() -> None:
    chat = Chat("a" * 32, "telegram", b"sealed", officer_id=HANH.id)
    books = Books(pending=[(AN_BINH.id, WEEK)], links={HANH.id: [chat]})
    await monday(books)
    assert [letter.channel for _, letter in books.posted] == ["telegram"]


async def test_what_is_kept_is_data() -> None:
    books = Books({AN_BINH.id: weeks.bad()}, pending=[(AN_BINH.id, WEEK)])
    await monday(books)
    kept = json.loads(json.dumps(books.stored[AN_BINH.id, WEEK]))
    assert kept["undelivered"] == ""
    assert kept["figure"]["n"] == 24


async def test_nothing_is_written_or_rendered_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    books, seen = Books(pending=[(AN_BINH.id, WEEK)]), []
    monkeypatch.setattr("digest.letters.as_html", lambda _: seen.append(books.open_transactions) or "page")
    await monday(books)
    assert seen == [0]


async def test_one_digest_by_hand_goes_through_the_same_ledger() -> None:
    books = Books(pending=[(AN_BINH.id, WEEK)])
    by_hand = {"now": NOW, "owner": "by hand", "box": Box(), "words": words("vi"), "roads": ROADS}
    assert await send(books, AN_BINH, WEEK, **by_hand) == Sent(stored=1, letters=1)
    assert await send(books, AN_BINH, WEEK, **by_hand) is None
    assert await monday(books) == Sent()


async def test_a_preview_leaves_no_trace() -> None:
    books = Books({AN_BINH.id: weeks.busy()})
    digest = await preview(books, AN_BINH, WEEK, now=NOW, words=words("vi"))
    assert digest.facts.score.ratings == 41
    assert (books.claimed, books.stored, books.posted) == (set(), {}, [])


async def test_two_heads_of_one_unit_each_get_theirs() -> None:
    other = replace(HANH, id=9, code="lien", name="Trịnh Kim Liên", email="lien@example.vn")
    town = Directory.of(units=TOWN.units.values(), officers=(*TOWN.officers.values(), other))
    books = Books(town=town, pending=[(AN_BINH.id, WEEK)])
    assert (await monday(books)).letters == 2

"""Photos at rest: held beside a talk, sent along, fetched once, seen with the case, gone with the words and in time."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from feedback.analysis import Analysis
from feedback.media import MOST_KEPT, Attached, Held, Photos
from feedback.retention import erase_my_data, purge
from storage.maintenance import Database
from storage.tables import media
from tests.support.builders import BOX, a_case, a_filed
from tests.support.cast import HANH, NOW

LAN = BOX.tag("telegram", "lan")


def held(key: str, *, content: bytes = b"") -> Held:
    return Held(key, "telegram", Attached(f"file-of-{key}", content))


async def sent(database: Database, *keys: str, content: bytes = b"") -> int:
    """Chị Lan's words with these photos; the number of the case that came of them."""
    async with database.transact() as tx:
        await tx.media.hold([held(key, content=content) for key in keys], at=NOW)
        id = await tx.feedback.file(a_filed(chat=LAN))
        assert await tx.media.attach(keys, id, at=NOW) == len(keys)
        case_id = await tx.cases.open(a_case("PA1"))
        await tx.feedback.read(id, Analysis(), sealed=False, case_id=case_id, at=NOW)
    return case_id


async def left(database: Database) -> list[str]:
    async with database.reading() as tx:
        return sorted(key for (key,) in await tx.executor.rows(select(media.c.key)))


async def test_nothing_is_fetched_before_its_words_are_sent(database: Database) -> None:
    async with database.transact() as tx:
        await tx.media.hold([held("a")], at=NOW)
        assert await tx.media.wanted(now=NOW, lease_seconds=60, limit=9) == []
    await sent(database, "b")
    async with database.transact() as tx:
        [wanted] = await tx.media.wanted(now=NOW, lease_seconds=60, limit=9)
    assert (wanted.key, wanted.channel, wanted.reference) == ("b", "telegram", "file-of-b")


async def test_replicas_do_not_fetch_twice_unless_one_died(database: Database) -> None:
    await sent(database, "a")
    async with database.transact() as tx:
        assert await tx.media.wanted(now=NOW, lease_seconds=60, limit=9)
    async with database.transact() as tx:
        assert await tx.media.wanted(now=NOW + timedelta(seconds=59), lease_seconds=60, limit=9) == []
        assert await tx.media.wanted(now=NOW + timedelta(seconds=60), lease_seconds=60, limit=9)


async def test_a_photo_is_kept_once_and_its_reference_goes(database: Database) -> None:
    case_id = await sent(database, "a", "b")
    async with database.transact() as tx:
        assert await tx.media.keep("b", b"pixels")
        assert not await tx.media.keep("b", b"others")
        assert await tx.media.content("b") == b"pixels"
        assert await tx.media.of_case(case_id) == Photos(("b",), coming=1)
        [(reference,)] = await tx.executor.rows(select(media.c.reference).where(media.c.key == "b"))
    assert reference == b""


async def test_photos_are_seen_in_the_order_they_were_sent(database: Database) -> None:
    case_id = await sent(database, "c", "a", "b", content=b"pixels")
    async with database.reading() as tx:
        assert await tx.media.of_case(case_id) == Photos(("c", "a", "b"))
        assert await tx.media.of_case(case_id + 1) == Photos()


async def test_a_photo_copied_into_another_row_does_not_open(database: Database) -> None:
    await sent(database, "a", "b", content=b"pixels")
    async with database.transact() as tx:
        [(content,)] = await tx.executor.rows(select(media.c.content).where(media.c.key == "a"))
        await tx.executor.run(update(media).where(media.c.key == "b").values(content=content))
        with pytest.raises(InvalidTag):
            await tx.media.content("b")


async def test_what_the_platform_does_not_give_comes_again_later(database: Database) -> None:
    await sent(database, "a")
    async with database.transact() as tx:
        await tx.media.postpone("a", due=NOW + timedelta(minutes=5))
        assert await tx.media.wanted(now=NOW, lease_seconds=60, limit=9) == []
        [again] = await tx.media.wanted(now=NOW + timedelta(minutes=5), lease_seconds=60, limit=9)
    assert again.tries == 1


async def test_what_is_given_up_is_told_once_to_whoever_sent_it(database: Database) -> None:
    await sent(database, "a")
    async with database.transact() as tx:
        assert await tx.media.give_up("a") == (LAN, NOW)
        assert await tx.media.give_up("a") is None
        assert not await tx.media.keep("a", b"pixels")


async def test_dropping_touches_only_what_is_held(database: Database) -> None:
    await sent(database, "sent", content=b"pixels")
    async with database.transact() as tx:
        await tx.media.hold([held("held")], at=NOW)
        await tx.media.drop(["held", "sent"])
    assert await left(database) == ["sent"]


async def test_a_photo_cannot_be_sent_along_twice(database: Database) -> None:
    case_id = await sent(database, "a", content=b"pixels")
    async with database.transact() as tx:
        other = await tx.feedback.file(a_filed(chat=BOX.tag("telegram", "sau")))
        assert await tx.media.attach(["a"], other, at=NOW) == 0
        assert await tx.media.of_case(case_id) == Photos(("a",))


async def test_erasing_the_words_erases_the_photos(database: Database) -> None:
    await sent(database, "a", "b", content=b"pixels")
    async with database.reading() as tx:
        assert await tx.media.of_chat(LAN) == (2, 0)
    async with database.transact() as tx:
        await erase_my_data(tx, chat=BOX.tag("telegram", "sau"), now=NOW)
    assert await left(database) == ["a", "b"]
    async with database.transact() as tx:
        await erase_my_data(tx, chat=LAN, now=NOW)
    assert await left(database) == []


async def test_photos_go_ninety_days_after_the_answer_and_those_held_after_a_day(database: Database) -> None:
    await sent(database, "a", content=b"pixels")
    async with database.transact() as tx:
        await tx.media.hold([held("held")], at=NOW)
        case = await tx.cases.lock(HANH, "PA1")
        assert case
        await tx.cases.save(case.reply("Xin lỗi Ông/Bà.", at=NOW))

    async def after(**time: float) -> list[str]:
        async with database.transact() as tx:
            await purge(tx, guests=(), now=NOW + timedelta(**time))
        return await left(database)

    assert await after(hours=23) == ["a", "held"]
    assert await after(hours=25) == ["a"]
    assert await after(days=89) == ["a"]
    assert await after(days=91) == []


async def test_the_photos_of_a_case_that_waits_stay_but_not_for_ever(database: Database) -> None:
    await sent(database, "a", content=b"pixels")
    async with database.transact() as tx:
        await purge(tx, guests=(), now=NOW + timedelta(days=364))
    assert await left(database) == ["a"]
    async with database.transact() as tx:
        await purge(tx, guests=(), now=NOW + timedelta(days=366))
    assert await left(database) == []


async def test_the_room_grows_less_with_what_is_kept(database: Database) -> None:
    await sent(database, "a", content=b"x" * 1000)
    async with database.reading() as tx:
        assert await tx.media.room() == MOST_KEPT - 1000

"""The dialogues by chat tag."""

import asyncio
from dataclasses import replace

import pytest

from storage.maintenance import Database, open_database
from tests.support.builders import BOX, a_chat, a_letter
from tests.support.cast import HANH, NOW, SECRET, TUAN

LAN, SAU, HUNG = (BOX.tag("telegram", name) for name in ("lan", "sau", "hung"))


async def test_a_chat_is_read_as_it_was_written(database: Database) -> None:
    lan = a_chat("lan", state={"step": "describe", "draft": "Quầy số 1 không có ai ạ", "offered": [["Gửi", "send"]]})
    async with database.transact() as tx:
        await tx.chats.save([lan], at=NOW)
    async with database.transact() as tx:
        assert await tx.chats.lock([LAN, SAU]) == {LAN: lan}
        assert await tx.chats.get(LAN) == lan


async def test_the_last_writing_of_a_chat_stands(database: Database) -> None:
    lan = a_chat("lan")
    moved = replace(lan, state={"step": "thanks"}, language="en", officer_id=TUAN.id)
    async with database.transact() as tx:
        await tx.chats.save([lan, a_chat("sau")], at=NOW)
    async with database.transact() as tx:
        await tx.chats.save([moved], at=NOW)
    async with database.reading() as tx:
        assert await tx.chats.get(LAN) == moved


async def test_a_chat_that_was_locked_but_never_written_is_unknown(database: Database) -> None:
    async with database.transact() as tx:
        assert await tx.chats.lock([LAN]) == {}
    async with database.transact() as tx:
        assert await tx.chats.lock([LAN]) == {}
        assert await tx.chats.get(LAN) is None
        assert await tx.chats.lock([]) == {}


async def test_ba_hanh_is_reached_in_each_chat_she_linked_but_not_where_she_blocked_us(
    database: Database,
) -> None:
    here, there = a_chat("hanh", officer=HANH), a_chat("hanh", channel="zalo-bot", officer=HANH)
    blocked = a_chat("hanh-old", officer=HANH)
    async with database.transact() as tx:
        await tx.chats.save([here, there, blocked, a_chat("tuan", officer=TUAN), a_chat("lan")], at=NOW)
        await tx.chats.mark_unreachable(blocked.tag)
        found = await tx.chats.of_officer(HANH.id)
    assert sorted(chat.tag for chat in found) == sorted([here.tag, there.tag])


async def test_letters_to_a_person_who_left_are_given_up(database: Database) -> None:
    async with database.transact() as tx:
        await tx.chats.save([a_chat("lan"), a_chat("sau")], at=NOW)
        await tx.outbox.add([a_letter(to="lan"), a_letter(to="sau")], at=NOW)
        await tx.chats.mark_unreachable(LAN)
        chat, backlog = await tx.chats.get(LAN), await tx.outbox.backlog(now=NOW)
    assert chat is not None
    assert chat.unreachable
    assert (backlog["waiting"], backlog["failed"]) == (1, 1)


async def test_whoever_writes_again_is_reachable_again(database: Database) -> None:
    async with database.transact() as tx:
        await tx.chats.save([a_chat("lan", unreachable=True)], at=NOW)
        await tx.chats.save([a_chat("lan")], at=NOW)
        chat = await tx.chats.get(LAN)
    assert chat is not None
    assert not chat.unreachable


@pytest.mark.parametrize("known", [True, False], ids=["known chat", "new chat"])
async def test_two_replicas_hear_one_person_one_after_the_other(
    database: Database, database_url: str, known: bool
) -> None:
    other = open_database(database_url, SECRET)
    if known:
        async with database.transact() as tx:
            await tx.chats.save([a_chat("lan", state={"heard": 0})], at=NOW)

    async def hear(replica: Database) -> None:
        async with replica.transact() as tx:
            chat = (await tx.chats.lock([LAN, SAU])).get(LAN) or a_chat("lan", state={"heard": 0})
            await asyncio.sleep(0.02)
            await tx.chats.save([replace(chat, state={"heard": chat.state["heard"] + 1})], at=NOW)

    await asyncio.gather(*(hear(replica) for replica in (database, other) * 4))
    async with database.reading() as tx:
        chat = await tx.chats.get(LAN)
    await other.close()
    assert chat is not None
    assert chat.state == {"heard": 8}


async def test_replicas_with_overlapping_batches_never_wait_in_a_circle(database: Database, database_url: str) -> None:
    other = open_database(database_url, SECRET)
    names = [f"người dân {number}" for number in range(12)]

    async def hear(replica: Database, people: list[str]) -> None:
        async with replica.transact() as tx:
            await tx.chats.lock([BOX.tag("telegram", name) for name in people])
            await asyncio.sleep(0.005)
            await tx.chats.save([a_chat(name) for name in people], at=NOW)

    batches = [(names[start:] + names[:start])[:8] for start in range(12)]
    await asyncio.gather(*(hear((database, other)[i % 2], batch) for i, batch in enumerate(batches)))
    async with database.reading() as tx:
        assert all([await tx.chats.get(BOX.tag("telegram", name)) for name in names])
    await other.close()

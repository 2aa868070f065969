"""The dialogues by chat tag."""

import asyncio
from dataclasses import replace

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from storage.maintenance import Database, open_database
from storage.tables import chats
from tests.support.builders import BOX, a_chat, a_letter, later
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


async def test_a_talk_nobody_touched_is_emptied_and_the_chat_stays(database: Database) -> None:
    lan, sau = a_chat("lan", state={"draft": "Quầy số 1 không có ai"}), a_chat("sau", state={"step": "rate"})
    async with database.transact() as tx:
        await tx.chats.save([replace(lan, language="en")], at=NOW)
        await tx.chats.save([sau], at=later(days=1))
    async with database.transact() as tx:
        assert await tx.chats.forget_talks(before=NOW) == 0
        assert await tx.chats.forget_talks(before=later(hours=1)) == 1
        assert await tx.chats.forget_talks(before=later(hours=1)) == 0
    async with database.transact() as tx:
        assert await tx.chats.lock([LAN, SAU]) == {LAN: replace(lan, language="en", state={}), SAU: sau}
        await tx.chats.save([lan], at=later(days=2))
        assert await tx.chats.get(LAN) == lan


async def test_anh_tuan_stays_linked_when_his_talk_is_forgotten(database: Database) -> None:
    tuan = a_chat("tuan", officer=TUAN)
    async with database.transact() as tx:
        await tx.chats.save([tuan], at=NOW)
        assert await tx.chats.forget_talks(before=later(hours=1)) == 0  # of a linked chat only the day is known
        assert await tx.chats.forget_talks(before=later(days=2)) == 1
        assert await tx.chats.of_officer(TUAN.id) == [replace(tuan, state={})]


async def test_guests_of_the_page_are_dropped_and_nobody_else(database: Database) -> None:
    guest, fresh = a_chat("khách", channel="web"), a_chat("khách mới", channel="web")
    linked, other = a_chat("hanh", channel="web", officer=HANH), a_chat("lan")
    async with database.transact() as tx:
        await tx.chats.save([guest, linked, other], at=NOW)
        await tx.chats.save([fresh], at=later(days=7))
    async with database.transact() as tx:
        assert await tx.chats.forget_guests(["web", "kiosk"], before=later(days=7)) == 1
        assert await tx.chats.forget_guests([], before=later(days=99)) == 0
        known = await tx.chats.lock([chat.tag for chat in (guest, fresh, linked, other)])
    assert known.keys() == {fresh.tag, linked.tag, other.tag}


@pytest.mark.parametrize("forget", ["talks", "guests"])
async def test_nobody_who_is_being_heard_is_forgotten_meanwhile(
    database: Database, database_url: str, forget: str
) -> None:
    other = open_database(database_url, SECRET)
    async with database.transact() as tx:
        await tx.chats.save([a_chat("lan"), a_chat("sau")], at=NOW)

    async def clean() -> int:
        async with other.transact() as tx:
            if forget == "talks":
                return await tx.chats.forget_talks(before=later(days=1))
            return await tx.chats.forget_guests(["telegram"], before=later(days=1))

    async with database.transact() as tx:
        await tx.chats.lock([LAN])
        cleaning = asyncio.create_task(clean())
        await asyncio.sleep(0.05)
        await tx.chats.save([a_chat("lan", state={"step": "thanks"})], at=later(days=2))
    assert await cleaning == 1
    async with database.reading() as tx:
        lan = await tx.chats.get(LAN)
    await other.close()
    assert lan is not None
    assert lan.state == {"step": "thanks"}


async def test_a_state_moved_to_another_chat_does_not_open(database: Database) -> None:
    async with database.transact() as tx:
        await tx.chats.save([a_chat("lan"), a_chat("sau")], at=NOW)
        (state,) = (await tx.executor.rows(select(chats.c.state).where(chats.c.tag == LAN)))[0]
        await tx.executor.run(update(chats).where(chats.c.tag == SAU).values(state=state))
        with pytest.raises(InvalidTag):
            await tx.chats.get(SAU)

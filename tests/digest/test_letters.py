"""By which road bà Hạnh gets her digest."""

from dataclasses import replace
from datetime import timedelta

from digest.letters import Roads, letters
from feedback.messages import Chat, Lane
from tests.digest import weeks
from tests.digest.fakes import Box, digest_of
from tests.support.cast import HANH, NOW

TELEGRAM = Chat("a" * 32, "telegram", b"sealed 1", officer_id=HANH.id)
ZALO = Chat("b" * 32, "zalo_oa", b"sealed 2", officer_id=HANH.id)
WEBCHAT = Chat("c" * 32, "webchat", b"sealed 3", officer_id=HANH.id)
ROADS = Roads(push={"telegram", "zalo_oa"}, pull={"webchat"}, mail=True)


async def roads_taken(*chats: Chat, roads: Roads = ROADS, head=HANH) -> list[str]:
    found = letters(await digest_of(weeks.busy()), [(head, chats)], roads=roads, box=Box(), now=NOW)
    return [letter.channel for _, letter in found]


async def test_every_chat_she_can_be_written_to_gets_it_and_then_no_mail() -> None:
    assert await roads_taken(TELEGRAM, ZALO) == ["telegram", "zalo_oa"]


async def test_without_a_chat_it_goes_by_mail() -> None:
    assert await roads_taken() == ["mail"]


async def test_a_chat_to_be_fetched_gets_it_beside_the_mail() -> None:
    assert await roads_taken(WEBCHAT) == ["webchat", "mail"]
    assert await roads_taken(WEBCHAT, TELEGRAM) == ["telegram", "webchat"]


async def test_a_blocked_chat_and_a_channel_that_is_switched_off_are_no_road() -> None:
    assert await roads_taken(replace(TELEGRAM, unreachable=True)) == ["mail"]
    assert await roads_taken(TELEGRAM, roads=replace(ROADS, push={"zalo_oa"})) == ["mail"]


async def test_no_mail_without_a_mail_server_or_an_address() -> None:
    assert await roads_taken(roads=replace(ROADS, mail=False)) == []
    assert await roads_taken(head=replace(HANH, email="")) == []


WINDOWS = replace(ROADS, windows={"zalo_oa": timedelta(hours=48)})


async def test_past_the_window_of_a_platform_it_goes_by_mail() -> None:
    fresh = replace(ZALO, heard_at=NOW - timedelta(hours=47))
    assert await roads_taken(fresh, roads=WINDOWS) == ["zalo_oa"]
    assert await roads_taken(replace(ZALO, heard_at=NOW - timedelta(hours=49)), roads=WINDOWS) == ["mail"]
    assert await roads_taken(ZALO, roads=WINDOWS) == ["mail"]
    assert await roads_taken(ZALO, TELEGRAM, roads=WINDOWS) == ["telegram"]


async def test_a_notice_is_a_road_where_an_administrator_set_one() -> None:
    assert await roads_taken(ZALO, roads=replace(WINDOWS, notices={"zalo_oa"})) == ["zalo_oa"]


async def test_without_any_other_road_it_waits_in_the_chat() -> None:
    assert await roads_taken(ZALO, roads=replace(WINDOWS, mail=False)) == ["zalo_oa"]
    assert await roads_taken(ZALO, roads=WINDOWS, head=replace(HANH, email="")) == ["zalo_oa"]


async def test_the_letter_waits_behind_citizens_and_goes_out_at_most_once() -> None:
    ((recipient, letter),) = letters(
        await digest_of(weeks.busy()), [(HANH, [TELEGRAM])], roads=ROADS, box=Box(), now=NOW
    )
    assert recipient == "hanh:telegram:aaaaaaaa"
    assert letter.dedup == "digest:an-binh:2026-W31:hanh:telegram:aaaaaaaa"
    assert (letter.chat, letter.address) == (TELEGRAM.tag, TELEGRAM.address)
    assert letter.lane is Lane.DIGEST
    assert letter.once
    assert letter.reply.document == ""


async def test_the_mail_brings_the_page_and_its_address_is_sealed() -> None:
    ((recipient, letter),) = letters(await digest_of(weeks.busy()), [(HANH, [])], roads=ROADS, box=Box(), now=NOW)
    assert recipient == "hanh:mail"
    assert letter.address == b"sealed mail hanh@example.vn"
    assert letter.subject == "Bản tin tuần 31 – TTPVHCC phường An Bình"
    assert letter.reply.document.startswith("<!DOCTYPE html>")
    assert letter.reply.text.startswith("Bản tin tuần 31")

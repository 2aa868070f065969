"""Fetching photos: after the words were sent, again after trouble, once, and the sender hears when it was in vain."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.channels.base import Rejected, Unavailable, Uncertain
from bot.collecting import REFUSALS, Collecting
from feedback.analysis import Analysis
from feedback.chance import Chance
from feedback.errors import CaseNotFound
from feedback.evidence import hold_media, show_photos
from feedback.handling import release
from feedback.media import MOST_AN_HOUR, Attached, Held, Photos, PictureRefused, Trouble
from feedback.retention import erase_my_data
from storage.maintenance import Database, take_over
from storage.sqlite import SqliteDatabase
from tests.support.builders import BOX, a_chat, a_filed
from tests.support.cast import DUNG, HANH, NOW, TUAN

LAN = BOX.tag("telegram", "lan")


@dataclass
class Keeper:
    """A platform that has every file, unless trouble is due; `meanwhile` happens during a download."""

    troubles: list[Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def download(self, reference: str) -> bytes:
        self.asked.append(reference)
        if self.troubles:
            raise self.troubles.pop(0)
        return reference.encode()


@dataclass
class Draughtsman:
    """Draws anything, unless told to refuse."""

    refuse: Trouble | None = None

    async def clean(self, raw: bytes) -> bytes:
        if self.refuse:
            raise PictureRefused(self.refuse)
        return b"clean " + raw


@dataclass
class Round:
    """Collecting with its stand-ins, `minutes` after the words were sent."""

    database: Database
    keeper: Keeper = field(default_factory=Keeper)
    pictures: Draughtsman = field(default_factory=Draughtsman)

    async def goes(self, *, minutes: float = 0) -> int:
        collecting = Collecting(self.database, {"telegram": self.keeper}, self.pictures)
        return await collecting.round(NOW + timedelta(minutes=minutes))

    async def heard(self) -> list[str]:
        async with self.database.transact() as tx:
            return [reply.text for reply in await tx.outbox.collect(LAN, at=NOW + timedelta(days=2))]


@pytest.fixture
async def round(database: Database) -> Round:
    """Chị Lan sent words with one photo."""
    async with database.transact() as tx:
        await tx.chats.save([a_chat("lan")], at=NOW)
        await hold_media(tx, [Held("k" * 32, "telegram", Attached("AgAC"))], now=NOW)
        await tx.media.attach(["k" * 32], await tx.feedback.file(a_filed(chat=LAN)), at=NOW)
    return Round(database)


async def content(database: Database) -> bytes | None:
    async with database.reading() as tx:
        return await tx.media.content("k" * 32)


async def test_a_photo_is_fetched_made_safe_and_kept_once(round: Round) -> None:
    assert [await round.goes(), await round.goes()] == [1, 0]
    assert await content(round.database) == b"clean AgAC"
    assert round.keeper.asked == ["AgAC"]
    assert await round.heard() == []


@pytest.mark.parametrize("error", [Unavailable("HTTP 502"), Uncertain("ReadTimeout"), TimeoutError(), Rejected("gone")])
async def test_after_trouble_it_is_asked_for_again(round: Round, error: Exception) -> None:
    round.keeper.troubles = [error]
    assert [await round.goes(), await round.goes(), await round.goes(minutes=1)] == [1, 0, 1]
    assert await content(round.database) == b"clean AgAC"
    assert await round.heard() == []


async def test_six_hours_of_outage_lose_no_photo(round: Round) -> None:
    round.keeper.troubles = [Unavailable("HTTP 502")] * 36
    for minutes in range(0, 361, 10):
        await round.goes(minutes=minutes)
    await round.goes(minutes=400)
    assert await content(round.database) == b"clean AgAC"


async def test_what_the_platform_has_lost_is_said_to_be_lost_once(round: Round) -> None:
    round.keeper.troubles = [Rejected("gone")] * 9
    for minutes in range(9):
        await round.goes(minutes=minutes)
    assert len(round.keeper.asked) == REFUSALS + 1
    [told] = await round.heard()
    assert "không lấy được ảnh" in told
    assert "Lời Ông/Bà viết vẫn được giữ nguyên" in told


async def test_after_a_day_in_vain_it_is_given_up(round: Round) -> None:
    round.keeper.troubles = [Unavailable("HTTP 502")] * 2
    await round.goes(minutes=60 * 23)
    assert await round.heard() == []
    await round.goes(minutes=60 * 25)
    assert "không lấy được ảnh" in (await round.heard())[0]


@pytest.mark.parametrize("trouble", [Trouble.UNREADABLE, Trouble.PIXELS, Trouble.MOVING, Trouble.LARGE])
async def test_what_is_no_picture_is_said_to_be_none(round: Round, trouble: Trouble) -> None:
    round.pictures.refuse = trouble
    await round.goes()
    assert await round.goes(minutes=60) == 0
    assert len(await round.heard()) == 1


async def test_a_mistake_of_ours_is_no_reason_to_lose_it(round: Round) -> None:
    round.keeper.troubles = [ZeroDivisionError()]
    await round.goes()
    assert await round.goes(minutes=1) == 0
    assert await round.goes(minutes=3) == 1
    assert await content(round.database) == b"clean AgAC"


async def test_after_a_crash_between_claim_and_fetch_the_next_process_begins_at_once(round: Round) -> None:
    async with round.database.transact() as tx:
        assert await tx.media.wanted(now=NOW, lease_seconds=120, limit=4)
    assert await round.goes() == 0
    if isinstance(round.database, SqliteDatabase):
        await take_over(round.database, now=NOW)
        assert await round.goes() == 1
    else:
        assert await round.goes(minutes=2) == 1
    assert await content(round.database) == b"clean AgAC"


async def test_what_was_erased_while_it_was_fetched_is_not_kept(round: Round) -> None:
    class Erasing(Keeper):
        async def download(self, reference: str) -> bytes:
            async with round.database.transact() as tx:
                await erase_my_data(tx, chat=LAN, now=NOW)
            return b"pixels"

    round.keeper = Erasing()
    await round.goes()
    assert await content(round.database) is None


async def test_photos_beyond_the_hours_share_are_not_held(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.evidence.MOST_AN_HOUR", 2)
    photos = [Held(f"{number:032x}", "telegram", Attached("x")) for number in range(3)]
    async with database.transact() as tx:
        outcome = await hold_media(tx, photos, now=NOW)
    assert (len(outcome.photos), outcome.full) == (2, True)
    assert MOST_AN_HOUR > 100


async def test_a_full_house_holds_no_photo(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.media.MOST_KEPT", 1024 * 1024 - 1)
    async with database.transact() as tx:
        outcome = await hold_media(tx, [Held("k" * 32, "telegram", Attached("x"))], now=NOW)
    assert (outcome.photos, outcome.full) == ((), True)


async def test_words_with_a_photo_always_become_a_case(database: Database, round: Round) -> None:
    """Thanks beside a good mark need no answer, but no machine saw what the photo shows."""
    content_ = Analysis(sentiment="tich-cuc")
    async with database.transact() as tx:
        [filed] = await tx.feedback.held(now=NOW, lease_seconds=60, limit=1)
        await release(tx, filed, content_, now=NOW, chance=Chance())
        [case] = await tx.cases.visible(HANH)
        assert await tx.media.of_case(case.id) == Photos((), coming=1)


@pytest.mark.parametrize(("sealed", "handler", "others"), [(False, HANH, (DUNG, TUAN)), (True, DUNG, (HANH, TUAN))])
async def test_photos_are_shown_to_whoever_may_see_the_case_and_nobody_else(
    database: Database, round: Round, sealed: bool, handler: object, others: tuple[object, ...]
) -> None:
    async with database.transact() as tx:
        [filed] = await tx.feedback.held(now=NOW, lease_seconds=60, limit=1)
        await release(tx, replace(filed, seal=sealed), Analysis(), now=NOW, chance=Chance())
    await round.goes()
    async with database.transact() as tx:
        [case] = await tx.cases.visible(handler)  # type: ignore[arg-type]
        shown = await show_photos(tx, handler, case.code, now=NOW)  # type: ignore[arg-type]
        assert shown.shown.photos.kept == ("k" * 32,)
        for other in others:
            with pytest.raises(CaseNotFound):
                await show_photos(tx, other, case.code, now=NOW)  # type: ignore[arg-type]

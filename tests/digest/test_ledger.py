"""The weekly digest on real databases: once per unit and week, in order, sealed words out of it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from digest import weekly
from digest.letters import Roads
from digest.rendering import as_text
from digest.weekly import KIND, Sent, preview, send_due
from feedback.analysis import Analysis, TagFound
from feedback.periods import Week, midnight
from feedback.ports import Filed
from feedback.ratings import Rating
from feedback.visits import Respondent
from feedback.wording import words
from storage.maintenance import Database
from tests.support.builders import BOX, a_case, a_chat, a_filed, a_rating
from tests.support.cast import AN_BINH, HANH, HOA_LAC, NOW, TINH_LAM_SON, TRAM_Y_TE

WEEK = Week(2026, 31)
MAIL = Roads(push={"telegram"}, pull={"webchat"}, mail=True)
OWED = (WEEK.shift(-3), WEEK.shift(-2), WEEK.shift(-1), WEEK)


async def monday(database: Database, *, owner: str = "replica-1", now: datetime = NOW) -> Sent:
    return await send_due(database, now=now, owner=owner, box=BOX, words=words("vi"), roads=MAIL)


def rated(count: int, *, level: int = 5, **more: Any) -> list[tuple[Rating, str, str]]:
    """Ratings on Monday to Friday of the week."""
    days = [midnight(WEEK.monday) + timedelta(days=i % 5, hours=9) for i in range(count)]
    return [(a_rating(level, at=at, **more), f"voter-{i}", "telegram") for i, at in enumerate(days)]


async def read(database: Database, *filed: Filed, tag: str = "cham-tre", sealed: bool = False) -> None:
    """The analyst has read these words."""
    found = Analysis(tags=(TagFound(tag, 0.9),), sentiment="tieu-cuc")
    async with database.transact() as tx:
        for one in filed:
            await tx.feedback.file(one)
        for held in await tx.feedback.held(now=NOW, lease_seconds=60, limit=99):
            assert await tx.feedback.read(held.id, found, sealed=sealed, case_id=None, at=NOW)


def said(text: str, number: int = 0) -> Filed:
    """Words of the Tuesday of the week, each from another chat."""
    at = midnight(WEEK.monday) + timedelta(days=1, hours=8, minutes=number)
    return a_filed(text, chat=BOX.tag("telegram", f"citizen-{number}"), at=at)


async def test_three_replicas_make_one_digest_per_unit_and_week(database: Database) -> None:
    sent = await asyncio.gather(*(monday(database, owner=f"replica-{n}") for n in range(3)))
    assert sum(sent, Sent()) == Sent(stored=12, letters=4, undelivered=8)
    async with database.reading() as tx:
        for week in OWED:
            assert await tx.digests.sendings(AN_BINH.id, week, KIND) == [("hanh:mail", "mail", "waiting")]
            assert (await tx.digests.get(HOA_LAC.id, week, KIND) or {})["undelivered"] == "no-head"
            assert await tx.digests.get(TRAM_Y_TE.id, week, KIND) is not None
            assert await tx.digests.get(TINH_LAM_SON.id, week, KIND) is None
        assert (await tx.outbox.backlog(now=NOW))["waiting"] == 4
    assert await monday(database) == Sent()


async def test_three_missed_weeks_are_made_up_for_in_order(database: Database) -> None:
    chat = a_chat("hanh", channel="webchat", officer=HANH)
    async with database.transact() as tx:
        await tx.chats.save([chat], at=NOW)
    assert (await monday(database, now=NOW - timedelta(weeks=3))).stored == 12
    assert (await monday(database)).stored == 9
    async with database.transact() as tx:
        letters = await tx.outbox.collect(chat.tag, at=NOW)
    titles = [letter.text.partition(" (")[0] for letter in letters]
    assert titles == [f"Bản tin tuần {number}" for number in (25, 26, 27, 28, 29, 30, 31)]


async def test_a_failing_unit_stops_nobody_and_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    gather = weekly.gather

    async def fails_for_an_binh(tx: Any, **asked: Any) -> Any:
        if asked["unit"] == AN_BINH:
            raise OSError
        return await gather(tx, **asked)

    monkeypatch.setattr(weekly, "gather", fails_for_an_binh)
    assert await monday(database) == Sent(stored=8, undelivered=8, failed=1)
    monkeypatch.setattr(weekly, "gather", gather)
    after = NOW + timedelta(seconds=weekly.LEASE_SECONDS + 1)
    assert (await monday(database, owner="replica-2", now=after)).stored == 4


async def test_sealed_words_and_cases_leave_no_trace_but_the_rating(database: Database) -> None:
    async with database.transact() as tx:
        await tx.ratings.keep(rated(11) + rated(1, level=1))
        await tx.cases.open(a_case(handler=TINH_LAM_SON, sealed=True, urgent=True))
        await tx.cases.open(a_case(at=NOW, urgent=False))
    await read(database, *(said("Chờ rất lâu.", n) for n in range(4)))
    await read(database, said("Đòi hai triệu mới ký.", 9), tag="voi-vinh", sealed=True)
    text = as_text(await preview(database, AN_BINH, WEEK, now=NOW, words=words("vi")))
    assert "12 lượt đánh giá, 4 ý kiến bằng lời." in text
    assert "hai triệu" not in text
    assert "Vòi vĩnh" not in text
    assert "“" not in text, "four open texts and a sealed one are not five"
    assert "1 phản ánh, chưa có việc nào quá hạn." in text
    assert "Cần xem ngay" not in text


async def test_words_nobody_has_read_yet_are_not_in_it(database: Database) -> None:
    async with database.transact() as tx:
        for n in range(6):
            await tx.feedback.file(said("Chờ rất lâu.", n))
    digest = await preview(database, AN_BINH, WEEK, now=NOW, words=words("vi"))
    assert digest.facts.heard.texts == 0


async def test_ratings_by_the_staff_themselves_are_not_counted(database: Database) -> None:
    async with database.transact() as tx:
        await tx.ratings.keep(rated(9, level=2))
        await tx.ratings.keep(rated(20, respondent=Respondent.INTERNAL))
    digest = await preview(database, AN_BINH, WEEK, now=NOW, words=words("vi"))
    assert digest.facts.score.ratings == 9
    assert digest.facts.score.figure is None


async def test_sunday_night_belongs_to_the_week_and_monday_morning_does_not(database: Database) -> None:
    sunday, monday_morning = WEEK.end - timedelta(minutes=1), WEEK.end
    async with database.transact() as tx:
        await tx.ratings.keep([(a_rating(at=at), "voter", "telegram") for at in (sunday, monday_morning)])
    digest = await preview(database, AN_BINH, WEEK, now=NOW, words=words("vi"))
    assert digest.facts.score.ratings == 1

"""Praise at rest and in order: what names anh Tuấn, newest first, and a name that tells nothing by its length."""

import asyncio

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from feedback.analysis import Analysis, TagFound
from feedback.praise_requests import Praise
from feedback.requests import Kind
from storage.maintenance import Database
from storage.tables import praise_letters, praise_names
from tests.support.builders import a_case, a_filed, later
from tests.support.cast import MAI, NOW, TUAN
from tests.support.praising import MONDAY, praises

FINE = Analysis(sentiment="tich-cuc")
COMPLAINS = Analysis(tags=(TagFound("khen-thai-do", 0.9), TagFound("thai-do", 0.6)), sentiment="tich-cuc")
SOUR = Analysis(sentiment="tieu-cuc")
NO_LONGER_KNOWN = Analysis(tags=(TagFound("nhan-cu", 0.9),), sentiment="tich-cuc")
PRAISES = Analysis(tags=(TagFound("khen-thai-do", 0.9),), sentiment="tich-cuc")


async def words_of(database: Database, *, before: object, limit: int) -> list[str]:
    async with database.reading() as tx:
        return [one.words for one in await tx.praises.of_officer(TUAN.id, before=before, limit=limit)]  # type: ignore[arg-type]


async def test_praise_that_names_anh_tuan_comes_newest_first(database: Database) -> None:
    filed = [a_filed(f"Khen {i}", kind=Kind.PRAISE, officer=TUAN, at=later(minutes=i)) for i in range(3)]
    others = [a_filed("Góp ý", officer=TUAN), a_filed("Khen chị Mai", kind=Kind.PRAISE, officer=MAI)]
    async with database.transact() as tx:
        for one in (*filed, *others):
            id = await tx.feedback.file(one)
            await tx.feedback.read(id, FINE, sealed=False, case_id=None, at=NOW)
    assert await words_of(database, before=later(minutes=9), limit=2) == ["Khen 2", "Khen 1"]
    assert await words_of(database, before=later(minutes=2), limit=9) == ["Khen 1", "Khen 0"]
    assert await words_of(database, before=NOW, limit=9) == []


async def test_a_complaint_sent_as_praise_never_stands_on_anh_tuans_card(database: Database) -> None:
    texts = [a_filed(text, kind=Kind.PRAISE, officer=TUAN) for text in ("Khen", "Chê 1", "Chê 2", "Chê 3", "Chê 4")]
    async with database.transact() as tx:
        case_id = await tx.cases.open(a_case())
        ids = [await tx.feedback.file(one) for one in texts]
        seen = ((PRAISES, None), (COMPLAINS, None), (SOUR, None), (NO_LONGER_KNOWN, None), (PRAISES, case_id))
        for id, (analysis, case) in zip(ids, seen, strict=True):
            await tx.feedback.read(id, analysis, sealed=False, case_id=case, at=NOW)
    for limit in (1, 2, 9):  # what is left out takes nobody's place
        assert await words_of(database, before=later(days=1), limit=limit) == ["Khen"]


async def test_names_lie_encrypted_and_all_of_one_length(database: Database) -> None:
    for name in ("An", "Nguyễn Thị Phương Lan", "ấ" * 60):
        await praises(database, name, name=name)
    async with database.reading() as tx:
        rows = await tx.executor.rows(select(praise_names))
        shown = {one.name for one in await tx.praises.of_officer(TUAN.id, before=MONDAY, limit=9)}
    assert len({len(row.name) for row in rows}) == 1
    assert all(b"Lan" not in row.name for row in rows)
    assert shown == {"An", "Nguyễn Thị Phương Lan", "ấ" * 60}


async def test_a_name_opens_beside_its_own_words_alone(database: Database) -> None:
    await praises(database, "lan", name="Lan")
    await praises(database, "sau", name="Sáu")
    async with database.transact() as tx:
        rows = await tx.executor.rows(select(praise_names).order_by(praise_names.c.feedback_id))
        moved = praise_names.update().where(praise_names.c.feedback_id == rows[0].feedback_id)
        await tx.executor.run(moved.values(name=rows[1].name))
        with pytest.raises(InvalidTag):
            await tx.praises.of_officer(TUAN.id, before=MONDAY, limit=9)


async def test_of_two_who_claim_the_same_praise_one_wins(database: Database) -> None:
    await praises(database)

    async def claim() -> int:
        async with database.transact() as tx:
            found = await tx.praises.untold(TUAN.id, since=later(days=-1), before=MONDAY, limit=9)
            return await tx.praises.tell(TUAN.id, found, [], week="2026-W33", at=MONDAY) if found else 0

    assert sorted(await asyncio.gather(claim(), claim(), claim())) == [0, 0, 1]
    async with database.reading() as tx:
        assert len(await tx.executor.rows(select(praise_letters))) == 1


async def test_a_late_claim_takes_nothing_back_from_the_first(database: Database) -> None:
    await praises(database)
    async with database.transact() as tx:
        found = await tx.praises.untold(TUAN.id, since=later(days=-1), before=MONDAY, limit=9)
        assert await tx.praises.tell(TUAN.id, found, [], week="2026-W33", at=MONDAY) == 1
        more: list[Praise] = [*found]
        assert await tx.praises.tell(TUAN.id, more, [], week="2026-W33", at=MONDAY) == 0
        assert len(await tx.executor.rows(select(praise_letters))) == 1

"""People who send nearly the same words from the terminal, read by an analyst who always says the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from feedback.analysis import Analysis, AnalysisFailed, TagFound
from feedback.cases import Case
from feedback.chance import Chance
from feedback.handling import read_held
from feedback.messages import Chat
from feedback.ports import Filed
from storage.maintenance import Database
from storage.tables import cases, likenesses
from tests.support.builders import BOX, a_filed
from tests.support.cast import NOW

SAME = (
    "Quầy hộ tịch mở cửa muộn gần một tiếng, người dân phải chờ ngoài nắng mà không có ai ra giải thích một lời nào.",
    "Quay ho tich mo cua muon gan mot tieng, nguoi dan phai cho ngoai nang ma khong co ai ra giai thich mot loi nao",
    "Kính chào anh chị. Quầy hộ tịch mở cửa muộn gần một tiếng, người dân phải chờ ngoài nắng mà không có ai ra giải "
    "thích một lời nào.",
)
"""Three citizens say one thing."""

LATE = Analysis(tags=(TagFound("di-muon", 0.9),), sentiment="tieu-cuc")


class Says:
    """An analyst of one opinion; without one it fails."""

    def __init__(self, analysis: Analysis | None) -> None:
        self._analysis = analysis

    async def analyse(self, text: str) -> Analysis:
        if self._analysis is None:
            raise AnalysisFailed
        return self._analysis


def tag(who: str) -> str:
    """Their chat in the terminal."""
    return BOX.tag("console", who)


async def files(database: Database, who: str, text: str = SAME[0], *, at: datetime = NOW, **more: Any) -> Filed:
    """They send it; nobody has read it yet."""
    filed = replace(a_filed(text, chat=tag(who), at=at, **more), channel="console")
    async with database.transact() as tx:
        await tx.chats.save([Chat(tag(who), "console", BOX.seal("console", who), language="vi")], at=at)
        return replace(filed, id=await tx.feedback.file(filed))


async def sends(
    database: Database,
    who: str,
    text: str = SAME[0],
    *,
    at: datetime = NOW,
    analysis: Analysis | None = LATE,
    **more: Any,
) -> str:
    """They send it and it is read; their receipt."""
    filed = await files(database, who, text, at=at, **more)
    await read_held(database, Says(analysis), now=at, chance=Chance())
    return filed.receipt


async def three_send(database: Database, *, at: datetime = NOW) -> list[str]:
    """Lan, Sáu and Ba do; their receipts."""
    return [await sends(database, who, text, at=at) for who, text in zip(("lan", "sau", "ba"), SAME, strict=True)]


async def all_cases(database: Database) -> Sequence[Case]:
    """Past the rule, by id."""
    async with database.transact() as tx:
        ids = [row.id for row in await tx.executor.rows(select(cases.c.id).order_by(cases.c.id))]
        return [case for id in ids if (case := await tx.cases.whole(id))]


async def the_case(database: Database) -> Case:
    """The only one."""
    (case,) = await all_cases(database)
    return case


async def kept(database: Database) -> int:
    """How many rows of likeness there are."""
    async with database.reading() as tx:
        return int((await tx.executor.rows(select(func.count()).select_from(likenesses)))[0][0])

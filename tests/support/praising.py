"""Citizens praise, and the week goes on to the Monday on which it is told."""

from datetime import datetime
from typing import Any

from feedback.analysis import Analysis, TagFound
from feedback.chance import Chance
from feedback.handling import read_held
from feedback.people import Officer
from feedback.praise_requests import NamePraise
from feedback.praising import name_praise
from feedback.requests import Kind
from storage.maintenance import Database
from tests.support.cast import NOW, TUAN
from tests.support.copies import Says, files

GLAD = Analysis(tags=(TagFound("khen-thai-do", 0.9),), sentiment="tich-cuc")
KIND = "Anh ấy chỉ tôi từng chỗ phải ký, rất kiên nhẫn."
MONDAY = datetime.fromisoformat("2026-08-10T07:05:00+07:00")


async def praises(
    database: Database,
    who: str = "lan",
    text: str = KIND,
    *,
    at: datetime = NOW,
    read_at: datetime | None = None,
    name: str = "",
    analysis: Analysis | None = GLAD,
    officer: Officer | None = TUAN,
    **more: Any,
) -> str:
    """They send it and it is read; their receipt."""
    filed = await files(database, who, text, at=at, officer=officer, **{"kind": Kind.PRAISE, **more})
    if name:
        async with database.transact() as tx:
            await name_praise(tx, NamePraise(filed.receipt, name, "1"))
    await read_held(database, Says(analysis), now=read_at or at, chance=Chance())
    return filed.receipt

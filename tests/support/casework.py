"""Cases that came of chị Lan's words, chats of the staff, and the letters that wait for anybody."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from feedback.cases import Case
from feedback.messages import Chat, Reply
from feedback.people import Officer, Role
from feedback.ports import Database, Transaction
from feedback.units import Unit
from tests.support.builders import BOX, a_case, a_filed
from tests.support.cast import AN_BINH, NOW
from tests.support.reviewing import an_analysis

LAN = BOX.tag("console", "lan")
RECEIPT = "4821093755162044"

BO = Unit(5, "bo", "Bộ Nội vụ", "Bộ Nội vụ", "superior")
YEN = Officer(7, "yen", "Lò Thị Yến", "Vụ trưởng", 5, Role.SUPERIOR)
"""Above the cast's tree; not in it: a test writes them down."""


async def a_told_case(
    tx: Transaction,
    code: str = "PA1",
    *,
    handler: Unit | None = AN_BINH,
    receipt: str = RECEIPT,
    at: datetime = NOW,
    **more: Any,
) -> Case:
    """Chị Lan sent words about An Bình from the terminal; they were read and became this case."""
    filed = replace(a_filed(chat=LAN, receipt=receipt, at=at), channel="console")
    id = await tx.feedback.file(filed)
    case = a_case(code, handler=handler, at=at, words=filed.redacted, **more)
    case = replace(case, id=await tx.cases.open(case))
    assert await tx.feedback.read(id, an_analysis("cham-tre"), sealed=case.sealed, case_id=case.id, at=at)
    return case


async def link(tx: Transaction, *officers: Officer, at: datetime = NOW) -> None:
    """Each has a linked chat in the terminal, and chị Lan has hers."""
    chats = [Chat(BOX.tag("console", "lan"), "console", BOX.seal("console", "lan"))]
    for one in officers:
        tag, seal = BOX.tag("console", one.code), BOX.seal("console", one.code)
        chats.append(Chat(tag, "console", seal, officer_id=one.id))
    await tx.chats.save(chats, at=at)


async def letters_for(database: Database, who: str, *, at: datetime = NOW) -> list[Reply]:
    """What waits for this person in the terminal; they go on waiting."""
    async with database.reading() as tx:
        return [reply for _, reply in await tx.outbox.waiting(BOX.tag("console", who), at=at, limit=99)]

"""An answer under a tapped message is two calls, and the rate leaves room for both; in its place it is one."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from feedback.messages import Letter, Reply
from storage.maintenance import Database
from storage.tables import gate
from tests.support.builders import BOX, a_letter
from tests.support.desk import Desk
from tests.support.fakes import AS_TELEGRAM, RecordingChannel


def answer(**how: object) -> Letter:
    """To chị Lan."""
    return replace(a_letter(), reply=replace(Reply("Vâng."), **how))  # type: ignore[arg-type]


async def next_slots(database: Database, letter: Letter) -> tuple[datetime, datetime]:
    """When the next letter of all, and the next one to her, may go after this one."""
    desk = Desk(database, RecordingChannel(capabilities=AS_TELEGRAM))
    await desk.queue(letter)
    assert await desk.send_all() == ["Vâng."]
    async with database.reading() as tx:
        rows = {row.chat: row.next_at for row in await tx.executor.rows(select(gate))}
    async with database.transact() as tx:
        await tx.executor.run(gate.delete())
    return rows[""], rows[BOX.tag("telegram", "lan")]


@pytest.mark.parametrize(
    ("how", "calls"), [({}, 1), ({"tapped": "7", "in_place": True}, 1), ({"tapped": "7", "settled": "Vâng ✓"}, 2)]
)
async def test_each_call_takes_its_share_of_the_rate(database: Database, how: dict[str, object], calls: int) -> None:
    plain = await next_slots(database, answer())
    mine = await next_slots(database, answer(**how))
    more = [(mine[place] - plain[place]).total_seconds() for place in (0, 1)]
    assert more == pytest.approx([(calls - 1) / 28, calls - 1], abs=0.01)

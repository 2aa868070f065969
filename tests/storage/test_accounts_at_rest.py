"""What a copy of the database tells of accounts: no password, no telephone's secret, no token that opens anything."""

import sqlite3
from pathlib import Path

from feedback.audit import CONSOLE
from feedback.chance import Chance
from feedback.enrolling import choose_password, invite, join_telephone
from feedback.signing_in import check_password
from storage.maintenance import open_database
from tests.support.cast import HANH, KHOA, NOW, SECRET
from tests.support.databases import SqliteTemplate
from tests.support.signing import CAFE, DESK, PASSWORD, code, open_account, proving
from tests.support.signing import SECRET as TELEPHONE


async def test_nothing_that_opens_a_door_lies_in_the_database(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with sqlite_template.copy(tmp_path) as url:
        database = open_database(url, SECRET)
        tools = proving(database)
        async with database.transact() as tx:
            await invite(tx, HANH, token="the link of the invitation", who=CONSOLE, now=NOW)
        chosen = await choose_password(tools, "the link of the invitation", PASSWORD, names=(), browser=DESK, now=NOW)
        pending = chosen.session.pending[1]
        opened = await join_telephone(tools, chosen.token, code(secret=pending), browser=DESK, chance=Chance(), now=NOW)
        await open_account(database, KHOA)
        half = await check_password(tools, "khoa", PASSWORD, browser=CAFE, now=NOW)
        async with database.transact() as tx:
            await tx.accounts.invite(KHOA.id, "another link that waits", expires=NOW)
        await database.close()
        with sqlite3.connect(url.removeprefix("sqlite:///")) as copy:
            kept = "\n".join(copy.iterdump())
    everything = kept.encode() + b"".join(file.read_bytes() for file in tmp_path.glob("*") if file.is_file())
    canaries = [pending, TELEPHONE, chosen.token, opened.entered.token, half.token, DESK.device, *opened.recovery]
    canaries += ["the link of the invitation", "another link that waits", DESK.address, CAFE.address, "hash of"]
    assert [one for one in canaries if one.encode() in everything or one.encode().hex() in kept.lower()] == []
    assert DESK.label.encode() in everything, "the control: what is kept in the open is found"

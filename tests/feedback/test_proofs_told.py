"""What is written down and told when a proof is shown once more, or a recovery code is spent; on both databases."""

import pytest

from feedback.audit import Act
from feedback.signing_in import check_code, check_password, prove_again
from storage.maintenance import Database
from tests.support.builders import later
from tests.support.cast import HANH, NOW
from tests.support.signing import DESK, PASSWORD, code, open_account, proving, sign_in

RECOVERY = "ABCDE-FGHJK"


async def test_step_up_is_written_down(database: Database) -> None:
    tools = proving(database)
    await open_account(database, HANH)
    full = await sign_in(tools, HANH)
    await prove_again(tools, full.token, code(later(minutes=2)), browser=DESK, now=later(minutes=2))
    async with database.reading() as tx:
        last = (await tx.audit.read(limit=9))[-1].entry
    assert (last.who, last.what, last.about) == (HANH.code, Act.PROVED_AGAIN.value, HANH.code)


async def test_a_recovery_code_spent_is_told_to_its_owner_and_a_wrong_one_is_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []

    async def ring(tx: object, officers: object, key: str, **how: object) -> None:
        rung.append(key)

    monkeypatch.setattr("feedback.signing_in.ring", ring)
    tools = proving(database)
    await open_account(database, HANH)
    async with database.transact() as tx:
        await tx.accounts.put_recovery(HANH.id, [RECOVERY.replace("-", "")])
    half = await check_password(tools, HANH.code, PASSWORD, browser=DESK, now=NOW)
    await check_code(tools, half.token, code(), browser=DESK, now=NOW)
    assert rung == []
    half = await check_password(tools, HANH.code, PASSWORD, browser=DESK, now=NOW)
    await check_code(tools, half.token, RECOVERY, browser=DESK, now=NOW)
    assert rung == ["account.recovery_spent"]

"""What the law keeps sealed stays on for one person wherever the citizen said it: words, addition, copy or letter."""

from dataclasses import replace

import pytest

from feedback.analysis import Analysis
from feedback.case_requests import UnsealCase
from feedback.errors import SealedByLaw
from feedback.unsealing import unseal
from storage.maintenance import Database
from tests.feedback.test_unsealing import BY_LAW
from tests.support.adding import adds_and_is_read
from tests.support.builders import later
from tests.support.casework import link
from tests.support.cast import DUNG, HANH, TINH_LAM_SON
from tests.support.copies import sends, the_case
from tests.support.lettering import ASK, GIVE, an_accepted, answers, asks, on, round_of

WORDS = "Giám đốc không tiếp dân."
QUIET = Analysis(about_head=True, sentiment="tieu-cuc")


async def one_alone(database: Database, code: str) -> None:
    async with database.transact() as tx:
        with pytest.raises(SealedByLaw):
            await unseal(tx, UnsealCase(DUNG, code, "da-doc"), now=later(days=1))
        assert await tx.cases.visible(HANH) == []


@pytest.mark.parametrize(("analysis", "text"), [*BY_LAW[:2], *BY_LAW[3:5]])
async def test_an_addition_keeps_it_sealed(database: Database, analysis: Analysis, text: str) -> None:
    """What asks for a review parts from the case and is one of its own."""
    async with database.transact() as tx:
        await link(tx, HANH, DUNG)
    receipt = await sends(database, "lan", WORDS, analysis=QUIET, seal=True)
    await adds_and_is_read(database, "lan", receipt, text, analysis=analysis)
    await one_alone(database, (await the_case(database)).code)


@pytest.mark.parametrize("handed_on", [True, False])
@pytest.mark.parametrize(("analysis", "text"), BY_LAW)
async def test_a_letter_keeps_it_sealed_also_while_it_waits(
    database: Database, analysis: Analysis, text: str, handed_on: bool
) -> None:
    """What waits was read by nobody: its cues alone are known, and an open case it would go past."""
    if not handed_on and text in {one for _, one in BY_LAW[:3]}:
        return
    async with database.transact() as tx:
        await an_accepted(tx, handler=TINH_LAM_SON, sealed=True)
    await asks(database, at=on(3, 10), wanted=replace(ASK, officer=DUNG))
    await round_of(database, at=on(4, 9))
    await answers(database, at=on(4, 10), given=replace(GIVE, text=text, redacted=text))
    if handed_on:
        await round_of(database, at=on(4, 11), found=analysis)
    await one_alone(database, "PA1")

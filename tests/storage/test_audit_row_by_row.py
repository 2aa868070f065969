"""Every single row of a long audit is changed in the database, and each change is found at its own number."""

import pytest

from feedback.audit import Act, Anchor, ChainBroken, Harm, follow
from storage.keys import Keys
from storage.maintenance import Database
from tests.storage.test_audit import attacked, harm
from tests.support.cast import SECRET

THOUSAND = 1000
FORGED = (
    *("who = 'tuan'", "what = 'xyz'", "about = 'PA9999'", "why = 'x'", "at = '2020-01-01 00:00:00+00'"),
    "seal = (SELECT b.seal FROM audit b WHERE b.number = {other})",
)
"""Each kind of change is done to every sixth row."""


async def test_of_a_thousand_entries_each_that_is_changed_is_found_by_its_number(database: Database) -> None:
    """Row by row in the database itself; all of them stay changed, and each is looked at from the one before it."""
    async with database.transact() as tx:
        for number in range(1, THOUSAND + 1):
            tx.audit.note(Act.OPENED, who="hanh", about=f"PA{number}")
    async with database.reading() as tx:
        sound = [Anchor(one.entry.number, one.seal) for one in await tx.audit.read(limit=THOUSAND)]
    changes = [
        f"UPDATE audit SET {FORGED[n % len(FORGED)].format(other=n % THOUSAND + 1)} WHERE number = {n}"  # noqa: S608
        for n in range(1, THOUSAND + 1)
    ]
    await attacked(database, *changes)
    found = []
    async with database.reading() as tx:
        rows = await tx.audit.read(limit=THOUSAND)
        for before, row in zip([Anchor(), *sound], rows, strict=False):
            with pytest.raises(ChainBroken) as broken:
                follow(Keys.derive(SECRET).audit, before, [row])
            found.append((broken.value.number, broken.value.harm))
    assert found == [(number, Harm.CHANGED) for number in range(1, THOUSAND + 1)]
    assert await harm(database) == (1, Harm.CHANGED)

"""Demo towns for the tests: a house to fill, a fixed Wednesday, and ways to look into what stands there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from feedback.people import Officer
from feedback.periods import OFFICE_TIME, Week
from feedback.units import Unit
from homthu.town.loader import SEED, Filled, fill
from storage.keys import Keys
from storage.maintenance import Database, open_database
from storage.reply_box import SealedReplyBox
from storage.tables import ratings
from storage.transaction import Store

SECRET = "an invented secret of the demo town"
NOW = datetime(2026, 8, 5, 10, 0, tzinfo=OFFICE_TIME)  # a Wednesday
LAST_WEEK = Week.before(NOW)


@dataclass(frozen=True)
class AHouse:
    """What filling needs of a service."""

    database: Database
    box: SealedReplyBox


def a_house(path: Path) -> AHouse:
    """A house around a migrated file."""
    return AHouse(open_database(f"sqlite:///{path}", SECRET), SealedReplyBox(Keys.derive(SECRET)))


async def filled(path: Path, *, weeks: int, now: datetime = NOW, seed: str = SEED) -> Filled:
    """Fill the file and close it again."""
    house = a_house(path)
    await house.database.start()
    try:
        return await fill(house, now=now, weeks=weeks, say=lambda _: None, seed=seed)
    finally:
        await house.database.close()


async def unit(tx: Store, code: str) -> Unit:
    """The unit with this code."""
    found = (await tx.directory()).unit(code)
    assert found is not None
    return found


async def officer(tx: Store, code: str) -> Officer:
    """The member of staff with this sign-in name."""
    return next(one for one in (await tx.directory()).officers.values() if one.code == code)


async def rating_rows(tx: Store) -> list[Any]:
    """Every rating, oldest first."""
    return list(await tx.executor.rows(select(ratings).order_by(ratings.c.rated_at, ratings.c.visit_key)))

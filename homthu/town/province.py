"""The large demo: about 200 invented wards around the town, each with offices, staff and bulk ratings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from random import Random
from typing import Any

from feedback.canonical import fold
from feedback.people import Officer, Role
from feedback.units import Counter, Directory, Posting, Unit
from homthu.town.bulk import Desk, keep_bulk
from homthu.town.calendar import Calendar
from homthu.town.content import read_town, table
from homthu.town.loader import SEED
from homthu.town.story import House, send_digests
from storage.transaction import Store

WARDS = 200
RATINGS = 1_000_000
COUNTERS = 4
STAFF = 8
"""The first heads the unit, the others take turns at the counters."""

FIRST_HOTLINE = 100


@dataclass(frozen=True, slots=True)
class Size:
    """How large a province is; a test makes a small one."""

    wards: int = WARDS
    ratings: int = RATINGS

    def share(self, place: int) -> int:
        """How many ratings fall to the ward at this place."""
        return self.ratings // self.wards + (place < self.ratings % self.wards)


async def grow(
    house: House,
    *,
    now: datetime,
    weeks: int,
    advance: Callable[[int], None],
    size: Size = Size(),
    seed: str = SEED,
) -> None:
    """Add the wards that are missing around a town that stands, then last week's digests.

    A ward comes whole in one transaction, so that an interrupted run goes on where it stopped.
    """
    calendar = Calendar(read_town(), now, weeks)
    async with house.database.reading() as tx:
        directory = await tx.directory()
    for place, ward in enumerate(ward_names(size.wards, seed)):
        if directory.unit(_code(ward)) is None:
            chance = Random(f"{seed}:{ward}")  # noqa: S311 - the same province again, and no secret in it
            async with house.database.transact() as tx:
                unit, desks = await _found_ward(tx, ward, place, directory, calendar, chance)
                await keep_bulk(tx, unit, desks, calendar, house.box, count=size.share(place), chance=chance)
        advance(size.share(place))
    for monday in calendar.digest_times()[-1:]:
        await send_digests(house, now=monday)


def ward_names(number: int, seed: str) -> list[str]:
    """The same invented wards in the same order for a seed."""
    words = table("province")["wards"]
    names = [" ".join(pair) for pair in product(words["first"].split(), words["second"].split())]
    return Random(f"{seed}:wards").sample(names, number)  # noqa: S311


async def _found_ward(
    tx: Store, ward: str, place: int, directory: Directory, calendar: Calendar, chance: Random
) -> tuple[int, list[Desk]]:
    above = directory.unit(calendar.town.units[0]["code"])
    assert above is not None, "the town stands before its province"
    unit = _unit(ward, place, above, chance)
    id = await tx.places.add_unit(unit, since=calendar.filled[-1].start)  # older digests are nobody's loss
    counters = [await _counter(tx, id, unit.code, row) for row in calendar.town.counters[:COUNTERS]]
    staff = [await tx.places.add_officer(_officer(id, unit.code, number, chance)) for number in range(STAFF)]
    desks = [Desk(counter, tuple(staff[1 + seat :: COUNTERS])) for seat, counter in enumerate(counters)]
    for desk in desks:
        for officer in desk.officers:
            await tx.places.add_posting(Posting(officer, desk.counter.id, calendar.filled[0].monday))
    return id, desks


async def _counter(tx: Store, unit_id: int, code: str, row: Any) -> Counter:
    """The counters of the town's own centre, again."""
    code = f"{code}-{row['code'].rpartition('-')[2]}"
    counter = Counter(id=0, code=code, unit_id=unit_id, label=row["label"], field=row["field"])
    return Counter(await tx.places.add_counter(counter), code, unit_id, counter.label, counter.field)


def _unit(ward: str, place: int, above: Unit, chance: Random) -> Unit:
    texts = table("province")["wards"]
    said = {"kind": chance.choice(texts["kinds"]), "ward": ward, "number": FIRST_HOTLINE + place}
    return Unit(
        id=0,
        code=_code(ward),
        kind="one-stop",
        parent_id=above.id,
        denunciation_place=above.denunciation_place,
        **{name: texts[name].format(**said) for name in ("name", "short_name", "address", "hotline")},
    )


def _officer(unit_id: int, code: str, number: int, chance: Random) -> Officer:
    texts = table("province")["people"]
    name = " ".join(chance.choice(texts[part].split()) for part in ("family", "middle", "given"))
    role = Role.OFFICER if number else Role.HEAD
    return Officer(0, f"{code}-cb{number}", name, texts[role.value], unit_id, role)


def _code(ward: str) -> str:
    return fold(ward).replace(" ", "-")

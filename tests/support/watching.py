"""The board of people's inspectors of phường An Bình; not in the cast: a test writes them down."""

from dataclasses import replace
from datetime import datetime

from feedback.people import Officer, Role
from feedback.periods import OFFICE_TIME
from feedback.units import Unit
from storage.transaction import Store
from tests.support.cast import AN_BINH

THANH = Officer(0, "thanh", "Bàn Văn Thanh", "Trưởng ban Thanh tra nhân dân", AN_BINH.id, Role.PEOPLES_INSPECTOR)
LIEN = Officer(0, "lien", "Hoàng Thị Liên", "Thành viên Ban Thanh tra nhân dân", AN_BINH.id, Role.PEOPLES_INSPECTOR)
BOARD = (THANH, LIEN)


async def a_member(tx: Store, officer: Officer = THANH, *, unit: Unit | None = None) -> Officer:
    """Elected, of An Bình unless another unit is named."""
    elected = replace(officer, unit_id=unit.id) if unit else officer
    return replace(elected, id=await tx.places.add_officer(elected))


def on(day: int, hour: int = 8, *, month: int = 8) -> datetime:
    """That day of 2026, in office time."""
    return datetime(2026, month, day, hour, tzinfo=OFFICE_TIME)

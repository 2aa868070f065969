"""Bà Hạnh and anh Khoa have accounts, and the pages stand."""

import pytest

from storage.maintenance import Database
from tests.support.cast import HANH, KHOA
from tests.support.desk_browser import Desk
from tests.support.signing import open_account


@pytest.fixture
async def desk(database: Database) -> Desk:
    """On each kind of database."""
    for officer in (HANH, KHOA):
        await open_account(database, officer)
    return Desk(database)

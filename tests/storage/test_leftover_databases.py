"""What a killed run of the tests left on a server is dropped by a later one, and nothing else is."""

import asyncio
import os
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import make_url

from tests.support.databases import LONGEST_RUN, PostgresTemplate, drop_leftovers, name_of_today

pytestmark = pytest.mark.postgres
LONG_AGO = time.time() - LONGEST_RUN - 60


@pytest.fixture
async def server(postgres_template: PostgresTemplate) -> AsyncIterator[asyncpg.Connection]:
    """Somebody who may make databases there."""
    connection = await asyncpg.connect(address())
    yield connection
    await connection.close()


def address(database: str | None = None) -> str:
    url = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    return url.set(database=database or url.database).render_as_string(False)


async def test_only_old_ones_of_ours_with_nobody_in_them_go(server: asyncpg.Connection) -> None:
    left, left_too = name_of_today(LONG_AGO), f"{name_of_today(LONG_AGO)}_7"
    used, young, strange = name_of_today(LONG_AGO), name_of_today(time.time()), f"homthu_test_data_{os.getpid()}"
    for name in (left, left_too, used, young, strange):
        await server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    inside = await asyncpg.connect(address(used))
    try:
        await asyncio.to_thread(drop_leftovers, os.environ["TEST_DATABASE_URL"], now=time.time())
        names = {row[0] for row in await server.fetch("SELECT datname FROM pg_database")}
        assert {left, left_too, used, young, strange} & names == {used, young, strange}
    finally:
        await inside.close()
        for name in (left, left_too, used, young, strange):
            await server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

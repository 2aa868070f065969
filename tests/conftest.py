"""Databases for the tests: SQLite always, PostgreSQL too where TEST_DATABASE_URL names a server."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.maintenance import Database, open_database
from storage.reply_box import SealedReplyBox
from tests.support.builders import BOX
from tests.support.cast import SECRET
from tests.support.databases import BOTH, PostgresTemplate, SqliteTemplate

SERVER = os.environ.get("TEST_DATABASE_URL", "")
REQUIRED = os.environ.get("REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """A migrated file with the cast in it."""
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    """The same on PostgreSQL. Where everything is required its absence is a failure."""
    if not SERVER:
        if REQUIRED:
            pytest.fail("TEST_DATABASE_URL names no PostgreSQL server, and REQUIRE_ALL=1 asks for one")
        pytest.skip("needs a PostgreSQL server: set TEST_DATABASE_URL")
    template = PostgresTemplate(SERVER)
    yield template
    template.drop()


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database that knows the cast, on each kind."""
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(f"{request.param}_template")
    with template.copy(tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database that knows the cast, on each kind."""
    opened = open_database(database_url, SECRET)
    yield opened
    await opened.close()


@pytest.fixture
def box() -> SealedReplyBox:
    """Makes the tags and sealed addresses of the tests."""
    return BOX

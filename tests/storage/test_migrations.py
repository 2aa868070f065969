"""One line of migrations, and what it ends in is exactly what the tables say, on both databases."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from storage.database import head
from storage.maintenance import check, downgrade, migrate, with_connection
from storage.tables import METADATA
from tests.support.databases import BOTH, PostgresTemplate, SqliteTemplate

SQLITE_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE sql > '' AND name <> 'alembic_version'"
POSTGRES_SCHEMA = """
    SELECT 'column', table_name || '.' || column_name, data_type || is_nullable || coalesce(column_default, '')
        || coalesce(character_maximum_length::text, '')
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'
    UNION ALL
    SELECT 'index', indexname, indexdef
    FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%'
    UNION ALL
    SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any schema."""
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(f"{request.param}_template")
    with template.copy(tmp_path, empty=True) as url:
        yield url


def schema(url: str) -> set[str]:
    """Everything the database knows about its tables, in its own words."""
    found: list[str] = []

    def look(connection: Connection) -> None:
        query = SQLITE_SCHEMA if connection.dialect.name == "sqlite" else POSTGRES_SCHEMA
        found.extend(" ".join(map(str, row)) for row in connection.execute(text(query)))

    with_connection(url, look)
    return {_in_one_order(line) for line in found}


def _in_one_order(line: str) -> str:
    """SQLite keeps the statement as it was written: the order of its parts and quotes around a name say nothing."""
    head, opened, rest = re.sub(r"\s+", " ", line).replace('"', "").partition("(")
    if "CREATE TABLE" not in head:
        return line
    parts, _, after = rest.rpartition(")")
    return "|".join([head, *sorted(re.split(r", (?=\w+ [A-Z]|CONSTRAINT)", parts.strip())), opened, after])


def test_all_migrations_together_make_the_tables(empty_url: str) -> None:
    migrate(empty_url)
    migrated = schema(empty_url)
    downgrade(empty_url, to="base")
    with_connection(empty_url, METADATA.create_all)
    assert len(migrated) > 30
    assert migrated == schema(empty_url)


def test_alembic_finds_nothing_left_to_migrate(empty_url: str) -> None:
    migrate(empty_url)
    found: list[object] = []

    def look(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        found.extend(compare_metadata(context, METADATA))

    with_connection(empty_url, look)
    assert found == []


def test_going_back_step_by_step_leaves_nothing(empty_url: str) -> None:
    migrate(empty_url)
    downgrade(empty_url, to="-1")
    assert check(empty_url).values == (("found", f"{int(head()) - 1:04}"), ("wanted", head()))
    migrate(empty_url)
    assert check(empty_url).unfit == ""
    downgrade(empty_url, to="base")
    assert schema(empty_url) == set()


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    migrate(empty_url)
    before = schema(empty_url)
    migrate(empty_url)
    assert schema(empty_url) == before


def test_a_migration_that_fails_leaves_the_schema_as_it_was(empty_url: str) -> None:
    migrate(empty_url)
    before = schema(empty_url)

    def fail(connection: Connection) -> None:
        connection.execute(text("DROP TABLE digest_letters"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        with_connection(empty_url, fail)
    assert schema(empty_url) == before


def test_every_table_is_made_by_a_migration(empty_url: str) -> None:
    migrate(empty_url)
    names: list[str] = []
    with_connection(empty_url, lambda connection: names.extend(inspect(connection).get_table_names()))
    assert set(names) == {"alembic_version", *METADATA.tables}

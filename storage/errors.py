"""Why a database was refused, and which of its errors mean that nothing could be kept or read."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from feedback.errors import StorageUnavailable


class DatabaseUnfit(Exception):
    """This database may not be used. `key` is the operator's sentence, `values` fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return f"{self.key} {self.values}"


class AlreadyServing(DatabaseUnfit):
    """Another process serves this SQLite file. Two would fight for its one writer."""


READ_ONLY = "SQLITE_READONLY"
SQLITE_AWAY = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_NOMEM"),
    *("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_PROTOCOL", "SQLITE_PERM", "SQLITE_INTERRUPT"),
)
"""Names that begin so: locked, full, unreadable. SQLITE_ERROR is a mistake in a statement and rises as it is.
"""

READ_ONLY_STATE = "25006"
POSTGRES_AWAY = (
    *("08", "53", "57", "58", "XX"),  # connection, resources, operator, system, internal
    "40",  # serialisation failure, deadlock: nothing was kept, and trying again may well work
    *("55P03", "25P03", "25P04"),  # lock_timeout, idle in transaction too long
    *("28", "3D"),  # no entry, no such database
)


@contextmanager
def unavailability(*, reading: bool = False) -> Iterator[None]:
    """Turns locked, full and away into StorageUnavailable; everything else rises as it is.

    A write inside `reading()` is a mistake of ours; a writer that finds the database read-only met an outage.
    """
    try:
        yield
    except (PoolTimeout, OSError) as error:
        raise StorageUnavailable(type(error).__name__) from error
    except (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = _reason(error)
        if reason is None or (reading and reason in (READ_ONLY, READ_ONLY_STATE)):
            raise
        raise StorageUnavailable(reason) from error


def _reason(error: Exception) -> str | None:
    """The database's own name of an outage; None for anything else."""
    cause = (error.orig or error) if isinstance(error, DBAPIError) else error
    name = str(getattr(cause, "sqlite_errorname", None) or "")
    if name:
        return name if name.startswith((*SQLITE_AWAY, READ_ONLY)) else None
    state = str(getattr(cause, "sqlstate", None) or "")
    if state.startswith((*POSTGRES_AWAY, READ_ONLY_STATE)):
        return state
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return "disconnected"
    return None if state else _closed(cause)


def _closed(cause: BaseException) -> str | None:
    """asyncpg names no state when the server went away between two statements: `connection is closed`."""
    origin = cause.__cause__ or cause
    return "disconnected" if isinstance(origin, (OSError, asyncpg.InterfaceError)) else None

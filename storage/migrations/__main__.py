"""Writes the next migration from what the tables say and the migrations so far do not."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import Connection

from storage.database import head
from storage.maintenance import alembic_config, migrate, with_connection


def draft(message: str) -> None:
    """Compares with a fresh SQLite file; the result holds for PostgreSQL too."""
    number = f"{int(head()) + 1:04d}"

    def write(connection: Connection) -> None:
        command.revision(alembic_config(connection), message, autogenerate=True, rev_id=number)

    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        migrate(url)
        with_connection(url, write)


if __name__ == "__main__":
    draft(sys.argv[1])

"""What both databases share: the keys, the picture of the offices kept for a moment, the schema's version."""

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.cache import DirectoryCache
from storage.cipher import Cipher
from storage.errors import DatabaseUnfit
from storage.executor import Executor
from storage.keys import Keys
from storage.transaction import Store

VERSIONS = Path(__file__).parent / "migrations" / "versions"


class BaseDatabase(ABC):
    """The part of `feedback.ports.Database` that does not depend on which database it is."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._cipher = Cipher(keys.text)
        self._kept = DirectoryCache()

    @abstractmethod
    async def start(self) -> None:
        """Raises DatabaseUnfit for one that may not be used."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of all connections."""

    @abstractmethod
    def transact(self) -> AbstractAsyncContextManager[Store]:
        """Read, write, one durable commit."""

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Store]:
        """A consistent picture."""

    def store(self, executor: Executor) -> Store:
        """The repositories on one transaction."""
        return Store(executor, keys=self._keys, cipher=self._cipher, cache=self._kept)

    def committed(self, store: Store) -> None:
        """After a commit: forget the picture of the offices when this transaction changed them."""
        if store.places.changed:
            self._kept.forget()


def head() -> str:
    """The schema this program was written for: the number of the last migration."""
    return max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


async def refuse_unmigrated(executor: Executor) -> None:
    """A schema older than the program. A newer one is fine: migrations expand first and contract later."""
    try:
        rows = await executor.rows(text("SELECT version_num FROM alembic_version"))
    except DBAPIError as error:
        raise DatabaseUnfit("storage.not_migrated", found="-", wanted=head()) from error
    found = str(rows[0][0]) if rows else "-"
    if found < head():
        raise DatabaseUnfit("storage.not_migrated", found=found, wanted=head())

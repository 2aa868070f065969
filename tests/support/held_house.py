"""The whole house inside one transaction that is never committed: hundreds of houses in seconds, and two that share
their beginning. Draws are keyed by what they are for, so that one more case shifts nobody else's.
"""

import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from sqlalchemy import Connection, Executable, make_url

from bot.batch import Batch
from feedback.analysis import Analysis, AnalysisFailed
from feedback.chance import Chance
from feedback.messages import Inbound
from feedback.units import Directory
from storage.cache import DirectoryCache
from storage.cipher import Cipher
from storage.directory import load_directory
from storage.executor import AnyRow, Params
from storage.keys import Keys
from storage.sqlite import engine_for
from storage.transaction import Store
from tests.support.builders import BOX
from tests.support.cast import SECRET


class Draws:
    """`below` draws what `about` was told last."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.chance = Chance(self.below)

    def about(self, what: str) -> Chance:
        """From now on draws are for this."""
        self._random = random.Random(f"{self._seed}|{what}")
        return self.chance

    def below(self, n: int) -> int:
        """0 … n-1."""
        return self._random.randrange(n)


class OnConnection:
    """The Executor of one connection, without threads."""

    postgres = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, params: Params | None = None) -> Sequence[AnyRow]:
        """At once."""
        return self._connection.execute(statement, params).all()

    async def run(self, statement: Executable, params: Params | None = None) -> int:
        """At once."""
        return self._connection.execute(statement, params).rowcount


class HeldStore(Store):
    """The offices are read again only after somebody changed them."""

    _picture: Directory | None = None

    async def directory(self) -> Directory:
        """As they stand in this transaction."""
        if self._picture is None or self.places.changed:
            self._picture, self.places.changed = await load_directory(self.executor), False
        return self._picture


class HeldHouse:
    """The Database of `feedback/ports.py` over one open transaction; `reads` is what the analyst finds next."""

    def __init__(self, connection: Connection) -> None:
        keys = Keys.derive(SECRET)
        self._connection = connection
        self._made = {"keys": keys, "cipher": Cipher(keys.text), "cache": DirectoryCache()}
        self.tx = self._store()
        self.found: Analysis | None = None
        self._said = 0

    @contextmanager
    def then_undone(self) -> Iterator[None]:
        """Whatever happens inside did not happen."""
        begun = self._connection.begin_nested()
        self.tx, self._said = self._store(), 0
        try:
            yield
        finally:
            begun.rollback()

    @asynccontextmanager
    async def transact(self) -> AsyncIterator[Store]:
        """The one there is."""
        yield self.tx

    reading = transact

    async def analyse(self, text: str) -> Analysis:
        """The Analyst: what the test told."""
        if self.found is None:
            raise AnalysisFailed
        return self.found

    async def hears(self, who: str, text: str, *, draws: Draws, at: datetime) -> list[str]:
        """What this person's terminal shows, letters that waited for it too, byte by byte."""
        self._said += 1
        chance = draws.about(f"{who}|{self._said}")
        batch = Batch(self.tx, BOX, chance, at, pull=frozenset({"console"}))
        heard = await batch.handle([Inbound("console", who, str(self._said), at, text=text)])
        return [repr(reply.to_json()) for reply in heard[0]]

    def _store(self) -> Store:
        return HeldStore(OnConnection(self._connection), **self._made)  # type: ignore[arg-type]


@contextmanager
def held_connection(url: str) -> Iterator[Connection]:
    """One connection to a database that stays as it is."""
    engine = engine_for(make_url(url), begin="BEGIN IMMEDIATE")
    with engine.connect() as connection:
        try:
            yield connection
        finally:
            connection.rollback()
    engine.dispose()

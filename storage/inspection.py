"""What an operator may want to know of a database that is open: which it is, whether our key fits, its last moment."""

from datetime import datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select, text

from storage.chats import FORGOTTEN
from storage.executor import Executor
from storage.tables import chats, digests, outbox
from storage.transaction import Store

SQLITE = ("journal_mode", "synchronous")
POSTGRES = ("fsync", "full_page_writes", "synchronous_commit")


async def server(executor: Executor) -> str:
    """Its name and version, and the settings that decide whether a power cut forgets a commit."""
    if executor.postgres:
        version = (await executor.rows(text("SHOW server_version")))[0][0]
        values = [f"{name}={(await executor.rows(text(f'SHOW {name}')))[0][0]}" for name in POSTGRES]
        return f"PostgreSQL {str(version).split()[0]}, {', '.join(values)}"
    version = (await executor.rows(select(func.sqlite_version())))[0][0]
    values = [f"{name}={(await executor.rows(text(f'PRAGMA {name}')))[0][0]}" for name in SQLITE]
    return f"SQLite {version}, {', '.join(values)}"


async def key_fits(store: Store) -> bool | None:
    """Whether our key opens what was written last; None when nothing is written yet."""
    last = select(chats.c.tag).where(chats.c.state != FORGOTTEN).order_by(chats.c.updated_at.desc()).limit(1)
    found = await store.executor.rows(last)
    if not found:
        return None
    try:
        await store.chats.get(found[0][0])
    except InvalidTag:
        return False
    return True


async def last_moment(executor: Executor) -> datetime | None:
    """The latest moment anything was stored under: later than now, and a clock was set back."""
    letter = select(outbox.c.created_at).order_by(outbox.c.id.desc()).limit(1)
    digest = select(func.max(digests.c.stored_at))
    moments = [row[0] for asked in (letter, digest) for row in await executor.rows(asked) if row[0]]
    return max(moments, default=None)

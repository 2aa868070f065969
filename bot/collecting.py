"""Photos and voices are fetched from the platforms that hold them: after their words were sent, never before.

Claim with a lease, close the transaction, fetch, make safe, keep. What the platform does not give is asked for again
until a day is over; what is no picture, or gone for good, is said to be so to whoever sent it.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Downloading, Rejected, SendError
from feedback.errors import StorageUnavailable
from feedback.evidence import ask_again, lose
from feedback.listening import ring_listeners
from feedback.media import PictureRefused, Trouble, Wanted, voice_of
from feedback.ports import Database, Pictures

AT_ONCE = 4
LEASE_SECONDS = 120.0
DOWNLOAD_SECONDS = 45.0
REFUSALS = 3
"""A platform says "gone or not there at the moment" in one breath: so often it is asked before it is believed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collecting:
    """Brings what is wanted, a few at a time."""

    database: Database
    platforms: Mapping[str, Downloading]
    pictures: Pictures

    async def round(self, now: datetime) -> int:
        """Everything that is due just now; how many photos were looked at."""
        async with self.database.transact() as tx:
            wanted = await tx.media.wanted(now=now, lease_seconds=LEASE_SECONDS, limit=AT_ONCE)
        await asyncio.gather(*(self._one(photo, now) for photo in wanted))
        return len(wanted)

    async def _one(self, photo: Wanted, now: datetime) -> None:
        """One photo that breaks something must not keep the others away; its lease ends and it comes again."""
        try:
            await self._bring(photo, now)
        except StorageUnavailable:
            log.warning("photo waits for storage", extra={"fields": {"event": "photo_waits"}})
        except Exception as error:
            log.error("photo not brought", exc_info=error, extra={"fields": {"event": "photo_not_brought"}})

    async def _bring(self, photo: Wanted, now: datetime) -> None:
        try:
            raw = await self._download(photo)
            content = voice_of(raw) if photo.seconds else await self.pictures.clean(raw)
        except PictureRefused as refused:
            await self._lose(photo, refused.trouble, now)
        except (SendError, TimeoutError) as error:
            if isinstance(error, Rejected) and photo.tries >= REFUSALS:
                await self._lose(photo, Trouble.GONE, now)
                return
            fields = {"event": "photo_not_there", "channel": photo.channel, "error": type(error).__name__}
            log.info("photo not there", extra={"fields": fields})
            async with self.database.transact() as tx:
                await ask_again(tx, photo, now=now)
        else:
            async with self.database.transact() as tx:
                if await tx.media.keep(photo.key, content) and photo.seconds:
                    await ring_listeners(tx, photo.key, now=now)

    async def _download(self, photo: Wanted) -> bytes:
        platform = self.platforms.get(photo.channel)
        if platform is None:  # an operator took the channel away
            raise Rejected("no such channel")
        return await asyncio.wait_for(platform.download(photo.reference), DOWNLOAD_SECONDS)

    async def _lose(self, photo: Wanted, trouble: Trouble, now: datetime) -> None:
        async with self.database.transact() as tx:
            await lose(tx, photo, trouble, now=now)

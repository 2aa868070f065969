"""Open streams of letters: how many there may be, and which of them is told that something waits.

Once a second one question to the outbox for all open streams together: no replica needs a signal from the one that
queued a letter. Nothing is asked while no stream is open.
"""

import asyncio
import logging
from collections.abc import Collection

from api.deps import UNKEPT, Letters

LOOK_SECONDS = 1.0
BEAT_SECONDS = 15.0
"""A stream that says nothing for so long gets a beat: proxies keep the line, and a page notices a dead one."""

OF_ONE_GUEST = 2
ALTOGETHER = 500
"""Of this process; a page that finds no place asks from time to time instead."""

log = logging.getLogger(__name__)


class Stream:
    """One open page. `handed` are the marks of the letters that it has; `over` tells why it ends: "", "pushed" by a
    newer stream of the same guest, or "closing" with the house."""

    def __init__(self, address: str, handed: Collection[str]) -> None:
        self.address = address
        self.handed = set(handed)
        self.over = ""
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something happened."""
        self._woken.set()

    def end(self, why: str) -> None:
        """Say nothing more."""
        self.over = self.over or why
        self.wake()

    async def stirs(self) -> bool:
        """Wait until something happens; False when it was quiet for so long that a beat is due."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class Live:
    """The streams of this process, until `closing`."""

    def __init__(self, letters: Letters, channel: str, closing: asyncio.Event) -> None:
        self._letters = letters
        self._channel = channel
        self._closing = closing
        self._streams: dict[str, list[Stream]] = {}
        self._watching: asyncio.Task[None] | None = None

    @property
    def count(self) -> int:
        """How many are open."""
        return sum(len(streams) for streams in self._streams.values())

    def open(self, address: str, handed: Collection[str]) -> Stream | None:
        """A new stream; None when the house is full or closing. A guest's oldest one gives way: most often its line
        was cut, and nobody has noticed yet."""
        theirs = self._streams.get(address, [])
        if self._closing.is_set() or self.count - (len(theirs) >= OF_ONE_GUEST) >= ALTOGETHER:
            return None
        if len(theirs) >= OF_ONE_GUEST:
            oldest = theirs[0]
            oldest.end("pushed")
            self.close(oldest)
        stream = Stream(address, handed)
        self._streams.setdefault(address, []).append(stream)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), name="letters")
        return stream

    def close(self, stream: Stream) -> None:
        """Its page is gone. Idempotent."""
        theirs = self._streams.get(stream.address, [])
        if stream in theirs:
            theirs.remove(stream)
        if not theirs:
            self._streams.pop(stream.address, None)

    async def _watch(self) -> None:
        """As long as anybody listens. When it breaks, the pages come again and it begins anew."""
        try:
            while self._streams and not await self._closes():
                await self._look()
        except Exception as error:
            log.error("nobody looks for letters", exc_info=error, extra={"fields": {"event": "live_broken"}})
        finally:
            for stream in [each for streams in self._streams.values() for each in streams]:
                stream.end("closing")

    async def _closes(self) -> bool:
        """Whether the house closes within the time between two looks."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._closing.wait()
        except TimeoutError:
            return False

    async def _look(self) -> None:
        try:
            expected = await self._letters.expected(self._channel, list(self._streams))
        except UNKEPT:
            log.warning("letters out of reach", extra={"fields": {"event": "live_unavailable"}})
            return
        for address, marks in expected.items():
            for stream in self._streams.get(address, ()):
                if marks - stream.handed:
                    stream.wake()

"""Every message of every door, in batches: read, think, one durable commit, and only then an answer.

While one batch is being written the next one gathers, so a busy hour costs one commit for a hundred messages and an
idle one adds no wait (decision 1). A message that cannot be handled is set aside alone; a full waiting list is said.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.batch import Batch, Heard, scene_of
from bot.carrying_out import look
from bot.conversation import engine
from bot.conversation.dialogue import Dialogue, from_chat
from bot.hand_over import Handed, Place, hand_over
from feedback.chance import Chance
from feedback.errors import StorageUnavailable
from feedback.intake import Asker
from feedback.messages import Inbound, Reply
from feedback.ports import Database, ReplyBox
from feedback.ticket_requests import OpenTicket
from feedback.wording import words

LARGEST_BATCH = 128
WAITING_LIMIT = 2048

log = logging.getLogger(__name__)


class Busy(Exception):
    """The waiting list is full or the house is closing: nothing was kept, and the platform should come again."""


@dataclass(slots=True)
class _Waiting:
    inbound: Inbound
    answer: "asyncio.Future[Sequence[Reply]]"


@dataclass
class Reception:
    """The one place where messages come in. `after_commit` is called when letters may be waiting."""

    database: Database
    box: ReplyBox
    chance: Chance
    clock: Callable[[], datetime]
    pull: frozenset[str]
    windowed: frozenset[str] = frozenset()
    fetched: frozenset[str] = frozenset()
    takes_photos: frozenset[str] = frozenset()
    shows_photos: frozenset[str] = frozenset()
    after_commit: Callable[[], None] = lambda: None
    _line: deque[_Waiting] = field(default_factory=deque, repr=False)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _at_work: "asyncio.Task[None] | None" = field(default=None, repr=False)
    _closing: bool = field(default=False, repr=False)

    async def receive(self, inbound: Inbound) -> Sequence[Reply]:
        """Returns after the commit; the replies to show at once on a pull channel, nothing for a repeat.

        Raises Busy or StorageUnavailable, and then nothing was kept.
        """
        if len(self._line) >= WAITING_LIMIT or self._closing:
            raise Busy
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._work(), name="reception")
        waiting = _Waiting(inbound, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        self._arrived.set()
        return await waiting.answer

    async def screen(self, channel: str, address: str) -> Sequence[Reply]:
        """What this chat saw last, without writing anything; empty for a chat that we do not know."""
        async with self.database.reading() as tx:
            chat = await tx.chats.get(self.box.tag(channel, address))
        return from_chat(chat).screen if chat else ()

    async def repeats(self, channel: str, said: str) -> bool:
        """Whether a message that was heard said this (`Inbound.said`): its id alone does not tell."""
        async with self.database.reading() as tx:
            return await tx.inbox.has(channel, said)

    async def hand_over(self, giver: Place, taker: Place) -> Handed | None:
        """A young talk goes along from one chat to another, once; None when there is none to give."""
        async with self.database.transact() as tx:
            return await hand_over(tx, box=self.box, giver=giver, taker=taker, now=self.clock())

    async def preview(self, inbound: Inbound) -> Sequence[Reply]:
        """The answer to this message, without keeping anything: for a page that is only looked at."""
        tag = self.box.tag(inbound.channel, inbound.address)
        async with self.database.reading() as tx:
            directory = await tx.directory()
            stands = from_chat(chat) if (chat := await tx.chats.get(tag)) else Dialogue(tag)
            scene = scene_of(inbound, stands, box=self.box, directory=directory, now=self.clock(), pull=self.pull)
            turn = engine.hear(stands, inbound, scene)
            if not isinstance(turn.request, OpenTicket):
                return turn.said
            asker = Asker(tag, inbound.channel, inbound.address)
            outcome = await look(tx, turn.request, asker=asker, box=self.box, now=scene.now)
        return [*turn.said, *engine.learn(turn.dialogue, outcome, scene).said]

    async def close(self) -> None:
        """Finish what waits, then stop."""
        self._closing = True
        self._arrived.set()
        if self._at_work:
            await self._at_work

    async def _work(self) -> None:
        while self._line or not self._closing:
            await self._arrived.wait()
            batch = [self._line.popleft() for _ in range(min(LARGEST_BATCH, len(self._line)))]
            if not self._line and not self._closing:
                self._arrived.clear()
            if batch:
                await self._handle(batch)

    async def _handle(self, batch: Sequence[_Waiting]) -> None:
        try:
            heard = await self._converse([waiting.inbound for waiting in batch])
        except StorageUnavailable as error:
            log.warning("storage unavailable", extra={"fields": {"event": "storage_unavailable", "count": len(batch)}})
            _refuse(batch, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not take the others with it
            await self._one_by_one(batch, error)
        else:
            for waiting, replies in zip(batch, heard, strict=True):
                _answer(waiting, replies)

    async def _converse(self, inbounds: Sequence[Inbound]) -> list[Heard]:
        async with self.database.transact() as tx:
            batch = Batch(
                tx=tx,
                box=self.box,
                chance=self.chance,
                now=self.clock(),
                pull=self.pull,
                windowed=self.windowed,
                fetched=self.fetched,
                takes_photos=self.takes_photos,
                shows_photos=self.shows_photos,
            )
            heard = await batch.handle(inbounds)
        self.after_commit()
        return heard

    async def _one_by_one(self, batch: Sequence[_Waiting], error: Exception) -> None:
        if len(batch) > 1:
            for waiting in batch:
                await self._handle([waiting])
        else:
            await self._set_aside(batch[0], error)

    async def _set_aside(self, waiting: _Waiting, error: Exception) -> None:
        """Keep the message for an operator and tell the person kindly: a valid message is never asked for again."""
        inbound, name = waiting.inbound, type(error).__name__
        log.error("message set aside", exc_info=error, extra={"fields": {"event": "set_aside", "error": name}})
        sorry = Reply(words(inbound.language).say("talk.failed"), kind="notice")
        try:
            async with self.database.transact() as tx:
                nameless = replace(inbound, address=self.box.tag(inbound.channel, inbound.address))
                await tx.inbox.set_aside(nameless, error=name, at=self.clock())
                await tx.inbox.take([(inbound.channel, inbound.said)] if inbound.said else [], at=self.clock())
                batch = Batch(tx=tx, box=self.box, chance=self.chance, now=self.clock(), pull=self.pull)
                if not inbound.by_hand:  # whoever wrote that is not waiting for us
                    await batch.post(inbound, sorry)
        except StorageUnavailable as unavailable:
            _refuse([waiting], unavailable)
        except Exception as trouble:
            log.error("message not kept", exc_info=trouble, extra={"fields": {"event": "not_kept"}})
            _refuse([waiting], StorageUnavailable(type(trouble).__name__))
        else:
            self.after_commit()
            _answer(waiting, (sorry,) if inbound.channel in self.pull and not inbound.by_hand else ())


def _answer(waiting: _Waiting, replies: Heard) -> None:
    if not waiting.answer.done():
        waiting.answer.set_result(replies)


def _refuse(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)

"""Letters leave the house: claim with a lease and a slot, close the transaction, send, write down what became of it.

Which platform it is shows only in its rate and its errors (`bot/outcomes.py`). A letter is sent again when it surely
did not go out, or when a repeat does no harm; `once` letters whose fate is unclear are held as *unknown* and shown to
an operator. A long letter goes message by message, each in a slot of its own.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.channels.base import Answering, Channel, Outgoing, SendError, Uncertain
from bot.channels.rendering import render
from bot.outcomes import Outcomes
from bot.pace import LATEST, MOVING, Clock, Look, Pace
from bot.windows import Windows
from feedback.errors import StorageUnavailable
from feedback.media import Picture
from feedback.messages import Claimed
from feedback.ports import SLOT_GRACE, Database, Rate, ReplyBox, Transaction

LEASE_SECONDS = 60.0
SEND_SECONDS = 45.0
ASK_SECONDS = 10.0
"""Together well inside the lease, so that no other replica begins while a slow call still goes on."""

IN_HAND = 96
"""Letters that wait for their slot or for the platform's answer: half a second of the fastest platform's, and as many
calls as a slow answer leaves open."""

REFILL_SECONDS = 0.2
LOOK_AGAIN_SECONDS = 0.5
SOON_SECONDS = 0.05
SOON_ROUNDS = 30
"""After sending, a chat's next slot opens within about a second: so many short rests before the long ones."""

OPEN, CLOSED = "open", "closed"
"""Whether a person may be written to now: some platforms allow it only for a while after their last act."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InHand:
    """A claimed letter, the look at the clock by which its slot is met, and how far we had moved slots on by then."""

    claimed: Claimed
    look: Look
    moved: float


@dataclass
class Delivery:
    """Sends what the outbox holds for the push channels. `wake()` is called after a commit that queued letters."""

    database: Database
    box: ReplyBox
    channels: Mapping[str, Channel]
    owner: str
    clock: Clock = field(default_factory=Clock)
    _wakes: dict[str, asyncio.Event] = field(default_factory=dict, repr=False)
    _paces: dict[str, Pace] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.outcomes = Outcomes(self.database, self.owner, self.clock)
        self.windows = Windows(self.database, self.owner, self.clock)

    def wake(self) -> None:
        """Letters may be waiting: each platform's line looks at once."""
        for event in self._wakes.values():
            event.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; each platform has a line of its own, so that one outage delays nobody else."""
        pushing = [channel for channel in self.channels.values() if channel.capabilities.push]
        await asyncio.gather(*(self._serve(channel, stop) for channel in pushing))

    async def claim(self, channel: Channel, *, limit: int = IN_HAND) -> list[InHand]:
        """What may go to this platform within the next half second; nobody else has it now."""
        pace = self._pace(channel)
        await self.windows.hold_closed(channel)
        async with pace.turn:
            async with self.database.transact() as tx:
                look = await pace.look(tx)
                claimed = await tx.outbox.claim(
                    channel=channel.name,
                    rate=channel.capabilities.rate or Rate(overall=1000.0, per_chat=1000.0),
                    owner=self.owner,
                    now=look.said,
                    lease_seconds=LEASE_SECONDS,
                    limit=limit,
                    lead_seconds=pace.lead,
                )
            return [InHand(one, look, pace.moved) for one in claimed]

    async def deliver(self, channel: Channel, one: InHand) -> None:
        """Send the next message of this letter in its slot, and write down what became of it."""
        claimed, pace = one.claimed, self._pace(channel)
        await pace.near(one.claimed.slot, one.look)
        if claimed.trial and not await self._answers(channel, claimed):
            return
        begun = await self._begin(channel, claimed)
        if not begun:
            return
        try:
            address, messages = self._messages(channel, claimed)
        except Exception as error:
            log.error("sending failed", exc_info=error, extra=_bug_on(channel))
            await self.outcomes.stumbled(claimed, error)
            return
        if begun == CLOSED:
            away = await self.windows.tell(channel, claimed, address)
            if claimed.trial:  # nothing else ends it
                await self.outcomes.trial_ended(channel, claimed, away)
            return
        messages = [await self._with_photo(channel, claimed, messages[0]), *messages[1:]] if messages else messages
        # Nobody else writes during a trial, so its slot cannot be too late.
        if await pace.meet(claimed.slot, one.look) or claimed.trial or await self._made_up_for(channel, one):
            await self._send(channel, claimed, address, messages)
        else:
            await self.outcomes.not_tried(claimed)

    async def _made_up_for(self, channel: Channel, one: InHand) -> bool:
        """A call that comes a little late first moves on the slots that nobody has yet, by as much; then it may go."""
        pace, slot = self._pace(channel), one.claimed.slot
        late = pace.late(slot, one.look)
        if late > LATEST:
            return False
        covered = late + MOVING
        async with pace.turn:
            missing = max(0.0, covered - (pace.moved - one.moved))  # those who are late together move them once
            async with self.database.transact() as tx:
                await tx.outbox.move_slots(channel.name, one.claimed.letter.chat, by=missing, chat_by=covered)
            pace.moved += missing
        return pace.late(slot, one.look) <= covered + SLOT_GRACE

    async def _serve(self, channel: Channel, stop: asyncio.Event) -> None:
        """Claims as long as there are hands; those at work never wait for one another."""
        wake, quiet = self._wakes.setdefault(channel.name, asyncio.Event()), SOON_ROUNDS
        async with asyncio.TaskGroup() as hands:
            at_work: set[asyncio.Task[None]] = set()
            while not stop.is_set():
                claimed = await self._round(channel, limit=IN_HAND - len(at_work))
                for one in claimed:
                    task = hands.create_task(self._guarded(channel, one))
                    at_work.add(task)
                    task.add_done_callback(at_work.discard)
                quiet = 0 if claimed else quiet + 1
                rest = SOON_SECONDS if quiet <= SOON_ROUNDS else LOOK_AGAIN_SECONDS
                await _rest(stop, wake, REFILL_SECONDS if claimed else rest)

    async def _round(self, channel: Channel, *, limit: int) -> Sequence[InHand]:
        try:
            return await self.claim(channel, limit=limit)
        except StorageUnavailable:
            log.warning("outbox unavailable", extra={"fields": {"event": "outbox_unavailable"}})
        except Exception as error:
            log.error("delivery failed", exc_info=error, extra={"fields": {"event": "delivery_failed"}})
        return ()

    async def _guarded(self, channel: Channel, one: InHand) -> None:
        """A letter whose end could not be written down keeps its lease; when that ends it is decided anew."""
        try:
            await self.deliver(channel, one)
        except StorageUnavailable:
            log.warning("outbox unavailable", extra={"fields": {"event": "outbox_unavailable"}})
        except Exception as error:
            log.error("delivery failed", exc_info=error, extra={"fields": {"event": "delivery_failed"}})

    def _pace(self, channel: Channel) -> Pace:
        return self._paces.setdefault(channel.name, Pace(self.clock))

    async def _answers(self, channel: Channel, claimed: Claimed) -> bool:
        """Before a trial the platform is asked for nothing but an answer: an outage then costs no letter a try."""
        if not isinstance(channel, Answering):
            return True
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await channel.ask()
        except (SendError, TimeoutError) as error:
            await self.outcomes.no_answer(channel, claimed, error)
            return False
        return True

    async def _begin(self, channel: Channel, claimed: Claimed) -> str:
        """Whether the person may be written to, or "" when the letter is not ours to send any more."""
        async with self.database.transact() as tx:
            now = await self.clock.now(tx)
            if await tx.outbox.begin(claimed.id, owner=self.owner, now=now, trial=claimed.trial):
                if channel.capabilities.echoes:  # before the call, for its echo may come before the answer
                    texts = render(claimed.letter.reply, channel.capabilities).texts
                    await tx.echoes.note(claimed.letter.chat, texts=texts, at=now)
                await self._spare_for_an_edit(tx, channel, claimed)
                is_open = await self.windows.is_open(tx, channel, claimed.letter.chat, now=now)
                return OPEN if is_open else CLOSED
            await tx.outbox.put_back(claimed.id, owner=self.owner)
        return ""

    async def _spare_for_an_edit(self, tx: Transaction, channel: Channel, claimed: Claimed) -> None:
        """A new message under a tapped one also edits that one, a second call: the next slots leave room for it."""
        reply, rate = claimed.letter.reply, channel.capabilities.rate
        if rate and reply.tapped and not reply.in_place:
            spare, of_chat = (1 / one if one else 0.0 for one in (rate.overall, rate.per_chat))
            await tx.outbox.move_slots(channel.name, claimed.letter.chat, by=spare, chat_by=of_chat)

    async def _send(self, channel: Channel, claimed: Claimed, address: str, messages: Sequence[Outgoing]) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                platform_id = await channel.send(address, messages[0]) if messages else ""
        except SendError as error:
            await self.outcomes.failed(channel, claimed, error)
        except TimeoutError:
            await self.outcomes.failed(channel, claimed, Uncertain("no answer in time"))
        except Exception as error:
            log.error("sending failed", exc_info=error, extra=_bug_on(channel))
            await self.outcomes.stumbled(claimed, error)
        else:
            await self.outcomes.sent(channel, claimed, platform_id, last=len(messages) <= 1)

    def _messages(self, channel: Channel, claimed: Claimed) -> tuple[str, Sequence[Outgoing]]:
        """The address, and what is left of the letter as messages of one text each, the buttons under the last."""
        letter = claimed.letter
        _, address = self.box.open(letter.address)
        whole = render(letter.reply, channel.capabilities, subject=letter.subject)
        *first, last = whole.texts
        begun = replace(whole, buttons=(), tapped="", reader="")  # what changes the chat comes with the last one
        messages = [*(replace(begun, texts=(text,)) for text in first), replace(whole, texts=(last,))]
        photos = [Outgoing((photo.caption,)) for photo in _photos(channel, claimed)]
        return address, [*photos, *messages][claimed.parts :]

    async def _with_photo(self, channel: Channel, claimed: Claimed, message: Outgoing) -> Outgoing:
        """The next message, with its picture where it has one; it lies in its own table until then."""
        photos = _photos(channel, claimed)
        if claimed.parts >= len(photos):
            return message
        photo = photos[claimed.parts]
        async with self.database.reading() as tx:
            content = await tx.media.content(photo.key)
        if not content:
            return replace(message, texts=(photo.gone,))
        return replace(message, voice=content) if photo.voice else replace(message, photo=content)


async def _rest(stop: asyncio.Event, wake: asyncio.Event, seconds: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (wake, stop)]
    _, pending = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for wait in pending:
        wait.cancel()
    wake.clear()


def _photos(channel: Channel, claimed: Claimed) -> Sequence[Picture]:
    return claimed.letter.reply.photos if channel.capabilities.photos else ()


def _bug_on(channel: Channel) -> dict[str, dict[str, str]]:
    return {"fields": {"event": "send_bug", "channel": channel.name}}

"""One batch of messages inside one transaction: read, think, write.

Messages of one chat are heard in their order; of different chats side by side, so that what they ask for is written
in bulk. Every statement here runs once for the whole batch, however large it is, except errands of single people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.carrying_out import Errand, carry_out
from bot.conversation import engine, in_place, quiet
from bot.conversation.dialogue import Dialogue, Turn, from_chat, to_chat
from bot.conversation.scene import Scene
from feedback.audit import CLOCK, Act
from feedback.chance import Chance
from feedback.intake import Asker, keep_ratings
from feedback.messages import Chat, Inbound, Letter, Reply
from feedback.periods import local, midnight
from feedback.platform_ports import Echo
from feedback.ports import ReplyBox, Transaction
from feedback.ratings import Rating
from feedback.requests import KeepRating, Refused
from feedback.ticket_requests import RateByTicket
from feedback.units import Directory
from feedback.wording import words

Heard = Sequence[Reply]

ALBUM_PAUSE = timedelta(seconds=1.2)
"""Telegram brings the parts of an album within about a second."""


@dataclass
class Batch:
    """The work on one batch. `pull` names the channels whose replies are handed back instead of posted, `windowed`
    those where letters may wait until a person acts, `fetched` those whose pages fetch them (`bot/fetching.py`),
    `takes_photos` and `shows_photos` those that can."""

    tx: Transaction
    box: ReplyBox
    chance: Chance
    now: datetime
    pull: frozenset[str]
    windowed: frozenset[str] = frozenset()
    fetched: frozenset[str] = frozenset()
    takes_photos: frozenset[str] = frozenset()
    shows_photos: frozenset[str] = frozenset()
    _acted: set[str] = field(default_factory=set)
    _chats: dict[str, Chat] = field(default_factory=dict)
    _dialogues: dict[str, Dialogue] = field(default_factory=dict)
    _letters: list[Letter] = field(default_factory=list)
    _withdrawn: list[str] = field(default_factory=list)

    async def handle(self, inbounds: Sequence[Inbound]) -> list[Heard]:
        """The replies to show at once, for each message; empty for repeats and for push channels."""
        own = await self._own_words(inbounds)
        others = {_key(one) for one in inbounds if not (one.by_hand and one.message_id in own)}
        new = await self.tx.inbox.take(sorted(others), at=self.now)
        fresh = [(place, inbound) for place, inbound in enumerate(inbounds) if _first(inbound, new)]
        heard: list[Heard] = [()] * len(inbounds)
        if fresh:
            await self.tx.inbox.take(sorted({(one.channel, one.said) for _, one in fresh if one.said}), at=self.now)
            await self._read([inbound for _, inbound in fresh])
            directory = await self.tx.directory()
            for round in _rounds(fresh):
                for place, replies in await self._round(round, directory):
                    heard[place] = replies
            await self._write()
        return heard

    async def post(self, inbound: Inbound, reply: Reply) -> None:
        """A letter to one person, outside any talk."""
        if inbound.channel not in self.pull:
            tag = self.box.tag(inbound.channel, inbound.address)
            address = self.box.seal(inbound.channel, inbound.address)
            await self.tx.outbox.add([Letter(tag, inbound.channel, address, reply)], at=self.now)

    async def _own_words(self, inbounds: Sequence[Inbound]) -> set[str]:
        """The ids of echoes of ourselves: nothing comes of them, not even a row."""
        tags = self.box.tag
        echoes = [Echo(tags(i.channel, i.address), i.message_id, i.text, i.at) for i in inbounds if i.by_hand]
        return await self.tx.echoes.ours(echoes) if echoes else set()

    async def _read(self, inbounds: Sequence[Inbound]) -> None:
        people = {self.box.tag(i.channel, i.address): i for i in inbounds}
        known = await self.tx.chats.lock(sorted(people))
        for tag, inbound in people.items():
            chat = known.get(tag) or Chat(tag, inbound.channel, self.box.seal(inbound.channel, inbound.address))
            self._chats[tag], self._dialogues[tag] = chat, from_chat(chat)

    async def _round(self, round: Sequence[tuple[int, Inbound]], directory: Directory) -> list[tuple[int, Heard]]:
        turns = [(place, *self._think(inbound, directory)) for place, inbound in round]
        await keep_ratings(self.tx, list(_ratings(turns)), box=self.box)
        heard = sorted(zip((inbound for _, inbound in round), turns, strict=True), key=_first_written)
        return [
            (place, await self._settle(turn, asker, scene, inbound)) for inbound, (place, turn, asker, scene) in heard
        ]

    def _think(self, inbound: Inbound, directory: Directory) -> "tuple[Turn, Asker, Scene]":
        tag = self.box.tag(inbound.channel, inbound.address)
        dialogue = self._dialogues[tag]
        asker = Asker(tag, inbound.channel, inbound.address)
        scene = scene_of(inbound, dialogue, box=self.box, directory=directory, now=self.now, pull=self.pull)
        takes, shows = (asker.channel in doors for doors in (self.takes_photos, self.shows_photos))
        scene = replace(scene, takes_photos=takes, shows_photos=shows, page=asker.channel in self.fetched)
        if inbound.by_hand or inbound.gone:
            chat = self._chats[tag]
            self._chats[tag] = _spoken_by_hand(chat, inbound.at) if inbound.by_hand else _left(chat)
            return Turn(dialogue, ask=False), asker, scene
        return self._hear(dialogue, inbound, scene), asker, scene

    def _hear(self, dialogue: Dialogue, inbound: Inbound, scene: Scene) -> Turn:
        """The person acted: they can be written to again, and a pause may be over."""
        tag = dialogue.tag
        chat = self._chats[tag]
        self._acted.add(tag)
        acted = min(inbound.at, self.now)
        paused = chat.paused_until
        heard = replace(chat, unreachable=False, heard_at=max(chat.heard_at or acted, acted))
        if paused and self.now < paused and not quiet.is_for_us(inbound, scene):
            self._chats[tag] = heard
            return quiet.overheard(dialogue, inbound)
        self._chats[tag] = replace(heard, paused_until=None)
        turn = engine.hear(dialogue, inbound, scene)
        return quiet.spoken_again(turn, dialogue, scene) if paused else turn

    async def _settle(self, turn: Turn, asker: Asker, scene: Scene, inbound: Inbound) -> Heard:
        """Carry out what the turn asks for, until nothing more is asked; then post or hand back what was said."""
        said, refused = list(turn.said), False
        while turn.request and not isinstance(turn.request, KeepRating):
            linked = turn.dialogue.officer_id is not None
            errand = Errand(turn.request, asker, self.box, linked, scene.directory, self.chance, scene.now)
            outcome = await carry_out(self.tx, errand)
            refused = refused or isinstance(outcome, Refused)
            turn = engine.learn(turn.dialogue, outcome, scene)
            said += turn.said
        pulled = asker.channel in self.pull
        if pulled and asker.channel not in self.fetched:
            # Kept on the screen too: if this answer is lost on its way, the next look still shows it.
            said = [*await self.tx.outbox.collect(asker.tag, at=self.now), *said]
        before = self._dialogues[asker.tag]
        await self._let_go(before, turn.dialogue)
        self._dialogues[asker.tag] = replace(turn.dialogue, screen=tuple(said) or turn.dialogue.screen)
        if pulled:
            return said
        if said:
            reply = _joined(said)
            if inbound.under:
                reply = in_place.after_a_tap(before, inbound, reply, scene, refused=refused)
            self._answer(before, turn.dialogue, reply)
        return ()

    def _answer(self, before: Dialogue, after: Dialogue, reply: Reply) -> None:
        """The parts of an album come one by one: the answer to one waits a moment, and gives way to the next answer."""
        chat, last = self._chats[after.tag], _album_letter(before)
        if last:
            self._withdrawn.append(last)
            self._letters = [letter for letter in self._letters if letter.dedup != last]
        dedup = _album_letter(after) if after.album != before.album else ""
        due = self.now + ALBUM_PAUSE if dedup else None
        self._letters.append(Letter(chat.tag, chat.channel, chat.address, reply, dedup=dedup, due=due))

    async def _let_go(self, before: Dialogue, after: Dialogue) -> None:
        """Photos and voices that no talk holds any more are dropped at once, whatever way it ended."""
        gone = (before.talk.held if before.talk else frozenset()) - (after.talk.held if after.talk else frozenset())
        if gone:
            await self.tx.media.drop(sorted(gone))

    async def _write(self) -> None:
        chats = [_kept(self._dialogues[tag], chat) for tag, chat in self._chats.items()]
        for tag, chat in self._chats.items():
            if chat.officer_id is not None and self._dialogues[tag].officer_id is None:
                gone = (await self.tx.directory()).officers[chat.officer_id]
                self.tx.audit.note(Act.UNLINKED, who=CLOCK, about=gone.code)
        await self.tx.chats.save(chats, at=self.now)
        if self._withdrawn:
            await self.tx.outbox.withdraw(self._withdrawn)
        waited = sorted(tag for tag in self._acted if self._chats[tag].channel in self.windowed)
        for at in sorted({self.now, _day_of(self.now)}):
            if tags := [tag for tag in waited if self._written_at(tag) == at]:
                await self.tx.windows.release(tags, at=at)
            if letters := [letter for letter in self._letters if self._written_at(letter.chat) == at]:
                await self.tx.outbox.add(letters, at=at)

    def _written_at(self, tag: str) -> datetime:
        """To staff only the day: while such a letter waits, its moment would tell who typed in which slip."""
        return self.now if self._dialogues[tag].officer_id is None else _day_of(self.now)


def _kept(dialogue: Dialogue, chat: Chat) -> Chat:
    kept = to_chat(dialogue, chat)
    return replace(kept, unreachable=True) if chat.unreachable else kept


def _album_letter(dialogue: Dialogue) -> str:
    """The `dedup` of the answer to the part of an album that was heard last."""
    return f"album:{dialogue.tag}:{dialogue.album}" if dialogue.album else ""


def _day_of(moment: datetime) -> datetime:
    return midnight(local(moment).date())


def _left(chat: Chat) -> Chat:
    return replace(chat, unreachable=True)


def _spoken_by_hand(chat: Chat, at: datetime) -> Chat:
    """From when it was said: an echo that comes late pauses no longer than one that came at once."""
    until = at + quiet.PAUSE
    return replace(chat, paused_until=max(chat.paused_until or until, until))


def _joined(said: Sequence[Reply]) -> Reply:
    """In a chat, thanks and the next question are one message."""
    return replace(said[-1], text="\n\n".join(reply.text for reply in said))


def _ratings(turns: "Iterable[tuple[int, Turn, Asker, Scene]]") -> "Iterable[tuple[Rating, Asker]]":
    for _, turn, asker, _ in turns:
        if isinstance(turn.request, KeepRating):
            yield turn.request.rating, asker


def _first_written(heard: "tuple[Inbound, tuple[int, Turn, Asker, Scene]]") -> str:
    """Papers that two telephones may hold come last and by the visit's key: of two batches that rate the same two, one
    waits for the other, and never both for each other."""
    request = heard[1][1].request
    return request.rating.visit.key if isinstance(request, RateByTicket) else ""


def _rounds(fresh: Sequence[tuple[int, Inbound]]) -> list[list[tuple[int, Inbound]]]:
    """The first message of each chat, then the second of each, and so on."""
    rounds: list[list[tuple[int, Inbound]]] = []
    depth: dict[tuple[str, str], int] = {}
    for place, inbound in fresh:
        chat = (inbound.channel, inbound.address)
        level = depth[chat] = depth.get(chat, -1) + 1
        if level == len(rounds):
            rounds.append([])
        rounds[level].append((place, inbound))
    return rounds


def _first(inbound: Inbound, new: set[tuple[str, str]]) -> bool:
    """True once for each new message: a repeat within the batch finds its key taken."""
    key = _key(inbound)
    if key not in new:
        return False
    new.discard(key)
    return True


def _key(inbound: Inbound) -> tuple[str, str]:
    return inbound.channel, inbound.message_id


def scene_of(
    inbound: Inbound, dialogue: Dialogue, *, box: ReplyBox, directory: Directory, now: datetime, pull: frozenset[str]
) -> Scene:
    """What the conversation may know about this message.

    The visit's key comes from the keyed box: a message handled twice would still be one visit, and a copy of the
    database cannot tie the visit to the chat. All slips from one address are one visit.
    """
    tag = box.tag(inbound.channel, inbound.address)
    return Scene(
        now=local(now),
        token=box.tag("visit", f"{tag}|{'slip' if inbound.slip else inbound.message_id}"),
        directory=directory,
        words=words(dialogue.language),
        pull=inbound.channel in pull,
        said_at=local(inbound.at),
    )

"""One batch of messages inside one transaction: read, think, write.

Messages of one chat are heard in their order; of different chats side by side, so that what they ask for is written
in bulk. Every statement here runs once for the whole batch, however large it is, except errands of single people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.carrying_out import Errand, carry_out
from bot.conversation import engine
from bot.conversation.dialogue import Dialogue, Turn, from_chat, to_chat
from bot.conversation.scene import Scene
from feedback.chance import Chance
from feedback.intake import Asker, keep_ratings
from feedback.messages import Chat, Inbound, Letter, Reply
from feedback.periods import local
from feedback.ports import ReplyBox, Transaction
from feedback.ratings import Rating
from feedback.requests import KeepRating
from feedback.units import Directory
from feedback.wording import words

Heard = Sequence[Reply]


@dataclass
class Batch:
    """The work on one batch. `pull` names the channels whose replies are handed back instead of posted."""

    tx: Transaction
    box: ReplyBox
    chance: Chance
    now: datetime
    pull: frozenset[str]
    _chats: dict[str, Chat] = field(default_factory=dict)
    _dialogues: dict[str, Dialogue] = field(default_factory=dict)
    _letters: list[Letter] = field(default_factory=list)

    async def handle(self, inbounds: Sequence[Inbound]) -> list[Heard]:
        """The replies to show at once, for each message; empty for repeats and for push channels."""
        new = await self.tx.inbox.take(sorted({_key(inbound) for inbound in inbounds}), at=self.now)
        fresh = [(place, inbound) for place, inbound in enumerate(inbounds) if _first(inbound, new)]
        heard: list[Heard] = [()] * len(inbounds)
        if fresh:
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

    async def _read(self, inbounds: Sequence[Inbound]) -> None:
        people = {self.box.tag(i.channel, i.address): i for i in inbounds}
        known = await self.tx.chats.lock(sorted(people))
        for tag, inbound in people.items():
            chat = known.get(tag) or Chat(tag, inbound.channel, self.box.seal(inbound.channel, inbound.address))
            self._chats[tag], self._dialogues[tag] = chat, from_chat(chat)

    async def _round(self, round: Sequence[tuple[int, Inbound]], directory: Directory) -> list[tuple[int, Heard]]:
        turns = [(place, *self._think(inbound, directory)) for place, inbound in round]
        await keep_ratings(self.tx, list(_ratings(turns)), box=self.box)
        return [(place, await self._settle(turn, asker, scene)) for place, turn, asker, scene in turns]

    def _think(self, inbound: Inbound, directory: Directory) -> "tuple[Turn, Asker, Scene]":
        tag = self.box.tag(inbound.channel, inbound.address)
        dialogue = self._dialogues[tag]
        asker = Asker(tag, inbound.channel, inbound.address)
        scene = scene_of(inbound, dialogue, box=self.box, directory=directory, now=self.now, pull=self.pull)
        if inbound.gone is not self._chats[tag].unreachable:
            self._chats[tag] = replace(self._chats[tag], unreachable=inbound.gone)
        if inbound.gone:
            return Turn(dialogue, ask=False), asker, scene
        return engine.hear(dialogue, inbound, scene), asker, scene

    async def _settle(self, turn: Turn, asker: Asker, scene: Scene) -> Heard:
        """Carry out what the turn asks for, until nothing more is asked; then post or hand back what was said."""
        said = list(turn.said)
        while turn.request and not isinstance(turn.request, KeepRating):
            linked = turn.dialogue.officer_id is not None
            errand = Errand(turn.request, asker, linked, scene.directory, self.chance, scene.now)
            turn = engine.learn(turn.dialogue, await carry_out(self.tx, errand), scene)
            said += turn.said
        pulled = asker.channel in self.pull
        if pulled:  # kept on the screen too: if this answer is lost on its way, the next look still shows it
            said = [*await self.tx.outbox.collect(asker.tag, at=self.now), *said]
        self._dialogues[asker.tag] = replace(turn.dialogue, screen=tuple(said) or turn.dialogue.screen)
        if pulled:
            return said
        if said:
            chat = self._chats[asker.tag]
            self._letters.append(Letter(chat.tag, chat.channel, chat.address, _joined(said)))
        return ()

    async def _write(self) -> None:
        chats = [_kept(self._dialogues[tag], chat) for tag, chat in self._chats.items()]
        await self.tx.chats.save(chats, at=self.now)
        if self._letters:
            await self.tx.outbox.add(self._letters, at=self.now)


def _kept(dialogue: Dialogue, chat: Chat) -> Chat:
    kept = to_chat(dialogue, chat)
    return replace(kept, unreachable=True) if chat.unreachable else kept


def _joined(said: Sequence[Reply]) -> Reply:
    """In a chat, thanks and the next question are one message."""
    return replace(said[-1], text="\n\n".join(reply.text for reply in said))


def _ratings(turns: "Iterable[tuple[int, Turn, Asker, Scene]]") -> "Iterable[tuple[Rating, Asker]]":
    for _, turn, asker, _ in turns:
        if isinstance(turn.request, KeepRating):
            yield turn.request.rating, asker


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
    database cannot tie the visit to the chat.
    """
    tag = box.tag(inbound.channel, inbound.address)
    return Scene(
        now=local(now),
        token=box.tag("visit", f"{tag}|{inbound.message_id}"),
        directory=directory,
        words=words(dialogue.language),
        pull=inbound.channel in pull,
        said_at=local(inbound.at),
    )

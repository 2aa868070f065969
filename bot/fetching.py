"""Letters for pages that fetch them: what waits for a chat, and which of it its page says that it showed.

An answer on its way to a page can be lost, so a letter waits in the outbox until the page names its mark. Then it
stands on the chat's screen until the person goes on, for a page that was only loaded again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.dialogue import from_chat, to_chat
from feedback.messages import Reply
from feedback.ports import Database, ReplyBox, Transaction

AT_ONCE = 20
"""Letters on a page that nobody has looked at yet; the others follow when these were seen."""

MARK = 16


@dataclass(frozen=True, slots=True)
class Fetching:
    """Hands letters over. A mark is keyed, so that it tells nobody how many letters the house writes."""

    database: Database
    box: ReplyBox
    clock: Callable[[], datetime]

    async def waiting(self, channel: str, address: str) -> Sequence[Reply]:
        """What waits for this chat, in order, each with its mark. Nothing is written."""
        tag = self.box.tag(channel, address)
        async with self.database.reading() as tx:
            return list((await self._found(tx, tag)).values())

    async def expected(self, channel: str, addresses: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The marks of what waits for these chats, by address: one question for all of them."""
        known = {self.box.tag(channel, address): address for address in addresses}
        async with self.database.reading() as tx:
            found = await tx.outbox.expected(sorted(known), at=self.clock())
        marks: dict[str, frozenset[str]] = {}
        for tag, id in found:
            marks[known[tag]] = marks.get(known[tag], frozenset()) | {self._mark(tag, id)}
        return marks

    async def confirm(self, channel: str, address: str, marks: Collection[str]) -> None:
        """The page showed these: they are over. Marks of anybody else, or of long ago, change nothing."""
        tag = self.box.tag(channel, address)
        async with self.database.reading() as tx:
            known = await tx.chats.get(tag) is not None
            if not any(reply.letter in marks for reply in (await self._found(tx, tag)).values()):
                return
        async with self.database.transact() as tx:
            chats = await tx.chats.lock([tag]) if known else {}
            shown = {id: reply for id, reply in (await self._found(tx, tag)).items() if reply.letter in marks}
            await tx.outbox.handed_over(tag, list(shown), at=self.clock())
            if chat := chats.get(tag):
                dialogue = from_chat(chat)
                on_screen = replace(dialogue, screen=(*shown.values(), *dialogue.screen))
                await tx.chats.save([to_chat(on_screen, chat)], at=self.clock())

    async def _found(self, tx: Transaction, tag: str) -> dict[int, Reply]:
        waiting = await tx.outbox.waiting(tag, at=self.clock(), limit=AT_ONCE)
        return {id: replace(reply, letter=self._mark(tag, id)) for id, reply in waiting}

    def _mark(self, tag: str, id: int) -> str:
        return self.box.tag("letter", f"{tag}|{id}")[:MARK]

"""A talk goes along from the tablet at the counter to its writer's own telephone: once, and only while it is young."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.conversation.at_desk import GIVEN_AWAY
from bot.conversation.dialogue import Dialogue, Talk, from_chat, to_chat
from feedback.messages import Chat
from feedback.ports import ReplyBox, Transaction
from feedback.visits import Visit

LINK_LIVES = timedelta(minutes=10)
"""Long enough to find one's glasses, too short for who comes by later."""

Place = tuple[str, str]
"""Channel and address of a chat."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over: about which visit, and in which language."""

    visit: Visit
    language: str


async def hand_over(tx: Transaction, *, box: ReplyBox, giver: Place, taker: Place, now: datetime) -> Handed | None:
    """Move the talk. None when there is none, when it is too old, or when somebody was faster."""
    given, taken = box.tag(*giver), box.tag(*taker)
    if _talk_of(await tx.chats.get(given), now) is None:
        return None  # before anything is locked: a lock leaves a row behind
    known = await tx.chats.lock(sorted((given, taken)))
    talk = _talk_of(known.get(given), now)
    if talk is None or talk.visit is None:
        return None
    old = from_chat(known[given])
    theirs = known.get(taken) or Chat(taken, taker[0], box.seal(*taker))
    moved = replace(old, tag=taken, officer_id=theirs.officer_id)
    left = Dialogue(given, step=GIVEN_AWAY, language=old.language)
    await tx.chats.save([to_chat(moved, theirs), to_chat(left, known[given])], at=now)
    return Handed(talk.visit, old.language)


def _talk_of(chat: Chat | None, now: datetime) -> Talk | None:
    """The talk that may still go along."""
    talk = from_chat(chat).talk if chat else None
    return talk if talk and talk.turn and now - talk.started_at < LINK_LIVES else None

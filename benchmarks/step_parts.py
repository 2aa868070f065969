"""Where the thinking of one step goes, in µs by part: the real functions in their order, without HTTP and database."""

import argparse
import os
import time
from collections import defaultdict
from datetime import UTC, datetime
from itertools import islice

from benchmarks.house import DIRECTORY, SECRET
from benchmarks.updates import TALKS, Crowd
from bot.channels.telegram_updates import parse, to_inbound
from bot.conversation import engine
from bot.conversation.dialogue import Dialogue, Turn, from_chat, to_chat
from bot.conversation.scene import Scene
from feedback.cues import cues_in
from feedback.messages import Chat, Inbound
from feedback.periods import local, quarter
from feedback.requests import FeedbackTaken, KeepRating, SubmitFeedback
from feedback.wording import words
from storage.chats import STATE
from storage.cipher import Cipher
from storage.keys import Keys
from storage.outbox import PAYLOAD
from storage.reply_box import SealedReplyBox

RECEIPT = "4821093755162044"


class Parts:
    """Hears updates one by one, and books the CPU time since the last mark on the part that just ended."""

    def __init__(self) -> None:
        keys = Keys.derive(SECRET)
        self._box, self._cipher = SealedReplyBox(keys), Cipher(keys.text)
        self._kept: dict[str, tuple[bytes, bytes]] = {}  # tag: sealed address, encrypted state
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._marked = 0.0

    def hear(self, number: int, body: bytes) -> None:
        """One update, from its bytes to what would be written."""
        self._marked = time.thread_time()
        inbound = to_inbound(parse(body), at=datetime.now(UTC))
        assert inbound is not None
        self._mark("parse the update")
        tag = self._box.tag(inbound.channel, inbound.address)
        self._mark("chat tag (HMAC)")
        chat = self._open(tag, inbound)
        dialogue = from_chat(chat)
        self._mark("dialogue from its state")
        turn = self._think(dialogue, inbound, f"{number:032x}")
        self._write(turn, chat)

    def _open(self, tag: str, inbound: Inbound) -> Chat:
        if tag not in self._kept:
            address = self._box.seal(inbound.channel, inbound.address)
            self._mark("seal the address (first message)")
            return Chat(tag, inbound.channel, address)
        address, hidden = self._kept[tag]
        state = self._cipher.show_data(hidden, STATE)
        self._mark("decrypt the state")
        return Chat(tag, inbound.channel, address, state=state)

    def _think(self, dialogue: Dialogue, inbound: Inbound, token: str) -> Turn:
        scene = Scene(local(inbound.at), token, DIRECTORY, words(dialogue.language))
        turn = engine.hear(dialogue, inbound, scene)
        self._mark("engine, redaction with it")
        match turn.request:
            case KeepRating(rating):
                when = quarter(local(rating.visit.scanned_at).date())
                self._box.voter(channel=inbound.channel, address=inbound.address, unit_id=1, quarter=when)
                self._mark("voter's pseudonym (HMAC)")
            case SubmitFeedback() as submitted:
                cues_in(submitted.text)
                self._mark("cues that seal")
                turn = engine.learn(turn.dialogue, FeedbackTaken(RECEIPT, None), scene)
                self._mark("engine, redaction with it")
        return turn

    def _write(self, turn: Turn, chat: Chat) -> None:
        kept = to_chat(turn.dialogue, chat)
        self._mark("state from the dialogue")
        self._kept[chat.tag] = chat.address, self._cipher.hide_data(kept.state, STATE)
        self._mark("encrypt the state")
        self._cipher.hide_data({"reply": turn.said[-1].to_json(), "subject": ""}, PAYLOAD)
        self._mark("encrypt the letter")

    def _mark(self, part: str) -> None:
        now = time.thread_time()
        self.spent[part] += now - self._marked
        self._marked = now


def main() -> None:
    """Print the parts, the dearest first."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.step_parts", description=__doc__)
    parser.add_argument("--talk", choices=TALKS, default="rating")
    parser.add_argument("--updates", type=int, default=8000)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    parts, updates = Parts(), Crowd(options.talk).speak()
    for number, body in islice(updates, options.updates // 4):  # warm
        parts.hear(number, body)
    parts.spent.clear()
    for number, body in islice(updates, options.updates):
        parts.hear(number, body)
    for part, seconds in sorted(parts.spent.items(), key=lambda item: -item[1]):
        print(f"{seconds / options.updates * 1e6:8.1f}  {part}")
    print(f"{sum(parts.spent.values()) / options.updates * 1e6:8.1f}  µs a step")


if __name__ == "__main__":
    main()

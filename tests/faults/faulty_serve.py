"""The same command with one fault sown into it, so that the experiment can be seen to fail: `FAULT serve …`.

Product code knows nothing of this: the faults are put on from outside, in this process alone.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.reception import Reception
from feedback.messages import Inbound, Letter, Reply
from homthu.cli import main
from storage.outbox import LetterQueue

HANDLED_AFTER_SECONDS = 0.03


def acknowledge_first() -> None:
    """200 as soon as the message is in memory; it is handled a moment later, as a queue would."""
    receive, under_way = Reception.receive, set[asyncio.Task[Any]]()

    async def later(self: Reception, inbound: Inbound) -> None:
        await asyncio.sleep(HANDLED_AFTER_SECONDS)
        await receive(self, inbound)

    async def at_once(self: Reception, inbound: Inbound) -> Sequence[Reply]:
        task = asyncio.create_task(later(self, inbound))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        return ()

    Reception.receive = at_once  # type: ignore[method-assign]


def send_again_in_doubt() -> None:
    """Digests without their fence: one that may have gone out is sent once more."""
    row = LetterQueue._row

    def unfenced(self: LetterQueue, seq: int, letter: Letter, at: Any) -> dict[str, Any]:
        return row(self, seq, letter, at) | {"once": False}

    LetterQueue._row = unfenced  # type: ignore[method-assign]


FAULTS: Mapping[str, Callable[[], None]] = {
    "acknowledge-first": acknowledge_first,
    "send-again-in-doubt": send_again_in_doubt,
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    main()

"""Which digests are due now, each made once whoever asks, and none held up by another (decision 6).

The clock calls `send_due` every minute on every replica; the ledger's unique rows decide who writes.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from digest.compose import Digest, compose
from digest.facts import Facts, gather
from digest.letters import Roads, letters
from digest.rendering import as_json
from feedback.messages import Chat
from feedback.people import Officer
from feedback.periods import Week
from feedback.ports import Database, ReplyBox, Transaction
from feedback.units import Unit
from feedback.wording import Words

KIND = "weekly"
LEASE_SECONDS = 120.0
"""Longer than any digest takes to write; after a crash another replica takes over then."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one call did. `undelivered` digests are kept, but no road led to a head."""

    stored: int = 0
    letters: int = 0
    undelivered: int = 0
    failed: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        return Sent(
            self.stored + other.stored,
            self.letters + other.letters,
            self.undelivered + other.undelivered,
            self.failed + other.failed,
        )


async def send_due(
    database: Database, *, now: datetime, owner: str, box: ReplyBox, words: Words, roads: Roads
) -> Sent:
    """Write every digest that is due and queue its letters; weeks that were missed go first."""
    async with database.reading() as tx:
        directory = await tx.directory()
        due = await tx.digests.due(now=now, kind=KIND)
    total = Sent()
    behind: set[int] = set()
    for unit_id, week in due:
        unit = directory.units.get(unit_id)
        if unit is None or not unit.serves:  # superior units are not rated: roll-ups are another kind
            continue
        if unit_id in behind:  # a later week never overtakes an earlier one
            continue
        try:
            sent = await send(database, unit, week, now=now, owner=owner, box=box, words=words, roads=roads)
        except Exception as error:  # noqa: BLE001 - one unit's trouble must not keep the others from their digest
            _report(error, unit, week)
            sent = Sent(failed=1)
        if sent is None or sent.failed:
            behind.add(unit_id)
        total += sent or Sent()
    return total


async def send(
    database: Database,
    unit: Unit,
    week: Week,
    *,
    now: datetime,
    owner: str,
    box: ReplyBox,
    words: Words,
    roads: Roads,
) -> Sent | None:
    """One digest through the ledger; None when it is there already or somebody else is writing it."""
    async with database.transact() as tx:
        if not await tx.digests.claim(unit.id, week, KIND, owner=owner, now=now, lease_seconds=LEASE_SECONDS):
            return None
    async with database.reading() as tx:
        facts, heads = await _read(tx, unit, week, now)
    digest = compose(facts, words)
    post = letters(digest, heads, roads=roads, box=box, now=now)
    content = {**as_json(digest), "undelivered": "" if post else "no-road" if heads else "no-head"}
    async with database.transact() as tx:
        kept = await tx.digests.store(unit.id, week, KIND, owner=owner, content=content, letters=post, at=now)
    return Sent(stored=1, letters=len(post), undelivered=int(not post)) if kept else None


async def preview(database: Database, unit: Unit, week: Week, *, now: datetime, words: Words) -> Digest:
    """The digest as it would be written now; nothing is kept or sent. ValueError while the week runs."""
    async with database.reading() as tx:
        facts, _ = await _read(tx, unit, week, now)
    return compose(facts, words)


async def _read(
    tx: Transaction, unit: Unit, week: Week, now: datetime
) -> tuple[Facts, list[tuple[Officer, list[Chat]]]]:
    directory = await tx.directory()
    facts = await gather(tx, unit=unit, week=week, now=now, directory=directory)
    return facts, [(head, await tx.chats.of_officer(head.id)) for head in directory.heads_of(unit.id)]


def _report(error: Exception, unit: Unit, week: Week) -> None:
    """By name only: a message may carry what somebody wrote."""
    fields = {"error": type(error).__name__, "unit": unit.code, "week": str(week)}
    log.error("digest failed", extra={"fields": fields})

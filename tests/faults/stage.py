"""The town in which the service is killed: units that owe digests when told, and what is left of it all at the end."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, text, update

from feedback.messages import Chat
from feedback.people import Officer
from feedback.periods import Week
from storage.cipher import Cipher
from storage.digests import CATCH_UP
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.maintenance import open_database
from storage.tables import cases, digest_letters, digests, feedback, inbox, outbox, ratings, units
from storage.transaction import Store
from tests.faults.history import Evidence, KeptLetter
from tests.support.builders import BOX
from tests.support.cast import AN_BINH, DUNG, HANH, HOA_LAC, SECRET, TRAM_Y_TE
from tests.support.telegram_load import LoadTelegram

FIRST_HEAD = 8_000_000
NOT_YET = datetime(2100, 1, 1, tzinfo=UTC)
MINUTES_PASS = timedelta(minutes=3)
"""Longer than any lease."""

DAY = re.compile(r"\d\d/\d\d/\d{4}")


@dataclass(frozen=True)
class Stage:
    """The database with a crowd of heads; `heads` says whose chat stands for which unit."""

    url: str
    heads: dict[str, str]
    weeks: tuple[Week, ...]

    @classmethod
    async def made(cls, url: str, *, more_units: int) -> "Stage":
        """Bà Hạnh's digests are owed at once, those of the other units when `open_units` says so."""
        heads = {str(FIRST_HEAD): AN_BINH.code}
        async with _transaction(url) as tx:
            await _link(tx, HANH.id, FIRST_HEAD)
            for number in range(1, more_units + 1):
                code, chat = f"phuong-{number:03d}", FIRST_HEAD + number
                unit = await tx.places.add_unit(replace(HOA_LAC, code=code), since=NOT_YET)
                head = Officer(0, f"truong-{number}", DUNG.name, HANH.title, unit, HANH.role)
                await _link(tx, await tx.places.add_officer(head), chat)
                heads[str(chat)] = code
        return cls(url, heads, _owed_weeks())

    async def open_units(self, codes: list[str]) -> None:
        """From now on these owe the digests of the last weeks."""
        async with _transaction(self.url) as tx:
            opened = update(units).where(units.c.code.in_(codes)).values(since=self.weeks[0].start)
            await tx.executor.run(opened)

    async def let_minutes_pass(self) -> None:
        """Nobody is alive who holds a lease; as if they had been dead for some minutes."""
        async with _transaction(self.url) as tx:
            for table in (outbox, digests, feedback):
                held = await tx.executor.rows(
                    select(table.c.id, table.c.lease_until).where(table.c.lease_until.is_not(None))
                )
                for id, until in held:
                    earlier = update(table).where(table.c.id == id).values(lease_until=until - MINUTES_PASS)
                    await tx.executor.run(earlier)

    async def unfinished(self) -> int:
        """How many owed digests are not written, and how many words not read yet."""
        async with _transaction(self.url) as tx:
            stored = await tx.executor.rows(select(digests.c.id).where(digests.c.state == "stored"))
            unread = await tx.executor.rows(select(feedback.c.id).where(feedback.c.read_at.is_(None)))
            return len(await self._owed(tx)) - len(stored) + len(unread)

    async def evidence(self, telegram: LoadTelegram) -> Evidence:
        """Everything that the judgement needs."""
        async with _transaction(self.url) as tx:
            run = tx.executor.rows
            names = {row.id: row.code for row in await run(select(units.c.id, units.c.code))}
            seen = await run(select(inbox.c.message_id, inbox.c.error))
            rated = await run(select(ratings.c.visit_key, ratings.c.level))
            said = await run(select(feedback))
            opened = await run(select(cases.c.id))
            letters = await run(
                select(
                    outbox.c.chat,
                    outbox.c.state,
                    outbox.c.once,
                    outbox.c.platform_id,
                    digests.c.unit_id,
                    digests.c.week,
                )
                .select_from(outbox.outerjoin(digest_letters, digest_letters.c.outbox_id == outbox.c.id))
                .outerjoin(digests, digests.c.id == digest_letters.c.digest_id)
            )
            written = await run(select(digests.c.unit_id, digests.c.week, digests.c.state))
            integrity = [("ok",)] if tx.executor.postgres else await run(text("PRAGMA integrity_check"))
            keys = Keys.derive(SECRET)
            filed = [FiledRows(Cipher(keys.text), keys).filed(row) for row in said]
            return Evidence(
                seen=[(id, error) for id, error in seen],
                ratings=[(visit, level) for visit, level in rated],
                words=[(one.visit_key, one.text) for one in filed],
                unread=sum(one.read_at is None for one in said),
                cases=(len(opened), sum(one.case_id is not None for one in said)),
                letters=[
                    KeptLetter(
                        chat or _tag(telegram.sent[int(platform_id) - 1]["chat_id"]),  # forgotten once it has gone
                        state,
                        once,
                        f"{names[unit]}:{week}" if unit else "",
                        platform_id,
                    )
                    for chat, state, once, platform_id, unit, week in letters
                ],
                digests=[(f"{names[unit]}:{week}", state) for unit, week, state in written],
                owed=frozenset(await self._owed(tx)),
                arrived=[_tag(one["chat_id"]) for one in telegram.sent if str(one["chat_id"]) not in self.heads],
                arrived_digests=[self._arrived(one) for one in telegram.sent if str(one["chat_id"]) in self.heads],
                integrity="; ".join(str(row[0]) for row in integrity),
            )

    async def _owed(self, tx: Store) -> set[str]:
        opened = await tx.executor.rows(select(units.c.code).where(units.c.since < NOT_YET))
        serving = {code for (code,) in opened} & {*self.heads.values(), HOA_LAC.code, TRAM_Y_TE.code}
        return {f"{code}:{week}" for code in serving for week in self.weeks}

    def _arrived(self, sent: dict[str, object]) -> tuple[str, str]:
        """A digest begins with the days of its week."""
        first = DAY.findall(str(sent["text"]))[0]
        day, month, year = map(int, first.split("/"))
        return _tag(sent["chat_id"]), f"{self.heads[str(sent['chat_id'])]}:{Week.of(date(year, month, day))}"


class _transaction:
    """A transaction of our own, beside the service, as a one-off command has it."""

    def __init__(self, url: str) -> None:
        self._database = open_database(url, SECRET)
        self._open = self._database.transact()

    async def __aenter__(self) -> Store:
        return await self._open.__aenter__()

    async def __aexit__(self, *error: object) -> None:
        await self._open.__aexit__(*error)  # type: ignore[arg-type]
        await self._database.close()


async def _link(tx: Store, officer_id: int, chat: int) -> None:
    address = str(chat)
    linked = Chat(_tag(chat), "telegram", BOX.seal("telegram", address), "vi", officer_id, {"step": "menu"})
    await tx.chats.save([linked], at=datetime.now(UTC))


def _tag(chat: object) -> str:
    return BOX.tag("telegram", str(chat))


def _owed_weeks() -> tuple[Week, ...]:
    """The last full weeks; the last of them is owed from Monday half past seven."""
    last = Week.before(datetime.now(UTC) - timedelta(hours=7.5))
    return tuple(last.shift(-back) for back in reversed(range(CATCH_UP)))

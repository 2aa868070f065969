"""The real service behind one door: its own app, its own delivery, the stand-ins for the platforms, one clock.

Whoever cannot do their work through the door (staff, at the page) stays in Telegram beside it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.delivery import Delivery
from bot.pace import Clock
from feedback.canonical import comparable
from feedback.messages import Reply
from feedback.ports import Transaction
from homthu.settings import load_settings
from homthu.transcript import Line, parse
from homthu.wiring import build
from storage.tables import outbox
from tests.journeys.doors.door import Act, Door, NotHere, Shown
from tests.journeys.doors.telegram import TelegramDoor
from tests.journeys.doors.terminal import TerminalDoor
from tests.journeys.doors.web import WebDoor
from tests.journeys.doors.zalo_bot import ZaloBotDoor
from tests.journeys.doors.zalo_oa import ZaloOADoor
from tests.support import fake_telegram, fake_zalo, fake_zalo_bot
from tests.support.cast import DIRECTORY, NOW, SECRET
from tests.support.house import House
from tests.support.watching import BOARD

DOORS = ("console", "telegram", "zalo-oa", "zalo-bot", "web")
SHORT, LONG = timedelta(seconds=1.1), timedelta(seconds=15)
SHORT_ROUNDS, ROUNDS = 20, 200
STAFF = frozenset(officer.code for officer in (*DIRECTORY.officers.values(), *BOARD))


@dataclass(frozen=True, slots=True)
class Fakes:
    """The platforms' stand-ins; they outlive a journey and are told to forget it."""

    telegram: fake_telegram.FakeTelegram
    zalo_oa: fake_zalo.FakeZalo
    zalo_bot: fake_zalo_bot.FakeZaloBot

    def forget(self) -> None:
        """As freshly started."""
        for fake in (self.telegram, self.zalo_oa, self.zalo_bot):
            fake.forget()

    def env(self, door: str) -> dict[str, str]:
        """The settings of an office that has this door alone, and Telegram where its staff need another one."""
        match door:
            case "telegram" | "web":
                return {
                    "HOMTHU_TELEGRAM_TOKEN": fake_telegram.TOKEN,
                    "HOMTHU_TELEGRAM_API_URL": self.telegram.url,
                }
            case "zalo-bot":
                return {
                    "HOMTHU_ZALO_BOT_TOKEN": fake_zalo_bot.TOKEN,
                    "HOMTHU_ZALO_BOT_API_URL": self.zalo_bot.url,
                }
            case "zalo-oa":
                return {
                    "HOMTHU_ZALO_OA_ID": fake_zalo.OA_ID,
                    "HOMTHU_ZALO_OA_APP_ID": fake_zalo.APP_ID,
                    "HOMTHU_ZALO_OA_APP_SECRET": fake_zalo.APP_SECRET,
                    "HOMTHU_ZALO_OA_SECRET_KEY": fake_zalo.OA_SECRET_KEY,
                    "HOMTHU_ZALO_OA_ACCESS_TOKEN": fake_zalo.ACCESS,
                    "HOMTHU_ZALO_OA_REFRESH_TOKEN": fake_zalo.REFRESH,
                    "HOMTHU_ZALO_OA_API_URL": self.zalo_oa.url,
                    "HOMTHU_ZALO_OA_OAUTH_URL": self.zalo_oa.url,
                }
        return {}


@dataclass(slots=True)
class Step:
    """One line of the script, what somebody did about it, and what anybody saw then; `missing`: not at this door."""

    line: Line
    who: str = ""
    did: str = ""
    missing: bool = False
    seen: Sequence[tuple[str, Shown]] = ()


@dataclass
class HouseClock(Clock):
    """Delivery's clock is the house's; a wait takes no time."""

    house: "DoorHouse"

    async def now(self, tx: Transaction) -> datetime:
        """What the house's clock says."""
        return self.house.clock

    def count(self) -> float:
        """In step with it."""
        return (self.house.clock - NOW).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Over at once."""


class DoorHouse(House):
    """A house where people come in by one door. `acts` are what the terminal's run took each message for."""

    def __init__(self, env: dict[str, str], name: str, fakes: Fakes, acts: Sequence[Act]) -> None:
        service = build(load_settings(env, None), clock=lambda: self.clock)
        super().__init__(service.database)
        self.service = replace(service, chance=self.chance)
        self.reception = self.service.reception
        push = {name: one for name, one in self.service.channels.items() if one.capabilities.push}
        self.delivery = Delivery(self.database, self.service.box, push, "the door", HouseClock(self))
        self.doors = [self._door(name, fakes)]
        if not self.doors[0].staff:
            self.doors.append(self._door("telegram", fakes))
        self.acts: list[Act] = []
        self._given = iter(acts)
        self._step = Step(Line("#", ""))

    @property
    def actor(self) -> str:
        """Who does something in this step."""
        return self._step.who

    async def hears(self, who: str, text: str = "", **rest: str) -> Sequence[Reply]:
        """`who` does this at the door, a second after the last message."""
        self.clock += timedelta(seconds=1)
        who = comparable(who)
        door = self.doors[-1] if who in STAFF else self.doors[0]
        act = self._act(door, who, text, **rest)
        self.acts.append(act)
        self._step.who = who
        try:
            self._step.did = await door.acts(who, act)
        except NotHere as why:
            self._step.did, self._step.missing = str(why), True
        return ()

    async def goes(self, script: str) -> list[Step]:
        """Each line of the script, with what came of it."""
        return [await self._goes(line) for line in parse(script) if line.text.strip()]

    async def close(self) -> None:
        """Give everything back."""
        await self.reception.close()
        for door in self.doors:
            await door.close()
        for channel in self.service.channels.values():
            await channel.close()
        await self.service.database.close()

    async def _goes(self, line: Line) -> Step:
        self._step = step = Step(line)
        await self._happens(line)
        await self._posts()
        step.seen = [one for door in self.doors for one in await door.news()]
        return step

    async def _digest(self) -> None:
        """The clock's own job, which knows every road."""
        await next(job for job in self.service.jobs if job.name == "digest").run(self.clock)

    async def _posts(self) -> None:
        """Delivery works until nothing waits that may go within the hour."""
        push = [self.service.channels[door.name] for door in self.doors if door.push]
        for round in range(ROUNDS):
            if not push or not await self._waits([channel.name for channel in push]):
                return
            for channel in push:
                claimed = await self.delivery.claim(channel)
                await asyncio.gather(*(self.delivery.deliver(channel, one) for one in claimed))
            self.clock += SHORT if round < SHORT_ROUNDS else LONG
        raise AssertionError("letters still wait, although everything works again")

    async def _waits(self, channels: Sequence[str]) -> bool:
        soon = self.clock + timedelta(hours=1)
        open_ = (outbox.c.state.in_(("waiting", "leased")), outbox.c.due <= soon, outbox.c.channel.in_(channels))
        async with self.service.database.reading() as tx:
            found = await tx.executor.rows(select(func.count()).select_from(outbox).where(*open_))
        return bool(found[0][0])

    def _act(self, door: Door, who: str, text: str, choice: str = "", media: str = "") -> Act:
        if not isinstance(door, TerminalDoor):
            return next(self._given)
        return Act(payload=choice, media=media) if choice or media else door.meant(who, text)

    def _door(self, name: str, fakes: Fakes) -> Door:
        match name:
            case "telegram":
                return TelegramDoor(self, fakes.telegram)
            case "zalo-oa":
                return ZaloOADoor(self, fakes.zalo_oa)
            case "zalo-bot":
                return ZaloBotDoor(self, fakes.zalo_bot)
            case "web":
                return WebDoor(self)
        return TerminalDoor(self)


@asynccontextmanager
async def a_house(
    url: str, folder: Path, name: str, fakes: Fakes, acts: Sequence[Act] = ()
) -> AsyncIterator[DoorHouse]:
    """Open for one journey."""
    fakes.forget()
    env = {"HOMTHU_DATABASE_URL": url, "HOMTHU_SECRET_KEY": SECRET, "HOMTHU_DATA_DIR": str(folder)}
    house = DoorHouse({**env, **fakes.env(name)}, name, fakes, acts)
    try:
        await house.service.database.start()
        yield house
    finally:
        await house.close()

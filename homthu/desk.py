"""The doors as administrators see them on their page: by the sources that `homthu doctor` reads, in its words."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe

from api.desk.parts import Door, HealthState, Parts, Round, Told
from api.password_hash import Argon2
from api.second_factor import Totp
from bot.channels.base import Answering, Channel, SendError
from bot.channels.zalo_oa import ZaloOA
from bot.channels.zalo_oa_tokens import NAME as ZALO
from feedback.chance import Chance
from feedback.numbers import moment_of_day
from feedback.ports import Database, Standing
from feedback.sessions import Proving
from feedback.wording import LANGUAGES, Words, words
from homthu.settings import Settings
from homthu.zalo_check import zalo_lines
from homthu.zalo_door import BACK, authorising

DOORS = ("telegram", ZALO, "zalo-bot", "mail")
"""Doors that somebody else must let us through; page and tablet are ours."""

TOKEN_BYTES = 32

STATES: Mapping[str, HealthState] = {"ok": "ok", "warn": "warn", "fail": "fail"}


def open_desk(
    settings: Settings, database: Database, channels: Mapping[str, Channel], clock: Callable[[], datetime]
) -> Parts:
    """What stands behind the pages. A province's single sign-on would take the place of these two proofs."""
    proving = Proving(database, Argon2(), Totp(), partial(token_urlsafe, TOKEN_BYTES))
    return Parts(proving, Chance(), HouseDoors(settings, database, channels, clock))


@dataclass(frozen=True)
class HouseDoors:
    """The Platforms of `api/desk/parts.py`."""

    settings: Settings
    database: Database
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    words: Words = field(default_factory=lambda: words(LANGUAGES[0]))

    async def doors(self, *, language: str, ask: bool = False) -> Sequence[Door]:
        """Ours first; a door that is not set has no lines."""
        async with self.database.reading() as tx:
            now, standings = await tx.now(), await tx.outbox.standings()
        spoken = replace(self, words=words(language))
        found = [Door("web", [spoken._told("ok", "desk.works")])]
        for name in DOORS:
            channel = self.channels.get(name)
            if channel is None:
                found.append(Door(name, []))
                continue
            lines = [line async for line in spoken._lines(channel, standings.get(name), now, ask=ask)]
            found.append(Door(name, lines, authorises=name == ZALO and bool(self.settings.public_url)))
        return found

    async def authorise(self, name: str, *, who: str) -> Round | None:
        """As `homthu zalo authorize` begins it; the verifier stays with us."""
        channel, url = self.channels.get(name), self.settings.public_url
        if not isinstance(channel, ZaloOA) or not url:
            return None
        back = f"{url}{BACK}"
        return Round(await authorising(self.settings, channel).begin(back, who=who), back)

    async def _lines(
        self, channel: Channel, standing: Standing | None, now: datetime, *, ask: bool
    ) -> AsyncIterator[Told]:
        if ask and isinstance(channel, Answering):
            yield await self._asked(channel, channel.name)
        if channel.name == ZALO:
            for state, sentence in await zalo_lines(self, self.words, on_page=True):
                yield Told(STATES[state], sentence)
        yield self._breaker(channel.name, standing, now)
        if window := channel.capabilities.window:
            yield self._told("ok", "desk.window", hours=round(window / timedelta(hours=1)))

    async def _asked(self, channel: Answering, name: str) -> Told:
        try:
            await channel.ask()
        except SendError as error:
            return self._told("fail", "doctor.no_answer", channel=name, why=error)
        return self._told("ok", "doctor.lets_in", channel=name)

    def _breaker(self, name: str, standing: Standing | None, now: datetime) -> Told:
        if standing is None or not (standing.open or standing.failures):
            return self._told("ok", "desk.at_rest")
        if standing.open:
            trial = moment_of_day(standing.probe_at or now)
            return self._told("fail", "doctor.platform_rests", channel=name, why=standing.why, trial=trial)
        return self._told("warn", "doctor.platform_fails", channel=name, why=standing.why, n=standing.failures)

    def _told(self, state: HealthState, key: str, **values: object) -> Told:
        return Told(state, self.words.say(key, **values))

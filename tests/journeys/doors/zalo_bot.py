"""The Zalo Bot Platform: plain text both ways, so whatever can be chosen is a number in a text."""

import json
from itertools import count

from bot.channels.zalo_bot import SECRET_HEADER
from tests.journeys.doors.door import Act, Door, NotHere, Shown, World, numbered, without_link
from tests.support.fake_zalo_bot import FakeZaloBot

MEDIA = {"voice": "voice", "sticker": "sticker", "location": "unsupported", "album": "image", "photo": "image"}
"""Our word for what somebody sends → Zalo's. A bot is not told that it was a place."""


class ZaloBotDoor(Door):
    """Everybody's chat with the bot."""

    name = "zalo-bot"

    def __init__(self, world: World, fake: FakeZaloBot) -> None:
        super().__init__(world)
        self.fake = fake
        self._people: dict[str, str] = {}
        self._seen = 0
        self._ids = count(1)

    async def acts(self, who: str, act: Act) -> str:
        if act.payload:
            raise NotHere("a button")
        text = self.option(who, act.text).number if act.tapped else without_link(act.text)
        await self._event(who, MEDIA.get(act.media, "text"), text)
        return text

    async def _news(self) -> list[tuple[str, Shown]]:
        fresh, self._seen = self.fake.sent[self._seen :], len(self.fake.sent)
        people = {id: who for who, id in self._people.items()}
        found = [(people[asked["chat_id"]], Shown(asked["text"])) for asked in fresh]
        for who, shown in found:
            self.offer(who, numbered(shown.text))
        return found

    async def _event(self, who: str, kind: str, text: str) -> None:
        id = self._people.setdefault(who, f"6ede9afa66b88fe6d6{len(self._people):02d}")
        message = {
            "message_id": f"{next(self._ids):020x}",
            "date": int(self.world.clock.timestamp() * 1000),
            "chat": {"id": id, "chat_type": "PRIVATE"},
            "from": {"id": id, "display_name": who, "is_bot": False},
            **({"text": text} if kind == "text" else {}),
        }
        secret = self.world.service.settings.zalo_bot_webhook_secret.get_secret_value()
        body = json.dumps({"event_name": f"message.{kind}.received", "message": message}).encode()
        await self.post("/hooks/zalo-bot", body, {SECRET_HEADER: secret})

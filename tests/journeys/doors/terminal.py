"""The terminal, as in every `.chat` file: its run says for the other doors which words were a choice."""

from collections.abc import Sequence
from itertools import count

from bot.channels.pull import CONSOLE
from bot.channels.rendering import render
from bot.conversation.intents import pick, value_of
from feedback.canonical import comparable
from feedback.messages import Inbound, Reply
from feedback.wording import LANGUAGES, words
from tests.journeys.doors.door import Act, Door, Shown, World


class TerminalDoor(Door):
    """Everybody at a terminal of their own; `meant` tells the other doors."""

    name = "console"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._answers: dict[str, Sequence[Reply]] = {}
        self._said: list[tuple[str, Shown]] = []
        self._ids = count(1)

    async def acts(self, who: str, act: Act) -> str:
        id, address = f"m{next(self._ids)}", comparable(who)
        inbound = Inbound(
            CONSOLE.name, address, id, self.world.clock, text=act.text, choice=act.payload, media=act.media
        )
        replies = await self.world.service.reception.receive(inbound)
        self._said += [(who, Shown(text)) for text in _texts(replies)]
        if replies:
            self._answers[who] = replies
        return act.payload or act.text

    async def _news(self) -> list[tuple[str, Shown]]:
        said, self._said = self._said, []
        return said

    def meant(self, who: str, text: str) -> Act:
        """The words, and which of the offered labels the conversation takes them for."""
        answer = self._answers.get(who, (Reply(""),))
        asked = answer[-1]
        values = pick(text, asked.choices, aliases=_aliases, many=asked.many)
        labels = {value_of(choice): choice.label for choice in asked.choices}
        tapped = any(text == choice.label for reply in answer for choice in reply.choices)
        return Act(text, (text,) if tapped else tuple(labels[value] for value in values), tapped)


def _texts(replies: Sequence[Reply]) -> list[str]:
    return [text for reply in replies for text in render(reply, CONSOLE.capabilities).texts]


def _aliases(value: str) -> list[str]:
    spoken = (words(language) for language in LANGUAGES)
    key = f"typed.{value}"
    return [alias for one in spoken if one.has(key) for alias in one.say(key).split("|")]

"""Letters that wait for a page, played from memory."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from feedback.messages import Reply


class FakeLetters:
    """Letters laid out by hand, each under its mark. `refuse` is raised instead, and `refused` then set."""

    def __init__(self) -> None:
        self.refuse: Exception | None = None
        self.refused = asyncio.Event()
        self._waiting: dict[str, list[Reply]] = {}

    def post(self, address: str, reply: Reply, *, mark: str) -> None:
        """A letter to this chat."""
        self._waiting.setdefault(address, []).append(replace(reply, letter=mark))

    def of(self, address: str) -> Sequence[Reply]:
        """What waits for this chat, for a test that looks on."""
        return list(self._waiting.get(address, ()))

    async def waiting(self, channel: str, address: str) -> Sequence[Reply]:
        """What was posted and not confirmed."""
        if self.refuse:
            raise self.refuse
        return list(self._waiting.get(address, ()))

    async def expected(self, channel: str, addresses: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The marks of that."""
        if self.refuse:
            self.refused.set()
            raise self.refuse
        found = {address: self._waiting.get(address, ()) for address in addresses}
        return {address: frozenset(one.letter for one in letters) for address, letters in found.items() if letters}

    async def confirm(self, channel: str, address: str, marks: Collection[str]) -> None:
        """They wait no longer."""
        if self.refuse:
            raise self.refuse
        self._waiting[address] = [one for one in self._waiting.get(address, ()) if one.letter not in marks]

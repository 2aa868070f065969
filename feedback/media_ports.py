"""What the house needs for photos: somebody who makes them safe, and a place where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from feedback.media import Held, Photos, Voice, Wanted


class Pictures(Protocol):
    """Makes pictures of strangers safe to keep and to look at."""

    async def clean(self, raw: bytes) -> bytes:
        """The same picture as a JPEG without any metadata, upright, at most LONGEST_SIDE long and LARGEST_KEPT large.
        Raises PictureRefused."""
        ...


class MediaBox(Protocol):
    """Photos: held beside words that are not sent yet, kept beside words that were."""

    async def hold(self, held: Sequence[Held], *, at: datetime) -> None:
        """Beside a talk; nothing is fetched before its words are sent."""
        ...

    async def drop(self, keys: Sequence[str]) -> None:
        """The talk let go of these. What was sent along with words stays."""
        ...

    async def attach(self, keys: Sequence[str], feedback_id: int, *, at: datetime) -> int:
        """The words were sent: these belong to them, as many as are still held."""
        ...

    async def room(self) -> int:
        """How many bytes may still be kept."""
        ...

    async def wanted(self, *, now: datetime, lease_seconds: float, limit: int) -> list[Wanted]:
        """Photos to fetch from their platform, oldest first, leased so that replicas do not fetch twice."""
        ...

    async def keep(self, key: str, content: bytes) -> bool:
        """What was fetched and made safe; its reference goes. False when it is not wanted any more."""
        ...

    async def postpone(self, key: str, *, due: datetime) -> None:
        """It could not be fetched; again at `due`."""
        ...

    async def give_up(self, key: str) -> tuple[str, datetime] | None:
        """It will not come. The chat tag of who sent it, and when; None when it was not wanted any more."""
        ...

    async def of_case(self, case_id: int) -> Photos:
        """The photos of a case, in the order they were sent. Who may see the case is asked before."""
        ...

    async def beside(self, feedback_id: int) -> int:
        """How many photos came along with these words."""
        ...

    async def content(self, key: str) -> bytes | None:
        """A kept photo; None when it was erased."""
        ...

    async def of_chat(self, tag: str) -> tuple[int, int]:
        """How many photos and how many voices of this chat are kept beside words."""
        ...

    async def holds(self, key: str) -> bool:
        """Whether it is held beside a talk."""
        ...

    async def voices(self, *, fetched: bool = True) -> list[Voice]:
        """Voices whose words nobody wrote yet, oldest first; with `fetched` only those that can be heard. Who may hear
        one is asked by the caller."""
        ...

    async def write_down(self, key: str, *, text: str, redacted: str, seal: bool) -> bool:
        """The words of a voice, to be read like any others; the voice goes. False when somebody was quicker."""
        ...

    async def lose_voice(self, key: str, *, at: datetime) -> tuple[str, datetime] | None:
        """The voice goes unwritten, and what was sent with it counts as erased. The chat tag of who spoke, and when;
        None when it was gone."""
        ...

    async def forget(self, *, held_before: datetime, answered_before: datetime, sent_before: datetime) -> int:
        """Drop photos held in old talks, of cases answered so long ago, and whatever is older than `sent_before`."""
        ...

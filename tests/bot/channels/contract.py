"""What any channel must do. A platform's test class inherits these and says how its platform is played.

`ReadingContract` is for channels that a platform posts to and `ClosedContract` for the others, `SendingContract` for
those delivery writes to, `TemplateContract` for those of them that take no words of ours, and `PullContract` for those
that are fetched from. `test_every_channel.py` sees to it that each channel of the wiring keeps two of them.
"""

import json
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest

from bot.channels.base import Channel, Forged, Malformed, Outgoing, Rejected, SendError
from bot.channels.rendering import render
from feedback.messages import Choice, Inbound, Posted, Reply

MONDAY = datetime(2026, 8, 3, 0, 31, tzinfo=UTC)
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PAYLOADS = Path(__file__).parent / "payloads"

LEVELS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
WORDS_THAT_LOOK_LIKE_MARKUP = "Giá <b>5.000</b> & *phí* _lạ_ [xem](https://vi.example) \\ `mã` @quay5 /start"


class Platform(Protocol):
    """The stand-in, as the person at the other end sees it."""

    def shown(self) -> Sequence[str]:
        """The texts that arrived, in order."""
        ...

    def offered(self) -> Sequence[str]:
        """The labels under the last text."""
        ...


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test of a channel reaches beyond this machine."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise AssertionError(f"a channel called {address[0]}")
        connect(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in (*LOOPBACK, None):
            raise AssertionError(f"a channel looked up {host}")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


class ReadingContract(ABC):
    """Believe first, then read; say who wrote what, once and for ever under the same id."""

    payloads: ClassVar[str]  # a folder of payloads/: {"request": …, "inbound": [what is read from it]}
    broken: ClassVar[Sequence[bytes]] = (
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'"words"',
        b"12345678901234567890",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"update_id": ' + b"9" * 5_000 + b"}",
    )

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test per payload and per kind of broken body."""
        if "payload" in metafunc.fixturenames:
            files = sorted((PAYLOADS / self.payloads).glob("*.json"))
            assert files, f"no payloads in {self.payloads}"
            metafunc.parametrize("payload", files, ids=lambda file: file.stem)
        if "broken_body" in metafunc.fixturenames:
            metafunc.parametrize("broken_body", self.broken, ids=range(len(self.broken)))

    @pytest.fixture
    @abstractmethod
    def channel(self) -> Channel:
        """The channel under test."""

    @abstractmethod
    def signed(self, body: bytes) -> Posted:
        """The body as the platform would post it."""

    @abstractmethod
    def forgeries(self, body: bytes) -> Sequence[Posted]:
        """The body as somebody else would post it: no proof, an empty, a wrong, a nearly right one."""

    def test_a_request_is_read_as_recorded(self, channel: Channel, payload: Path) -> None:
        recorded = json.loads(payload.read_text("utf-8"))
        posted = self.signed(json.dumps(recorded["request"]).encode())
        assert [_told(inbound) for inbound in channel.read(posted, at=MONDAY)] == recorded["inbound"]

    def test_a_repeat_has_the_same_id(self, channel: Channel, payload: Path) -> None:
        posted = self.signed(json.dumps(json.loads(payload.read_text("utf-8"))["request"]).encode())
        first, again = channel.read(posted, at=MONDAY), channel.read(posted, at=MONDAY)
        assert [inbound.message_id for inbound in first] == [inbound.message_id for inbound in again]

    def test_a_forged_request_is_refused_unread(self, channel: Channel) -> None:
        for posted in self.forgeries(b"{ not even JSON"):
            with pytest.raises(Forged):
                channel.read(posted, at=MONDAY)

    def test_a_broken_body_is_malformed_and_nothing_worse(self, channel: Channel, broken_body: bytes) -> None:
        with pytest.raises(Malformed):
            channel.read(self.signed(broken_body), at=MONDAY)

    def test_the_words_of_a_broken_body_stay_out_of_the_error(self, channel: Channel) -> None:
        body = '{"update_id": "quầy năm đòi tiền", "message": "quầy năm đòi tiền"}'.encode()
        with pytest.raises(Malformed) as caught:
            channel.read(self.signed(body), at=MONDAY)
        assert "quầy" not in _everything_in(caught.value)


class ClosedContract(ABC):
    """Nobody posts to it: whatever claims to is not believed, and not read either."""

    @pytest.fixture
    @abstractmethod
    def channel(self) -> Channel:
        """The channel under test."""

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"message": "hello"}', b"\xff"], ids=range(4))
    def test_nothing_comes_in_this_way(self, channel: Channel, body: bytes) -> None:
        for headers in ({}, {"x-telegram-bot-api-secret-token": ""}, {"authorization": "Bearer x"}):
            with pytest.raises(Forged):
                channel.read(Posted(headers, body), at=MONDAY)


class PullContract(ABC):
    """The person fetches the answer: delivery has no business with it."""

    @pytest.fixture
    @abstractmethod
    def channel(self) -> Channel:
        """The channel under test."""

    def test_delivery_has_no_line_for_it(self, channel: Channel) -> None:
        assert not channel.capabilities.push
        assert channel.capabilities.rate is None

    async def test_a_letter_queued_by_mistake_is_shown_to_an_operator(self, channel: Channel) -> None:
        with pytest.raises(Rejected):
            await channel.send("lan", Outgoing(("Quầy năm đòi tiền.",)))
        await channel.close()


class DeliveringContract(ABC):
    """What delivery relies on: a pace, an id for each letter, and failures by name."""

    letter: ClassVar[Outgoing] = Outgoing(("Quầy năm đòi tiền.",), subject="Bản tin tuần")
    troubles: ClassVar[Mapping[str, type[SendError]]]  # what the stand-in can do → what the channel must say
    secrets: ClassVar[Sequence[str]] = ()
    address: ClassVar[str]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test per trouble."""
        if "trouble" in metafunc.fixturenames:
            metafunc.parametrize("trouble", sorted(self.troubles))

    @pytest.fixture
    @abstractmethod
    def channel(self) -> Channel:
        """The channel under test, wired to the stand-in."""

    @pytest.fixture
    @abstractmethod
    def platform(self) -> Platform:
        """The stand-in."""

    @pytest.fixture
    @abstractmethod
    def cause(self) -> Callable[[str], None]:
        """Lets the next call run into one of the troubles."""

    def test_delivery_knows_its_pace(self, channel: Channel) -> None:
        assert channel.capabilities.push
        assert channel.capabilities.rate
        assert channel.capabilities.rate.per_chat <= channel.capabilities.rate.overall

    async def test_a_letter_has_an_id(self, channel: Channel, platform: Platform) -> None:
        assert await channel.send(self.address, self.letter)

    async def test_trouble_is_called_by_its_name(
        self, channel: Channel, cause: Callable[[str], None], trouble: str
    ) -> None:
        cause(trouble)
        with pytest.raises(SendError) as caught:
            await channel.send(self.address, self.letter)
        assert type(caught.value) is self.troubles[trouble]
        for secret in ("Quầy năm", *self.secrets):
            assert secret.lower() not in _everything_in(caught.value).lower()


class TemplateContract(DeliveringContract):
    """Nothing goes out but the parameters of an approved template, as they were written."""

    async def test_the_parameters_arrive_as_they_are(self, channel: Channel, platform: Platform) -> None:
        await channel.send(self.address, self.letter)
        assert list(platform.shown()) == [value for _, value in self.letter.template]

    async def test_words_of_ours_never_go_this_way(self, channel: Channel, platform: Platform) -> None:
        assert channel.capabilities.template
        words = Outgoing((WORDS_THAT_LOOK_LIKE_MARKUP,))
        for outgoing in (words, Outgoing(("",), template=(("words", WORDS_THAT_LOOK_LIKE_MARKUP),))):
            with pytest.raises(Rejected):
                await channel.send(self.address, outgoing)
        assert list(platform.shown()) == []


class SendingContract(DeliveringContract):
    """Words arrive as they were written, and choices as the platform can show them."""

    async def test_words_arrive_as_they_are(self, channel: Channel, platform: Platform) -> None:
        """Everything goes out as plain text: there is no markup to escape, and none that a platform could refuse."""
        await channel.send(self.address, Outgoing((WORDS_THAT_LOOK_LIKE_MARKUP,)))
        assert list(platform.shown()) == [WORDS_THAT_LOOK_LIKE_MARKUP]

    async def test_a_long_letter_arrives_whole_and_in_order(
        self, channel: Channel, platform: Platform
    ) -> None:
        words = [f"Dòng {number}: chờ lâu ở quầy tiếp nhận." for number in range(400)]
        outgoing = render(Reply("\n".join(words)), channel.capabilities)
        await channel.send(self.address, outgoing)
        assert "\n".join(platform.shown()).split("\n") == words
        assert all(len(text) <= channel.capabilities.max_text for text in platform.shown())

    async def test_the_five_levels_are_there_to_choose(self, channel: Channel, platform: Platform) -> None:
        choices = tuple(Choice(label, f"rate:{level}") for level, label in enumerate(LEVELS))
        await channel.send(
            self.address, render(Reply("Ông/Bà có hài lòng không?", choices), channel.capabilities)
        )
        numbered = [f"{number}. {label}" for number, label in enumerate(LEVELS, 1)]
        assert list(platform.offered()) == list(LEVELS) or platform.shown()[-1].split("\n")[-5:] == numbered

def _told(inbound: Inbound) -> dict[str, Any]:
    """The fields that say something, as a recording writes them."""
    told = {name: value for name, value in asdict(inbound).items() if value}
    attached = [{name: value for name, value in one.items() if value} for one in told.pop("attached", ())]
    return {**told, "at": inbound.at.isoformat(), **({"attached": attached} if attached else {})}


def _everything_in(error: BaseException) -> str:
    """All that a careless log line could print of an error: itself and what it was raised from."""
    return " ".join(_chain(error))


def _chain(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)

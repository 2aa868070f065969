"""A platform is asked whether it is there and knows us, without a letter: before a trial, and by the doctor."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channels.base import Answering, NotAccepted, SendError, Unavailable
from bot.channels.mail import Mail, Server
from bot.channels.telegram import Telegram
from tests.bot.channels.contract import only_loopback
from tests.support.fake_smtp import FakeSmtp
from tests.support.fake_telegram import TOKEN, FakeTelegram

__all__ = ["only_loopback"]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as running:
        yield running


@pytest.fixture
async def telegram(server: FakeTelegram) -> AsyncIterator[Telegram]:
    server.forget()
    channel = Telegram(token=TOKEN, secret="s", api_url=server.url, patience=0.3)
    yield channel
    await channel.close()


@pytest.fixture
async def smtp() -> AsyncIterator[FakeSmtp]:
    async with FakeSmtp() as running:
        yield running


def mail_by(smtp: FakeSmtp) -> Mail:
    return Mail(server=Server.from_url(f"smtp://homthu:mat-khau@127.0.0.1:{smtp.port}"), sender="hopthu@example.vn")


async def test_telegram_answers_and_nobody_is_written_to(telegram: Telegram, server: FakeTelegram) -> None:
    assert isinstance(telegram, Answering)
    await telegram.ask()
    assert [method for method, _ in server.calls] == ["getme"]


@pytest.mark.parametrize(("kind", "error"), [("401", NotAccepted), ("404", NotAccepted), ("502", Unavailable)])
async def test_telegram_that_does_not_know_us_is_told_from_one_that_is_away(
    telegram: Telegram, server: FakeTelegram, kind: str, error: type[SendError]
) -> None:
    server.fault(kind, method="getMe")
    with pytest.raises(error) as raised:
        await telegram.ask()
    assert type(raised.value) is error
    assert TOKEN not in str(raised.value)


async def test_the_mail_server_lets_us_in_and_gets_no_mail(smtp: FakeSmtp) -> None:
    assert isinstance(mail_by(smtp), Answering)
    await mail_by(smtp).ask()
    assert (smtp.logins, smtp.mails) == (["homthu mat-khau"], [])


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("AUTH", "535 5.7.8 mat-khau is wrong", NotAccepted),
        ("AUTH", "454 try later", Unavailable),
        ("CONNECT", "421 closing", Unavailable),
    ],
)
async def test_a_mail_server_that_does_not_know_us_is_told_from_one_that_is_away(
    smtp: FakeSmtp, command: str, answer: str, error: type[SendError]
) -> None:
    smtp.answers[command] = answer
    with pytest.raises(error) as raised:
        await mail_by(smtp).ask()
    assert type(raised.value) is error
    assert "mat-khau" not in str(raised.value)

"""Mail against a small server: what arrives is what was written, and each answer means one thing."""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import ClassVar

import pytest

from bot.channels.base import NotAccepted, Outgoing, Rejected, SendError, Unavailable, Uncertain, Unreachable
from bot.channels.mail import Mail, Server
from tests.bot.channels.contract import MONDAY, ClosedContract, SendingContract, only_loopback
from tests.support.fake_smtp import CUT, SILENCE, FakeSmtp

__all__ = ["only_loopback"]

HANH = "hanh@an-binh.example"
SENDER = "Hòm Thư phường An Bình <homthu@an-binh.example>"
DIGEST = Outgoing(
    ("Bà Hạnh kính mến,\n\n95,5 % hài lòng (n = 22).",),
    subject="Bản tin tuần 31: TTPVHCC phường An Bình",
    document="<p>95,5&nbsp;% hài lòng</p>",
)


@pytest.fixture
async def smtp() -> AsyncIterator[FakeSmtp]:
    async with FakeSmtp() as server:
        yield server


def mail_by(
    smtp: FakeSmtp, url: str = "smtp://127.0.0.1", *, clock: Callable[[], datetime] = lambda: MONDAY
) -> Mail:
    server = Server.from_url(re.sub(r"127\.0\.0\.1", f"127.0.0.1:{smtp.port}", url))
    return Mail(server=server, sender=SENDER, patience=0.5, clock=clock)


class HanhsInbox:
    def __init__(self, smtp: FakeSmtp) -> None:
        self._smtp = smtp

    def shown(self) -> Sequence[str]:
        return [body(taken.message, "plain") for taken in self._smtp.mails]

    def offered(self) -> Sequence[str]:
        return ()


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").removesuffix("\n")


class TestSending(SendingContract):
    address = HANH
    secrets = ("mat-khau", HANH)
    troubles: ClassVar[Mapping[str, type[SendError]]] = {
        "no greeting": Unavailable,
        "too busy to greet": Unavailable,
        "login refused": NotAccepted,
        "sender must log in": Unavailable,
        "sender asked to come later": Unavailable,
        "sender refused": Rejected,
        "greylisted": Unavailable,
        "nobody of that name": Unreachable,
        "words not wanted now": Unavailable,
        "words refused": Rejected,
        "mailbox of the server full": Unavailable,
        "cut before the recipient was accepted": Unavailable,
        "cut before the words": Uncertain,
        "cut after the words": Uncertain,
        "silence after the words": Uncertain,
    }
    answers: ClassVar[Mapping[str, tuple[str, str]]] = {
        "no greeting": ("CONNECT", CUT),
        "too busy to greet": ("CONNECT", "421 too busy"),
        "login refused": ("AUTH", "535 5.7.8 mat-khau is wrong"),
        "sender must log in": ("MAIL", "530 5.7.0 log in first"),
        "sender asked to come later": ("MAIL", "451 later"),
        "sender refused": ("MAIL", "553 not yours"),
        "greylisted": ("RCPT", f"450 4.2.0 {HANH} greylisted"),
        "nobody of that name": ("RCPT", f"550 5.1.1 {HANH} unknown"),
        "words not wanted now": ("DATA", "451 not now"),
        "words refused": ("WORDS", "554 5.7.1 Quầy năm is spam"),
        "mailbox of the server full": ("WORDS", "452 4.3.1 no space"),
        "cut before the recipient was accepted": ("RCPT", CUT),
        "cut before the words": ("DATA", CUT),
        "cut after the words": ("WORDS", CUT),
        "silence after the words": ("WORDS", SILENCE),
    }

    @pytest.fixture
    def channel(self, smtp: FakeSmtp) -> Mail:
        return mail_by(smtp, "smtp://homthu:mat-khau@127.0.0.1")

    @pytest.fixture
    def platform(self, smtp: FakeSmtp) -> HanhsInbox:
        return HanhsInbox(smtp)

    @pytest.fixture
    def cause(self, smtp: FakeSmtp) -> Callable[[str], None]:
        def cause(trouble: str) -> None:
            command, answer = self.answers[trouble]
            smtp.answers[command] = answer

        return cause

    def test_mail_knows_every_send_error_but_a_told_wait(self) -> None:
        assert set(self.troubles.values()) == {Unavailable, NotAccepted, Uncertain, Unreachable, Rejected}


async def test_ba_hanh_gets_text_and_page_from_the_office(smtp: FakeSmtp) -> None:
    await mail_by(smtp).send(HANH, DIGEST)
    [taken] = smtp.mails
    assert (taken.sender, taken.recipient) == ("homthu@an-binh.example", HANH)
    assert (taken.message["From"], taken.message["To"]) == (SENDER, HANH)
    assert taken.message["Subject"] == DIGEST.subject
    assert taken.message["Date"].datetime == MONDAY
    assert taken.message["Auto-Submitted"] == "auto-generated"
    assert body(taken.message, "plain") == DIGEST.texts[0]
    assert body(taken.message, "html") == DIGEST.document


async def test_a_letter_without_a_page_is_plain(smtp: FakeSmtp) -> None:
    await mail_by(smtp).send(HANH, Outgoing(("Mã xác nhận: 12345678",), subject="Mã"))
    assert smtp.mails[0].message.get_content_type() == "text/plain"


async def test_a_line_with_a_single_dot_does_not_end_the_letter(smtp: FakeSmtp) -> None:
    await mail_by(smtp).send(HANH, Outgoing(("Một\n.\nRCPT TO:<x@y.z>\n..\nHai",), subject="."))
    assert HanhsInbox(smtp).shown() == ["Một\n.\nRCPT TO:<x@y.z>\n..\nHai"]


async def test_the_same_letter_again_is_recognisable_and_another_is_not(smtp: FakeSmtp) -> None:
    mail = mail_by(smtp)
    first, again = await mail.send(HANH, DIGEST), await mail.send(HANH, DIGEST)
    other = await mail.send("dung@lam-son.example", DIGEST)
    later = await mail_by(smtp, clock=lambda: MONDAY + timedelta(days=7)).send(HANH, DIGEST)
    assert first == again == smtp.mails[0].message["Message-ID"]
    assert len({first, other, later}) == 3


@pytest.mark.parametrize("subject", ["Bản tin\r\nBcc: all@x.example", "Bản tin\nX: y", "Bản tin\r"])
async def test_a_subject_cannot_become_a_header(smtp: FakeSmtp, subject: str) -> None:
    await mail_by(smtp).send(HANH, Outgoing(("…",), subject=subject))
    [taken] = smtp.mails
    assert taken.message["Subject"] == " ".join(subject.split())
    assert taken.message["Bcc"] is None
    assert taken.message["X"] is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "hanh",
        "hanh@",
        "@x.example",
        "a b@x.example",
        "a@x.example>\r\nDATA",
        "hạnh@x.example",
        "a@x, b@y",
        "[",
    ],
)
async def test_what_is_no_address_is_unreachable_and_never_offered(smtp: FakeSmtp, address: str) -> None:
    with pytest.raises(Unreachable):
        await mail_by(smtp).send(address, DIGEST)
    assert smtp.commands == []


async def test_broken_text_is_rejected_without_a_word_of_it(smtp: FakeSmtp) -> None:
    with pytest.raises(Rejected, match=r"^the words are not valid text$"):
        await mail_by(smtp).send(HANH, Outgoing(("Quầy \ud800",)))


async def test_nobody_listening_means_it_did_not_go_out() -> None:
    mail = Mail(server=Server.from_url("smtp://127.0.0.1:9"), sender=SENDER)
    with pytest.raises(Unavailable):
        await mail.send(HANH, DIGEST)


async def test_a_password_is_used_with_its_odd_characters(smtp: FakeSmtp) -> None:
    await mail_by(smtp, "smtp://homthu%40an-binh:m%3At%2Fkh%40u@127.0.0.1").send(HANH, DIGEST)
    assert smtp.logins == ["homthu@an-binh m:t/kh@u"]


async def test_no_password_is_told_to_a_server_that_will_not_encrypt(smtp: FakeSmtp) -> None:
    with pytest.raises(Unavailable):
        await mail_by(smtp, "smtp://homthu:mat-khau@127.0.0.1/?starttls").send(HANH, DIGEST)
    assert smtp.logins == []
    assert smtp.mails == []


async def test_the_name_of_the_machine_is_not_told(smtp: FakeSmtp) -> None:
    smtp.answers["EHLO"] = "250 fake"
    await mail_by(smtp).send(HANH, DIGEST)
    assert smtp.greeted_as == ["an-binh.example"]


async def test_a_rude_goodbye_does_not_unsend_the_mail(smtp: FakeSmtp) -> None:
    smtp.answers["QUIT"] = CUT
    assert await mail_by(smtp).send(HANH, DIGEST)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://may", Server("may", 25, None, None, tls=False, start_tls=None)),
        ("smtp://may:587?starttls", Server("may", 587, None, None, tls=False, start_tls=True)),
        ("smtp://may?starttls=no", Server("may", 25, None, None, tls=False, start_tls=False)),
        ("smtp://u:p@may", Server("may", 587, "u", "p", tls=False, start_tls=True)),
        ("smtp://u:p@may?starttls=no", Server("may", 25, "u", "p", tls=False, start_tls=False)),
        ("smtp://u:p@localhost:25", Server("localhost", 25, "u", "p", tls=False, start_tls=None)),
        ("smtps://u:p@may", Server("may", 465, "u", "p", tls=True, start_tls=False)),
    ],
)
def test_an_address_says_how_to_reach_the_server(url: str, server: Server) -> None:
    assert Server.from_url(url) == server


@pytest.mark.parametrize("url", ["", "may:25", "http://u:mat-khau@may", "smtp://", "smtp://:mat-khau@"])
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="must look like") as caught:
        Server.from_url(url)
    assert "mat-khau" not in str(caught.value)


def test_the_password_does_not_show_when_the_server_is_printed() -> None:
    assert "mat-khau" not in repr(Server.from_url("smtp://homthu:mat-khau@may"))


async def test_three_texts_are_one_letter(smtp: FakeSmtp) -> None:
    await mail_by(smtp).send(HANH, Outgoing(("Một", "Hai", "Ba"), subject="Ba phần"))
    assert HanhsInbox(smtp).shown() == ["Một\n\nHai\n\nBa"]


class TestReading(ClosedContract):
    @pytest.fixture
    def channel(self, smtp: FakeSmtp) -> Mail:
        return mail_by(smtp)

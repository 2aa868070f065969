"""The mail channel: a letter as text and HTML by SMTP, and what the server's answer means for it.

A mail goes command by command, so that it is always known whether the server had the words already.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPSenderRefused,
)

from bot.channels.base import (
    Capabilities,
    Forged,
    NotAccepted,
    Outgoing,
    Rejected,
    SendError,
    Unavailable,
    Uncertain,
    Unreachable,
)
from feedback.messages import Inbound, Posted
from feedback.ports import Rate

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in. `start_tls` None upgrades when the server offers it."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    tls: bool
    start_tls: bool | None

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """`smtp://user:pass@host:port` or `smtps://…`; `?starttls` demands TLS, `?starttls=no` forgoes it.

        A password demands it by itself, except on this machine. Raises ValueError, without repeating the URL.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("must look like smtp://user:password@host:port or smtps://…")
        tls = parts.scheme == "smtps"
        asked = parse_qs(parts.query, keep_blank_values=True).get("starttls", [None])[0]
        start_tls = None if asked is None else asked not in ("no", "0", "false")
        if asked is None and parts.password and parts.hostname not in _LOOPBACK:
            start_tls = True
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 587 if start_tls else 25),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
            start_tls=False if tls else start_tls,
        )


class Mail:
    """Mail to heads and staff. Nothing comes in this way."""

    name = "mail"
    capabilities = Capabilities(buttons=0, max_text=500_000, push=True, rate=Rate(overall=2.0, per_chat=0.5))

    def __init__(
        self,
        *,
        server: Server,
        sender: str,
        patience: float = 30.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        display_name, address = parseaddr(sender)
        self._sender = Address(display_name, addr_spec=address)
        self._server = server
        self._patience = patience
        self._clock = clock

    def read(self, posted: Posted, *, at: datetime) -> Sequence[Inbound]:
        """No platform posts mail to us: whatever claims to is not believed."""
        raise Forged("mail has no webhook")

    async def send(self, address: str, outgoing: Outgoing) -> str:
        """One mail; its Message-ID, which is the same when the same letter is sent again that day."""
        if not _ADDRESS.fullmatch(address):
            raise Unreachable("not a mail address")
        try:
            message = self._message(address, outgoing)
        except UnicodeError:
            raise Rejected("the words are not valid text") from None
        async with self._connected() as client:
            await self._hand_in(client, address, message)
        return str(message["Message-ID"])

    async def ask(self) -> None:
        """Whether the server lets us in."""
        async with self._connected():
            pass

    async def close(self) -> None:
        """Nothing is held open between mails."""

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        client = self._client()
        try:
            await client.connect()
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            if isinstance(error, SMTPAuthenticationError) and error.code >= 500:
                raise NotAccepted(f"the mail server does not accept user and password ({error.code})") from None
            raise Unavailable(type(error).__name__) from None
        try:
            yield client
            with suppress(SMTPException, OSError):  # the mail was taken; the goodbye changes nothing
                await client.quit()
        finally:
            client.close()

    def _client(self) -> SMTP:
        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.tls,
            start_tls=self._server.start_tls,
            local_hostname=self._sender.domain,  # else the name of this machine would be looked up and told
            timeout=self._patience,
        )

    async def _hand_in(self, client: SMTP, address: str, message: EmailMessage) -> None:
        try:
            await client.mail(self._sender.addr_spec)
            await client.rcpt(address)
        except (SMTPException, OSError) as error:
            raise _refusal(error) from None
        try:
            await client.data(message.as_bytes(policy=SMTP_POLICY))
        except SMTPDataError as error:  # an answer in so many words: it was not taken
            raise _refusal(error) from None
        except (SMTPException, OSError) as error:
            raise Uncertain(type(error).__name__) from None

    def _message(self, address: str, outgoing: Outgoing) -> EmailMessage:
        now = self._clock()
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self._sender
        message["To"] = address
        message["Subject"] = " ".join(outgoing.subject.split())
        message["Date"] = format_datetime(now)
        message["Message-ID"] = _message_id(address, outgoing, now=now, domain=self._sender.domain)
        message["Auto-Submitted"] = "auto-generated"  # no holiday notices in return
        message.set_content("\n\n".join(outgoing.texts))
        if outgoing.document:
            message.add_alternative(outgoing.document, subtype="html")
        return message


def _message_id(address: str, outgoing: Outgoing, *, now: datetime, domain: str) -> str:
    """Of the letter and the day: servers that know the id show a repeated mail once."""
    parts = (address, f"{now:%Y-%m-%d}", outgoing.subject, *outgoing.texts, outgoing.document)
    return f"<{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}@{domain}>"


def _refusal(error: Exception) -> SendError:
    """An answer before the words were taken. Only its code goes up: the sentence may quote the address."""
    code = getattr(error, "code", 0)
    if isinstance(error, SMTPRecipientRefused) and code >= 500:
        return Unreachable(f"recipient refused ({code})")
    if isinstance(error, SMTPSenderRefused | SMTPDataError) and code >= 500 and code not in (530, 535):
        return Rejected(f"the mail server refused it ({code})")
    return Unavailable(f"{type(error).__name__} ({code})" if code else type(error).__name__)

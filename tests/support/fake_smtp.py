"""A small mail server on a free loopback port: keeps what it took, and answers as told."""

import asyncio
import base64
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

CUT = "cut"
SILENCE = "silence"


@dataclass
class Taken:
    """One mail as it was handed in."""

    sender: str
    recipient: str
    message: EmailMessage


@dataclass
class FakeSmtp:
    """`answers` by command: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, WORDS (after them), or QUIT."""

    answers: dict[str, str] = field(default_factory=dict)
    mails: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    greeted_as: list[str] = field(default_factory=list)
    port: int = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._open: set[asyncio.StreamWriter] = set()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: Any) -> None:
        self._server.close()
        for writer in self._open:
            writer.close()
        await asyncio.sleep(0.01)  # the conversations notice and end

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._converse(reader, writer)
        self._open.discard(writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        usual = {
            "CONNECT": "220 fake",
            "EHLO": "250-fake\r\n250 AUTH PLAIN",
            "AUTH": "235 welcome",
            "DATA": "354 go on",
            "QUIT": "221 bye",
        }
        command, argument, envelope = "CONNECT", "", {}
        while True:
            self.commands.append(command)
            if command == "EHLO":
                self.greeted_as.append(argument)
            if command == "AUTH":
                self.logins.append(base64.b64decode(argument.split()[1]).decode().replace("\0", " ").strip())
            if command in ("MAIL", "RCPT"):
                envelope[command] = argument.partition("<")[2].partition(">")[0]
            answer = self.answers.get(command, usual.get(command, "250 ok"))
            if not await self._say(writer, answer):
                return
            if command == "DATA" and answer.startswith("354"):
                words = await reader.readuntil(b"\r\n.\r\n")
                answer = self.answers.get("WORDS", "250 taken")
                if answer.startswith("250") or answer == CUT:
                    self._keep(envelope, words)
                if not await self._say(writer, answer):
                    return
            command, _, argument = (await reader.readuntil(b"\r\n")).decode().strip().partition(" ")
            command = command.upper()

    async def _say(self, writer: asyncio.StreamWriter, answer: str) -> bool:
        if answer == SILENCE:
            await asyncio.sleep(2.0)
        if answer in (CUT, SILENCE):
            return False
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        return True

    def _keep(self, envelope: dict[str, str], words: bytes) -> None:
        plain = words.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        message = message_from_bytes(plain, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(Taken(envelope["MAIL"], envelope["RCPT"], message))

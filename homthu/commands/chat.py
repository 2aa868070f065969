"""`homthu chat`: the bot in the terminal, through the running service when there is one."""

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import typer

from bot.channels.pull import CONSOLE
from bot.reception import Busy
from feedback.canonical import comparable
from feedback.errors import StorageUnavailable
from feedback.handling import read_held
from feedback.messages import Inbound, Reply
from feedback.units import Directory
from homthu.commands.house import in_house, settings
from homthu.commands.speaking import Refused, say
from homthu.serving import is_alive, service_file
from homthu.transcript import Line, NotATranscript, answered, parse, spoken
from homthu.wiring import Service

Say = Callable[[str, str], Awaitable[Sequence[Reply]]]
"""(who, what) → the answer."""

GUEST = "khach"
READING_SECONDS = 3


async def chat(*, counter: str, person: str, script: Path | None) -> None:
    """Talk until the end of input, or run a script. Refused: as somebody whom nobody knows."""
    if person and not script and not _known(person, await in_house(lambda service: service.directory())):
        raise Refused(say("cli.chat_stranger", person=person))
    note = service_file(settings().data_dir)
    if is_alive(note):
        async with _service_beside(note) as hear:
            await _talk(hear, _wait, counter=counter, person=person, script=script, how="cli.chat_through")
    else:
        await in_house(lambda service: _alone(service, counter=counter, person=person, script=script))


@asynccontextmanager
async def _service_beside(note: Path) -> AsyncIterator[Say]:
    known = json.loads(note.read_text("utf-8"))
    headers = {"x-homthu-console": known["console_token"]}
    base = f"http://127.0.0.1:{known['port']}"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30, trust_env=False) as client:

        async def hear(who: str, text: str) -> Sequence[Reply]:
            body = {"address": who, "message_id": secrets.token_hex(8), "text": text}
            try:
                answer = await client.post("/hooks/console", json=body)
            except httpx.TransportError:
                raise Refused(say("cli.chat_lost", file=note)) from None
            if answer.status_code != httpx.codes.OK:
                return [Reply(say("cli.chat_busy"))]
            return [Reply.from_json(item) for item in answer.json()["replies"]]

        yield hear


async def _alone(service: Service, *, counter: str, person: str, script: Path | None) -> None:
    async def hear(who: str, text: str) -> Sequence[Reply]:
        inbound = Inbound(CONSOLE.name, who, secrets.token_hex(8), service.clock(), text=text)
        try:
            return await service.reception.receive(inbound)
        except (StorageUnavailable, Busy):
            return [Reply(say("cli.chat_busy"))]

    async def read() -> None:
        await read_held(service.database, service.analyst, now=service.clock(), chance=service.chance)

    try:
        await _talk(hear, read, counter=counter, person=person, script=script, how="cli.chat_alone")
    finally:
        await service.reception.close()


async def _talk(
    hear: Say, read: Callable[[], Awaitable[None]], *, counter: str, person: str, script: Path | None, how: str
) -> None:
    who = comparable(person) or GUEST
    if script:
        await _run(hear, read, script)
        return
    typer.echo(say("cli.chat_hello"))
    typer.echo(say(how))
    said: str | None = f"/start {counter}".strip()
    while said is not None:
        typer.echo(answered(await hear(who, said)))
        said = await asyncio.to_thread(_typed)


async def _run(hear: Say, read: Callable[[], Awaitable[None]], script: Path) -> None:
    try:
        for line in parse(script.read_text("utf-8")):
            typer.echo(spoken(line))
            await _happen(line, hear, read)
    except NotATranscript as wrong:
        raise Refused(say("cli.script_line", line=wrong.number, text=wrong.text)) from None


async def _happen(line: Line, hear: Say, read: Callable[[], Awaitable[None]]) -> None:
    if line.name == ">" and line.text == "read":
        await read()
    elif line.name == ">":
        raise Refused(say("cli.script_move", move=line.text))
    elif line.name != "#":
        typer.echo(answered(await hear(comparable(line.name), line.text)))


async def _wait() -> None:
    """A running service reads by itself within seconds."""
    await asyncio.sleep(READING_SECONDS)


def _known(person: str, directory: Directory) -> bool:
    return any(officer.code == comparable(person) for officer in directory.officers.values())


def _typed() -> str | None:
    """One typed line, None at the end of input; blank lines are nothing said."""
    for line in sys.stdin:
        if line.strip():
            return line.rstrip("\n")
    return None

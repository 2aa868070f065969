"""`homthu user`: accounts of the management pages, by links that work once. No password passes through here."""

import json
import re
from collections.abc import Awaitable, Callable

import typer

from feedback.accounts import INVITED_FOR, Standing, may_sign_in
from feedback.audit import CONSOLE
from feedback.enrolling import disable, invite, reset_second
from feedback.numbers import moment_of_day
from feedback.people import Officer, Role
from feedback.units import Directory
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import SPEAKING, Refused, say
from homthu.serving import is_alive, service_file
from homthu.wiring import Service
from storage.transaction import Store

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
PORT = 8000
"""Where the pages are on this machine when no service runs to say it, as `serve` is started."""

Change = Callable[[Store, Officer, str], Awaitable[None]]


async def add(name: str, *, full_name: str, title: str, unit: str, role: str) -> None:
    """Somebody new in the list of officers, and a link for them."""
    if not CODE.fullmatch(name):
        raise Refused(say("cli.user.bad_code"))

    async def work(service: Service) -> None:
        directory = await service.directory()
        if _named(directory, name):
            raise Refused(say("cli.user.taken", code=name))
        officer = Officer(0, name, full_name, title, unit_named(directory, unit).id, Role(role))

        async def change(tx: Store, new: Officer, token: str) -> None:
            id = await tx.places.add_officer(new)
            kept = (await tx.directory()).officers[id]
            await invite(tx, kept, token=token, who=CONSOLE, now=service.clock())

        await _with_link(service, officer, change)

    await in_house(work)


async def invite_again(name: str) -> None:
    """A link for somebody who is in the list; an earlier one dies."""

    async def work(service: Service) -> None:
        async def change(tx: Store, officer: Officer, token: str) -> None:
            await invite(tx, officer, token=token, who=CONSOLE, now=service.clock())

        await _with_link(service, _officer(await service.directory(), name), change)

    await in_house(work)


async def reset(name: str) -> None:
    """The telephone is lost."""

    async def work(service: Service) -> None:
        async def change(tx: Store, officer: Officer, token: str) -> None:
            await reset_second(tx, officer, token=token, who=CONSOLE, now=service.clock())

        await _with_link(service, _officer(await service.directory(), name), change)

    await in_house(work)


async def shut(name: str) -> None:
    """Out at the next request, everywhere."""

    async def work(service: Service) -> None:
        officer = _officer(await service.directory(), name)
        async with service.database.transact() as tx:
            await disable(tx, officer, who=CONSOLE, now=service.clock())
        typer.echo(say("cli.user.disabled", name=officer.name, code=officer.code))

    await in_house(work)


async def show() -> None:
    """A line a person."""

    async def work(service: Service) -> None:
        directory = await service.directory()
        async with service.database.reading() as tx:
            found = await tx.accounts.standings(now=service.clock())
        for one in found:
            typer.echo(_line(one, directory))
        if not found:
            typer.echo(say("cli.user.none"))

    await in_house(work)


async def _with_link(service: Service, officer: Officer, change: Change) -> None:
    if not may_sign_in(officer):
        raise Refused(say("cli.user.no_role", name=officer.name))
    token = service.desk.proving.token()
    async with service.database.transact() as tx:
        await change(tx, officer, token)
    link = f"{service.settings.public_url or _here(service)}/quan-ly/loi-moi/{token}"
    until = moment_of_day(service.clock() + INVITED_FOR)
    typer.echo(say("cli.user.link", name=officer.name, code=officer.code, until=until, link=link))


def _here(service: Service) -> str:
    note = service_file(service.settings.data_dir)
    port = json.loads(note.read_text("utf-8"))["port"] if is_alive(note) else PORT
    return f"http://127.0.0.1:{port}"


def _officer(directory: Directory, name: str) -> Officer:
    found = _named(directory, name)
    if found is None:
        known = sorted(officer.code for officer in directory.officers.values() if may_sign_in(officer))
        raise Refused(say("cli.no_officer", code=name, known=", ".join(known)))
    return found


def _named(directory: Directory, name: str) -> Officer | None:
    return next((officer for officer in directory.officers.values() if officer.code == name), None)


def _line(one: Standing, directory: Directory) -> str:
    key, officer = f"account.role.{one.officer.role.value}", one.officer
    role = say(key) if SPEAKING.has(key) else officer.role.value
    unit, state = directory.units[officer.unit_id].short_name, say(f"account.state.{one.state.value}")
    if one.last_seen:
        state = f"{state}, {say('cli.user.seen', at=moment_of_day(one.last_seen))}"
    return say("cli.user.line", code=f"{officer.code:<12}", name=officer.name, role=role, unit=unit, state=state)

"""`homthu key`: keys with which an office's software speaks to us. A token is printed once and kept by nobody."""

import typer

from feedback.api_keys import ApiKey
from feedback.audit import CONSOLE, Act
from feedback.numbers import day
from feedback.units import Directory
from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service

LONGEST_NAME = 40


async def add(unit: str, *, name: str) -> None:
    """Print the token of a new key."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(say("cli.key.bad_name"))

    async def work(service: Service) -> None:
        found = unit_named(await service.directory(), unit)
        token = service.chance.api_token()
        async with service.database.transact() as tx:
            if not await tx.api_keys.add(ApiKey(found.id, name, created_at=service.clock()), token):
                raise Refused(say("cli.key.taken", name=name))
            tx.audit.note(Act.KEY_MADE, who=CONSOLE, about=name, why=found.code)
        typer.echo(say("cli.key.made", name=name, unit=found.name, token=token))

    await in_house(work)


async def show() -> None:
    """A line a key, revoked ones included."""

    async def work(service: Service) -> None:
        async with service.database.reading() as tx:
            directory, keys = await tx.directory(), await tx.api_keys.all()
        for key in keys:
            typer.echo(_line(key, directory))
        if not keys:
            typer.echo(say("cli.key.none"))

    await in_house(work)


async def revoke(name: str) -> None:
    """From now on it opens nothing."""

    async def work(service: Service) -> None:
        async with service.database.transact() as tx:
            if not await tx.api_keys.revoke(name, at=service.clock()):
                raise Refused(say("cli.key.unknown", name=name))
            tx.audit.note(Act.KEY_REVOKED, who=CONSOLE, about=name)
        typer.echo(say("cli.key.revoked", name=name))

    await in_house(work)


def _line(key: ApiKey, directory: Directory) -> str:
    told = {"name": key.name, "unit": directory.units[key.unit_id].short_name, "created": day(key.created_at)}
    if key.revoked_at:
        return say("cli.key.dead", **told, revoked=day(key.revoked_at))
    return say("cli.key.held", **told)

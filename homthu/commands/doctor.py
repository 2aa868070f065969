"""`homthu doctor`: how everything stands, a line each; beside a running service or alone, changing nothing."""

import logging
from collections.abc import AsyncIterator, Sequence

import typer

from feedback.errors import StorageUnavailable
from homthu.checks import IN_THE_DATABASE, ON_THIS_MACHINE
from homthu.checks.check import Check, Look, found
from homthu.commands.house import settings
from homthu.commands.speaking import say
from homthu.wiring import Service, build
from storage.errors import DatabaseUnfit

log = logging.getLogger(__name__)


async def doctor() -> None:
    """Exit status 0 when nothing fails, else 1. Raises Refused for settings that cannot be used."""
    service = build(settings())
    try:
        lines = [line async for line in examined(service)]
    finally:
        for channel in service.channels.values():
            await channel.close()
        await service.analyst.close()
        await service.database.close()
    if any(line.state == "fail" for line in lines):
        raise typer.Exit(1)


async def examined(service: Service) -> AsyncIterator[Check]:
    """Each line is told as soon as it is known: a platform that is away takes its time."""
    for look in ON_THIS_MACHINE:
        for line in await _looked(look, service):
            yield _told(line)
    unfit = await _unfit(service)
    if unfit is not None:
        yield _told(unfit)
        return
    for look in IN_THE_DATABASE:
        for line in await _looked(look, service):
            yield _told(line)


async def _unfit(service: Service) -> Check | None:
    try:
        await service.database.start()
    except DatabaseUnfit as unfit:
        return Check("database", "fail", say(unfit.key, **unfit.values))
    except StorageUnavailable:
        return Check("database", "fail", say("cli.storage_away"))
    return None


async def _looked(look: Look, service: Service) -> Sequence[Check]:
    """A check that breaks is a line too; the others still speak."""
    name = look.__name__
    try:
        return await look(service)
    except StorageUnavailable:
        return [Check(name, "fail", say("cli.storage_away"))]
    except Exception as error:
        log.error("check failed", exc_info=error, extra={"fields": {"event": "check_failed", "step": name}})
        return [found(name, "fail", "broken", error=type(error).__name__)]


def _told(line: Check) -> Check:
    typer.echo(f"{line.state:<5}{line.name:<14}{line.sentence}")
    return line

"""`homthu unit voice`: whether a unit takes voice messages, and how long one is kept at most."""

import typer

from homthu.commands.house import in_house, unit_named
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service


async def voice(unit: str, *, days: int) -> None:
    """Write it down (0 days: none are taken) and say what follows from it."""

    async def work(service: Service) -> None:
        directory = await service.directory()
        found = unit_named(directory, unit)
        above = directory.superior_of(found.id)
        if days and not (above and any(officer.handles_cases for officer in directory.staff_of(above.id))):
            raise Refused(say("cli.voice_nobody", unit=found.name))
        async with service.database.transact() as tx:
            await tx.places.take_voices(found.code, days=days)
        heard_by = above.name if above else ""
        typer.echo(say("cli.voice_on" if days else "cli.voice_off", unit=found.name, superior=heard_by, days=days))

    await in_house(work)

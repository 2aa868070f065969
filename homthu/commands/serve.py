"""`homthu serve` and `homthu migrate`."""

import typer

from homthu.commands.house import settings
from homthu.commands.speaking import say
from homthu.serving import serve as serve_house
from homthu.town.loader import Standing, standing
from homthu.wiring import build
from storage.maintenance import migrate as migrate_database


async def serve(*, role: str, host: str, port: int) -> None:
    """Run the service until it is told to stop. Who serves the demo town by mistake is told so."""
    service = build(settings())

    def announce(address: str) -> None:
        typer.echo(say("cli.serving", address=address))

    await service.database.start()
    found = await standing(service)
    await service.database.close()
    if found is Standing.TOWN:
        typer.echo(say("cli.serving_town"))
    if found is Standing.EMPTY:
        typer.echo(say("cli.serving_nobody"))
    await serve_house(build(service.settings), role=role, host=host, port=port, announce=announce)


def migrate() -> None:
    """Bring the schema up to date."""
    migrate_database(settings().database_url)
    typer.echo(say("cli.migrated"))

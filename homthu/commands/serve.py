"""`homthu serve` and `homthu migrate`."""

import typer

from homthu.commands.house import settings
from homthu.commands.speaking import say
from homthu.serving import serve as serve_house
from homthu.wiring import build
from storage.maintenance import migrate as migrate_database


async def serve(*, role: str, host: str, port: int) -> None:
    """Run the service until it is told to stop."""
    service = build(settings())
    await serve_house(
        service, role=role, host=host, port=port, announce=lambda at: typer.echo(say("cli.serving", address=at))
    )


def migrate() -> None:
    """Bring the schema up to date."""
    migrate_database(settings().database_url)
    typer.echo(say("cli.migrated"))

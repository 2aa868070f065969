"""`homthu demo`: an empty database becomes the believable town, a later run keeps it; then all is served."""

import asyncio
from time import monotonic

import typer

from feedback.numbers import fours, thousands
from homthu.commands.house import settings
from homthu.commands.speaking import Refused, say
from homthu.serving import serve
from homthu.town.loader import SEED, Standing, fill, standing
from homthu.town.province import RATINGS, WARDS, grow
from homthu.town.words import receipt_of
from homthu.wiring import Service, build
from storage.maintenance import migrate

SHOWN = "m280"
"""The message whose receipt is printed: answered, and of the newest week, which every town has."""

PROVINCE = "province"


async def demo(*, weeks: int, size: str, no_serve: bool, host: str, port: int) -> None:
    """Migrate, fill what is empty, say where the doors are, serve."""
    service = build(settings())
    await asyncio.to_thread(migrate, service.settings.database_url)
    await service.database.start()
    try:
        await _fill(service, weeks=weeks, size=size)
    finally:
        await service.database.close()
    if no_serve:
        typer.echo(say("demo.not_served"))
        return
    await serve(build(service.settings), role="all", host=host, port=port, announce=_announce)


async def _fill(service: Service, *, weeks: int, size: str) -> None:
    found = await standing(service)
    if found in REFUSALS:
        raise Refused(say(REFUSALS[found]))
    if found is Standing.EMPTY:
        await _fill_town(service, weeks)
    else:
        typer.echo(say("demo.kept"))
    if size == PROVINCE:
        await _fill_province(service, weeks)


async def _fill_town(service: Service, weeks: int) -> None:
    began = monotonic()
    filled = await fill(service, now=service.clock(), weeks=weeks, say=typer.echo)
    typer.echo(
        say(
            "demo.filled",
            seconds=round(monotonic() - began),
            units=filled.units,
            ratings=filled.ratings,
            texts=filled.texts,
            cases=sum(filled.cases.values()),
        )
    )


async def _fill_province(service: Service, weeks: int) -> None:
    began = monotonic()
    typer.echo(say("demo.step_province", units=WARDS, ratings=thousands(RATINGS)))
    with typer.progressbar(length=RATINGS) as bar:
        await grow(service, now=service.clock(), weeks=weeks, advance=bar.update)
    typer.echo(say("demo.grown", seconds=round(monotonic() - began), units=WARDS, ratings=thousands(RATINGS)))


def _announce(base: str) -> None:
    typer.echo(say("demo.doors", base=base, receipt=fours(receipt_of(SHOWN, SEED))))
    typer.echo()
    typer.echo(say("demo.tokens"))
    typer.echo()
    typer.echo(say("cli.serving", address=base))


REFUSALS = {Standing.OTHER: "demo.other", Standing.UNFINISHED: "demo.unfinished"}
"""What must not be written to, and the sentence that says so."""

"""`homthu demo`: an empty database becomes the believable town, a later run keeps it; then all is served."""

import asyncio
from functools import partial
from time import monotonic

import typer

from feedback.numbers import fours, thousands
from homthu.commands.house import settings
from homthu.commands.speaking import Refused, say
from homthu.serving import serve
from homthu.town.accounts import SignIns, open_accounts
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
        sign_ins = await open_accounts(service)
    finally:
        await service.database.close()
    if no_serve:
        _tell_sign_ins(f"http://{host}:{port}", sign_ins)
        typer.echo(say("demo.not_served"))
        return
    announce = partial(_announce, sign_ins)
    await serve(build(service.settings), role="all", host=host, port=port, announce=announce)


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


def _announce(sign_ins: SignIns, base: str) -> None:
    typer.echo(say("demo.doors", base=base, receipt=fours(receipt_of(SHOWN, SEED))))
    _tell_sign_ins(base, sign_ins)
    typer.echo()
    typer.echo(say("demo.tokens"))
    typer.echo()
    typer.echo(say("cli.serving", address=base))


def _tell_sign_ins(base: str, sign_ins: SignIns) -> None:
    """The password is told once; the telephone's secret each time."""
    key = "cli.user.demo" if sign_ins.password else "cli.user.demo_kept"
    told = {"names": ", ".join(sign_ins.names), "password": sign_ins.password}
    typer.echo(say(key, base=base, secret=fours(sign_ins.secret), uri=sign_ins.uri, **told))


REFUSALS = {Standing.OTHER: "demo.other", Standing.UNFINISHED: "demo.unfinished"}
"""What must not be written to, and the sentence that says so."""

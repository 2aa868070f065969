"""How a command gets a house to work in: settings read, database open, refusals said in one sentence each."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from pydantic import SecretStr

from feedback.errors import StorageUnavailable
from feedback.units import Directory, Unit
from homthu.commands.speaking import Refused, say
from homthu.logs import configure_logging
from homthu.serving import PortTaken
from homthu.settings import Settings, SettingsRefused, load_settings
from homthu.wiring import Service, build
from nlp.errors import WrongModel
from storage.errors import DatabaseUnfit

try:
    import uvloop

    LOOP: Callable[[], asyncio.AbstractEventLoop] | None = uvloop.new_event_loop
except ImportError:  # not made for Windows
    LOOP = None

Result = TypeVar("Result")


def settings() -> Settings:
    """The settings, with logging set up by them."""
    try:
        read = load_settings()
    except SettingsRefused as refused:
        raise Refused("\n".join((say("cli.refused"), *(f"- {line}" for line in refused.messages)))) from None
    secrets = [value.get_secret_value() for _, value in read if isinstance(value, SecretStr)]
    configure_logging(read.log_level, read.log_format, secrets=[secret for secret in secrets if secret])
    return read


def run(work: Callable[[], Awaitable[Result]]) -> Result:
    """Run an asynchronous command; anticipated trouble becomes a sentence on stderr and exit status 1."""
    return run_now(lambda: _in_a_loop(work))


def run_now(work: Callable[[], Result]) -> Result:
    """The same for a command that needs no event loop."""
    try:
        return work()
    except Refused as refused:
        sentence = str(refused)
    except PortTaken as taken:
        sentence = say("cli.port_taken", address=taken)
    except DatabaseUnfit as unfit:
        sentence = say(unfit.key, **unfit.values)
    except StorageUnavailable:
        sentence = say("cli.storage_away")
    except WrongModel as wrong:
        sentence = say("cli.no_model", reason=wrong)
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


async def in_house(work: Callable[[Service], Awaitable[Result]]) -> Result:
    """Work in an opened house beside a running service, and close it again."""
    service = build(settings())
    try:
        await service.database.start()
        return await work(service)
    finally:
        await service.analyst.close()
        await service.database.close()


def unit_named(directory: Directory, code: str) -> Unit:
    """The unit with this code. Raises Refused with the codes that exist."""
    unit = directory.unit(code)
    if unit is None:
        known = ", ".join(sorted(unit.code for unit in directory.units.values()))
        raise Refused(say("cli.no_unit", code=code, known=known))
    return unit


def _in_a_loop(work: Callable[[], Awaitable[Result]]) -> Result:
    """uvloop where it exists: a step of the conversation costs less there."""
    with asyncio.Runner(loop_factory=LOOP) as runner:
        return runner.run(_awaited(work))


async def _awaited(work: Callable[[], Awaitable[Result]]) -> Result:
    return await work()

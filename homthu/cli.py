"""The commands, written out. Each ends with status 0, 1 (did not work, and said why) or 2 (used wrongly)."""

from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from homthu.cli_audit import audit
from homthu.cli_calendar import calendar, deadline
from homthu.cli_export import export
from homthu.cli_tagger import corrections, drift, evaluate, tag, train
from homthu.cli_tickets import coverage, key
from homthu.cli_user import user
from homthu.commands.speaking import say

app = typer.Typer(
    name="homthu",
    help=say("cli.help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Role(StrEnum):
    """What one process does."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


class Size(StrEnum):
    """How large the demo is."""

    SMALL = "small"
    PROVINCE = "province"


class Format(StrEnum):
    """How a digest is shown."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


class Held(StrEnum):
    """What became of a letter so far."""

    WAITING = "waiting"
    LEASED = "leased"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Switch(StrEnum):
    """Taken or not."""

    ON = "on"
    OFF = "off"


class Sheet(StrEnum):
    """What an office's own file declares."""

    UNITS = "units"
    COUNTERS = "counters"
    OFFICERS = "officers"
    ROSTER = "roster"
    ROTA = "rota"
    VISITS = "visits"
    HOLIDAYS = "holidays"


def _option(name: str) -> Any:
    return typer.Option(help=say(f"cli.option.{name}"))


Host = Annotated[str, _option("host")]
Port = Annotated[int, typer.Option(min=0, max=65535, help=say("cli.option.port"))]


@app.command(help=say("cli.command.serve"))
def serve(role: Annotated[Role, _option("role")] = Role.ALL, host: Host = "127.0.0.1", port: Port = 8000) -> None:
    from homthu.commands import house
    from homthu.commands.serve import serve as command

    house.run(lambda: command(role=role.value, host=host, port=port))


@app.command(help=say("cli.command.demo"))
def demo(
    weeks: Annotated[int, typer.Option(min=1, max=104, help=say("cli.option.weeks"))] = 8,
    size: Annotated[Size, _option("size")] = Size.SMALL,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=say("cli.option.no_serve"))] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    from homthu.commands import house
    from homthu.commands.demo import demo as command

    house.run(lambda: command(weeks=weeks, size=size.value, no_serve=no_serve, host=host, port=port))


@app.command(help=say("cli.command.chat"))
def chat(
    counter: Annotated[str, _option("counter")] = "",
    person: Annotated[str, typer.Option("--as", help=say("cli.option.person"))] = "",
    script: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=say("cli.option.script"))] = None,
) -> None:
    from homthu.commands import house
    from homthu.commands.chat import chat as command

    house.run(lambda: command(counter=counter, person=person, script=script))


app.command(help=say("cli.command.tag"))(tag)


@app.command(help=say("cli.command.digest"))
def digest(
    unit: Annotated[str, typer.Argument(help=say("cli.option.unit"))],
    week: Annotated[str, _option("week")] = "",
    format: Annotated[Format, _option("format")] = Format.TEXT,
    out: Annotated[Path | None, _option("out")] = None,
    send: Annotated[bool, typer.Option("--send", help=say("cli.option.send"))] = False,
) -> None:
    from homthu.commands import house
    from homthu.commands.digest import digest as command

    house.run(lambda: command(unit, week=week, format=format.value, out=out, send_it=send))


app.command(help=say("cli.command.corrections"))(corrections)
app.command(help=say("cli.command.drift"))(drift)


@app.command(help=say("cli.command.link"))
def link(officer: Annotated[str, typer.Argument(help=say("cli.option.officer"))]) -> None:
    from homthu.commands import house
    from homthu.commands.staff import link as command

    house.run(lambda: command(officer))


@app.command("import", help=say("import.command"))
def import_file(
    sheet: Annotated[Sheet, typer.Argument(help=say("import.option_sheet"))],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=say("import.option_file"))],
    codes: Annotated[Path | None, typer.Option(dir_okay=False, help=say("import.option_codes"))] = None,
) -> None:
    from homthu.commands import house
    from homthu.commands.import_file import import_file as command

    if codes and sheet is not Sheet.VISITS:
        raise typer.BadParameter(say("import.codes.only_visits"))
    house.run(lambda: command(sheet.value, file, codes=codes))


@app.command(help=say("cli.command.doctor"))
def doctor() -> None:
    from homthu.commands import house
    from homthu.commands.doctor import doctor as command

    house.run(command)


@app.command(help=say("cli.command.outbox"))
def outbox(
    states: Annotated[list[Held] | None, typer.Option("--state", help=say("cli.option.states"))] = None,
    retry: Annotated[int, typer.Option(help=say("cli.option.retry"))] = 0,
    sent: Annotated[int, typer.Option(help=say("cli.option.sent"))] = 0,
    drop: Annotated[int, typer.Option(help=say("cli.option.drop"))] = 0,
) -> None:
    from homthu.commands import house
    from homthu.commands import outbox as commands

    decisions = [(retry, commands.retry), (sent, commands.sent), (drop, commands.give_up)]
    decided = [(id, decision) for id, decision in decisions if id]
    if len(decided) > 1 or (decided and states):
        raise typer.BadParameter(say("cli.one_at_a_time"))
    if decided:
        house.run(partial(decided[0][1], decided[0][0]))
    else:
        house.run(lambda: commands.show([state.value for state in states or ()]))


@app.command(help=say("cli.command.migrate"))
def migrate() -> None:
    from homthu.commands import house
    from homthu.commands.serve import migrate as command

    house.run_now(command)


app.command(help=say("cli.command.train"))(train)
app.command(help=say("cli.command.evaluate"))(evaluate)


zalo = typer.Typer(help=say("cli.command.zalo"), no_args_is_help=True)
app.add_typer(zalo, name="zalo")


@zalo.command("authorize", help=say("cli.command.zalo_authorize"))
def zalo_authorize(answer: Annotated[str, typer.Argument(help=say("cli.option.zalo_answer"))] = "") -> None:
    from homthu.commands import house
    from homthu.commands.zalo import authorize as command

    house.run(lambda: command(answer))


@zalo.command("status", help=say("cli.command.zalo_status"))
def zalo_status() -> None:
    from homthu.commands import house
    from homthu.commands.zalo import status as command

    house.run(command)


@app.command(help=say("cli.command.optout"))
def optout(phone: Annotated[str, typer.Argument(help=say("cli.option.phone"))]) -> None:
    from homthu.commands import house
    from homthu.commands.optout import optout as command

    house.run(lambda: command(phone))


app.add_typer(audit, name="audit")
app.add_typer(key, name="key")
app.add_typer(export, name="export")
app.add_typer(user, name="user")
app.add_typer(deadline, name="deadline")
app.command(help=say("cli.command.calendar"))(calendar)
app.command(help=say("cli.command.coverage"))(coverage)
unit = typer.Typer(help=say("cli.command.unit"), no_args_is_help=True)
app.add_typer(unit, name="unit")


@unit.command("voice", help=say("cli.command.unit_voice"))
def unit_voice(
    switch: Annotated[Switch, typer.Argument(help=say("cli.option.switch"))],
    code: Annotated[str, typer.Argument(metavar="UNIT", help=say("cli.option.unit"))],
    days: Annotated[int, typer.Option(min=1, max=30, help=say("cli.option.voice_days"))] = 7,
) -> None:
    from homthu.commands import house
    from homthu.commands.unit import voice as command

    house.run(lambda: command(code, days=days if switch is Switch.ON else 0))


def main() -> None:
    """The console script."""
    app()

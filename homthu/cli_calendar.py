"""The commands around deadlines and days, written out; `homthu/cli.py` takes them in."""

from typing import Annotated

import typer

from homthu.commands.speaking import say

deadline = typer.Typer(help=say("cli.command.deadline"), no_args_is_help=True)


@deadline.command("list", help=say("cli.command.deadline_list"))
def deadline_list() -> None:
    from homthu.commands import house
    from homthu.commands.deadline import show as command

    house.run(command)


@deadline.command("set", help=say("cli.command.deadline_set"))
def deadline_set(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=say("cli.option.deadline_kind"))],
    days: Annotated[int, typer.Argument(metavar="DAYS", min=1, max=90, help=say("cli.option.deadline_days"))],
    first: Annotated[str, typer.Option("--from", help=say("cli.option.deadline_from"))],
    source: Annotated[str, typer.Option(help=say("cli.option.deadline_source"))] = "",
    unit: Annotated[str, typer.Option(help=say("cli.option.deadline_unit"))] = "",
) -> None:
    from homthu.commands import house
    from homthu.commands.deadline import put as command

    house.run(lambda: command(kind, days, first=first, source=source, unit=unit))


def calendar(
    unit: Annotated[str, typer.Argument(help=say("cli.option.unit"))],
    month: Annotated[str, typer.Option(help=say("cli.option.calendar_month"))] = "",
) -> None:
    from homthu.commands import house
    from homthu.commands.calendar import calendar as command

    house.run(lambda: command(unit, month=month))

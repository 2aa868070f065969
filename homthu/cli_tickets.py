"""The commands around visits that an office tells of, written out; `homthu/cli.py` takes them in."""

from typing import Annotated

import typer

from homthu.commands.speaking import say

key = typer.Typer(help=say("cli.command.key"), no_args_is_help=True)


@key.command("add", help=say("cli.command.key_add"))
def key_add(
    unit: Annotated[str, typer.Argument(help=say("cli.option.unit"))],
    name: Annotated[str, typer.Option(help=say("cli.option.key_name"))],
) -> None:
    from homthu.commands import house
    from homthu.commands.key import add as command

    house.run(lambda: command(unit, name=name))


@key.command("list", help=say("cli.command.key_list"))
def key_list() -> None:
    from homthu.commands import house
    from homthu.commands.key import show as command

    house.run(command)


@key.command("revoke", help=say("cli.command.key_revoke"))
def key_revoke(name: Annotated[str, typer.Argument(help=say("cli.option.key_name"))]) -> None:
    from homthu.commands import house
    from homthu.commands.key import revoke as command

    house.run(lambda: command(name))


def coverage(
    unit: Annotated[str, typer.Argument(help=say("cli.option.unit"))],
    month: Annotated[str, typer.Option(help=say("cli.option.coverage_month"))] = "",
) -> None:
    from homthu.commands import house
    from homthu.commands.coverage import coverage as command

    house.run(lambda: command(unit, month=month))

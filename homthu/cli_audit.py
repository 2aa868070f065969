"""The commands of `homthu audit`, written out; `homthu/cli.py` takes them in."""

from typing import Annotated

import typer

from homthu.commands.speaking import say

audit = typer.Typer(help=say("cli.command.audit"), no_args_is_help=True)


@audit.command("verify", help=say("cli.command.audit_verify"))
def audit_verify(noted: Annotated[str, typer.Option("--noted", help=say("cli.option.noted"))] = "") -> None:
    from homthu.commands import house
    from homthu.commands.audit import verify as command

    house.run(lambda: command(noted))


@audit.command("list", help=say("cli.command.audit_list"))
def audit_list(
    about: Annotated[str, typer.Option(help=say("cli.option.about"))] = "",
    officer: Annotated[str, typer.Option(help=say("cli.option.officer"))] = "",
) -> None:
    from homthu.commands import house
    from homthu.commands.audit import show as command

    house.run(lambda: command(about=about, officer=officer))

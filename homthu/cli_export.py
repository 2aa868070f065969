"""The commands of `homthu export`, written out; `homthu/cli.py` takes them in."""

from pathlib import Path
from typing import Annotated

import typer

from feedback.periods import Quarter
from homthu.commands.speaking import say

export = typer.Typer(help=say("cli.command.export"), no_args_is_help=True)


@export.callback()
def _exports() -> None:
    """A word of its own behind `export`, although there is only one."""


@export.command("giam-sat", help=say("cli.command.export_watch"))
def export_watch(
    unit: Annotated[str, typer.Argument(help=say("cli.option.unit"))],
    quarter: Annotated[str, typer.Option(help=say("cli.option.quarter"))],
    out: Annotated[Path, typer.Option(dir_okay=False, help=say("cli.option.sheet_out"))],
) -> None:
    from homthu.commands import house
    from homthu.commands.export import FORMS
    from homthu.commands.export import watch_sheet as command

    if out.suffix.lower() not in FORMS:
        raise typer.BadParameter(say("cli.export.wrong_file", forms=", ".join(FORMS)))
    try:
        wanted = Quarter.parse(quarter)
    except ValueError:
        raise typer.BadParameter(say("cli.export.wrong_quarter", quarter=quarter)) from None
    house.run(lambda: command(unit, quarter=wanted, out=out))

"""The commands around the tagger, written out: tags of a text, training, evaluation, what people corrected, drift;
`homthu/cli.py` takes them in."""

from pathlib import Path
from typing import Annotated

import typer

from homthu.commands.speaking import say

MODEL = Path(__file__).resolve().parents[1] / "nlp" / "models"
"""Where the tagger looks for its model; named here so that `--help` need not load it."""


def tag() -> None:
    from homthu.commands import house
    from homthu.commands.tag import tag as command

    house.run_now(command)


def corrections(out: Annotated[Path | None, typer.Option(help=say("cli.option.out"))] = None) -> None:
    from homthu.commands import house
    from homthu.commands.corrections import corrections as command

    house.run(lambda: command(out=out))


def drift(
    weeks: Annotated[int, typer.Option(min=1, max=52, help=say("cli.option.weeks"))] = 8,
    as_json: Annotated[bool, typer.Option("--json", help=say("cli.option.json"))] = False,
) -> None:
    from homthu.commands import house
    from homthu.commands.drift import drift as command

    house.run(lambda: command(weeks=weeks, as_json=as_json))


def train(
    extra: Annotated[
        Path | None, typer.Option("--with", exists=True, dir_okay=False, help=say("cli.option.with"))
    ] = None,
    out: Annotated[Path, typer.Option(file_okay=False, help=say("cli.option.model"))] = MODEL,
    gate: Annotated[bool, typer.Option("--gate", help=say("cli.option.gate"))] = False,
) -> None:
    from homthu.commands import house
    from homthu.commands.gate import train_gate
    from homthu.commands.train import train as command

    house.run_now(lambda: train_gate(out=out) if gate else command(extra=extra, out=out))


def evaluate(
    file: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, help=say("cli.option.file"))] = None,
    card: Annotated[Path | None, typer.Option(dir_okay=False, help=say("cli.option.card"))] = None,
) -> None:
    from homthu.commands import house
    from homthu.commands.tag import evaluate as command

    house.run_now(lambda: command(file, card=card))

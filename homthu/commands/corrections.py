"""`homthu corrections`: what people said of suggested tags, as labelled lines to train the tagger with."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from feedback.audit import CONSOLE, Act
from feedback.ports import Labelled
from feedback.reviews import Stage, Standing, standing
from homthu.commands.house import in_house
from homthu.commands.speaking import Refused, say
from homthu.wiring import Service


async def corrections(*, out: Path | None) -> None:
    """One line for each case whose tags are settled; how many wait for a second reader is said on stderr."""

    async def work(service: Service) -> None:
        async with service.database.transact() as tx:
            lines, waiting = training_lines(await tx.reviews.labelled())
            tx.audit.note(Act.TAGS_TAKEN, who=CONSOLE, about="", why=str(len(lines)))
        _write(lines, out)
        typer.echo(say("cli.corrections_written", written=len(lines), waiting=waiting), err=True)

    await in_house(work)


def training_lines(labelled: Sequence[Labelled]) -> tuple[list[str], int]:
    """The settled ones as `nlp/corpus.py` reads them, and how many are not settled yet."""
    judged = [(one, standing(one.analysis.codes, one.reviews, unit_id=one.unit_id)) for one in labelled]
    settled = [_line(one, stands) for one, stands in judged if stands.stage is Stage.SETTLED]
    return settled, len(judged) - len(settled)


def _line(one: Labelled, stands: Standing) -> str:
    """The tone is known only while the tags are what the analyst saw; nobody was asked about urgency."""
    suggested = one.analysis.codes
    row = {
        "text": one.words,
        "tags": stands.tags,
        "sentiment": one.analysis.sentiment if set(stands.tags) == set(suggested) else None,
        "urgent": None,
        "kind": "real",
        "suggested": suggested,
        "model": one.analysis.version,
    }
    return json.dumps(row, ensure_ascii=False)


def _write(lines: Sequence[str], out: Path | None) -> None:
    text = "".join(f"{line}\n" for line in lines)
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.touch(mode=0o600)  # citizens' words, redacted as they are, are for whoever asked for them
        out.write_text(text, "utf-8")
    except OSError as error:
        raise Refused(say("cli.not_written", file=out, reason=error.strerror)) from None

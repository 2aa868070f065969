"""`homthu train`: a model from the messages of the repository and, at will, an office's own corrections.

A model that reads the fixed test worse than the one in place is not installed.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from homthu.commands.speaking import Refused, say
from homthu.commands.tag import labelled
from nlp.analyst import Analyst
from nlp.concepts import load_concepts
from nlp.corpus import TEST, TRAIN, load
from nlp.errors import WrongModel
from nlp.evaluate import Figure, Report, score
from nlp.model import FILES, Model, load_model, save
from nlp.rules import Rules

# How much worse each figure may be: retraining moves them all a little.
ALLOWED: Mapping[str, float] = {"macro F1": -0.01, "urgent recall": -0.01, "sentiment": -0.01, "false alarms": 0.01}
MOVED = 0.02
"""A tag whose F1 moved by less is not told."""


def train(*, extra: Path | None, out: Path) -> None:
    """Train, compare, install. Raises Refused when something is missing or the model is worse."""
    try:
        from nlp.train import examples, fit
    except ImportError as error:
        raise Refused(say("cli.train_needs")) from error
    rules, concepts = Rules(), load_concepts()
    messages = [*load(TRAIN), *(labelled(extra) if extra else ())]
    _progress(say("cli.train_reads", messages=len(messages)))
    model = fit(examples(messages, rules, concepts), say=_progress)
    new = score(load(TEST), Analyst(rules, model, concepts))
    old = _in_place(out, rules)
    sys.stdout.write("".join(f"{line}\n" for line in what_changed(old, new)))
    worse = what_is_worse(old, new)
    if worse:
        raise Refused(say("cli.train_worse", figures=", ".join(worse)))
    install(model, out)
    sys.stdout.write(say("cli.train_done", version=model.version, folder=out.name) + "\n")


def what_is_worse(old: Report | None, new: Report) -> list[str]:
    """The figures that forbid to install the new model."""
    if old is None:
        return []
    return [name for name, allowed in ALLOWED.items() if _is_worse(old.figures[name], new.figures[name], allowed)]


def _is_worse(old: Figure, new: Figure, allowed: float) -> bool:
    """`allowed` below zero: a fall beyond it is worse; above: a rise."""
    moved = (new.value or 0.0) - (old.value or 0.0)
    return moved > allowed if allowed > 0 else moved < allowed


def what_changed(old: Report | None, new: Report) -> Iterator[str]:
    """The figures before and after, and the tags that moved."""
    for name, figure in new.figures.items():
        yield f"{name:<20}{old.figures[name] if old else '-'!s:<24} -> {figure}"
    for code, (n, _, _, after) in new.tags.items():
        before = old.tags[code][3].value if old else None
        if before is not None and abs((after.value or 0.0) - before) >= MOVED:
            yield f"{code:<20}{before:.3f} -> {after.value:.3f} (n = {n})"


def install(model: Model, folder: Path) -> None:
    """Written beside, then moved in: whoever loads meanwhile finds the old files, or none that fit together."""
    beside = folder.with_name(f"{folder.name}.new")
    save(model, beside)
    folder.mkdir(exist_ok=True)
    for name in FILES:
        os.replace(beside / name, folder / name)
    beside.rmdir()


def _in_place(folder: Path, rules: Rules) -> Report | None:
    try:
        return score(load(TEST), Analyst(rules, load_model(folder)))
    except WrongModel:
        return None


def _progress(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()

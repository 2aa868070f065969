"""The gate's own part of `homthu train` and `homthu evaluate`: which lawful road, and whether about the head."""

import sys
from pathlib import Path

from homthu.commands.speaking import Refused, say
from nlp.analyst import Analyst
from nlp.concepts import load_concepts
from nlp.corpus import NotLabelled
from nlp.gate_corpus import FOLDER, LEARNT, Marked, keys_of, load_marked, ordinary, read_marked
from nlp.gate_evaluate import score_gate
from nlp.gate_model import save_gate
from nlp.gate_words import load_senses
from nlp.model import load_model
from nlp.rules import Rules


def train_gate(*, out: Path) -> None:
    """Learn the gate anew, beside the tagger in `out`. Raises Refused when a library is missing."""
    try:
        from nlp.gate_train import fit_gate, gate_examples
    except ImportError as error:
        raise Refused(say("cli.train_needs")) from error
    rules, senses, tagger = Rules(), load_senses(), load_model(out)
    marked = (*load_marked(FOLDER, LEARNT), *ordinary(lambda text: senses.head_in(rules.hear(text).reading)))
    sys.stderr.write(say("cli.train_reads", messages=len(marked)) + "\n")
    model = fit_gate(gate_examples(marked, rules, load_concepts(), tagger, senses), tagger)
    save_gate(model, out / "gate")
    sys.stdout.write(say("cli.train_done", version=model.version, folder="gate") + "\n")


def evaluate_gate(file: Path) -> bool:
    """Score the gate on a file that marks it. Whether that is all that the file is for: it has no tags. Raises Refused
    for a wrong line."""
    keys = keys_of(file)
    if keys.isdisjoint({"gate", "about_head"}):
        return False
    sys.stdout.write(f"{score_gate(_marked(file), Analyst())}\n")
    return "tags" not in keys


def _marked(file: Path) -> tuple[Marked, ...]:
    try:
        return tuple(read_marked(file))
    except NotLabelled as error:
        raise Refused(say("cli.not_marked", line=error.number)) from error

"""`homthu tag` and `homthu evaluate`: the tagger with nothing around it."""

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from feedback.privacy import KINDS, redact
from homthu.commands.speaking import say
from nlp.analyst import RuleAnalyst
from nlp.evaluate import score
from nlp.tag_lines import tag_lines


def tag() -> None:
    """Read standard input to its end; a bad line is answered with an error and the run goes on."""
    labels = {kind: say(f"redacted.{kind}") for kind in KINDS}
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    hide = partial(redact, labels=labels)
    for line in tag_lines(lines, analyst=RuleAnalyst(), redact=lambda text: hide(text).text):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def evaluate(file: Path) -> None:
    """Score the tagger on a labelled JSONL and print the table."""
    rows = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if line.strip():
            rows.append(_labelled(line, number))
    sys.stdout.write(f"{score(rows, RuleAnalyst())}\n")


def _labelled(line: str, number: int) -> dict[str, Any]:
    """A row with its text and tags, or the end with a sentence that names the line."""
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if isinstance(row, dict) and isinstance(row.get("text"), str) and isinstance(row.get("tags"), list):
        return row
    sys.stderr.write(say("cli.not_labelled", line=number) + "\n")
    raise SystemExit(1)

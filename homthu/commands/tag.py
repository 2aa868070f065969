"""`homthu tag` and `homthu evaluate`: the tagger with nothing around it."""

import json
import sys
from functools import partial
from pathlib import Path

from feedback.privacy import KINDS, redact
from feedback.wording import words
from nlp.analyst import RuleAnalyst
from nlp.evaluate import score
from nlp.tag_lines import tag_lines


def tag() -> None:
    """Read standard input to its end; a bad line is answered with an error and the run goes on."""
    say = words("vi").say
    labels = {kind: say(f"redacted.{kind}") for kind in KINDS}
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    hide = partial(redact, labels=labels)
    for line in tag_lines(lines, analyst=RuleAnalyst(), redact=lambda text: hide(text).text):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def evaluate(file: Path) -> None:
    """Score the tagger on a labelled JSONL and print the table."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    sys.stdout.write(f"{score(rows, RuleAnalyst())}\n")

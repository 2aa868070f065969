"""`homthu tag` and `homthu evaluate`: the tagger with nothing around it."""

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from feedback.privacy import KINDS, redact
from homthu.commands.gate import evaluate_gate
from homthu.commands.speaking import Refused, say
from nlp.analyst import Analyst
from nlp.card import write_card
from nlp.corpus import TEST, Message, NotLabelled, load, read_file
from nlp.evaluate import score
from nlp.noise import noised
from nlp.tag_lines import tag_lines


def tag() -> None:
    """Read standard input to its end; a bad line is answered with an error and the run goes on."""
    labels = {kind: say(f"redacted.{kind}") for kind in KINDS}
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    hide = partial(redact, labels=labels)
    for line in tag_lines(lines, analyst=Analyst(), redact=lambda text: hide(text).text):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def evaluate(file: Path | None, *, card: Path | None) -> None:
    """Score the tagger on a labelled JSONL, or on our own test messages: as typed, then typed in haste; and the gate,
    where the file marks it."""
    if file and evaluate_gate(file):
        return
    messages = labelled(file) if file else load(TEST)
    analyst = Analyst()
    sys.stdout.write(f"{score(messages, analyst)}\n\n{say('cli.evaluate_noised')}\n")
    sys.stdout.flush()
    hasty = noised([message.text for message in messages])
    again = [replace(message, text=text) for message, text in zip(messages, hasty, strict=True)]
    figures = score(again, analyst).figures
    sys.stdout.write("".join(f"{name:<28}{figure}\n" for name, figure in figures.items()))
    if card:
        write_card(card, analyst)


def labelled(file: Path) -> tuple[Message, ...]:
    """The messages of a file; Refused names the line that is none."""
    try:
        return tuple(read_file(file))
    except NotLabelled as error:
        raise Refused(say("cli.not_labelled", line=error.number)) from error
    except UnicodeDecodeError as error:
        raise Refused(say("cli.not_utf8")) from error

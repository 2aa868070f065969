"""What each further round of messages teaches: everything is trained anew on rounds 1, 1-2, 1-3 … and tested.

A round is what stands before the first dash of a training file's name. Needs scikit-learn (extra `train`).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from nlp.analyst import Analyst
from nlp.concepts import load_concepts
from nlp.corpus import TEST, TRAIN, Message, load, read_file
from nlp.evaluate import score
from nlp.rules import Rules
from nlp.train import examples, fit

FIGURES = ("macro F1", "micro F1", "false alarms", "sentiment", "urgent recall")


def main() -> None:
    """Print a row of figures for each number of rounds as soon as it is known; minutes for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning_curve", description=__doc__)
    parser.add_argument("--until", type=int, default=sys.maxsize, help="the last round to take in")
    parser.add_argument("--file", type=Path, help="a labelled .jsonl to score as well")
    options = parser.parse_args()
    trained = load(TRAIN)
    rounds = sorted({round_of(message) for message in trained})
    tests = {"test": load(TEST)} | ({options.file.stem: tuple(read_file(options.file))} if options.file else {})
    tests = {name: never_met(messages, trained) for name, messages in tests.items()}
    print("never met: " + ", ".join(f"{len(messages)} messages of {name}" for name, messages in tests.items()))
    print(f"{'rounds':8}{'messages':>9}{'writers':>9}{'minutes':>9}  {'on':20}{''.join(f'{n:24}' for n in FIGURES)}")
    for last in (one for one in rounds if one <= options.until):
        _learn([message for message in trained if round_of(message) <= last], last, tests)


def round_of(message: Message) -> int:
    """The round of its writer."""
    return int(message.writer.partition("-")[0])


def never_met(messages: Sequence[Message], trained: Sequence[Message]) -> list[Message]:
    """Those whose scenario and whose text no round contains; the same for each row, so that rows compare."""
    scenarios = {message.scenario for message in trained if message.scenario}
    texts = {message.text.casefold() for message in trained}
    return [one for one in messages if one.scenario not in scenarios and one.text.casefold() not in texts]


def _learn(messages: Sequence[Message], last: int, tests: dict[str, list[Message]]) -> None:
    start = time.perf_counter()
    rules, concepts = Rules(), load_concepts()
    _progress(f"rounds 1-{last}: reading")
    model = fit(examples(messages, rules, concepts), say=lambda step: _progress(f"rounds 1-{last}: {step}"))
    _progress("")
    minutes = (time.perf_counter() - start) / 60
    analyst = Analyst(rules, model, concepts)
    writers = len({message.writer for message in messages})
    for name, test in tests.items():
        figures = score(test, analyst).figures
        told = "".join(f"{figures[figure]!s:24}" for figure in FIGURES)
        print(f"{f'1-{last}':8}{len(messages):9,}{writers:9}{minutes:9.1f}  {name:20}{told}", flush=True)


def _progress(words: str) -> None:
    """On standard error, so that the table can be kept."""
    sys.stderr.write(f"\r{words:40}")
    sys.stderr.flush()


if __name__ == "__main__":
    main()

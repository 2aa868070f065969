"""The model card: what the model learnt from, how well it reads, what it cannot do. Written by `homthu evaluate`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from feedback.analysis import Analysis
from feedback.tags import TAGS
from nlp.analyst import Analyst
from nlp.corpus import TEST, TRAIN, Message, load
from nlp.evaluate import Report, marks, report
from nlp.gate_corpus import FOLDER, KEPT_BACK, LEARNT, load_marked
from nlp.gate_evaluate import score_gate
from nlp.noise import noised

_BINS = 10
_LIMITS = """\
- All messages it learnt from, and the test, are invented; no citizen's words are among them. Text of real people is
  plainer in places and stranger in others: on text of a kind it never met expect less than the figures above.
- Rare ways of speaking, irony, and behaviour told only by its outcome are missed most. What is missed in an angry
  message calls a person (`needs_person`).
- Denials, bans, questions and conditions are mostly, not always, told from complaints.
- `urgent` is meant to be seen by a person the same day; it flags too much rather than too little.
- A tag is a suggestion. It counts against nobody before a person has confirmed it."""


@dataclass(frozen=True)
class Bin:
    """Chances between two tenths: how many, their mean, and the share of them that came true."""

    n: int
    chance: float
    true: float


def write_card(file: Path, analyst: Analyst) -> None:
    """Measure everything on the test messages and write it down."""
    file.write_text("\n".join(_lines(analyst)) + "\n", "utf-8")


def reliability(messages: Sequence[Message], analyst: Analyst) -> tuple[list[Bin], float]:
    """Chances against what came true, over all messages and tags, by tenths; and the expected calibration error."""
    pairs = [pair for message in messages for pair in _chances(message, analyst)]
    bins = [[pair for pair in pairs if min(int(pair[0] * _BINS), _BINS - 1) == at] for at in range(_BINS)]
    told = [Bin(len(some), _mean([c for c, _ in some]), _mean([float(t) for _, t in some])) for some in bins]
    return told, sum(one.n * abs(one.chance - one.true) for one in told) / max(len(pairs), 1)


def pointing(messages: Sequence[Message], found: Sequence[Analysis]) -> tuple[int, int]:
    """Of the tags rightly given whose words are marked: how many have evidence that touches them, and how many."""
    touched = [hit for message, analysis in zip(messages, found, strict=True) for hit in _touched(message, analysis)]
    return sum(touched), len(touched)


def _lines(analyst: Analyst) -> Iterator[str]:
    train, test = load(TRAIN), load(TEST)
    found = [analyst.analyse(message.text) for message in test]
    yield f"# Model card: {analyst.version}\n\n## Data\n"
    yield from _data("learnt from", train)
    yield from _data("tested on", test)
    yield "\nNo writer and no text stands in both. Labels: the scheme of `feedback/tags.py`.\n\n## Test\n"
    yield from _table(report(marks(test, found)))
    hasty = [replace(message, text=text) for message, text in zip(test, noised([m.text for m in test]), strict=True)]
    again = report(marks(hasty, [analyst.analyse(message.text) for message in hasty]))
    yield "\nThe same messages without accents, in short forms, mistyped, with Telex keys left standing:\n"
    yield from (f"- {name}: {figure}" for name, figure in again.figures.items())
    bins, error = reliability(test, analyst)
    yield f"\nConfidence against truth (expected calibration error {error:.3f}):\n"
    yield "| confidence | n | true |\n|---|---|---|"
    yield from (f"| {one.chance:.2f} | {one.n} | {one.true:.2f} |" for one in bins)
    hits, all_of_them = pointing(test, found)
    yield f"\nEvidence touches the words that people marked in {hits} of {all_of_them} right tags."
    asked = sum(analysis.needs_person for analysis in found)
    yield f"A person is called for {asked} of {len(found)} messages.\n"
    yield from _gate(analyst)
    yield f"\n## Limits\n\n{_LIMITS}"


def _gate(analyst: Analyst) -> Iterator[str]:
    """Its own lines: those of the tags do not say it."""
    kept = load_marked(FOLDER, KEPT_BACK)
    yield f"## Gate\n\nLearnt from {len(load_marked(FOLDER, LEARNT))} marked lines of `corpus/gate`; measured on"
    yield f"{len(kept)} that nothing was learnt from (`corpus/gate/{KEPT_BACK}`). Where each ends: `gate.md`.\n"
    yield from (f"- {name}: {figure}" for name, figure in score_gate(kept, analyst).figures.items())


def _data(what: str, messages: Sequence[Message]) -> Iterator[str]:
    kinds = Counter(message.kind for message in messages)
    writers, scenarios = {one.writer for one in messages}, {(one.writer, one.scenario) for one in messages}
    yield f"- {what}: {len(messages)} messages by {len(writers)} writers in {len(scenarios)} scenarios,"
    yield f"  {sum(bool(one.shown) for one in messages)} with marked words, {sum(map(_urgent, messages))} urgent; "
    yield "  " + ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))


def _table(these: Report) -> Iterator[str]:
    yield "| tag | n | precision | recall | F1 |\n|---|---|---|---|---|"
    yield from (f"| {code} | {n} | {p} | {r} | {f} |" for code, (n, p, r, f) in these.tags.items())
    yield ""
    yield from (f"- {name}: {figure}" for name, figure in these.figures.items())


def _chances(message: Message, analyst: Analyst) -> Iterator[tuple[float, bool]]:
    chances = analyst.chances(message.text)
    return ((chances[tag.code], tag.code in message.tags) for tag in TAGS if tag.code not in message.maybe)


def _touched(message: Message, analysis: Analysis) -> Iterator[bool]:
    for tag in analysis.tags:
        shown = [one for one in message.shown if one.code == tag.code]
        if shown:
            yield any(e.start < one.end and one.start < e.end for e in tag.evidence for one in shown)


def _urgent(message: Message) -> bool:
    return bool(message.urgent)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0

"""Which lawful road a message calls for, and whether it complains of the head: words, model and tagger together."""

from __future__ import annotations

from collections.abc import Mapping

from feedback.analysis import Gate
from nlp.gate_addressed import only_written_to
from nlp.gate_features import seen
from nlp.gate_model import GateModel, load_gate
from nlp.gate_named import named
from nlp.gate_words import Senses, load_senses
from nlp.judging import Values
from nlp.rules import Heard
from nlp.vectors import Known, Names


class GateReader:
    """Pure. Where each judgement ends stands in gate.md. `tagger`: the features of the tagger beside it."""

    def __init__(self, tagger: Names, model: GateModel | None = None, senses: Senses | None = None) -> None:
        self._model = model or load_gate(tagger)
        self._senses = senses or load_senses()
        self.version = self._model.version

    def judge(
        self, heard: Heard, phrases: Mapping[str, float], known: Known, read: tuple[Values, Values, Values]
    ) -> tuple[Gate, bool]:
        """The road, and whether the head is complained of. `phrases`: what the lexicon found in the whole; `known`: the
        runs that the tagger knows; `read`: what its model says of the message."""
        told = self._senses.of(heard.reading)
        road, about_head = self._model.judge(seen(heard, phrases, known, read, told))
        return road or named(told.senses), about_head and not only_written_to(told.senses)

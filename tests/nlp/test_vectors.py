"""Where features stand: as a dict would say, and for strangers nowhere."""

import numpy as np
import pytest

from nlp.features import ClauseFeatures, MessageFeatures
from nlp.runs import BLOCKS
from nlp.vectors import Names, Vocabulary, learn
from tests.support.small_model import few

NAMES = ("p:cho", "p:cho lau", "w:cho", "k:wait", "c:<cho>", "r:tag.cham-tre")
STRANGERS = ("p:lau", "p:lau cho", "p:cho lau lau", "w:cho lau", "k:cho", "c:cho", "r:cho")


@pytest.fixture(scope="module")
def learned() -> Vocabulary:
    return learn([one.features for one in few()])


def test_every_name_is_found_at_its_place_and_no_stranger() -> None:
    names = Names(NAMES)
    assert (len(names), tuple(names), dict(names)) == (len(NAMES), NAMES, {name: at for at, name in enumerate(NAMES)})
    assert all(stranger not in names for stranger in STRANGERS)


def test_thousands_of_names_are_told_apart(learned: Vocabulary) -> None:
    names = list(learned.ids)
    assert len(names) == len(set(names)) == len(learned.idf) > 1000
    assert [learned.ids[name] for name in names] == list(range(len(names)))


def test_reading_finds_the_runs_that_learning_named(learned: Vocabulary) -> None:
    for one in few()[::10]:
        clauses = one.features.clauses
        there = {
            (len(BLOCKS) * at + block, learned.ids[run])
            for at, clause in enumerate(clauses)
            for block, runs in enumerate((clause.runs, clause.plain_runs, clause.concepts))
            for run in runs
            if run in learned.ids
        }
        known = learned.known(one.features)
        assert set(zip(known.blocks.tolist(), known.ids.tolist(), strict=True)) == there
        assert len(there) > 0


@pytest.mark.parametrize(
    "clauses",
    [
        (ClauseFeatures([], ["cho"], [], {}), ClauseFeatures([], ["lau"], [], {})),
        (ClauseFeatures([], ["cho"], ["lau"], {}),),
        (ClauseFeatures(["x"], ["cho"], [], {}), ClauseFeatures([], ["lau"], [], {})),
    ],
    ids=["clause", "block", "clause after a form"],
)
def test_no_run_reaches_from_one_clause_or_block_into_the_next(clauses: tuple[ClauseFeatures, ...]) -> None:
    vocabulary = Vocabulary(Names(NAMES), np.ones(len(NAMES), np.float32), len(NAMES))
    assert vocabulary.known(MessageFeatures(clauses, {})).ids.tolist() == [NAMES.index("p:cho")]
    together = (ClauseFeatures([], ["cho", "lau"], [], {}),)
    assert NAMES.index("p:cho lau") in vocabulary.known(MessageFeatures(together, {})).ids

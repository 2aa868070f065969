"""What the gate's model sees of a line: the signs that were counted, runs found as features of the tagger."""

from collections import Counter

import numpy as np
import pytest

from nlp.gate_model import Signs
from nlp.runs import BLOCKS
from tests.nlp.test_gate import FEATURES, few, small


def test_a_line_is_judged_by_the_signs_that_were_counted_in_it() -> None:
    signs = small().signs
    for one in few()[::5]:
        ids, worth = signs.row(one.seen)
        there = [signs.names[id] for id in ids]
        assert set(there) == one.names & set(signs.names)
        lengths = Counter[str]()
        for name, value in zip(there, worth, strict=True):
            lengths[name[0]] += value**2
        assert all(block == "r" or length == pytest.approx(1) for block, length in lengths.items())


def test_a_run_that_the_tagger_does_not_know_is_no_sign() -> None:
    assert all(name in FEATURES for name in small().signs.names if name[0] in BLOCKS)
    known = [name for name in small().signs.names if name[0] == "p"][:3]
    (one, *_), strangers = few(), Signs(["p:zzqx", "p:zzqx zzqx", *known], FEATURES)
    every = one.seen._replace(runs=np.arange(len(FEATURES)))
    assert strangers.row(every)[0].tolist() == [2, 3, 4]

"""Sentences and key phrases for reports come from underthesea, from any number of threads at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import run

from nlp.words import key_phrases, sentences


def test_sentences_end_where_a_reader_ends_them() -> None:
    assert sentences("Phải chờ lâu. Chị Mai rất nhiệt tình!") == ["Phải chờ lâu.", "Chị Mai rất nhiệt tình!"]


def test_key_phrases_are_words_of_more_than_one_syllable() -> None:
    assert "cán bộ" in key_phrases("Cán bộ phường đi vắng")


def test_eight_threads_may_be_first_at_once() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor as Pool; from nlp.words import key_phrases\n"
        "texts = ['Cán bộ phường đi vắng'] * 8\n"
        "with Pool(8) as pool: assert len({tuple(r) for r in pool.map(key_phrases, texts)}) == 1"
    )
    run([sys.executable, "-c", code], check=True, timeout=60)


def test_reading_from_threads_gives_one_answer() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len({tuple(found) for found in pool.map(key_phrases, ["Cán bộ phường đi vắng"] * 8)}) == 1

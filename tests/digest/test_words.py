"""Every sentence of `[digest]` is said in some week, and none is missing in either language."""

import re
from dataclasses import replace
from typing import ClassVar

import pytest

from digest.compose import compose
from feedback.wording import Words, words
from tests.digest import weeks
from tests.digest.fakes import WEEK, Office, facts_of, levels, merged, ratings, thanks, voice
from tests.support.cast import MAI, TUAN

OTHERS = (
    Office(voices=[voice("Chờ lâu.", "cham-tre")]),
    Office(ratings=ratings(WEEK.shift(-1), [5] * 12) + ratings(WEEK, [4] * 12, days=2)),
    Office(ratings=ratings(WEEK, levels(very=12))),
    Office(ratings=ratings(WEEK.shift(-2), [1] * 20) + ratings(WEEK, [5] * 20)),
    Office(ratings=ratings(WEEK.shift(-1), [3] * 8) + ratings(WEEK, [3] * 8), reasons=[(WEEK.monday, "khac")]),
    Office(judged=(5, 3)),
    Office(judged=(2, 1), told=200),
    Office(voices=[replace(thanks("Rất tốt.", officer=MAI), name="Lan")]),
    Office(refused=2),
    Office(taken=[4, None, 11]),
    Office(taken=[None]),
    Office(recommended=(2, WEEK.monday)),
    Office(voices=[thanks("", officer=TUAN), *[thanks("Rất tốt.", officer=MAI)] * 2]),
)


class Listening(Words):
    """Words that remember what was said."""

    heard: ClassVar[set[str]] = set()

    def say(self, key: str, **values: object) -> str:
        self.heard.add(key)
        return super().say(key, **values)


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_sentence_is_said_in_some_week(language: str) -> None:
    known = words(language)
    Listening.heard.clear()
    everything = merged(weeks.busy(), weeks.bad(), weeks.praised())
    for office in (*(make() for make in weeks.WEEKS.values()), *OTHERS, everything):
        for week in (WEEK, WEEK.shift(-1)):
            compose(await facts_of(office, week=week), Listening(language, known.table))
    said = {key for key in Listening.heard if key.startswith("digest.")}
    assert said == {key for key in known.table if key.startswith("digest.")}


def test_both_languages_have_the_same_sentences_with_the_same_gaps() -> None:
    vi, en = (
        {key: set(re.findall(r"{(\w+)}", text)) for key, text in words(language).table.items() if "digest." in key}
        for language in ("vi", "en")
    )
    assert vi == en

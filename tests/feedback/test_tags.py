"""The label scheme: eighteen codes, which of them complain, and which never count against a person."""

import pytest

from feedback.tags import TAGS, is_complaint, tag
from feedback.wording import LANGUAGES, words


def test_there_are_fifteen_complaints_and_three_praises() -> None:
    kinds = [one.kind for one in TAGS]
    assert (kinds.count("complaint"), kinds.count("praise")) == (15, 3)
    assert len({one.code for one in TAGS}) == 18


def test_the_place_and_the_system_are_nobodys_fault() -> None:
    assert {one.code for one in TAGS if not one.personal} == {"co-so", "he-thong"}


def test_a_code_outside_the_scheme_is_refused() -> None:
    with pytest.raises(KeyError):
        tag("an-chan")


def test_thanks_do_not_complain() -> None:
    assert not is_complaint("khen-liem-chinh")
    assert is_complaint("voi-vinh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_tag_has_its_label(language: str) -> None:
    labels = {words(language).say(one.label_key) for one in TAGS}
    assert len(labels) == 18

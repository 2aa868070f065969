"""What calls for a review, how weighty it is, and how a message falls into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.analysis import Analysis
from feedback.gate_finding import MOST, found_in, is_weighty, part, sentences
from feedback.gate_review import Found, Kind

FOUND = [
    ("Tôi tố cáo cán bộ địa chính nhận tiền.", None, False, (Kind.DENUNCIATION, Found.CUE)),
    ("Tôi tố cáo cán bộ địa chính nhận tiền.", "khieu-nai", False, (Kind.DENUNCIATION, Found.CUE)),
    ("Tôi tố cáo cán bộ địa chính nhận tiền.", "to-giac", False, (Kind.CRIME, Found.ANALYST)),
    ("Anh ấy cầm 20 triệu của tôi.", "to-cao", False, (Kind.DENUNCIATION, Found.ANALYST)),
    ("Quyết định này thu hồi đất sai.", "khieu-nai", False, (Kind.COMPLAINT, Found.ANALYST)),
    ("Quyết định này thu hồi đất sai.", "", False, None),
    ("Quyết định này thu hồi đất sai.", None, False, (Kind.COMPLAINT, Found.CUE)),
    ("Ghế chờ gãy hai cái.", "", True, (Kind.DENUNCIATION, Found.CITIZEN)),
    ("Ghế chờ gãy hai cái.", "", False, None),
    ("Tôi không tố cáo ai, chỉ góp ý ghế gãy.", "", False, None),
]
"""`""` is an analyst who found no road, None one who failed."""


@pytest.mark.parametrize(("text", "gate", "ticked", "wanted"), FOUND)
def test_the_gravest_counts(text: str, gate: str | None, ticked: bool, wanted: object) -> None:
    analysis = None if gate is None else Analysis(gate=gate or None)  # type: ignore[arg-type]
    assert found_in(text, analysis, ticked=ticked) == wanted


WEIGHTY = [
    ("[tên cán bộ] nhận 20 triệu, tôi có ghi âm.", False, False, True),
    ("[tên riêng] nhận tiền, tôi giữ biên lai.", False, False, True),
    ("[officer's name] took money, I have the recording; tôi có sao kê.", False, False, True),
    ("Anh ở quầy 2 nhận tiền, tôi có ghi âm.", True, False, True),
    ("Anh ở quầy 2 nhận tiền, tôi có ghi âm.", False, False, False),
    ("[tên cán bộ] nhận 20 triệu.", False, False, False),
    ("[tên cán bộ] nhận 20 triệu.", False, True, True),
    ("[tên cán bộ] nhận tiền nhưng tôi không có bằng chứng.", False, False, False),
    ("[tên cán bộ] nhận tiền, có hai người làm chứng.", False, False, True),
    ("[ten] nhận tiền, có camera ghi lại", True, False, True),
]


@pytest.mark.parametrize(("words", "named", "photos", "wanted"), WEIGHTY)
def test_a_person_and_evidence_together_weigh(words: str, named: bool, photos: bool, wanted: bool) -> None:
    assert is_weighty(words, named=named, photos=photos) == wanted


def test_sentences_keep_numbers_and_labels_whole() -> None:
    told = "Tôi chờ 3.5 tiếng. Gọi [số điện thoại] không ai nghe!\nÔng [tên cán bộ] nhận tiền…  Xong"
    assert sentences(told) == (
        "Tôi chờ 3.5 tiếng.",
        "Gọi [số điện thoại] không ai nghe!",
        "Ông [tên cán bộ] nhận tiền…",
        "Xong",
    )


def test_what_is_longer_than_the_screen_stays_together_at_the_end() -> None:
    told = sentences(". ".join(str(n) for n in range(30)))
    assert len(told) == MOST and told[-1].startswith("11. 12.") and told[-1].endswith("29")


def test_a_part_leaves_something_behind_and_is_something() -> None:
    told = "Một. Hai. Ba."
    assert part(told, {1, 3}) == "Một. Ba."
    assert [part(told, chosen) for chosen in ((), (1, 2, 3), (4,))] == ["", "", ""]
    assert part("Một câu thôi", {1}) == ""


@given(st.text(alphabet="ab.!?\n ", max_size=80))
def test_no_word_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())

"""Whether words ask the citizen who they are, or only about the matter."""

from pathlib import Path

import pytest

from feedback.canonical import fold
from feedback.fishing import asks_who
from tests.support.effort import effort

FISHING = [
    "Xin cho biết họ tên và số điện thoại để chúng tôi liên hệ.",
    "Xin cho biet ho ten va so dien thoai",
    "Đề nghị Ông/Bà cung cấp số CCCD, địa chỉ để giải quyết.",
    "Để tiện xử lý, xin Ông/Bà để lại SĐT.",
    "Trung tâm đã nhận ý kiến. Anh/chị là ai?",
    "Họ tên của Ông/Bà là gì ạ?",
    "Mời Ông/Bà đến gặp trực tiếp lãnh đạo Trung tâm để làm rõ.",
    "moi ong ba len gap truc tiep",
    "Trung tâm đề nghị người phản ánh lên làm việc với Ban giám đốc.",
    "Ông/Bà không cần nêu tên nhưng xin cho biết số điện thoại.",
    "Không cần chờ lâu, xin Ông/Bà cho biết họ tên.",
    "Xin họ tên",
]

HARMLESS = [
    "Xin Ông/Bà cho biết thêm về sự việc, không cần nêu tên.",
    "Ông/Bà không cần cho biết họ tên, số điện thoại hay địa chỉ.",
    "Trung tâm đã gặp trực tiếp cán bộ để nhắc nhở và xin lỗi Ông/Bà.",
    "Ông/Bà có thể gọi số điện thoại 1022 để hỏi thêm.",
    "Xin cho biết tên cán bộ đã tiếp Ông/Bà, ngày và quầy.",
    "Trung tâm xin lỗi Ông/Bà và đã gặp trực tiếp cán bộ để nhắc nhở.",
    "Trung tâm yêu cầu cán bộ đến làm việc đúng giờ, lãnh đạo trực tiếp đến kiểm tra.",
    "Cán bộ cho biết hồ sơ ghi sai địa chỉ; nay đã bổ sung bản sao căn cước.",
    "Xin Ông/Bà đến Quầy 3 nhận kết quả từ ngày 05/08/2026.",
    "Xin cho biết việc xảy ra ngày nào, ở quầy nào.",
    "Trung tâm xin lỗi Ông/Bà. Số điện thoại của Trung tâm là 0236 388 1888.",
    "",
]


@pytest.mark.parametrize("text", FISHING)
def test_words_that_ask_who_the_citizen_is(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_words_about_the_matter_ask_nobody_who_they_are(text: str) -> None:
    assert not asks_who(text)


def lines(path: Path) -> list[str]:
    """Of a corpus."""
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


HERE, SUPPORT = Path(__file__).parent, Path(__file__).parents[1] / "support"
CORPUS, LAWFUL = lines(HERE / "fishing_corpus.txt"), lines(HERE / "lawful_questions.txt")
OTHER_CORPUS, OTHER_LAWFUL = lines(SUPPORT / "fishing_words.txt"), lines(SUPPORT / "lawful_words.txt")


@pytest.mark.parametrize("corpus", [CORPUS, OTHER_CORPUS], ids=["known", "by concept"])
def test_of_the_known_ways_to_look_for_the_citizen_nearly_all_are_refused(corpus: list[str]) -> None:
    """At least 95 % of phrases that are known: the rules were widened against these very lists, so it says nothing of
    phrases that nobody wrote down yet."""
    missed = [text for text in corpus if not asks_who(text)]
    assert len(corpus) >= 60
    assert len(missed) <= 0.05 * len(corpus), missed


@pytest.mark.parametrize("corpus", [CORPUS, OTHER_CORPUS], ids=["known", "by concept"])
def test_without_marks_and_in_capitals_they_are_refused_as_well(corpus: list[str]) -> None:
    for change in (fold, str.upper, lambda text: text.replace(" ", "  ")):
        missed = [text for text in corpus if not asks_who(change(text))]
        assert len(missed) <= 0.1 * len(corpus), missed


def test_what_is_about_the_matter_is_nearly_never_refused() -> None:
    refused = [text for text in OTHER_LAWFUL if asks_who(text)]
    assert len(OTHER_LAWFUL) >= 80
    assert len(refused) <= 0.03 * len(OTHER_LAWFUL), refused


@pytest.mark.parametrize(
    "text", ["cho em xin s đ t", "Cho xin S.Đ.T nhé", "so\u0301 điện thoài của chị là gì", "Z a l o của anh?"]
)
def test_letters_apart_and_wrong_marks_do_not_hide_it(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize(
    "text", ["Xin Ông/Bà cho biết thêm một điều. Họ và tên?", "Xin Ông/Bà bổ sung cho đủ. Họ và tên."]
)
def test_a_question_over_two_sentences_is_one(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize(
    "piece",
    ["a", "? ", "a? ", "tên?", ",", "a ", "anh ", "s.đ.t ", "cho biết ", "không cần tên ",
     "con chị có phải anh là người ", "cán bộ hỏi không ", "số điện thoại của các cô anh ", "a\u0301"],
)  # fmt: skip
def test_no_text_however_hostile_is_slow(piece: str) -> None:
    """The work grows with the length only: never more than some times that for ordinary words of that length."""
    assert effort(asks_who, (piece * 4096)[:4096]) < 20


@pytest.mark.parametrize("text", LAWFUL)
def test_a_question_about_the_matter_is_asked(text: str) -> None:
    assert not asks_who(text)

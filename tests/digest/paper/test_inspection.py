"""The quarter's sheet as people read it."""

import pytest

from digest.paper.inspection import pages
from digest.paper.sheet import Page
from feedback.inspection_figures import Report
from feedback.wording import words
from tests.feedback.test_inspection_figures import a_report, answered, refused
from tests.support.cast import DIRECTORY


def read(found: Report, language: str = "vi") -> tuple[Page, ...]:
    return pages(found, DIRECTORY.units, words(language).say)


def text(page: Page) -> str:
    return "\n".join(" | ".join("" if cell is None else str(cell) for cell in row) for row in page.rows)


def test_a_full_quarter_has_figures_and_names_no_case() -> None:
    (figures,) = read(a_report([*[answered() for _ in range(20)], *[answered(25)] * 5, refused()]))
    told = text(figures)
    assert "giám sát quý 3/2026 (từ 01/07/2026 đến 30/09/2026)" in told
    assert "Số phản ánh gửi trong quý | 26" in told
    assert "Trả lời đúng hạn | 20" in told
    assert "Trả lời trễ hạn | –" in told
    assert "Không thụ lý | –" in told
    assert "Chậm trễ, quá hẹn, chờ lâu | 26" in told
    assert "Mỗi nhãn khác | từ 0 đến dưới 5" in told
    assert "PA1" not in told


def test_an_empty_quarter_says_so() -> None:
    (figures,) = read(a_report([]))
    assert "Số phản ánh gửi trong quý | không có" in text(figures)


def test_a_thin_quarter_tells_only_that_it_is_thin() -> None:
    (figures,) = read(a_report([answered()] * 3))
    assert "Số phản ánh gửi trong quý | dưới 5" in text(figures)
    assert "Kết quả xử lý" not in text(figures)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sentence_of_it_exists_in_both_languages(language: str) -> None:
    found = a_report([*[answered()] * 12, *[refused()] * 6])
    assert len(read(found, language)) == 1

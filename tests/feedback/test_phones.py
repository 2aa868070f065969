"""Mobile numbers as people write them; what cannot be invited is refused with a sentence."""

import pytest

from feedback.errors import FeedbackError
from feedback.phones import Landline, NotAMobile, mobile
from feedback.wording import LANGUAGES, words


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        " 09 1234 5678 ",
        "+84912345678",
        "+84 912 345 678",
        "84912345678",
        "0084912345678",
        "(+84) 912 345 678",
        "(091) 2345678",
        "0912\u00a0345\u00a0678",
    ],
)
def test_one_number_in_any_writing_is_one_number(written: str) -> None:
    assert mobile(written) == "84912345678"


@pytest.mark.parametrize("number", ["0321234567", "0561234567", "0761234567", "0861234567", "0991234567"])
def test_every_mobile_prefix_is_taken(number: str) -> None:
    assert mobile(number) == f"84{number[1:]}"


@pytest.mark.parametrize("written", ["02438252525", "024 3825 2525", "+84 28 3829 7052", "0292 3820 536", "0231234567"])
def test_a_landline_is_refused_as_one(written: str) -> None:
    with pytest.raises(Landline):
        mobile(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "không có",
        "0912345",
        "09123456789",
        "01212345678",  # eleven digits, as until 2018
        "0412345678",
        "912345678",
        "+1 202 555 0175",
        "840912345678",
        "0912345678;0987654321",
        "٠٩١٢٣٤٥٦٧٨",
        "1900 1234",
    ],
)
def test_what_no_mobile_telephone_can_have_is_refused(written: str) -> None:
    with pytest.raises(NotAMobile):
        mobile(written)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("refusal", [NotAMobile, Landline])
def test_each_refusal_says_what_to_do_and_repeats_no_number(language: str, refusal: type[FeedbackError]) -> None:
    assert len(words(language).say(refusal.key)) > 40
    with pytest.raises(FeedbackError) as caught:
        mobile("024 3825 9999")
    assert "9999" not in f"{caught.value!r}"

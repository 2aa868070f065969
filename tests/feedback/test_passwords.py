"""Which passwords are refused, and that good ones are not."""

import unicodedata

import pytest

from feedback.passwords import password_trouble

NAMES = ("hanh", "Đinh Thị Mỹ Hạnh", "an-binh", "TTPVHCC phường An Bình", "Hòm Thư")


@pytest.mark.parametrize(
    "password",
    [
        "bốn con mèo ngủ trưa",
        "xanh lá mạ buổi sáng",
        "correct horse battery",
        "hk7Qw-29xLm!p",
        "Ghế đá công viên ướt",
    ],
)
def test_a_few_words_are_a_good_password(password: str) -> None:
    assert password_trouble(password, *NAMES) == ""


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "matkhau123456",
        "Mật khẩu 2026!",
        "Matkhau@2026!",
        "aaaaaaaaaaaab",
        "qwertyuiop123",
        "anhyeuem123456",
        "vietnamvietnam1",
        "Password12345!",
    ],
)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert password_trouble(password, *NAMES) == "known"


@pytest.mark.parametrize("password", ["DinhThiMyHanh1990", "an-binh-2026-hanh", "TTPVHCC-an-binh!", "homthuhomthu99"])
def test_ones_own_names_do_not_count(password: str) -> None:
    assert password_trouble(password, *NAMES) == "known"


def test_length_is_counted_in_characters() -> None:
    assert password_trouble("ấ" * 11) == "short"
    assert password_trouble("x" * 129) == "long"


@pytest.mark.parametrize(
    "password",
    ["0912345678 lan", "84987654321abc", "lan15081990an", "1990-08-15 tho", "150890 070892 ba", "pass1234word12"],
)
def test_days_telephone_numbers_and_runs_around_words_do_not_count(password: str) -> None:
    assert password_trouble(password, *NAMES) == "known"


def test_length_is_that_of_the_shortest_spelling() -> None:
    assert password_trouble(unicodedata.normalize("NFD", "ế" * 11)) == "short"

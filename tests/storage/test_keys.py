"""Keys, hidden words and sealed addresses."""

from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from storage.cipher import Cipher, bound
from storage.keys import Keys, keyed_hash
from storage.reply_box import SealedReplyBox
from tests.support.cast import SECRET

KEYS = Keys.derive(SECRET)
OTHERS = Keys.derive(SECRET + "!")
CIPHER = Cipher(KEYS.text)
BOX = SealedReplyBox(KEYS)


def test_every_purpose_has_its_own_key() -> None:
    made = [
        KEYS.chat_tag,
        KEYS.receipt,
        KEYS.author,
        KEYS.dedup,
        KEYS.link_code,
        KEYS.text,
        KEYS.voter("2026-Q3"),
        KEYS.voter("2026-Q4"),
    ]
    assert len(set(made)) == len(made)
    assert {len(key) for key in made} == {32}
    assert Keys.derive(SECRET).text == KEYS.text
    assert OTHERS.text != KEYS.text


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer than 32"):
        Keys.derive("x" * 31)


def test_keys_do_not_show_themselves_in_a_log() -> None:
    assert repr(KEYS) == "Keys(…)"


def test_parts_of_a_hash_cannot_run_into_each_other() -> None:
    assert keyed_hash(KEYS.chat_tag, "ab", "c") != keyed_hash(KEYS.chat_tag, "a", "bc")


@given(st.text())
def test_hidden_words_are_shown_again(words: str) -> None:
    assert CIPHER.show(CIPHER.hide(words, "feedback|text"), "feedback|text") == words


def test_the_same_words_look_different_each_time() -> None:
    assert CIPHER.hide("Chờ lâu", "feedback|text") != CIPHER.hide("Chờ lâu", "feedback|text")


def test_words_copied_to_another_column_do_not_open() -> None:
    hidden = CIPHER.hide("Chờ lâu", "feedback|text")
    with pytest.raises(InvalidTag):
        CIPHER.show(hidden, "feedback|redacted")
    with pytest.raises(InvalidTag):
        CIPHER.show(hidden, bound("feedback|text", "another row"))
    with pytest.raises(InvalidTag):
        CIPHER.show(hidden[:-1] + bytes([hidden[-1] ^ 1]), "feedback|text")
    with pytest.raises(InvalidTag):
        Cipher(OTHERS.text).show(hidden, "feedback|text")
    with pytest.raises(ValueError, match="unknown key version"):
        CIPHER.show(b"\x02" + hidden[1:], "feedback|text")


def test_plain_data_comes_back() -> None:
    data = {"bước": "rate", "offered": [["Rất hài lòng", "5"]], "n": 3, "none": None}
    assert CIPHER.show_data(CIPHER.hide_data(data, "chats|state"), "chats|state") == data


@given(st.text(min_size=1), st.text())
def test_delivery_opens_the_sealed_address(channel: str, address: str) -> None:
    assert BOX.open(BOX.seal(channel, address)) == (channel, address)


def test_a_sealed_address_tells_nothing() -> None:
    box = BOX.seal("telegram", "5550001111")
    assert b"5550001111" not in box
    assert box != BOX.seal("telegram", "5550001111")
    assert len(box) == len(BOX.seal("zalo-oa", "1"))


@pytest.mark.parametrize(
    "spoil",
    [lambda box: box[:-1], lambda box: b"\x01" + bytes(len(box) - 1), lambda _: b"\x01short"],
    ids=["cut", "zeros", "short"],
)
def test_a_spoilt_box_does_not_open(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InvalidTag):
        BOX.open(spoil(BOX.seal("telegram", "lan")))


def test_a_box_sealed_for_somebody_else_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        SealedReplyBox(OTHERS).open(BOX.seal("telegram", "lan"))
    with pytest.raises(ValueError, match="unknown version"):
        BOX.open(b"")


def test_a_tag_is_the_same_every_time_and_another_with_another_key() -> None:
    tag = BOX.tag("telegram", "lan")
    assert tag == SealedReplyBox(Keys.derive(SECRET)).tag("telegram", "lan")
    assert len(tag) == 32
    assert int(tag, 16)
    assert (
        len(
            {
                tag,
                BOX.tag("zalo-oa", "lan"),
                BOX.tag("telegram", "sau"),
                SealedReplyBox(OTHERS).tag("telegram", "lan"),
            }
        )
        == 4
    )


def test_a_voter_is_somebody_else_in_each_unit_and_quarter() -> None:
    facts = [(unit, quarter) for unit in (2, 3) for quarter in ("2026-Q3", "2026-Q4")]
    voters = {BOX.voter(channel="telegram", address="lan", unit_id=unit, quarter=when) for unit, when in facts}
    assert len(voters | {BOX.tag("telegram", "lan")}) == 5
    again = BOX.voter(channel="telegram", address="lan", unit_id=2, quarter="2026-Q3")
    assert again in voters

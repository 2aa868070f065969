"""Negation, bans, wishes and former times, on a phrasebook of four phrases."""

import pytest

from nlp.patterns import Words, parse
from nlp.phrasebook import Phrase, Phrasebook, load_phrasebook
from nlp.rules import RuleAnalyst


@pytest.fixture(scope="module")
def small() -> RuleAnalyst:
    """The signs of the real lexicon, and a phrase or two for each kind of tag."""
    signs = [phrase for phrase in load_phrasebook().phrases if not phrase.role.startswith("tag.")]
    return RuleAnalyst(
        Phrasebook(
            [
                *signs,
                Phrase("tag.thai-do", parse("quát mắng", Words({}))),
                Phrase("tag.cham-tre", parse("chờ lâu", Words({}))),
                Phrase("tag.dun-day", parse("không nghe máy", Words({})), intrinsic=True),
                Phrase("tag.cua-quyen", parse("chị .. hách dịch", Words({}))),
                Phrase("tag.khen-thai-do", parse("nhiệt tình", Words({}))),
            ]
        )
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Chị Mai quát mắng tôi", ("thai-do",)),
        ("Chị Mai không quát mắng ai", ()),
        ("Chị Mai không hề to tiếng hay quát mắng", ()),
        ("Chưa bao giờ tôi bị quát mắng ở đây", ()),
        ("Không chỉ quát mắng mà còn bắt chờ lâu", ("thai-do", "cham-tre")),
        ("Gọi mãi không nghe máy", ("dun-day",)),
        ("Nghiêm cấm quát mắng người dân", ()),
        ("Nghiêm cấm quát mắng nhưng dân vẫn phải chờ lâu", ("cham-tre",)),
        ("Nếu bị quát mắng thì gọi số nào?", ()),
        ("Giả sử anh ấy không nghe máy thì sao", ()),
        ("Không hề quát mắng. Có điều phải chờ lâu", ("cham-tre",)),
        ("Chị Mai rất hách dịch", ("cua-quyen",)),
        ("Chị Mai không hách dịch", ()),
        ("Anh Tuấn nhiệt tình", ("khen-thai-do",)),
        ("Anh Tuấn có nhiệt tình không ạ?", ()),
        ("Chúc các anh các chị vui khoẻ, nhiệt tình", ()),
        ("Anh Tuấn không nhiệt tình", ()),
        ("Mong anh Tuấn nhiệt tình", ()),
        ("Trước đây phải chờ lâu, nay anh Tuấn rất nhiệt tình", ("khen-thai-do",)),
        ("Trước đây phải chờ lâu, nay vẫn quát mắng", ("thai-do", "cham-tre")),
    ],
)
def test_a_phrase_counts_where_it_is_told_as_a_fact(small: RuleAnalyst, text: str, codes: tuple[str, ...]) -> None:
    assert small.analyse(text).codes == codes


def test_a_ban_does_not_silence_a_long_message_without_full_stops(small: RuleAnalyst) -> None:
    filler = "hôm ấy bác Sáu lên phường nộp giấy xong rồi về nhà ăn cơm " * 3
    assert small.analyse(f"nghiêm cấm gì đó {filler} chị Mai quát mắng").codes == ("thai-do",)


def test_an_exception_takes_a_phrase_out() -> None:
    none = Words({})
    book = Phrasebook(
        [Phrase("tag.di-muon", parse("đi muộn", none)), Phrase("not.di-muon", parse("tôi đi muộn", none))]
    )
    assert RuleAnalyst(book).analyse("Hôm nay tôi đi muộn").codes == ()
    assert RuleAnalyst(book).analyse("Anh Tuấn đi muộn").codes == ("di-muon",)


def test_weak_signs_need_company() -> None:
    book = Phrasebook(
        [
            Phrase("tag.co-so", parse("ghế", Words({})), weight=0.35),
            Phrase("tag.co-so", parse("nóng", Words({})), weight=0.35),
        ]
    )
    assert RuleAnalyst(book).analyse("Ghế ở phường").codes == ()
    assert RuleAnalyst(book).analyse("Ghế ít mà phòng nóng").codes == ("co-so",)
    assert RuleAnalyst(book).analyse("Ghế này, ghế kia").codes == ()

"""How a reply is laid out: the question large, the quotation whole, the receipt apart."""

from api.view import Part, screen_of
from feedback.messages import Choice, Reply
from feedback.wording import words
from tests.api.fakes import RECEIPT

say = words("vi").say


def laid_out(text: str, kind: str = "confirm") -> list[tuple[str, str]]:
    """The parts of a question."""
    screen = screen_of([Reply(text, (Choice("Có", "c"),), kind=kind)], words=words)
    return [(part.kind, part.text) for part in (*screen.before, *screen.after)]


def test_the_question_about_the_service_is_the_heading_and_its_notice_comes_after_the_levels() -> None:
    ask = say("rate.ask", place=say("rate.place", counter="Quầy 1", unit="phường An Bình"))
    question = Reply(f"{ask}\n\n{say('rate.notice')}", (Choice("Hài lòng", "4"),), kind="rate")
    screen = screen_of([question], words=words)
    assert [part.kind for part in screen.before] == ["heading"]
    assert [part.kind for part in screen.after] == ["text", "text"]
    assert screen.answers[0].level == 4


def test_a_quotation_stays_whole_and_its_questions_are_not_ours() -> None:
    quoted = "“Tôi đợi hai tiếng.\n\nTại sao?\nVì sao?”"
    assert laid_out(f"Người phụ trách sẽ đọc như sau:\n\n{quoted}\n\nÔng/Bà có gửi không?") == [
        ("text", "Người phụ trách sẽ đọc như sau:"),
        ("quote", quoted),
        ("heading", "Ông/Bà có gửi không?"),
    ]


def test_only_the_last_sentence_of_a_long_line_is_the_question() -> None:
    parts = laid_out("Ông/Bà vừa viết: “Sao lâu?”\nLời này được mã hoá. Ông/Bà có đồng ý gửi không?")
    assert parts[-1] == ("heading", "Ông/Bà có đồng ý gửi không?")
    assert ("text", "Lời này được mã hoá.") in parts


def test_what_follows_a_question_on_its_line_is_no_heading() -> None:
    assert laid_out("Điều gì làm Ông/Bà chưa hài lòng? Có thể chọn nhiều mục.") == [
        ("heading", "Điều gì làm Ông/Bà chưa hài lòng?"),
        ("text", "Có thể chọn nhiều mục."),
    ]


def test_where_nothing_is_asked_the_first_line_leads_unless_it_is_long() -> None:
    assert laid_out("Xin mời Ông/Bà viết vào đây.\n\nXin đừng ghi số căn cước.")[0][0] == "heading"
    assert [kind for kind, _ in laid_out("a " * 100)] == ["text"]


def test_a_quotation_that_never_ends_is_shown_as_plain_text() -> None:
    assert laid_out("“Dở dang\n\nvà tiếp")[-1][0] != "quote"


def test_letters_stand_below_what_was_said_and_above_the_question() -> None:
    shown = [Reply("Thư 1", letter="m1"), Reply("Đã gửi."), Reply("Ông/Bà muốn làm gì?", free=True, kind="menu")]
    screen = screen_of(shown, words=words, letters=[Reply("Thư 2", letter="m2")])
    assert [(said.parts[0].text, said.letter) for said in screen.said] == [
        ("Đã gửi.", ""),
        ("Thư 1", "m1"),
        ("Thư 2", "m2"),
    ]
    assert screen.kind == "menu"


def test_a_receipt_is_taken_out_of_its_line_but_an_example_is_not() -> None:
    screen = screen_of([Reply(f"Đã gửi.\n\n{say('sent.receipt', receipt=RECEIPT)}")], words=words)
    assert screen.has_receipt
    assert Part("receipt", RECEIPT) in screen.said[0][1]
    assert not screen_of([Reply(say("track.wrong"))], words=words).has_receipt


def test_levels_have_faces_in_every_language_and_other_answers_have_none() -> None:
    choices = [Choice(words(language).say("level.1"), "x") for language in ("vi", "en")]
    screen = screen_of([Reply("?", (*choices, Choice("Huỷ", "y")), kind="rate")], words=words)
    assert [answer.level for answer in screen.answers] == [1, 1, 0]


def test_of_several_choices_the_way_past_is_tapped_and_the_others_are_ticked() -> None:
    choices = (Choice("Thái độ", "a"), Choice(say("button.skip"), "skip"))
    screen = screen_of([Reply("?", choices, many=True, kind="reasons")], words=words)
    assert [answer.payload for answer in screen.ticks] == ["a"]
    assert [answer.payload for answer in screen.taps] == ["skip"]


def test_no_reply_at_all_is_an_empty_screen_that_may_begin() -> None:
    screen = screen_of([], words=words)
    assert not screen.asks
    assert screen.finished

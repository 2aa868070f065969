"""Watching and recommending in chat: who may, pages, five choices at most, and words that are held back."""

from dataclasses import replace
from datetime import date

import pytest

from feedback.case_life import State
from feedback.inspection_requests import ListWatched, ReadWatched, WatchedFound, WatchedShown
from feedback.inspection_scope import Group, Watched, in_line
from feedback.people import Officer
from feedback.recommendation_requests import (
    AnswerRecommendation,
    ListRecommendations,
    NoteRecommendation,
    ReadRecommendation,
    RecommendationBeaten,
    RecommendationKept,
    RecommendationSent,
    RecommendationsFound,
    RecommendationShown,
    SendRecommendation,
)
from feedback.recommendations import Recommendation, Stage
from feedback.requests import Outcome, Refused, Request
from feedback.units import Directory, Unit
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, DUNG, HANH, HOLIDAYS, NOW, OFFICERS, QUAY_1, THAO, TUAN, UNITS
from tests.support.watching import THANH

MOST_BUTTONS = 5  # Zalo OA
MEMBER = replace(THANH, id=20)
PHUONG = Unit(9, "ubnd", "UBND phường An Bình", "UBND phường", "superior", 1)
KIM = replace(MEMBER, id=21, code="kim", unit_id=PHUONG.id)
BELOW = [Unit(n, f"t{n}", f"Trạm {n}", f"Trạm {n}", "health", PHUONG.id) for n in range(30, 36)]
TOWN = Directory.of(
    units=(*UNITS, PHUONG, *BELOW), counters=[QUAY_1], officers=(*OFFICERS, MEMBER, KIM), holidays=HOLIDAYS
)
TEXT = "Đề nghị bố trí thêm người trực quầy 1 vào buổi sáng."
SENT = Recommendation("N1", AN_BINH.id, AN_BINH.id, MEMBER.id, TEXT, NOW, date(2026, 8, 18))


def a_watched(code: str = "PA1", **more: object) -> Watched:
    return replace(in_line(a_case(code, counter_id=QUAY_1.id), NOW.date()), **more)  # type: ignore[arg-type]


def person(officer: Officer | None, **outcomes: Outcome) -> Person:
    asked: dict[type[Request], Outcome] = {
        ListWatched: WatchedFound((a_watched(),)),
        ReadWatched: WatchedShown(a_watched(words="Chờ lâu quá.")),
        ListRecommendations: RecommendationsFound((SENT,)),
        ReadRecommendation: RecommendationShown(SENT, may_answer=True),
        SendRecommendation: RecommendationSent("N1", AN_BINH.id, SENT.due, heard=False),
        AnswerRecommendation: RecommendationKept("N1", Stage.ACCEPTED),
        NoteRecommendation: RecommendationKept("N1", Stage.UNDONE),
    }
    asked |= {one: outcomes[one.__name__] for one in asked if one.__name__ in outcomes}
    talking = Person(directory=TOWN, outcomes=asked)
    talking.dialogue = replace(talking.dialogue, officer_id=officer.id if officer else None)
    return talking


@pytest.mark.parametrize("officer", [None, TUAN, HANH, DUNG, THAO])
def test_nobody_else_watches(officer: Officer | None) -> None:
    asker = person(officer).says("/giamsat").says("/giamsat PA1")
    assert asker.asked == []
    assert "thành viên Ban Thanh tra nhân dân" in asker.text


@pytest.mark.parametrize("officer", [None, TUAN, THAO])
def test_recommendations_are_for_boards_and_handlers(officer: Officer | None) -> None:
    assert person(officer).says("/kiennghi").asked == []


def test_groups_lists_and_cases_have_five_choices_at_most() -> None:
    cases = [a_watched(f"PA{n}{one.value}", group=one) for one in Group for n in range(7)]
    asker = person(MEMBER, ListWatched=WatchedFound(tuple(cases))).says("/giamsat")
    assert len(asker.labels) == len(Group) == MOST_BUTTONS
    asker.says("1")
    assert asker.labels == [*(f"PA{n}qua-han" for n in range(3)), "Xem tiếp", "Quay lại"]
    assert asker.taps("Xem tiếp").labels[:3] == [f"PA{n}qua-han" for n in range(3, 6)]
    assert asker.taps("Xem tiếp").labels == ["PA6qua-han", "Quay lại"]
    assert len(asker.taps("Quay lại").labels) == MOST_BUTTONS
    assert asker.says("2", "1").labels == ["Kiến nghị về việc này", "Quay lại"]


def test_what_is_shown_has_days_and_no_names() -> None:
    shown = WatchedShown(a_watched(words="Chờ lâu quá.", answer="Đã nhắc […].", state=State.ANSWERED))
    asker = person(MEMBER, ReadWatched=shown).says("/giamsat pa1")
    assert asker.asked == [ReadWatched(MEMBER, "PA1")]
    for told in ("“Chờ lâu quá.”", "gửi ngày 03/08/2026", "gợi ý của máy", "Đã nhắc […].", "không tìm hiểu là ai"):
        assert told in asker.text
    assert not any(one.name in asker.text for one in OFFICERS)
    assert "07:31" not in asker.text


@pytest.mark.parametrize(("few", "told"), [(True, "dưới 5 phản ánh"), (False, "không hiển thị")])
def test_words_that_are_held_back_are_said_to_be(few: bool, told: str) -> None:
    asker = person(MEMBER, ReadWatched=WatchedShown(a_watched(few=few))).says("/giamsat PA1")
    assert told in asker.text


def test_what_they_may_not_see_is_not_there() -> None:
    asker = person(MEMBER, ReadWatched=Refused("error.case_not_found")).says("/giamsat PA9")
    assert "Không có phản ánh này" in asker.text


def test_a_board_of_many_units_says_to_which_one_five_choices_at_most() -> None:
    asker = person(KIM).says("/kiennghi").taps("Viết kiến nghị")
    seen = set()
    for _ in range(3):
        assert len(asker.labels) == MOST_BUTTONS or len(asker.labels) == 3
        seen |= set(asker.labels)
        asker.taps("Xem tiếp")
    assert {"UBND phường", *(unit.short_name for unit in BELOW)} <= seen
    while "Trạm 33" not in asker.labels:
        asker.taps("Xem tiếp")
    asker.taps("Trạm 33").says(TEXT).says("gửi")
    assert asker.asked[-1] == SendRecommendation(KIM, 33, TEXT)


def test_a_recommendation_about_a_case_names_it() -> None:
    asker = person(MEMBER).says("/giamsat PA1").taps("Kiến nghị về việc này").says(TEXT)
    assert f"“Về phản ánh PA1: {TEXT}”" in asker.text
    assert "18/08/2026" in asker.text
    assert "chưa liên kết" in asker.says("gửi").text
    assert asker.asked[-1] == SendRecommendation(MEMBER, AN_BINH.id, f"Về phản ánh PA1: {TEXT}", TEXT)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Làm đi", "quá ngắn"),
        ("Đề nghị cung cấp danh tính người phản ánh cho Ban.", "người phản ánh là ai"),
        ("Xin Ông/Bà cho biết họ tên và số điện thoại.", "hỏi người dân là ai"),
    ],
)
def test_unfit_words_are_said_to_be_and_nothing_is_sent(text: str, told: str) -> None:
    for asker in (
        person(MEMBER).says("/kiennghi").taps("Viết kiến nghị").says(text),
        person(HANH).says("/kiennghi N1").taps("Không chấp nhận").says(text),
    ):
        assert told in asker.text
        assert asker.labels == ["Huỷ"]


def test_a_telephone_number_is_warned_of_before_it_is_sent() -> None:
    asker = person(MEMBER).says("/kiennghi").taps("Viết kiến nghị").says(f"{TEXT} Xin gọi 0912 345 678.")
    assert "0912 345 678" in asker.text.split("“")[0]


@pytest.mark.parametrize(("choice", "accepts"), [("Chấp nhận kiến nghị", True), ("Không chấp nhận", False)])
def test_the_head_answers(choice: str, accepts: bool) -> None:
    asker = person(HANH).says("/kiennghi N1").taps(choice).says(TEXT, "gửi")
    assert asker.asked[-1] == AnswerRecommendation(HANH, "N1", accepts, TEXT)
    assert "Đã gửi trả lời" in asker.text


def test_who_was_beaten_reads_who_it_was_and_how_it_stands() -> None:
    beaten = RecommendationBeaten("N1", "Cao Thế Lộc", Stage.DECLINED)
    answered = RecommendationShown(SENT.reply("Không làm được.", accepts=False, by=3, at=NOW))
    asker = person(HANH, AnswerRecommendation=beaten).says("/kiennghi N1").taps("Chấp nhận kiến nghị").says(TEXT)
    asker.outcomes[ReadRecommendation] = answered
    asker.says("gửi")
    assert "Cao Thế Lộc đã trả lời kiến nghị N1 trước Ông/Bà" in asker.text
    assert "“Không làm được.”" in asker.text
    assert asker.labels == ["Quay lại"]


def test_a_member_notes_what_came_of_it() -> None:
    shown = RecommendationShown(SENT, may_note=True)
    asker = person(MEMBER, ReadRecommendation=shown).says("/kiennghi N1").taps("Chưa thực hiện")
    assert asker.asked[-1] == NoteRecommendation(MEMBER, "N1", done=False)
    assert "chưa thực hiện" in asker.text


def test_a_cancelled_page_leaves_nothing_behind() -> None:
    asker = person(MEMBER).says("/kiennghi").taps("Viết kiến nghị").says(TEXT).taps("Huỷ")
    assert not any(isinstance(one, SendRecommendation) for one in asker.asked)
    assert asker.dialogue.talk is None


def test_many_recommendations_have_pages() -> None:
    many = RecommendationsFound(tuple(replace(SENT, code=f"N{n}") for n in range(7)))
    asker = person(MEMBER, ListRecommendations=many).says("/kiennghi")
    assert asker.labels == ["N0", "N1", "N2", "Xem tiếp", "Viết kiến nghị"]
    assert asker.taps("Xem tiếp").labels[0] == "N3"
    assert asker.taps("Xem tiếp").labels[0] == "N6"
    assert asker.taps("Xem tiếp").labels[0] == "N0"


def test_who_left_the_board_in_the_middle_sends_nothing() -> None:
    asker = person(MEMBER).says("/kiennghi").taps("Viết kiến nghị").says(TEXT)
    asker.directory = Directory.of(units=UNITS, officers=OFFICERS)
    asker.says("gửi")
    assert not any(isinstance(one, SendRecommendation) for one in asker.asked)


def test_a_member_neither_answers_nor_types_slips() -> None:
    assert "/giamsat" in person(MEMBER).says("/viec").text
    assert person(MEMBER).says("/viec", "/viec PA1").asked == []
    assert person(MEMBER).says("/nhapphieu").dialogue.talk is None

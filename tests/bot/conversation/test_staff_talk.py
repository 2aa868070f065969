"""Staff in chat: one's own score, linking, and the head's list of what waits."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.case_requests import MoveCase
from feedback.cases import Case, State
from feedback.people import Officer
from feedback.praise_requests import Praise
from feedback.requests import (
    AnswerCase,
    CasesFound,
    CaseShown,
    LinkMade,
    ListCases,
    OpenCase,
    Outcome,
    RedeemLink,
    Refused,
    Request,
    ScoreCard,
    ShowScore,
)
from feedback.reviews import Stage, Standing
from feedback.scoring import share
from feedback.units import Directory
from feedback.visits import Respondent
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import COUNTERS, DUNG, HANH, NOW, TUAN, UNITS

CASE = a_case("K7M3Q2X", words="Chờ 40 phút mới tới lượt, hỏi thì không ai trả lời.")


def linked(officer: Officer, told: dict[type[Request], Outcome] | None = None) -> Person:
    """A member of staff in their own chat."""
    return Person(Dialogue("1" * 32, officer_id=officer.id), outcomes=told or {})


def shown(case: Case) -> CaseShown:
    """The case, with tags that nobody looked at yet."""
    return CaseShown(case, Standing(Stage.SUGGESTED, case.tags), case.tags)


def hanh_with(*cases: Case) -> Person:
    """Bà Hạnh, for whom these cases wait."""
    first = cases[0] if cases else CASE
    return linked(
        HANH,
        told={
            ListCases: CasesFound(tuple(cases)),
            OpenCase: shown(first),
            MoveCase: shown(replace(first, state=State.ACCEPTED)),
            AnswerCase: shown(replace(first, state=State.ANSWERED)),
        },
    )


def test_a_stranger_has_no_score_and_no_list() -> None:
    lan = Person().says("/diem")
    assert "/lienket" in lan.text
    assert "người đứng đầu" in lan.says("/viec").text
    assert not lan.asked


def test_an_officer_without_a_list_is_told_so() -> None:
    assert "người đứng đầu" in linked(TUAN).says("/viec").text


def test_only_the_linked_officer_is_asked_about() -> None:
    card = ScoreCard(0, None, None, 10)
    tuan = linked(TUAN, told={ShowScore: card}).says("/diem")
    assert tuan.asked == [ShowScore(TUAN)]


def test_below_ten_only_what_is_missing_and_what_was_praised() -> None:
    card = ScoreCard(0, None, None, 4, praise=(Praise("Anh nhẹ nhàng."), Praise("Cảm ơn anh.", "Lan")))
    text = linked(TUAN, told={ShowScore: card}).says("/diem").text
    assert "còn thiếu 4 lượt" in text
    assert "“Anh nhẹ nhàng.”\n“Cảm ơn anh.” – Lan" in text
    assert "%" not in text


def test_from_ten_the_share_comes_with_n_and_interval() -> None:
    very = share(20, 40)
    card = ScoreCard(
        40,
        share(36, 40),
        very,
        0,
        date(2026, 6, 1),
        date(2026, 8, 2),
        months=(("2026-06", share(18, 20)),),
    )
    text = linked(TUAN, told={ShowScore: card}).says("/diem").text
    assert "90 % hài lòng trở lên, trong 40 lượt (khoảng 77–96 %)" in text
    assert "rất hài lòng: 50 %" in text
    assert "Tháng 06/2026: 90 % (20 lượt)" in text
    assert "Chưa có lời khen" in text


def test_a_link_code_makes_the_chat_the_officers_own() -> None:
    tuan = Person(outcomes={RedeemLink: LinkMade(TUAN)}).says("/lienket 7k3m q2xa")
    assert tuan.asked == [RedeemLink("7K3MQ2XA")]
    assert tuan.dialogue.officer_id == TUAN.id


@pytest.mark.parametrize(("officer", "hint"), [(TUAN, "/diem"), (HANH, "Bản tin tuần"), (DUNG, "/viec")])
def test_each_role_is_told_what_it_can_do(officer: Officer, hint: str) -> None:
    assert hint in Person(outcomes={RedeemLink: LinkMade(officer)}).says("/lienket", "7K3MQ2XA").text


def test_a_refused_code_says_no_more_than_that() -> None:
    tuan = Person(outcomes={RedeemLink: Refused("error.link_code")}).says("/lienket 00000000")
    assert tuan.dialogue.officer_id is None
    assert "không đúng hoặc đã hết hạn" in tuan.text


def test_nothing_waiting_is_said() -> None:
    assert "không có phản ánh nào" in hanh_with().says("/viec").text


def test_a_long_list_is_shown_in_pages_of_five_and_then_again_from_the_beginning() -> None:
    cases = [a_case(f"K00000{n}") for n in range(7)]
    hanh = hanh_with(*cases).says("/viec")
    assert [label[:7] for label in hanh.labels] == ["K000000", "K000001", "K000002", "K000003", "K000004", "Xem tiế"]
    assert "Có 7 phản ánh" in hanh.text
    assert "phản ánh 1–5 trong 7" in hanh.text
    assert [label[:7] for label in hanh.taps("Xem tiếp").labels] == ["K000005", "K000006", "Trang t"]
    assert hanh.taps("Trang trước").labels[0].startswith("K000000")
    assert "Trang trước" not in hanh.labels
    hanh.taps("Xem tiếp")
    assert hanh.says("/viec").labels[0].startswith("K000000")


def test_a_case_may_be_opened_by_its_code() -> None:
    hanh = hanh_with(CASE).says("/viec k7m3q2x")
    assert hanh.asked == [OpenCase(HANH, "K7M3Q2X")]
    assert "Chờ 40 phút" in hanh.text


def test_late_and_urgent_cases_are_marked() -> None:
    hanh = hanh_with(a_case("K1", due=date(2026, 7, 1)), a_case("K2", urgent=True)).says("/viec")
    assert "QUÁ HẠN" in hanh.labels[0]
    assert "CẦN XEM NGAY" in hanh.labels[1]


def test_a_case_is_opened_taken_up_and_answered() -> None:
    hanh = hanh_with(CASE).says("/viec", "1")
    assert "Chờ 40 phút" in hanh.text
    assert "Chậm trễ" in hanh.text
    hanh.taps("Tiếp nhận").taps("Trả lời công dân").says("Trung tâm thành thật xin lỗi Ông/Bà.")
    assert "Trung tâm thành thật xin lỗi Ông/Bà." in hanh.text
    hanh.taps("Gửi")
    assert hanh.asked[-1] == AnswerCase(HANH, "K7M3Q2X", "Trung tâm thành thật xin lỗi Ông/Bà.")
    assert hanh.dialogue.step == "menu"


def test_an_answer_may_be_written_again_or_dropped_before_it_leaves() -> None:
    hanh = hanh_with(CASE).says("/viec", "1").taps("Trả lời công dân").says("Trung tâm xin lỗi, đã nhắc.")
    hanh.taps("Viết lại").says("Trung tâm thành thật xin lỗi Ông/Bà.", "Trung tâm rất xin lỗi Ông/Bà.")
    hanh.taps("Huỷ")
    assert not any(isinstance(request, AnswerCase) for request in hanh.asked)
    assert "Chờ 40 phút" in hanh.text


def test_an_empty_answer_is_not_an_answer() -> None:
    hanh = hanh_with(CASE).says("/viec", "1").taps("Trả lời công dân").says("🙂")
    assert hanh.dialogue.step == "write_answer"
    assert "Chờ 40 phút" in hanh.taps("Huỷ").text


def test_back_leads_to_the_list() -> None:
    assert "phản ánh chờ trả lời" in hanh_with(CASE).says("/viec", "1").taps("Việc khác").taps("Về danh sách").text


def test_two_handlers_at_once_one_is_told() -> None:
    hanh = hanh_with(CASE).says("/viec", "1").taps("Trả lời công dân").says("Trung tâm thành thật xin lỗi Ông/Bà.")
    hanh.outcomes[AnswerCase] = Refused("error.case_closed")
    assert "đã có trả lời" in hanh.taps("Gửi").text


def test_a_case_that_is_gone_is_said_to_be_gone() -> None:
    hanh = hanh_with(CASE).says("/viec")
    hanh.outcomes[OpenCase] = Refused("error.case_not_found")
    assert "Không có phản ánh này" in hanh.says("1").text


def test_a_head_who_lost_the_office_in_the_middle_can_do_nothing_more() -> None:
    hanh = hanh_with(CASE).says("/viec")
    hanh.dialogue = replace(hanh.dialogue, officer_id=None)
    assert "người đứng đầu" in hanh.says("1").text
    again = hanh_with(CASE).says("/viec", "1")
    again.dialogue = replace(again.dialogue, officer_id=None)
    assert "người đứng đầu" in again.taps("Trả lời công dân").text
    writing = hanh_with(CASE).says("/viec", "1").taps("Trả lời công dân")
    writing.dialogue = replace(writing.dialogue, officer_id=None)
    assert "người đứng đầu" in writing.says("Trung tâm xin lỗi, đã nhắc cán bộ.").taps("Gửi").text


def test_a_stray_word_beside_the_list_is_answered_and_the_list_stays() -> None:
    hanh = hanh_with(CASE).says("/viec", "hjk")
    assert "Xin chọn" in hanh.text


def test_the_clock_of_the_list_is_the_offices() -> None:
    assert CASE.is_late(date(2026, 8, 18))
    assert not CASE.is_late(NOW.date())


def test_staff_who_rate_a_colleague_are_counted_apart_from_the_public() -> None:
    inside, outside = linked(TUAN).says("/start an-binh-1", "5"), Person().says("/start an-binh-1", "5")
    assert inside.ratings[0].visit.respondent is Respondent.INTERNAL
    assert outside.ratings[0].visit.respondent is Respondent.CITIZEN


def test_a_head_who_comes_back_finds_the_case_that_was_open() -> None:
    hanh = hanh_with(CASE).says("/viec", "1")
    hanh.clock += timedelta(hours=1)
    assert "Chờ 40 phút" in hanh.says("/start").text
    assert hanh.labels == ["Tiếp nhận", "Trả lời công dân", "Nhãn đúng", "Sửa nhãn", "Việc khác"]


def test_a_wrong_number_at_the_list_repeats_the_list() -> None:
    hanh = hanh_with(CASE).says("/viec", "18")
    assert "Xin chọn" in hanh.text
    assert hanh.labels[0].startswith("K7M3Q2X")


def test_who_left_the_service_is_a_citizen_again_from_the_next_message_on() -> None:
    gone = Directory.of(units=UNITS, counters=COUNTERS, officers=[replace(TUAN, active=False)], postings=())
    tuan = replace(linked(TUAN), directory=gone).says("/diem")
    assert tuan.dialogue.officer_id is None
    assert tuan.heard[-1].reader == "citizen"
    assert tuan.says("/help").heard[-1].reader == ""

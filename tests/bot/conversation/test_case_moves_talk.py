"""A handler moves a case in chat: at most five buttons a screen, and nothing leaves the house unasked."""

from dataclasses import replace

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.case_life import FRESH, WAITING, By, Event, Happened, Refusal, Sending, State
from feedback.case_requests import CaseLeft, CaseMoved, MoveCase, RefuseCase, TransferCase
from feedback.cases import Case
from feedback.people import Officer, Role
from feedback.requests import AnswerCase, CasesFound, CaseShown, ListCases, OpenCase, Outcome, Refused, Request
from feedback.reviews import Stage, Standing
from feedback.units import Directory
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case, later
from tests.support.cast import AN_BINH, COUNTERS, DUNG, HANH, HOA_LAC, HOLIDAYS, NOW, OFFICERS, TINH_LAM_SON, UNITS

MOST_BUTTONS = 5  # Zalo OA
CASE = a_case("K7M3Q2X")
PHUC = Officer(8, "phuc", "Cao Văn Phúc", "Giám đốc", HOA_LAC.id, Role.HEAD)
WIDE = Directory.of(
    units=[
        *UNITS,
        *(replace(HOA_LAC, id=n, code=f"xa-{n}", name=f"Xã {n}", short_name=f"Xã {n}") for n in range(20, 30)),
    ],
    counters=COUNTERS,
    officers=[*OFFICERS, PHUC, *(replace(PHUC, id=n, code=f"o{n}", unit_id=n) for n in range(20, 30))],
    holidays=HOLIDAYS,
)


def shown(case: Case = CASE, *timeline: Happened) -> CaseShown:
    return CaseShown(case, Standing(Stage.SUGGESTED, case.tags), case.tags, timeline=timeline)


def hanh(case: Case = CASE, *timeline: Happened, officer: Officer = HANH, **told: Outcome) -> Person:
    """Bà Hạnh with the case open."""
    asked: dict[type[Request], Outcome] = {OpenCase: shown(case, *timeline), ListCases: CasesFound((case,))}
    asked |= {kind: outcome for kind in (MoveCase, AnswerCase, TransferCase, RefuseCase) for outcome in told.values()}
    person = Person(Dialogue("1" * 32, officer_id=officer.id), directory=WIDE, outcomes=asked)
    return person.says(f"/viec {case.code}")


@pytest.mark.parametrize(
    ("state", "label"),
    [
        (State.NEW, "Tiếp nhận"),
        (State.TRANSFERRED, "Tiếp nhận"),
        (State.ACCEPTED, "Xác minh"),
        (State.EXPLAINING, "Xác minh"),
        (State.ANSWERED, "Đóng"),
    ],
)
def test_the_next_plain_move_is_the_first_button(state: State, label: str) -> None:
    person = hanh(replace(CASE, state=state), moved=shown())
    assert person.labels[0] == label
    person.taps(label)
    to = {"Tiếp nhận": State.ACCEPTED, "Xác minh": State.VERIFYING, "Đóng": State.CLOSED}[label]
    assert person.asked[-1] == MoveCase(HANH, "K7M3Q2X", to)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("words", ["Chờ lâu.", ""])
def test_every_screen_fits_on_zalo_and_leads_back(state: State, words: str) -> None:
    person = hanh(replace(CASE, state=state, words=words))
    assert len(person.labels) <= MOST_BUTTONS
    assert ("Trả lời công dân" in person.labels) == (state in WAITING)
    person.taps("Việc khác")
    assert len(person.labels) <= MOST_BUTTONS
    assert "Quay lại" in person.labels[-2:]  # where there is room, the list stands behind it
    assert ("Chuyển" in person.labels) == (state in WAITING - {State.EXPLAINING})
    assert ("Không thụ lý" in person.labels) == (state in FRESH)
    assert "Phản ánh K7M3Q2X\n" in person.taps("Quay lại").text


def test_more_tells_what_happened_with_names_and_hours() -> None:
    opened = Happened(Event.OPENED, By.HANDLER, NOW, AN_BINH.id, HANH.id)
    sent = Happened(Event.TRANSFERRED, By.HANDLER, later(hours=1), HOA_LAC.id, HANH.id)
    text = hanh(CASE, opened, sent).taps("Việc khác").text
    assert "07:31 03/08/2026 · Đinh Thị Mỹ Hạnh: mở xem lần đầu" in text
    assert "08:31 03/08/2026 · Đinh Thị Mỹ Hạnh: chuyển đến TTPVHCC phường Hòa Lạc" in text
    assert "Chưa có diễn biến" in hanh().taps("Việc khác").text


def test_a_transfer_offers_the_one_above_first_and_is_asked_once_more() -> None:
    person = hanh(left=CaseLeft("K7M3Q2X", TINH_LAM_SON.id)).taps("Việc khác").taps("Chuyển")
    assert person.labels[0] == "VP UBND tỉnh Lâm Sơn"
    assert len(person.labels) == MOST_BUTTONS
    person.taps("VP UBND tỉnh Lâm Sơn")
    assert len(person.labels) == len(Sending) + 1 == MOST_BUTTONS
    assert "người dân cũng đọc lý do này" in person.text
    person.taps("Nội dung cần cấp trên xem xét")
    assert "Người dân đọc: chuyển đến VP UBND tỉnh Lâm Sơn vì nội dung cần cấp trên xem xét." in person.text
    assert "không còn mở được phản ánh này" in person.text
    assert not any(isinstance(one, TransferCase) for one in person.asked)
    assert "Đã chuyển phản ánh K7M3Q2X đến VP UBND tỉnh Lâm Sơn" in person.taps("Chuyển").text
    assert person.asked[-1] == TransferCase(HANH, "K7M3Q2X", TINH_LAM_SON.id, Sending.ABOVE.value)


NOTE = "Thủ tục này do văn phòng giải quyết từ tháng bảy."


def chooses_a_unit() -> Person:
    person = hanh(left=CaseLeft("K7M3Q2X", TINH_LAM_SON.id)).taps("Việc khác").taps("Chuyển")
    return person.taps("VP UBND tỉnh Lâm Sơn")


def test_own_words_are_for_the_unit_that_gets_it_and_the_citizen_reads_no_reason() -> None:
    person = chooses_a_unit().says(NOTE)
    assert f"Đơn vị nhận đọc: “{NOTE}”" in person.text
    assert "Người dân đọc" not in person.text
    person.taps("Chuyển")
    assert person.asked[-1] == TransferCase(HANH, "K7M3Q2X", TINH_LAM_SON.id, "", NOTE)


def test_a_reason_for_everybody_and_a_word_for_the_unit_go_together() -> None:
    person = chooses_a_unit().taps("Nội dung cần cấp trên xem xét").says(NOTE)
    assert "Người dân đọc: chuyển đến VP UBND tỉnh Lâm Sơn vì nội dung cần cấp trên xem xét." in person.text
    person.taps("Chuyển")
    assert person.asked[-1] == TransferCase(HANH, "K7M3Q2X", TINH_LAM_SON.id, Sending.ABOVE.value, NOTE)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("ok", "Lý do quá ngắn"),
        ("Xin cho biết họ tên người gửi phản ánh này.", "Người gửi không nêu tên và được giữ kín"),
        ("Việc này do chị Lan, số 0912 345 678, giải quyết từ ngày 05/08.", "0912 345 678"),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_a_reason_has_a_floor_does_not_fish_and_is_warned_of_a_persons_data(
    typed: str, told: str, later: bool
) -> None:
    person = chooses_a_unit()
    if later:
        person.taps("Nội dung cần cấp trên xem xét")
    assert told in person.says(typed).text


def test_a_reason_may_be_chosen_anew_or_the_transfer_dropped() -> None:
    person = chooses_a_unit().says(NOTE).taps("Viết lại")
    assert person.labels[-1] == "Huỷ"
    assert (person.talk.words, person.talk.why) == ("", "")
    assert person.taps("Huỷ").dialogue.step == "open_case"
    assert not any(isinstance(one, TransferCase) for one in person.asked)


def test_whoever_gets_it_reads_why_on_the_case_and_the_next_ones_do_not() -> None:
    sent = Happened(
        Event.TRANSFERRED, By.HANDLER, NOW, AN_BINH.id, DUNG.id, why=Sending.THEIRS.value, words=NOTE
    )
    text = hanh(CASE, sent).text
    assert "TTPVHCC phường An Bình nhận phản ánh này vì nội dung thuộc trách nhiệm của đơn vị này." in text
    assert f"Nơi chuyển viết: “{NOTE}”" in text
    assert "chuyển đến TTPVHCC phường An Bình vì nội dung thuộc trách nhiệm của đơn vị này\n“" in (
        hanh(CASE, sent).taps("Việc khác").text
    )
    away = replace(sent, unit_id=HOA_LAC.id)
    assert "Nơi chuyển viết" not in hanh(CASE, sent, away).text


@pytest.mark.parametrize(("typed", "found"), [("xa 27", ["Xã 27"]), ("27", ["Xã 27"])])
def test_one_of_many_units_is_found_by_part_of_its_name(typed: str, found: list[str]) -> None:
    person = hanh().taps("Việc khác").taps("Chuyển").says(typed)
    assert person.labels == [*found, "Huỷ"]
    assert "Vì sao chuyển phản ánh K7M3Q2X đến" in person.says("1").text


def test_a_name_that_fits_none_says_so_and_offers_again() -> None:
    person = hanh().taps("Việc khác").taps("Chuyển").says("Sở Y tế tỉnh khác")
    assert "Không thấy đơn vị nào như vậy" in person.text
    assert len(person.labels) == MOST_BUTTONS


def test_where_nobody_may_have_it_that_is_said_and_the_case_stays_open() -> None:
    lonely = Directory.of(units=UNITS, officers=[HANH], holidays=HOLIDAYS)
    person = replace(hanh(), directory=lonely).taps("Việc khác").taps("Chuyển")
    assert "Không có đơn vị nào có thể nhận" in person.text
    assert person.dialogue.step == "open_case"


def test_a_sealed_case_may_be_sent_on_only_by_the_unit_above() -> None:
    sealed = replace(CASE, sealed=True, handler_unit_id=TINH_LAM_SON.id)
    assert "Chuyển" in hanh(sealed, officer=DUNG).taps("Việc khác").labels
    far = replace(sealed, handler_unit_id=HOA_LAC.id)
    assert "Chuyển" not in hanh(far, officer=PHUC).taps("Việc khác").labels


@pytest.mark.parametrize("typed", ["1", "khong thuoc tham quyen", "Nội dung không thuộc thẩm quyền của cơ quan"])
def test_a_refusal_takes_a_lawful_reason_and_shows_what_the_citizen_will_read(typed: str) -> None:
    person = hanh(left=CaseLeft("K7M3Q2X")).taps("Việc khác").taps("Không thụ lý")
    assert len(person.labels) == len(Refusal) + 1 == MOST_BUTTONS
    person.says(typed)
    assert "“Nội dung không thuộc thẩm quyền của cơ quan”" in person.text
    assert not any(isinstance(one, RefuseCase) for one in person.asked)
    person.taps("Gửi")
    assert person.asked[-1] == RefuseCase(HANH, "K7M3Q2X", "Nội dung không thuộc thẩm quyền của cơ quan")


def test_what_came_back_after_a_refusal_tells_why_it_was_refused_and_is_answered() -> None:
    person = hanh(replace(CASE, reason="Không thuộc thẩm quyền.", reopened=1))
    assert "Trước đó không được thụ lý, với lý do: “Không thuộc thẩm quyền.”" in person.text
    assert "sau trả lời" not in person.text
    assert "Trả lời công dân" in person.labels
    assert "Không thụ lý" not in person.taps("Việc khác").labels


def test_a_refusal_in_ones_own_words_may_be_written_again_or_dropped() -> None:
    person = hanh(left=CaseLeft("K7M3Q2X")).taps("Việc khác").taps("Không thụ lý")
    person.says("Việc này do Toà án giải quyết theo đơn của hai bên.").taps("Viết lại")
    person.says("Xin liên hệ Toà án nhân dân khu vực 2.").taps("Huỷ")
    assert not any(isinstance(one, RefuseCase) for one in person.asked)
    assert person.talk.words == ""
    assert person.dialogue.step == "open_case"


BEATEN = CaseMoved("K7M3Q2X", Event.ACCEPTED, "Vũ Văn Bình", NOW, State.ACCEPTED)
AWAY = CaseMoved("K7M3Q2X", Event.TRANSFERRED, "Vũ Văn Bình", NOW, State.TRANSFERRED, HOA_LAC.id)


def about_to(move: str, outcome: CaseMoved) -> Person:
    """Bà Hạnh, one tap before the move."""
    person = hanh(moved=outcome)
    match move:
        case "answer":
            return person.taps("Trả lời công dân").says("Trung tâm thành thật xin lỗi Ông/Bà.")
        case "transfer":
            return person.taps("Việc khác").taps("Chuyển").taps("VP UBND tỉnh Lâm Sơn").says("1")
        case "refuse":
            return person.taps("Việc khác").taps("Không thụ lý").says("1")
    return person


LAST = [("accept", "Tiếp nhận"), ("answer", "Gửi"), ("transfer", "Chuyển"), ("refuse", "Gửi")]


@pytest.mark.parametrize(("move", "tap"), LAST)
def test_who_was_slower_is_told_who_moved_it_and_sees_how_it_stands(move: str, tap: str) -> None:
    person = about_to(move, BEATEN).taps(tap)
    assert "Vũ Văn Bình đã xử lý phản ánh K7M3Q2X trước Ông/Bà: tiếp nhận, lúc 07:31 03/08/2026" in person.text
    assert isinstance(person.asked[-1], OpenCase)
    assert person.dialogue.step == "open_case"


@pytest.mark.parametrize(("move", "tap"), LAST)
def test_who_was_slower_than_a_transfer_is_told_where_it_went(move: str, tap: str) -> None:
    person = about_to(move, AWAY).taps(tap)
    assert "Vũ Văn Bình đã chuyển phản ánh K7M3Q2X đến TTPVHCC phường Hòa Lạc lúc 07:31 03/08/2026" in person.text
    assert not isinstance(person.asked[-1], OpenCase)


@pytest.mark.parametrize(("move", "tap"), LAST)
def test_a_refusal_by_the_house_is_said(move: str, tap: str) -> None:
    person = about_to(move, BEATEN)
    for kind in (MoveCase, AnswerCase, TransferCase, RefuseCase):
        person.outcomes[kind] = Refused("error.case_not_found")
    assert "Không có phản ánh này" in person.taps(tap).text


@pytest.mark.parametrize(("move", "tap"), LAST)
def test_who_lost_the_office_in_the_middle_moves_nothing(move: str, tap: str) -> None:
    person = about_to(move, BEATEN)
    asked = len(person.asked)
    person.dialogue = replace(person.dialogue, officer_id=None)
    assert "người đứng đầu" in person.taps(tap).text
    assert len(person.asked) == asked


@pytest.mark.parametrize("path", [["Việc khác"], ["Việc khác", "Chuyển"], ["Việc khác", "Không thụ lý"]])
def test_a_head_who_comes_back_finds_the_same_screen(path: list[str]) -> None:
    person = hanh()
    for tap in path:
        person.taps(tap)
    labels = person.labels
    assert person.says("/start").labels == labels

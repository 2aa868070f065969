"""Ông Dũng takes the seal off a case in chat: a reason first, what it means next, and only then it is asked for."""

from dataclasses import replace

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.case_life import Event, State
from feedback.case_requests import UNSEAL_REASONS, CaseLeft, CaseMoved, UnsealCase
from feedback.cases import Case
from feedback.people import Officer
from feedback.requests import CasesFound, CaseShown, ListCases, OpenCase, Outcome, Refused
from feedback.reviews import Stage, Standing
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, DUNG, HANH, KHOA, MAI, NOW, THAO, TINH_LAM_SON

SEALED = a_case("K7M3Q2X", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,))
DONE = CaseLeft("K7M3Q2X", AN_BINH.id)


def opens(officer: Officer = DUNG, case: Case = SEALED, outcome: Outcome = DONE) -> Person:
    shown = CaseShown(case, Standing(Stage.SUGGESTED, case.tags), case.tags)
    asked = {OpenCase: shown, ListCases: CasesFound((case,)), UnsealCase: outcome}
    person = Person(Dialogue("1" * 32, officer_id=officer.id), outcomes=asked)  # type: ignore[arg-type]
    return person.says(f"/viec {case.code}").taps("Việc khác")


def test_the_button_stands_on_a_sealed_case_that_still_waits_and_nowhere_else() -> None:
    assert opens().labels == ["Chuyển", "Không thụ lý", "Bỏ niêm", "Có nội dung tố cáo", "Quay lại"]
    for person in (
        opens(case=replace(SEALED, sealed=False)),
        opens(case=replace(SEALED, state=State.ANSWERED)),
        opens(case=replace(SEALED, concerns=(DUNG.id,))),
        opens(THAO),
        opens(HANH),
    ):
        assert "Bỏ niêm" not in person.labels


@pytest.mark.parametrize("reason", UNSEAL_REASONS)
def test_a_reason_is_chosen_its_consequence_is_read_and_then_it_is_done(reason: str) -> None:
    person = opens().taps("Bỏ niêm")
    assert len(person.labels) == 4
    person.taps(person.labels[UNSEAL_REASONS.index(reason)])
    assert "Đơn vị bị phản ánh sẽ đọc được toàn bộ nội dung" in person.text
    assert not any(isinstance(one, UnsealCase) for one in person.asked)
    person.taps("Bỏ niêm")
    assert person.asked[-1] == UnsealCase(DUNG, "K7M3Q2X", reason)
    assert person.text.startswith("Đã bỏ niêm phản ánh K7M3Q2X; TTPVHCC phường An Bình sẽ trả lời.")


def test_a_reason_in_own_words_is_read_back() -> None:
    person = opens().taps("Bỏ niêm").says("Người này trùng tên với giám đốc.")
    assert "“Người này trùng tên với giám đốc.”" in person.text
    assert person.taps("Bỏ niêm").asked[-1] == UnsealCase(DUNG, "K7M3Q2X", "Người này trùng tên với giám đốc.")


@pytest.mark.parametrize("taps", [["Huỷ"], ["Đã đọc, không có gì phải giữ kín", "Huỷ"]])
def test_who_thinks_better_of_it_is_back_at_the_case(taps: list[str]) -> None:
    person = opens().taps("Bỏ niêm")
    for tap in taps:
        person.taps(tap)
    assert person.dialogue.step == "open_case"
    assert person.talk.words == ""
    assert not any(isinstance(one, UnsealCase) for one in person.asked)


def test_what_the_law_keeps_sealed_is_refused_with_what_to_do() -> None:
    person = opens(outcome=Refused("error.sealed_by_law")).taps("Bỏ niêm").says("1").taps("Bỏ niêm")
    assert "luật buộc giữ kín nên một người không bỏ niêm được" in person.text
    assert "trả lời ngay tại đây" in person.text
    assert person.labels == ["Đề nghị người thứ hai", "Huỷ"]


def test_who_was_slower_is_told_so() -> None:
    beaten = CaseMoved("K7M3Q2X", Event.TRANSFERRED, "Lò Thị Yến", NOW, State.TRANSFERRED, AN_BINH.id)
    person = opens(outcome=beaten).taps("Bỏ niêm").says("1").taps("Bỏ niêm")
    assert "Lò Thị Yến đã chuyển phản ánh K7M3Q2X" in person.text


def test_an_inspector_opens_the_list_and_other_staff_do_not() -> None:
    assert "K7M3Q2X" in opens(THAO).says("/viec").text
    for officer in (MAI, KHOA):
        person = Person(Dialogue("1" * 32, officer_id=officer.id)).says("/viec")
        assert "người đứng đầu" in person.text

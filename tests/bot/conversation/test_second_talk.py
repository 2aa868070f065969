"""Ông Dũng proposes in chat to unseal what the law keeps sealed; bà Thảo reads it, and agrees or does not."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.dialogue import Dialogue
from feedback.addition_ports import Added
from feedback.case_letters import CaseLetter, Kind
from feedback.case_life import By, Event, Happened, State
from feedback.case_requests import CaseMoved, UnsealCase
from feedback.errors import CaseNotFound, SealedByLaw
from feedback.people import Officer
from feedback.requests import CasesFound, CaseShown, ListCases, OpenCase, Outcome, Refused
from feedback.reviews import Stage as Tags
from feedback.reviews import Standing
from feedback.second_person import Proposal
from feedback.second_person_requests import (
    DecideProposal,
    ListProposals,
    ProposalDecided,
    ProposalsFound,
    ProposalShown,
    ProposeUnseal,
    ReadProposal,
    ReadUnsealing,
    UnsealingShown,
    UnsealProposed,
)
from feedback.unsealing_errors import NobodyToSecond, ProposalGone, ProposedBefore
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, DUNG, HANH, KHOA, MAI, NOW, THAO, TINH_LAM_SON

SEALED = a_case("K7M3Q2X", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,))
DUE = date(2026, 8, 5)
PROPOSAL = Proposal(1, "K7M3Q2X", 0, DUNG.id, TINH_LAM_SON.id, NOW, DUE, "da-doc")
LAW = Refused(SealedByLaw.key)
MOST_BUTTONS = 5


def dung(outcome: Outcome = UnsealProposed("K7M3Q2X", DUE, 2)) -> Person:  # noqa: B008
    """He was told that he cannot do it alone."""
    shown = CaseShown(SEALED, Standing(Tags.SUGGESTED, SEALED.tags), SEALED.tags)
    asked = {OpenCase: shown, ListCases: CasesFound((SEALED,)), UnsealCase: LAW, ProposeUnseal: outcome}
    person = Person(Dialogue("1" * 32, officer_id=DUNG.id), outcomes=asked)  # type: ignore[arg-type]
    return person.says("/viec K7M3Q2X").taps("Việc khác").taps("Bỏ niêm").says("1").taps("Bỏ niêm")


def thao(*found: Proposal, decided: Outcome = ProposalDecided("K7M3Q2X", AN_BINH.id), who: Officer = THAO) -> Person:  # noqa: B008
    asked: dict[type, Outcome] = {
        ListProposals: ProposalsFound(found),
        ReadProposal: ProposalShown(PROPOSAL, SEALED),
        DecideProposal: decided,
    }
    return Person(Dialogue("1" * 32, officer_id=who.id), outcomes=asked)  # type: ignore[arg-type]


def test_what_one_alone_may_not_do_is_offered_to_two() -> None:
    person = dung()
    assert "luật buộc giữ kín nên một người không bỏ niêm được" in person.text
    assert "Người này đọc nội dung đã che và lý do của Ông/Bà" in person.text
    assert "“Nội dung không nói về lãnh đạo đơn vị”" in person.text
    assert person.labels == ["Đề nghị người thứ hai", "Huỷ"]
    person.taps("Đề nghị người thứ hai")
    assert person.asked[-1] == ProposeUnseal(DUNG, "K7M3Q2X", "khong-ve-lanh-dao")
    assert "gửi 2 người có thẩm quyền; chờ trả lời đến hết ngày 05/08/2026" in person.text


def test_who_thinks_better_of_it_is_back_at_the_case() -> None:
    person = dung().taps("Huỷ")
    assert person.dialogue.step == "open_case"
    assert not any(isinstance(one, ProposeUnseal) for one in person.asked)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Refused(NobodyToSecond.key), "Không có người thứ hai nào được phép cùng bỏ niêm"),
        (Refused(ProposedBefore.key), "đã được đề nghị bỏ niêm"),
        (
            CaseMoved("K7M3Q2X", Event.TRANSFERRED, "Lò Thị Yến", NOW, State.TRANSFERRED, AN_BINH.id),
            "Lò Thị Yến đã chuyển phản ánh K7M3Q2X",
        ),
    ],
)
def test_a_refusal_is_said_with_what_to_do(outcome: Outcome, told: str) -> None:
    assert told in dung(outcome).taps("Đề nghị người thứ hai").text


def test_the_second_finds_what_waits_reads_it_and_is_asked_once_more_before_a_yes() -> None:
    person = thao(PROPOSAL).says("/boniem")
    assert person.text.startswith("Có 1 đề nghị bỏ niêm chờ Ông/Bà:")
    assert person.labels == ["K7M3Q2X · hạn 05/08/2026"]
    person.says("1")
    assert "Lưu Đình Dũng đề nghị ngày 03/08/2026. Lý do: “Đã đọc, không có gì phải giữ kín”" in person.text
    assert f"“{SEALED.words}”" in person.text
    assert "TTPVHCC phường An Bình đọc được toàn bộ nội dung" in person.text
    assert person.labels == ["Đồng ý bỏ niêm", "Không đồng ý", "Quay lại"]
    person.taps("Đồng ý bỏ niêm")
    assert not any(isinstance(one, DecideProposal) for one in person.asked)
    person.taps("Bỏ niêm")
    assert person.asked[-1] == DecideProposal(THAO, "K7M3Q2X", agrees=True)
    assert person.text == "Đã bỏ niêm phản ánh K7M3Q2X; TTPVHCC phường An Bình sẽ trả lời."


def test_the_second_reads_all_that_the_unit_would_read() -> None:
    added = Added("Có người nghe thấy.", NOW.date())
    asked = CaseLetter("1", 1, "K7M3Q2X", Kind.QUESTION, "Ở quầy nào?", told_on=DUE)
    person = thao(PROPOSAL)
    person.outcomes[ReadProposal] = ProposalShown(PROPOSAL, SEALED, (asked,), (added,), photos=2)
    person.says("/boniem K7M3Q2X")
    for told in ("Có người nghe thấy.", asked.words, "Kèm 2 ảnh; bỏ niêm thì đơn vị xem được."):
        assert told in person.text
    person.taps("Đồng ý bỏ niêm").taps("Bỏ niêm")
    assert person.asked[-1] == DecideProposal(THAO, "K7M3Q2X", agrees=True, read=4)


def test_a_no_is_kept_at_once() -> None:
    person = thao(PROPOSAL, decided=ProposalDecided("K7M3Q2X")).says("/boniem K7M3Q2X").taps("Không đồng ý")
    assert person.asked[-1] == DecideProposal(THAO, "K7M3Q2X", agrees=False)
    assert person.text == "Phản ánh K7M3Q2X vẫn niêm kín. Người đề nghị được báo."


@pytest.mark.parametrize("taps", [["Quay lại"], ["Đồng ý bỏ niêm", "Huỷ"]])
def test_the_second_may_look_back_before_they_decide(taps: list[str]) -> None:
    person = thao(PROPOSAL).says("/boniem K7M3Q2X")
    for tap in taps:
        person.taps(tap)
    assert person.dialogue.step == ("proposals" if taps == ["Quay lại"] else "proposal")
    assert not any(isinstance(one, DecideProposal) for one in person.asked)


def test_what_is_gone_is_said_without_telling_why() -> None:
    person = thao(PROPOSAL)
    person.outcomes[ReadProposal] = Refused(ProposalGone.key)
    assert "Không có đề nghị bỏ niêm này cho Ông/Bà" in person.says("/boniem K7M3Q2X").text
    late = thao(PROPOSAL, decided=Refused(ProposalGone.key)).says("/boniem K7M3Q2X").taps("Không đồng ý")
    assert "đã có người quyết định, đã hết hạn" in late.text


def test_nothing_waits_and_nobody_else_has_the_command() -> None:
    assert thao().says("/boniem").text == "Hiện không có đề nghị bỏ niêm nào chờ Ông/Bà."
    assert thao(who=HANH).says("/boniem").text == thao().says("/boniem").text
    for officer in (MAI, KHOA):
        assert "dành cho người phụ trách và thanh tra" in thao(PROPOSAL, who=officer).says("/boniem").text


def test_every_screen_fits_on_zalo_also_with_many_waiting_and_comes_back() -> None:
    many = [replace(PROPOSAL, code=f"K7M3Q2{n}") for n in range(9)]
    assert len(thao(*many).says("/boniem").labels) <= MOST_BUTTONS
    person = thao(PROPOSAL).says("/boniem K7M3Q2X")
    labels = person.labels
    assert person.says("/start").labels == labels


def test_who_lost_the_office_in_the_middle_decides_nothing() -> None:
    person = thao(PROPOSAL).says("/boniem K7M3Q2X").taps("Đồng ý bỏ niêm")
    asked = len(person.asked)
    person.dialogue = replace(person.dialogue, officer_id=None)
    assert "dành cho người phụ trách và thanh tra" in person.taps("Bỏ niêm").text
    assert len(person.asked) == asked


def test_who_types_the_code_of_a_case_that_was_unsealed_reads_why_and_who_may_not_reads_nothing() -> None:
    line = Happened(Event.UNSEALED, By.HANDLER, NOW, TINH_LAM_SON.id, THAO.id, words="da-doc")
    person = thao(who=DUNG)
    gone = Refused(CaseNotFound.key)
    person.outcomes |= {OpenCase: gone, ReadUnsealing: UnsealingShown("K7M3Q2X", AN_BINH.id, line)}
    assert person.says("/viec K7M3Q2X").text == (
        "Phản ánh K7M3Q2X đã được Nông Thu Thảo bỏ niêm ngày 03/08/2026 và chuyển đến TTPVHCC phường An Bình; "
        "Ông/Bà không còn mở được nội dung. Lý do bỏ niêm: “Đã đọc, không có gì phải giữ kín”"
    )
    person.outcomes |= {ReadUnsealing: gone}
    assert "Không có phản ánh này" in person.says("/viec K7M3Q2X").text

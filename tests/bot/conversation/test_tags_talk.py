"""The head says whether the suggested tags are right, by tap, number or typed label; nobody else is asked."""

from dataclasses import replace

import pytest

from bot.channels.base import Capabilities
from bot.channels.rendering import render
from bot.conversation.dialogue import Dialogue
from feedback.cases import Case, State
from feedback.requests import CaseShown, ConfirmTags, CorrectTags, OpenCase, Outcome, Refused, Request
from feedback.reviews import Stage, Standing
from feedback.tags import TAGS, Tag
from feedback.wording import words
from tests.bot.conversation.talking import Person
from tests.support.builders import a_case
from tests.support.cast import HANH, TUAN

CASE = a_case("K7M3Q2X", tags=("thai-do", "cham-tre"))
LABELS = [words("vi").say(tag.label_key) for tag in TAGS]
MOST_BUTTONS = 5  # Zalo OA


def shown(
    stage: Stage = Stage.SUGGESTED,
    *,
    case: Case = CASE,
    held: tuple[str, ...] = (),
    ticked: tuple[str, ...] = CASE.tags,
) -> CaseShown:
    """The case as the house tells it."""
    return CaseShown(case, Standing(stage, case.tags, held), ticked)


def hanh(outcome: CaseShown | None = None) -> Person:
    """Bà Hạnh with the case open."""
    opened, settled = outcome or shown(), shown(Stage.SETTLED)
    told: dict[type[Request], Outcome] = {OpenCase: opened, ConfirmTags: settled, CorrectTags: settled}
    return Person(Dialogue("1" * 32, officer_id=HANH.id), outcomes=told).says("/viec K7M3Q2X")


def ticked(person: Person) -> list[str]:
    """Labels with a tick, as they are shown."""
    return [label.removeprefix("☑ ") for label in person.labels if label.startswith("☑ ")]


def test_the_suggestion_is_said_to_be_the_machines() -> None:
    assert "Nhãn (gợi ý của máy): Thái độ thiếu lịch sự; Chậm trễ, quá hẹn, chờ lâu" in hanh().text


def test_one_tap_finds_the_suggestion_right() -> None:
    person = hanh().taps("Nhãn đúng")
    assert person.asked[-1] == ConfirmTags(HANH, "K7M3Q2X")
    assert "Nhãn (đã xác nhận): Thái độ thiếu lịch sự" in person.text


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("state", State)
def test_an_open_case_never_offers_more_than_zalo_can_show(stage: Stage, state: State) -> None:
    person = hanh(shown(stage, case=replace(CASE, state=state)))
    assert len(person.labels) <= MOST_BUTTONS
    assert ("Nhãn đúng" in person.labels) == (stage is Stage.SUGGESTED)
    assert "Sửa nhãn" in person.labels


def test_without_the_words_nobody_can_judge() -> None:
    assert hanh(shown(case=replace(CASE, words="", state=State.ANSWERED))).labels == ["Đóng", "Việc khác", "Quay lại"]


def test_a_case_without_tags_says_so() -> None:
    assert "Nhãn (gợi ý của máy): không có nhãn nào" in hanh(shown(case=replace(CASE, tags=()))).text


def test_what_waits_for_a_second_reader_is_named() -> None:
    text = hanh(shown(Stage.WAITING, held=("thai-do",))).text
    assert "Nhãn (chờ người thứ hai): Thái độ thiếu lịch sự; Chậm trễ" in text
    assert "chờ người thứ hai đồng ý: Thái độ thiếu lịch sự" in text


def test_a_correction_begins_with_the_ticks_as_they_stand_and_shows_all_tags() -> None:
    person = hanh(shown(ticked=("cham-tre",))).taps("Sửa nhãn")
    assert [label.lstrip("☐☑ ") for label in person.labels] == [*LABELS, "Xong", "Huỷ"]
    assert ticked(person) == ["Chậm trễ, quá hẹn, chờ lâu"]


def test_where_five_buttons_fit_all_tags_are_numbered_in_one_text() -> None:
    (asked,) = hanh().taps("Sửa nhãn").heard
    shown = render(asked, Capabilities(buttons=MOST_BUTTONS, max_text=2000, push=True))
    assert shown.buttons == ()
    (text,) = shown.texts
    _, _, how, *listed = text.splitlines()
    assert "gõ nhiều số cũng được" in how
    assert [line.partition(". ")[0] for line in listed] == [str(n) for n in range(1, 21)]


@pytest.mark.parametrize(
    "said",
    ["5", "Đi muộn, về sớm, vắng mặt", "di muon ve som vang mat", "đi muộn", "vang mat", "DI MUON"],
)
def test_a_tag_is_set_and_unset_by_number_or_label_with_accents_or_none(said: str) -> None:
    person = hanh().taps("Sửa nhãn").says(said)
    assert "Đi muộn, về sớm, vắng mặt" in ticked(person)
    assert "Đi muộn, về sớm, vắng mặt" not in ticked(person.says(said))


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: tag.code)
def test_each_tag_is_understood_by_tap_by_its_number_and_by_its_whole_label(tag: Tag) -> None:
    place = TAGS.index(tag)
    start = [label for label, one in zip(LABELS, TAGS, strict=True) if one.code in CASE.tags]
    turned = sorted({*start} ^ {LABELS[place]}, key=LABELS.index)
    person = hanh().taps("Sửa nhãn")
    mark = "☑" if LABELS[place] in start else "☐"
    assert ticked(person.taps(f"{mark} {LABELS[place]}")) == turned
    assert ticked(person.says(str(place + 1))) == start
    assert ticked(person.says(LABELS[place])) == turned


def test_several_numbers_at_once_and_done_among_them() -> None:
    person = hanh().taps("Sửa nhãn").says("1, 3")
    assert ticked(person) == ["Nhũng nhiễu, gây phiền hà", "Chậm trễ, quá hẹn, chờ lâu"]
    assert person.says("3 và 19").asked[-1] == CorrectTags(HANH, "K7M3Q2X", ("nhung-nhieu", "thai-do", "cham-tre"))


@pytest.mark.parametrize("said", ["Xong", "xong", "19", "xong roi"])
def test_done_tells_the_house_all_tags_in_their_order(said: str) -> None:
    person = hanh().taps("Sửa nhãn").says("12", "1", "thai do", said)
    assert person.asked[-1] == CorrectTags(HANH, "K7M3Q2X", ("nhung-nhieu", "cham-tre", "minh-bach"))
    assert "Nhãn (đã xác nhận)" in person.text
    assert person.dialogue.step == "open_case"


@pytest.mark.parametrize("said", ["20", "thôi"])
def test_cancelling_tells_the_house_nothing_and_leads_back_to_the_case(said: str) -> None:
    person = hanh().taps("Sửa nhãn").says("1", said)
    assert not any(isinstance(request, CorrectTags) for request in person.asked)
    assert "Phản ánh K7M3Q2X" in person.text
    assert person.talk.tags == ()


def test_words_that_name_no_tag_leave_the_ticks_as_they_are() -> None:
    person = hanh().taps("Sửa nhãn").says("1", "không biết nữa")
    assert "Xin chọn" in person.text
    assert len(ticked(person)) == 3


def test_a_head_who_comes_back_finds_the_ticks() -> None:
    person = hanh().taps("Sửa nhãn").says("1", "/start")
    assert len(ticked(person)) == 3


def test_a_case_that_went_away_meanwhile_is_said_to_be_gone() -> None:
    asked: list[tuple[str, type[Request]]] = [("Nhãn đúng", ConfirmTags), ("Sửa nhãn", OpenCase)]
    for button, request in asked:
        person = hanh()
        person.outcomes[request] = Refused("error.case_not_found")
        assert "Không có phản ánh này" in person.taps(button).text
    person = hanh().taps("Sửa nhãn")
    person.outcomes[CorrectTags] = Refused("error.case_closed")
    assert "đã đóng" in person.taps("Xong").text


@pytest.mark.parametrize("officer_id", [None, TUAN.id])
def test_whoever_handles_cases_no_more_changes_nothing(officer_id: int | None) -> None:
    for said in (("Nhãn đúng",), ("Sửa nhãn",), ("Sửa nhãn", "Xong")):
        person = hanh()
        for button in said[:-1]:
            person.taps(button)
        asked = len(person.asked)
        person.dialogue = replace(person.dialogue, officer_id=officer_id)
        assert "người đứng đầu" in person.taps(said[-1]).text
        assert len(person.asked) == asked


def test_an_old_button_of_the_ticks_changes_nothing() -> None:
    person = hanh().taps("Sửa nhãn")
    old = person.dialogue.offered[0].payload
    person.taps("Xong").taps_payload(old)
    assert "lượt trước" in person.text
    assert person.asked[-2] == CorrectTags(HANH, "K7M3Q2X", CASE.tags)

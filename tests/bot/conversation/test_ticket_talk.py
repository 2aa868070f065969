"""The code on the citizen's paper: any door, any spelling, one visit, and a kind word where it opens nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.dialogue import Dialogue, from_chat
from feedback.errors import TicketExpired, TicketOfCitizen, TicketsEnough, TicketUnknown, TicketUsed, TooManyGuesses
from feedback.messages import Chat
from feedback.ratings import Level
from feedback.requests import KeepRating, Outcome, Refused
from feedback.ticket_requests import OpenTicket, RateByTicket, TicketOpened, TicketRated
from feedback.tickets import Ticket
from feedback.visits import Proof
from tests.bot.conversation.talking import Person
from tests.support.cast import AN_BINH, NOW, QUAY_2, TUAN

CODE = "4K7M3Q2X9ABC"
TYPED = "4K7M-3Q2X-9ABC"
VISIT = Ticket(AN_BINH.id, NOW.date() - timedelta(days=1), QUAY_2.id, (TUAN.id,)).visit("7" * 32)


OPENS, KEPT = TicketOpened(VISIT), TicketRated(changed=False)


def lan(opens: Outcome = OPENS, rates: Outcome = KEPT) -> Person:
    """She has her paper at hand; what the house answers when she opens her ticket, and when she rates."""
    return Person(outcomes={OpenTicket: opens, RateByTicket: rates})


@pytest.mark.parametrize(
    "text",
    [
        f"/start {TYPED}",
        f"/start {CODE}",
        TYPED,
        CODE.lower(),
        "4k7m 3q2x 9abc",
        f" {TYPED}\n",
        "/START 4K7M 3Q2X 9ABC",
    ],
)
def test_the_code_opens_the_levels_of_that_visit_however_it_is_typed(text: str) -> None:
    person = lan().says(text)
    assert person.asked == [OpenTicket(CODE)]
    assert person.text.startswith("Kính chào Ông/Bà. Mã này dành cho lần giao dịch ngày 02/08/2026.")
    assert f"tại {QUAY_2.label}, {AN_BINH.short_name} thế nào?" in person.text
    assert person.labels[0] == "Rất hài lòng"
    assert (person.talk.visit, person.dialogue.step) == (VISIT, "rate")


def test_the_level_is_asked_of_the_house_and_only_its_word_is_told() -> None:
    person = lan().says(TYPED).taps("Hài lòng")
    request = person.asked[-1]
    assert isinstance(request, RateByTicket)
    assert (request.rating.level, request.rating.visit) == (Level.SATISFIED, VISIT)
    assert "Đã ghi nhận: Hài lòng" in person.text
    assert person.labels == [TUAN.name, "Không rõ"]
    assert isinstance(person.taps(TUAN.name).asked[-1], KeepRating)


def test_somebody_else_was_faster() -> None:
    person = lan(rates=Refused(TicketUsed.key)).says(TYPED).taps("Hài lòng")
    assert "đã được đánh giá; mỗi mã chỉ dùng một lần" in person.text
    assert "Đã ghi nhận" not in person.text
    assert (person.dialogue.talk, person.dialogue.step) == (None, "menu")


def test_a_level_tapped_again_is_told_as_a_change() -> None:
    person = lan().says(TYPED).taps("Không hài lòng")
    person.outcomes[RateByTicket] = TicketRated(changed=True)
    assert "Đã sửa thành: Hài lòng." in person.says("sửa").taps("Hài lòng").text


def test_who_rated_it_before_may_choose_again() -> None:
    person = lan(opens=TicketOpened(VISIT, rated=True)).says(TYPED)
    assert "Ông/Bà đã đánh giá lần giao dịch ngày 02/08/2026. Nếu muốn sửa, xin chọn lại." in person.text


def test_opening_it_twice_goes_on_where_the_talk_stood() -> None:
    person = lan().says(TYPED).taps("Hài lòng").says(TYPED)
    assert person.dialogue.step == "who_served"
    assert "Ai đã phục vụ" in person.text
    assert person.talk.back == ""


def test_the_language_may_be_asked_in_between() -> None:
    person = lan().says(TYPED).taps("Hài lòng").says("/ngonngu", TYPED)
    assert person.dialogue.step == "who_served"
    assert person.says("/ngonngu").taps("English").dialogue.step == "who_served"


@pytest.mark.parametrize("error", [TicketUnknown, TicketExpired])
def test_a_code_that_opens_nothing_leads_to_choosing_by_hand(error: type[TicketUnknown]) -> None:
    person = lan(opens=Refused(error.key)).says(TYPED)
    assert person.dialogue.step == "choose_unit"
    assert "chọn bên dưới" in person.text
    assert AN_BINH.short_name in person.labels


@pytest.mark.parametrize("error", [TicketUsed, TooManyGuesses])
def test_a_used_code_or_too_many_guesses_lead_to_the_menu(error: type[TicketUsed]) -> None:
    person = lan(opens=Refused(error.key)).says(TYPED)
    assert person.dialogue.step == "menu"
    assert "Góp ý, phản ánh" in person.labels


def test_a_wrong_code_in_the_middle_of_a_talk_leaves_the_talk_as_it_was() -> None:
    person = lan(opens=Refused(TicketUnknown.key)).says("/start an-binh-2").taps("Hài lòng")
    before = person.talk
    assert person.says(TYPED).talk == before
    assert "Ai đã phục vụ" in person.text


def test_after_the_end_of_a_talk_the_code_begins_a_new_one() -> None:
    person = lan().says(TYPED).taps("Hài lòng").taps("Không rõ").taps("Không rõ").taps("Không, cảm ơn")
    assert person.dialogue.step in ("done", "menu")
    assert person.says(TYPED).dialogue.step == "rate"


def test_where_an_office_is_asked_for_the_code_is_understood_too() -> None:
    assert lan().says("/danhgia", TYPED).talk.visit == VISIT
    assert lan().says("/tracuu", TYPED).talk.visit == VISIT


def test_words_that_somebody_writes_are_never_taken_for_a_code() -> None:
    person = lan().says("/start an-binh-2", "5", "tuấn", "có", "đồng ý", TYPED)
    assert person.talk.words == TYPED
    assert [one for one in person.asked if isinstance(one, OpenTicket)] == []


@pytest.mark.parametrize("said", [TYPED, f"/start {TYPED}"])
def test_in_a_chat_of_staff_a_citizens_ticket_opens_nothing_and_stays_unused(said: str) -> None:
    person = lan()
    person.dialogue = replace(person.dialogue, officer_id=TUAN.id)
    person.says(said)
    assert person.asked == []
    assert "phiếu này là của người dân" in person.text
    assert (person.dialogue.talk, person.dialogue.step) == (None, "menu")


def test_in_the_middle_of_a_talk_of_staff_the_talk_stays_where_it_was() -> None:
    person = lan()
    person.dialogue = replace(person.dialogue, officer_id=TUAN.id)
    before = person.says("/start an-binh-2").talk
    assert person.says(f"/start {TYPED}").talk == before
    assert person.dialogue.step == "rate"


@pytest.mark.parametrize("refusal", [TicketOfCitizen, TicketsEnough])
def test_who_may_not_rate_it_is_told_that_it_was_not_kept(refusal: type[TicketsEnough]) -> None:
    person = lan(rates=Refused(refusal.key)).says(TYPED).taps("Hài lòng")
    assert "hiếu vẫn còn nguyên" in person.text
    assert "Đã ghi nhận" not in person.text
    assert (person.dialogue.talk, person.dialogue.step) == (None, "menu")
    assert "Góp ý, phản ánh" in person.labels


def test_english_is_spoken_too() -> None:
    person = lan().says("/ngonngu").taps("English").says(TYPED)
    assert "Good day. This code is for your visit of 02/08/2026." in person.text


# How the visit is proven


def proof(person: Person) -> Proof:
    visit = person.talk.visit
    assert visit
    return visit.proof


def test_each_way_in_says_how_the_visit_is_proven() -> None:
    assert proof(lan().says(TYPED)) is Proof.TICKET
    assert proof(lan().says("/start an-binh-2")) is Proof.COUNTER
    by_hand = lan().says("/danhgia").taps(AN_BINH.short_name)
    assert proof(by_hand) is Proof.NONE
    assert proof(by_hand.taps(QUAY_2.label)) is Proof.NONE


def test_a_talk_that_was_stored_before_proofs_existed_still_loads() -> None:
    old = {
        "key": "7" * 32,
        "unit_id": 2,
        "scanned_at": NOW.isoformat(),
        "counter_id": 2,
        "candidates": [1],
        "officer_id": None,
        "field": "",
        "respondent": "nguoi-dan",
    }
    talk = {"id": "t", "started_at": NOW.isoformat(), "kind": "with-rating", "visit": old}
    dialogue: Dialogue = from_chat(Chat("t", "console", b"box", state={"step": "rate", "talk": talk}))
    assert dialogue.talk and dialogue.talk.visit
    assert dialogue.talk.visit.proof is Proof.NONE

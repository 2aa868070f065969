"""From the scan to the thanks: at most three taps, and the first one counts."""

import pytest

from feedback.errors import NotOnDuty
from feedback.ratings import Badge, Level, Reason
from feedback.units import Directory
from tests.bot.conversation.talking import Person
from tests.support.cast import COUNTERS, MAI, NOW, OFFICERS, POSTINGS, QUAY_1, TUAN, UNITS


def test_the_first_message_already_shows_the_five_levels_and_a_two_line_notice() -> None:
    lan = Person().says("/start an-binh-1")
    assert lan.labels == ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"]
    notice = lan.heard[-1].text.split("\n\n")[-1]
    assert len(notice.splitlines()) == 2
    assert "không cần nêu tên" in notice


def test_the_first_tap_keeps_the_rating_even_if_lan_stops_there() -> None:
    lan = Person().says("/start an-binh-1").taps("Không hài lòng")
    assert [rating.level for rating in lan.ratings] == [Level.DISSATISFIED]
    assert lan.ratings[0].visit.counter_id == QUAY_1.id


def test_a_satisfied_citizen_is_done_after_three_taps_and_one_invitation() -> None:
    lan = Person().says("/start an-binh-1").taps("Hài lòng").taps(MAI.name).taps("Có")
    assert "nói thêm bằng lời" in lan.text
    rating = lan.ratings[-1]
    assert (rating.level, rating.visit.officer_id, rating.badge) == (Level.SATISFIED, MAI.id, Badge.YES)


def test_reasons_are_asked_up_to_neutral_and_several_may_be_typed() -> None:
    lan = Person().says("/start an-binh-1", "3", "không rõ", "co", "1 và 3")
    assert lan.ratings[-1].reasons == (Reason.ATTITUDE, Reason.GUIDANCE)
    assert lan.ratings[-1].visit.officer_id is None


def test_several_reasons_may_be_ticked_on_a_page() -> None:
    lan = Person().says("/start an-binh-1", "2", "không rõ", "có")
    both = ",".join(choice.payload for choice in lan.dialogue.offered[:2])
    assert lan.taps_payload(both).ratings[-1].reasons == (Reason.ATTITUDE, Reason.TIME)


def test_skipping_the_reasons_changes_nothing() -> None:
    lan = Person().says("/start an-binh-1", "2", "không rõ", "có")
    before = len(lan.ratings)
    assert len(lan.taps("Bỏ qua").ratings) == before


def test_a_counter_without_a_roster_does_not_ask_who_served() -> None:
    lan = Person().says("/start an-binh-3").taps("Hài lòng")
    assert "đeo thẻ" in lan.text


def test_only_somebody_on_duty_at_the_scan_can_be_named() -> None:
    lan = Person().says("/start an-binh-1").taps("Hài lòng")
    with pytest.raises(NotOnDuty):
        lan.talk.visit.served_by(TUAN.id)  # type: ignore[union-attr]


def test_a_second_level_of_the_same_talk_corrects_the_first() -> None:
    lan = Person().says("/start an-binh-1")
    wrong, right = lan.dialogue.offered[4].payload, lan.dialogue.offered[0].payload
    lan.taps_payload(wrong).taps_payload(right)
    first, second = lan.ratings
    assert (first.level, second.level) == (Level.VERY_DISSATISFIED, Level.VERY_SATISFIED)
    assert first.visit.key == second.visit.key
    assert "Đã sửa thành: Rất hài lòng." in lan.text


@pytest.mark.parametrize("change", ["sửa", "bấm nhầm", "CHON LAI"])
def test_a_rating_can_be_changed_by_word(change: str) -> None:
    lan = Person().says("/start an-binh-1", "1", change)
    assert lan.labels[0] == "Rất hài lòng"


def test_changing_is_offered_beside_the_invitation_to_write() -> None:
    lan = Person().says("/start an-binh-3").taps("Hài lòng").taps("Không rõ").taps("Sửa đánh giá")
    assert lan.taps("Bình thường").ratings[-1].level is Level.NEUTRAL


@pytest.mark.parametrize(
    "typed",
    [
        "5",
        "rất hài lòng",
        "RAT HAI LONG",
        "  rất   hài lòng!",
        "Ra\u0302\u0301t ha\u0300i lo\u0300ng",
        "rất\u200b hài lòng",
    ],
)
def test_a_level_may_be_typed_in_any_way(typed: str) -> None:
    assert Person().says("/start an-binh-1", typed).ratings[0].level is Level.VERY_SATISFIED


@pytest.mark.parametrize("typed", ["1", "rất không hài lòng", "rat khong hai long"])
def test_a_typed_one_is_the_worst_level_whatever_its_place(typed: str) -> None:
    assert Person().says("/start an-binh-1", typed).ratings[0].level is Level.VERY_DISSATISFIED


@pytest.mark.parametrize("typed", ["0", "6", "12", "rất", "1, 2"])
def test_what_means_no_level_or_two_is_asked_again(typed: str) -> None:
    lan = Person().says("/start an-binh-1", typed)
    assert not lan.ratings
    assert lan.labels[0] == "Rất hài lòng"


def test_a_level_without_a_code_takes_office_counter_and_tap() -> None:
    lan = Person().says("/danhgia").taps("TTPVHCC phường An Bình").taps(QUAY_1.label).taps("Hài lòng")
    assert lan.ratings[0].visit.counter_id == QUAY_1.id


def test_not_remembering_the_counter_is_an_answer() -> None:
    lan = Person().says("/danhgia").taps("TTPVHCC phường An Bình").taps("Không nhớ quầy nào").taps("Hài lòng")
    assert (lan.ratings[0].visit.unit_id, lan.ratings[0].visit.counter_id) == (2, None)


def test_the_visit_stays_with_the_office_of_the_scan_when_officers_move_later() -> None:
    lan = Person().says("/start an-binh-1").taps("Hài lòng")
    lan.directory = Directory.of(units=UNITS, counters=COUNTERS, officers=OFFICERS, postings=())
    assert lan.taps(MAI.name).ratings[-1].visit.officer_id == MAI.id


def test_a_closed_code_says_since_when_and_offers_the_counters_of_today() -> None:
    from dataclasses import replace

    closed = replace(QUAY_1, closed_at=NOW)
    counters = [closed, *COUNTERS[1:]]
    lan = Person(directory=Directory.of(units=UNITS, counters=counters, officers=OFFICERS, postings=POSTINGS))
    lan.says("/start an-binh-1")
    assert "hết hiệu lực từ ngày 03/08/2026" in lan.text
    assert "TTPVHCC phường An Bình" in lan.labels


def test_an_unknown_code_is_named_and_the_offices_are_offered() -> None:
    lan = Person().says("/start an-binh-99")
    assert "“an-binh-99”" in lan.text
    assert lan.labels


def test_scanning_the_same_code_again_goes_on_with_the_same_visit() -> None:
    lan = Person().says("/start an-binh-1").taps("Hài lòng").says("/start an-binh-1")
    assert "Ai đã phục vụ" in lan.text
    assert len({rating.visit.key for rating in lan.taps(MAI.name).ratings}) == 1


def test_scanning_another_counter_begins_another_visit() -> None:
    lan = Person().says("/start an-binh-1", "5", "/start an-binh-2", "4")
    assert [rating.visit.counter_id for rating in lan.ratings] == [1, 2]
    assert len({rating.visit.key for rating in lan.ratings}) == 2

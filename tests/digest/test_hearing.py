"""What citizens' words come to, and how few are too few."""

from dataclasses import replace

from digest.hearing import QUOTED, Heard, Theme, hear
from feedback.ports import Voice
from feedback.requests import Kind
from feedback.wording import shortened
from tests.digest.fakes import TOWN, WEEK, thanks, voice
from tests.support.cast import MAI, TUAN

SLOW = "Chờ hai tiếng mới tới lượt, không ai giải thích vì sao."


def heard(*voices: Voice, quotes: bool = True) -> Heard:
    return hear(voices, WEEK, officers=TOWN.officers, quotes=quotes)


def test_five_texts_in_the_week_are_counted() -> None:
    found = heard(*[voice(SLOW, "cham-tre")] * 3, *[voice("Gắt gỏng với dân.", "thai-do")] * 2)
    assert found.window == 1
    assert found.themes == (Theme("cham-tre", 3), Theme("thai-do", 2))


def test_four_texts_give_themes_without_counts_over_four_weeks() -> None:
    earlier = voice("Quầy 3 trống cả buổi sáng.", "di-muon", week=WEEK.shift(-3))
    found = heard(earlier, *[voice(SLOW, "cham-tre")] * 4)
    assert found.window == 4
    assert found.texts == 4
    assert found.themes == (Theme("cham-tre", None), Theme("di-muon", None))


def test_nobody_is_quoted_where_fewer_than_five_wrote() -> None:
    assert heard(*[voice(SLOW, "cham-tre")] * 4).quote == ""
    assert heard(*[voice(SLOW, "cham-tre")] * 5).quote == SLOW


def test_four_weeks_may_be_enough_to_quote_somebody() -> None:
    earlier = [voice(SLOW, "cham-tre", week=WEEK.shift(-back)) for back in (0, 1, 2, 3, 3)]
    assert heard(*earlier).quote == SLOW


def test_a_quiet_month_does_not_bring_the_same_quotation_every_monday() -> None:
    said = [voice(f"{SLOW} Lần {n}.", "cham-tre", week=WEEK.shift(-2)) for n in range(5)]
    assert heard(*said).quote != hear(said, WEEK.shift(1), officers=TOWN.officers, quotes=True).quote


def test_the_quotation_is_short_and_speaks_of_the_first_theme_alone() -> None:
    long = voice("Tôi chờ. " * 60, "cham-tre")
    mixed = voice(SLOW, "cham-tre", "thai-do", "cua-quyen")
    other = voice("Ném hồ sơ trả lại dân.", "thai-do")
    assert heard(long, mixed, voice(SLOW, "cham-tre"), long, other).quote == SLOW


def test_a_kind_word_in_passing_is_not_quoted_as_a_complaint() -> None:
    mild = voice("Chờ hơi lâu nhưng mọi người rất tốt.", "cham-tre", sentiment="tich-cuc")
    assert heard(*[mild] * 5).quote == ""


def test_the_place_and_the_systems_stand_apart_from_the_staff() -> None:
    found = heard(*[voice("Ghế hỏng.", "co-so")] * 3, *[voice("Mạng treo.", "he-thong")] * 2)
    assert found.themes == ()
    assert found.place == (Theme("co-so", 3), Theme("he-thong", 2))


def test_a_letter_of_praise_reaches_anh_tuan_even_alone() -> None:
    found = heard(thanks("Anh [tên cán bộ] rất tận tình.", "khen-thai-do", officer=TUAN))
    assert found.praised == 1
    assert [(one.words, one.officer) for one in found.praise] == [
        ("Anh [tên cán bộ] rất tận tình.", TUAN.name)
    ]


def test_a_citizens_name_goes_with_their_words_and_never_alone() -> None:
    named = replace(thanks("Anh rất tận tình.", officer=TUAN), name="Lan")
    week, officers = WEEK, {TUAN.id: TUAN}
    with_words, without = (hear([named], week, officers=officers, quotes=quotes).praise for quotes in (True, False))
    assert [(one.words, one.name) for one in with_words] == [("Anh rất tận tình.", "Lan")]
    assert [(one.officer, one.name) for one in without] == [(TUAN.name, "")]


def test_praise_inside_other_words_waits_for_company() -> None:
    aside = voice("Nhanh gọn.", "khen-chuyen-mon", sentiment="tich-cuc", officer=MAI.id)
    assert heard(aside).praised == 1
    assert heard(aside).praise == ()
    assert heard(*[aside] * 5).praise[0].officer == MAI.name


def test_thanks_with_a_sting_are_no_praise() -> None:
    found = heard(
        thanks("Cảm ơn, chỉ phải chờ có ba tiếng.", "cham-tre", officer=MAI),
        voice("Giỏi thật, ba tháng mới xong.", kind=Kind.PRAISE),
    )
    assert found.praised == 0
    assert found.praise == ()


def test_without_leave_to_quote_nobody_s_words_are_there() -> None:
    said = [voice("Bác sĩ bảo tôi bị tiểu đường mà hẹn mãi.", "cham-tre")] * 5
    found = heard(*said, thanks("Khám gan rất kỹ.", "khen-chuyen-mon", officer=TUAN), quotes=False)
    assert found.quote == ""
    assert [(one.words, one.officer) for one in found.praise] == [("", TUAN.name)]
    assert found.themes == (Theme("cham-tre", 5),)


def test_a_code_that_was_retired_is_passed_over() -> None:
    assert heard(*[voice("Cũ rồi.", "nhan-cu")] * 5).themes == ()


def test_a_long_quotation_is_cut_at_a_word() -> None:
    cut = shortened("Một câu dài,\n\ncó xuống dòng " * 20, QUOTED)
    assert len(cut) <= QUOTED
    assert cut.endswith("…")
    assert "\n" not in cut
    assert cut.removesuffix("…").split(" ")[-1] in {"Một", "câu", "dài", "có", "xuống", "dòng"}

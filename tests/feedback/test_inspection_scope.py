"""Which case a people's inspector may see: one rule, fail closed."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.case_life import By, Event, Happened, State
from feedback.cases import may_handle, may_inspect
from feedback.inspection_scope import Group, group, in_full, may_watch, watched_units
from feedback.people import Officer, Role
from feedback.reviews import Stage
from feedback.units import Directory, Posting, Unit
from tests.support.builders import a_case, later
from tests.support.cast import AN_BINH, COUNTERS, HANH, HOA_LAC, NOW, OFFICERS, POSTINGS, QUAY_1, TINH_LAM_SON, UNITS
from tests.support.watching import THANH

MEMBER = replace(THANH, id=20)
PHUONG = Unit(9, "ubnd-an-binh", "UBND phường An Bình", "UBND phường An Bình", "superior", 1)
OF_THE_WARD = replace(MEMBER, id=21, code="kim", unit_id=PHUONG.id)
OF_THE_PROVINCE = replace(MEMBER, id=22, code="ha", unit_id=TINH_LAM_SON.id)
BELOW = replace(AN_BINH, parent_id=PHUONG.id)
TOWN = Directory.of(
    units=[unit if unit.id != AN_BINH.id else BELOW for unit in (*UNITS, PHUONG)],
    counters=COUNTERS,
    officers=(*OFFICERS, MEMBER, OF_THE_WARD, OF_THE_PROVINCE),
    postings=POSTINGS,
)
CASE = a_case("PA1", counter_id=QUAY_1.id)


def with_postings(*postings: Posting) -> Directory:
    return replace(TOWN, postings=(*POSTINGS, *postings))


def test_a_board_watches_its_unit_and_what_serves_right_below_it() -> None:
    assert watched_units(MEMBER, TOWN) == (BELOW,)
    assert watched_units(OF_THE_WARD, TOWN) == (PHUONG, BELOW)
    assert BELOW not in watched_units(OF_THE_PROVINCE, TOWN)  # the ward has a board of its own
    hanging = replace(TOWN, units={**TOWN.units, AN_BINH.id: AN_BINH})  # right below the province's office
    assert watched_units(OF_THE_PROVINCE, hanging) == (TINH_LAM_SON,)
    assert may_watch(MEMBER, CASE, TOWN)
    assert may_watch(OF_THE_WARD, CASE, TOWN)
    assert not may_watch(OF_THE_PROVINCE, CASE, TOWN)


def test_it_watches_what_is_said_about_the_unit_whoever_answers_it() -> None:
    assert may_watch(MEMBER, replace(CASE, handler_unit_id=HOA_LAC.id), TOWN)
    assert not may_watch(MEMBER, replace(CASE, unit_id=HOA_LAC.id), TOWN)


def test_nobody_sees_a_sealed_case_or_one_that_may_concern_them() -> None:
    assert not may_watch(MEMBER, replace(CASE, sealed=True), TOWN)
    assert not may_watch(MEMBER, replace(CASE, concerns=(MEMBER.id,)), TOWN)
    assert may_watch(MEMBER, replace(CASE, concerns=(HANH.id,)), TOWN)


def test_who_served_there_when_it_may_have_been_sees_nothing_at_an_unknown_counter_whoever_served() -> None:
    served = with_postings(Posting(MEMBER.id, QUAY_1.id, date(2026, 6, 1)))
    elsewhere = with_postings(Posting(MEMBER.id, COUNTERS[2].id, date(2026, 6, 1)))
    before = with_postings(Posting(MEMBER.id, QUAY_1.id, date(2026, 6, 1), until=NOW.date() - timedelta(30)))
    assert not may_watch(MEMBER, CASE, served)
    assert may_watch(MEMBER, CASE, elsewhere)
    assert not may_watch(MEMBER, replace(CASE, counter_id=None), elsewhere)
    assert may_watch(MEMBER, CASE, before)
    just = with_postings(Posting(MEMBER.id, QUAY_1.id, date(2026, 6, 1), until=NOW.date() - timedelta(29)))
    assert not may_watch(MEMBER, CASE, just)  # a ticket of that day is still good


@settings(deadline=None)
@given(st.sampled_from(list(Role)), st.booleans(), st.booleans(), st.sampled_from([unit.id for unit in UNITS]))
def test_everybody_else_watches_nothing_and_a_member_handles_nothing(
    role: Role, active: bool, sealed: bool, unit_id: int
) -> None:
    somebody = Officer(30, "ai", "Trần Văn Ai", "", unit_id, role, active=active)
    town = replace(TOWN, officers={**TOWN.officers, somebody.id: somebody})
    case = replace(CASE, sealed=sealed)
    member = role is Role.PEOPLES_INSPECTOR
    assert may_watch(somebody, case, town) == (member and active and not sealed and unit_id == AN_BINH.id)
    assert not (member and (may_handle(somebody, case) or may_inspect(somebody, case, town)))


def test_each_state_stands_in_one_group() -> None:
    today, over = CASE.due, replace(CASE, due=date(2026, 8, 1))
    groups = {state: group(replace(CASE, state=state), today) for state in State}
    assert set(groups.values()) == {Group.WAITING, Group.TOLD, Group.REFUSED, Group.WITHDRAWN}
    assert group(over, NOW.date()) is Group.LATE


def shown(beside: int, **more: object):  # type: ignore[no-untyped-def]
    case = replace(CASE, **more)  # type: ignore[arg-type]
    happened = [Happened(Event.ACCEPTED, By.HANDLER, later(hours=3), AN_BINH.id, HANH.id)]
    told = {"stage": Stage.SUGGESTED, "explanation": "", "timeline": happened, "directory": TOWN}
    return in_full(case, beside=[CASE] * beside, today=NOW.date(), **told)  # type: ignore[arg-type]


def test_words_are_read_where_they_hide_among_five() -> None:
    assert (shown(4).words, shown(4).few) == ("", True)
    assert (shown(5).words, shown(5).few) == (CASE.words, False)
    assert shown(4, words="").few is False  # there are none to hide


def test_erased_words_hide_nobody() -> None:
    told = {"stage": Stage.SUGGESTED, "explanation": "", "timeline": (), "directory": TOWN, "today": NOW.date()}
    erased = [*[CASE] * 4, replace(CASE, words="")]
    assert in_full(CASE, beside=erased, **told).few  # type: ignore[arg-type]


def test_a_timeline_has_days_and_roles_alone() -> None:
    (line,) = shown(5).timeline
    assert (line.officer_id, line.at.hour, line.at.date()) == (None, 0, NOW.date())


def test_an_answer_names_nobody() -> None:
    answer = "Chị Lương Thị Ngọc Mai đã xin lỗi; xin gọi 0912 345 678."
    assert shown(5, answer=answer, reason=answer).answer.count("[…]") == 2
    assert "Mai" not in shown(5, answer=answer).answer + shown(5, reason=answer).reason

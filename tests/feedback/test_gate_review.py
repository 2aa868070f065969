"""Every decision of a review at every stage, of every kind: what it needs, whether one may say it, where it goes."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from feedback.case_life import State
from feedback.deadlines import LAW
from feedback.deadlines import Kind as Due
from feedback.errors import ReviewSettled
from feedback.gate_chasing import mark
from feedback.gate_review import TABLE, Decision, Found, GateReview, Kind, Need, Stage
from feedback.gate_seconding import may_second, seconders
from feedback.people import Role
from feedback.units import Directory
from tests.support.builders import a_case
from tests.support.casework import BO
from tests.support.cast import AN_BINH, DIRECTORY, DUNG, HANH, KHOA, MAI, OFFICERS, THAO, TINH_LAM_SON, TUAN

DUE, SEND_BY = date(2026, 8, 12), date(2026, 8, 19)
FIRST, SECOND = 4, 5

WRITTEN_TWICE = {
    Decision.INSPECT: ("to-cao to-giac", Need.NOTHING, State.VERIFYING, None, False),
    Decision.FORWARD: ("to-cao to-giac", Need.AUTHORITY, State.CLOSED, Due.FORWARD, False),
    Decision.KEEP: ("to-cao to-giac", Need.REASON, State.CLOSED, None, True),
    Decision.CRIME: ("to-cao to-giac", Need.AUTHORITY, State.CLOSED, Due.HAND_OVER, False),
    Decision.COMPLAINT: ("to-cao khieu-nai to-giac", Need.NOTHING, State.REFUSED, None, True),
    Decision.NOTHING: ("to-cao khieu-nai to-giac", Need.REASON, None, None, True),
    Decision.INSPECTED: ("to-cao to-giac", Need.REASON, None, None, True),
}
"""A slip in the table is then seen."""


def a_review(kind: Kind = Kind.DENUNCIATION, stage: Stage = Stage.OPEN, *, weighty: bool = False) -> GateReview:
    proposed = {"decision": Decision.KEEP, "note": "Chưa rõ.", "proposed_by": FIRST} if stage is Stage.PROPOSED else {}
    return GateReview(1, "PA1", kind, Found.CUE, DUE, weighty, stage, **proposed)  # type: ignore[arg-type]


def test_the_table_is_as_written() -> None:
    said = {
        one: (" ".join(kind.value for kind in Kind if kind in row.kinds), row.need, row.to, row.sends, row.lets_go)
        for one, row in TABLE.items()
    }
    assert said == WRITTEN_TWICE
    assert [*TABLE] == [*WRITTEN_TWICE] and {*TABLE} == {*Decision}


@pytest.mark.parametrize(("kind", "stage", "decision", "weighty"), [*product(Kind, Stage, Decision, (False, True))])
def test_what_is_decided_when_and_by_how_many(kind: Kind, stage: Stage, decision: Decision, weighty: bool) -> None:
    kinds, need, _, sends, lets_go = WRITTEN_TWICE[decision]
    review, note = a_review(kind, stage, weighty=weighty), "Thanh tra tỉnh" if need else ""
    if stage is not Stage.OPEN or kind not in kinds.split() or decision is Decision.INSPECTED:
        with pytest.raises(ReviewSettled):
            review.decide(decision, FIRST, note, send_by=SEND_BY)
        return
    said = review.decide(decision, FIRST, note, send_by=SEND_BY)
    if weighty and lets_go and kind is not Kind.COMPLAINT:
        assert (said.stage, said.proposed_by, said.decided_by, said.due) == (Stage.PROPOSED, FIRST, None, DUE)
        said = said.agree(SECOND, send_by=SEND_BY)
        assert said.decided_by == SECOND
    if sends:
        assert (said.stage, said.due, said.sent_on) == (Stage.SENDING, SEND_BY, None)
        said = said.sent(date(2026, 8, 17))
        assert said.sent_on == date(2026, 8, 17)
    assert (said.stage, said.decision, said.note, said.holds) == (Stage.SETTLED, decision, note, False)


@pytest.mark.parametrize(("decision", "weighty"), [*product(Decision, (False, True))])
def test_what_was_inspected_is_said_by_two_and_only_where_it_is_weighty(decision: Decision, weighty: bool) -> None:
    settled = replace(a_review(stage=Stage.SETTLED, weighty=weighty), decision=decision)
    assert settled.inspects == (weighty and decision is Decision.INSPECT)
    assert settled.able == ((Decision.INSPECTED,) if settled.inspects else ())
    if settled.inspects:
        said = settled.decide(Decision.INSPECTED, FIRST, "Đúng sự thật.", send_by=SEND_BY)
        assert (said.stage, said.due, said.holds) == (Stage.PROPOSED, SEND_BY, True)
        assert said.disagree(SECOND) == replace(settled, due=SEND_BY, decided_by=SECOND)
        done = said.agree(SECOND, send_by=said.due)
        assert (done.stage, done.inspects, done.finds_law) == (Stage.SETTLED, False, True)


@pytest.mark.parametrize(("found", "fresh"), [*product(Found, (True, False))])
def test_a_unit_ends_alone_only_a_fresh_complaint_that_it_did_not_find_itself(found: Found, fresh: bool) -> None:
    review = replace(a_review(Kind.COMPLAINT), found=found)
    said = review.decide(Decision.COMPLAINT, FIRST, "", send_by=SEND_BY, fresh=fresh)
    alone = fresh and found is not Found.HANDLER
    assert said.stage is (Stage.SETTLED if alone else Stage.PROPOSED)


def test_what_was_weighty_stays_so_whoever_raises_it() -> None:
    settled = replace(a_review(stage=Stage.SETTLED, weighty=True), decision=Decision.INSPECT)
    assert settled.raised(Kind.DENUNCIATION, due=SEND_BY, weighty=False).weighty


@pytest.mark.parametrize(("kind", "stage", "more", "weighty"), [*product(Kind, Stage, Kind, (False, True))])
def test_more_words_never_make_less_of_a_review(kind: Kind, stage: Stage, more: Kind, weighty: bool) -> None:
    review = replace(a_review(kind, stage), decision=Decision.NOTHING if stage is Stage.SETTLED else None)
    again = review.joined(more, Found.CITIZEN, due=SEND_BY, weighty=weighty)
    order = [Kind.COMPLAINT, Kind.DENUNCIATION, Kind.CRIME]
    assert again.kind is order[max(order.index(kind), order.index(more))]
    assert (again.weighty, again.holds) == (weighty, True)
    new = stage is Stage.SETTLED or again.kind is not kind or weighty
    assert (again == review) == (not new)
    assert again.stage is (Stage.SENDING if stage is Stage.SENDING else Stage.OPEN if new else stage)


def test_what_is_inspected_does_not_begin_again_with_each_copy() -> None:
    settled = replace(a_review(stage=Stage.SETTLED, weighty=True), decision=Decision.INSPECT)
    assert settled.joined(Kind.DENUNCIATION, Found.CUE, due=SEND_BY, weighty=True) is not None
    assert settled.joined(Kind.DENUNCIATION, Found.CUE, due=SEND_BY, weighty=True) == settled
    assert settled.joined(Kind.CRIME, Found.CUE, due=SEND_BY, weighty=False).stage is Stage.OPEN


@pytest.mark.parametrize("decision", Decision)
def test_what_a_decision_needs_is_asked_for_and_nothing_else_is_taken(decision: Decision) -> None:
    note = "" if WRITTEN_TWICE[decision][1] else "Không cần."
    with pytest.raises(ReviewSettled):
        a_review().decide(decision, FIRST, note, send_by=SEND_BY)


@pytest.mark.parametrize(("stage", "by"), [*product(Stage, (FIRST, SECOND))])
def test_only_a_proposal_is_agreed_to_and_never_by_whoever_proposed_it(stage: Stage, by: int) -> None:
    review = a_review(stage=stage)
    if stage is Stage.PROPOSED and by == SECOND:
        assert review.agree(by, send_by=SEND_BY).stage is Stage.SETTLED
    else:
        with pytest.raises(ReviewSettled):
            review.agree(by, send_by=SEND_BY)


@pytest.mark.parametrize("stage", Stage)
def test_who_does_not_agree_sends_it_back_to_the_start(stage: Stage) -> None:
    if stage is Stage.PROPOSED:
        again = a_review(stage=stage).disagree(SECOND)
        assert again == replace(a_review(), decided_by=SECOND)
    else:
        with pytest.raises(ReviewSettled):
            a_review(stage=stage).disagree(SECOND)


@pytest.mark.parametrize("stage", Stage)
def test_only_what_is_to_be_sent_is_sent(stage: Stage) -> None:
    if stage is not Stage.SENDING:
        with pytest.raises(ReviewSettled):
            a_review(stage=stage).sent(DUE)


@pytest.mark.parametrize(("kind", "stage", "more"), [*product(Kind, Stage, Kind)])
def test_a_settled_one_begins_again_and_a_complaint_may_become_more(kind: Kind, stage: Stage, more: Kind) -> None:
    review = a_review(kind, stage)
    upward = stage is Stage.OPEN and kind is Kind.COMPLAINT and more is not Kind.COMPLAINT
    if stage is Stage.SETTLED or upward:
        raised = review.raised(more, due=SEND_BY, weighty=True)
        assert (raised.stage, raised.kind, raised.due, raised.weighty) == (Stage.OPEN, more, SEND_BY, True)
    else:
        with pytest.raises(ReviewSettled):
            review.raised(more, due=SEND_BY, weighty=True)


@pytest.mark.parametrize("officer", OFFICERS, ids=lambda one: one.code)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("sealed", [False, True])
def test_the_second_person_is_of_the_nearest_unit_never_of_the_one_it_is_about(
    officer: object, stage: Stage, sealed: bool
) -> None:
    handler = TINH_LAM_SON if sealed else AN_BINH
    case = a_case(handler=handler, sealed=sealed, concerns=(HANH.id,) if sealed else ())
    review = replace(a_review(stage=stage), proposed_by=DUNG.id if sealed else HANH.id)
    able = {THAO} if sealed else {DUNG, THAO}  # the units above: two of one office let nothing go
    assert may_second(officer, review, case, DIRECTORY) == (stage is Stage.PROPOSED and officer in able)  # type: ignore[arg-type]
    assert {*seconders(review, case, DIRECTORY)} == (able if stage is Stage.PROPOSED else set())


def test_a_deputy_of_whom_it_concerns_is_no_second_person_and_the_nearest_unit_is_asked() -> None:
    chair = replace(HANH, id=30, code="ct", unit_id=BO.id, role=Role.HEAD)
    deputy, free = replace(chair, id=31, code="pct"), replace(chair, id=32, code="tt", role=Role.INSPECTOR)
    units = (BO, replace(TINH_LAM_SON, parent_id=BO.id), AN_BINH)
    people = (chair, deputy, free, DUNG, THAO, HANH)
    directory = Directory.of(units=units, counters=(), officers=people, postings=())
    review = replace(a_review(stage=Stage.PROPOSED), proposed_by=DUNG.id)
    case = a_case(handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, chair.id))
    assert [one for one in people if may_second(one, review, case, directory)] == [free, THAO]
    assert seconders(review, case, directory) == (THAO,)


def test_whom_the_case_concerns_and_who_left_is_no_second_person() -> None:
    review = replace(a_review(stage=Stage.PROPOSED), proposed_by=DUNG.id)
    case = a_case(handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id, THAO.id))
    assert seconders(review, case, DIRECTORY) == ()
    free = replace(case, concerns=(HANH.id,))
    assert not may_second(replace(THAO, active=False), review, free, DIRECTORY)
    assert not any(may_second(one, review, free, DIRECTORY) for one in (TUAN, MAI, KHOA, HANH, DUNG))


def test_the_two_clocks_are_rows_with_their_law() -> None:
    days = {row.kind: (row.days, row.source) for row in LAW}
    assert days[Due.REVIEW] == (7, "25/2018/QH14 24")
    assert days[Due.FORWARD] == (5, "25/2018/QH14 24")
    assert days[Due.HAND_OVER] == (1, "101/2015/QH13 146")


REMINDED = [
    (date(2026, 8, 7), ""),
    (date(2026, 8, 10), "sap-het-han:cho-tham-dinh:2026-08-12"),
    (date(2026, 8, 12), "sap-het-han:cho-tham-dinh:2026-08-12"),
    (date(2026, 8, 13), "qua-han:cho-tham-dinh:2026-08-12:0"),
    (date(2026, 8, 19), "qua-han:cho-tham-dinh:2026-08-12:0"),
    (date(2026, 8, 20), "qua-han:cho-tham-dinh:2026-08-12:1"),
]


@pytest.mark.parametrize(("today", "wanted"), REMINDED)
def test_a_reminder_before_the_day_one_after_and_again_each_week(today: date, wanted: str) -> None:
    assert mark(a_review(), today=today, calendar=DIRECTORY.calendar_of(AN_BINH.id)) == wanted

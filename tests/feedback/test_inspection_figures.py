"""A quarter on a sheet: what is counted, what is left out, and that nothing left out can be found again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.case_life import Refusal, Result, State
from feedback.cases import Case
from feedback.inspection_figures import OTHER, Outcome, Reply, Report, left_out, outcome, report
from feedback.periods import Calendar, Quarter
from feedback.recommendations import Recommendation, Stage
from tests.support.builders import a_case
from tests.support.cast import AN_BINH, NOW
from tests.support.watching import on

AS_OF = date(2026, 10, 20)
REASONS = {"Không thuộc thẩm quyền": Refusal.NOT_OURS.value}


def a_report(cases: list[Case], recommendations: list[Recommendation] | None = None) -> Report:
    numbered = [replace(case, id=number) for number, case in enumerate(cases, 1)]
    return report(
        AN_BINH,
        Quarter(2026, 3),
        as_of=AS_OF,
        cases=numbered,
        calendar=Calendar(),
        reasons=REASONS,
        months=[],
        recommendations=recommendations or [],
    )


def answered(day: int = 10, **more: Any) -> Case:
    """Filed on Monday the 3rd of August, due on the 17th."""
    return a_case(state=State.ANSWERED, answered_at=on(day), **more)


def refused(reason: str = "Không thuộc thẩm quyền") -> Case:
    return a_case(state=State.REFUSED, reason=reason)


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        (answered(17), Outcome.ON_TIME),
        (answered(18), Outcome.LATE),
        (a_case(state=State.CLOSED, answered_at=on(17, 23)), Outcome.ON_TIME),
        (a_case(), Outcome.OVERDUE),
        (a_case(due=AS_OF), Outcome.WAITING),
        (refused(), Outcome.REFUSED),
        (a_case(state=State.WITHDRAWN), Outcome.WITHDRAWN),
    ],
)
def test_each_case_came_to_one_thing(case: Case, wanted: Outcome) -> None:
    assert outcome(case, AS_OF) is wanted


def test_midnight_is_the_offices() -> None:
    late = datetime.fromisoformat("2026-08-17T17:30:00+00:00")  # the 18th in Việt Nam
    assert outcome(a_case(state=State.ANSWERED, answered_at=late), AS_OF) is Outcome.LATE


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1))
def test_what_is_left_out_cannot_be_subtracted(counts: Mapping[str, int]) -> None:
    out = left_out(counts)
    few = {kind for kind, count in counts.items() if 0 < count < 5}
    assert few <= out
    assert not any(counts[kind] == 0 for kind in out)
    rest = [kind for kind, count in counts.items() if count and kind not in out]
    if out and rest:
        assert len(out) > 1
        assert sum(counts[kind] for kind in out) >= 5
    if not few:
        assert not out


def test_fewer_than_five_cases_are_not_counted_at_all() -> None:
    found = a_report([answered() for _ in range(4)])
    assert (found.count, found.outcomes, found.tags) == (None, {}, {})
    assert a_report([]).count == 0


def test_a_few_late_ones_hide_among_the_next_smallest() -> None:
    found = a_report([*[answered() for _ in range(20)], *[answered(25)] * 2, *[refused() for _ in range(6)]])
    assert found.count == 28
    assert found.outcomes[Outcome.ON_TIME] == 20
    assert found.outcomes[Outcome.LATE] is found.outcomes[Outcome.REFUSED] is None
    assert found.outcomes[Outcome.WAITING] == 0
    assert found.reasons == {}
    assert found.solved is None  # its n would tell how many were late


def test_days_are_working_days_and_their_median_stands_from_ten() -> None:
    assert a_report([answered() for _ in range(9)]).days is None
    found = a_report([*[answered(10)] * 6, *[answered(12)] * 5])
    assert found.days == 5


def test_the_share_of_what_was_solved_stands_from_ten_with_its_interval() -> None:
    cases = [answered(result=Result.SOLVED if number < 8 else Result.SILENT) for number in range(10)]
    found = a_report(cases).solved
    assert found is not None
    assert (found.hits, found.n) == (8, 10)
    assert found.low < 0.8 < found.high
    assert a_report(cases[:9]).solved is None


def test_a_rare_tag_stands_not_among_the_counts() -> None:
    found = a_report([*[answered() for _ in range(6)], *[answered(tags=("thai-do", "cham-tre"))] * 4])
    assert found.tags["cham-tre"] == 10
    assert found.tags["thai-do"] is found.tags["co-so"] is None


def test_reasons_are_told_where_refusals_are_and_each_is_many_enough() -> None:
    found = a_report([*[refused()] * 5, *[refused("Việc này phường không làm.")] * 5, *[answered()] * 5])
    assert found.outcomes[Outcome.REFUSED] == 10
    assert found.reasons == {**dict.fromkeys(Refusal, 0), Refusal.NOT_OURS: 5, OTHER: 5}


def test_a_sheet_names_no_case_and_no_words() -> None:
    found = repr(a_report([answered(code="PA1", words="Lời của chị Lan.")] * 5))
    assert "Lan" not in found
    assert "PA1" not in found


def a_recommendation(**more: Any) -> Recommendation:
    return replace(Recommendation("N1", 2, 2, 1, "", NOW, date(2026, 8, 18)), **more)


def test_what_boards_recommended_is_counted_whole() -> None:
    found = a_report(
        [],
        [
            a_recommendation(),
            a_recommendation(due=AS_OF),
            a_recommendation(stage=Stage.DONE, answered_at=on(18, 23)),
            a_recommendation(stage=Stage.DECLINED, answered_at=on(19)),
        ],
    ).recommended
    assert found.replies == dict.fromkeys(Reply, 1)
    assert (found.accepted, found.declined, found.done) == (1, 1, 1)


def test_a_quarter_is_written_as_people_write_it() -> None:
    third = Quarter.parse("2026-q3")
    assert (str(third), third.first, third.last) == ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30))
    assert third.before() == Quarter(2026, 2)
    assert Quarter(2026, 1).before() == Quarter(2025, 4)
    for wrong in ("2026-Q5", "2026-Q0", "2026Q3", "26-Q3", "2026-Q", "0000-Q1", "2026-W3", "", "2026-Q3-Q3"):
        with pytest.raises(ValueError, match=r".*"):
            Quarter.parse(wrong)


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_its_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert Quarter.parse(str(quarter)) == quarter
    assert Quarter.of(quarter.last + timedelta(1)).before() == quarter
    assert quarter.months[0] == quarter.first

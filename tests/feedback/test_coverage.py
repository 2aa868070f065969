"""How many visits are rated, and whether people say at home what they say at the desk."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from feedback.coverage import Counts, coverage, settled_month
from feedback.scoring import Tally, difference, share
from feedback.tickets import LIVES
from feedback.visits import Proof
from homthu.commands.coverage import table

NONE: dict[Proof, Tally] = {}
TALLIES = {
    Proof.COUNTER: Tally((1, 1, 2, 10, 26)),
    Proof.TABLET: Tally((0, 0, 0, 2, 8)),
    Proof.TICKET: Tally((2, 2, 2, 4, 10)),
    Proof.NONE: Tally((50, 0, 0, 0, 0)),
    Proof.ASSISTED: Tally((0, 0, 0, 0, 50)),
}


def test_shares_are_of_the_visits_that_the_office_told_of() -> None:
    found = coverage(Counts(recorded=200, asked=80, answered=24), NONE)
    assert (found.asked, found.answered) == (share(80, 200), share(24, 200))


def test_desk_is_counter_and_tablet_and_home_is_the_ticket_alone() -> None:
    found = coverage(Counts(), TALLIES)
    assert (found.desk, found.home) == (share(46, 50), share(14, 20))


def test_the_gap_is_newcombes_interval() -> None:
    """The figures of Newcombe 1998, table II, case (a) by method 10: 56/70 minus 48/80 is 0.0524 to 0.3339."""
    first, second = share(56, 70), share(48, 80)
    assert first and second
    assert difference(first, second) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    desk, home = {Proof.COUNTER: Tally((0, 0, 32, 0, 48))}, {Proof.TICKET: Tally((0, 0, 14, 0, 56))}
    assert coverage(Counts(), desk | home).gap == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_below_ten_nothing_is_shared_and_no_gap_is_told() -> None:
    nine = {Proof.COUNTER: Tally((0, 0, 0, 0, 30)), Proof.TICKET: Tally((0, 0, 0, 0, 9))}
    found = coverage(Counts(recorded=9, asked=9, answered=9), nine)
    assert (found.asked, found.answered, found.home, found.gap) == (None, None, None, None)
    assert found.desk is not None
    told = table(found)
    assert told.count("dưới 10 lượt") == 4
    assert "9" not in told.replace("89–100 %", "")
    assert told.count("%") == 2  # the share at the desk alone, and its interval
    assert "chưa tính được" in told


def test_a_small_part_of_a_large_whole_is_not_told_by_its_share() -> None:
    found = coverage(Counts(recorded=200, asked=9, answered=3), NONE)
    assert (found.asked, found.answered, found.counts) == (None, None, Counts(recorded=200))


def test_counts_are_told_in_tens_so_that_one_rating_more_does_not_show() -> None:
    tables = {table(coverage(Counts(200 + more, 80, 24 + more), TALLIES)).splitlines()[0] for more in range(10)}
    assert len(tables) == 1


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 20), date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 11, 30), date(2026, 9, 1), date(2026, 9, 30)),  # the last day of the tickets of 31 October
        (date(2026, 12, 1), date(2026, 10, 1), date(2026, 10, 31)),
        (date(2027, 1, 1), date(2026, 11, 1), date(2026, 11, 30)),
        (date(2027, 3, 2), date(2026, 12, 1), date(2026, 12, 31)),
        (date(2027, 3, 3), date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_a_month_is_told_once_all_its_tickets_have_expired(today: date, first: date, last: date) -> None:
    assert settled_month(today) == (first, last)


def test_the_month_told_never_overlaps_another_one_and_nothing_in_it_can_change() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(800)]
    told = sorted({settled_month(today) for today in days})
    assert all(later[0] == earlier[1] + timedelta(days=1) for earlier, later in pairwise(told))
    assert all(settled_month(today)[1] + LIVES < today for today in days)


def test_the_table_is_read_as_an_office_writes() -> None:
    told = table(coverage(Counts(200, 80, 24), TALLIES)).splitlines()
    assert [line.split("  ")[0] for line in told] == [
        "Lượt đơn vị đã báo",
        "Được mời qua Zalo",
        "Đánh giá bằng phiếu",
        "Hài lòng, đánh giá tại quầy",
        "Hài lòng, đánh giá tại nhà",
        "Chênh lệch (tại nhà trừ tại quầy)",
    ]
    assert told[0].endswith("ít nhất 200 lượt")
    assert told[1].endswith("ít nhất 80 lượt  40 % (khoảng 33–47 %)")
    assert told[4].endswith("70 % trong ít nhất 20 lượt (khoảng 48–85 %)")
    assert told[5].endswith("−22 điểm % (khoảng −44 đến −3)")

"""Every code of Zalo has its consequence; docs/zalo-oa.md shows the same table to people."""

import re
from pathlib import Path

import pytest

from bot.channels.base import NotAccepted, OutsideWindow, Rejected, SendError, Throttled, Unreachable
from bot.channels.zalo_oa_errors import LOST, MEANINGS, TEMPLATE_MEANINGS, Act, Refused, meaning, send_error

WORDS = "Quầy năm đòi tiền."
ERRORS: dict[Act, type[SendError]] = {
    Act.WAIT: Throttled,
    Act.WAIT_ALL: Throttled,
    Act.REFRESH: NotAccepted,  # what is left when the fresh token is refused too
    Act.CLOSED: OutsideWindow,
    Act.NOBODY: Unreachable,
    Act.REFUSE: Rejected,
    Act.PERSON: NotAccepted,
}

# The codes of PROTOCOLS 3.2 to 3.5, written out once more: a code must not get lost in the table.
LETTERS = {
    Act.WAIT_ALL: (-32,),
    Act.WAIT: (-218, -219, -234),
    Act.REFRESH: (-216, -220, -124),
    Act.CLOSED: (-230, -232, -320, -321),
    Act.NOBODY: (-213, -217, -227, -244),
    Act.REFUSE: (-100, -201, -210, -233, -248, -249),
    Act.PERSON: (-204, -205, -209, -211, -221, -223, -224, -240, -242),
}
NOTICES = {
    Act.WAIT_ALL: (-32, -144),
    Act.WAIT: (-133,),
    Act.REFRESH: (-124, -216, -220),
    Act.REFUSE: (-108, -114, -118, -119, -139, -141, -213, -217, -227, -244),
    Act.PERSON: (-109, -112, -115, -127, -131, -135, -320, -321, -1121, -1122),
}


@pytest.mark.parametrize(("act", "code"), [(act, code) for act, codes in LETTERS.items() for code in codes])
def test_each_code_for_a_letter(act: Act, code: int) -> None:
    assert meaning(Refused(code, WORDS)).act is act
    assert type(send_error(Refused(code, WORDS))) is ERRORS[act]


@pytest.mark.parametrize(("act", "code"), [(act, code) for act, codes in NOTICES.items() for code in codes])
def test_each_code_for_a_notice(act: Act, code: int) -> None:
    assert meaning(Refused(code, WORDS), template=True).act is act
    assert type(send_error(Refused(code, WORDS), template=True)) is ERRORS[act]


def test_both_lists_name_every_code_of_the_table() -> None:
    assert {code for codes in LETTERS.values() for code in codes} == set(MEANINGS)
    assert {code for codes in NOTICES.values() for code in codes} >= set(TEMPLATE_MEANINGS) - set(MEANINGS)


def test_a_user_id_that_is_none_is_nobody_and_another_field_is_our_mistake() -> None:
    assert type(send_error(Refused(-201, "user_id is invalid!"))) is Unreachable
    assert type(send_error(Refused(-201, "text is invalid!"))) is Rejected
    assert type(send_error(Refused(-201, "user_id is invalid!"), template=True)) is Rejected


def test_a_code_nobody_has_seen_is_shown_to_an_operator() -> None:
    assert type(send_error(Refused(-9876))) is Rejected


def test_a_full_quota_of_notices_does_not_stop_the_letters_but_a_full_minute_does() -> None:
    quota, minute = send_error(Refused(-144), template=True), send_error(Refused(-32), template=True)
    assert isinstance(quota, Throttled)
    assert isinstance(minute, Throttled)
    assert (quota.everybody, minute.everybody) == (False, True)


def test_no_error_repeats_what_zalo_wrote() -> None:
    refusals = [Refused(code, WORDS) for code in MEANINGS]
    told = [f"{error!r} {error}" for one in refusals for error in (send_error(one), one)]
    assert not [one for one in told if "Quầy" in one]


def test_the_table_for_people_has_each_code() -> None:
    page = (Path(__file__).parents[3] / "docs" / "zalo-oa.md").read_text("utf-8")
    listed = {int(code) for code in re.findall(r"-\d+", page.partition("## Bảng lỗi")[2])}
    assert {*MEANINGS, *TEMPLATE_MEANINGS, *LOST} <= listed

"""A member of the people's inspection is declared as an office writes it, and is not mixed up with an inspector."""

import pytest

from feedback.people import Role
from homthu.importing import read

HEADS = "mã,họ tên,mã đơn vị,vai,thư điện tử\n"


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("thanh tra nhân dân", Role.PEOPLES_INSPECTOR),
        ("Ban Thanh tra nhân dân", Role.PEOPLES_INSPECTOR),
        ("thanh tra", Role.INSPECTOR),
    ],
)
def test_a_role_is_read_as_it_is_written(written: str, role: Role) -> None:
    rows, faults = read("officers", f"{HEADS}thanh,Bàn Văn Thanh,an-binh,{written},\n")
    assert ([row.cells["role"] for row in rows], faults) == ([role], [])

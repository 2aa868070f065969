"""The doctor counts sealed cases that nobody may open, and says nothing else of them."""

from dataclasses import replace
from types import SimpleNamespace

from homthu.checks.sealed import sealed
from storage.maintenance import Database
from tests.support.builders import a_case
from tests.support.cast import DUNG, HANH, THAO, TINH_LAM_SON


async def test_a_sealed_case_that_nobody_may_open_fails_with_a_number(database: Database) -> None:
    service = SimpleNamespace(database=database)
    async with database.transact() as tx:
        await tx.cases.open(a_case("K7M3Q2X", handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,)))
    (line,) = await sealed(service)  # type: ignore[arg-type]
    assert line.state == "ok"
    async with database.transact() as tx:
        for officer in (DUNG, THAO):
            await tx.places.put_officer(replace(officer, active=False))
    (line,) = await sealed(service)  # type: ignore[arg-type]
    assert (line.state, line.sentence.split(" đang")[0]) == ("fail", "1 phản ánh niêm kín")
    assert "K7M3Q2X" not in line.sentence
    assert "Chờ 40 phút" not in line.sentence

"""Where a sealed case goes: past everybody it concerns, up the tree, at the top to the inspectors; never to nobody."""

from dataclasses import replace

import pytest

from feedback.analysis import Analysis, TagFound
from feedback.cases import may_handle, may_inspect, may_unseal
from feedback.chance import Chance
from feedback.handling import release
from feedback.people import Officer, Role
from feedback.ringing import handlers
from feedback.sealing import concerned, sent_up
from feedback.units import Directory
from storage.maintenance import Database
from storage.unseen import unseen
from tests.support.builders import a_case, a_filed
from tests.support.casework import BO, YEN
from tests.support.cast import AN_BINH, DUNG, HANH, KHOA, MAI, NOW, OFFICERS, SINCE, THAO, TINH_LAM_SON, UNITS

BAO = Officer(11, "bao", "Tạ Quốc Bảo", "Thanh tra viên", BO.id, Role.INSPECTOR)
LOI = Officer(12, "loi", "Ngô Văn Lợi", "Thanh tra viên", AN_BINH.id, Role.INSPECTOR)
UNDER_BO = [replace(TINH_LAM_SON, parent_id=BO.id), BO, *UNITS[1:]]
MONEY = Analysis((TagFound("voi-vinh", 0.9),), sentiment="tieu-cuc")


def tree(*more: Officer, units: list = UNDER_BO, without: tuple[Officer, ...] = ()) -> Directory:  # type: ignore[type-arg]
    return Directory.of(units=units, officers=[one for one in (*OFFICERS, *more) if one not in without])


def test_it_goes_to_the_unit_right_above() -> None:
    assert sent_up(AN_BINH.id, (HANH.id,), tree(YEN)) == (TINH_LAM_SON.id, (HANH.id,))


def test_where_the_superior_is_named_it_goes_up_again() -> None:
    filed = a_filed("Ông Lưu Đình Dũng bênh cán bộ quầy 1.")
    concerns = concerned(filed, tree(YEN))
    assert concerns == (HANH.id, DUNG.id)
    assert sent_up(AN_BINH.id, concerns, tree(YEN))[0] == BO.id


def test_a_vacant_seat_above_is_passed_over() -> None:
    assert sent_up(AN_BINH.id, (HANH.id,), tree(YEN, without=(DUNG,)))[0] == BO.id


def test_at_the_top_it_goes_to_the_inspectors_and_deputies_of_whom_it_concerns_stay_out() -> None:
    deputy = replace(YEN, id=13, code="pho")
    there = tree(YEN, deputy, BAO)
    handler, concerns = sent_up(AN_BINH.id, (HANH.id, DUNG.id, YEN.id), there)
    case = a_case(handler=BO, sealed=True, concerns=concerns)
    assert (handler, handlers(case, there)) == (BO.id, (BAO,))


def test_where_the_top_has_no_inspector_it_goes_to_those_of_the_next_unit_below_it() -> None:
    handler, concerns = sent_up(AN_BINH.id, (HANH.id, DUNG.id, YEN.id), tree(YEN))
    case = a_case(handler=TINH_LAM_SON, sealed=True, concerns=concerns)
    assert (handler, handlers(case, tree(YEN))) == (TINH_LAM_SON.id, (THAO,))


def test_a_unit_without_a_superior_has_its_own_inspectors_and_never_its_head() -> None:
    alone = tree(LOI, units=[replace(AN_BINH, parent_id=None)])
    handler, concerns = sent_up(AN_BINH.id, (HANH.id,), alone)
    case = a_case(handler=AN_BINH, sealed=True, concerns=concerns)
    assert (handler, handlers(case, alone)) == (AN_BINH.id, (LOI,))


def test_inspectors_see_only_what_no_handler_of_their_unit_may_have() -> None:
    sealed = a_case(handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,))
    about_dung = replace(sealed, concerns=(HANH.id, DUNG.id))
    assert not may_inspect(THAO, sealed, tree())
    assert may_inspect(THAO, about_dung, tree())
    for who, case in (
        (THAO, replace(about_dung, concerns=(DUNG.id, THAO.id))),
        (THAO, replace(about_dung, sealed=False)),
        (replace(THAO, active=False), about_dung),
        (KHOA, about_dung),
        (LOI, replace(about_dung, handler_unit_id=AN_BINH.id)),  # lost its way: somebody stands above
    ):
        assert not may_inspect(who, case, tree(LOI))


def test_only_a_handler_above_who_has_it_may_unseal() -> None:
    sealed = a_case(handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,))
    assert may_unseal(DUNG, sealed, tree())
    about_dung = replace(sealed, concerns=(HANH.id, DUNG.id))
    assert not may_unseal(DUNG, about_dung, tree())
    assert not may_unseal(THAO, about_dung, tree())  # who may read it, and answer
    assert not any(may_unseal(who, sealed, tree()) for who in (HANH, MAI, THAO, KHOA))
    assert not may_unseal(DUNG, replace(sealed, sealed=False), tree())
    assert not may_unseal(DUNG, sealed, tree(without=(HANH,)))  # nobody would have it


@pytest.mark.parametrize("named", ["", "Ông Lưu Đình Dũng biết mà bỏ qua."])
async def test_words_that_are_sealed_become_a_case_that_somebody_may_open(database: Database, named: str) -> None:
    async with database.transact() as tx:
        await tx.feedback.file(a_filed(f"Muốn nhanh thì bồi dưỡng. {named}"))
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=60, limit=1)
        await release(tx, held, MONEY, now=NOW, chance=Chance())
        seen = {one.code: await tx.cases.visible(one) for one in OFFICERS}
        assert [who for who, found in seen.items() if found] == (["thao"] if named else ["dung"])
        (case,) = seen["thao" if named else "dung"]
        assert not may_handle(HANH, case)
        assert await unseen(tx.executor, await tx.directory()) == 0


async def test_words_that_name_the_superior_become_a_case_of_the_unit_above_that_one(database: Database) -> None:
    async with database.transact() as tx:
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(TINH_LAM_SON, parent_id=above), since=SINCE)
        yen = replace(YEN, unit_id=above)
        yen = replace(yen, id=await tx.places.add_officer(yen))
        await tx.feedback.file(a_filed("Giám đốc được ông Lưu Đình Dũng bênh."))
        (held,) = await tx.feedback.held(now=NOW, lease_seconds=60, limit=1)
        await release(tx, held, Analysis(about_head=True), now=NOW, chance=Chance())
        assert [one.code for one in (*OFFICERS, yen) if await tx.cases.visible(one)] == ["yen"]


async def test_a_sealed_case_that_nobody_may_open_any_more_is_counted_for_the_operator(database: Database) -> None:
    async with database.transact() as tx:
        await tx.cases.open(a_case(handler=TINH_LAM_SON, sealed=True, concerns=(HANH.id,)))
        await tx.cases.open(a_case(handler=None, sealed=True))
        await tx.cases.open(a_case())
        assert await unseen(tx.executor, await tx.directory()) == 1
        await tx.places.put_officer(replace(DUNG, active=False))
        assert await unseen(tx.executor, await tx.directory()) == 1  # the inspector stands in
        await tx.places.put_officer(replace(THAO, active=False))
        assert await unseen(tx.executor, await tx.directory()) == 2
        above = await tx.places.add_unit(BO, since=SINCE)
        await tx.places.put_unit(replace(AN_BINH, parent_id=above), since=SINCE)
        assert await unseen(tx.executor, await tx.directory()) == 2

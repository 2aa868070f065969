"""The list of sections, and the one thing a digest asks for."""

from importlib import import_module
from pathlib import Path

import digest.sections
from digest.compose import SECTIONS
from tests.digest import weeks
from tests.digest.fakes import Office, digest_of
from tests.support.cast import MAI, TUAN

NOT_SECTIONS = {"__init__", "passage"}


def test_every_section_file_stands_in_the_list_and_has_a_reason() -> None:
    folder = Path(digest.sections.__path__[0])
    names = {path.stem for path in folder.glob("*.py")} - NOT_SECTIONS
    assert {write.__module__.rpartition(".")[2] for write in SECTIONS} == names
    assert all(import_module(f"digest.sections.{name}").__doc__ for name in names)


async def test_the_headline_is_always_there_and_first() -> None:
    for make in (*weeks.WEEKS.values(), Office):
        digest = await digest_of(make())
        assert digest.passages[0].key == "headline"
        assert len({passage.key for passage in digest.passages}) == len(digest.passages)


async def test_what_is_urgent_comes_before_what_is_usual() -> None:
    keys = [passage.key for passage in (await digest_of(weeks.bad())).passages]
    assert keys == ["headline", "trend", "urgent", "tags", "voices", "waiting"]


async def test_answers_come_before_praise_and_nothing_is_asked_in_vain() -> None:
    assert (await digest_of(weeks.busy())).action == "Gõ /viec để xem và trả lời."
    assert "lời khen" in (await digest_of(weeks.praised())).action
    assert (await digest_of(Office())).action == ""


async def test_two_officers_are_quoted_before_one_twice() -> None:
    (praise,) = [one for one in (await digest_of(weeks.praised())).passages if one.key == "praise"]
    assert [quote.rpartition(" khen ")[2] for quote in praise.quotes] == [TUAN.name, MAI.name]


async def test_one_fact_is_said_once() -> None:
    for make in weeks.WEEKS.values():
        lines = [
            line for passage in (await digest_of(make())).passages for line in passage.lines + passage.items
        ]
        assert len(set(lines)) == len(lines)

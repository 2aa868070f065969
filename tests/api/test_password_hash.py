"""Argon2id as OWASP asks, the same work for nobody's password, a few at a time and off the event loop."""

import asyncio
import statistics
import time
import unicodedata

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from api.password_hash import AT_ONCE, MOST_WAITING, Argon2
from bot.reception import Busy

PASSWORD = "bốn con mèo ngủ trưa"


async def test_a_password_opens_its_own_hash_and_no_other() -> None:
    hasher = Argon2()
    one, other = await hasher.hash(PASSWORD), await hasher.hash(PASSWORD)
    assert one != other
    assert PASSWORD not in one
    assert await hasher.verify(one, PASSWORD)
    assert not await hasher.verify(one, PASSWORD + " ")
    assert not await hasher.verify("not a hash", PASSWORD)


async def test_the_parameters_are_those_of_owasp() -> None:
    found = extract_parameters(await Argon2().hash(PASSWORD))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (Type.ID, 19_456, 2, 1)


async def test_nobodys_password_costs_the_same_work() -> None:
    hasher = Argon2()
    kept = await hasher.hash(PASSWORD)
    times: dict[str, list[float]] = {"somebody": [], "nobody": []}
    for _ in range(9):
        for name, hashed in (("somebody", kept), ("nobody", "")):
            began = time.perf_counter()
            assert not await hasher.verify(hashed, "a wrong password")
            times[name].append(time.perf_counter() - began)
    assert hasher.made == 18
    medians = {name: statistics.median(found) for name, found in times.items()}
    assert 0.5 < medians["nobody"] / medians["somebody"] < 2
    assert not await hasher.verify("", "nobody has this password")


async def test_a_rush_of_sign_ins_is_turned_away_and_the_loop_goes_on() -> None:
    hasher = Argon2()
    kept = await hasher.hash(PASSWORD)
    rush = [asyncio.create_task(hasher.verify(kept, "x")) for _ in range(MOST_WAITING + AT_ONCE + 5)]
    longest = 0.0
    while not all(task.done() for task in rush):
        began = time.perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, time.perf_counter() - began)
    ended = await asyncio.gather(*rush, return_exceptions=True)
    assert sum(isinstance(one, Busy) for one in ended) == AT_ONCE + 5
    assert await hasher.verify(kept, PASSWORD), "afterwards it works as before"
    assert longest < 0.5


@pytest.mark.parametrize("password", ["", "\0", "x" * 128, "🐈" * 20])
async def test_odd_passwords_are_compared_like_any(password: str) -> None:
    hasher = Argon2()
    assert await hasher.verify(await hasher.hash(password), password)


async def test_another_keyboards_spelling_of_the_same_word_is_the_same_password() -> None:
    hasher = Argon2()
    typed, kept = (unicodedata.normalize(form, PASSWORD) for form in ("NFD", "NFC"))
    assert typed != kept
    assert await hasher.verify(await hasher.hash(kept), typed)
    assert await hasher.verify(await hasher.hash(typed), kept)

"""What one check says: ok, warn or fail, and one sentence with what to do."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from homthu.commands.speaking import say
from homthu.wiring import Service

State = Literal["ok", "warn", "fail"]
STATES: tuple[State, ...] = ("ok", "warn", "fail")


@dataclass(frozen=True, slots=True)
class Check:
    """A line of `homthu doctor`. `name` is the thing looked at, in a word that scripts can rely on."""

    name: str
    state: State
    sentence: str


Look = Callable[[Service], Awaitable[Sequence[Check]]]
"""Looks at one thing and says a line, or several. It may raise StorageUnavailable; it changes nothing."""


def found(name: str, state: State, key: str, **values: object) -> Check:
    """A line; `key` is its sentence under `doctor.`."""
    return Check(name, state, say(f"doctor.{key}", **values))


def state_named(word: str) -> State:
    """The state that this word stands for. Raises ValueError for any other word."""
    for state in STATES:
        if state == word:
            return state
    raise ValueError(f"not a state: {word}")

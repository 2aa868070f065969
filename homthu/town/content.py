"""What the data files of the town say, as typed rows; README.md explains each field."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from feedback.visits import Respondent

STORY_WEEKS = 8
"""Demo weeks of the messages and the roster, 1 the oldest."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one citizen wrote. `day` and `hour` stand only where the words name a time."""

    id: str
    text: str
    kind: str
    level: int | None
    counter: str
    officer: str | None
    week: int
    tags: tuple[str, ...]
    respondent: Respondent
    author: str = ""
    day: int | None = None
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the case of a message stands; `by` and `after_days` say nothing while it is new."""

    message: str
    state: str
    by: str = ""
    after_days: int = 0
    text: str = ""


@dataclass(frozen=True)
class Town:
    """Everything in the files. `weights[weekday][place]` says how many visits end in `hours[place]`,
    relatively; `opening` are spans of minutes after midnight."""

    units: tuple[Mapping[str, Any], ...]
    counters: tuple[Mapping[str, Any], ...]
    people: tuple[Mapping[str, Any], ...]
    roster: tuple[Mapping[str, Any], ...]
    holidays: Mapping[date, str]
    hours: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]
    opening: tuple[tuple[int, int], ...]
    messages: tuple[Message, ...]
    answers: tuple[Answer, ...]

    @property
    def busy(self) -> Mapping[str, int]:
        """Visits on an average day, Monday to Friday."""
        return {counter["code"]: counter["visits_per_day"] for counter in self.counters}


@cache
def read_town() -> Town:
    """Read the files once."""
    places, people, answers = table("places"), table("people"), table("answers")
    hours, *weights = places["visit_weights"].values()
    return Town(
        units=tuple(places["units"]),
        counters=tuple(places["counters"]),
        people=tuple(people["people"]),
        roster=tuple(people["roster"]),
        holidays={holiday["date"]: holiday["name"] for holiday in places["holidays"]},
        hours=tuple(hours),
        weights=tuple(map(tuple, weights)),
        opening=tuple(_span(places["units"][0][half]) for half in ("morning", "afternoon")),
        messages=tuple(_message(json.loads(line)) for line in _text("messages.jsonl").splitlines()),
        answers=tuple(_answer(row, answers["templates"]) for row in answers["answers"]),
    )


def table(name: str) -> dict[str, Any]:
    """One of the TOML files beside this one."""
    return tomllib.loads(_text(f"{name}.toml"))


def _text(name: str) -> str:
    return files("homthu.town").joinpath(name).read_text("utf-8")


def _span(clock_times: tuple[str, str]) -> tuple[int, int]:
    opens, closes = (int(time[:2]) * 60 + int(time[3:]) for time in clock_times)
    return opens, closes


def _message(row: Mapping[str, Any]) -> Message:
    known = {name: row[name] for name in Message.__dataclass_fields__ if name in row}
    return Message(**{**known, "tags": tuple(row["tags"]), "respondent": Respondent(row["respondent"])})


def _answer(row: Mapping[str, Any], templates: Mapping[str, Mapping[str, str]]) -> Answer:
    text = templates[row["template"]]["text"] if "template" in row else row.get("text", "")
    known = {name: row[name] for name in Answer.__dataclass_fields__ if name in row}
    return Answer(**{**known, "text": text})

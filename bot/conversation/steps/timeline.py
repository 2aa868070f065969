"""What has happened to a case, line by line: handlers read names and hours, the citizen roles and days."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.conversation.scene import Scene
from feedback.case_life import By, Event, Happened
from feedback.numbers import day


def lines(events: Sequence[Happened], scene: Scene, *, when: Callable[[datetime], str]) -> Iterator[str]:
    """Who by name where the house tells it, else by role."""
    for one in events:
        officer = scene.directory.officers.get(one.officer_id or 0)
        who = officer.name if officer else scene.say(f"case.by.{one.by.value}")
        told = day(one.at) if one.by is By.CITIZEN else when(one.at)  # of a citizen's act only the day is kept
        yield scene.say("case.event.line", time=told, who=who, what=_what(one, scene))


def _what(one: Happened, scene: Scene) -> str:
    told = scene.say(f"case.event.{one.what.value}")
    to = scene.directory.units.get(one.unit_id or 0) if one.what is Event.TRANSFERRED else None
    return scene.say("case.event.to_unit", what=told, unit=to.short_name) if to else told

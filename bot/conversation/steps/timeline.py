"""What has happened to a case, line by line: handlers read names and hours, the citizen roles and days."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from bot.conversation.scene import Scene
from feedback.case_life import By, Event, Happened
from feedback.case_requests import UNSEAL_REASONS
from feedback.cases import Case
from feedback.numbers import day


def lines(events: Sequence[Happened], scene: Scene, *, when: Callable[[datetime], str]) -> Iterator[str]:
    """Who by name where the house tells it, else by role."""
    for one in events:
        officer = scene.directory.officers.get(one.officer_id or 0)
        who = officer.name if officer else scene.say(f"case.by.{one.by.value}")
        told = day(one.at) if one.by is By.CITIZEN else when(one.at)  # of a citizen's act only the day is kept
        line = scene.say("case.event.line", time=told, who=who, what=_what(one, scene))
        said = _said(one, scene)
        yield scene.say("case.event.with_words", line=line, words=said) if said else line


def sent_with(events: Sequence[Happened], case: Case, scene: Scene) -> Iterator[str]:
    """Why the case lies where it does, for whoever has it now."""
    last = next((one for one in reversed(events) if one.what is Event.TRANSFERRED), None)
    if last is None or last.unit_id != case.handler_unit_id:
        return
    if last.why:
        unit = scene.directory.units[last.unit_id or 0].short_name
        yield scene.say("case.sent_because", unit=unit, reason=scene.say(f"case.transfer_reason.{last.why}"))
    if last.words:
        yield scene.say("case.sent_note", words=last.words)


def _what(one: Happened, scene: Scene) -> str:
    told = scene.say(f"case.event.{one.what.value}")
    if one.what is not Event.TRANSFERRED:
        return told
    to = scene.directory.units.get(one.unit_id or 0)
    told = scene.say("case.event.to_unit", what=told, unit=to.short_name) if to else told
    why = scene.say(f"case.transfer_reason.{one.why}") if one.why else ""
    return scene.say("case.event.because", what=told, reason=why) if why else told


def _said(one: Happened, scene: Scene) -> str:
    """Of an unsealing the reason, whichever way it was given."""
    listed = one.what is Event.UNSEALED and one.words in UNSEAL_REASONS
    return scene.say(f"case.unseal_reason.{one.words}") if listed else one.words

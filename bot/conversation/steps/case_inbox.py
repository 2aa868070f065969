"""What waits for the head of a unit: list, read, take up, say whether the tags are right. Answers, transfers and
refusals are written in steps of their own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import case_lines, explain_lines, gate_lines, letter_lines, menu, path, timeline
from bot.conversation.steps.base import Step
from feedback.case_life import By, onward
from feedback.case_requests import CaseMoved, MoveCase
from feedback.cases import Case, State
from feedback.errors import CaseNotFound
from feedback.explanations import accepted
from feedback.gate_requests import OpenReview
from feedback.media import Photos, Picture
from feedback.messages import Choice, Reply
from feedback.numbers import day
from feedback.people import Officer, Role
from feedback.periods import local
from feedback.requests import (
    CasesFound,
    CaseShown,
    ConfirmTags,
    ListCases,
    OpenCase,
    Outcome,
    PhotosShown,
    Refused,
    ShowPhotos,
)
from feedback.reviews import Stage
from feedback.second_person_requests import ReadUnsealing
from feedback.voice_requests import NextVoice

SHOWN = 5
NEXT, PREVIOUS = "next", "previous"
PHOTOS, VOICES = "photos", "voices"
CONFIRM, CORRECT = "confirm_tags", "correct_tags"
REVIEW = "gate_review"
ANSWER, MORE, BACK, SEND, REWRITE, CANCEL = "answer", "more", "back", "send", "rewrite", "cancel"
STEPS_ON = {"accept": State.ACCEPTED, "verify": State.VERIFYING, "close": State.CLOSED}
"""The plain moves, each a button on the open case: at most one of them is the next."""

MOST = 5
"""Zalo's number of buttons (decision 3); a door that shows photos has room for one more."""


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """Ask the house what waits for whoever this chat is linked to, or for the one case whose code was typed."""
    me = handler(dialogue, scene)
    if me is None:
        key = "case.not_for_officers" if scene.officer(dialogue.officer_id) else "case.only_heads"
        return Turn(dialogue, (statement(scene.say(key)),), ask=False)
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    if code:
        wanted = code.strip().upper()
        opening = dialogue.begin("open_typed", replace(talk, case=wanted))
        return Turn(opening, request=OpenCase(me, wanted), ask=False)
    return Turn(dialogue.begin("cases", talk), request=ListCases(me), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list, or the open case for whichever step shows it, once more as it stands now."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    code = path.talk(dialogue).case
    if dialogue.step != "cases" and code:
        return Turn(dialogue, request=OpenCase(me, code), ask=False)
    return Turn(dialogue.at("cases"), request=ListCases(me), ask=False)


def open_one(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Read the chosen case."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    if said.values[0] == VOICES:
        return Turn(dialogue.at("listen"), request=NextVoice(me), ask=False)
    if said.values[0] in (NEXT, PREVIOUS):
        page = path.talk(dialogue).page + (1 if said.values[0] == NEXT else -1)
        return Turn(dialogue.at("cases", page=max(page, 0)), request=ListCases(me), ask=False)
    return Turn(dialogue.at("open_case"), request=OpenCase(me, said.values[0]), ask=False)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The most urgent first, as buttons."""
    assert isinstance(outcome, CasesFound)
    if not outcome.cases and not outcome.voices:
        return Turn(dialogue.end(), (statement(scene.say("case.none"), kind="cases"),), ask=False)
    first = path.talk(dialogue).page * SHOWN
    page = outcome.cases[first : first + SHOWN] or outcome.cases[:SHOWN]
    at_list = dialogue.at("cases", case="")
    shown = _page(at_list, outcome, page, scene) if outcome.cases else question("cases", scene.say("case.none"))
    return Turn(at_list, (_with_voices(shown, at_list, outcome.voices, scene),), ask=False)


def handle(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Move it on, answer it, say whether its tags are right, see what else there is, or go back to the list."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    if said.values[0] in STEPS_ON:
        return Turn(dialogue, request=MoveCase(me, path.talk(dialogue).case, STEPS_ON[said.values[0]]), ask=False)
    if said.values[0] == REVIEW:
        return Turn(dialogue.at("gate_review"), request=OpenReview(me, path.talk(dialogue).case), ask=False)
    if said.values[0] == ANSWER:
        return Turn(dialogue.at("write_answer"))
    if said.values[0] == MORE:
        return Turn(dialogue.at("case_more"), request=OpenCase(me, path.talk(dialogue).case), ask=False)
    if said.values[0] == PHOTOS:
        return Turn(dialogue, request=ShowPhotos(me, path.talk(dialogue).case), ask=False)
    if said.values[0] == CONFIRM:
        return Turn(dialogue, request=ConfirmTags(me, path.talk(dialogue).case), ask=False)
    if said.values[0] == CORRECT:
        return Turn(dialogue.at("correct_tags"), request=OpenCase(me, path.talk(dialogue).case), ask=False)
    return Turn(dialogue.at("cases"), request=ListCases(me), ask=False)


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The case as a handler reads it, with what can be done."""
    if isinstance(outcome, Refused):
        return Turn(dialogue.end(), (statement(scene.say(outcome.key)),), ask=False)
    if isinstance(outcome, CasesFound):
        return listed(dialogue, outcome, scene)
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if isinstance(outcome, PhotosShown):
        return _looked_at(dialogue, outcome.shown, scene)
    assert isinstance(outcome, CaseShown)
    kept = accepted(outcome.explanations, outcome.case)
    opened = dialogue.at("open_case", case=outcome.case.code, explanation=kept)
    no_room = "" if BACK in _moves(outcome) else scene.say("case.to_the_list")
    lines = [*_case(outcome, scene), _beside(outcome.photos, scene), no_room]
    look = [PHOTOS] if outcome.photos.kept and scene.shows_photos else []
    return Turn(opened, (question("case", *lines, choices=_choices(opened, outcome, scene, look)),), ask=False)


def typed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """By its code; of one that is not theirs any more those above still read why its seal was taken off."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if isinstance(outcome, Refused) and outcome.key == CaseNotFound.key and me:
        return Turn(dialogue.at("unsealed_before"), request=ReadUnsealing(me, code), ask=False)
    return shown(dialogue, outcome, scene)


def reopen(dialogue: Dialogue, scene: Scene) -> Turn:
    """The open case again, and what was begun on it is dropped."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    return Turn(dialogue.at("open_case", words="", tags=()), request=OpenCase(me, path.talk(dialogue).case), ask=False)


def beaten(dialogue: Dialogue, moved: CaseMoved, scene: Scene) -> Turn:
    """Somebody else was quicker: who, and how it stands. The case again, unless it left the unit."""
    me, time = handler(dialogue, scene), moment(moved.at)
    who = moved.who or scene.say("case.by.citizen" if moved.state is State.WITHDRAWN else "case.by.clock")
    if moved.unit_id is not None or me is None:
        unit = scene.directory.units[moved.unit_id].short_name if moved.unit_id else ""
        told = scene.say("case.moved_away", who=who, code=moved.code, unit=unit, time=time)
        return Turn(dialogue.end(), (statement(told),), ask=False)
    what, state = scene.say(f"case.event.{moved.what.value}"), scene.say(f"case.state.{moved.state.value}")
    told = scene.say("case.moved", who=who, code=moved.code, what=what, time=time, state=state)
    opened = dialogue.at("open_case", words="", case=moved.code)
    return Turn(opened, (statement(told),), OpenCase(me, moved.code), ask=False)


def told_done(dialogue: Dialogue, outcome: Outcome, scene: Scene, done: str) -> Turn:
    """What left the house is said by `done`; or somebody else was quicker, or the house refused."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    key = outcome.key if isinstance(outcome, Refused) else done
    told = scene.say(key, code=path.talk(dialogue).case)
    return Turn(dialogue.end(), (statement(told, kind="answered"),), ask=False)


def moment(at: datetime) -> str:
    """14:30 03/08/2026, in office time."""
    return f"{local(at):%H:%M} {day(at)}"


def handler(dialogue: Dialogue, scene: Scene) -> Officer | None:
    """Whoever this chat is linked to, while they handle cases, or stand in for those who may not have a sealed one."""
    me = scene.officer(dialogue.officer_id)
    return me if me and (me.handles_cases or me.role is Role.INSPECTOR) else None


def _looked_at(dialogue: Dialogue, shown: CaseShown, scene: Scene) -> Turn:
    """The photos, then what can be done."""
    opened, code, keys = dialogue.at("open_case", case=shown.case.code), shown.case.code, shown.photos.kept
    gone = scene.say("case.photo_gone")
    pictures = tuple(
        Picture(key, scene.say("case.photo", code=code, number=number, count=len(keys)), gone)
        for number, key in enumerate(keys, 1)
    )
    told = question("case", scene.say("case.photos_above", code=code), choices=_choices(opened, shown, scene, []))
    return Turn(opened, (replace(told, photos=pictures),), ask=False)


def _beside(photos: Photos, scene: Scene) -> str:
    kept, coming = len(photos.kept), photos.coming
    seen = "case.photos" if scene.shows_photos else "case.photos_elsewhere"
    told = [scene.say(seen, count=kept)] if kept else []
    return " ".join([*told, scene.say("case.photos_coming", count=coming)] if coming else told)


def _choices(opened: Dialogue, shown: CaseShown, scene: Scene, look: Sequence[str]) -> list[Choice]:
    return [opened.choice(scene.say(f"button.{move}"), move) for move in (*look, *_moves(shown))]


def _moves(shown: CaseShown) -> list[str]:
    """Without the words nobody can judge tags; once looked at, they are only corrected. Where all places are taken, the
    way back to the list is behind *more*."""
    able = set(onward(shown.case.state, By.HANDLER))
    plain = [name for name, to in STEPS_ON.items() if to in able]
    held = shown.review is not None and shown.review.holds
    answer = [REVIEW if held else ANSWER] if State.ANSWERED in able else []
    confirm = [CONFIRM] if shown.standing.stage is Stage.SUGGESTED else []
    moves = [*plain, *answer, *([*confirm, CORRECT] if shown.case.words else []), MORE]
    return [*moves, BACK] if len(moves) < MOST else moves


def _mark(case: Case, scene: Scene) -> str:
    late = scene.say("case.late") if case.is_late(scene.now.date()) else ""
    return (scene.say("case.urgent") if case.urgent else "") + late


def _page(dialogue: Dialogue, found: CasesFound, page: Sequence[Case], scene: Scene) -> Reply:
    count, first = len(found.cases), found.cases.index(page[0])
    choices = [dialogue.choice(_line(case, scene), case.code) for case in page]
    if first:
        choices.append(dialogue.choice(scene.say("button.previous"), PREVIOUS))
    if first + len(page) < count:
        choices.append(dialogue.choice(scene.say("button.next"), NEXT))
    more = scene.say("case.more", first=first + 1, last=first + len(page), count=count) if count > SHOWN else ""
    told = [_summary(case, found, scene) for case in page]
    return question("cases", scene.say("case.list", count=count), *told, more, choices=choices)


def _with_voices(shown: Reply, dialogue: Dialogue, count: int, scene: Scene) -> Reply:
    """Those who may hear voices are told that some wait; where none can be played, where they can."""
    if not count:
        return shown
    told = scene.say("voice.waiting" if scene.shows_photos else "voice.waiting_elsewhere", count=count)
    hear = [dialogue.choice(scene.say("button.voices"), VOICES)] if scene.shows_photos else []
    return replace(shown, text=f"{told}\n\n{shown.text}", choices=(*shown.choices, *hear))


def _summary(case: Case, found: CasesFound, scene: Scene) -> str:
    """No words: they are read by opening the case, and that is written down."""
    authors = found.authors.get(case.id, 0)
    together = scene.say("case.together", count=authors) if authors > 1 else ""
    tags = "; ".join(scene.say(f"tag.{code}") for code in case.tags) or scene.say("case.tags.none")
    added = scene.say("add.mark") if found.additions.get(case.id) else ""
    line = f"{_line(case, scene)}{gate_lines.mark(case, found, scene)}{together}{added}"
    return scene.say("case.summary", line=line, place=_place(case, scene), tags=tags)


def _line(case: Case, scene: Scene) -> str:
    return scene.say("case.line", code=case.code, day=day(case.due), mark=_mark(case, scene))


def _place(case: Case, scene: Scene) -> str:
    counter = scene.directory.counters.get(case.counter_id or 0)
    return counter.label if counter else scene.directory.units[case.unit_id].short_name


def _case(shown: CaseShown, scene: Scene) -> list[str]:
    case = shown.case
    return [
        scene.say("case.head", code=case.code, mark=_mark(case, scene)),
        *letter_lines.behind(shown, scene),
        scene.say("case.about", place=_place(case, scene), filed=day(case.filed_at), due=day(case.due)),
        scene.say("case.words", words=case.words),
        *(scene.say("add.case", day=day(one.day), words=one.words) for one in shown.additions),
        scene.say("case.authors", count=shown.authors) if shown.authors > 1 else "",
        *case_lines.again(case, scene),
        "\n".join(case_lines.tags(shown.standing, scene)),
        scene.say("case.status", state=scene.say(f"case.state.{case.state.value}")),
        gate_lines.held(shown, scene),
        *timeline.sent_with(shown.timeline, case, scene),
        *explain_lines.told(shown.explanations, case, scene),
        *letter_lines.told(shown, scene),
    ]


# The list and the case come as outcomes: asked again, they are recalled from the house.
STEP = Step("cases", menu.ask, open_one, listed, recall=recall)
OPEN_CASE = Step("open_case", menu.ask, handle, shown, recall=recall)
OPEN_TYPED = Step("open_typed", menu.ask, handle, typed, recall=recall)

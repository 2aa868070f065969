"""What waits for the head of a unit: list, read, take up, say whether the tags are right, answer.

The answer is shown before it leaves the house.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.describe import take_words
from feedback.cases import Case, State
from feedback.media import Photos, Picture
from feedback.messages import Choice, Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.requests import (
    AcceptCase,
    AnswerCase,
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
from feedback.reviews import Stage, Standing
from feedback.voice_requests import NextVoice
from feedback.wording import shortened

SHOWN = 5
SNIPPET = 90
NEXT = "next"
PHOTOS, VOICES = "photos", "voices"
CONFIRM, CORRECT = "confirm_tags", "correct_tags"
ACCEPT, ANSWER, BACK, SEND, REWRITE, CANCEL = "accept", "answer", "back", "send", "rewrite", "cancel"


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """Ask the house what waits for whoever this chat is linked to, or for the one case whose code was typed."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("case.only_heads")),), ask=False)
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    if code:
        return Turn(dialogue.begin("open_case", talk), request=OpenCase(me, code.strip().upper()), ask=False)
    return Turn(dialogue.begin("cases", talk), request=ListCases(me), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list or the open case once more, as it stands now."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    code = path.talk(dialogue).case
    if dialogue.step == "open_case" and code:
        return Turn(dialogue, request=OpenCase(me, code), ask=False)
    return Turn(dialogue.at("cases"), request=ListCases(me), ask=False)


def open_one(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Read the chosen case."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    if said.values[0] == VOICES:
        return Turn(dialogue.at("listen"), request=NextVoice(me), ask=False)
    if said.values[0] == NEXT:
        return Turn(dialogue.at("cases", page=path.talk(dialogue).page + 1), request=ListCases(me), ask=False)
    return Turn(dialogue.at("open_case"), request=OpenCase(me, said.values[0]), ask=False)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The most urgent first, as buttons."""
    assert isinstance(outcome, CasesFound)
    if not outcome.cases and not outcome.voices:
        return Turn(dialogue.end(), (statement(scene.say("case.none"), kind="cases"),), ask=False)
    first = path.talk(dialogue).page * SHOWN
    page = outcome.cases[first : first + SHOWN] or outcome.cases[:SHOWN]
    at_list = dialogue.at("cases", case="")
    shown = _page(at_list, outcome.cases, page, scene) if outcome.cases else question("cases", scene.say("case.none"))
    return Turn(at_list, (_with_voices(shown, at_list, outcome.voices, scene),), ask=False)


def handle(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Take it up, answer it, say whether its tags are right, or go back to the list."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    if said.values[0] == ACCEPT:
        return Turn(dialogue, request=AcceptCase(me, path.talk(dialogue).case), ask=False)
    if said.values[0] == ANSWER:
        return Turn(dialogue.at("write_answer"))
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
    if isinstance(outcome, PhotosShown):
        return _looked_at(dialogue, outcome.shown, scene)
    assert isinstance(outcome, CaseShown)
    opened = dialogue.at("open_case", case=outcome.case.code)
    lines = [*_case(outcome.case, outcome.standing, scene), _beside(outcome.photos, scene)]
    look = [PHOTOS] if outcome.photos.kept and scene.shows_photos else []
    return Turn(opened, (question("case", *lines, choices=_choices(opened, outcome, scene, look)),), ask=False)


def ask_answer(dialogue: Dialogue, scene: Scene) -> Reply:
    """An empty page for the answer."""
    cancel = dialogue.choice(scene.say("button.cancel"), CANCEL)
    code = path.talk(dialogue).case
    return question("write_answer", scene.say("case.write", code=code), choices=[cancel], free=True)


def write(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Hold the answer until it was seen."""
    if CANCEL in said.values:
        return reopen(dialogue, scene)
    return take_words(dialogue, said.text, scene, then="preview_answer")


def preview(dialogue: Dialogue, scene: Scene) -> Reply:
    """What the citizen will read."""
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (SEND, REWRITE, CANCEL)]
    answer = path.talk(dialogue).words
    return question("preview_answer", scene.say("case.preview", answer=answer), choices=choices)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Send it, write it anew, or leave it."""
    if not said.values:
        return take_words(dialogue, said.text, scene, then="preview_answer")
    if said.values[0] == REWRITE:
        return Turn(dialogue.at("write_answer", words=""))
    me = handler(dialogue, scene)
    if said.values[0] == CANCEL or me is None:
        return reopen(dialogue.at("open_case", words=""), scene)
    talk = path.talk(dialogue)
    return Turn(dialogue, request=AnswerCase(me, talk.case, talk.words), ask=False)


def answered(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done, or somebody else was quicker."""
    key = outcome.key if isinstance(outcome, Refused) else "case.answered"
    code = path.talk(dialogue).case
    return Turn(dialogue.end(), (statement(scene.say(key, code=code), kind="answered"),), ask=False)


def reopen(dialogue: Dialogue, scene: Scene) -> Turn:
    """The open case again, and what was begun on it is dropped."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("case.only_heads")),), ask=False)
    return Turn(dialogue.at("open_case", words="", tags=()), request=OpenCase(me, path.talk(dialogue).case), ask=False)


def handler(dialogue: Dialogue, scene: Scene) -> Officer | None:
    """Whoever this chat is linked to, while they handle cases."""
    me = scene.officer(dialogue.officer_id)
    return me if me and me.handles_cases else None


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
    """At most five, Zalo's number. Without the words nobody can judge tags; once looked at, they are only corrected."""
    accept = [ACCEPT] if shown.case.state is State.NEW else []
    confirm = [CONFIRM] if shown.standing.stage is Stage.SUGGESTED else []
    return [*accept, ANSWER, *([*confirm, CORRECT] if shown.case.words else []), BACK]


def _mark(case: Case, scene: Scene) -> str:
    late = scene.say("case.late") if case.is_late(scene.now.date()) else ""
    return (scene.say("case.urgent") if case.urgent else "") + late


def _page(dialogue: Dialogue, cases: Sequence[Case], page: Sequence[Case], scene: Scene) -> Reply:
    count, first = len(cases), cases.index(page[0])
    choices = [dialogue.choice(_line(case, scene), case.code) for case in page]
    if first + len(page) < count:
        choices.append(dialogue.choice(scene.say("button.next"), NEXT))
    more = scene.say("case.more", first=first + 1, last=first + len(page), count=count) if count > SHOWN else ""
    told = [_summary(case, scene) for case in page]
    return question("cases", scene.say("case.list", count=count), *told, more, choices=choices)


def _with_voices(shown: Reply, dialogue: Dialogue, count: int, scene: Scene) -> Reply:
    """Those who may hear voices are told that some wait; where none can be played, where they can."""
    if not count:
        return shown
    told = scene.say("voice.waiting" if scene.shows_photos else "voice.waiting_elsewhere", count=count)
    hear = [dialogue.choice(scene.say("button.voices"), VOICES)] if scene.shows_photos else []
    return replace(shown, text=f"{told}\n\n{shown.text}", choices=(*shown.choices, *hear))


def _summary(case: Case, scene: Scene) -> str:
    return scene.say("case.summary", line=_line(case, scene), words=shortened(case.words, SNIPPET))


def _line(case: Case, scene: Scene) -> str:
    return scene.say("case.line", code=case.code, day=day(case.due), mark=_mark(case, scene))


def _case(case: Case, standing: Standing, scene: Scene) -> list[str]:
    counter = scene.directory.counters.get(case.counter_id or 0)
    place = counter.label if counter else scene.directory.units[case.unit_id].short_name
    return [
        scene.say("case.head", code=case.code, mark=_mark(case, scene)),
        scene.say("case.about", place=place, filed=day(case.filed_at), due=day(case.due)),
        scene.say("case.words", words=case.words),
        "\n".join(_tags(standing, scene)),
        scene.say("case.status", state=scene.say(f"case.state.{case.state.value}")),
    ]


def _tags(standing: Standing, scene: Scene) -> list[str]:
    def named(codes: Sequence[str]) -> str:
        return "; ".join(scene.say(f"tag.{code}") for code in codes) or scene.say("case.tags.none")

    told = [scene.say(f"case.tags.{standing.stage.value}", tags=named(standing.tags))]
    return [*told, scene.say("case.tags.held", tags=named(standing.held))] if standing.held else told


# The list and the case come as outcomes: asked again, they are recalled from the house.
STEP = Step("cases", menu.ask, open_one, listed, recall=recall)
OPEN_CASE = Step("open_case", menu.ask, handle, shown, recall=recall)
WRITE_ANSWER = Step("write_answer", ask_answer, write, takes_words=True)
PREVIEW_ANSWER = Step("preview_answer", preview, decide, answered, takes_words=True)

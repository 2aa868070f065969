"""What people's inspectors see (/giamsat): how many cases stand where, a list of each kind, one case to read."""

from collections.abc import Iterator, Sequence

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path, timeline
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, NEXT
from feedback.inspection_requests import ListWatched, ReadWatched, WatchedFound, WatchedShown
from feedback.inspection_scope import Group, Watched, watched_units
from feedback.numbers import day
from feedback.people import Officer, Role
from feedback.requests import Outcome, Refused
from feedback.scoring import VOICES_FROM

SHOWN = 3
"""Beside them a list needs a way on and a way back: five choices."""

RECOMMEND = "recommend"


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """For members of a board alone: the groups, or the one case whose code was typed."""
    me = member(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("watch.only_board")),), ask=False)
    talk = Talk(id=scene.token[:8], started_at=scene.now)
    if code:
        return _open(dialogue.begin("watch_case", talk), me, code.strip().upper())
    return Turn(dialogue.begin("watch", talk), request=ListWatched(me), ask=False)


def only(dialogue: Dialogue, scene: Scene) -> Turn | None:
    """What a member hears who asks for what waits for an answer: that is not theirs. None for anybody else."""
    told = statement(scene.say("case.not_for_board"))
    return Turn(dialogue, (told,), ask=False) if member(dialogue, scene) else None


def member(dialogue: Dialogue, scene: Scene) -> Officer | None:
    """Whoever this chat is linked to, while they are on a board."""
    me = scene.officer(dialogue.officer_id)
    return me if me and me.role is Role.PEOPLES_INSPECTOR else None


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """Groups, list or case once more as they stand now."""
    me, code = member(dialogue, scene), path.talk(dialogue).case
    if me is None:
        return Turn(dialogue.end(), (statement(scene.say("watch.only_board")),), ask=False)
    if dialogue.step == "watch_case" and code:
        return _open(dialogue, me, code)
    step = "watch_group" if path.talk(dialogue).picked else "watch"
    return Turn(dialogue.at(step, case=""), request=ListWatched(me), ask=False)


def grouped(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """How many stand where."""
    me = member(dialogue, scene)
    if me is None or not isinstance(outcome, WatchedFound):
        return _refused(dialogue, outcome, scene)
    counts = {one: sum(case.group is one for case in outcome.cases) for one in Group}
    units = "; ".join(unit.short_name for unit in watched_units(me, scene.directory))
    if not outcome.cases:
        return Turn(dialogue.end(), (statement(scene.say("watch.none", units=units)),), ask=False)
    here = dialogue.at("watch", picked="", page=0)
    told = scene.say("watch.groups", units=units, count=len(outcome.cases))
    choices = [here.choice(_counted(one, counts[one], scene), one.value) for one in Group if counts[one]]
    return Turn(here, (question("watch", told, choices=choices),), ask=False)


def pick(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """One group's list."""
    return recall(dialogue.at("watch_group", picked=said.values[0], page=0), scene)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Three at a time, what is due first at the top."""
    if not isinstance(outcome, WatchedFound):
        return _refused(dialogue, outcome, scene)
    talk = path.talk(dialogue)
    mine = [case for case in outcome.cases if case.group.value == talk.picked]
    first = talk.page * SHOWN if talk.page * SHOWN < len(mine) else 0
    page = mine[first : first + SHOWN]
    if not page:
        return grouped(dialogue, outcome, scene)
    here = dialogue.at("watch_group", page=first // SHOWN)
    choices = [here.choice(one.code, one.code) for one in page]
    onward = [NEXT] if first + SHOWN < len(mine) else []
    choices += [here.choice(scene.say(f"button.{value}"), value) for value in (*onward, BACK)]
    head = _counted(Group(talk.picked), len(mine), scene)
    told = "\n".join(_line(one, scene) for one in page)
    return Turn(here, (question("watch_group", head, told, choices=choices),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Read one, the next page, or back to the groups."""
    me, value = member(dialogue, scene), said.values[0]
    if me and value not in (NEXT, BACK):
        return _open(dialogue, me, value)
    picked = path.talk(dialogue).picked if value == NEXT else ""
    return recall(dialogue.at("watch_group", picked=picked, page=path.talk(dialogue).page + 1), scene)


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """One case, to read."""
    if isinstance(outcome, WatchedFound):
        return listed(dialogue, outcome, scene)
    if not isinstance(outcome, WatchedShown):
        return _refused(dialogue, outcome, scene)
    one = outcome.case
    here = dialogue.at("watch_case", case=one.code, unit_id=one.unit_id, words="")
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in (RECOMMEND, BACK)]
    return Turn(here, (question("watch_case", *_case(one, scene), choices=choices),), ask=False)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Write a recommendation about it, or back to the list."""
    if said.values[0] == RECOMMEND and member(dialogue, scene):
        return Turn(dialogue.at("write_recommendation", words=""))
    return recall(dialogue.at("watch_group", case=""), scene)


def _open(dialogue: Dialogue, me: Officer, code: str) -> Turn:
    return Turn(dialogue.at("watch_case", case=code), request=ReadWatched(me, code), ask=False)


def _refused(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    key = outcome.key if isinstance(outcome, Refused) else "watch.only_board"
    return Turn(dialogue.end(), (statement(scene.say(key)),), ask=False)


def _counted(one: Group, count: int, scene: Scene) -> str:
    return scene.say("watch.counted", group=scene.say(f"watch.group.{one.value}"), count=count)


def _line(one: Watched, scene: Scene) -> str:
    return scene.say("watch.line", code=one.code, place=_place(one, scene), filed=day(one.filed), due=day(one.due))


def _place(one: Watched, scene: Scene) -> str:
    unit, counter = scene.directory.units[one.unit_id].short_name, scene.directory.counters.get(one.counter_id or 0)
    return f"{unit}, {counter.label}" if counter else unit


def _case(one: Watched, scene: Scene) -> Iterator[str]:
    state, where = scene.say(f"case.state.{one.state.value}"), scene.say(f"watch.group.{one.group.value}")
    yield scene.say("watch.head", code=one.code)
    yield scene.say("watch.about", place=_place(one, scene), filed=day(one.filed), due=day(one.due))
    yield _words(one, scene)
    yield scene.say(f"case.tags.{one.stage.value}", tags=_tags(one.tags, scene))
    yield scene.say("case.status", state=state if one.group is not Group.LATE else f"{state} · {where}")
    yield scene.say("watch.answer", answer=one.answer) if one.answer else ""
    yield scene.say("watch.reason", reason=one.reason) if one.reason else ""
    yield scene.say("watch.explanation", text=one.explanation) if one.explanation else ""
    yield "\n".join(timeline.lines(one.timeline, scene, when=day))
    yield scene.say("watch.nameless")


def _words(one: Watched, scene: Scene) -> str:
    if one.words:
        return scene.say("case.words", words=one.words)
    return scene.say("watch.few", least=VOICES_FROM) if one.few else scene.say("watch.no_words")


def _tags(codes: Sequence[str], scene: Scene) -> str:
    return "; ".join(scene.say(f"tag.{code}") for code in codes) or scene.say("case.tags.none")


# All three come as outcomes: asked again, they are recalled from the house.
STEPS = (
    Step("watch", menu.ask, pick, grouped, recall=recall),
    Step("watch_group", menu.ask, choose, listed, recall=recall),
    Step("watch_case", menu.ask, decide, shown, recall=recall),
)

"""How letters between office and citizen are read: by a handler below the case, by the citizen below their receipt."""

from collections.abc import Iterable, Iterator

from bot.conversation.scene import Scene
from feedback.case_letters import CaseLetter, Kind, Thread
from feedback.numbers import day
from feedback.requests import CaseShown


def behind(shown: CaseShown, scene: Scene) -> Iterator[str]:
    """The case that this one stands beside, with its letters: whoever opens it must know that first."""
    if shown.behind:
        first = shown.behind
        yield scene.say(f"letter.behind.{first.why.value}", code=first.code, words=first.words)
        yield from (_for_handler(one, scene) for one in first.letters)


def told(shown: CaseShown, scene: Scene) -> Iterator[str]:
    """The letters of the case itself."""
    yield from of_handler(shown.letters, scene)


def of_handler(letters: Iterable[CaseLetter], scene: Scene) -> Iterator[str]:
    """Likewise."""
    return (_for_handler(one, scene) for one in letters)


def thread(thread: Thread | None, scene: Scene) -> Iterator[str]:
    """What the citizen may read of it: the office's letters and their own answers, once they were handed on."""
    if thread and thread.letters:
        yield scene.say("letter.thread")
        yield from (_for_citizen(one, scene) for one in thread.letters)


def _for_handler(one: CaseLetter, scene: Scene) -> str:
    if one.told_on is None:
        return scene.say("letter.waits", words=one.words)
    key = "letter.asked_on" if one.kind is Kind.QUESTION else "letter.answered_on"
    return scene.say(key, day=day(one.told_on), words=one.words)


def _for_citizen(one: CaseLetter, scene: Scene) -> str:
    assert one.told_on
    key = "letter.asked_me" if one.kind is Kind.QUESTION else "letter.mine"
    return scene.say(key, day=day(one.told_on), words=one.words)

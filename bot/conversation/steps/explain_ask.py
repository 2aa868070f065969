"""A handler asks an officer to explain: who is chosen, then what the officer will read, and only then it is sent.

What is proposed names day, counter and tags, never a word of the citizen.
"""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import CANCEL, beaten, handler, recall, reopen
from bot.conversation.steps.explain_lines import name
from bot.conversation.steps.explain_page import Page
from feedback.canonical import comparable
from feedback.case_requests import CaseMoved
from feedback.cases import Case
from feedback.explanation_requests import AskExplanation, ExplanationAsked
from feedback.explanations import askable
from feedback.messages import Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.requests import CaseShown, OpenCase, Outcome, Refused

SHOWN = 4
"""With the way out, five buttons; others are found by part of the name."""


def offered(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Those on duty that day first; or, once somebody is chosen, the page with what is proposed."""
    me = handler(dialogue, scene)
    if isinstance(outcome, Refused) or me is None:
        return ended(dialogue, outcome, scene)
    assert isinstance(outcome, CaseShown)
    talk, able = path.talk(dialogue), askable(outcome.case, me, scene.directory)
    if any(one.id == talk.asked for one in able):
        return Turn(dialogue.at("explain_summary", words=_proposed(outcome.case, scene)))
    found = [one for one in able if comparable(talk.words) in comparable(f"{one.name} {one.code}")]
    here = dialogue.at("explain_who", case=outcome.case.code, words="", asked=None)
    if not able:
        return Turn(here.at("open_case"), (statement(scene.say("error.not_to_be_asked")),))
    unknown = "" if found else scene.say("explain.who_unknown")
    return Turn(here, (_offer(here, found or list(able), unknown, scene),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """One of them, another part of a name, or back to the case."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None or CANCEL in said.values:
        return reopen(dialogue, scene)
    chosen = int(said.values[0]) if said.values else None
    return Turn(dialogue.at("explain_who", words=said.text[:60], asked=chosen), request=OpenCase(me, code), ask=False)


def asked(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Done, with the last day; who has no linked chat must be told on paper."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if not isinstance(outcome, ExplanationAsked):
        return ended(dialogue, outcome, scene)
    who = name(outcome.officer_id, scene)
    key = "explain.asked" if dialogue.step == "preview_explain_summary" else "explain.sent_back"
    told = scene.say(key, name=who, code=outcome.code, due=day(outcome.due))
    paper = "" if outcome.linked else scene.say("explain.on_paper", name=who)
    return back_to_case(dialogue, (statement(told, paper, kind="answered"),), scene)


def back_to_case(dialogue: Dialogue, said: tuple[Reply, ...], scene: Scene) -> Turn:
    """What was said, and the case as it stands now."""
    turn = reopen(dialogue.at("open_case", asked=None), scene)
    return replace(turn, said=(*said, *turn.said))


def ended(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The house said no, or this is no handler any more."""
    key = outcome.key if isinstance(outcome, Refused) else "case.only_heads"
    return Turn(dialogue.end(), (statement(scene.say(key)),), ask=False)


def _offer(here: Dialogue, officers: list[Officer], unknown: str, scene: Scene) -> Reply:
    choices = [here.choice(officer.name, officer.id) for officer in officers[:SHOWN]]
    choices.append(here.choice(scene.say("button.cancel"), CANCEL))
    told = scene.say("explain.who", code=path.talk(here).case)
    return question("explain_who", unknown, told, choices=choices, free=True)


def _proposed(case: Case, scene: Scene) -> str:
    counter = scene.directory.counters.get(case.counter_id or 0)
    place = counter.label if counter else scene.directory.units[case.unit_id].short_name
    tags = "; ".join(scene.say(f"tag.{code}") for code in case.tags) or scene.say("explain.no_tags")
    return scene.say("explain.proposed", day=day(case.filed_at), place=place, tags=tags)


SUMMARY = Page(
    step="explain_summary",
    who=handler,
    send=lambda me, talk: AskExplanation(me, talk.case, talk.asked or 0, talk.words),
    leave=reopen,
    sent=asked,
    proposes=True,
)

# The officers come with the case as an outcome: asked again, it is recalled from the house.
STEPS = (Step("explain_who", menu.ask, choose, offered, takes_words=True, recall=recall), *SUMMARY.steps())

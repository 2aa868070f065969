"""Two persons take off a seal that the law keeps on (/boniem): one proposes it from the case, another decides."""

from bot.conversation.dialogue import Dialogue, Talk, Turn
from bot.conversation.intents import Said
from bot.conversation.scene import Scene, question, statement
from bot.conversation.steps import letter_lines, menu, path
from bot.conversation.steps.base import Step
from bot.conversation.steps.case_inbox import BACK, CANCEL, beaten, handler, reopen
from bot.conversation.steps.case_unseal import UNSEAL, reason_read
from feedback.case_requests import CaseMoved
from feedback.messages import Reply
from feedback.numbers import day
from feedback.people import Officer
from feedback.requests import Outcome, Refused
from feedback.second_person import Proposal
from feedback.second_person_requests import (
    DecideProposal,
    ListProposals,
    ProposalDecided,
    ProposalsFound,
    ProposalShown,
    ProposeUnseal,
    ReadProposal,
    UnsealingShown,
    UnsealProposed,
)

SHOWN = 5
PROPOSE, AGREE, DECLINE = "propose", "second", "second_no"


def ask(dialogue: Dialogue, scene: Scene) -> Reply:
    """What a second person does, and what stays when they do not agree."""
    talk = path.talk(dialogue)
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (PROPOSE, CANCEL)]
    asked = scene.say("second.propose", code=talk.case, reason=reason_read(talk.words, scene))
    return question("propose_unseal", asked, choices=choices)


def propose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Ask for it, or leave the seal on."""
    me, talk = handler(dialogue, scene), path.talk(dialogue)
    if me is None or said.values[0] == CANCEL:
        return reopen(dialogue, scene)
    return Turn(dialogue, request=ProposeUnseal(me, talk.case, talk.words), ask=False)


def proposed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Who was asked, and until when; or why not."""
    if isinstance(outcome, CaseMoved):
        return beaten(dialogue, outcome, scene)
    if isinstance(outcome, Refused):
        return _over(dialogue, scene.say(outcome.key))
    assert isinstance(outcome, UnsealProposed)
    told = scene.say("second.proposed", code=outcome.code, count=outcome.asked, day=day(outcome.due))
    return _over(dialogue, told)


def begin(dialogue: Dialogue, code: str, scene: Scene) -> Turn:
    """What waits for whoever this chat is linked to, or the one whose code was typed."""
    me = handler(dialogue, scene)
    if me is None:
        return Turn(dialogue, (statement(scene.say("second.only_readers")),), ask=False)
    begun = dialogue.begin("proposals", Talk(id=scene.token[:8], started_at=scene.now))
    return _read(begun, me, code.strip().upper()) if code else Turn(begun, request=ListProposals(me), ask=False)


def recall(dialogue: Dialogue, scene: Scene) -> Turn:
    """The list, or the one that is open, as they stand now."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None:
        return _over(dialogue, scene.say("second.only_readers"))
    if code and dialogue.step != "proposals":
        return _read(dialogue, me, code)
    return Turn(dialogue.at("proposals", case=""), request=ListProposals(me), ask=False)


def listed(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """What ends first at the top."""
    assert isinstance(outcome, ProposalsFound)
    found = outcome.proposals
    if not found:
        return _over(dialogue, scene.say("second.none"))
    choices = [dialogue.choice(scene.say("second.line", code=one.code, day=day(one.due)), one.code) for one in found]
    told = scene.say("second.list", count=len(found))
    return Turn(dialogue, (question("proposals", told, choices=choices[:SHOWN]),), ask=False)


def choose(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Read one."""
    me = handler(dialogue, scene)
    return _read(dialogue, me, said.values[0]) if me else recall(dialogue, scene)


def shown(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """The redacted words, who proposes it and why, and what follows from a yes."""
    if isinstance(outcome, Refused):
        return _over(dialogue, scene.say(outcome.key))
    if isinstance(outcome, ProposalDecided):
        return _decided(dialogue, outcome, scene)
    assert isinstance(outcome, ProposalShown)
    one, case = outcome.proposal, outcome.case
    here = dialogue.at("proposal", case=one.code, asked=one.proposed_by, unit_id=case.unit_id, page=outcome.read)
    who, unit = _who(one, scene), scene.directory.units[case.unit_id].short_name
    lines = (
        scene.say("second.head", code=one.code),
        scene.say("second.by", who=who, day=day(one.proposed_at), reason=reason_read(one.reason, scene)),
        scene.say("second.words", words=case.words),
        *letter_lines.of_handler(outcome.letters, scene),
        *(scene.say("add.case", day=day(added.day), words=added.words) for added in outcome.additions),
        *([scene.say("second.photos", count=outcome.photos)] if outcome.photos else []),
        scene.say("second.means", unit=unit, day=day(one.due)),
    )
    choices = [here.choice(scene.say(f"button.{value}"), value) for value in (AGREE, DECLINE, BACK)]
    return Turn(here, (question("proposal", *lines, choices=choices),), ask=False)


def decide(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """A yes is asked once more; a no is kept at once."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None or said.values[0] == BACK:
        return recall(dialogue.at("proposals", case=""), scene)
    if said.values[0] == AGREE:
        return Turn(dialogue.at("confirm_second"))
    return Turn(dialogue, request=DecideProposal(me, code, agrees=False), ask=False)


def sure(dialogue: Dialogue, scene: Scene) -> Reply:
    """It cannot be taken back."""
    talk = path.talk(dialogue)
    proposer = scene.directory.officers[talk.asked or 0].name
    unit = scene.directory.units[talk.unit_id or 0].short_name
    choices = [dialogue.choice(scene.say(f"button.{value}"), value) for value in (UNSEAL, CANCEL)]
    asked = scene.say("second.sure", code=talk.case, who=proposer, unit=unit)
    return question("confirm_second", asked, choices=choices)


def agree(dialogue: Dialogue, said: Said, scene: Scene) -> Turn:
    """Together they take it off; or back to what was read."""
    me, code = handler(dialogue, scene), path.talk(dialogue).case
    if me is None or said.values[0] == CANCEL:
        return recall(dialogue.at("proposal"), scene)
    return Turn(dialogue, request=DecideProposal(me, code, agrees=True, read=path.talk(dialogue).page), ask=False)


def _decided(dialogue: Dialogue, outcome: ProposalDecided, scene: Scene) -> Turn:
    if outcome.unit_id is None:
        return _over(dialogue, scene.say("second.kept", code=outcome.code))
    unit = scene.directory.units[outcome.unit_id].short_name
    return _over(dialogue, scene.say("second.done", code=outcome.code, unit=unit))


def why(dialogue: Dialogue, outcome: Outcome, scene: Scene) -> Turn:
    """Who took the seal off, when and why; or that there is no such case, to everybody else."""
    if isinstance(outcome, Refused):
        return _over(dialogue, scene.say(outcome.key))
    assert isinstance(outcome, UnsealingShown)
    line, officer = outcome.line, scene.directory.officers.get(outcome.line.officer_id or 0)
    who = officer.name if officer else scene.say("case.by.handler")
    unit = scene.directory.units[outcome.unit_id].short_name
    told = {"code": outcome.code, "who": who, "day": day(line.at), "unit": unit}
    return _over(dialogue, scene.say("case.unsealed_before", **told, reason=reason_read(line.words, scene)))


def _over(dialogue: Dialogue, told: str) -> Turn:
    return Turn(dialogue.end(), (statement(told),), ask=False)


def _read(dialogue: Dialogue, me: Officer, code: str) -> Turn:
    return Turn(dialogue.at("proposal", case=code), request=ReadProposal(me, code), ask=False)


def _who(one: Proposal, scene: Scene) -> str:
    return scene.directory.officers[one.proposed_by].name


# List and proposal come as outcomes: asked again, they are recalled from the house.
STEPS = (
    Step("propose_unseal", ask, propose, proposed),
    Step("proposals", menu.ask, choose, listed, recall=recall),
    Step("proposal", menu.ask, decide, shown, recall=recall),
    Step("confirm_second", sure, agree, shown),
    Step("unsealed_before", menu.ask, menu.answer, why),
)

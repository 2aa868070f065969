"""What becomes of a tapped message, where a platform can change it: it gives way to the answer, or it stays settled.

A question that was answered by a tap is of no more use: the next one takes its place, and the chat stays short.
What somebody may want to read again stays, without its buttons and with what was chosen: a greeting, what is kept of a
rating, what was agreed to, their own words, a case while its answer is being written. An old button changes nothing of
the message it stands under but itself.
"""

from dataclasses import replace

from bot.conversation.dialogue import Dialogue
from bot.conversation.scene import Scene
from feedback.messages import Choice, Inbound, Reply

PASSING = (
    "choose_unit",
    "choose_counter",
    "who_served",
    "badge",
    "reasons",
    "describe",
    "language",
    "write_name",
    "preview_name",
    "cases",
    "correct_tags",
    "write_answer",
    "case_more",
    "transfer_case",
    "refuse_case",
    "assisted_unit",
    "assisted_how",
    "assisted_counter",
    "assisted_day",
    "assisted_level",
    "assisted_words",
    "assisted_who",
    "assisted_read",
    "assisted_fix",
    "assisted_again",
)
READ_WHILE_WRITING = ("open_case",)


def after_a_tap(before: Dialogue, inbound: Inbound, reply: Reply, scene: Scene, *, refused: bool = False) -> Reply:
    """`reply` with what it does to the message under whose button it was asked for. Where the house `refused` what was
    chosen nothing is ticked: a tick says that it was kept."""
    chosen = _chosen(before, inbound.choice)
    if not chosen:
        return replace(reply, tapped=inbound.under)
    if _gives_way(chosen[0], reply):
        return replace(reply, tapped=inbound.under, in_place=True)
    if refused:
        return replace(reply, tapped=inbound.under)
    label = ", ".join(choice.label for choice in chosen)
    asked = "\n\n".join(shown.text for shown in before.screen)
    return replace(reply, tapped=inbound.under, settled=scene.say("talk.chosen", before=asked, label=label))


def _chosen(before: Dialogue, payload: str) -> list[Choice]:
    """The tapped ones of the choices that still hold; empty for an old button."""
    tapped = payload.split(",")
    return [choice for choice in before.offered if choice.payload in tapped]


def _gives_way(choice: Choice, reply: Reply) -> bool:
    step = choice.payload.split(":", 2)[1]
    return not reply.photos and (step in PASSING or (step in READ_WHILE_WRITING and not reply.free))

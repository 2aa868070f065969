"""One reply, three ways: inline buttons, at most five buttons, or numbered text (decision 3).

Long text is cut at paragraph, line or word ends before any markup is added.
"""

from unicodedata import combining

from bot.channels.base import Capabilities, Outgoing
from feedback.messages import Reply

_JOINER = "\u200d"  # holds the parts of one emoji together
_STICKS_TO_ITS_LEFT = (_JOINER, "\ufe0f")


def render(reply: Reply, capabilities: Capabilities, *, subject: str = "") -> Outgoing:
    """The reply as a channel with these capabilities can show it.

    Where the buttons do not fit, the choices are numbered in the text; the conversation understands numbers.
    """
    buttons = reply.choices if len(reply.choices) <= capabilities.buttons else ()
    text = reply.text if buttons or not reply.choices else f"{reply.text}\n\n{_numbered(reply)}"
    return Outgoing(
        split(text, capabilities.max_text),
        buttons,
        subject=subject,
        document=reply.document,
        tapped=reply.tapped,
        in_place=reply.in_place,
        settled=reply.settled,
        reader=reply.reader,
        template=reply.template,
    )


def split(text: str, limit: int) -> tuple[str, ...]:
    """Pieces of at most `limit` characters, cut where a reader pauses; only white space at cuts is lost."""
    pieces: list[str] = []
    while len(text) > limit:
        cut = _pause(text, limit)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    # A cut next to white space can leave nothing on one side, and platforms refuse an empty message.
    return tuple(piece for piece in (*pieces, text) if piece) or (text,)


def _pause(text: str, limit: int) -> int:
    for mark in ("\n\n", "\n", ". ", " "):
        cut = text.rfind(mark, limit // 2, limit)
        if cut > 0:
            return cut + (1 if mark == ". " else 0)
    return _before_a_letter(text, limit)


def _before_a_letter(text: str, limit: int) -> int:
    """No pause anywhere: at least never between a letter and its accent, or inside an emoji."""
    for cut in range(limit, limit // 2, -1):
        if not combining(text[cut]) and text[cut] not in _STICKS_TO_ITS_LEFT and text[cut - 1] != _JOINER:
            return cut
    return limit


def _numbered(reply: Reply) -> str:
    listed = (f"{choice.key or number}. {choice.label}" for number, choice in enumerate(reply.choices, 1))
    return "\n".join((*([reply.by_number] if reply.by_number else ()), *listed))

"""By which road a digest reaches each head: every chat they can be written to, else mail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from digest.compose import Digest
from digest.rendering import as_html, as_text
from feedback.messages import Chat, Lane, Letter, Reply
from feedback.people import Officer
from feedback.ports import ReplyBox

MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Roads:
    """What is open: channels that delivery writes to, those where people fetch their letters, and mail."""

    push: Collection[str]
    pull: Collection[str] = ()
    mail: bool = False


def letters(
    digest: Digest, heads: Sequence[tuple[Officer, Sequence[Chat]]], *, roads: Roads, box: ReplyBox
) -> list[tuple[str, Letter]]:
    """(recipient, letter) for each head and road. A letter to fetch goes beside the others, never instead."""
    found: list[tuple[str, Letter]] = []
    for head, chats in heads:
        pushed = [chat for chat in chats if chat.channel in roads.push and not chat.unreachable]
        fetched = [chat for chat in chats if chat.channel in roads.pull and not chat.unreachable]
        found += [_by_chat(digest, head, chat) for chat in (*pushed, *fetched)]
        if not pushed and roads.mail and head.email:
            found.append(_by_mail(digest, head, box))
    return found


def _by_chat(digest: Digest, head: Officer, chat: Chat) -> tuple[str, Letter]:
    reply = Reply(as_text(digest), kind="digest")
    recipient = f"{head.code}:{chat.channel}:{chat.tag[:8]}"  # one head may have two chats on a channel
    return _letter(digest, recipient, chat.tag, chat.channel, chat.address, reply)


def _by_mail(digest: Digest, head: Officer, box: ReplyBox) -> tuple[str, Letter]:
    reply = Reply(as_text(digest), kind="digest", document=as_html(digest))
    tag, sealed = box.tag(MAIL, head.email), box.seal(MAIL, head.email)
    return _letter(digest, f"{head.code}:{MAIL}", tag, MAIL, sealed, reply)


def _letter(
    digest: Digest, recipient: str, tag: str, channel: str, address: bytes, reply: Reply
) -> tuple[str, Letter]:
    """`once`: a digest that may have gone out is shown to an operator and not sent twice."""
    dedup = f"digest:{digest.facts.unit.code}:{digest.facts.week}:{recipient}"
    letter = Letter(
        chat=tag,
        channel=channel,
        address=address,
        reply=reply,
        lane=Lane.DIGEST,
        once=True,
        dedup=dedup,
        subject=digest.subject,
    )
    return recipient, letter

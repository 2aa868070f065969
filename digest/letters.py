"""By which road a digest reaches each head: every chat that they can be written to now, else mail, else a chat where it
waits until they write again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from digest.compose import Digest
from digest.rendering import as_html, as_text
from feedback.messages import Chat, Lane, Letter, Reply
from feedback.people import Officer
from feedback.ports import ReplyBox

MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Roads:
    """What is open: channels that delivery writes to, those where people fetch their letters, and mail.

    `windows` says on which channels, and for how long, one may write after a person's last act; those in `notices` can
    tell the person even later that something waits.
    """

    push: Collection[str]
    pull: Collection[str] = ()
    mail: bool = False
    windows: Mapping[str, timedelta] = field(default_factory=dict)
    notices: Collection[str] = ()

    def is_open(self, chat: Chat, *, now: datetime) -> bool:
        """Whether a letter to this chat is heard of at once."""
        window = self.windows.get(chat.channel)
        if window is None or chat.channel in self.notices:
            return True
        return chat.heard_at is not None and chat.heard_at > now - window


def letters(
    digest: Digest,
    heads: Sequence[tuple[Officer, Sequence[Chat]]],
    *,
    roads: Roads,
    box: ReplyBox,
    now: datetime,
) -> list[tuple[str, Letter]]:
    """(recipient, letter) for each head and road. A letter to fetch goes beside the others, never instead."""
    found: list[tuple[str, Letter]] = []
    for head, chats in heads:
        reached = [chat for chat in chats if chat.channel in roads.push and not chat.unreachable]
        pushed = [chat for chat in reached if roads.is_open(chat, now=now)]
        fetched = [chat for chat in chats if chat.channel in roads.pull and not chat.unreachable]
        mailed = not pushed and roads.mail and bool(head.email)
        waiting = [] if pushed or mailed else reached
        found += [_by_chat(digest, head, chat) for chat in (*pushed, *fetched, *waiting)]
        if mailed:
            found.append(by_mail(digest, head, box))
    return found


def _by_chat(digest: Digest, head: Officer, chat: Chat) -> tuple[str, Letter]:
    reply = Reply(as_text(digest), kind="digest")
    recipient = f"{head.code}:{chat.channel}:{chat.tag[:8]}"  # one head may have two chats on a channel
    return _letter(digest, recipient, chat.tag, chat.channel, chat.address, reply)


def by_mail(digest: Digest, head: Officer, box: ReplyBox) -> tuple[str, Letter]:
    """(recipient, letter) of the mail to this head."""
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

"""What an update of Telegram says: only the fields we act on are typed, everything else may change freely.

Bytes become models in one step, models become an `Inbound`, or None where no person writes to us.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.channels.base import Malformed
from feedback.media import Attached
from feedback.messages import Inbound

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

# Telegram's field for a kind of content → our kind. Order matters: an animation also comes as a document,
# a venue also as a location.
_MEDIA = {
    "voice": "voice",
    "audio": "voice",
    "sticker": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "animation": "video",
    "video": "video",
    "video_note": "video",
    "document": "document",
}

# A picture sent as a file says what it is; what it really is shows when it is opened.
_PICTURES = ("image/jpeg", "image/png", "image/webp")

_Id = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_Seconds = Annotated[int, Field(ge=0, lt=2**37)]  # up to the year 6325; a datetime ends in 9999, deadlines are added


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _Chat(_Part):
    id: _Id
    type: str = "private"


class _Person(_Part):
    id: _Id
    is_bot: bool = False
    language_code: str = ""


class _File(_Part):
    file_id: str = ""
    file_size: Annotated[int, Field(ge=0, lt=2**63)] = 0
    mime_type: str = ""
    duration: Annotated[int, Field(ge=0, lt=2**31)] = 0


class _Message(_Part):
    # What is not named here stays visible by its name only, so that we can tell a photo from a voice.
    model_config = ConfigDict(strict=True, frozen=True, extra="allow")

    message_id: _Id = 0
    chat: _Chat
    sender: _Person | None = Field(default=None, alias="from")
    date: _Seconds = 0
    edit_date: _Seconds = 0
    text: str = ""
    caption: str = ""
    media_group_id: str = ""
    photo: tuple[_File, ...] = ()
    document: _File | None = None
    voice: _File | None = None

    @property
    def media(self) -> str:
        """The kind of content beside or instead of text; "" for plain text."""
        if self.photo or self.photos:
            return "album" if self.media_group_id else "photo"
        fields = {*(self.model_extra or {}), *(name for name in ("voice", "document") if getattr(self, name))}
        kind = next((kind for field, kind in _MEDIA.items() if field in fields), "")
        return kind or ("" if self.text else "other")

    @property
    def attached(self) -> tuple[Attached, ...]:
        """What we can bring of it."""
        spoken = [self.voice] if self.voice and self.voice.file_id else []
        return (*self.photos, *(Attached(one.file_id, size=one.file_size, seconds=one.duration or 1) for one in spoken))

    @property
    def photos(self) -> tuple[Attached, ...]:
        """The one photo that a message can carry, in its largest size; also when it was sent as a file."""
        sent = [*self.photo[-1:], *([self.document] if self.document and self.document.mime_type in _PICTURES else ())]
        return tuple(Attached(file.file_id, size=file.file_size) for file in sent if file.file_id)


class _CallbackQuery(_Part):
    id: str
    sender: _Person = Field(alias="from")
    message: _Message | None = None
    data: str = ""


class _Member(_Part):
    status: str


class _Membership(_Part):
    chat: _Chat
    sender: _Person | None = Field(default=None, alias="from")
    new_chat_member: _Member


class Update(_Part):
    """One update: exactly one of the kinds is set."""

    update_id: _Id
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _CallbackQuery | None = None
    my_chat_member: _Membership | None = None

    @property
    def chat(self) -> str:
        """The chat it belongs to; order matters only inside one. "" when it has none we know."""
        query = self.callback_query
        if query and not query.message:
            return str(query.sender.id)
        part = self.message or self.edited_message or self.my_chat_member or (query and query.message)
        return str(part.chat.id) if part else ""


_UPDATE = TypeAdapter(Update)


def parse(body: bytes) -> Update:
    """The update in these bytes. Raises Malformed, which never repeats what was in them."""
    with suppress(ValidationError):
        return _UPDATE.validate_json(body)
    raise Malformed("not an update of Telegram")  # outside the handler: nothing of the input hangs on to it


def to_inbound(update: Update, *, at: datetime) -> Inbound | None:
    """What a person said in a private chat; None for groups, channels, bots and kinds we do not act on."""
    if update.callback_query:
        return _tapped(update, update.callback_query, at=at)
    if update.my_chat_member:
        return _left(update, update.my_chat_member, at=at)
    message = update.message or update.edited_message
    if message is None or not _is_private(message.chat, message.sender):
        return None
    return Inbound(
        channel="telegram",
        address=str(message.chat.id),
        message_id=str(update.update_id),
        at=_when(message.edit_date or message.date, otherwise=at),
        text=message.text or message.caption,
        media=message.media,
        language=_language(message.sender),
        edited=update.edited_message is not None,
        attached=message.attached,
        group=message.media_group_id,
    )


def _tapped(update: Update, query: _CallbackQuery, *, at: datetime) -> Inbound | None:
    # The message under a button is as old as the button: the tap itself carries no time.
    if not query.data or not _is_private(query.message.chat if query.message else None, query.sender):
        return None
    return Inbound(
        channel="telegram",
        address=update.chat,
        message_id=str(update.update_id),
        at=at,
        choice=query.data,
        under=str(query.message.message_id or "") if query.message else "",
        language=_language(query.sender),
    )


def _left(update: Update, membership: _Membership, *, at: datetime) -> Inbound | None:
    kicked = membership.new_chat_member.status == "kicked"
    if not kicked or not _is_private(membership.chat, membership.sender):
        return None
    return Inbound("telegram", update.chat, str(update.update_id), at, gone=True)


def _is_private(chat: _Chat | None, sender: _Person | None) -> bool:
    return (chat is None or chat.type == "private") and not (sender and sender.is_bot)


def _when(seconds: int, *, otherwise: datetime) -> datetime:
    return datetime.fromtimestamp(seconds, UTC) if seconds else otherwise


def _language(sender: _Person | None) -> str:
    code = sender.language_code.partition("-")[0].lower() if sender else ""
    return code if code in ("vi", "en") else ""

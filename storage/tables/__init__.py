"""The schema, declared once for both databases. Repositories speak to the Core tables named here."""

from storage.tables.base import Base
from storage.tables.digests import digest_letters, digests
from storage.tables.media import media
from storage.tables.places import counters, holidays, officers, postings, units
from storage.tables.platforms import echo_marks, platform_tokens
from storage.tables.talk import attempts, chats, gate, inbox, link_codes, outbox
from storage.tables.words import cases, feedback, ratings, tag_reviews, visits

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "attempts",
    "cases",
    "chats",
    "counters",
    "digest_letters",
    "digests",
    "echo_marks",
    "feedback",
    "gate",
    "holidays",
    "inbox",
    "link_codes",
    "media",
    "officers",
    "outbox",
    "platform_tokens",
    "postings",
    "ratings",
    "tag_reviews",
    "units",
    "visits",
]

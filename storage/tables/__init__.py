"""The schema, declared once for both databases. Repositories speak to the Core tables named here."""

from storage.tables.assisted import typed_slips
from storage.tables.audit import audit, audit_head
from storage.tables.base import Base
from storage.tables.case_life import case_events, deadlines
from storage.tables.digests import digest_letters, digests
from storage.tables.explanations import explanations
from storage.tables.invitations import invitations, opt_outs
from storage.tables.likeness import likenesses
from storage.tables.media import media
from storage.tables.places import counters, holidays, officers, postings, units
from storage.tables.platforms import echo_marks, platform_tokens
from storage.tables.talk import attempts, chats, gate, inbox, link_codes, outbox
from storage.tables.tickets import api_keys, tickets, visit_counts
from storage.tables.words import cases, feedback, ratings, tag_reviews, visits

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "api_keys",
    "attempts",
    "audit",
    "audit_head",
    "case_events",
    "cases",
    "chats",
    "counters",
    "deadlines",
    "digest_letters",
    "digests",
    "echo_marks",
    "explanations",
    "feedback",
    "gate",
    "holidays",
    "inbox",
    "invitations",
    "likenesses",
    "link_codes",
    "media",
    "officers",
    "opt_outs",
    "outbox",
    "platform_tokens",
    "postings",
    "ratings",
    "tag_reviews",
    "tickets",
    "typed_slips",
    "units",
    "visit_counts",
    "visits",
]

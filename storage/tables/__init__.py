"""The schema, declared once for both databases. Repositories speak to the Core tables named here."""

from storage.tables.accounts import accounts, known_devices, recovery_codes, web_invitations, web_sessions
from storage.tables.alarms import alarm_rings, alarms, duty_handovers, duty_shifts
from storage.tables.assisted import typed_slips
from storage.tables.audit import audit, audit_head
from storage.tables.base import Base
from storage.tables.case_letters import case_asides, case_letters, cut_lines
from storage.tables.case_life import case_events, deadlines
from storage.tables.digests import digest_letters, digests
from storage.tables.explanations import explanations
from storage.tables.gate_reviews import gate_reviews
from storage.tables.invitations import invitations, opt_outs
from storage.tables.likeness import likenesses
from storage.tables.media import media
from storage.tables.places import counters, holidays, officers, postings, unit_days, units
from storage.tables.platforms import echo_marks, platform_tokens
from storage.tables.praise import additions, praise_letters, praise_names, verdicts
from storage.tables.recommendations import recommendations
from storage.tables.talk import attempts, chats, gate, inbox, link_codes, outbox
from storage.tables.tickets import api_keys, tickets, visit_counts
from storage.tables.unseal_proposals import unseal_proposals
from storage.tables.words import cases, feedback, ratings, tag_reviews, visits

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "accounts",
    "additions",
    "alarm_rings",
    "alarms",
    "api_keys",
    "attempts",
    "audit",
    "audit_head",
    "case_asides",
    "case_events",
    "case_letters",
    "cases",
    "chats",
    "counters",
    "cut_lines",
    "deadlines",
    "digest_letters",
    "digests",
    "duty_handovers",
    "duty_shifts",
    "echo_marks",
    "explanations",
    "feedback",
    "gate",
    "gate_reviews",
    "holidays",
    "inbox",
    "invitations",
    "known_devices",
    "likenesses",
    "link_codes",
    "media",
    "officers",
    "opt_outs",
    "outbox",
    "platform_tokens",
    "postings",
    "praise_letters",
    "praise_names",
    "ratings",
    "recommendations",
    "recovery_codes",
    "tag_reviews",
    "tickets",
    "typed_slips",
    "unit_days",
    "units",
    "unseal_proposals",
    "verdicts",
    "visit_counts",
    "visits",
    "web_invitations",
    "web_sessions",
]

"""What a journey leaves in the database, whichever door it came by: no receipt, no address, no moment, no channel."""

from typing import Any

from sqlalchemy import select

from storage.cases import ANSWER, REASON, WORDS
from storage.cipher import Cipher, bound
from storage.filed_rows import FiledRows
from storage.keys import Keys
from storage.maintenance import Database
from storage.tables import (
    additions,
    case_asides,
    case_events,
    case_letters,
    cases,
    cut_lines,
    explanations,
    feedback,
    praise_names,
    ratings,
    tag_reviews,
    tickets,
    verdicts,
    visit_counts,
)
from tests.support.cast import SECRET

KEYS = Keys.derive(SECRET)
CIPHER = Cipher(KEYS.text)
Facts = dict[str, list[dict[str, Any]]]

RATED = ("level", "badge", "reasons", "officer_id", "counter_id", "unit_id", "respondent", "proof")
FILED = ("kind", "level", "unit_id", "counter_id", "officer_id", "due", "language", "consent", "sealed", "urgent")
HANDLED = (
    *("code", "state", "unit_id", "handler_unit_id", "counter_id", "sealed", "urgent", "tags", "concerns"),
    *("due", "accept_by", "reopen_until", "transferred_from", "result", "reopened", "chased"),
)
REVIEWED = ("case_id", "officer_id", "unit_id", "tags")
HAPPENED = ("case_id", "what", "role", "unit_id", "officer_id")
TOLD_OF = ("hash", "day", "facts")
HIDDEN = {"words": WORDS, "answer": ANSWER, "reason": REASON}
COUNTED = ("unit_id", "day", "recorded", "asked", "answered")
EXPLAINED = ("case_id", "officer_id", "asked_by", "due", "look", "stage")
NAMED, ADDED, SAID = ("feedback_id", "consent"), ("feedback_id", "original_id"), ("case_id", "look", "said")
LETTERS = ("case_id", "officer_id", "voice_id", "told_on", "place")
OPEN = (
    *((tag_reviews, REVIEWED), (case_events, HAPPENED), (explanations, EXPLAINED)),
    *((tickets, TOLD_OF), (visit_counts, COUNTED)),
    *((praise_names, NAMED), (additions, ADDED), (verdicts, SAID)),
    *((case_letters, LETTERS), (case_asides, ("case_id",)), (cut_lines, ("case_id", "cut_on"))),
)


async def facts(database: Database) -> Facts:
    """Ratings, words as their handlers read them, cases with all that was written in them, and whatever lies open in
    other tables; sorted."""
    tables = (ratings, feedback, cases, *(table for table, _ in OPEN))
    async with database.reading() as tx:
        found = {table.name: await tx.executor.rows(select(table)) for table in tables}
    rows = FiledRows(CIPHER, KEYS)
    words = [{"redacted": "" if row.erased_at else rows.redacted(row)} for row in found["feedback"]]
    told = [
        {"opened": bool(row.opened_at)}
        | {name: _shown(getattr(row, name), place, row.code) for name, place in HIDDEN.items()}
        for row in found["cases"]
    ]
    return {
        "ratings": _sorted(_columns(found["ratings"], RATED)),
        "feedback": _sorted(a | b for a, b in zip(_columns(found["feedback"], FILED), words, strict=True)),
        "cases": _sorted(a | b for a, b in zip(_columns(found["cases"], HANDLED), told, strict=True)),
        **{table.name: _sorted(_columns(found[table.name], names)) for table, names in OPEN},
    }


def _columns(rows: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names} for row in rows]


def _shown(hidden: bytes | None, place: str, code: str) -> str:
    return CIPHER.show(hidden, bound(place, code)) if hidden else ""


def _sorted(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=repr)

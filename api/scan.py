"""A scan that nobody answered yet: the page carries it, and only the first answer makes a talk of it.

So a page that is opened and left, by a person or by a machine, writes nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BELIEVED_FOR = timedelta(hours=1)
"""The page says when it was scanned, because who served is looked up for that moment (decision 10). A page can
lie, so an older scan, or one that has not been yet, counts from its first answer."""
_FIELD = re.compile(r"(?P<seconds>\d{9,11})\.(?P<id>[A-Za-z0-9_-]{1,48})")


@dataclass(frozen=True, slots=True)
class Scan:
    """When, and `field` as a form carries it: the same field is the same scan, however often it is sent."""

    at: datetime
    field: str


def new_scan(*, at: datetime, token: str) -> Scan:
    """Somebody opened a page."""
    return Scan(at, f"{int(at.timestamp())}.{token}")


def read_scan(field: str, *, now: datetime) -> Scan | None:
    """The scan in a form's field, None when no page of ours can have written it."""
    found = _FIELD.fullmatch(field)
    if not found:
        return None
    at = datetime.fromtimestamp(int(found["seconds"]), UTC)
    return Scan(at if now - BELIEVED_FOR <= at <= now else now, field)

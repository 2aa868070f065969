"""A key with which an office's own software speaks to us, and for which units it speaks."""

from dataclasses import dataclass
from datetime import datetime

from feedback.units import Directory


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`name` is the office's word for it; the token itself is told once and never kept."""

    unit_id: int
    name: str
    created_at: datetime
    revoked_at: datetime | None = None

    def speaks_for(self, unit_id: int, directory: Directory) -> bool:
        """For its own unit and those below it."""
        return any(unit.id == self.unit_id for unit in directory.line_up(unit_id))

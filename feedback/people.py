"""Who works in the offices, what they may do there, and who a chat belongs to."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an officer is in their unit."""

    OFFICER = "officer"
    HEAD = "head"
    SUPERIOR = "superior"
    INSPECTOR = "inspector"
    ADMIN = "admin"
    PEOPLES_INSPECTOR = "thanh-tra-nhan-dan"  # of the board that the people elect: it watches, and handles nothing


HANDLERS = frozenset({Role.HEAD, Role.SUPERIOR})
"""Roles that answer cases of their own unit's inbox."""


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff (cán bộ). `code` is the sign-in name, `unit_id` the unit they belong to today."""

    id: int
    code: str
    name: str
    title: str
    unit_id: int
    role: Role = Role.OFFICER
    email: str = ""
    active: bool = True

    @property
    def handles_cases(self) -> bool:
        """Whether `/viec` has anything for them."""
        return self.role in HANDLERS

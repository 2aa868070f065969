"""Who may do what on the pages of the office: one table. What stands in no row is refused.

A role is granted at a node of the unit tree, the officer's own unit, and holds for everything below it. Which cases
somebody may read is not decided here but by `feedback.cases.may_handle`, in storage, for each case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from feedback.accounts import SIGN_IN, Stage, may_sign_in
from feedback.people import Officer, Role
from feedback.units import Directory


class Deed(StrEnum):
    """What a page does; each route of `/quan-ly` names one."""

    ASK_IN = "ask-in"
    SHOW_CODE = "show-code"
    OPEN_LINK = "open-link"
    JOIN_TELEPHONE = "join-telephone"
    SIGN_OUT = "sign-out"
    PROVE_AGAIN = "prove-again"
    OVERVIEW = "overview"
    SESSIONS = "sessions"
    UNIT = "unit"
    CHANNELS = "channels"
    AUTHORISE = "authorise"


class Reach(StrEnum):
    """Where it happens."""

    SELF = "self"  # with what is one's own
    BELOW = "below"  # at a unit: one's own or any below it
    HOUSE = "house"  # to the whole installation: granted at a unit above which there is none


@dataclass(frozen=True, slots=True)
class Rule:
    """`stage` is how far one must have signed in; None lets anybody ask. `fresh` wants the second factor anew."""

    stage: Stage | None
    roles: frozenset[Role] = SIGN_IN
    reach: Reach = Reach.SELF
    fresh: bool = False


ADMINS = frozenset({Role.ADMIN})

RULES: Mapping[Deed, Rule] = {
    Deed.ASK_IN: Rule(None),
    Deed.OPEN_LINK: Rule(None),
    Deed.SHOW_CODE: Rule(Stage.HALF),
    Deed.JOIN_TELEPHONE: Rule(Stage.ENROLLING),
    Deed.SIGN_OUT: Rule(None),
    Deed.PROVE_AGAIN: Rule(Stage.FULL),
    Deed.OVERVIEW: Rule(Stage.FULL),
    Deed.SESSIONS: Rule(Stage.FULL),
    Deed.UNIT: Rule(Stage.FULL, reach=Reach.BELOW),
    Deed.CHANNELS: Rule(Stage.FULL, ADMINS, Reach.HOUSE),
    Deed.AUTHORISE: Rule(Stage.FULL, ADMINS, Reach.HOUSE, fresh=True),
}


def may(officer: Officer, deed: Deed, directory: Directory, *, unit_id: int | None = None) -> bool:
    """Fail closed: in service, in one of the roles, and granted at a node that reaches there."""
    rule = RULES.get(deed)
    if rule is None or not may_sign_in(officer) or officer.role not in rule.roles:
        return False
    if rule.reach is Reach.BELOW:
        return unit_id is not None and any(unit.id == officer.unit_id for unit in directory.line_up(unit_id))
    if rule.reach is Reach.HOUSE:
        return officer.unit_id in directory.units and directory.superior_of(officer.unit_id) is None
    return True

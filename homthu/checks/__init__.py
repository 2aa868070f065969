"""Everything `homthu doctor` looks at, in the order in which it is told. To add one: a function that gives `Check`s
(`check.py`), and a line here.
"""

from homthu.checks import alarms, database, doors, house, invitations, letters, sealed
from homthu.checks.check import Look

ON_THIS_MACHINE: tuple[Look, ...] = (house.settings, house.key, house.disk, house.running)

IN_THE_DATABASE: tuple[Look, ...] = (
    database.database,
    database.clock,
    letters.queue,
    letters.platforms,
    letters.for_a_person,
    doors.telegram,
    doors.zalo_bot,
    doors.mail,
    doors.zalo,
    invitations.invitations,
    sealed.sealed,
    alarms.alarms,
    alarms.duty,
)
"""Left out when the database cannot be opened."""

"""What storage offers for seals that two persons take off. Whoever changes a proposal holds its case locked."""

from typing import Protocol

from feedback.cases import Case
from feedback.second_person import Proposal


class Proposals(Protocol):
    """Proposals to unseal."""

    async def keep(self, proposal: Proposal) -> None:
        """A new one (`id` is ignored)."""
        ...

    async def settle(self, proposal: Proposal) -> bool:
        """The same one, decided or lapsed; False when somebody else was quicker."""
        ...

    async def of_case(self, case: Case) -> list[Proposal]:
        """All that were ever made, oldest first."""
        ...

    async def waiting(self) -> list[Proposal]:
        """All that nobody decided, over all units, in the order of their cases."""
        ...

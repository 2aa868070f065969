"""One unit of work: the repositories, all speaking through the same transaction."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from feedback.units import Directory
from storage.accounts import AccountBook
from storage.additions import AdditionBook
from storage.alarms import AlarmBook
from storage.api_keys import KeyBook
from storage.audit import AuditBook
from storage.cache import DirectoryCache
from storage.case_letters import LetterBook
from storage.case_lines import LineBook
from storage.cases import CaseBook
from storage.chats import ChatBook
from storage.cipher import Cipher
from storage.digests import DigestBook
from storage.directory import Places, load_directory
from storage.echoes import OwnWords
from storage.executor import Executor
from storage.explanations import ExplanationBook
from storage.feedback_box import WordBox
from storage.gate_reviews import GateBook
from storage.inbox import SeenMessages
from storage.invitations import InvitationBook
from storage.keys import Keys
from storage.likeness import LikenessBook
from storage.media import MediaBook
from storage.outbox import LetterQueue
from storage.people import Staff
from storage.platform_tokens import TokenSafe
from storage.praise import PraiseBook
from storage.ratings import RatingBook
from storage.recommendations import RecommendationBook
from storage.reviews import ReviewBook
from storage.rota import RotaBook
from storage.tickets import TicketBook
from storage.typed_slips import SlipMemory
from storage.unseal_proposals import ProposalBook
from storage.verdicts import VerdictBook
from storage.windows import WindowBook


class Store:
    """The Transaction of `feedback/ports.py`, and `places` for whoever administers the offices."""

    def __init__(self, executor: Executor, *, keys: Keys, cipher: Cipher, cache: DirectoryCache) -> None:
        self.executor = executor
        self.inbox = SeenMessages(executor, cipher)
        self.chats = ChatBook(executor, cipher)
        self.outbox = LetterQueue(executor, cipher, keys)
        self.echoes = OwnWords(executor, keys)
        self.tokens = TokenSafe(executor, cipher, keys)
        self.windows = WindowBook(executor)
        self.invitations = InvitationBook(executor, cipher, keys)
        self.ratings = RatingBook(executor)
        self.feedback = WordBox(executor, cipher, keys)
        self.praises = PraiseBook(executor, cipher, keys, self.outbox)
        self.additions = AdditionBook(executor, cipher, keys)
        self.verdicts = VerdictBook(executor, cipher, keys)
        self.media = MediaBook(executor, cipher, keys)
        self.cases = CaseBook(executor, cipher, self.directory)
        self.letters = LetterBook(executor, cipher, keys)
        self.lines = LineBook(executor, cipher, keys)
        self.explanations = ExplanationBook(executor, cipher)
        self.proposals = ProposalBook(executor, cipher)
        self.gate_reviews = GateBook(executor, cipher, self.cases, self.directory)
        self.likenesses = LikenessBook(executor, keys)
        self.alarms = AlarmBook(executor, cipher)
        self.rota = RotaBook(executor)
        self.recommendations = RecommendationBook(executor, cipher)
        self.reviews = ReviewBook(executor, cipher, keys)
        self.people = Staff(executor, keys)
        self.digests = DigestBook(executor, cipher, self.outbox)
        self.audit = AuditBook(executor, cipher, keys, self.now)
        self.slips = SlipMemory(executor, keys)
        self.tickets = TicketBook(executor, keys)
        self.api_keys = KeyBook(executor, keys)
        self.accounts = AccountBook(executor, cipher, keys)
        self.places = Places(executor)
        self._cache = cache

    async def finish(self) -> None:
        """Write what everybody queues for: the counts of visits by unit and day, then the end of the audit's chain.

        It is the last before the commit, and always in this order: whoever holds one of those rows waits only for
        later ones. So replicas take turns without a deadlock, and hold them for a moment.
        """
        await self.tickets.write_counts()
        await self.audit.write()

    async def now(self) -> datetime:
        """The server's clock, the one that all replicas share; the embedded database has its one process's."""
        if not self.executor.postgres:
            return datetime.now(UTC)
        return (await self.executor.rows(select(func.clock_timestamp())))[0][0]  # type: ignore[no-any-return]

    async def directory(self) -> Directory:
        """The offices as they stand; what this transaction changed is seen at once."""
        if self.places.changed:
            return await load_directory(self.executor)
        kept, seen = self._cache.get(), self._cache.changes
        if kept is None:
            kept = await load_directory(self.executor)
            self._cache.keep(kept, seen=seen)
        return kept

"""A person lets us speak for the Official Account: the OAuth round with PKCE, and what may go wrong in it.

We remember a ticket; the administrator agrees at Zalo and comes back with a code; only our ticket's verifier turns
the code into tokens. Whatever pair was kept before, lost or not, is replaced.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlencode, urlsplit

from bot.channels.base import SendError
from bot.channels.zalo_oa_errors import Refused
from bot.channels.zalo_oa_tokens import NAME, TokenKeeper
from feedback.audit import CONSOLE, Act
from feedback.platform_ports import Ticket

TICKET_LIVES = timedelta(minutes=30)
VERIFIER_BYTES = 32  # 43 characters, as Zalo wants


class NotAuthorised(Exception):
    """It did not work. `reason`: ticket (none, or too old), state, account, or what Zalo said as a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from Zalo: in the address it called, or pasted by hand."""

    code: str
    state: str = ""
    account: str = ""

    @classmethod
    def of(cls, pasted: str) -> "Answer":
        """Out of a whole address, its query, or the bare code."""
        try:
            asked = urlsplit(pasted.strip()).query or pasted.strip()
        except ValueError:  # "//[": no address at all
            asked = pasted.strip()
        return cls.in_query(asked) if "code=" in asked else cls(asked)

    @classmethod
    def in_query(cls, query: str) -> "Answer":
        """Out of a query alone, whatever stands in it."""
        fields = {name: values[0] for name, values in parse_qs(query).items()}
        return cls(fields.get("code", ""), fields.get("state", ""), fields.get("oa_id", ""))


@dataclass(frozen=True, slots=True)
class Authorising:
    """The round for one account."""

    keeper: TokenKeeper
    account: str

    async def begin(self, back_to: str, *, who: str = CONSOLE) -> str:
        """The address where an administrator of the account agrees; Zalo then calls `back_to`. `who` asks for it."""
        keeper, now = self.keeper, self.keeper.clock()
        ticket = Ticket(secrets.token_urlsafe(24), secrets.token_urlsafe(VERIFIER_BYTES), now + TICKET_LIVES, who)
        async with keeper.database.transact() as tx:
            await tx.tokens.begin(NAME, ticket, at=now)
            tx.audit.note(Act.AUTHORISATION_ASKED, who=who, about=NAME)
        asked = {
            "app_id": keeper.app.app_id,
            "redirect_uri": back_to,
            "code_challenge": challenge(ticket.verifier),
            "state": ticket.state,
        }
        return f"{keeper.app.oauth_url}/v4/oa/permission?{urlencode(asked)}"

    async def finish(self, answer: Answer, *, by_hand: bool = False, who: str = CONSOLE) -> None:
        """Turn the code into tokens and keep them. Raises NotAuthorised.

        `by_hand`: whoever sits at the machine may give the bare code, without state and account. Else the round is of
        whoever began it, however they come back.
        """
        keeper = self.keeper
        async with keeper.database.reading() as tx:
            ticket = await tx.tokens.ticket(NAME)
        if ticket is None or ticket.until <= keeper.clock():
            raise NotAuthorised("ticket")
        bare = by_hand and not answer.state
        if not bare and not hmac.compare_digest(answer.state.encode(), ticket.state.encode()):
            raise NotAuthorised("state")
        if (answer.account or not by_hand) and answer.account != self.account:
            raise NotAuthorised("account")
        grant = {"grant_type": "authorization_code", "code": answer.code, "code_verifier": ticket.verifier}
        try:
            pair = await keeper.app.buy(keeper.line, grant, now=keeper.clock())
        except Refused as refused:
            raise NotAuthorised(f"code {refused.code}") from None
        except SendError as error:
            raise NotAuthorised(type(error).__name__) from None
        async with keeper.database.transact() as tx:
            await tx.tokens.replace(NAME, pair, at=keeper.clock())
            await tx.outbox.platform_worked(NAME, trial=True)  # what waits need not wait for the next trial
            tx.audit.note(Act.AUTHORISED, who=who if by_hand else ticket.who or who, about=NAME)


def challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()

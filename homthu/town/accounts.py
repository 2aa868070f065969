"""Accounts of the town's cast, so that the management pages can be tried at once: one password, one telephone."""

import hmac
from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256

from api.second_factor import Totp
from homthu.wiring import Service

CAST = ("hanh", "dung", "thao", "khoa")


@dataclass(frozen=True, slots=True)
class SignIns:
    """What is printed; `password` is empty where it was printed by an earlier run."""

    names: tuple[str, ...]
    secret: str = field(repr=False)
    uri: str = field(repr=False)
    password: str = field(default="", repr=False)


async def open_accounts(service: Service) -> SignIns:
    """Accounts for whoever of the cast has none; all of them anew where the settings name a password."""
    given = service.settings.demo_password
    secret = _secret(service.settings.secret_key.get_secret_value())
    password = given.get_secret_value() if given else _drawn(service)
    hashed = await service.desk.proving.hasher.hash(password)
    async with service.database.transact() as tx:
        cast = [officer for officer in (await tx.directory()).officers.values() if officer.code in CAST]
        accounts = {officer.code: await tx.accounts.of(officer.id) for officer in cast}
        wanted = [officer for officer in cast if given or accounts[officer.code] is None]
        for officer in wanted:
            await tx.accounts.put(officer.id, password=hashed, secret=secret, step=0, at=service.clock())
    names = tuple(officer.code for officer in cast)
    uri = Totp().address(secret, name=" ".join(names), issuer="homthu demo")
    return SignIns(names, secret, uri, password if wanted else "")


def _drawn(service: Service) -> str:
    """Sixteen characters, easy to read out."""
    return "-".join(service.chance.recovery_code()[:4].lower() for _ in range(4))


def _secret(master: str) -> str:
    """The same in each run, so that it can be printed again without being kept."""
    return b32encode(hmac.digest(master.encode(), b"the telephone of the town", sha256)[:20]).decode()

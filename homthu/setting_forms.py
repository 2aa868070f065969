"""What a value must look like before a setting takes it. A failed check repeats no value."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from feedback.periods import OFFICE_TIME


def _project_folder() -> Path:
    """Where .env and var/ live: beside `run`, or the current folder when installed as a package."""
    source = Path(__file__).resolve().parent.parent
    return source if (source / "run").is_file() else Path.cwd()


PROJECT = _project_folder()


def secret(pattern: str) -> AfterValidator:
    """A secret of that shape, so that a half-copied one is refused at start."""

    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError("shape")
        return value

    return AfterValidator(check)


def _address(*schemes: str, bare: bool) -> Callable[[str], str]:
    """A check of an address; a `bare` one carries neither user nor query, and loses its last slash."""

    def check(value: str) -> str:
        parts = urlsplit(value)
        extras = parts.username or parts.password or parts.query or parts.fragment
        # `port` raises ValueError by itself when it is no number or out of range.
        if parts.scheme not in schemes or not parts.hostname or parts.port == 0 or (bare and extras):
            raise ValueError("address")
        return value.rstrip("/") if bare else value

    return check


def _mail_server(value: SecretStr) -> SecretStr:
    _address("smtp", "smtps", bare=False)(value.get_secret_value())
    return value


def _database(value: str) -> str:
    if not value.startswith("sqlite:///"):
        _address("postgresql", "postgresql+asyncpg", bare=False)(value)
    return value


def _timezone(value: str) -> str:
    if value != OFFICE_TIME.key:  # weeks, quarters and deadlines are reckoned in it everywhere
        raise ValueError("timezone")
    return value


def _folder(value: Path) -> Path:
    return (PROJECT / value.expanduser()).resolve()


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Database = Annotated[str, AfterValidator(_database), Field(repr=False)]
Folder = Annotated[Path, AfterValidator(_folder)]
WebAddress = Annotated[str, AfterValidator(_address("http", "https", bare=True))]
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
# A name with an address in angle brackets, or the address alone; a line break would add a header.
Sender = Annotated[str, Field(pattern=r"^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$")]
TimeZone = Annotated[str, AfterValidator(_timezone)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
LogFormat = Literal["text", "json"]
Mode = Literal["auto", "poll", "webhook"]
Digits = Annotated[str, Field(pattern=r"^[0-9]+$")]
BotToken = Annotated[SecretStr, secret(r"[0-9]+:[A-Za-z0-9_-]+")]
Opaque = Annotated[SecretStr, secret(r"\S+")]
Password = Annotated[SecretStr, secret(r".{8,}")]
# Empty means: made or derived by load_settings.
MasterKey = Annotated[SecretStr, secret(r"(?:.{32,})?")]
TelegramHookSecret = Annotated[SecretStr, secret(r"[A-Za-z0-9_-]{0,256}")]
ZaloHookSecret = Annotated[SecretStr, secret(r"(?:[A-Za-z0-9_-]{8,256})?")]

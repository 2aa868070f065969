"""Every setting there is: read once from the environment and .env, refused early and by name.

No message ever repeats a value, for a wrong value may be a secret in the wrong place."""

import hashlib
import hmac
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from homthu import setting_forms as form
from homthu.secret_key import KeyFileBroken, KeyFileOutOfReach, kept_key

PREFIX = "HOMTHU_"
NO_SECRET = SecretStr("")


class SettingsRefused(Exception):
    """The settings cannot be used; one sentence for each trouble, naming the variable and what to do."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))


class Settings(BaseSettings):
    """What `load_settings` hands out: checked and complete, modes poll or webhook, secrets filled in."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, str_strip_whitespace=True, validate_default=True
    )

    database_url: form.Database = "sqlite:///"
    data_dir: form.Folder = Path("var")
    public_url: form.WebAddress | None = None
    secret_key: form.MasterKey = NO_SECRET
    timezone: form.TimeZone = "Asia/Ho_Chi_Minh"
    log_level: form.LogLevel = "INFO"
    log_format: form.LogFormat = "text"

    telegram_token: form.BotToken | None = None
    telegram_api_url: form.WebAddress = "https://api.telegram.org"
    telegram_mode: form.Mode = "auto"
    telegram_webhook_secret: form.TelegramHookSecret = NO_SECRET

    zalo_bot_token: form.BotToken | None = None
    zalo_bot_api_url: form.WebAddress = "https://bot-api.zaloplatforms.com"
    zalo_bot_mode: form.Mode = "auto"
    zalo_bot_webhook_secret: form.ZaloHookSecret = NO_SECRET

    zalo_oa_id: form.Digits | None = None
    zalo_oa_app_id: form.Digits | None = None
    zalo_oa_app_secret: form.Opaque | None = None
    zalo_oa_secret_key: form.Opaque | None = None
    zalo_oa_access_token: form.Opaque | None = None
    zalo_oa_refresh_token: form.Opaque | None = None
    zalo_oa_api_url: form.WebAddress = "https://openapi.zalo.me"
    zalo_oa_oauth_url: form.WebAddress = "https://oauth.zaloapp.com"
    zalo_oa_business_url: form.WebAddress = "https://business.openapi.zalo.me"
    zalo_oa_invite_template: form.Digits | None = None
    zalo_oa_notice_template: form.Digits | None = None

    smtp_url: form.MailServer | None = None
    mail_from: form.Sender | None = None
    demo_password: form.Password | None = None

    @property
    def embedded(self) -> bool:
        """One process with SQLite, rather than replicas around PostgreSQL."""
        return self.database_url.startswith("sqlite")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` gathered: the process environment is read in one place."""
        return (init_settings,)


NAMES = tuple(PREFIX + field.upper() for field in Settings.model_fields)
MODES = ("telegram_mode", "zalo_bot_mode")
HOOK_SECRETS = ("telegram_webhook_secret", "zalo_bot_webhook_secret")
# An Official Account needs all of these, or none; tokens come from `homthu zalo authorize`, or from the others.
OA_TOGETHER = (
    "zalo_oa_id",
    "zalo_oa_app_id",
    "zalo_oa_app_secret",
    "zalo_oa_secret_key",
)
OA_TOKENS = ("zalo_oa_refresh_token", "zalo_oa_access_token")


def load_settings(env: Mapping[str, str] | None = None, env_file: Path | None = form.PROJECT / ".env") -> Settings:
    """The settings of this process; SettingsRefused tells every wrong variable at once."""
    given = _gather(os.environ if env is None else env, env_file)
    if unknown := [_unknown(name) for name in given if name not in NAMES]:
        raise SettingsRefused(unknown)
    values: dict[str, Any] = {
        name.removeprefix(PREFIX).lower(): value for name, value in given.items() if value.strip()
    }
    try:
        settings = Settings(**values)
    except ValidationError as refused:
        fields = dict.fromkeys(str(error["loc"][0]) for error in refused.errors(include_input=False))
        raise SettingsRefused(_sentence("wrong", field) for field in fields) from None
    if "database_url" not in values:
        embedded = f"sqlite:///{settings.data_dir}/homthu.db"
        settings = settings.model_copy(update={"database_url": embedded})
    if conflicts := list(_conflicts(settings)):
        raise SettingsRefused(conflicts)
    return _with_secrets(_with_modes(settings))


def explanation(name: str) -> str:
    """The line that explains a setting to the person who fills in .env."""
    return str(_texts()["setting"][name.removeprefix(PREFIX)]["vi"])


def _gather(env: Mapping[str, str], env_file: Path | None) -> dict[str, str]:
    """The variables with our prefix; the environment stands above the file."""
    written: Mapping[str, str | None] = {}
    if env_file is not None:
        try:
            written = DotEnvSettingsSource(Settings, env_file=env_file, case_sensitive=True).env_vars
        except (OSError, UnicodeDecodeError):
            raise SettingsRefused([_both("env_file", file=str(env_file))]) from None
    everything = {**written, **env}
    return {name: value or "" for name, value in everything.items() if name.upper().startswith(PREFIX)}


def _conflicts(settings: Settings) -> Iterator[str]:
    if not settings.embedded and not settings.secret_key.get_secret_value():
        yield _sentence("secret_key_needed", "secret_key")
    for mode in MODES:
        if getattr(settings, mode) == "webhook" and not _has_https(settings):
            yield _sentence("https_needed", mode)
    if present := [field for field in (*OA_TOGETHER, *OA_TOKENS) if getattr(settings, field)]:
        for field in OA_TOGETHER:
            if field not in present:
                yield _sentence("partner_needed", field, partner=PREFIX + present[0].upper())
    if settings.smtp_url and not settings.mail_from:
        yield _sentence("partner_needed", "mail_from", partner=PREFIX + "SMTP_URL")


def _has_https(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https://")


def _with_modes(settings: Settings) -> Settings:
    usual = "webhook" if _has_https(settings) else "poll"
    return settings.model_copy(update={m: usual for m in MODES if getattr(settings, m) == "auto"})


def _with_secrets(settings: Settings) -> Settings:
    key = settings.secret_key.get_secret_value() or _key_on_disk(settings.data_dir)
    derived = {"secret_key": SecretStr(key)}
    for name in HOOK_SECRETS:
        if not getattr(settings, name).get_secret_value():
            derived[name] = SecretStr(hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest())
    return settings.model_copy(update=derived)


def _key_on_disk(data_dir: Path) -> str:
    try:
        return kept_key(data_dir)
    except KeyFileOutOfReach as trouble:
        raise SettingsRefused([_both("key_file", file=str(trouble))]) from None
    except KeyFileBroken as trouble:
        raise SettingsRefused([_both("key_file_broken", file=str(trouble))]) from None


def _unknown(name: str) -> str:
    near = get_close_matches(name.upper(), NAMES, n=1, cutoff=0.8)
    perhaps = _texts()["sentence"]["perhaps"]
    hints = {f"hint_{lang}": perhaps[lang].format(near=near[0]) if near else "" for lang in ("vi", "en")}
    return _both("unknown", name=name, **hints)


def _sentence(key: str, field: str, **values: str) -> str:
    texts = _texts()["setting"][field.upper()]
    values |= {"name": PREFIX + field.upper(), "form_vi": texts["form_vi"], "form_en": texts["form_en"]}
    return _both(key, **values)


def _both(key: str, **values: str) -> str:
    sentence = _texts()["sentence"][key]
    return f"{sentence['vi'].format(**values)} / {sentence['en'].format(**values)}"


def _texts() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

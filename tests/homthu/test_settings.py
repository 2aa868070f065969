"""Anh Khoa installs: what he leaves out is filled in, what he mistypes is refused, no secret is repeated."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from homthu.secret_key import KEY_FILE, kept_key
from homthu.setting_forms import PROJECT
from homthu.settings import Settings, SettingsRefused, load_settings

KEY = "k" * 32
SECRET_VALUE = "bi-mat-cua-khoa"


def loaded(tmp_path: Path, **given: str) -> Settings:
    env = {"HOMTHU_DATA_DIR": str(tmp_path / "var")} | {
        f"HOMTHU_{name}": value for name, value in given.items()
    }
    return load_settings(env, None)


def refused(tmp_path: Path, **given: str) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as caught:
        loaded(tmp_path, **given)
    assert str(caught.value) == "\n".join(caught.value.messages)
    return caught.value.messages


def test_nothing_set_is_an_embedded_installation(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/homthu.db"
    assert settings.embedded
    assert (settings.timezone, settings.log_level, settings.log_format) == (
        "Asia/Ho_Chi_Minh",
        "INFO",
        "text",
    )
    assert settings.telegram_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"


def test_an_empty_value_counts_as_left_out(tmp_path: Path) -> None:
    settings = loaded(tmp_path, TELEGRAM_TOKEN="", PUBLIC_URL=" ", DATABASE_URL="")
    assert (settings.telegram_token, settings.public_url) == (None, None)
    assert settings.embedded


def test_a_mistyped_name_is_refused_with_the_name_that_was_meant(tmp_path: Path) -> None:
    (message,) = refused(tmp_path, TELEGRAM_TOKN="123456:" + SECRET_VALUE)
    assert "HOMTHU_TELEGRAM_TOKN" in message
    assert "HOMTHU_TELEGRAM_TOKEN?" in message
    assert SECRET_VALUE not in message


def test_a_name_in_small_letters_is_refused_too() -> None:
    with pytest.raises(SettingsRefused, match=r"homthu_log_level.*HOMTHU_LOG_LEVEL"):
        load_settings({"homthu_log_level": "DEBUG"}, None)


def test_other_programs_variables_are_none_of_our_business(tmp_path: Path) -> None:
    env = {"HOMTHU_DATA_DIR": str(tmp_path), "PATH": "/bin", "POSTGRES_PASSWORD": "x"}
    assert load_settings(env, None).embedded


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"mysql://u:{SECRET_VALUE}@h/db"),
        ("DATABASE_URL", f"postgresql://u:{SECRET_VALUE}@h:port/db"),
        ("PUBLIC_URL", "hoalac.gov.vn"),
        ("PUBLIC_URL", f"https://u:{SECRET_VALUE}@gopy.phuong.gov.vn"),
        ("PUBLIC_URL", "https://gopy.phuong.gov.vn:99999"),
        ("SECRET_KEY", SECRET_VALUE),
        ("TIMEZONE", "Asia/Bangkok"),
        ("TIMEZONE", "../etc/passwd"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("TELEGRAM_TOKEN", SECRET_VALUE),
        ("TELEGRAM_API_URL", f"https://api.telegram.org?{SECRET_VALUE}"),
        ("TELEGRAM_MODE", "push"),
        ("TELEGRAM_WEBHOOK_SECRET", f"{SECRET_VALUE} có dấu"),
        ("TELEGRAM_WEBHOOK_SECRET", "a" * 257),
        ("ZALO_BOT_TOKEN", SECRET_VALUE),
        ("ZALO_BOT_MODE", "push"),
        ("ZALO_BOT_WEBHOOK_SECRET", "bi-mat7"),
        ("ZALO_OA_ID", "oa-12"),
        ("SMTP_URL", f"http://u:{SECRET_VALUE}@h"),
        ("MAIL_FROM", "không phải địa chỉ"),
        ("MAIL_FROM", "a@b.vn\nBcc: c@d.vn"),
        ("DEMO_PASSWORD", "bi-mat7"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_repeated(tmp_path: Path, name: str, value: str) -> None:
    (message,) = refused(tmp_path, **{name: value})
    assert message.startswith(f"HOMTHU_{name}: ")
    assert f" / HOMTHU_{name}: " in message, "Vietnamese first, then English"
    assert value not in message
    assert SECRET_VALUE not in message


@pytest.mark.parametrize("other", ["UTC", "Asia/Bangkok", "Asia/Saigon"])
def test_another_office_time_is_refused_because_the_calendar_knows_only_one(tmp_path: Path, other: str) -> None:
    assert loaded(tmp_path, TIMEZONE="Asia/Ho_Chi_Minh").timezone == "Asia/Ho_Chi_Minh"
    (message,) = refused(tmp_path, TIMEZONE=other)
    assert message.startswith("HOMTHU_TIMEZONE: ")
    assert "Asia/Ho_Chi_Minh, múi giờ duy nhất mà bản này biết" in message
    assert "the one office time that this version knows" in message


def test_every_wrong_value_is_told_at_once(tmp_path: Path) -> None:
    messages = refused(tmp_path, LOG_FORMAT="xml", TIMEZONE="Hue", TELEGRAM_MODE="push")
    assert [m.split(":")[0] for m in messages] == [
        "HOMTHU_TIMEZONE",
        "HOMTHU_LOG_FORMAT",
        "HOMTHU_TELEGRAM_MODE",
    ]


def test_a_refusal_keeps_no_value_in_its_chain_of_causes(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused) as caught:
        loaded(tmp_path, TELEGRAM_TOKEN=SECRET_VALUE)
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None


def test_settings_printed_by_accident_show_no_secret(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        TELEGRAM_TOKEN="123456:" + SECRET_VALUE,
        DATABASE_URL=f"postgresql://u:{SECRET_VALUE}@h/db",
        SECRET_KEY=SECRET_VALUE * 3,
        SMTP_URL=f"smtp://u:{SECRET_VALUE}@h:587",
        MAIL_FROM="homthu@phuong.gov.vn",
    )
    assert SECRET_VALUE not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    ("public_url", "mode", "becomes"),
    [
        ("", "", "poll"),
        ("http://192.168.1.5:8000", "auto", "poll"),
        ("https://gopy.phuong.gov.vn/", "auto", "webhook"),
        ("https://gopy.phuong.gov.vn", "poll", "poll"),
        ("https://gopy.phuong.gov.vn", "webhook", "webhook"),
    ],
)
def test_a_public_https_address_decides_how_messages_come(
    tmp_path: Path, public_url: str, mode: str, becomes: str
) -> None:
    settings = loaded(tmp_path, PUBLIC_URL=public_url, TELEGRAM_MODE=mode, ZALO_BOT_MODE=mode)
    assert (settings.telegram_mode, settings.zalo_bot_mode) == (becomes, becomes)
    assert not (settings.public_url or "").endswith("/")


def test_webhook_without_https_is_refused(tmp_path: Path) -> None:
    (message,) = refused(tmp_path, TELEGRAM_MODE="webhook", PUBLIC_URL="http://10.0.0.2")
    assert message.startswith("HOMTHU_TELEGRAM_MODE: ")
    assert "HOMTHU_PUBLIC_URL" in message


def test_half_an_official_account_is_refused_by_what_is_missing(tmp_path: Path) -> None:
    messages = refused(tmp_path, ZALO_OA_ID="12", ZALO_OA_APP_ID="34", ZALO_OA_APP_SECRET="x")
    assert [m.split(":")[0] for m in messages] == ["HOMTHU_ZALO_OA_SECRET_KEY"]
    assert refused(tmp_path, ZALO_OA_REFRESH_TOKEN="x")[0].startswith("HOMTHU_ZALO_OA_ID: ")


def test_mail_needs_a_sender(tmp_path: Path) -> None:
    (message,) = refused(tmp_path, SMTP_URL="smtp://localhost:25")
    assert message.startswith("HOMTHU_MAIL_FROM: ")


def test_postgresql_needs_its_own_key(tmp_path: Path) -> None:
    (message,) = refused(tmp_path, DATABASE_URL="postgresql://u:p@h/db")
    assert message.startswith("HOMTHU_SECRET_KEY: ")
    settings = loaded(tmp_path, DATABASE_URL="postgresql+asyncpg://u:p@h/db", SECRET_KEY=KEY)
    assert not settings.embedded
    assert not (tmp_path / "var").exists()


def test_the_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = loaded(tmp_path), loaded(tmp_path)
    kept = tmp_path / "var" / KEY_FILE
    assert first.secret_key == second.secret_key
    assert first.secret_key.get_secret_value() == kept.read_text().strip()
    assert len(kept.read_text()) == 43
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert os.listdir(kept.parent) == [KEY_FILE]


def test_a_key_that_is_set_is_not_written_down(tmp_path: Path) -> None:
    assert loaded(tmp_path, SECRET_KEY=KEY).secret_key.get_secret_value() == KEY
    assert not (tmp_path / "var").exists()


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from homthu.secret_key import kept_key\n"
        "sys.stdin.readline(); print(kept_key(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "new" / "var")]
    starts = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT)
        for _ in range(6)
    ]
    for start in starts:
        assert start.stdin is not None
        start.stdin.write("go\n")
        start.stdin.flush()
    keys = {start.communicate(timeout=30)[0] for start in starts}
    assert len(keys) == 1
    assert len(keys.pop().strip()) == 43


def test_losing_the_race_for_the_key_takes_the_winners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    winner = kept_key(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda self: False)
    assert kept_key(tmp_path) == winner
    assert os.listdir(tmp_path) == [KEY_FILE]


def test_a_damaged_key_is_refused_and_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    kept = tmp_path / "var" / KEY_FILE
    kept.write_text("half")
    (message,) = refused(tmp_path)
    assert message.startswith("HOMTHU_SECRET_KEY: ")
    assert "half" not in message
    assert kept.read_text() == "half"


def test_a_data_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands here")
    (message,) = refused(tmp_path)
    assert message.startswith("HOMTHU_DATA_DIR: ")


def test_webhook_secrets_follow_from_the_key_and_differ(tmp_path: Path) -> None:
    one, two = loaded(tmp_path, SECRET_KEY=KEY), loaded(tmp_path, SECRET_KEY=KEY[:-1] + "x")
    secrets = {
        secret.get_secret_value()
        for settings in (one, two)
        for secret in (settings.telegram_webhook_secret, settings.zalo_bot_webhook_secret)
    }
    assert len(secrets) == 4
    assert all(len(secret) == 64 and secret.isalnum() for secret in secrets)
    given = loaded(tmp_path, SECRET_KEY=KEY, TELEGRAM_WEBHOOK_SECRET="own_Secret-1")
    assert given.telegram_webhook_secret.get_secret_value() == "own_Secret-1"


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ghi chú\nHOMTHU_LOG_LEVEL=DEBUG\nHOMTHU_LOG_FORMAT=json\nPOSTGRES_PASSWORD=x\n", "utf-8")
    env = {"HOMTHU_DATA_DIR": str(tmp_path), "HOMTHU_LOG_LEVEL": "ERROR"}
    settings = load_settings(env, file)
    assert (settings.log_level, settings.log_format) == ("ERROR", "json")


def test_a_mistyped_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOMTHU_PUBLICURL=https://a.vn\n")
    with pytest.raises(SettingsRefused, match=r"HOMTHU_PUBLICURL.*HOMTHU_PUBLIC_URL"):
        load_settings({}, tmp_path / ".env")


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"HOMTHU_MAIL_FROM=\xff\xfe\n")
    with pytest.raises(SettingsRefused, match=r"\.env"):
        load_settings({}, tmp_path / ".env")


def test_a_missing_file_is_no_trouble(tmp_path: Path) -> None:
    assert load_settings({"HOMTHU_DATA_DIR": str(tmp_path)}, tmp_path / "none.env").embedded


def test_the_process_environment_is_read_when_none_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMTHU_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOMTHU_LOG_LEVEL", "debug")
    assert load_settings(env_file=None).log_level == "DEBUG"

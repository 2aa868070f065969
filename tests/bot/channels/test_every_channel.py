"""Each channel that the wiring knows keeps its contract, has recordings and a page, and the five steps hold for it."""

import importlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from api.webhooks import HOOKS
from bot.channels.base import Channel
from homthu.settings import Settings, load_settings
from homthu.wiring import HOOKED, build
from tests.bot.channels.contract import (
    PAYLOADS,
    ClosedContract,
    DeliveringContract,
    PullContract,
    ReadingContract,
    SendingContract,
    TemplateContract,
)

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
CONTRACTS = (ReadingContract, SendingContract, TemplateContract, ClosedContract, PullContract)

EVERYTHING_ON = {
    "HOMTHU_TELEGRAM_TOKEN": "123456:a-token",
    "HOMTHU_ZALO_BOT_TOKEN": "77123:a-token",
    "HOMTHU_ZALO_OA_ID": "1",
    "HOMTHU_ZALO_OA_APP_ID": "2",
    "HOMTHU_ZALO_OA_APP_SECRET": "an-app-secret",
    "HOMTHU_ZALO_OA_SECRET_KEY": "an-oa-secret",
    "HOMTHU_ZALO_OA_INVITE_TEMPLATE": "3",
    "HOMTHU_SMTP_URL": "smtp://127.0.0.1",
    "HOMTHU_MAIL_FROM": "homthu@an-binh.example",
}
"""One setting or more for each channel; `test_no_setting_opens_a_channel_unseen` keeps it whole."""

STEPS = (ROOT / "bot/channels/README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def channels(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Channel]:
    """All of them, as the composition root makes them."""
    data = tmp_path_factory.mktemp("data")
    return build(load_settings({**EVERYTHING_ON, "HOMTHU_DATA_DIR": str(data)}, env_file=None)).channels


def module_of(channel: Channel) -> str:
    """The name of its file: `zalo-bot` lives in zalo_bot.py, all that are fetched from in pull.py."""
    return channel.name.replace("-", "_") if channel.capabilities.push else "pull"


def kept_contracts(module: str) -> set[type]:
    """The contracts that the classes in tests/bot/channels/test_<module>*.py keep."""
    files = (file for file in HERE.glob("test_*.py") if re.fullmatch(rf"test_{module}(_[a-z]+)?", file.stem))
    tested = [importlib.import_module(f"tests.bot.channels.{file.stem}") for file in files]
    classes = [thing for one in tested for thing in vars(one).values() if isinstance(thing, type)]
    return {contract for contract in CONTRACTS for one in classes if issubclass(one, contract) and one is not contract}


def _delivered(channel: Channel) -> type[DeliveringContract]:
    return TemplateContract if channel.capabilities.template else SendingContract


def test_every_channel_keeps_its_contracts(channels: Mapping[str, Channel]) -> None:
    due = {
        name: {
            _delivered(channel) if channel.capabilities.push else PullContract,
            ReadingContract if name in HOOKED else ClosedContract,
        }
        for name, channel in channels.items()
    }
    kept = {name: kept_contracts(module_of(channel)) for name, channel in channels.items()}
    assert {name: due[name] - kept[name] for name in channels if due[name] - kept[name]} == {}


def test_every_channel_that_is_posted_to_has_recordings_of_what_is_read_and_what_is_not(
    channels: Mapping[str, Channel],
) -> None:
    for name in HOOKED:
        recorded = [
            json.loads(file.read_text("utf-8"))
            for file in (PAYLOADS / module_of(channels[name])).glob("*.json")
        ]
        assert any(one["inbound"] for one in recorded), f"{name}: nothing recorded that is read"
        assert any(not one["inbound"] for one in recorded), f"{name}: nothing recorded that must be ignored"
        assert {inbound["channel"] for one in recorded for inbound in one["inbound"]} == {name}


def test_every_channel_that_an_operator_sets_up_has_a_page(channels: Mapping[str, Channel]) -> None:
    pushing = [name for name, channel in channels.items() if channel.capabilities.push]
    silent = [name for name in pushing if not (ROOT / f"docs/{name}.md").is_file()]
    assert silent == []
    for name in pushing:
        assert "HOMTHU_" in (ROOT / f"docs/{name}.md").read_text("utf-8"), f"docs/{name}.md names no setting"


def test_every_hook_has_its_channel(channels: Mapping[str, Channel]) -> None:
    assert set(HOOKS) == HOOKED
    assert set(channels) >= HOOKED


def test_no_setting_opens_a_channel_unseen() -> None:
    prefixes = {re.split(r"_(?:token|id|url|from)$", name.removeprefix("HOMTHU_").lower())[0] for name in EVERYTHING_ON}
    keys = [name for name in Settings.model_fields if re.search(r"_(?:token|bot_token|oa_id)$|^smtp_url$", name)]
    assert [key for key in keys if not any(key.startswith(prefix) for prefix in prefixes)] == []


# The five steps


def steps() -> dict[str, str]:
    """Number -> text of each step of the README."""
    part = STEPS.split("## Add a channel in five steps")[1].split("\n## ")[0]
    found = re.split(r"^(\d)\. ", part, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def named_files(step: str) -> list[str]:
    """What stands in backticks and looks like a file or folder."""
    return [name for name in re.findall(r"`([^`\s]+)`", step) if "/" in name or name.endswith((".py", ".md"))]


def test_there_are_five_steps_and_each_names_its_files() -> None:
    assert list(steps()) == ["1", "2", "3", "4", "5"]
    assert all(named_files(step) for step in steps().values())


def test_the_files_of_the_steps_exist_for_every_channel_that_is_posted_to(channels: Mapping[str, Channel]) -> None:
    missing = []
    for name in sorted(HOOKED):
        for step in steps().values():
            for file in named_files(step):
                path = file.replace("<module>", module_of(channels[name])).replace("<name>", name)
                if not any((ROOT / folder / path).exists() for folder in ("", "bot/channels", "tests/bot/channels")):
                    missing.append(f"{name}: {path}")
    assert missing == []


def test_the_table_lists_every_file_of_the_folder() -> None:
    listed = set(re.findall(r"^\| `([a-z_]+\.py)`", STEPS, flags=re.MULTILINE))
    there = {file.name for file in (ROOT / "bot/channels").glob("*.py")} - {"__init__.py"}
    assert there - listed == set()
    assert listed - there == set()

"""What lies around the service on this machine: its key, its disk, whether it runs."""

import json
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from homthu.checks.check import Check, State, found
from homthu.secret_key import KEY_FILE
from homthu.serving import is_alive, service_file
from homthu.settings import Settings
from homthu.wiring import Service
from storage.sqlite import SqliteDatabase

FULL = 100 * 1024**2
NEARLY_FULL = 1024**3
OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def settings(service: Service) -> Sequence[Check]:
    """They were read; whom this house can write to."""
    pushing = [name for name, channel in service.channels.items() if channel.capabilities.push]
    if not pushing:
        return [found("settings", "warn", "settings_web_only")]
    return [found("settings", "ok", "settings", channels=", ".join(pushing))]


async def key(service: Service) -> Sequence[Check]:
    """A key that others on this machine can read opens every citizen's words."""
    file = service.settings.data_dir / KEY_FILE
    if not _is_kept_in(file, service.settings):
        return [found("key", "ok", "key_given")]
    if file.stat().st_mode & OTHERS:
        return [found("key", "fail", "key_open", file=file)]
    return [found("key", "ok", "key", file=file)]


async def disk(service: Service) -> Sequence[Check]:
    """Room for what is still to be written."""
    database = service.database
    folder = database.path.parent if isinstance(database, SqliteDatabase) else service.settings.data_dir
    folder = next(one for one in (folder, *folder.resolve().parents) if one.exists())
    free = shutil.disk_usage(folder).free
    state: State = "fail" if free < FULL else "warn" if free < NEARLY_FULL else "ok"
    return [found("disk", state, f"disk_{state}", folder=folder, free=f"{free / 1024**3:.1f}".replace(".", ","))]


async def running(service: Service) -> Sequence[Check]:
    """Whether a service answers on this machine."""
    note = service_file(service.settings.data_dir)
    if not is_alive(note):
        return [found("service", "warn", "service_none")]
    return [found("service", "ok", "service", port=json.loads(note.read_text("utf-8"))["port"])]


def _is_kept_in(file: Path, settings: Settings) -> bool:
    try:
        return file.read_text("ascii").strip() == settings.secret_key.get_secret_value()
    except OSError:
        return False

"""The secret key of an embedded installation: made once, kept in the data folder, never replaced."""

import contextlib
import os
import secrets
from pathlib import Path

KEY_FILE = "secret.key"
SHORTEST = 32


class KeyFileOutOfReach(Exception):
    """The key file or its folder cannot be read or written; the message is the path."""


class KeyFileBroken(Exception):
    """The key file exists but holds no usable key; the message is the path."""


def kept_key(data_dir: Path) -> str:
    """The key under `data_dir`, made there first when there is none. Processes that start together agree."""
    file = data_dir / KEY_FILE
    try:
        if not file.exists():
            _make(file)
        key = file.read_text("ascii").strip()
    except OSError:
        raise KeyFileOutOfReach(file) from None
    except UnicodeDecodeError:
        raise KeyFileBroken(file) from None
    if len(key) < SHORTEST:
        raise KeyFileBroken(file)
    return key


def _make(file: Path) -> None:
    """Writes the whole key aside, then links it into place: the link fails when another process was first."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{KEY_FILE}.{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(32))
            out.flush()
            os.fsync(out.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        _sync_folder(file.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """A name that a power cut forgets would take every sealed row with it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

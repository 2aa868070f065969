"""Where an SQLite file may live, and that one process at a time serves it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import AlreadyServing, DatabaseUnfit

NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "9p", "glusterfs", "fuse.sshfs", "fuse.glusterfs")
)
MOUNTS = Path("/proc/mounts")


@contextmanager
def hold_serving_lock(database: Path) -> Iterator[None]:
    """Held while the service runs; raises AlreadyServing. The kernel drops it with the process.

    One-off commands do not take it: they wait for the writer like any other connection.
    """
    path = database.with_name(database.name + ".serving")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyServing("storage.already_serving", path=database) from error
        yield
    finally:
        os.close(handle)


def refuse_network(database: Path, mounts: Path = MOUNTS) -> None:
    """WAL needs memory shared by its connections, which a network file system cannot give."""
    kind = _file_system(database.resolve(), mounts)
    if kind in NETWORK:
        raise DatabaseUnfit("storage.network_disk", path=database, kind=kind)


def _file_system(path: Path, mounts: Path) -> str:
    """The type of the innermost mount that holds the path; empty where the system does not tell."""
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text("utf-8").splitlines()]
    holding = [(where, kind) for where, kind in found if path.is_relative_to(_unescaped(where))]
    return max(holding, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _unescaped(where: str) -> str:
    return where.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")

"""Where everything of Sotto lies on disk: one private folder, its home."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import platformdirs

from engine.problems import DiskFull, HomeShared, HomeUnwritable, StoreProblem

#: Errors of writing that mean there is no more room: full disk, quota, largest file.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
#: Windows replaces no file that somebody has open just now, a reader or a scanner: so often it is tried, and so long
#: waited in between.
TRIES, AGAIN_S = (40 if sys.platform == "win32" else 1), 0.025


@dataclass(frozen=True, slots=True)
class Home:
    """The folder (0700) that holds all we keep; every path below it is named here and nowhere else."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted store."""
        return self.root / "sotto.db"

    @property
    def lock(self) -> Path:
        """Locked by whoever owns the store for writing."""
        return self.root / "lock"

    @property
    def window_lock(self) -> Path:
        """Locked by the one window of this home."""
        return self.root / "window.lock"

    @property
    def window_socket(self) -> Path:
        """Where that window hears of a second start."""
        return self.root / "window.socket"

    @property
    def shift(self) -> Path:
        """Locked by whoever works the queued jobs."""
        return self.root / "shift"

    @property
    def keystore(self) -> Path:
        """The passphrase-locked key, where there is no keychain."""
        return self.root / "keystore.db"

    @property
    def vault_json(self) -> Path:
        """What is known about the key without knowing the key."""
        return self.root / "vault.json"

    @property
    def settings(self) -> Path:
        """What the person chose."""
        return self.root / "settings.json"

    @property
    def ballast(self) -> Path:
        """Space held back so that a full disk can still be cleaned up."""
        return self.root / "ballast"

    @property
    def backups(self) -> Path:
        """Verified copies made before migrations."""
        return self.root / "backups"

    @property
    def models(self) -> Path:
        """Language models and embedding weights."""
        return self.root / "models"

    @property
    def training(self) -> Path:
        """Training jobs and adapters, encrypted."""
        return self.root / "training"

    @property
    def training_lock(self) -> Path:
        """Locked by whoever trains."""
        return self.training / "lock"

    @property
    def logs(self) -> Path:
        """Event logs without content."""
        return self.root / "logs"


def private_umask() -> None:
    """Make every file this process creates readable by its owner only; called first in every entry."""
    os.umask(0o077)


def named(option: Path | None = None) -> Home:
    """The home to use: `option`, else `SOTTO_HOME`, else the platform's data folder. Makes nothing."""
    chosen = option or (Path(value) if (value := os.environ.get("SOTTO_HOME")) else None)
    return Home((chosen or platformdirs.user_data_path("Sotto", appauthor=False)).expanduser().absolute())


def home(option: Path | None = None) -> Home:
    """The home that is `named`, with its folders made, 0700.

    Raises:
        HomeUnwritable: the folder cannot be made or entered.
        HomeShared: an existing folder that everybody may write to is nobody's home.
    """
    found = named(option)
    root = found.root
    try:
        _refuse_shared(root)
        for folder in (root, found.models, found.logs, found.backups):
            private_folder(folder)
    except OSError as error:
        raise unwritable(root, error) from None
    return found


def private_folder(folder: Path) -> None:
    """Make `folder` and its missing parents, and give it mode 0700 whatever the umask says."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)


def write_private(path: Path, content: bytes, *, half: str = "") -> None:
    """Replace `path` (mode 0600) by `content`; a crash leaves the old or the new file, never half of one.

    Args:
        half: as for `replacing`.

    Raises:
        OSError: the old file holds, and half a new one takes no room.
    """
    with replacing(path, half=half) as file:
        file.write(content)


@contextmanager
def replacing(path: Path, *, half: str = "") -> Iterator[IO[bytes]]:
    """What is written within the `with` replaces `path` (mode 0600) at its end; whatever ends it changes nothing.

    Args:
        half: name of the new file until it is whole, in a folder that is not ours; nothing of that name is replaced.

    Raises:
        OSError: as `write_private`.
    """
    fresh = path.with_name(half or path.name + ".new")
    if not half:
        fresh.unlink(missing_ok=True)
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        put_in_place(fresh, path)
    except BaseException:
        discard(fresh)
        raise
    sync_folder(path.parent)


def put_in_place(fresh: Path, path: Path) -> None:
    """Rename a file that is whole to `path`, in place of what is there.

    Raises:
        OSError: the old one holds.
    """
    for _ in range(TRIES - 1):
        with suppress(PermissionError):
            fresh.replace(path)
            return
        time.sleep(AGAIN_S)
    fresh.replace(path)


def discard(path: Path) -> None:
    """Remove a file that nobody needs; one that cannot be removed now stays for another time."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def unwritable(path: Path, error: OSError) -> StoreProblem:
    """The problem behind a file of ours that could not be written or read."""
    if error.errno in FULL:
        return DiskFull(path=str(path), released_bytes=0)
    return HomeUnwritable(path=str(path), why=type(error).__name__)


def set_aside(path: Path) -> None:
    """Rename a damaged file of ours to `.bad`, out of the way of a new one.

    Raises:
        HomeUnwritable: it cannot be.
    """
    try:
        path.replace(path.with_suffix(".bad"))
    except OSError as error:
        raise unwritable(path, error) from None


def sync_folder(folder: Path) -> None:
    """Make renames inside `folder` durable, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _refuse_shared(root: Path) -> None:
    if os.name != "nt" and root.is_dir() and root.stat().st_mode & stat.S_IWOTH:
        raise HomeShared(path=str(root))

"""Installing the parts of training, as the app sees it: asked for, heard, stopped; one at a time in a home."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

from app import part_installing, part_news, parts, sockets
from app.child import Child, ChildGone
from app.lock import HomeLock
from app.part_news import Installed, NotInstalled, Progressed, Stop
from app.parts import RESERVE_BYTES, Parts
from app.paths import Home, private_folder, unwritable
from engine.problems import PartsNotInstalled, SottoIsOpen, rebuilt

GLANCE_S = 0.1
#: What its connections are called where they are counted.
SOCKETS_FOR = "parts of training"
#: The person's own settings of pip that it keeps; none of them says where to install.
SETTINGS = frozenset({
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
    "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX",
    "PIP_CERT", "PIP_CLIENT_CERT", "PIP_PROXY", "PIP_TRUSTED_HOST", "PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES",
    "PIP_CONFIG_FILE", "PIP_CACHE_DIR",
})  # fmt: skip
#: What Sotto itself stands on, and must find as before whatever happens.
STANDS_ON = ("msgspec", "numpy", "llama_cpp", "app.child")
#: Where interpreters lie that a program started from the desktop does not find on its path.
MORE_FOLDERS = (
    "/opt/homebrew/bin",
    "/usr/local/bin",
    *(f"/Library/Frameworks/Python.framework/Versions/3.{minor}/bin" for minor in range(11, 15)),
)


class Installation:
    """Parts under way; only ever begun because a person asked. Closing it ends pip at once.

    Either `run` it, or give its messages to `hear` (`child.listen`), and `lost` when its child is gone.
    """

    def __init__(
        self,
        home: Home,
        found: Parts,
        *,
        stands_on: tuple[str, ...] | None = None,
        search: tuple[str, ...] | None = None,
        settings: Mapping[str, str] = os.environ,
        reserve_bytes: int = RESERVE_BYTES // 2,
    ) -> None:
        """Start the process that installs what is missing of `found`.

        Args:
            stands_on: modules of that environment that must work whatever happens, None for Sotto's own.
            search: folders with interpreters, for an environment that is still to be made; None to look on the path.
            settings: an environment, of which pip gets what is among `SETTINGS`.
            reserve_bytes: it stops while the disk still has so much room.

        Raises:
            PartsNotInstalled: it would not end well, or another one is under way.
            HomeUnwritable, DiskFull: the training folder cannot be made.
        """
        parts.check(found)
        self._lock = _locked(home)
        self._told = 0
        own = () if found.place.folder else STANDS_ON
        wish = part_news.Install(
            python=str(found.place.python),
            folder=str(found.place.folder or ""),
            search=_folders() if search is None else search,
            requirements=found.requirements,
            spare=found.spare,
            constraints=parts.kept(found.place, (*found.requirements, *found.spare)),
            works=own if stands_on is None else stands_on,
            imports=tuple(part.pin.module for part in found.parts if part.pin.needed),
            temporary=str(home.training / "parts-coming"),
            environment={name: value for name, value in settings.items() if name.upper() in SETTINGS},
            reserve_bytes=reserve_bytes,
            needs_bytes=found.needs_bytes,
        )
        try:
            self.child = Child(part_installing.main, name="parts")
            self.child.send(part_news.encode(wish))
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Installation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def hear(self, data: bytes) -> Progressed | Installed:
        """What the child said.

        Raises:
            PartsNotInstalled, DiskFull, HomeUnwritable: it ended without them.
            Cancelled: it was stopped, and what worked still works.
        """
        said = part_news.news(data)
        sockets.add(said.sockets - self._told, SOCKETS_FOR)
        self._told = said.sockets
        if isinstance(said, NotInstalled):
            raise rebuilt(said.code, said.facts)
        return said

    def cancel(self) -> None:
        """End pip at once; `hear` is told when what worked before was seen to work."""
        try:
            self.child.send(part_news.encode(Stop()))
        except ChildGone:
            return  # its end is heard like any other

    def run(self, progress: Callable[[Progressed], None], cancelled: Callable[[], bool] = lambda: False) -> Installed:
        """Wait for the end.

        Raises:
            as `hear`; `Cancelled` after `cancelled` said so.
        """
        asked = False
        while True:
            if not asked and cancelled():
                asked = True
                self.cancel()
            try:
                data = self.child.receive(GLANCE_S)
            except ChildGone as gone:
                raise self.lost(gone.exitcode) from None
            said = None if data is None else self.hear(data)
            if isinstance(said, Installed):
                return said
            if said is not None:
                progress(said)

    def lost(self, exitcode: int | None) -> PartsNotInstalled:
        """The problem when the child ended without an answer."""
        return PartsNotInstalled(reason="died", exitcode="?" if exitcode is None else exitcode)

    def close(self) -> None:
        """End it, and let others install."""
        self.child.stop()
        self._lock.release()


def _locked(home: Home) -> HomeLock:
    try:
        private_folder(home.training)
        return HomeLock(home.training / "parts.lock")
    except SottoIsOpen:
        raise PartsNotInstalled(reason="busy") from None
    except OSError as error:
        raise unwritable(home.training, error) from None


def _folders() -> tuple[str, ...]:
    """Where interpreters are looked for."""
    named = os.environ.get("PATH", os.defpath).split(os.pathsep)
    windows = [str(Path(sysconfig.get_config_var("installed_base") or sys.base_prefix))] if os.name == "nt" else []
    return (*(one for one in named if one), *windows, *MORE_FOLDERS)

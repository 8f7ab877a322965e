"""The one process that installs the parts of training: it runs pip, tells how it goes, and leaves a sound environment.

It is given one `Install`, answers with any number of `Progressed`, then one `Installed` or `NotInstalled`. `Stop` ends
pip at once. Whatever is there already stays as it is (pip's constraints), and pip fetches everything before it puts
anything in place; so what worked before works after it was stopped, which is tried before that is said.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from app import foreign, part_news
from app.part_news import Install, Installed, NotInstalled, Progressed, Stop
from app.part_pip import COUNTED, Reader
from app.paths import private_folder, unwritable
from engine.problems import Cancelled, PartsNotInstalled, Problem

TELL_EACH_S = 0.1
#: A fresh interpreter that imports torch and its like on a slow disk takes so long at most.
IMPORT_S = 300.0
VENV_S = 120.0
#: It is looked so often whether the disk fills up.
LOOK_S = 0.5
#: Interpreters for which the parts are published.
OLDEST, NEWEST = (3, 11), (3, 14)
#: `raw` tells bytes; older ones know no such thing.
RAW_SINCE = (24, 1)
#: No library of an import looks for anything on a network.
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

Tell = Callable[[Progressed], None]


def main(connection: Connection) -> None:
    """Install what is wished; ends with its pip at once when the asker hangs up."""
    wish = part_news.wish(connection.recv_bytes())
    if not isinstance(wish, Install):
        return
    running = Running()
    threading.Thread(target=_listen, args=(connection, running), name="parts-listener", daemon=True).start()
    sockets = 0

    def tell(said: Progressed) -> None:
        nonlocal sockets
        sockets = said.sockets
        connection.send_bytes(part_news.encode(said))

    said: Installed | NotInstalled
    try:
        said = _install(wish, running, tell)
    except Problem as problem:
        said = NotInstalled(problem.code, problem.facts, sockets)
    connection.send_bytes(part_news.encode(said))


class Running:
    """The program that runs just now, and whether it was told to stop; two threads use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self.stopped = False

    @contextmanager
    def program(self, command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
        """Run it; its output is one stream of lines.

        Raises:
            Cancelled: it was to stop before.
        """
        with self._lock:
            if self.stopped:
                raise Cancelled
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # closed with this process, which `COUNTED` notices
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=environment,
                start_new_session=True,
            )
            self._process = process
        try:
            with process:
                yield process
        finally:
            with self._lock:
                self._process = None

    def stop(self) -> None:
        """End it with all that it started."""
        with self._lock:
            self.stopped = True
            if self._process is not None:
                _kill(self._process)


def _kill(process: subprocess.Popen[str]) -> None:
    """End it with all that it started."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _listen(connection: Connection, running: Running) -> None:
    try:
        while not isinstance(part_news.wish(connection.recv_bytes()), Stop):
            pass
        running.stop()
        connection.recv_bytes()
    except (EOFError, OSError):
        running.stop()
        os._exit(0)


def _install(wish: Install, running: Running, tell: Tell) -> Installed:
    temporary = Path(wish.temporary)
    _remove(temporary)
    try:
        private_folder(temporary)
        (temporary / "constraints.txt").write_text("\n".join(wish.constraints) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(temporary, error) from None
    try:
        if wish.folder:
            tell(Progressed("preparing"))
            make_environment(wish, running)
        _check_pip(wish)
        done = _bring(wish, running, tell)
        tell(msgspec.structs.replace(done, stage="checking", package="", done_bytes=0, total_bytes=0))
        if not _imports(wish.python, wish.imports, running):
            raise Cancelled if running.stopped else PartsNotInstalled(reason="broken")
    except Problem:
        if not _imports(wish.python, wish.works, Running()):
            raise PartsNotInstalled(reason="harmed") from None
        raise
    finally:
        _remove(temporary)
    return Installed(done.fetched_bytes, done.sockets)


def _check_pip(wish: Install) -> None:
    if not Path(wish.python).exists():
        raise PartsNotInstalled(reason="no_python")
    if pip_version(wish.python) is None:
        raise PartsNotInstalled(reason="no_pip")


def _bring(wish: Install, running: Running, tell: Tell) -> Progressed:
    """Let pip do it, and once more without what is not to be had for this computer, if training goes without."""
    reader = Reader()
    try:
        return _run_pip(wish, (*wish.requirements, *wish.spare), reader, running, tell)
    except PartsNotInstalled as problem:
        if not wish.spare or problem.facts["reason"] not in ("no_build", "conflict"):
            raise
        if not wish.requirements:
            raise PartsNotInstalled(reason="spare") from None
    return _run_pip(wish, wish.requirements, Reader(reader.now.sockets), running, tell)


def _run_pip(wish: Install, requirements: tuple[str, ...], reader: Reader, running: Running, tell: Tell) -> Progressed:
    """Let pip install these.

    Returns:
        how far it was at its end.
    """
    raw = (pip_version(wish.python) or (0,)) >= RAW_SINCE
    options = ["--disable-pip-version-check", "--no-input", "--no-color", "--no-user", "--only-binary", ":all:"]
    options += ["--progress-bar", "raw" if raw else "off", "-c", str(Path(wish.temporary) / "constraints.txt")]
    command = [wish.python, "-P", "-u", "-c", COUNTED, "install", *options, *requirements]
    told_s = -TELL_EACH_S
    with running.program(command, _environment(wish)) as process, _room_kept(wish, running):
        assert process.stdout is not None
        for line in process.stdout:
            changed = reader.now.stage, reader.now.package
            if not reader.hear(line):
                continue
            if changed != (reader.now.stage, reader.now.package) or time.monotonic() - told_s >= TELL_EACH_S:
                told_s = time.monotonic()
                tell(reader.now)
    if process.returncode == 0:
        return reader.now
    tell(reader.now)
    if running.stopped and _room(wish) >= wish.reserve_bytes:
        raise Cancelled
    reason = "disk" if running.stopped else reader.reason()
    if reason != "disk":
        raise PartsNotInstalled(reason=reason)
    raise PartsNotInstalled(reason="disk", needs=f"{wish.needs_bytes / 1e9:.1f}", free=f"{_room(wish) / 1e9:.1f}")


@contextmanager
def _room_kept(wish: Install, running: Running) -> Iterator[None]:
    """What runs is stopped before the disk is full, on which the store is too; pip says nothing for minutes."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            if _room(wish) < wish.reserve_bytes:
                running.stop()
                return
            over.wait(LOOK_S)

    looking = threading.Thread(target=look, name="parts-room", daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def _room(wish: Install) -> int:
    return shutil.disk_usage(wish.temporary).free


def make_environment(wish: Install, running: Running) -> None:
    """An environment of its own, unless there is one that runs.

    Raises:
        PartsNotInstalled: `reason` "no_python" or "no_venv".
    """
    if pip_version(wish.python) is not None:
        return
    maker = found_python(wish.search)
    if maker is None:
        raise PartsNotInstalled(reason="no_python")
    _remove(Path(wish.folder))
    with running.program([maker, "-m", "venv", wish.folder], _environment(wish)) as process:
        _end_within(process, VENV_S)
    if running.stopped:
        raise Cancelled
    if process.returncode != 0:
        raise PartsNotInstalled(reason="no_venv")


def found_python(search: tuple[str, ...]) -> str | None:
    """An interpreter for which the parts are published: of our own version if there is one, else the newest."""
    own = sys.version_info[:2]
    minors = sorted(range(OLDEST[1], NEWEST[1] + 1), key=lambda minor: ((3, minor) != own, -minor))
    names = [f"python3.{minor}" for minor in minors] + ["python3", "python"]
    for name in names:
        path = shutil.which(name, path=os.pathsep.join(search))
        told = _asked(path, "import sys, venv; print(*sys.version_info[:2])") if path else None
        if told and OLDEST <= tuple(int(part) for part in told.split()) <= NEWEST:
            return path
    return None


def pip_version(python: str) -> tuple[int, ...] | None:
    """Which pip an interpreter has; None where there is none, or no such interpreter."""
    told = _asked(python, "import pip; print(pip.__version__)")
    return tuple(int(part) for part in (told or "").split(".")[:2] if part.isdigit()) or None


def _asked(python: str, code: str) -> str | None:
    try:
        done = subprocess.run(
            [python, "-P", "-c", code],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            env=foreign.environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _imports(python: str, modules: tuple[str, ...], running: Running) -> bool:
    """Whether a fresh interpreter can import them; one that was told to stop cannot."""
    if not modules or not Path(python).exists():
        return True
    try:
        with running.program(
            [python, "-P", "-c", f"import {', '.join(modules)}"], foreign.environment() | OFFLINE
        ) as process:
            _end_within(process, IMPORT_S)
    except Cancelled:
        return False
    return process.returncode == 0


def _end_within(process: subprocess.Popen[str], seconds: float) -> None:
    """Wait for its end; one that takes longer is killed."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _kill(process)


def _environment(wish: Install) -> dict[str, str]:
    return {
        **foreign.environment(),
        **wish.environment,
        "TMPDIR": wish.temporary,
        "TEMP": wish.temporary,
        "TMP": wish.temporary,
    }


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

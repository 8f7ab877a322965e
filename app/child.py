"""Start, hear, stop and outlive one child process.

A child is a fresh interpreter (`multiprocessing` spawn, the only way a frozen bundle supports) that gets
one pipe and nothing else: no main module of ours, no database key, and an environment cut down to an
allow-list. Messages are bytes; nothing of ours is pickled. The child ends when its pipe reaches end of
file, and is ended when its parent dies.

Targets are module-level functions `target(connection)` of an importable module (not of `__main__`). A
target that returns ends its process; `EOFError` and broken pipes at its top mean "my parent hung up" and
are no failure.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing.util  # imported before our atexit hook is registered, so that ours runs first
import os
import queue
import signal
import socket
import sys
import threading
import types
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import connection as pipes
from multiprocessing.connection import Connection
from pathlib import Path

from app import endings, logs
from app.foreign import ForeignProcess
from engine.llm import confinement

log = logging.getLogger(__name__)

#: What a child may know of its parent's environment: paths, locale, devices. A secret is never named here.
# fmt: off
ENVIRONMENT = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "USERPROFILE", "APPDATA", "LOCALAPPDATA",
    "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "LD_LIBRARY_PATH", "VIRTUAL_ENV",
    "PYTHONHOME", "PYTHONPATH", "PYTHONHASHSEED", "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE",
    "PYTHONUTF8", "PYTHONIOENCODING", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "HSA_OVERRIDE_GFX_VERSION",
})
# fmt: on
ENVIRONMENT_PREFIXES = ("LC_", "GGML_", "_PYI_")

PARENT_GONE_GRACE_S = 3.0
LAST_WORDS_BYTES = 4096

#: The environment and `__main__` belong to the whole process while a child is made.
_starting = threading.Lock()


class ChildGone(Exception):  # noqa: N818 - it is news, not an error
    """The child has ended; `exitcode` is negative for a signal, None if it is not known yet."""

    def __init__(self, name: str, exitcode: int | None) -> None:
        super().__init__(name, exitcode)
        self.exitcode = exitcode


class Child:
    """One child process and the parent's end of its pipe.

    Attributes:
        name: for the log and the process list.
    """

    def __init__(self, target: Callable[[Connection], None], *, name: str, interpreter: Path | None = None) -> None:
        """Start `target(connection)` in a fresh interpreter.

        Args:
            interpreter: another one than ours, that finds `app` and the target's module.

        Raises:
            OSError: there is no such interpreter.
        """
        self.name = name
        self._stopping = False
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=True)
        stderr, their_stderr = context.Pipe(duplex=False)
        self._process = (
            context.Process(target=_child_main, args=(target, theirs, their_stderr), name=name, daemon=True)
            if interpreter is None
            else ForeignProcess(interpreter, target, theirs, their_stderr)
        )
        with _starting, _scrubbed_environment(), _nameless_main(), _interrupts_held():
            self._process.start()
        theirs.close()
        their_stderr.close()
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._last_words = b""
        self._drain = _thread(f"{name}-stderr", self._drain_stderr, stderr)
        _thread(f"{name}-outbox", _write_all, self._outbox, self._pipe)
        _living.add(self)
        log.info("child %s started, pid %s", name, self.pid)

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._process.pid

    @property
    def exitcode(self) -> int | None:
        """None while it runs; 0 for a good end, negative for a signal."""
        return self._process.exitcode

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.exitcode is None

    @property
    def last_words(self) -> str:
        """The end of what it wrote to stderr, up to 4 KiB. Never logged: it may hold anything."""
        return self._last_words.decode("utf-8", "replace")

    def send(self, data: bytes) -> None:
        """Hand `data` to the child; returns at once, even if the child is not listening.

        Raises:
            ChildGone: it has ended or was stopped.
        """
        if self._stopping or not self.alive:
            raise ChildGone(self.name, self.exitcode)
        self._outbox.put(data)

    def receive(self, timeout_s: float | None = None) -> bytes | None:
        """The next message of the child; None when `timeout_s` passed first. Not together with `listen`.

        Raises:
            ChildGone: the pipe is at its end (all earlier messages have been received).
        """
        try:
            if not self._pipe.poll(timeout_s):
                return None
            return self._pipe.recv_bytes()
        except (EOFError, OSError):
            if not self._stopping:
                self._process.join(1.0)
            raise ChildGone(self.name, self.exitcode) from None

    def listen(self, post: Callable[[bytes | None], None]) -> None:
        """Call `post` from one listener thread for each message, and with None if the child dies unasked."""
        _thread(f"{self.name}-listener", self._listen, post)

    def stop(self, grace_s: float = 2.0) -> str:
        """End the child: hang up and wait; kill and wait. Idempotent.

        It is not asked by a signal in between: those it leaves to us (`endings.leave_to_parent`).

        Returns:
            which was needed: "asked" or "killed" (also "asked" for one that had ended before).
        """
        self._stopping = True
        _living.discard(self)
        self._outbox.put(None)
        _hang_up(self._pipe)
        self._process.join(grace_s)
        needed = "killed" if self.alive else "asked"
        if self.alive:
            self._process.kill()
            self._process.join()
        self._drain.join(grace_s)
        level = logging.INFO if needed == "asked" else logging.WARNING
        log.log(level, "child %s %s, exit code %s", self.name, needed, self.exitcode)
        return needed

    def _listen(self, post: Callable[[bytes | None], None]) -> None:
        while True:
            try:
                data = self._pipe.recv_bytes()
            except (EOFError, OSError):
                break
            post(data)
        if not self._stopping:
            self._process.join(1.0)
            log.warning("child %s died, exit code %s", self.name, self.exitcode)
            post(None)

    def _drain_stderr(self, stderr: Connection) -> None:
        with stderr:
            while True:
                try:
                    chunk = os.read(stderr.fileno(), 65536)
                except OSError:
                    return
                if not chunk:
                    return
                self._last_words = (self._last_words + chunk)[-LAST_WORDS_BYTES:]


_living: weakref.WeakSet[Child] = weakref.WeakSet()


@atexit.register
def _stop_living() -> None:
    for child in list(_living):
        child.stop(0.5)


def _thread(name: str, target: Callable[..., None], *args: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=args, name=name, daemon=True)
    thread.start()
    return thread


def _write_all(outbox: queue.SimpleQueue[bytes | None], pipe: Connection) -> None:
    """Write what is sent; a child that does not read blocks this thread and nobody else."""
    while (data := outbox.get()) is not None:
        try:
            pipe.send_bytes(data)
        except OSError:
            return


def _hang_up(pipe: Connection) -> None:
    """End of file for both sides, also for threads of ours that are reading or writing just now."""
    if sys.platform == "win32":
        pipe.close()
        return
    try:
        with socket.socket(fileno=os.dup(pipe.fileno())) as both_ways:
            both_ways.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("pipe was closed already")


@contextmanager
def _scrubbed_environment() -> Iterator[None]:
    """Only `ENVIRONMENT` while a process is spawned; everything is back afterwards."""
    hidden = {
        key: value
        for key, value in os.environ.items()
        if key.upper() not in ENVIRONMENT and not key.startswith(ENVIRONMENT_PREFIXES)
    }
    for key in hidden:
        del os.environ[key]
    try:
        yield
    finally:
        os.environ.update(hidden)


@contextmanager
def _nameless_main() -> Iterator[None]:
    """Spawn re-imports the parent's main module in the child; of an empty one nothing is imported."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C and the like are held back in the child until it ignores them (the signal mask is inherited)."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # it resets the mask when it starts, so it must run before
    before = signal.pthread_sigmask(signal.SIG_BLOCK, endings.KNOWN)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# ---- inside the child -----------------------------------------------------------------------------------


def _child_main(target: Callable[[Connection], None], pipe: Connection, stderr: Connection) -> None:
    """The top of every child: one place that catches everything and says class and place, never the text."""
    _redirect_output(stderr)
    os.umask(0o077)  # what it writes is private, whoever started us
    endings.leave_to_parent()
    confinement.dump_no_core()
    logs.start(None, "child")  # no error prints its words, and no library of a child logs anywhere
    _thread("parent-watch", _end_with_parent)
    try:
        target(pipe)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:  # noqa: BLE001 - a top: the class and place of our bug, without its text
        sys.stderr.write(f"{logs.class_of(error)} at {logs.place_of(error) or 'unknown'}\n")
        sys.stderr.flush()
        os._exit(1)


def main() -> None:
    """The top of a child that another interpreter runs: `app.foreign` says on its command line what it is for."""
    module, name, *numbers = sys.argv[1:]
    pipe, stderr, parent = map(int, numbers)
    target = getattr(import_module(module), name)
    threading.Thread(target=_end_after, args=(parent,), name="parent-watch", daemon=True).start()
    if sys.platform == "win32":
        _child_main(target, pipes.PipeConnection(pipe), pipes.PipeConnection(stderr))
    else:
        _child_main(target, Connection(pipe), Connection(stderr))


def _end_after(parent: int) -> None:
    import psutil  # every other child starts without it

    with suppress(psutil.Error):
        psutil.Process(parent).wait()
    threading.Event().wait(PARENT_GONE_GRACE_S)
    os._exit(2)


def _redirect_output(stderr: Connection) -> None:
    """File descriptors 1 and 2, also of C libraries, go to the parent's drain (on Windows nowhere)."""
    if sys.platform == "win32":
        with Path(os.devnull).open("wb") as nowhere:
            _point_at(nowhere.fileno())
    else:
        _point_at(stderr.fileno())
    stderr.close()


def _point_at(fd: int) -> None:
    for stream in (1, 2):
        os.dup2(fd, stream)
    if sys.stderr is None:  # a windowed bundle has no streams
        sys.stdout = sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")


def _end_with_parent() -> None:
    """A target too busy to notice the end of its pipe is ended a little after its parent."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    pipes.wait([parent.sentinel])
    threading.Event().wait(PARENT_GONE_GRACE_S)
    os._exit(2)

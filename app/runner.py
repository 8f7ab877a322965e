"""A process of its own that works the jobs of a home: it outlives the command that started it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress

from app import clock, jobs
from app.paths import Home
from app.vault import PASSPHRASE_VARIABLE, Vault
from engine.problems import SottoIsOpen

#: How often it looks whether another process that writes is done, in seconds.
AGAIN_S = 0.1
#: The hidden command that is a runner.
COMMAND = "work-jobs"
#: On Windows: no console, and no Ctrl-C of the one it was started from.
_DETACHED: int = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


def start(home: Home, passphrase: str | None) -> int:
    """Start a runner for `home` and return its process id; one that finds another at work ends at once.

    Its arguments name the home and nothing else. The passphrase goes through a pipe, where nobody else can read it.
    """
    entry = [] if getattr(sys, "frozen", False) else ["-P", "-m", "ui"]
    process = subprocess.Popen(
        [sys.executable, *entry, "--home", str(home.root), COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home.root,
        env={name: value for name, value in os.environ.items() if name != PASSPHRASE_VARIABLE},
        creationflags=_DETACHED,
        start_new_session=True,
    )
    with suppress(BrokenPipeError), process.stdin:  # type: ignore[union-attr]  # it is a pipe
        process.stdin.write(os.fsencode(passphrase or ""))  # type: ignore[union-attr]
    threading.Thread(target=process.wait, name="runner-end", daemon=True).start()  # no zombie, should we live on
    return process.pid


def run(vault: Vault, *, patience_s: float = jobs.PATIENCE_S) -> int:
    """Work the jobs of a vault opened for reading until none is queued; returns how many needed the model.

    Raises:
        SottoIsOpen: another Sotto wrote for longer than `patience_s`: the jobs are left to it, or to the next runner.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            return jobs.work_through(vault, now=clock.now)
        except SottoIsOpen:
            if time.monotonic() > until:
                raise
        time.sleep(AGAIN_S)

"""The inference worker's entry: llama.cpp is imported in its process and in no other."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path


def main(connection: Connection) -> None:
    """Answer requests until the pipe is at its end; `app.child.Child` starts it."""
    silence_native_code()
    share_the_cores()
    from engine.llm.serving import Server  # here, so that whoever names this target does not load llama.cpp

    Server(connection).run()


def silence_native_code() -> None:
    """Let nothing but Python write to standard error.

    llama.cpp's log callback does not hear everything: a grammar that cannot be read, or what an exception says that
    nobody caught, is printed as it is, and may hold words of a message. An assertion that fails would even start a
    debugger, to print what functions were called with.
    """
    os.environ["GGML_NO_BACKTRACE"] = "1"
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="replace")
    with Path(os.devnull).open("wb") as nowhere:
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)


def share_the_cores() -> None:
    """Let threads of llama.cpp that wait for each other go to sleep soon. Before it is imported: it reads this once.

    GNU OpenMP lets them spin for milliseconds, and spins away the very core that the thread they wait for needs when
    anything else is at work: beside other busy processes a step of eight texts took 83 to 121 ms in place of 281 to
    625 (150M, two cores). On a quiet machine this count costs nothing; 300 cost a fifth of prefill and steps.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")

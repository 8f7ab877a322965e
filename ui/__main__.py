"""The console entry `sotto`: the window without a command, with one the command line and no Qt."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

from app import endings, logs, paths, private_process, sockets


def main() -> int:
    """Run Sotto; returns the exit code."""
    multiprocessing.freeze_support()
    private_process.make_private()
    sockets.watch()
    arguments = sys.argv[1:]
    home: Path | None = None
    if arguments:
        from app.commands.main import take_globals  # the window starts without the command line

        rest, home, as_json = take_globals(arguments)
        if rest == ["quick"] and has_display():  # what a key of the desktop is bound to
            return window(home, quick=True)
        if rest or as_json:
            return command(arguments)
    if not has_display():
        return command([*arguments, "demo", "--headless"])
    return window(home)


def window(home: Path | None, *, quick: bool = False) -> int:
    """Open the window, or the one that is open already; with `quick`, quick reply."""
    logs.start(paths.named(home).logs, "desktop")
    from ui import application, single_instance  # commands start without Qt

    return application.run(home, single_instance.QUICK if quick else single_instance.RAISE)


def command(arguments: list[str]) -> int:
    """Run one command; only `demo` may open the window."""
    from app.commands.main import run, take_globals  # the window starts without the command line

    endings.as_interrupts()
    _, home, _ = take_globals(arguments)
    logs.start(paths.named(home).logs, "command")
    return run(arguments, open_demo=open_demo if has_display() else None)


def open_demo(home: Path | None, n_messages: int | None) -> int:
    """Open the window on the demo inbox."""
    logs.start(paths.named(home).logs, "desktop")
    from ui import application  # commands start without Qt

    return application.open_demo(home, n_messages)


def has_display() -> bool:
    """Whether a window could be shown."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())

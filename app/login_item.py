"""Starting with the session: a launch agent on a Mac, an autostart file on Linux; written when on, removed when off."""

from __future__ import annotations

import os
import plistlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from app import paths

LABEL = "sotto.login"
#: What the shell words of a desktop entry must not hold bare (Desktop Entry Specification, "The Exec key").
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "`": "\\`", "$": "\\$"})


def command() -> list[str]:
    """How this program is started again."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    beside = Path(sys.executable).with_name("sotto")
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("sotto")
    return [found] if found else [sys.executable, "-m", "ui"]


def place(platform: str = sys.platform, person: Path | None = None) -> Path:
    """Where the session looks for it.

    Args:
        person: the person's own folder, None for that of this account.
    """
    root = person or Path.home()
    if platform == "darwin":
        return root / "Library" / "LaunchAgents" / f"{LABEL}.plist"
    chosen = os.environ.get("XDG_CONFIG_HOME") if person is None else None
    return (Path(chosen) if chosen else root / ".config") / "autostart" / "sotto.desktop"


def keep(wanted: bool, file: Path, words: Sequence[str]) -> None:
    """Make the file say what is wanted; what already does is left as it is.

    Args:
        words: the command and its arguments.

    Raises:
        DiskFull: there is no room for it.
        HomeUnwritable: it cannot be written or removed.
    """
    try:
        if not wanted:
            file.unlink(missing_ok=True)
            return
        content = _launch_agent(words) if file.suffix == ".plist" else _desktop_entry(words)
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            paths.write_private(file, content)
    except OSError as error:
        raise paths.unwritable(file, error) from None


def _launch_agent(words: Sequence[str]) -> bytes:
    return plistlib.dumps(
        {"Label": LABEL, "ProgramArguments": list(words), "RunAtLoad": True, "ProcessType": "Interactive"}
    )


def _desktop_entry(words: Sequence[str]) -> bytes:
    lines = ("[Desktop Entry]", "Type=Application", "Name=Sotto", f"Exec={_exec(words)}", "Terminal=false")
    return ("\n".join(lines) + "\n").encode()


def _exec(words: Sequence[str]) -> str:
    """Words quoted for Exec, then escaped once more because the value is a string of the file."""
    quoted = " ".join('"' + word.translate(_ESCAPED).replace("%", "%%") + '"' for word in words)
    return quoted.replace("\\", "\\\\").replace("\n", "\\n")

"""Try a finished bundle as a newcomer would, in an empty home: `python packaging/check_bundle.py dist`.

It has to do the whole main job, keep its window open, and know where the parts of training would go.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

#: How long the window has to stay open, and a command may take on a slow machine.
OPEN_S, WITHIN_S = 10, 300


def main() -> int:
    """Returns 0 if everything went well; else says what did not."""
    dist = Path(sys.argv[1]).resolve()
    program = dist / ("Sotto.app/Contents/MacOS/sotto" if sys.platform == "darwin" else "sotto/sotto")
    with tempfile.TemporaryDirectory(prefix="sotto-bundle-") as folder:
        home = Path(folder) / "home"
        failures = [
            told
            for told in (
                _main_job(program, home), _doctor(program, home), _parts(program, home), _window(program, home)
            )
            if told
        ]  # fmt: skip
    for told in failures:
        print(told)
    if not failures:
        print(f"{program}: sync, triage, risk and suggestions, the store's health, the parts' place and the window")
    return bool(failures)


def _main_job(program: Path, home: Path) -> str:
    done = _run(program, home, "demo", "--headless", "--messages", "300")
    return "" if done.returncode == 0 and "Nothing was sent" in done.stdout else f"demo: {done.stdout}{done.stderr}"


def _doctor(program: Path, home: Path) -> str:
    told = _json(program, home, "doctor")
    return "" if told.get("store_ok") and told.get("sockets_opened") == 0 else f"doctor: {told}"


def _parts(program: Path, home: Path) -> str:
    """A bundle takes in no packages: its parts go to the home."""
    told = _json(program, home, "train", "parts")
    own = told.get("environment") == "its own" and str(home) in told.get("command", "")
    return "" if own else f"train parts: {told}"


def _window(program: Path, home: Path) -> str:
    try:
        done = subprocess.run(
            [program, "--home", home], env=_environment(), capture_output=True, text=True, timeout=OPEN_S, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return f"window: it closed by itself with {done.returncode}: {done.stderr}"


def _json(program: Path, home: Path, *words: str) -> dict[str, Any]:
    done = _run(program, home, "--json", *words)
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"said": done.stdout, "problem": done.stderr}
    return told


def _run(program: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [program, "--home", home, *words]
    return subprocess.run(command, env=_environment(), capture_output=True, text=True, timeout=WITHIN_S, check=False)


def _environment() -> dict[str, str]:
    return os.environ | {"SOTTO_PASSPHRASE": "of a home that is thrown away", "QT_QPA_PLATFORM": "offscreen"}


if __name__ == "__main__":
    sys.exit(main())

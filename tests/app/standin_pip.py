"""An environment with a pip that does as it is told: it prints, puts packages in place, waits, and fails.

The plan is a list of steps next to it: ["say", line], ["put", name, version], ["half", name, version],
["spoil", module], ["lacks", name], ["wait"], ["socket"], ["exit", code]. What it was called with is kept beside.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PIP = """
import json, os, pathlib, socket, sys, time
here = pathlib.Path(__file__).parent
packages = here.parent
(here / "called.json").write_text(json.dumps({"argv": sys.argv[1:], "pid": os.getpid(), "env": dict(os.environ)}))
constraints = sys.argv[sys.argv.index("-c") + 1]
(here / "constraints.txt").write_text(pathlib.Path(constraints).read_text())
for step, *more in json.loads((here / "plan.json").read_text()):
    if step == "say":
        print(more[0], flush=True)
    elif step == "put":
        name, version = more
        module = "stdnum" if name == "python-stdnum" else name
        (packages / module).mkdir(exist_ok=True)
        (packages / module / "__init__.py").write_text("")
        info = packages / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        (info / "RECORD").write_text(f"{name}/__init__.py,sha256=x,1000\\n")
    elif step == "half":
        (packages / more[0]).mkdir()
        (packages / more[0] / "__init__.py").write_text("")
        info = packages / f"{more[0]}-{more[1]}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {more[0]}\\nVersion: {more[1]}\\n")
    elif step == "spoil":
        (packages / (more[0] + ".py")).write_text("raise RuntimeError")
    elif step == "socket":
        socket.socket(socket.AF_INET).close()
    elif step == "lacks" and any(one.startswith(more[0] + "==") for one in sys.argv):
        sys.exit("ERROR: No matching distribution found for " + more[0])
    elif step == "wait":
        time.sleep(600)
    elif step == "exit":
        sys.exit(more[0])
"""
#: A Python that makes environments with that pip in them.
MAKER = """#!/bin/sh
if [ "$1" = -m ]; then
    "{python}" -m venv --without-pip "$3" || exit 1
    cp -R "{pip}" "$(echo "$3"/lib/python3*/site-packages)/pip"
    exit 0
fi
exec "{python}" "$@"
"""


def environment(folder: Path) -> Path:
    """Make one; returns its folder of packages, with a module `stands` that somebody stands on."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = next((folder / "lib").glob("python3*/site-packages"))
    (packages / "stands.py").write_text("")
    pip(packages / "pip")
    return packages


def pip(folder: Path) -> None:
    """The pip alone."""
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text('__version__ = "26.3"\n')
    (folder / "__main__.py").write_text(PIP)


def plan(pip_folder: Path, *steps: tuple[Any, ...]) -> None:
    """What it will do."""
    (pip_folder / "plan.json").write_text(json.dumps(steps))


def called(pip_folder: Path) -> dict[str, Any]:
    """What it was called with: argv, pid and env."""
    found: dict[str, Any] = json.loads((pip_folder / "called.json").read_text())
    return found


def maker(folder: Path, pip_folder: Path, name: str) -> None:
    """Put a Python of this name on a path."""
    folder.mkdir(exist_ok=True)
    script = folder / name
    script.write_text(MAKER.format(python=sys.executable, pip=pip_folder))
    script.chmod(0o755)

"""Main memory that a process of ours may have: the machine's, or what a container leaves of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Where Linux names the control groups of a process, and where it shows them (cgroups(7)).
GROUPS, SHOWN = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in all, and what could be had now."""

    total: int
    available: int


@dataclass(frozen=True, slots=True)
class _Names:
    """How the files of a version of control groups are called, and the word for pages that can be given up at once."""

    limit: str
    used: str
    inactive: str


_V1 = _Names("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
_V2 = _Names("memory.max", "memory.current", "inactive_file")


def look(groups: Path = GROUPS, shown: Path = SHOWN) -> Memory:
    """What there is now. psutil alone tells that of the whole machine, also to a container that may have a part."""
    machine = psutil.virtual_memory()
    found = [Memory(machine.total, machine.available), *limits(groups, shown)]
    return Memory(min(one.total for one in found), min(one.available for one in found))


def limits(groups: Path, shown: Path) -> Iterator[Memory]:
    """What each control group around this process leaves it, from the innermost on; nothing where there is no limit."""
    for line in _text(groups).splitlines():
        number, _, rest = line.partition(":")
        kinds, _, path = rest.partition(":")
        if number == "0" and not kinds:
            yield from _around(shown, path, _V2)
        elif "memory" in kinds.split(","):
            yield from _around(shown / "memory", path, _V1)


def _around(root: Path, path: str, names: _Names) -> Iterator[Memory]:
    """The group of this path and those that it lies in; a container may see its own as the root, and not its path."""
    group = root / path.strip("/")
    for folder in (group, *group.parents):
        limit, used = _number(folder / names.limit), _number(folder / names.used)
        if limit is not None and used is not None:
            yield Memory(limit, max(0, limit - max(0, used - _inactive(folder, names.inactive))))
        if folder == root:
            return


def _inactive(folder: Path, word: str) -> int:
    """Pages of files that nobody used for a while: they count as used, and are given up where memory is wanted."""
    told = dict(line.split(" ", 1) for line in _text(folder / "memory.stat").splitlines() if " " in line)
    found = told.get(word, "")
    return int(found) if found.isdecimal() else 0


def _number(file: Path) -> int | None:
    """None where it is not there, or says "max"."""
    found = _text(file).strip()
    return int(found) if found.isdecimal() else None


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return ""

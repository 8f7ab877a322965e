"""The optional parts of training: which are here, what the missing ones take, and how they come here by hand.

They lie in Sotto's own environment. A bundle has none that could grow: there they lie in an environment of their own in
the home, and the trainer is started with its interpreter, which borrows Sotto's own code from the bundle.
"""

from __future__ import annotations

import importlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

from app import part_pins
from app.part_pins import Pin
from app.paths import Home, private_folder, unwritable, write_private
from engine.problems import PartsNotInstalled

#: Room that is left on the disk, whatever is installed.
RESERVE_BYTES = 1_000_000_000
#: What is fetched is about a third of what it becomes, and for a while both are on the disk, as is pip's own copy.
FETCHED_SHARE = 0.35
BORROWED = "sotto.pth"
#: What environments are made with, often an old one; torch needs a newer one than they bring.
TOOLS = "setuptools"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parts are, or would be.

    Attributes:
        python: the interpreter that has them.
        search: where it looks for modules.
        folder: an environment made for them, None for Sotto's own.
    """

    python: Path
    search: tuple[str, ...]
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One of them; `version` is "" where it is not installed whole, `bytes` what it takes or would take."""

    pin: Pin
    version: str
    bytes: int

    @property
    def fits(self) -> bool:
        """Whether it is here and does as well as the tested one."""
        return bool(self.version) and part_pins.fits(self.version, self.pin.version)


@dataclass(frozen=True, slots=True)
class Parts:
    """All of them.

    Attributes:
        needs_bytes: free disk that installing the missing ones asks for, 0 if none is missing.
    """

    place: Place
    parts: tuple[Part, ...]
    needs_bytes: int
    disk_free_bytes: int

    @property
    def complete(self) -> bool:
        """Whether training can run."""
        return all(part.fits for part in self.parts if part.pin.needed)

    @property
    def missing(self) -> tuple[Part, ...]:
        """What installing brings: what is not here, or too old."""
        return tuple(part for part in self.parts if not part.fits)

    @property
    def takes_bytes(self) -> int:
        """What the missing ones will take on disk."""
        return sum(part.bytes for part in self.missing)

    @property
    def requirements(self) -> tuple[str, ...]:
        """What pip is asked for that training needs."""
        return self._asked(needed=True)

    @property
    def spare(self) -> tuple[str, ...]:
        """What pip is asked for that training goes without where it is not published."""
        return self._asked(needed=False)

    def _asked(self, *, needed: bool) -> tuple[str, ...]:
        return tuple(f"{part.pin.name}=={part.pin.version}" for part in self.missing if part.pin.needed is needed)


def bundled() -> bool:
    """Whether this Sotto is a bundle, which cannot take in packages."""
    return bool(getattr(sys, "frozen", False))


def place(home: Home, *, bundle: bool | None = None) -> Place:
    """Where the parts of this Sotto are, or would be."""
    if not (bundled() if bundle is None else bundle):
        return Place(Path(sys.executable), tuple(sys.path))
    folder = home.training / "parts"
    if sys.platform == "win32":
        return Place(folder / "Scripts" / "python.exe", (str(folder / "Lib" / "site-packages"),), folder)
    packages = sorted((folder / "lib").glob("python3*/site-packages"))
    return Place(folder / "bin" / "python", tuple(str(one) for one in packages), folder)


def look(at: Place, *, disk_free_bytes: int | None = None) -> Parts:
    """What is here now, also what came after this process had started."""
    importlib.invalidate_caches()
    pins = part_pins.wanted() + (part_pins.TRAINER if at.folder else ())
    found = tuple(_part(pin, at.search) for pin in pins)
    takes = sum(part.bytes for part in found if not part.fits)
    all_here = all(part.fits for part in found)
    free = _free(at) if disk_free_bytes is None else disk_free_bytes
    needs = 0 if all_here else round(takes * (1 + 2 * FETCHED_SHARE)) + RESERVE_BYTES
    return Parts(at, found, needs, free)


def here(home: Home, *, bundle: bool | None = None) -> bool:
    """Whether training can run."""
    return look(place(home, bundle=bundle), disk_free_bytes=0).complete


def interpreter(home: Home, *, bundle: Path | None = None) -> Path | None:
    """With which interpreter the trainer is started.

    Args:
        bundle: folder of the bundle's own code, None to look whether this is one.

    Returns:
        None for the one that runs already: Sotto's own environment has the parts, or no other one has them.

    Raises:
        HomeUnwritable: it cannot be told where Sotto's code is.
    """
    code = bundle or (Path(str(getattr(sys, "_MEIPASS", Path(sys.executable).parent))) if bundled() else None)
    if code is None:
        return None
    at = place(home, bundle=True)
    if not look(at, disk_free_bytes=0).complete:
        return None
    _lend(code, Path(at.search[0]))
    return at.python


def command(found: Parts) -> str:
    """What a person can type instead, one command a line."""
    pip = [str(found.place.python), "-m", "pip", "install"]
    lines = [[*pip, *asked] for asked in (found.requirements, found.spare) if asked]
    if found.place.folder is not None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        python = ["py", f"-{version}"] if sys.platform == "win32" else [f"python{version}"]
        lines.insert(0, [*python, "-m", "venv", str(found.place.folder)])
    return "\n".join(_typed(line) for line in lines)


def kept(at: Place, wanted: Sequence[str]) -> tuple[str, ...]:
    """Lines that hold back pip: everything that is here stays as it is, what comes is what was tested.

    An environment made for the parts has nothing that has to stay: what a broken-off try left in it is replaced, and so
    is an old `setuptools`, which comes with environments and which Sotto does not stand on.

    Args:
        wanted: requirements, "name==version", that may replace what is here.
    """
    asked = {part_pins.normal(one.partition("==")[0]): one.partition("==")[2] for one in wanted}
    pins, present = part_pins.pins(), dict[str, str]()
    for one in metadata.distributions(path=[] if at.folder else list(at.search)):
        if (name := _name(one)) and one.read_text("RECORD") is not None:
            present.setdefault(name, one.version)
    if (tools := present.get(TOOLS)) is not None and not part_pins.fits(tools, pins[TOOLS]):
        del present[TOOLS]
    versions = {**pins, **present, **asked}
    versions.pop("sotto", None)
    return tuple(f"{name}=={version}" for name, version in sorted(versions.items()))


def check(found: Parts) -> None:
    """Refuse what cannot end well.

    Raises:
        PartsNotInstalled: `reason` "disk", "no_pip" or "not_writable".
    """
    if found.disk_free_bytes < found.needs_bytes:
        needs, free = (f"{n_bytes / 1e9:.1f}" for n_bytes in (found.needs_bytes, found.disk_free_bytes))
        raise PartsNotInstalled(reason="disk", needs=needs, free=free)
    if found.place.folder is not None:
        return
    if PathFinder.find_spec("pip", list(found.place.search)) is None:
        raise PartsNotInstalled(reason="no_pip")
    packages = [one for one in found.place.search if Path(one).name in ("site-packages", "dist-packages")]
    if packages and not any(os.access(one, os.W_OK) for one in packages):
        raise PartsNotInstalled(reason="not_writable", path=packages[0])


def _part(pin: Pin, search: tuple[str, ...]) -> Part:
    """A half-installed part has no record yet of what belongs to it, and counts as missing."""
    if PathFinder.find_spec(pin.module, list(search)) is None:
        return Part(pin, "", pin.takes_bytes)
    for one in metadata.distributions(name=pin.name, path=list(search)):
        if (record := one.read_text("RECORD")) is not None:
            fits = part_pins.fits(one.version, pin.version)
            return Part(pin, one.version, _recorded(record) if fits else pin.takes_bytes)
    return Part(pin, "", pin.takes_bytes)


def _recorded(record: str) -> int:
    """Bytes of the files that an installed package names: path, hash and size, a line each."""
    sizes = (line.rpartition(",")[2] for line in record.splitlines())
    return sum(int(size) for size in sizes if size.isdecimal())


def _name(one: metadata.Distribution) -> str:
    name = one.metadata["Name"]
    return part_pins.normal(name) if name else ""


def _free(at: Place) -> int:
    folder = at.folder or Path(at.python)
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _lend(code: Path, packages: Path) -> None:
    """Let the interpreter of the parts find Sotto's own code, behind all it has itself."""
    line = f"{code}\n".encode()
    path = packages / BORROWED
    try:
        if not path.exists() or path.read_bytes() != line:
            private_folder(packages)
            write_private(path, line)
    except OSError as error:
        raise unwritable(path, error) from None


def _typed(arguments: list[str]) -> str:
    return subprocess.list2cmdline(arguments) if sys.platform == "win32" else shlex.join(arguments)

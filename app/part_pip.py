"""What pip prints, read: how far it is, and why it gave up."""

from __future__ import annotations

import re

import msgspec

from app.part_news import Progressed

#: What `COUNTED` prints for each internet socket.
SOCKET = "Sotto: a socket"
#: Runs pip and tells of each internet socket that it opens; the arguments are pip's. It ends with whoever holds the
#: other end of its input, however that one ended: nobody would know of a pip that goes on alone.
COUNTED = f"""
import os, runpy, socket, sys, threading
def end():
    while os.read(0, 1):
        pass
    os._exit(1)
threading.Thread(target=end, daemon=True).start()
def hear(event, facts):
    if event == "socket.__new__" and facts[1] in (socket.AF_INET, socket.AF_INET6):
        sys.stdout.write("\\n{SOCKET}\\n")
sys.addaudithook(hear)
sys.argv[0] = "pip"
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""

_UNITS = {"bytes": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
_COLLECTING = re.compile(r"(?:Collecting|Requirement already satisfied:) ([A-Za-z0-9][\w.-]*)")
_FETCHING = re.compile(r"\s*(?:Downloading|Using cached|Processing) (\S+?)(?: \(([\d.]+) (bytes|kB|MB|GB)\))?$")
_BYTES = re.compile(r"Progress (\d+) of (\d+)$")
_INSTALLING = re.compile(r"Installing collected packages: (.+)")
#: Why it gave up, by what it said on the way; the first that fits is the reason. Where an index cannot be reached, what
#: is missing or does not go together only follows from that.
_REASONS = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("managed", r"externally-managed-environment"),
        ("no_pip", r"No module named '?pip\b"),
        ("disk", r"No space left on device|\[Errno 28\]|Disk quota exceeded|not enough space on the disk"),
        ("not_writable", r"Permission denied|\[Errno 13\]|Access is denied|Read-only file system"),
        ("damaged", r"DO NOT MATCH THE HASHES"),
        (
            "no_network",
            r"connection broken by|Failed to establish a new connection|Max retries exceeded"
            r"|Connection ?(?:Error|Reset)|name resolution|getaddrinfo|Read timed out|ProxyError|SSLError"
            r"|Network is unreachable",
        ),
        ("conflict", r"ResolutionImpossible|conflicting dependencies"),
        ("no_build", r"No matching distribution found"),
    )
)


class Reader:
    """Reads line by line.

    Attributes:
        now: how far it is.
    """

    def __init__(self, sockets: int = 0) -> None:
        """`sockets` were opened before."""
        self.now = Progressed("looking", sockets=sockets)
        self._before = 0
        self._heard: set[str] = set()

    def hear(self, line: str) -> bool:
        """Read one line; whether `now` has changed."""
        before = self.now
        line = line.rstrip()
        for reason, pattern in _REASONS:
            if pattern.search(line):
                self._heard.add(reason)
        self.now = self._read(line)
        return self.now != before

    def reason(self) -> str:
        """Why it gave up, "pip" for what nobody foresaw."""
        return next((reason for reason, _ in _REASONS if reason in self._heard), "pip")

    def _read(self, line: str) -> Progressed:
        now = self.now
        if line == SOCKET:
            return msgspec.structs.replace(now, sockets=now.sockets + 1)
        if (told := _BYTES.match(line)) is not None and now.stage == "fetching":
            done, total = int(told[1]), int(told[2])
            return msgspec.structs.replace(
                now, done_bytes=done, total_bytes=total, fetched_bytes=self._before + min(done, total)
            )
        if (file := _FETCHING.match(line)) is not None:
            return self._fetching(file)
        if (name := _COLLECTING.match(line)) is not None and now.stage == "looking":
            return msgspec.structs.replace(now, package=name[1])
        if (names := _INSTALLING.match(line)) is not None:
            return Progressed(
                "installing",
                fetched_bytes=max(now.fetched_bytes, self._before + now.total_bytes),
                n_packages=names[1].count(",") + 1,
                sockets=now.sockets,
            )
        return now

    def _fetching(self, file: re.Match[str]) -> Progressed:
        """A file is begun; a package's mere description is no such file."""
        now = self.now
        name = file[1].replace("\\", "/").rpartition("/")[2]
        if not name.endswith((".whl", ".gz", ".zip")):
            return now
        self._before = max(now.fetched_bytes, self._before + now.total_bytes if now.stage == "fetching" else 0)
        total = round(float(file[2]) * _UNITS[file[3]]) if file[2] else 0
        return msgspec.structs.replace(
            now,
            stage="fetching",
            package=name.partition("-")[0],
            done_bytes=0,
            total_bytes=total,
            fetched_bytes=self._before,
        )

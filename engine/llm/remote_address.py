"""Which addresses a model server of the person's own may have: https anywhere, plain http on this machine only."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.problems import BadAddress

#: Letters, digits, dots and hyphens; other scripts would let one name look like another.
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.ASCII)
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*", re.ASCII)
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is; `path` has no slash at its end."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The same as text."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    @property
    def stays_here(self) -> bool:
        """Whether it names this machine: 127.0.0.0/8, ::1 or localhost."""
        return self.host == "localhost" or is_loopback(self.host)

    @property
    def is_private(self) -> bool:
        """Whether nobody else can listen: https, or never leaving this machine."""
        return self.scheme == "https" or self.stays_here


def parse(base_url: str) -> Address:
    """The address in a text such as "https://box.local:8443/v1".

    Raises:
        BadAddress: of another scheme, or with a user, a query, a fragment or anything unusual; `reason` says what.
    """
    text = base_url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadAddress(reason="unreadable") from None
    if parts.scheme not in _PORTS:
        raise BadAddress(reason="scheme")
    if "@" in parts.netloc:
        raise BadAddress(reason="user")
    if "?" in text or "#" in text:
        raise BadAddress(reason="query")
    host = parts.hostname or ""
    if not (_NAME.fullmatch(host) or _is_ip(host)) or port == 0:
        raise BadAddress(reason="host")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise BadAddress(reason="path")
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], path)


def is_loopback(host: str) -> bool:
    """Whether an address in digits belongs to this machine; a name does not tell."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_ip(host: str) -> bool:
    try:
        return not getattr(ipaddress.ip_address(host), "scope_id", None)
    except ValueError:
        return False

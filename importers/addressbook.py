"""People of the macOS address book (and of an iOS backup's): names for addresses, read-only.

The folder holds one database of its own and one per account under `Sources`; the same person is often in several.
An address that two different people claim names nobody.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from engine.heard import SourcePerson
from engine.problems import SourceProblem, SourceUnsupported
from importers.imessage.addresses import DEFAULT_REGION, normalised
from importers.sqlite_file import open_readonly, patiently, problems_of

FILE = "AddressBook-v22.abcddb"

_MAC_PEOPLE = ("Z_PK", "ZUNIQUEID", "ZFIRSTNAME", "ZMIDDLENAME", "ZLASTNAME", "ZNICKNAME", "ZORGANIZATION", "ZNAME")
_PHONE_PROPERTY, _EMAIL_PROPERTY = 3, 4


def databases(place: Path) -> list[Path]:
    """The databases of an address book folder, the accounts' first; `place` itself if it is a file.

    A folder we may not look into has none.
    """
    try:
        if place.is_file():
            return [place]
        accounts = sorted(place.glob(f"Sources/*/{FILE}"))
        return [*accounts, *(path for path in (place / FILE,) if path.is_file())]
    except PermissionError:
        return []


def digest(place: Path) -> str:
    """Changes when any database of the address book was written to; "" if there is none."""
    seen = []
    for path in databases(place):
        for part in (path, path.with_name(path.name + "-wal")):
            try:
                stat = part.stat()
            except OSError:
                continue
            if stat.st_size:  # an empty log is one that our own reading made
                seen.append((str(part), stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return hashlib.blake2b(repr(seen).encode(), digest_size=12).hexdigest() if seen else ""


def read(place: Path, region: str = DEFAULT_REGION) -> tuple[SourcePerson, ...]:
    """All people with a name, each address claimed by one of them at most; some have no address.

    A database that cannot be read is skipped as long as another can.

    Raises:
        SourceProblem: none of them can be read.
    """
    people: list[SourcePerson] = []
    problem: SourceProblem | None = None
    found = databases(place)
    for path in found:
        try:
            people += _read(path, region)
        except SourceProblem as error:
            problem = error
    if problem is not None and not people:
        raise problem
    return without_conflicts(people)


def _read(path: Path, region: str) -> list[SourcePerson]:
    connection = patiently(lambda: open_readonly(path))
    try:
        with problems_of(path):
            tables = {_text(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
            if "ZABCDRECORD" in tables:
                return list(_of_mac(connection, path, region))
            if "ABPerson" in tables:
                return list(_of_phone(connection, path, region))
    finally:
        connection.close()
    raise SourceUnsupported(path=str(path), table="ZABCDRECORD")


def _of_mac(connection: sqlite3.Connection, path: Path, region: str) -> Iterator[SourcePerson]:
    addresses: dict[int, list[str]] = {}
    for table, columns in (
        ("ZABCDPHONENUMBER", ("ZFULLNUMBER",)),
        ("ZABCDEMAILADDRESS", ("ZADDRESSNORMALIZED", "ZADDRESS")),
    ):
        there = _columns(connection, table)
        present = [column for column in columns if column in there]
        if "ZOWNER" in there and present:
            chosen = f"coalesce({', '.join(present)}, '')"
            for owner, address in connection.execute(f"SELECT ZOWNER, {chosen} FROM {table} ORDER BY Z_PK"):
                addresses.setdefault(owner, []).append(_text(address))
    there = _columns(connection, "ZABCDRECORD")
    select = ", ".join(name if name in there else "NULL" for name in _MAC_PEOPLE)
    for key, uid, *names in connection.execute(f"SELECT {select} FROM ZABCDRECORD ORDER BY Z_PK"):
        first, middle, last, nick, organisation, whole = (_text(name).strip() for name in names)
        person = " ".join(part for part in (first, middle, last) if part) or nick or whole
        yield from _person(
            _text(uid) or f"{path.parent.name}:{key}", person, organisation, addresses.get(key, []), region
        )


def _of_phone(connection: sqlite3.Connection, path: Path, region: str) -> Iterator[SourcePerson]:
    addresses: dict[int, list[str]] = {}
    if {"record_id", "property", "value"} <= _columns(connection, "ABMultiValue"):
        for owner, address in connection.execute(
            "SELECT record_id, value FROM ABMultiValue WHERE property IN (?, ?) ORDER BY ROWID",
            (_PHONE_PROPERTY, _EMAIL_PROPERTY),
        ):
            addresses.setdefault(owner, []).append(_text(address))
    there = _columns(connection, "ABPerson")
    wanted = ("First", "Middle", "Last", "Nickname", "Organization")
    select = ", ".join(name if name in there else "NULL" for name in wanted)
    for key, *names in connection.execute(f"SELECT ROWID, {select} FROM ABPerson ORDER BY ROWID"):
        first, middle, last, nick, organisation = (_text(name).strip() for name in names)
        person = " ".join(part for part in (first, middle, last) if part) or nick
        yield from _person(f"ios:{key}", person, organisation, addresses.get(key, []), region)


def _person(uid: str, person: str, organisation: str, written: Iterable[str], region: str) -> Iterator[SourcePerson]:
    known = tuple(
        dict.fromkeys(normalised(address, region) for address in written if address and not address.startswith("urn:"))
    )
    name = person or organisation
    if name:
        yield SourcePerson(uid=uid, name=name, organisation=not person, addresses=known)


def without_conflicts(people: Sequence[SourcePerson]) -> tuple[SourcePerson, ...]:
    """Each address with one person: the more complete of names that agree; nobody where names differ. All stay."""
    claims: dict[str, SourcePerson] = {}
    contested: set[str] = set()
    for person in people:
        for address in person.addresses:
            rival = claims.setdefault(address, person)
            if rival is not person and not _same_name(rival.name, person.name):
                contested.add(address)
            elif len(person.name) > len(rival.name):
                claims[address] = person
    kept: dict[str, tuple[SourcePerson, list[str]]] = {}
    for address, person in claims.items():
        if address not in contested:
            kept.setdefault(person.uid, (person, []))[1].append(address)
    for person in people:
        kept.setdefault(person.uid, (person, []))
    return tuple(
        SourcePerson(person.uid, person.name, person.organisation, tuple(addresses))
        for person, addresses in kept.values()
    )


def _same_name(one: str, other: str) -> bool:
    """Whether one name's words are all in the other: "Ana" and "Ana Lima"."""
    mine, theirs = set(one.casefold().split()), set(other.casefold().split())
    return mine <= theirs or theirs <= mine


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {_text(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}


def _text(value: object) -> str:
    if value is None:
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\x00", "")

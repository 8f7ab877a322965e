"""An AddressBook-v22.abcddb with the tables and columns that names are read from."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

from importers.demo import texts
from importers.demo.texts import Person

_NAMESPACE = UUID("5a1f3c52-8c55-4f0e-9a52-6f2f70b7a001")
_CONTACT, _INFO, _PHONE, _EMAIL = 22, 24, 16, 11
_ENTITIES = (
    (_EMAIL, "ABCDEmailAddress", 0),
    (_PHONE, "ABCDPhoneNumber", 0),
    (17, "ABCDRecord", 0),
    (19, "ABCDGroup", 17),
    (_CONTACT, "ABCDContact", 17),
    (_INFO, "ABCDInfo", 17),
    (25, "ABCDContainer", 17),
)
_SCHEMA = (
    "CREATE TABLE ZABCDRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZUNIQUEID VARCHAR, "
    "ZLINKID VARCHAR, ZFIRSTNAME VARCHAR, ZMIDDLENAME VARCHAR, ZLASTNAME VARCHAR, ZNICKNAME VARCHAR, "
    "ZORGANIZATION VARCHAR, ZTITLE VARCHAR, ZSUFFIX VARCHAR, ZNAME VARCHAR, ZNAME1 VARCHAR, "
    "ZSORTINGFIRSTNAME VARCHAR, ZSORTINGLASTNAME VARCHAR, ZCONTAINERWHERECONTACTISME INTEGER, ZME INTEGER, "
    "ZCREATIONDATE TIMESTAMP, ZMODIFICATIONDATE TIMESTAMP, ZTHUMBNAILIMAGEDATA BLOB, ZIMAGEDATA BLOB)",
    "CREATE TABLE ZABCDPHONENUMBER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, "
    "ZIOSLEGACYIDENTIFIER INTEGER, ZISPRIMARY INTEGER, ZISPRIVATE INTEGER, ZORDERINGINDEX INTEGER, "
    "ZOWNER INTEGER, Z22_OWNER INTEGER, ZAREACODE VARCHAR, ZCOUNTRYCODE VARCHAR, ZEXTENSION VARCHAR, "
    "ZFULLNUMBER VARCHAR, ZLABEL VARCHAR, ZLASTFOURDIGITS VARCHAR, ZLOCALNUMBER VARCHAR, ZUNIQUEID VARCHAR)",
    "CREATE TABLE ZABCDEMAILADDRESS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, "
    "ZIOSLEGACYIDENTIFIER INTEGER, ZISPRIMARY INTEGER, ZISPRIVATE INTEGER, ZORDERINGINDEX INTEGER, "
    "ZOWNER INTEGER, Z22_OWNER INTEGER, ZADDRESS VARCHAR, ZADDRESSNORMALIZED VARCHAR, ZLABEL VARCHAR, "
    "ZUNIQUEID VARCHAR)",
    "CREATE TABLE ZABCDNOTE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZCONTACT INTEGER, "
    "Z22_CONTACT INTEGER, ZTEXT VARCHAR)",
    "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER)",
    "CREATE INDEX ZABCDPHONENUMBER_ZOWNER_INDEX ON ZABCDPHONENUMBER (ZOWNER)",
    "CREATE INDEX ZABCDEMAILADDRESS_ZOWNER_INDEX ON ZABCDEMAILADDRESS (ZOWNER)",
)


def write(folder: Path, people: Sequence[Person] | None = None) -> Path:
    """Write an address book as Contacts lays it out for one account; returns the database's path.

    Args:
        folder: stands for `~/Library/Application Support/AddressBook`.
        people: its cards; None for everybody in the demo inbox who has one.
    """
    account = Path(folder) / "Sources" / str(uuid5(_NAMESPACE, "account")).upper()
    account.mkdir(parents=True, exist_ok=True)
    path = account / "AddressBook-v22.abcddb"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode=WAL")
        for statement in _SCHEMA:
            db.execute(statement)
        _fill(db, texts.cards() if people is None else people)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    return path


def _fill(db: sqlite3.Connection, people: Sequence[Person]) -> None:
    db.execute("INSERT INTO ZABCDRECORD (Z_PK, Z_ENT, ZNAME1) VALUES (1, ?, 'Info')", (_INFO,))
    for key, person in enumerate(people, start=2):
        first, last = _names(person)
        db.execute(
            "INSERT INTO ZABCDRECORD (Z_PK, Z_ENT, Z_OPT, ZUNIQUEID, ZFIRSTNAME, ZLASTNAME, ZORGANIZATION, "
            "ZSORTINGFIRSTNAME, ZSORTINGLASTNAME, ZCREATIONDATE) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, "
            "700000000.0)",
            (
                key,
                _CONTACT,
                f"{_uid(person.name)}:ABPerson",
                first,
                last,
                person.organisation or None,
                first,
                last,
            ),
        )
        for order, address in enumerate(person.addresses):
            _address(db, key, order, address)
    counts = {_CONTACT: len(people) + 1}
    for entity, name, parent in _ENTITIES:
        db.execute("INSERT INTO Z_PRIMARYKEY VALUES (?, ?, ?, ?)", (entity, name, parent, counts.get(entity, 0)))


def _address(db: sqlite3.Connection, owner: int, order: int, address: str) -> None:
    uid = f"{_uid(address)}:ABMultiValue"
    if "@" in address:
        db.execute(
            "INSERT INTO ZABCDEMAILADDRESS (Z_ENT, Z_OPT, ZISPRIMARY, ZORDERINGINDEX, ZOWNER, Z22_OWNER, "
            "ZADDRESS, "
            "ZADDRESSNORMALIZED, ZLABEL, ZUNIQUEID) VALUES (?, 1, ?, ?, ?, ?, ?, ?, '_$!<Home>!$_', ?)",
            (_EMAIL, int(order == 0), order, owner, owner, address, address.lower(), uid),
        )
        return
    db.execute(
        "INSERT INTO ZABCDPHONENUMBER (Z_ENT, Z_OPT, ZISPRIMARY, ZORDERINGINDEX, ZOWNER, Z22_OWNER, "
        "ZFULLNUMBER, "
        "ZLABEL, ZLASTFOURDIGITS, ZUNIQUEID) VALUES (?, 1, ?, ?, ?, ?, ?, '_$!<Mobile>!$_', ?, ?)",
        (_PHONE, int(order == 0), order, owner, owner, _as_typed(address, owner), address[-4:], uid),
    )


def _as_typed(number: str, owner: int) -> str:
    """Numbers stand in Contacts as people typed them: with or without country code and spaces."""
    if not number.startswith("+44"):
        return number
    local = number[3:]
    forms = (
        number,
        f"+44 {local[:4]} {local[4:]}",
        f"0{local[:4]} {local[4:]}",
        f"+44 (0) {local[:4]} {local[4:]}",
    )
    return forms[owner % len(forms)]


def _names(person: Person) -> tuple[str | None, str | None]:
    """First and last name; none for a card that is an organisation's own."""
    if person.organisation and person.organisation == person.name:
        return None, None
    first, _, last = person.name.partition(" ")
    return first, last or None


def _uid(text: str) -> str:
    return str(uuid5(_NAMESPACE, text)).upper()

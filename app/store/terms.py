"""The person's own terms: the rate card, and what they do not do."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.store.ledger import check_amount
from app.store.single_rows import change, insert


@dataclass(frozen=True, slots=True)
class Rate:
    """One line of the rate card; `unit` is what the price is for one of ("hour"), "" for the whole."""

    id: int
    service: str
    price: float
    currency: str
    unit: str
    minutes: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class Boundary:
    """Something the person does not do, in their words."""

    id: int
    text: str
    kind: str


def rates(db: Database, *, active_only: bool = False) -> list[Rate]:
    """The rate card in the order it was written."""
    rows = db.conn.execute(
        "SELECT id, service, price, currency, unit, minutes, active FROM rate_card WHERE active OR NOT ? ORDER BY id",
        (active_only,),
    )
    return [Rate(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])) for row in rows]


def add_rate(
    db: Database, *, service: str, price: float, currency: str, unit: str = "", minutes: int | None = None
) -> int:
    """A new line of the rate card; returns its id.

    Raises:
        ValueError: the price is negative or no number.
    """
    check_amount(price)
    return insert(
        db,
        "INSERT INTO rate_card (service, price, currency, unit, minutes) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (service.strip(), price, currency.strip().upper(), unit.strip(), minutes),
    )


def edit_rate(db: Database, rate: Rate) -> bool:
    """Put a line in place of the one with its id; whether there was one.

    Raises:
        ValueError: the price is negative or no number.
    """
    check_amount(rate.price)
    return change(
        db,
        "UPDATE rate_card SET service = ?, price = ?, currency = ?, unit = ?, minutes = ?, active = ? WHERE id = ?",
        (rate.service, rate.price, rate.currency, rate.unit, rate.minutes, rate.active, rate.id),
    )


def delete_rate(db: Database, rate_id: int) -> bool:
    """Remove a line; whether there was one."""
    return change(db, "DELETE FROM rate_card WHERE id = ?", (rate_id,))


def boundaries(db: Database) -> list[Boundary]:
    """What the person does not do, in the order it was written."""
    return [Boundary(*row) for row in db.conn.execute("SELECT id, text, kind FROM boundary ORDER BY id")]


def add_boundary(db: Database, text: str, *, kind: str = "other") -> int:
    """A new boundary; returns its id."""
    return insert(db, "INSERT INTO boundary (text, kind) VALUES (?, ?) RETURNING id", (text.strip(), kind))


def edit_boundary(db: Database, boundary: Boundary) -> bool:
    """Put a boundary in place of the one with its id; whether there was one."""
    return change(
        db, "UPDATE boundary SET text = ?, kind = ? WHERE id = ?", (boundary.text, boundary.kind, boundary.id)
    )


def delete_boundary(db: Database, boundary_id: int) -> bool:
    """Remove a boundary; whether there was one."""
    return change(db, "DELETE FROM boundary WHERE id = ?", (boundary_id,))

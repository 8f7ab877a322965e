"""The person's own terms: the rate card and the boundaries they wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlite_utils import Database

from app.store import terms


def test_the_rate_card_is_added_edited_and_deleted(db: Database) -> None:
    first = terms.add_rate(db, service=" Portrait ", price=180, currency="eur", minutes=60)
    terms.add_rate(db, service="Print", price=12.5, currency="EUR", unit="piece")
    (portrait, _print) = terms.rates(db)
    assert (portrait.service, portrait.currency, portrait.minutes, portrait.active) == ("Portrait", "EUR", 60, True)
    assert terms.edit_rate(db, replace(portrait, price=200, active=False))
    assert [one.service for one in terms.rates(db, active_only=True)] == ["Print"]
    assert terms.delete_rate(db, first)
    assert not terms.delete_rate(db, first)


def test_boundaries_are_added_edited_and_deleted(db: Database) -> None:
    one = terms.add_boundary(db, "No calls after 20:00", kind="hours")
    (boundary,) = terms.boundaries(db)
    assert terms.edit_boundary(db, replace(boundary, text="No calls after 19:00"))
    assert [one.text for one in terms.boundaries(db)] == ["No calls after 19:00"]
    assert terms.delete_boundary(db, one)
    assert terms.boundaries(db) == []


@pytest.mark.parametrize("price", [float("nan"), float("inf"), -1.0])
def test_a_price_that_is_no_amount_of_money_is_refused(db: Database, price: float) -> None:
    terms.add_rate(db, service="Print", price=12.5, currency="EUR")
    rates = terms.rates(db)
    with pytest.raises(ValueError, match="not negative"):
        terms.add_rate(db, service="Print", price=price, currency="EUR")
    with pytest.raises(ValueError, match="not negative"):
        terms.edit_rate(db, replace(rates[0], price=price))
    assert terms.rates(db) == rates


def test_half_a_character_in_the_own_terms_is_written_as_a_question_mark(db: Database) -> None:
    half = "one \ud800 half"
    terms.add_rate(db, service=half, price=1, currency="EUR")
    terms.edit_rate(db, replace(terms.rates(db)[0], unit=half))
    terms.add_boundary(db, half)
    (rate,), (boundary,) = terms.rates(db), terms.boundaries(db)
    assert {rate.service, rate.unit, boundary.text} == {"one ? half"}

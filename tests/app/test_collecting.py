"""Commands collect at once what the window collects in idle time: cut, judged and looked through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from app import collecting, harvest, sample_table
from app.books import Lent
from app.settings import Settings
from app.store.samples import Wanted
from app.vault import Vault
from app.wording import training as words
from engine.domain import moment
from tests.app.store.conftest import START, Rows
from tests.stores import throwaway

NOW = moment(START) + timedelta(days=30)
SETTINGS = msgspec.structs.replace(Settings(), keep_samples_days=0)


@pytest.fixture
def vault() -> Iterator[Vault]:
    with throwaway() as opened:
        yield opened


def talk(vault: Vault, *bubbles: str) -> int:
    """A conversation that nobody cut or judged yet."""
    rows = Rows(vault.db)
    here = rows.conversation(rows.contact())
    for text in bubbles:
        rows.message(here, text[2:], from_me=text[0] == ">")
    return here


def answers(vault: Vault) -> list[str]:
    return sorted(one.output for one in sample_table.page(vault.db, Wanted(), settings=SETTINGS))


def test_what_was_never_cut_is_collected(vault: Vault) -> None:
    talk(vault, "< Friday?", "> yes, after six")
    talk(vault, "< Coffee?", "> sure, where?")
    collecting.collect(Lent(vault), settings=SETTINGS, now=NOW)
    assert answers(vault) == ["sure, where?", "yes, after six"]
    assert not harvest.piece(vault.db, now=NOW, settings=SETTINGS)


def test_what_a_judgement_bars_is_not_collected(vault: Vault) -> None:
    here = talk(vault, "< Your parcel waits, pay the fee at http://parcel-fee.example", "> I paid it")
    vault.db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = ?", (here,))
    collecting.collect(Lent(vault), settings=SETTINGS, now=NOW)
    assert answers(vault) == []


def test_a_long_collection_tells_how_far_it_is(vault: Vault) -> None:
    for _ in range(collecting.TOLD_EACH + 50):
        talk(vault, "< Friday?", "> yes, after six")
    told: list[tuple[str, int]] = []
    collecting.collect(Lent(vault), settings=SETTINGS, now=NOW, tell=lambda step, percent: told.append((step, percent)))
    assert told[0] == ("cutting", 67)
    assert all(words.collecting(*one).endswith(f"{one[1]} %") for one in told)
    told.clear()
    collecting.collect(Lent(vault), settings=SETTINGS, now=NOW, tell=lambda step, percent: told.append((step, percent)))
    assert told == [], "nothing is left to be done"

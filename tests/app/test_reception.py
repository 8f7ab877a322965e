"""An adapter that came to use by itself goes by itself, where its drafts are changed and rejected more than before."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import learning_bench
import pytest
from learning_bench import MODEL, NOW, Bench, decide

from app import adapters, manifest, reception
from app.reception import Received, Worse, is_worse
from app.store.adapters import How
from app.vault import Vault

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


@pytest.mark.parametrize(
    ("now", "before", "worse"),
    [
        (Received(60, 40), Received(60, 20), True),
        (Received(60, 20), Received(60, 20), False),
        (Received(60, 10), Received(60, 20), False),
        (Received(60, 23), Received(60, 20), False),  # as much as chance does
        (Received(29, 29), Received(60, 0), False),  # too few
        (Received(60, 60), Received(29, 0), False),
        (Received(30, 30), Received(30, 0), True),
        (Received(100_000, 20_400), Received(100_000, 20_000), False),  # sure, and next to nothing
        (Received(0, 0), Received(0, 0), False),
    ],
)
def test_worse_is_more_often_and_not_by_chance(now: Received, before: Received, worse: bool) -> None:
    assert is_worse(now, before) is worse


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(3) as opened:
        yield opened


def used(vault: Vault, how: How, content: bytes = b"GGUF one") -> int:
    """An adapter that came to use like that."""
    bench = Bench(vault)
    row = bench.adapter(bench.job(), content)
    adapters.deploy(vault.home, vault.db, row.id, MODEL, how, now=NOW)
    return row.id


def test_one_that_is_edited_more_than_the_model_alone_is_given_up(vault: Vault) -> None:
    decide(vault, 40, 10)
    adapter_id = used(vault, How.AUTOMATIC)
    decide(vault, 20, 5)
    assert reception.worse(vault.home, vault.db) is None  # too few yet
    decide(vault, 0, 25)
    assert reception.worse(vault.home, vault.db) == Worse(adapter_id, None)


def test_what_the_person_chose_is_left_to_them(vault: Vault) -> None:
    decide(vault, 40, 10)
    used(vault, How.PERSON)
    decide(vault, 5, 45)
    assert reception.worse(vault.home, vault.db) is None


def test_one_is_held_against_the_one_before_it(vault: Vault) -> None:
    first = used(vault, How.PERSON)
    decide(vault, 50, 0)
    second = used(vault, How.AUTOMATIC, b"GGUF two")
    decide(vault, 30, 20)
    assert reception.worse(vault.home, vault.db) == Worse(second, first)


def test_without_a_model_or_an_adapter_in_use_there_is_nothing_to_give_up(vault: Vault) -> None:
    assert reception.worse(vault.home, vault.db) is None
    manifest.write(vault.home, manifest.Manifest(active=None, models=manifest.read(vault.home).models))
    assert reception.worse(vault.home, vault.db) is None

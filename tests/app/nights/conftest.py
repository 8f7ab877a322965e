"""A home with enough to learn from for a night, and the part of a window that trains on it."""

from __future__ import annotations

from collections.abc import Iterator

import learning_bench
import pytest
from learning_bench import with_parameters
from night_bench import QUICK, NightBench

from app.vault import Vault


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(230) as opened:
        yield opened


@pytest.fixture
def bench(vault: Vault) -> Iterator[NightBench]:
    made = NightBench(vault, with_parameters(QUICK))
    yield made
    made.close()

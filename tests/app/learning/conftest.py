"""A home in which a job can be run, and what a job that nothing stops comes to."""

from __future__ import annotations

from collections.abc import Iterator

import learning_bench
import pytest
from learning_bench import Bench, made_by


@pytest.fixture
def bench() -> Iterator[Bench]:
    with learning_bench.filled() as vault:
        yield Bench(vault)


@pytest.fixture(scope="session")
def end() -> str:
    """The hash of what a job that nothing stops comes to."""
    with learning_bench.filled() as vault:
        bench = Bench(vault)
        return made_by(bench, bench.run(bench.job()).id)

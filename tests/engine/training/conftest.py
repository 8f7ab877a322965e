"""Tiny networks of these tests; torch on one thread, and two libraries' notes about their own future left unheard."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "llm", HERE.parents[1]):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

import random_files  # noqa: E402 - found on the path above
import tiny_trained  # noqa: E402

#: peft asks transformers for names that it will have no longer.
UNHEARD = ("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the libraries say to each other is no failure of ours."""
    for item in items:
        if item.path.is_relative_to(HERE):
            for unheard in UNHEARD:
                item.add_marker(pytest.mark.filterwarnings(unheard))


@pytest.fixture(autouse=True)
def _alone_and_repeatable() -> Iterator[None]:
    """One thread, and torch's generator as it was."""
    torch.set_num_threads(1)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        yield


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tiny_trained.Trained:
    """The tiny llama that the tests train."""
    return tiny_trained.trained(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> random_files.Files:
    """Random networks by what is special about them, written once."""
    return random_files.Files(tmp_path_factory.mktemp("random"))

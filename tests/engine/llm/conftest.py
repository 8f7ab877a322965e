"""Model files of the tests: the real embedder, converted once; a tiny llama, trained once; writers of others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.llm import bert_gguf
from engine.llm.model import Model

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.append(HERE)

import reference  # noqa: E402 - found on the path above
import tiny_trained  # noqa: E402 - found on the path above


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped embedding model as GGUF."""
    path = tmp_path_factory.mktemp("minilm") / "minilm.gguf"
    bert_gguf.convert(bert_gguf.find_files(), path)
    return path


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tiny_trained.Trained:
    """The tiny llama that the tests train."""
    return tiny_trained.trained(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A llama of random weights that is computed in numpy too."""
    return reference.write_llama(tmp_path_factory.mktemp("llama") / "m.gguf")


@pytest.fixture
def model(path: Path) -> Iterator[Model]:
    """That llama, loaded."""
    loaded = Model(str(path), n_ctx=1024, threads=1)
    yield loaded
    loaded.close()

"""Model files of the tests: the real embedder, converted once, and the module that writes tiny models."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.llm import bert_gguf

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.append(HERE)


@pytest.fixture(scope="session")
def minilm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped embedding model as GGUF."""
    path = tmp_path_factory.mktemp("minilm") / "minilm.gguf"
    bert_gguf.convert(bert_gguf.find_files(), path)
    return path

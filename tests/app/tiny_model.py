"""A model of 5 MiB as a hub would publish it, and as the catalogue would know it."""

from __future__ import annotations

from pathlib import Path

import tiny_gguf
from loopback_hub import COMMIT, Published

from engine.llm.catalogue import KnownModel, ModelFile

SIZE = 5 << 20
OWN = "owner/Tiny-GGUF"
FILE = "tiny-Q8_0.gguf"


def content(folder: Path) -> bytes:
    """A model file; what follows its weights is of no meaning."""
    small = tiny_gguf.write(folder / "tiny.gguf", ["Sure", "."]).read_bytes()
    return (small + bytes(range(256)) * (SIZE // 256))[:SIZE]


def known(*files: ModelFile, params_b: float = 1.0) -> KnownModel:
    """What the catalogue says of it."""
    return KnownModel(
        id="tiny-1b",
        role="chat",
        title="Tiny 1B",
        licence="apache-2.0",
        arch="llama",
        params_b=params_b,
        n_ctx_train=8192,
        min_ram_gb=4,
        kv_bytes_per_token=4096,
        thinking="none",
        offer="yes",
        files=files,
    )


def file_of(repo: str, published: Published | None = None, *, size: int = 0) -> ModelFile:
    """Its file in a repository; `size` where it is known exactly."""
    return ModelFile(
        repo=repo,
        revision=COMMIT,
        filename=FILE,
        quant="Q8_0",
        size_bytes=size or SIZE,
        sha256=published.sha256 if published else "",
        exact=bool(size),
    )

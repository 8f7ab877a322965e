"""The models Sotto knows of: `resources/models.toml`, read once and typed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Architectures the trainer can teach; a catalogue row derives `trainable` from its architecture.
TRAINABLE = frozenset({"llama", "qwen2", "qwen3", "mistral"})


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One published file; `sha256` is "" and `size_bytes` approximate where they were never seen."""

    repo: str
    revision: str
    filename: str
    quant: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model: facts of the catalogue.

    Attributes:
        files: those of its own repository first, then mirrors'.
        kv_bytes_per_token: of the f16 cache.
        thinking: "none", or how it thinks.
    """

    id: str
    role: str
    title: str
    licence: str
    arch: str
    params_b: float
    n_ctx_train: int
    min_ram_gb: float
    kv_bytes_per_token: int
    thinking: str
    offer: str
    files: tuple[ModelFile, ...]

    @property
    def trainable(self) -> bool:
        """Whether it can learn the person's voice."""
        return self.arch in TRAINABLE

    def file(self, quant: str) -> ModelFile | None:
        """The file of a quantisation, from its own repository if it is there."""
        return next((file for file in self.files if file.quant == quant), None)


@cache
def known() -> tuple[KnownModel, ...]:
    """Every model of the catalogue, in its order of preference."""
    with files("resources").joinpath("models.toml").open("rb") as file:
        return tuple(_model(entry) for entry in tomllib.load(file)["model"])


def by_sha256(sha256: str) -> tuple[KnownModel, ModelFile] | None:
    """The model whose published file has this hash."""
    return next(((model, file) for model in known() for file in model.files if file.sha256 == sha256), None)


def _model(entry: dict[str, object]) -> KnownModel:
    own = {
        "repo": entry.get("repo", ""),
        "revision": entry.get("revision", ""),
        "file": entry.get("file", []),
    }
    places = [own, *_tables(entry.get("mirror", []))]
    return KnownModel(
        id=str(entry["id"]),
        role=str(entry["role"]),
        title=str(entry["title"]),
        licence=str(entry.get("licence", "")),
        arch=str(entry.get("arch", "")),
        params_b=_number(entry.get("params_b")),
        n_ctx_train=int(_number(entry.get("n_ctx_train"))),
        min_ram_gb=_number(entry.get("min_ram_gb")),
        kv_bytes_per_token=int(_number(entry.get("kv_bytes_per_token"))),
        thinking=str(entry.get("thinking", "none")),
        offer=str(entry.get("offer", "")),
        files=tuple(file for place in places for file in _files(place)),
    )


def _files(place: dict[str, object]) -> Iterator[ModelFile]:
    for entry in _tables(place.get("file", [])):
        yield ModelFile(
            repo=str(place.get("repo", "")),
            revision=str(place.get("revision", "main")),
            filename=str(entry["filename"]),
            quant=str(entry.get("quant", "")),
            size_bytes=int(_number(entry.get("size_bytes", entry.get("approx_bytes")))),
            sha256=str(entry.get("sha256", "")),
        )


def _tables(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0

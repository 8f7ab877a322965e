"""The models Sotto knows of: `resources/models.toml`, read once and typed, and which of them suits a machine."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

#: Architectures the trainer can teach; a catalogue row derives `trainable` from its architecture.
TRAINABLE = frozenset({"llama", "qwen2", "qwen3", "mistral"})

#: Beside the file and the cache: computing buffers and the program itself.
OVERHEAD_BYTES = 500_000_000
#: Contexts come in steps of so many tokens, and are never smaller than this.
CONTEXT_STEP, SMALLEST_CONTEXT = 256, 512

#: Strongest first: (memory of the graphics card, main memory, key of `[defaults]`, quantisation if not the usual one).
TIERS: Final[tuple[tuple[float | None, float | None, str, str], ...]] = (
    (24, None, "vram_24gb", ""),
    (16, None, "vram_16gb", ""),
    (12, None, "vram_12gb", ""),
    (None, 32, "ram_32gb", ""),
    (8, None, "vram_8gb", "Q8_0"),
    (None, 16, "ram_16gb", "Q8_0"),
    (None, 8, "ram_8gb", ""),
)
#: A machine sold with 8 GB reports a little less: from this share on it counts.
COUNTS_FROM = 0.9

#: Below so many thousand million parameters replies read poorly.
POOR_BELOW_B = 2.0
NOT_OFFERED = frozenset({"no", "test-only"})
WITH_TERMS = frozenset({"gemma", "lfm1.0", "llama2", "llama3.2"})


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One published file.

    Attributes:
        sha256: "" where it was never seen.
        exact: whether `size_bytes` is exact.
    """

    repo: str
    revision: str
    filename: str
    quant: str
    size_bytes: int
    sha256: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class KnownModel:
    """One model: facts of the catalogue.

    Attributes:
        files: those of its own repository first, then mirrors'.
        kv_bytes_per_token: of the f16 cache.
        thinking: "none", or how it thinks.
        offer: how it is offered ("default-8gb", "yes", "legacy", "no", ...).
        base, base_revision: the repository of the weights that an adapter is trained on.
        base_gated: whether that repository asks for a sign-in; None where accounts differ.
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
    base: str = ""
    base_revision: str = ""
    base_gated: bool | None = None

    @property
    def trainable(self) -> bool:
        """Whether it can learn the person's voice."""
        return self.arch in TRAINABLE

    @property
    def offered(self) -> bool:
        """Whether it is put before people: it writes, is good enough, and may be used for work."""
        return self.role == "chat" and self.offer not in NOT_OFFERED and not is_research_only(self.licence)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to say beside it: poor_quality, cannot_learn, superseded, experimental, terms."""
        said = {
            "poor_quality": self.params_b < POOR_BELOW_B,
            "cannot_learn": not self.trainable,
            "superseded": self.offer == "legacy",
            "experimental": self.offer == "experimental",
            "terms": self.licence in WITH_TERMS,
        }
        return tuple(code for code, holds in said.items() if holds)

    def file(self, quant: str) -> ModelFile | None:
        """The file of a quantisation, from its own repository if it is there."""
        return next(iter(self.places(quant)), None)

    def places(self, quant: str) -> tuple[ModelFile, ...]:
        """Where the file of a quantisation is published: its own repository first, then mirrors."""
        return tuple(file for file in self.files if file.quant == quant)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    models: tuple[KnownModel, ...]
    defaults: dict[str, str]


@cache
def _catalogue() -> _Catalogue:
    with files("resources").joinpath("models.toml").open("rb") as file:
        document = tomllib.load(file)
    defaults = {name: str(value) for name, value in document["defaults"].items()}
    return _Catalogue(tuple(_model(entry) for entry in document["model"]), defaults)


def known() -> tuple[KnownModel, ...]:
    """Every model of the catalogue, in its order of preference."""
    return _catalogue().models


def by_id(model_id: str) -> KnownModel | None:
    """The model with this id."""
    return next((model for model in known() if model.id == model_id), None)


def by_sha256(sha256: str) -> tuple[KnownModel, ModelFile] | None:
    """The model whose published file has this hash."""
    return next(((model, file) for model in known() for file in model.files if file.sha256 == sha256), None)


def usual_quant() -> str:
    """The quantisation that is taken where nothing else was said."""
    return _catalogue().defaults["quant"]


def default_for(ram_gb: float, vram_gb: float = 0.0) -> tuple[KnownModel, str]:
    """The model and quantisation for a machine with so much memory, in GiB.

    Args:
        vram_gb: of a graphics card with memory of its own, 0 where there is none.
    """
    defaults = _catalogue().defaults
    key, quant = "ram_lt_8gb", ""
    for vram, ram, name, its_quant in TIERS:
        if (vram and vram_gb >= vram * COUNTS_FROM) or (ram and ram_gb >= ram * COUNTS_FROM):
            key, quant = name, its_quant
            break
    found = by_id(defaults[key])
    assert found is not None, key
    return found, quant or defaults["quant"]


def fit(file_bytes: int, kv_bytes_per_token: int, n_ctx: int) -> int:
    """Bytes of memory that a model needs at work: its file, its cache, and what stands beside them."""
    return file_bytes + kv_bytes_per_token * n_ctx + OVERHEAD_BYTES


def context_within(memory_bytes: int, file_bytes: int, kv_bytes_per_token: int, *, at_most: int) -> int:
    """The largest context in tokens that fits this memory beside the file; at least `SMALLEST_CONTEXT`."""
    if not kv_bytes_per_token:
        return at_most
    room = (memory_bytes - fit(file_bytes, 0, 0)) // kv_bytes_per_token
    return min(at_most, max(SMALLEST_CONTEXT, room // CONTEXT_STEP * CONTEXT_STEP))


def is_research_only(licence: str) -> bool:
    """Whether a licence keeps a model from being used for work."""
    plain = licence.lower()
    return plain.startswith("cc-by-nc") or plain == "mrl" or "research" in plain or "non-commercial" in plain


def _model(entry: dict[str, object]) -> KnownModel:
    own = {
        "repo": entry.get("repo", ""),
        "revision": entry.get("revision", "main"),
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
        base=str(entry.get("hf_base", "")),
        base_revision=str(entry.get("hf_base_revision", "")),
        base_gated=_gated(str(entry.get("hf_base_gated", ""))),
    )


def _files(place: dict[str, object]) -> Iterator[ModelFile]:
    """The files of a repository; one that was moved or deleted since stands at a revision of its own."""
    for entry in _tables(place.get("file", [])):
        yield ModelFile(
            repo=str(place.get("repo", "")),
            revision=str(entry.get("revision", place.get("revision", "main"))),
            filename=str(entry["filename"]),
            quant=str(entry.get("quant", "")),
            size_bytes=int(_number(entry.get("size_bytes", entry.get("approx_bytes")))),
            sha256=str(entry.get("sha256", "")),
            exact="size_bytes" in entry,
        )


def _gated(said: str) -> bool | None:
    answers = {"yes": True, "no": False}
    return answers.get(said.partition(" ")[0])


def _tables(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0

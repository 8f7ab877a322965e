"""Texts become vectors: batching changes nothing, long and odd texts are taken, failures are told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import tiny_gguf
from hypothesis import given
from hypothesis import strategies as st

from engine.llm import embedder as embedding
from engine.llm.embedder import Embedder, batches, normalised
from engine.problems import Cancelled, ModelFailed


@pytest.fixture(scope="module")
def embedder(minilm: Path) -> Iterator[Embedder]:
    loaded = Embedder(str(minilm), threads=2)
    yield loaded
    loaded.close()


def test_like_meanings_are_near_and_others_far(embedder: Embedder) -> None:
    ask, same, other = embedder.embed(
        [
            "How much do you charge for a wedding?",
            "what are your prices for weddings",
            "my cat is ill, I'm at the vet",
        ]
    )
    assert ask @ same > 0.7
    assert ask @ other < 0.3


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    texts = [f"{'word ' * (n % 40)}number {n}" for n in range(70)]
    together = embedder.embed(texts)
    assert together.shape == (70, 384)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([embedder.embed([text]) for text in texts[::10]])
    assert (together[::10] * alone).sum(axis=1).min() > 0.999


def test_nothing_to_embed_is_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "\u202e\U000e0041", " \n\t ", "😀" * 3000, "x" * 100_000])
def test_odd_texts_have_vectors(embedder: Embedder, text: str) -> None:
    assert np.isfinite(embedder.embed([text, "and a neighbour"])).all()


def test_long_texts_are_cut_at_512_tokens_with_their_end_mark(embedder: Embedder) -> None:
    ids = embedder.tokens("price " * 2000)
    assert len(ids) == 512
    assert (ids[0], ids[-1]) == (101, 102)
    cut = embedder.embed(["price " * 510 + "and then a dog", "price " * 510])
    assert cut[0] @ cut[1] > 0.9999


def test_a_cancelled_embedding_stops_between_batches(embedder: Embedder) -> None:
    looks = []

    def poll() -> bool:
        looks.append(None)
        return len(looks) >= 2

    with pytest.raises(Cancelled):
        embedder.embed(["a few words " * 8] * 200, poll=poll)
    assert len(looks) < 10
    assert embedder.embed(["still works"]).shape == (1, 384)


def test_a_file_that_is_no_model_is_told_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelFailed) as told:
        Embedder(str(path))
    assert told.value.facts["step"] == "load"
    assert told.value.facts["reason"] != "unknown"


def test_a_model_without_pooling_is_no_embedder(tmp_path: Path) -> None:
    with pytest.raises(ModelFailed) as told:
        Embedder(str(tiny_gguf.write(tmp_path / "chat.gguf", ["hi"])))
    assert told.value.facts["reason"] == "no_pooling"


@given(st.lists(st.integers(2, embedding.MAX_TOKENS), max_size=60))
def test_batches_hold_every_text_once_and_keep_their_limits(lengths: list[int]) -> None:
    groups = list(batches(lengths))
    assert sorted(chain.from_iterable(groups)) == list(range(len(lengths)))
    for group in groups:
        assert len(group) <= embedding.BATCH_TEXTS
        assert len(group) == 1 or sum(lengths[i] for i in group) <= embedding.BATCH_TOKENS


@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_vectors_that_are_no_directions_are_refused(bad: float) -> None:
    with pytest.raises(ModelFailed):
        normalised(np.full((1, 3), bad, dtype=np.float32))

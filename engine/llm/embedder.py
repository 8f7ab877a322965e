"""Texts → vectors with an embedding model in llama.cpp.

Several texts share a batch, each a sequence of its own; llama.cpp means over the tokens of each (the
pooling named in the file). The attention of an encoder is computed over the whole batch and masked, so
small batches are faster.

The cores are used by *lanes*: contexts of one thread each over the same weights, every one busy with a
batch of its own. llama.cpp's own threads spin at a barrier after each of some hundred small operations: on
two cores that others used too, one context with two threads made 26-40 texts a second, one with a single
thread 116-130. Two lanes make 396 on two quiet cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from queue import SimpleQueue
from typing import Any

import llama_cpp as llama
import numpy as np
import numpy.typing as npt

from engine.llm.llamacpp import Batch, Listening, load_weights, metadata, n_threads, put, tokenize
from engine.problems import Cancelled, ModelFailed
from engine.protocol import Loaded

#: Tokens of one text that count; what follows is not read.
MAX_TOKENS = 512
#: Texts are batched up to this many tokens. Measured, texts per second and core: 64 → 160, 128 → 205, 256 →
#: 209.
BATCH_TOKENS = 128
BATCH_TEXTS = 16
MAX_LANES = 4
#: A text of 512 tokens has fewer characters than this, but for runs of spaces.
MAX_CHARACTERS = 16_384

Floats = npt.NDArray[np.float32]


class Embedder:
    """An embedding model, loaded.

    Attributes:
        dim: width of a vector.
        info: what was loaded (its ticket is 0).
    """

    def __init__(self, path: str, *, threads: int = 0, poll: Callable[[], bool] = lambda: False) -> None:
        """Load the weights on the processor (a small encoder gains nothing on a device).

        Args:
            threads: cores to use, 0 for as many as there are, at most `MAX_LANES`.
            poll: called while the file is read; True cancels.

        Raises:
            ModelFailed: llama.cpp refused the file, or it is no embedding model.
            Cancelled: `poll` said so.
        """
        self._weights: Any = None
        self._lanes: list[_Lane] = []
        self._pool = ThreadPoolExecutor(MAX_LANES, thread_name_prefix="embed")
        listening = Listening()
        try:
            with listening:
                self._weights = load_weights(path, gpu_layers=0, poll=poll)
                self._lanes = [_Lane(self._weights) for _ in range(min(MAX_LANES, n_threads(threads)))]
        except ModelFailed as problem:
            self.close()
            raise ModelFailed(**{"reason": listening.reason, **problem.facts}) from None
        self._vocab = llama.llama_model_get_vocab(self._weights)
        self.dim = int(llama.llama_model_n_embd(self._weights))
        self.info = self._describe()

    def embed(self, texts: Sequence[str], *, poll: Callable[[], bool] = lambda: False) -> Floats:
        """Vectors of `texts`, shape (n, dim), each of length 1.

        Args:
            poll: called between batches; True cancels.

        Raises:
            Cancelled: `poll` said so.
            ModelFailed: llama.cpp failed, or gave something that is not a number.
        """
        ids = [self.tokens(text) for text in texts]
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        free: SimpleQueue[_Lane] = SimpleQueue()
        for lane in self._lanes:
            free.put(lane)

        def encode(group: list[int]) -> None:
            lane = free.get()
            try:
                vectors[group] = lane.encode([ids[i] for i in group])
            finally:
                free.put(lane)

        groups = batches([len(tokens) for tokens in ids])
        under_way = {self._pool.submit(encode, group) for group in islice(groups, len(self._lanes))}
        cancelled, failed = False, None
        while under_way:
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            cancelled = cancelled or poll()
            failed = failed or next((future for future in done if future.exception()), None)
            for group in islice(groups, 0 if cancelled or failed else len(done)):
                under_way.add(self._pool.submit(encode, group))
        if failed:
            failed.result()
        if cancelled:
            raise Cancelled
        return normalised(vectors)

    def _describe(self) -> Loaded:
        return Loaded(
            ticket=0,
            arch=metadata(self._weights, "general.architecture"),
            name=metadata(self._weights, "general.name"),
            n_ctx=MAX_TOKENS,
            n_ctx_train=int(llama.llama_model_n_ctx_train(self._weights)),
            n_params=int(llama.llama_model_n_params(self._weights)),
            n_embd=self.dim,
            n_vocab=int(llama.llama_vocab_n_tokens(self._vocab)),
            gpu_layers=0,
            n_layers=int(llama.llama_model_n_layer(self._weights)),
            device="CPU",
            has_chat_template=False,
        )

    def tokens(self, text: str) -> list[int]:
        """Token ids of `text` with [CLS] and [SEP], at most `MAX_TOKENS`."""
        ids = tokenize(self._vocab, text[:MAX_CHARACTERS], add_special=True, parse_special=False)
        return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]

    def close(self) -> None:
        """Free everything."""
        self._pool.shutdown()
        for lane in self._lanes:
            lane.close()
        self._lanes = []
        if self._weights:
            llama.llama_model_free(self._weights)
        self._weights = None


class _Lane:
    """One context of one thread, and its batch."""

    def __init__(self, weights: Any) -> None:
        params = llama.llama_context_default_params()
        put(
            params,
            n_ctx=MAX_TOKENS * BATCH_TEXTS,  # shared evenly among the sequences
            n_batch=MAX_TOKENS,
            n_ubatch=MAX_TOKENS,  # an encoder takes a batch in one piece
            n_seq_max=BATCH_TEXTS,
            n_threads=1,
            n_threads_batch=1,
            embeddings=True,
            no_perf=True,
        )
        self._context = llama.llama_init_from_model(weights, params)
        if not self._context:
            raise ModelFailed(step="context")
        if llama.llama_pooling_type(self._context) == llama.LLAMA_POOLING_TYPE_NONE:
            llama.llama_free(self._context)
            raise ModelFailed(step="context", reason="no_pooling")
        self._dim = int(llama.llama_model_n_embd(weights))
        self._batch = Batch(MAX_TOKENS)

    def encode(self, group: Sequence[Sequence[int]]) -> Floats:
        """Pooled vectors of token lists, shape (n, dim)."""
        self._batch.clear()
        for sequence, tokens in enumerate(group):
            for position, token in enumerate(tokens):
                self._batch.add(token, position, sequence, wanted=True)
        code = llama.llama_encode(self._context, self._batch.native)
        if code != 0:
            raise ModelFailed(step="embed", llama_code=int(code))
        vectors = np.empty((len(group), self._dim), dtype=np.float32)
        for sequence in range(len(group)):
            pooled = llama.llama_get_embeddings_seq(self._context, sequence)
            if not pooled:
                raise ModelFailed(step="embed", reason="no_vector")
            vectors[sequence] = np.ctypeslib.as_array(pooled, shape=(self._dim,))
        return vectors

    def close(self) -> None:
        llama.llama_free(self._context)
        self._batch.close()


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions of texts that are encoded together, neighbours in length."""
    group: list[int] = []
    total = 0
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and (total + lengths[i] > BATCH_TOKENS or len(group) == BATCH_TEXTS):
            yield group
            group, total = [], 0
        group.append(i)
        total += lengths[i]
    if group:
        yield group


def normalised(vectors: Floats) -> Floats:
    """Rows divided by their Euclidean length.

    Raises:
        ModelFailed: a row is zero or has values that are not finite.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and lengths.all()):
        raise ModelFailed(step="embed", reason="not_finite")
    return np.asarray(vectors / lengths, dtype=np.float32)

"""llama.cpp with nothing of ours in between: a loaded file, its logits, its greedy text; F32 states, one thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import llama_cpp as llama
import numpy as np

from engine.llm.llamacpp import Batch, load_weights, piece, put, tokenize


class BareLlama:
    """A model and a context for one sequence.

    Attributes:
        weights, context, vocab: llama.cpp's own.
    """

    def __init__(self, path: Path, *, n_ctx: int = 512) -> None:
        self.weights = load_weights(str(path), gpu_layers=0)
        params = llama.llama_context_default_params()
        put(
            params,
            n_ctx=n_ctx,
            n_batch=n_ctx,
            n_threads=1,
            n_threads_batch=1,
            type_k=0,
            type_v=0,
            flash_attn_type=0,
            no_perf=True,
        )
        self.context = llama.llama_init_from_model(self.weights, params)
        self.vocab = llama.llama_model_get_vocab(self.weights)
        self._n_vocab = llama.llama_vocab_n_tokens(self.vocab)
        self._batch = Batch(n_ctx)

    def __enter__(self) -> BareLlama:
        return self

    def __exit__(self, *_: object) -> None:
        self._batch.close()
        llama.llama_free(self.context)
        llama.llama_model_free(self.weights)

    def clear(self) -> None:
        """Forget all states."""
        llama.llama_memory_clear(llama.llama_get_memory(self.context), True)

    def decode(self, ids: Sequence[int], start: int) -> np.ndarray:
        """Logits (n, vocabulary) of tokens put behind position `start`."""
        self._batch.clear()
        for offset, token in enumerate(ids):
            self._batch.add(token, start + offset, 0, wanted=True)
        assert llama.llama_decode(self.context, self._batch.native) == 0
        pointer = llama.llama_get_logits(self.context)
        return np.ctypeslib.as_array(pointer, shape=(len(ids) * self._n_vocab,)).reshape(len(ids), -1).copy()

    def logits(self, ids: Sequence[int]) -> np.ndarray:
        """Logits (n, vocabulary) of a fresh sequence."""
        self.clear()
        return self.decode(ids, 0)

    def greedy(self, prompt: str, n: int = 24) -> list[int]:
        """The likeliest tokens behind `prompt`, up to the end of the text."""
        ids = tokenize(self.vocab, prompt, add_special=True, parse_special=False)
        row, position, drawn = self.logits(ids)[-1], len(ids), []
        while len(drawn) < n and not llama.llama_vocab_is_eog(self.vocab, int(row.argmax())):
            drawn.append(int(row.argmax()))
            row = self.decode(drawn[-1:], position)[-1]
            position += 1
        return drawn

    def text(self, prompt: str, n: int = 24) -> str:
        """What `greedy` says."""
        return b"".join(piece(self.vocab, token) for token in self.greedy(prompt, n)).decode("utf-8", "replace")

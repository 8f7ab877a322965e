"""A llama.cpp context: tokens go in under sequence numbers, logits come out; sequences are copied, cut and saved.

Sequences share their cells (unified memory): a copy of a sequence costs no memory, only what is decoded behind it
does. Recurrent models keep one state a sequence instead of a cell a token: it can be copied, not cut back.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from typing import Any

import llama_cpp as llama
import numpy as np
import numpy.typing as npt

from engine.llm.llamacpp import Batch, n_threads, put
from engine.problems import ModelFailed

#: Tokens of one batch at most.
MAX_BATCH = 256
#: On the processor: without flash attention, which looks at the prefix again for each text, and in pieces of this many
#: tokens, so that what it would have saved in memory stays small. Behind 1024 tokens on two cores one step of eight
#: texts takes 176 ms in place of 241 (1B) and 41 in place of 64 (150M), prefill a tenth longer.
PROCESSOR_BATCH = 128
#: Texts that are decoded at once at most; a recurrent model takes memory for each.
MAX_TEXTS, MAX_RECURRENT_TEXTS = 16, 8
#: Threads cost a model of fewer parameters more than they give: they meet after each of its small operations.
SMALL = 20_000_000
#: The sequence of the prefix that the texts share; theirs are 1 to `n_texts`.
SHARED = 0

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


class Context:
    """A context over loaded weights.

    Attributes:
        native: the `llama_context*`.
        n_ctx: cells, shared by all sequences.
        n_texts: sequences beside the shared one.
        cuts: whether the end of a sequence can be taken off.
        batch: what is decoded next; filled by `batch.add`.
    """

    def __init__(self, weights: Any, *, n_ctx: int, threads: int, on_device: bool = False) -> None:
        """Open it.

        Args:
            n_ctx: what goes beyond what the model was trained for is cut.
            threads: 0 for one on each physical core.
            on_device: whether layers of the weights lie on a GPU.

        Raises:
            ModelFailed: llama.cpp has no context for these weights, or they do not continue texts.
        """
        recurrent = llama.llama_model_is_recurrent(weights) or llama.llama_model_is_hybrid(weights)
        vocab = llama.llama_model_get_vocab(weights)
        if (
            llama.llama_vocab_type(vocab) == llama.LLAMA_VOCAB_TYPE_NONE  # tokenising would end the process
            or llama.llama_model_has_encoder(weights)
            or llama.llama_model_is_diffusion(weights)
        ):
            raise ModelFailed(step="context", reason="continues_no_text")
        threads = threads or (1 if llama.llama_model_n_params(weights) < SMALL else n_threads(0))
        self.n_texts = MAX_RECURRENT_TEXTS if recurrent else MAX_TEXTS
        params = llama.llama_context_default_params()
        put(
            params,
            n_ctx=min(n_ctx, llama.llama_model_n_ctx_train(weights) or n_ctx),
            n_batch=MAX_BATCH,
            n_ubatch=MAX_BATCH if on_device else PROCESSOR_BATCH,
            flash_attn_type=llama.LLAMA_FLASH_ATTN_TYPE_AUTO if on_device else llama.LLAMA_FLASH_ATTN_TYPE_DISABLED,
            n_seq_max=self.n_texts + 1,
            n_outputs_max=self.n_texts + 1,  # room for as many rows of logits; by default for a whole batch's
            n_threads=threads,
            n_threads_batch=threads,
            kv_unified=True,
            no_perf=True,
        )
        self.native: Any = llama.llama_init_from_model(weights, params)
        if not self.native:
            raise ModelFailed(step="context")
        self._memory = llama.llama_get_memory(self.native)
        if not self._memory:
            llama.llama_free(self.native)
            raise ModelFailed(step="context", reason="continues_no_text")
        self._n_vocab = int(llama.llama_vocab_n_tokens(vocab))
        self._powers = np.empty(self._n_vocab, dtype=np.float32)  # a new one for each row would cost more than it
        self.n_ctx = int(llama.llama_n_ctx(self.native))
        self.cuts = not recurrent
        self.batch = Batch(MAX_BATCH)

    def decode(self) -> bool:
        """Decode the batch; False when the memory has no room for it, and nothing happened.

        Raises:
            ModelFailed: llama.cpp failed; the memory is empty then.
        """
        code = int(llama.llama_decode(self.native, self.batch.native))
        if code not in (0, 1):
            self.clear()
            raise ModelFailed(step="decode", llama_code=code)
        return code == 0

    def logits(self, rows: int) -> Floats:
        """Logits of the tokens of the last batch that were wanted, shape (rows, vocabulary), until the next one.

        Raises:
            ModelFailed: there are none.
        """
        pointer = llama.llama_get_logits(self.native)
        if not pointer:
            raise ModelFailed(step="decode", reason="no_logits")
        return np.ctypeslib.as_array(pointer, shape=(rows, self._n_vocab))

    def partition(self, logits: Floats) -> list[float]:
        """Logarithm of the sum of exponentials of each row of `logits`, shape (rows, vocabulary).

        Raises:
            ModelFailed: the logits are not numbers (weights that are damaged); samplers must not see those.
        """
        found = []
        for row in logits:
            top = float(row.max())  # not a number if one of them is not
            if not math.isfinite(top):
                raise ModelFailed(step="decode", reason="not_finite")
            np.subtract(row, top, out=self._powers)
            np.exp(self._powers, out=self._powers)
            found.append(top + math.log(self._powers.sum()))
        return found

    def share(self, sequence: int) -> None:
        """Make `sequence` a copy of the shared one."""
        llama.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        llama.llama_memory_seq_cp(self._memory, SHARED, sequence, -1, -1)

    def free(self, sequence: int) -> None:
        """Empty a sequence; cells that others share stay theirs."""
        llama.llama_memory_seq_rm(self._memory, sequence, -1, -1)

    def cut(self, length: int) -> bool:
        """Take what is behind `length` tokens off the shared sequence; False if that cannot be done."""
        return bool(llama.llama_memory_seq_rm(self._memory, SHARED, length, -1))

    def clear(self) -> None:
        """Empty every sequence."""
        llama.llama_memory_clear(self._memory, True)

    def save(self) -> Bytes | None:
        """The state of the shared sequence, None if it cannot be had (a short memory, too)."""
        size = self.saved_bytes()
        try:
            state = np.empty(size, dtype=np.uint8)
        except MemoryError:
            return None
        n = int(llama.llama_state_seq_get_data(self.native, _bytes_pointer(state), size, SHARED))
        return state if n == size else None

    def saved_bytes(self) -> int:
        """How long `save` would be."""
        return int(llama.llama_state_seq_get_size(self.native, SHARED))

    def restore(self, state: Bytes) -> bool:
        """Put a saved state in place of the shared sequence; False if it is refused: the sequence is empty then."""
        if llama.llama_state_seq_set_data(self.native, _bytes_pointer(state), len(state), SHARED):
            return True
        self.free(SHARED)
        return False

    def close(self) -> None:
        """Free everything."""
        self.batch.close()
        llama.llama_free(self.native)


def _bytes_pointer(state: Bytes) -> Any:
    return state.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))


def common(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the longest common prefix."""
    n = min(len(left), len(right))
    for at in range(n):
        if left[at] != right[at]:
            return at
    return n

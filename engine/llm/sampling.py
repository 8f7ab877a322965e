"""Which token comes next: a chain of llama.cpp's samplers for each text, and a grammar where one is asked for."""

from __future__ import annotations

import ctypes
from typing import Any

import llama_cpp as llama
import numpy as np

from engine.llm.context import Context, Floats
from engine.problems import ModelFailed
from engine.protocol import Generate

#: Tokens back that a repetition is weighed against.
REPEAT_WINDOW = 64
#: Seeds are taken modulo this; the next number would mean a seed of chance.
SEEDS = 2**32 - 1

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Sampler:
    """Draws the tokens of one text."""

    def __init__(self, vocab: Any, wish: Generate, *, seed: int, n_vocab: int) -> None:
        """`seed`: equal seeds draw equal tokens from equal logits.

        Raises:
            ModelFailed: `step` "grammar": it cannot be read.
        """
        self._grammar = _grammar(vocab, wish.grammar) if wish.grammar else None
        self._chain = _chain(wish, seed % SEEDS, n_vocab)

    def draw(self, context: Context, at: int, logits: Floats) -> int:
        """The next token, from the logits of token `at` of the last batch, shape (vocabulary,).

        Raises:
            ModelFailed: `step` "grammar": the vocabulary has no token to go on with.
        """
        if self._grammar is None:
            return int(llama.llama_sampler_sample(self._chain, context.native, at))
        return self._draw_by_grammar(logits)

    def close(self) -> None:
        """Free everything."""
        llama.llama_sampler_free(self._chain)
        if self._grammar is not None:
            llama.llama_sampler_free(self._grammar)
        self._chain = self._grammar = None

    def _draw_by_grammar(self, logits: Floats) -> int:
        """Draw freely and ask the grammar for that token alone; only if it says no, ask it for all (milliseconds).

        llama.cpp ends the process when a token is accepted that the grammar does not allow, so what comes from the
        second draw is looked at once more.
        """
        ids = np.arange(len(logits), dtype=np.int32)
        token = self._choose(_candidates(ids, logits))
        if not self._allows(token):
            every = _candidates(ids, logits)
            _apply(self._grammar, every)
            allowed = every[np.isfinite(every["logit"])]
            token = self._choose(allowed) if len(allowed) else -1
            if token < 0 or not self._allows(token):
                raise ModelFailed(step="grammar", reason="no_token")
        llama.llama_sampler_accept(self._chain, token)
        llama.llama_sampler_accept(self._grammar, token)
        return token

    def _allows(self, token: int) -> bool:
        one = _candidates(np.array([token], dtype=np.int32), np.zeros(1, dtype=np.float32))
        _apply(self._grammar, one)
        return bool(np.isfinite(one["logit"][0]))

    def _choose(self, candidates: Any) -> int:
        native = _apply(self._chain, candidates)
        return int(native.data[native.selected].id) if native.selected >= 0 else -1


def _candidates(ids: Any, logits: Any) -> Any:
    found = np.zeros(len(ids), dtype=_CANDIDATE)
    found["id"], found["logit"] = ids, logits
    return found


def _apply(sampler: Any, candidates: Any) -> Any:
    """Let a sampler work on candidates (in place); returns the native array, which may be a shorter part of them."""
    pointer = ctypes.cast(candidates.ctypes.data, ctypes.POINTER(llama.llama_token_data))
    native = llama.llama_token_data_array(pointer, len(candidates), -1, False)
    llama.llama_sampler_apply(sampler, ctypes.byref(native))
    return native


def _grammar(vocab: Any, text: str) -> Any:
    sampler = llama.llama_sampler_init_grammar(vocab, text.encode(), b"root")
    if not sampler:
        raise ModelFailed(step="grammar")
    return sampler


def _chain(wish: Generate, seed: int, n_vocab: int) -> Any:
    """Samplers in the order penalty, top-k, top-p, min-p, temperature, draw; without temperature the likeliest."""
    chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
    for step in _steps(wish, seed, n_vocab):
        llama.llama_sampler_chain_add(chain, step)
    return chain


def _steps(wish: Generate, seed: int, n_vocab: int) -> list[Any]:
    greedy = wish.temperature <= 0
    top_k = 1 if greedy else wish.top_k
    steps = []
    if wish.repeat_penalty != 1.0:
        if wish.repeat_penalty > 1.0 and top_k > 0:
            # A penalty lowers at most REPEAT_WINDOW tokens, so the top k are among these; over a vocabulary of
            # 128,000 this takes 0.15 ms in place of 0.5.
            steps.append(llama.llama_sampler_init_top_k(top_k + REPEAT_WINDOW))
        steps.append(llama.llama_sampler_init_penalties(n_vocab, REPEAT_WINDOW, wish.repeat_penalty, 0.0, 0.0))
    if greedy:
        return [*steps, llama.llama_sampler_init_greedy()]
    if top_k > 0:
        steps.append(llama.llama_sampler_init_top_k(top_k))
    if wish.top_p < 1:
        steps.append(llama.llama_sampler_init_top_p(wish.top_p, 1))
    if wish.min_p > 0:
        steps.append(llama.llama_sampler_init_min_p(wish.min_p, 1))
    return [*steps, llama.llama_sampler_init_temp(wish.temperature), llama.llama_sampler_init_dist(seed)]

"""A language model in llama.cpp: load one, continue a prompt several times.

The shared prefix is decoded once; each text then continues from a cut-back copy of it, one text after the
other.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp as llama
import numpy as np

from engine.llm import chat_template
from engine.llm.llamacpp import (
    Batch,
    Listening,
    load_weights,
    metadata,
    n_threads,
    piece,
    put,
    tokenize,
)
from engine.llm.stops import GrowingText
from engine.problems import Cancelled, ModelFailed
from engine.protocol import Generate, Generated, Loaded

#: Tokens of a prompt that are decoded between two looks at the inbox.
PREFILL_TOKENS = 256
#: Tokens back that a repetition is weighed against.
REPEAT_WINDOW = 64

Poll = Callable[[], bool]
Grow = Callable[[int, str], None]


def _never() -> bool:
    return False


def _ignore(_index: int, _text: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class _Written:
    text: str
    mean_logprob: float
    finish: str
    tokens: int


class Model:
    """A language model, loaded.

    Attributes:
        info: what was loaded and where it runs (its ticket is 0).
    """

    def __init__(self, path: str, *, n_ctx: int = 4096, gpu_layers: int = -1, threads: int = 0) -> None:
        """Load the weights; where they do not fit the device, with fewer layers on it, then on the processor.

        Raises:
            ModelFailed: llama.cpp refused it every time.
        """
        self._weights: Any = None
        self._context: Any = None
        listening, fallback = self._load(path, n_ctx, gpu_layers, n_threads(threads))
        self._vocab = llama.llama_model_get_vocab(self._weights)
        self._memory = llama.llama_get_memory(self._context)
        self._batch = Batch(PREFILL_TOKENS)
        self._template = _text(llama.llama_model_chat_template(self._weights, None))
        self.info = self._describe(listening, fallback)

    def _load(self, path: str, n_ctx: int, gpu_layers: int, threads: int) -> tuple[Listening, str]:
        reason = ""
        for fallback, layers, size in attempts(gpu_layers, n_ctx):
            listening = Listening()
            try:
                with listening:
                    self._weights = load_weights(path, gpu_layers=layers)
                    self._context = self._open(size, threads)
            except ModelFailed:
                reason = reason or listening.reason
                self.close()
            else:
                return listening, fallback
        raise ModelFailed(step="load", reason=reason)

    def _describe(self, listening: Listening, fallback: str) -> Loaded:
        gpu_layers, n_layers = listening.layers
        return Loaded(
            ticket=0,
            arch=metadata(self._weights, "general.architecture"),
            name=metadata(self._weights, "general.name"),
            n_ctx=int(llama.llama_n_ctx(self._context)),
            n_ctx_train=int(llama.llama_model_n_ctx_train(self._weights)),
            n_params=int(llama.llama_model_n_params(self._weights)),
            n_embd=int(llama.llama_model_n_embd(self._weights)),
            n_vocab=int(llama.llama_vocab_n_tokens(self._vocab)),
            gpu_layers=gpu_layers,
            n_layers=n_layers or int(llama.llama_model_n_layer(self._weights)) + 1,
            device=listening.device,
            has_chat_template=bool(self._template),
            fallback=fallback,
        )

    def generate(self, wish: Generate, *, poll: Poll = _never, grow: Grow = _ignore) -> Generated:
        """Continue the prompt `wish.count` times.

        Args:
            poll: called between tokens; True cancels.
            grow: called with (index, text) as a text grows.

        Raises:
            Cancelled: `poll` said so.
            ModelFailed: the prompt does not fit the context, or llama.cpp failed.
        """
        prefix = self.prompt_tokens(wish)
        suffixes = [tokenize(self._vocab, text, add_special=False, parse_special=False) for text in wish.suffixes] or [
            []
        ]
        room = self.info.n_ctx - max(len(suffix) for suffix in suffixes) - 1
        if not prefix or len(prefix) > room:
            raise ModelFailed(step="prompt", tokens=len(prefix), room=room)
        llama.llama_memory_clear(self._memory, True)
        self._decode(prefix[:-1], 0, poll)
        written = []
        for i in range(wish.count):
            start = self._cut_back(prefix, poll)
            tail = [prefix[-1], *suffixes[i % len(suffixes)]]
            self._decode(tail, start, poll)
            written.append(self._write(wish, i, start + len(tail), poll, grow))
        return Generated(
            ticket=wish.ticket,
            texts=tuple(each.text for each in written),
            mean_logprobs=tuple(each.mean_logprob for each in written),
            finish=tuple(each.finish for each in written),
            tokens=tuple(each.tokens for each in written),
            prompt_tokens=len(prefix),
        )

    def prompt_tokens(self, wish: Generate) -> list[int]:
        """Tokens of the shared prefix; only a template's own words become special tokens.

        Raises:
            ModelRefused: the file's template cannot be used.
            ModelFailed: turns, but the file has no template.
        """
        if not wish.turns:
            return tokenize(self._vocab, wish.prompt, add_special=True, parse_special=False)
        if not self._template:
            raise ModelFailed(step="prompt", reason="no_chat_template")
        bos, eos = (
            _text(llama.llama_vocab_get_text(self._vocab, token)) if token >= 0 else ""
            for token in (llama.llama_vocab_bos(self._vocab), llama.llama_vocab_eos(self._vocab))
        )
        parts = chat_template.pieces(self._template, wish.turns, bos=bos, eos=eos)
        ids = [
            token
            for part in parts
            for token in tokenize(self._vocab, part.text, add_special=False, parse_special=part.special)
        ]
        first = llama.llama_vocab_bos(self._vocab)
        if llama.llama_vocab_get_add_bos(self._vocab) and ids[:1] != [first]:
            ids.insert(0, first)
        return ids

    def close(self) -> None:
        """Free everything."""
        if self._context:
            llama.llama_free(self._context)
        if self._weights:
            llama.llama_model_free(self._weights)
        self._context = self._weights = None

    def _open(self, n_ctx: int, threads: int) -> Any:
        params = llama.llama_context_default_params()
        put(
            params,
            n_ctx=n_ctx,
            n_batch=PREFILL_TOKENS,
            n_ubatch=PREFILL_TOKENS,
            n_seq_max=1,
            n_threads=threads,
            n_threads_batch=threads,
            no_perf=True,
        )
        context = llama.llama_init_from_model(self._weights, params)
        if not context:
            raise ModelFailed(step="context")
        return context

    def _decode(self, tokens: Sequence[int], start: int, poll: Poll) -> None:
        """Put tokens behind position `start`; logits are kept for the last one."""
        for begin in range(0, len(tokens), PREFILL_TOKENS):
            if poll():
                raise Cancelled
            part = tokens[begin : begin + PREFILL_TOKENS]
            self._batch.clear()
            for offset, token in enumerate(part):
                last = begin + offset == len(tokens) - 1
                self._batch.add(token, start + begin + offset, 0, wanted=last)
            code = llama.llama_decode(self._context, self._batch.native)
            if code != 0:
                raise ModelFailed(step="decode", llama_code=int(code))

    def _write(self, wish: Generate, index: int, position: int, poll: Poll, grow: Grow) -> _Written:
        """Text number `index`, from the logits at hand."""
        growing = GrowingText(wish.stops)
        logprobs: list[float] = []
        finish = "length"

        def tell(grown: str) -> None:
            if grown and wish.grow:
                grow(index, grown)

        for token, logprob in self._drawn(wish, index, position, poll):
            if token is None:
                finish = "stop"
                break
            logprobs.append(logprob)
            tell(growing.add(piece(self._vocab, token)))
            if growing.stopped:
                finish = "stop"
                break
        tell(growing.end())
        mean = float(np.mean(logprobs)) if logprobs else 0.0
        return _Written(growing.text, mean, finish, len(logprobs))

    def _cut_back(self, prefix: Sequence[int], poll: Poll) -> int:
        """Forget what came after the prefix (but its last token); recurrent models must read it again."""
        start = len(prefix) - 1
        if not llama.llama_memory_seq_rm(self._memory, 0, start, -1):
            llama.llama_memory_clear(self._memory, True)
            self._decode(prefix[:-1], 0, poll)
        return start

    def _drawn(self, wish: Generate, index: int, position: int, poll: Poll) -> Iterator[tuple[int | None, float]]:
        """Tokens with their log-probabilities; (None, 0) once the model ends the text."""
        sampler = _sampler(wish, index, self.info.n_vocab)
        try:
            for left in range(wish.max_tokens - 1, -1, -1):
                if poll():
                    raise Cancelled
                token = int(llama.llama_sampler_sample(sampler, self._context, -1))
                if llama.llama_vocab_is_eog(self._vocab, token):
                    yield None, 0.0
                    return
                yield token, self._logprob(token)
                if left == 0 or position >= self.info.n_ctx:
                    return
                self._decode([token], position, _never)
                position += 1
        finally:
            llama.llama_sampler_free(sampler)

    def _logprob(self, token: int) -> float:
        """Under the model's own distribution, before temperature and penalties (samplers work on a copy)."""
        pointer = llama.llama_get_logits_ith(self._context, -1)
        if not pointer:
            raise ModelFailed(step="decode", reason="no_logits")
        logits = np.ctypeslib.as_array(pointer, shape=(self.info.n_vocab,))
        top = logits.max()
        return float(logits[token] - top - np.log(np.exp(logits - top).sum()))


def attempts(gpu_layers: int, n_ctx: int) -> list[tuple[str, int, int]]:
    """What to try in turn: (what is given up, layers on the device, context)."""
    tries = [("", gpu_layers, n_ctx)]
    if llama.llama_supports_gpu_offload() and gpu_layers != 0:
        fewer = gpu_layers // 2 if gpu_layers > 0 else 16
        tries += [("fewer_layers", fewer, n_ctx), ("cpu", 0, n_ctx)]
    if n_ctx > 2048:
        tries.append(("smaller_context", 0, 2048))
    return tries


def _sampler(wish: Generate, index: int, n_vocab: int) -> Any:
    chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())

    def add(step: Any) -> None:
        llama.llama_sampler_chain_add(chain, step)

    if wish.repeat_penalty != 1.0:
        add(llama.llama_sampler_init_penalties(n_vocab, REPEAT_WINDOW, wish.repeat_penalty, 0.0, 0.0))
    if wish.temperature <= 0:
        add(llama.llama_sampler_init_greedy())
        return chain
    if wish.top_k > 0:
        add(llama.llama_sampler_init_top_k(wish.top_k))
    if wish.top_p < 1:
        add(llama.llama_sampler_init_top_p(wish.top_p, 1))
    add(llama.llama_sampler_init_temp(wish.temperature))
    add(llama.llama_sampler_init_dist((wish.seed + index) % 2**32))
    return chain


def _text(pointer: bytes | ctypes.c_char_p | None) -> str:
    if isinstance(pointer, ctypes.c_char_p):
        pointer = pointer.value
    return pointer.decode("utf-8", "replace") if pointer else ""

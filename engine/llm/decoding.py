"""Several texts behind one shared prefix, decoded in batches: one decode is one token more for every text.

The prefix lies in the shared sequence; every text gets a copy of it, which costs no memory, and decodes its tail
(suffix, opening) and what is drawn. A finished text gives its cells back. When there is no room for all, the last
text waits until another is finished and then decodes its own tokens again: nothing that was drawn is lost.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import llama_cpp as llama

from engine.llm.context import Context, Floats
from engine.llm.llamacpp import piece
from engine.llm.option import Option
from engine.llm.pacing import Pace
from engine.llm.thoughts import TOKENS
from engine.problems import Cancelled, ModelFailed

#: A text is let in only if every text can grow by so many tokens.
MARGIN = 16

Poll = Callable[[], bool]


class Decoding:
    """The texts of one request; `write` is called once."""

    def __init__(
        self, context: Context, vocab: Any, pace: Pace, options: Sequence[Option], *, start: int, ignores_end: bool
    ) -> None:
        """`start`: tokens in the shared sequence; `ignores_end`: the end-of-text token is drawn like others."""
        self._context, self._vocab, self._pace = context, vocab, pace
        self._start = start
        self._ignores_end = ignores_end
        self._waiting = deque(options)
        self._active: list[Option] = []
        self._free = list(range(context.n_texts, 0, -1))

    def write(self, poll: Poll) -> None:
        """Write all texts; those without a tail draw from the logits of the prefix's last token, just decoded.

        Args:
            poll: called before every decode; True cancels.

        Raises:
            Cancelled: `poll` said so.
            ModelFailed: llama.cpp failed, or not even one text has room.
        """
        try:
            untailed = [option for option in self._waiting if not option.pending and not option.finish]
            if untailed:
                self._draw(untailed, [-1] * len(untailed), self._context.logits(1))
            while self._let_in():
                if poll():
                    raise Cancelled
                self._step()
        finally:
            for option in list(self._active):
                self._put_out(option)

    def _let_in(self) -> bool:
        """Let finished texts go and give their room to waiting ones; False when all are finished."""
        for option in [option for option in self._active if option.finish]:
            self._put_out(option)
        self._waiting = deque(option for option in self._waiting if not option.finish)
        while self._waiting and self._free:
            needed = len(self._waiting[0].tokens) + MARGIN * (len(self._active) + 1)
            if self._active and self._used() + needed > self._context.n_ctx:
                break
            option = self._waiting.popleft()
            option.sequence = self._free.pop()
            self._context.share(option.sequence)
            self._active.append(option)
        return bool(self._active)

    def _put_out(self, option: Option) -> None:
        """Take its sequence away; what it has drawn stays."""
        self._active.remove(option)
        self._context.free(option.sequence)
        self._free.append(option.sequence)
        option.sequence = option.n_decoded = 0

    def _used(self) -> int:
        """Cells that are taken, or will be by what waits to be decoded."""
        return self._start + sum(len(option.tokens) for option in self._active)

    def _step(self) -> None:
        """Decode what is pending, one piece of it at most, and draw for every text that is up to date."""
        if self._used() > self._context.n_ctx:
            self._make_room()
            return
        taken = self._fill()
        began = time.perf_counter()
        if not self._context.decode():
            self._make_room()
            return
        ready, places, end = [], [], 0
        for option, n in taken:
            option.n_decoded += n
            end += n
            if not option.pending:
                ready.append(option)
                places.append(end - 1)
        if ready:
            self._draw(ready, places, self._context.logits(len(ready)))
        self._pace.took(end, time.perf_counter() - began)

    def _fill(self) -> list[tuple[Option, int]]:
        """Put pending tokens into the batch; returns who has how many in it."""
        batch, room = self._context.batch, self._pace.tokens
        batch.clear()
        taken = []
        for option in self._active:
            n = min(option.pending, room)
            for at in range(option.n_decoded, option.n_decoded + n):
                last = at == len(option.tokens) - 1
                batch.add(option.tokens[at], self._start + at, option.sequence, wanted=last)
            if n:
                taken.append((option, n))
            room -= n
        return taken

    def _make_room(self) -> None:
        """The last text waits; if it is the only one, it ends.

        Raises:
            ModelFailed: there is not even room for its tail.
        """
        option = self._active[-1]
        if len(self._active) > 1:
            self._put_out(option)
            self._waiting.appendleft(option)
        elif option.drawn:
            option.end("length")
        else:
            raise ModelFailed(step="decode", llama_code=1)

    def _draw(self, options: Sequence[Option], places: Sequence[int], logits: Floats) -> None:
        """One token more for each of `options`, from the logits of these places of the batch.

        Args:
            logits: shape (1, vocabulary) if all of them draw from the same, else (options, vocabulary).
        """
        partition = self._context.partition(logits)
        for i, (option, place) in enumerate(zip(options, places, strict=True)):
            row = i % len(logits)
            token = option.sampler.draw(self._context, place, logits[row])
            if llama.llama_vocab_is_eog(self._vocab, token) and not self._ignores_end:
                option.end("stop")
            else:
                logprob = float(logits[row, token]) - partition[row]
                option.take(token, logprob, heard(self._vocab, token))


def heard(vocab: Any, token: int) -> bytes:
    """The bytes of a token; of control tokens only those have any by which a thought is known."""
    data = piece(vocab, token)
    if data or not llama.llama_vocab_is_control(vocab, token):
        return data
    text: bytes = llama.llama_vocab_get_text(vocab, token)
    return text if text.decode("utf-8", "replace") in TOKENS else b""

"""One text under way: its tokens behind the shared prefix, what draws them, and the text as people will see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.llm.gaps import gap
from engine.llm.sampling import Sampler
from engine.llm.stops import GrowingText
from engine.llm.thoughts import Unthinking

Grow = Callable[[int, str], None]


class Option:
    """A text and the state of its making.

    Attributes:
        number: the text is told by it.
        tokens: what follows the shared prefix: suffix, opening, then what was drawn.
        n_decoded: how many of `tokens` are in `sequence`.
        sequence: where they are decoded; 0 while it waits.
        drawn, logprobs: tokens drawn, but for the one that ends the text, and their log-probabilities.
        finish: "stop" or "length" once it is finished.
    """

    def __init__(
        self, number: int, tail: Sequence[int], sampler: Sampler, *, max_tokens: int, stops: Sequence[str], grow: Grow
    ) -> None:
        self.number = number
        self.tokens = list(tail)
        self.n_decoded = self.sequence = 0
        self.drawn: list[int] = []
        self.logprobs: list[float] = []
        self.finish = ""
        self.sampler = sampler
        self._max_tokens = max_tokens
        self._raw = GrowingText(stops)
        self._visible = Unthinking()
        self._opening = self._told = ""
        self._grow = grow

    @property
    def text(self) -> str:
        """What is sure so far, without stops, thoughts and white space at its beginning; words stand apart."""
        text = self._visible.text.lstrip()
        if not text.startswith(self._opening):
            return text
        rest = text[len(self._opening) :]
        return self._opening + gap(self._opening, rest) + rest

    @property
    def mean_logprob(self) -> float:
        """0 for an empty text."""
        return sum(self.logprobs) / len(self.logprobs) if self.logprobs else 0.0

    @property
    def pending(self) -> int:
        """Tokens that are still to be decoded."""
        return len(self.tokens) - self.n_decoded

    def open(self, opening: str) -> None:
        """The text begins with `opening`."""
        self._opening = opening.lstrip()
        self._tell(self._raw.add(opening.encode("utf-8", "replace")))
        if self._raw.stopped or self._max_tokens <= 0:
            self.end("stop" if self._raw.stopped else "length")

    def take(self, token: int, logprob: float, data: bytes) -> None:
        """The next token was drawn; `data` are its bytes."""
        self.tokens.append(token)
        self.drawn.append(token)
        self.logprobs.append(logprob)
        self._tell(self._raw.add(data))
        if self._raw.stopped:
            self.end("stop")
        elif len(self.drawn) >= self._max_tokens:
            self.end("length")

    def end(self, finish: str) -> None:
        """No more tokens: what had been held back is text."""
        self.finish = finish
        self._tell(self._raw.end(), last=True)

    def _tell(self, text: str, *, last: bool = False) -> None:
        before = len(self._visible.text)
        grown = self._visible.add(text)
        if len(self._visible.text) < before + len(grown):
            self._opening = ""  # it was taken back with a thought that nobody opened
        if last:
            self._visible.end()
        told, self._told = self._told, self.text
        if grown := self._told.removeprefix(told):
            self._grow(self.number, grown)

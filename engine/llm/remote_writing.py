"""The texts of one wish while a model server writes them."""

from __future__ import annotations

from collections.abc import Callable

from engine.llm.remote_answers import Chunk, RemoteText, Usage
from engine.llm.remote_wishes import Ask, Fitted
from engine.protocol import Generate, Generated

Grow = Callable[[int, str], None]


class Writing:
    """The texts of one wish while they are written.

    Attributes:
        wish: what is written.
        n_asks: requests that were made for it.
    """

    def __init__(self, wish: Generate, grow: Grow) -> None:
        self.wish = wish
        self.n_asks = 0
        self._told: dict[int, str] = {}
        self._grow = grow if wish.grow else _ignore
        self._texts: dict[int, RemoteText] = {}
        self._counted: dict[int, int] = {}
        self._fitted: Fitted | None = None
        self._prompt: Usage | None = None

    def begin(self, ask: Ask, fitted: Fitted, *, continues: bool) -> None:
        """The texts of a request, still empty."""
        self._fitted = fitted
        for number in ask.numbers:
            self._texts[number] = RemoteText(
                ask.opening, self.wish.stops, continues=continues, max_tokens=self.wish.max_tokens
            )

    def begun(self, ask: Ask) -> bool:
        """Whether anything came for one of them."""
        return any(self._texts[number].begun for number in ask.numbers if number in self._texts)

    def share(self, n_ctx: int) -> float:
        """The part of the context's room that the prompt was thought to fill."""
        return self._fitted.tokens / max(1, n_ctx - self.wish.max_tokens) if self._fitted else 1.0

    def finished(self, ask: Ask) -> bool:
        """Whether all of them have ended."""
        return all(self._texts[number].finish for number in ask.numbers)

    def missing(self, ask: Ask) -> tuple[int, ...]:
        """Those of which nothing came."""
        return tuple(number for number in ask.numbers if not self._texts[number].begun)

    def unfinished(self, ask: Ask) -> bool:
        """Whether one of them was begun and not ended."""
        return any(self._texts[number].begun and not self._texts[number].finish for number in ask.numbers)

    def take(self, ask: Ask, chunk: Chunk) -> bool:
        """Take in one event; False when nothing more is needed."""
        for choice in chunk.choices:
            if choice.index < len(ask.numbers):
                number = ask.numbers[choice.index]
                if self._texts[number].add(choice):
                    self._tell(number, self._texts[number].text)
        if chunk.usage is not None:
            self._prompt = self._prompt or chunk.usage
            if len(ask.numbers) == 1 and chunk.usage.completion_tokens is not None:
                self._counted[ask.numbers[0]] = chunk.usage.completion_tokens
        return not all(self._texts[number].cut for number in ask.numbers)

    def _tell(self, number: int, text: str) -> None:
        """Tell how a text grew; one that is written anew goes on where it was, if it says the same."""
        told = self._told.get(number, "")
        if text.startswith(told) and text != told:
            self._told[number] = text
            self._grow(number, text[len(told) :])

    def generated(self) -> Generated:
        """All texts, finished."""
        numbers = range(self.wish.first, self.wish.first + self.wish.count)
        texts = [self._texts[number] for number in numbers]
        fitted, usage = self._fitted, self._prompt
        prompt_tokens = (usage.prompt_tokens if usage else None) or (fitted.tokens if fitted else 0)
        cached = usage.prompt_tokens_details.cached_tokens if usage and usage.prompt_tokens_details else None
        return Generated(
            ticket=self.wish.ticket,
            texts=tuple(text.text for text in texts),
            mean_logprobs=tuple(text.mean_logprob for text in texts),
            finish=tuple(text.finish for text in texts),
            tokens=tuple(
                len(self._texts[number].logprobs) or self._counted.get(number) or self._texts[number].n_pieces
                for number in numbers
            ),
            prompt_tokens=prompt_tokens,
            decoded_tokens=max(0, prompt_tokens - (cached or 0)),
            dropped=fitted.dropped if fitted else 0,
            logprobs=tuple(tuple(text.logprobs) for text in texts) if any(text.logprobs for text in texts) else (),
        )


def _ignore(_number: int, _text: str) -> None:
    return

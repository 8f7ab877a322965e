"""What a model server streams → texts that grow: without stops, thoughts, or an opening said twice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated

import msgspec

from engine.llm.gaps import gap
from engine.llm.stops import GrowingText
from engine.llm.thoughts import Unthinking

#: Characters of a token at most, and pieces of a stream for a token at most, before a server counts as endless.
CHARACTERS_PER_TOKEN = 64
PIECES_PER_TOKEN = 4
SLACK = 64


#: A number that somebody else counted.
Count = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]


class _Delta(msgspec.Struct):
    content: str | None = None


class _TokenSaid(msgspec.Struct):
    logprob: float | None = None


class _Logprobs(msgspec.Struct):
    """In the form of chats (`content`) or of completions (`token_logprobs`)."""

    content: list[_TokenSaid] | None = None
    token_logprobs: list[float | None] | None = None


class Choice(msgspec.Struct):
    """A piece of one of the texts."""

    index: Count = 0
    delta: _Delta | None = None
    text: str | None = None
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Cached(msgspec.Struct):
    cached_tokens: Count | None = None


class Usage(msgspec.Struct):
    """Tokens as the server counted them."""

    prompt_tokens: Count | None = None
    completion_tokens: Count | None = None
    prompt_tokens_details: _Cached | None = None


class Chunk(msgspec.Struct):
    """One event of the stream; fields that are not named here do not matter."""

    choices: list[Choice] = []
    usage: Usage | None = None


class _Meta(msgspec.Struct):
    """What llama-server tells about a model."""

    n_ctx: Count | None = None
    n_ctx_train: Count | None = None
    n_params: Count | None = None
    n_embd: Count | None = None
    n_vocab: Count | None = None


class ModelSaid(msgspec.Struct):
    """A model that the server has; `max_model_len` is vLLM's."""

    id: str
    owned_by: str | None = None
    max_model_len: Count | None = None
    meta: _Meta | None = None


class ModelsSaid(msgspec.Struct):
    """The answer to GET /models."""

    data: list[ModelSaid]


class RemoteText:
    """One text while it grows.

    Attributes:
        finish: "" while it grows, then "stop" or "length".
        logprobs: of its tokens, as far as they were told.
        n_pieces: pieces of the stream that brought text.
        cut: whether it was ended here and not by the server.
    """

    def __init__(self, opening: str, stops: Sequence[str], *, continues: bool, max_tokens: int) -> None:
        """An empty text; `continues` says that the server was given the opening as its own words."""
        self.finish = ""
        self.logprobs: list[float] = []
        self.n_pieces = 0
        self.cut = False
        self._opening = opening
        self._continues = continues
        self._head: str | None = "" if opening else None
        self._max_tokens = max_tokens
        self._n_characters = 0
        self._stops = tuple(stops)
        self._unthinking = Unthinking()
        self._growing = GrowingText(stops)

    @property
    def text(self) -> str:
        """What is sure so far, with the opening."""
        return self._opening + self._growing.text if self._head is None else ""

    @property
    def mean_logprob(self) -> float:
        """Of its tokens; 0 where none was told."""
        return sum(self.logprobs) / len(self.logprobs) if self.logprobs else 0.0

    @property
    def begun(self) -> bool:
        """Whether the server has said anything of it."""
        return self.n_pieces > 0 or bool(self.finish)

    def add(self, choice: Choice) -> str:
        """Take in a piece; returns what became sure by it."""
        if self.finish:
            return ""
        self.logprobs += _logprobs(choice.logprobs)
        new = (choice.delta.content if choice.delta else choice.text) or ""
        grown = ""
        if new:
            self.n_pieces += 1
            self._n_characters += len(new)
            grown = self._think(new)
        if self._growing.stopped and choice.finish_reason is None:
            self.finish, self.cut = "stop", True
        elif choice.finish_reason is not None:
            grown += self._end("length" if choice.finish_reason == "length" else "stop")
        elif self._is_endless():
            grown += self._end("length")
            self.cut = True
        return grown

    def _think(self, new: str) -> str:
        """Take in text; a thought that nobody opened takes back what came before its end."""
        before = len(self._unthinking.text)
        grown = self._unthinking.add(new)
        if len(self._unthinking.text) < before + len(grown):
            self._growing = GrowingText(self._stops)
            self._head = "" if self._opening else None
            grown = self._unthinking.text
        return self._grow(grown)

    def _end(self, finish: str) -> str:
        grown = self._grow(self._unthinking.end(), last=True)
        if not self._growing.stopped:
            grown += self._growing.end()
        self.finish = "stop" if self._growing.stopped else finish
        return grown

    def _is_endless(self) -> bool:
        return (
            self.n_pieces > PIECES_PER_TOKEN * self._max_tokens + SLACK
            or self._n_characters > CHARACTERS_PER_TOKEN * (self._max_tokens + SLACK)
        )

    def _grow(self, new: str, *, last: bool = False) -> str:
        opened = ""
        if self._head is not None:
            self._head += new
            if not self._head and not last:
                return ""
            rest = self._without_opening(self._head, last=last)
            if rest is None:
                return ""
            self._head, new, opened = None, rest, self._opening
        return opened + self._growing.add(new.encode("utf-8", "surrogatepass"))

    def _without_opening(self, head: str, *, last: bool) -> str | None:
        """What follows the opening; None while that is not sure."""
        if self._continues:
            if self._opening.startswith(head) and head != self._opening and not last:
                return None
            if head.startswith(self._opening):
                return head.removeprefix(self._opening)
            return gap(self._opening, head) + head
        plain, opening = head.lstrip(), self._opening.strip()
        spaced = self._opening[-1:].isspace()
        if plain.startswith(opening):
            rest = plain[len(opening) :]
            if spaced and not rest.strip() and not last:
                return None
            return rest.lstrip() if spaced else rest
        if opening.startswith(plain) and not last:
            return None
        return plain if spaced or not plain else f" {plain}"


def _logprobs(said: _Logprobs | None) -> list[float]:
    if said is None:
        return []
    values = [token.logprob for token in said.content or ()] + list(said.token_logprobs or ())
    return [min(float(value), 0.0) for value in values if value is not None and math.isfinite(value)]

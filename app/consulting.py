"""Asking the model in use for a value: JSON of a wanted type, or nothing where no model can give it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from app import generating
from app.generating import Author, Scribe
from app.model_rows import without_adapters
from app.paths import Home
from engine.problems import ModelProblem
from engine.protocol import Turn
from engine.reply import structured

#: Tokens of one answer, and how it is sampled: values want no imagination.
MAX_TOKENS, TEMPERATURE = 600, 0.2

Wanted = TypeVar("Wanted")


@dataclass(frozen=True, slots=True)
class Advice(Generic[Wanted]):
    """A value that a model gave, and what it took; tokens of repeated attempts are counted too."""

    value: Wanted
    model_version: str
    prompt_tokens: int
    completion_tokens: int


class Speaker:
    """The model in use while it is asked; `generate` is what `engine.reply.structured.ask` wants.

    Attributes:
        prompt_tokens, completion_tokens: of every answer so far.
    """

    def __init__(self, scribe: Scribe, by: Author, max_tokens: int) -> None:
        """Nothing is asked yet; `max_tokens` of one answer."""
        self._scribe = scribe
        self._by = by
        self._max_tokens = max_tokens
        self.prompt_tokens = self.completion_tokens = 0

    @property
    def has_grammar(self) -> bool:
        """Whether it can be held to a grammar."""
        return not self._by.model.remote

    @property
    def version(self) -> str:
        """What its answers are signed with."""
        version = self._by.model.version
        return without_adapters(version) if self._scribe.alone else version

    def generate(self, said: Sequence[Turn], rules: str) -> str:
        """Its answer to a talk, following a grammar ("" for none).

        Raises:
            ModelProblem: it cannot be run.
        """
        generated = self._scribe.speak(said, rules, self._by, max_tokens=self._max_tokens, temperature=TEMPERATURE)
        self.prompt_tokens += generated.prompt_tokens
        self.completion_tokens += sum(generated.tokens)
        return generated.texts[0]


@contextmanager
def speaking(home: Home, *, max_tokens: int = MAX_TOKENS) -> Iterator[Speaker | None]:
    """The model in use; None where there is none, or it follows no chat template."""
    try:
        by = generating.author(home)
    except ModelProblem:
        yield None
        return
    if not by.model.chat_template:
        yield None
        return
    with Scribe(home) as scribe:
        yield Speaker(scribe, by, max_tokens)


def consult(home: Home, turns: Sequence[Turn], wanted: type[Wanted]) -> Advice[Wanted] | None:
    """The answer of the model in use to `turns` as a `wanted`.

    None where no model is in use, it follows no chat template, cannot be run, or gives no such value in three
    attempts: whoever asks has an answer of their own.
    """
    try:
        with speaking(home) as model:
            value = (
                None if model is None else structured.ask(model.generate, turns, wanted, has_grammar=model.has_grammar)
            )
            if model is None or value is None:
                return None
            return Advice(value, model.version, model.prompt_tokens, model.completion_tokens)
    except ModelProblem:
        return None

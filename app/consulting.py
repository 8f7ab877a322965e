"""Asking the model in use for a value: JSON of a wanted type, or nothing where no model can give it."""

from __future__ import annotations

from collections.abc import Sequence
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


def consult(home: Home, turns: Sequence[Turn], wanted: type[Wanted]) -> Advice[Wanted] | None:
    """The answer of the model in use to `turns` as a `wanted`.

    None where no model is in use, it follows no chat template, cannot be run, or gives no such value in three
    attempts: whoever asks has an answer of their own.
    """
    try:
        by = generating.author(home)
    except ModelProblem:
        return None
    if not by.model.chat_template:
        return None
    try:
        with Scribe(home) as scribe:
            return _advice(scribe, by, turns, wanted)
    except ModelProblem:
        return None


def _advice(scribe: Scribe, by: Author, turns: Sequence[Turn], wanted: type[Wanted]) -> Advice[Wanted] | None:
    spent = [0, 0]

    def generate(said: Sequence[Turn], rules: str) -> str:
        generated = scribe.speak(said, rules, by, max_tokens=MAX_TOKENS, temperature=TEMPERATURE)
        spent[0] += generated.prompt_tokens
        spent[1] += sum(generated.tokens)
        return generated.texts[0]

    value = structured.ask(generate, turns, wanted, has_grammar=not by.model.remote)
    if value is None:
        return None
    version = without_adapters(by.model.version) if scribe.alone else by.model.version
    return Advice(value, version, *spent)

"""Examples → tokens, by the very prompt and the very tokenizer that suggestions are written with.

The prompt comes from `engine.reply.prompts`, its tokens from llama.cpp through `engine.llm.prompting`, which reads the
chat template and the vocabulary of the served file; so nothing here can differ from inference.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import llama_cpp as llama

from engine.domain import Message, StyleProfile
from engine.llm.llamacpp import Listening, load_weights
from engine.llm.prompting import Prompting
from engine.problems import ModelFailed
from engine.protocol import Generate
from engine.reply import prompts
from engine.reply.moves import move as move_of
from engine.reply.plan import Planned
from engine.reply.themes import theme as theme_of
from engine.training.replay import told
from engine.training.values import Example, Parameters

#: A reply longer than this share of all tokens is left out: too little of the talk would be before it.
LONGEST_REPLY = 0.5
#: Of whom nothing is known.
UNKNOWN = StyleProfile(0.5, 0.0, 0.0, "", "", (), 0.5, 0.5, 0)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Token ids of a prompt and of the reply behind it; only the reply is learnt, with `weight`."""

    prompt: tuple[int, ...]
    reply: tuple[int, ...]
    weight: float

    @property
    def n_tokens(self) -> int:
        """Of both."""
        return len(self.prompt) + len(self.reply)


def lessons_of(examples: Sequence[Example], dialogue: Dialogue, parameters: Parameters) -> list[Lesson]:
    """The examples that can be learnt from, as tokens; those of no or of too little quality are left out."""
    found: list[Lesson | None] = []
    for at, one in enumerate(examples):
        if max(parameters.min_quality, 1e-9) <= one.quality <= 1:
            own = told(one, parameters)
            found.append(
                dialogue.lesson(
                    one, style=own.style, notes=own.notes, max_tokens=own.max_tokens, seed=parameters.seed + at
                )
            )
    return [one for one in found if one is not None]


class Dialogue:
    """The tokenizer and the chat template of a model file, opened without its weights; close it."""

    def __init__(self, base: Path) -> None:
        """Raises `ModelFailed` where llama.cpp refuses the file."""
        with Listening() as listening:
            try:
                self._weights = load_weights(str(base), gpu_layers=0, vocab_only=True)
            except ModelFailed:
                self._weights = None
        if self._weights is None:
            raise ModelFailed(step="vocabulary", reason=listening.reason)
        self._prompting = Prompting(self._weights)

    @property
    def template(self) -> str:
        """The chat template, "" for a base model that goes on with plain talk."""
        return self._prompting.template

    def lesson(
        self, example: Example, *, style: StyleProfile | None, notes: tuple[str, ...], max_tokens: int, seed: int
    ) -> Lesson | None:
        """The tokens of one example; None where it has no words, or its reply is too long.

        Raises:
            ModelRefused: the file's chat template cannot be used.
        """
        output = "\n".join(line.strip() for line in example.output.splitlines() if line.strip())
        messages = said(example.input)
        if not output or not messages:
            return None
        wish = request(messages, example, style=style, notes=notes, has_template=bool(self.template), seed=seed)
        text = output if wish.turns else f" {output}"
        room = max_tokens - len(self._prompting.reply(text, None))
        if room < max_tokens * (1 - LONGEST_REPLY):
            return None
        try:
            found = self._prompting.prompt(wish, room + 1)
        except ModelFailed:
            return None  # not even the last turn fits
        prompt = [*found.prefix, *found.tails[0]]
        return Lesson(tuple(prompt), tuple(self._prompting.reply(text, prompt[-1])), example.quality)

    def close(self) -> None:
        """Free the vocabulary."""
        if self._weights is not None:
            llama.llama_model_free(self._weights)
        self._weights = None


def request(
    messages: list[Message],
    example: Example,
    *,
    style: StyleProfile | None,
    notes: tuple[str, ...],
    has_template: bool,
    seed: int,
) -> Generate:
    """The wish that inference would make for this reply; openings belong to inference alone."""
    planned = Planned(example.move or move_of(example.output), example.theme or theme_of(example.output))
    made = prompts.request(
        messages,
        planned=[planned],
        profile=style or UNKNOWN,
        notes=notes,
        has_template=has_template,
        delimiter=f"{random.Random(seed).getrandbits(32):08x}",  # noqa: S311 - here it need not be secret
    )
    return Generate(
        ticket=0, prompt=made.prompt, lines=made.lines, turns=made.turns, suffixes=made.suffixes, max_tokens=1
    )


def said(text: str) -> list[Message]:
    """The messages of an example's input, oldest first; a line without a speaker belongs to the one before."""
    messages: list[tuple[bool, str]] = []
    for line in text.splitlines():
        mine, theirs = line.startswith(prompts.ME), line.startswith(prompts.THEM)
        words = line.split(":", 1)[1].strip() if mine or theirs else line.strip()
        if mine or theirs:
            messages.append((mine, words))
        elif messages and words:
            messages[-1] = (messages[-1][0], f"{messages[-1][1]} {words}".strip())
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    return [Message(str(i), mine, words, long_ago) for i, (mine, words) in enumerate(messages) if words]

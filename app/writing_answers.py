"""An answer written by the model in use from the quotes of one without it, for the command line.

Nothing of it is cached: the words of messages must not outlive them. Whatever goes wrong, the quotes stay the answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app import models
from app.vault import Vault
from app.wording import asking as words
from app.worker import Worker
from engine import protocol
from engine.ask import answers
from engine.asked import AskAnswer, AskSentence
from engine.problems import ModelProblem
from engine.reply import structured

#: A short answer, and the likeliest words only.
MAX_TOKENS, TEMPERATURE = 220, 0.2
MODEL = "model"


def improved(
    vault: Vault,
    question: str,
    found: AskAnswer,
    *,
    now: datetime,
    make_worker: Callable[[Path | None], Worker] = Worker,
) -> AskAnswer:
    """The same answer in the model's sentences, if there is a model and all it says is in the quotes."""
    try:
        chat = models.usable(vault.home)
        with make_worker(None) as worker:
            worker.load(chat.load(0))
            return written(question, found, _generate(worker), now=now, has_grammar=not chat.remote)
    except ModelProblem:
        return found


def written(
    question: str, found: AskAnswer, generate: structured.Generate, *, now: datetime, has_grammar: bool = True
) -> AskAnswer:
    """The answer that a model makes of the quotes, or `found` itself if it makes none that may be shown."""
    heads = {one.number: words.head(one, now) for one in found.sources}
    asked = answers.prompt(question, found.sources, heads, mark=secrets.token_hex(4))
    said = structured.ask(generate, asked, answers.Written, has_grammar=has_grammar)
    sentences = () if said is None else answers.read(said, question, found.sources, heads)
    if not sentences:
        return found
    cited = tuple(
        AskSentence(f"{one.text} {''.join(f'[{number}]' for number in one.sources)}", one.sources) for one in sentences
    )
    return replace(found, text=" ".join(one.text for one in cited), sentences=cited, mode=MODEL)


def _generate(worker: Worker) -> structured.Generate:
    def generate(turns: Sequence[protocol.Turn], grammar: str) -> str:
        wish = protocol.Generate(
            ticket=0, turns=tuple(turns), grammar=grammar, max_tokens=MAX_TOKENS, temperature=TEMPERATURE
        )
        return worker.generate(wish).texts[0]

    return generate

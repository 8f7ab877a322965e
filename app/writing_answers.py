"""An answer written by the model in use from the quotes of one without it, for the command line.

Nothing of it is cached: the words of messages must not outlive them. Whatever goes wrong, the quotes stay the answer.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from app import consulting
from app.vault import Vault
from app.wording import asking as words
from engine.ask import answers
from engine.asked import AskAnswer, AskSentence
from engine.problems import ModelProblem
from engine.reply import structured

#: Tokens of a short answer.
MAX_TOKENS = 220
MODEL = "model"


def improved(vault: Vault, question: str, found: AskAnswer, *, now: datetime) -> AskAnswer:
    """The same answer in the model's sentences, if there is a model and all it says is in the quotes."""
    try:
        with consulting.speaking(vault.home, max_tokens=MAX_TOKENS) as model:
            if model is None:
                return found
            return written(question, found, model.generate, now=now, has_grammar=model.has_grammar)
    except ModelProblem:
        return found


def written(
    question: str, found: AskAnswer, generate: structured.Generate, *, now: datetime, has_grammar: bool = True
) -> AskAnswer:
    """The answer that a model makes of the quotes, or `found` itself if it makes none that may be shown."""
    heads = {one.number: words.head(one, now, found.tongue) for one in found.sources}
    asked = answers.prompt(question, found.sources, heads, mark=secrets.token_hex(4), tongue=found.tongue)
    said = structured.ask(generate, asked, answers.Written, has_grammar=has_grammar)
    sentences = () if said is None else answers.read(said, question, found.sources, heads)
    if not sentences:
        return found
    cited = tuple(
        AskSentence(f"{one.text} {''.join(f'[{number}]' for number in one.sources)}", one.sources) for one in sentences
    )
    return replace(found, text=" ".join(one.text for one in cited), sentences=cited, mode=MODEL)

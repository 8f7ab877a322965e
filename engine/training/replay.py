"""What keeps a model from forgetting: its own answers to everyday messages, some learnt again, some kept to measure by.

The base answers by itself, without the person's style, so what is learnt beside the person's replies is how it would
have gone on; the voice belongs to the prompts that describe it.
"""

from __future__ import annotations

import itertools
import random
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import msgspec

from engine.domain import Move, Theme
from engine.training.values import Example, Parameters

REPLAY, ANCHOR = "replay", "anchor"
#: Their prompts tell nothing of the person.
OF_THE_BASE = frozenset({REPLAY, ANCHOR})
#: Every so manyth prompt of a language is an anchor.
EVERY = 3
#: How the answers to one prompt differ.
THEMES = (Theme.PROFESSIONAL, Theme.WARM, Theme.BRIEF)
#: What the answer should do, and what was said.
Talk = tuple[Move, list[str]]
#: Share of what is learnt, by the weight that the loss gives it.
SHARE = Parameters().replay
#: For each other example at most so many answers: short ones would make a night long.
MOST = 1.0
#: Bytes of a token, about; of a reply one more token is its end.
TOKEN_BYTES = 4


def questions(source: str) -> list[Example]:
    """The prompts of `REPLAY` or of `ANCHOR`, still without an answer; languages in turn, so that some are of all.

    An anchor is asked once, the others in each of `THEMES`.
    """
    found = _talks()
    by_language = [
        [one for at, one in enumerate(found[language]) if (at % EVERY == EVERY - 1) == (source == ANCHOR)]
        for language in sorted(found)
    ]
    talks = [one for row in itertools.zip_longest(*by_language) for one in row if one is not None]
    if source == ANCHOR:
        return [_question(source, at, talk, THEMES[at % len(THEMES)]) for at, talk in enumerate(talks)]
    return [_question(source, at, talk, theme) for theme in THEMES for at, talk in enumerate(talks)]


def _question(source: str, at: int, talk: Talk, theme: Theme) -> Example:
    move, said = talk
    return Example(
        input="\n".join([*said, "Me:"]),
        output="",
        id=f"{source}-{at}-{theme.value}",
        source=source,
        conversation=f"{source}-{at}",
        move=move,
        theme=theme,
    )


def told(example: Example, parameters: Parameters) -> Parameters:
    """The parameters of an example: its prompt tells nothing of the person where the base answers for itself."""
    return msgspec.structs.replace(parameters, style=None, notes=()) if example.source in OF_THE_BASE else parameters


def answered(question: Example, text: str, *, finish: str) -> Example | None:
    """The example, None where the base did not come to an end or said nothing."""
    output = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return msgspec.structs.replace(question, output=output) if output and finish == "stop" else None


def mixed(learnt: Sequence[Example], answers: Sequence[Example], *, seed: int, share: float = SHARE) -> list[Example]:
    """The examples with as many answers of the base among them that they have `share` of all `weight`.

    Answers come again where there are too few of them, and are never more than `MOST` for each other example.
    """
    wanted = share / (1 - share) * sum(map(weight, learnt))
    taken: list[Example] = []
    for one in itertools.islice(_again(answers, seed), round(MOST * len(learnt))):
        wanted -= weight(one)
        if wanted < -weight(one) / 2:
            break
        taken.append(one)
    return [*learnt, *taken]


def weight(example: Example) -> float:
    """About what an example weighs in the loss: its quality times the tokens of its reply and of its end."""
    return example.quality * (len(example.output.encode("utf-8", "replace")) / TOKEN_BYTES + 1)


def _again(answers: Sequence[Example], seed: int) -> Iterator[Example]:
    """The answers in an order of chance, over and over."""
    draw = random.Random(f"replay:{seed}")  # noqa: S311 - an order, no secret
    while answers:
        yield from draw.sample(answers, len(answers))


@cache
def _talks() -> dict[str, list[Talk]]:
    path = resources.files("resources") / "training" / "anchors.toml"
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {language: [(Move(one["move"]), one["talk"]) for one in talks] for language, talks in read.items()}

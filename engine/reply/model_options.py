"""Options from the raw texts of a language model: cleaned, named, guarded, weighed like all others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.domain import Message, Move, Option, Risk, StyleProfile, Theme
from engine.reply import acknowledgements, consistency, guards
from engine.reply import steer as steering
from engine.reply.candidates import Candidate
from engine.reply.choice import Floats, chooser
from engine.reply.consistency import Terms
from engine.reply.guards import Elsewhere
from engine.reply.moves import CAREFUL, HOLDING_BACK
from engine.reply.moves import move as move_of
from engine.reply.options import Bounds, refusal, weighed
from engine.reply.plan import Planned
from engine.reply.quality import chosen
from engine.reply.stance import is_careful, is_watchful
from engine.reply.themes import theme as theme_of
from engine.reply.tidying import bubbles_of, leftover
from engine.reply.usability import Heard, heard, unusable
from engine.voice.language import LANGUAGES, language_of_many

#: Relevance of a model's reply: as a start, by its confidence, by how well it follows (`engine.reply.choice`).
_RELEVANCE, _SURE, _FOLLOWS = 0.5, 0.3, 0.2
#: What a model's option gains over past replies and phrases in the choice.
_FIRST = 0.3
_BEFORE = ("model", acknowledgements.ORIGIN)
#: Themes a text shows by its words; others are taken from the plan.
_MARKED = frozenset({Theme.EMPATHETIC, Theme.PLAYFUL, Theme.FIRM, Theme.WARM, Theme.BRIEF})
_NEEDS_MARKS = frozenset({Theme.BRIEF, Theme.PLAYFUL})


@dataclass(frozen=True, slots=True)
class Written:
    """One text of a model.

    Attributes:
        mean_logprob: mean log-probability of its tokens, ≤ 0. finish: "stop" or "length".
        planned: what it was asked to be.
    """

    text: str
    mean_logprob: float
    finish: str = "stop"
    planned: Planned | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """What a model's texts are held against; everything is about one contact.

    Attributes:
        messages: the conversation, oldest first.
        said: further texts whose facts may be used (notes, rate card); the steer's facts may be used anyway.
        examples: (what they wrote, what the person answered) as they stood in the prompt.
        elsewhere: what belongs to other contacts. home_address: the person's own, for the outgoing guard.
        meanings: unit vectors of turns and of texts, as far as they are at hand.
        voice: how much a text sounds like the person, in [0, 1]. terms: see `options.Bounds`.
    """

    messages: Sequence[Message]
    profile: StyleProfile
    risk: Risk | None = None
    themes: Sequence[Theme] = ()
    steer: str | None = None
    said: tuple[str, ...] = ()
    examples: Sequence[tuple[str, str]] = ()
    elsewhere: Elsewhere = guards.NOBODY
    home_address: str | None = None
    meanings: Mapping[str, Floats] = field(default_factory=dict)
    voice: Callable[[str], float] | None = None
    terms: Terms = consistency.NONE


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options to show, best first, and how many texts were left out by why (`usability.CODES`)."""

    options: tuple[Option, ...]
    dropped: dict[str, int]


def written(
    texts: Sequence[str],
    mean_logprobs: Sequence[float],
    finish: Sequence[str],
    planned: Sequence[Planned] = (),
    *,
    first: int = 0,
) -> list[Written]:
    """The texts of `engine.protocol.Generated` with what each was asked to be; `first` as in `Generate`."""
    return [
        Written(text, mean, how, planned[(first + at) % len(planned)] if planned else None)
        for at, (text, mean, how) in enumerate(zip(texts, mean_logprobs, finish, strict=True))
    ]


def texts_of(texts: Sequence[str], finish: Sequence[str]) -> list[str]:
    """The texts of `engine.protocol.Generated` as they would be shown: what `Here.meanings` knows them by."""
    return ["\n".join(bubbles_of(text, finish=how)) for text, how in zip(texts, finish, strict=True)]


def from_texts(
    texts: Sequence[Written],
    here: Here,
    *,
    count: int = 8,
    fallback: Sequence[Option] = (),
    seed: int | str = 0,
) -> Chosen:
    """The options to show from what a model wrote.

    `fallback` (options from past replies and phrases) fills up behind them and makes sure that one declines or
    defers. Left out is what `usability` names, what leaks, and what the stance does not allow.
    """
    return more_from_texts((), texts, here, count=count, fallback=fallback, seed=seed)


def more_from_texts(
    existing: Sequence[Option],
    texts: Sequence[Written],
    here: Here,
    *,
    count: int = 8,
    fallback: Sequence[Option] = (),
    seed: int | str = 0,
) -> Chosen:
    """`existing` options, as they are and in their places, and behind them new ones up to `count` in all.

    None of the new ones says what an existing one says.
    """
    careful = is_careful(here.risk)
    wish = steering.read(here.steer)
    bounds = Bounds(
        here.messages,
        here.profile,
        here.elsewhere,
        (*here.said, *([wish.text] if wish.text else [])),
        careful,
        here.home_address,
        here.voice,
        here.terms,
    )
    candidates, dropped = _candidates(texts, here, bounds)
    allowed = [option for option in fallback if option.move in CAREFUL or not careful]

    def bonus(option: Option) -> float:
        gain = (_FIRST if option.origin in _BEFORE else 0.0) + wish.bonus(option)
        return gain + (1.0 if option.theme in here.themes else 0.0)

    judge = chooser(here.messages, here.meanings)
    follows = judge.scores([one.text for one in candidates])
    candidates = [
        replace(one, relevance=one.relevance + _FOLLOWS * gain) for one, gain in zip(candidates, follows, strict=True)
    ]
    pool = [*weighed(candidates, bounds, seed), *allowed]
    options = chosen(pool, max(count, len(existing)), bonus, shown=existing, alike=judge.alike)
    return Chosen(tuple(options), dropped)


def confidence(mean_logprob: float) -> float:
    """Mean token log-probability → [0, 1]: logistic, 0.5 at −1.2 nats, 0.9 near −0.3, 0.1 near −2.1."""
    return round(1 / (1 + math.exp(-(mean_logprob + 1.2) / 0.41)), 4)


def _candidates(texts: Sequence[Written], here: Here, bounds: Bounds) -> tuple[list[Candidate], dict[str, int]]:
    """The texts that may be shown, and how many may not by why."""
    theirs = [one.text for one in here.messages if one.spoken and not one.from_me]
    before = heard(here.messages, here.examples, language_of_many(theirs))
    found: list[Candidate] = []
    dropped: Counter[str] = Counter()
    for one in texts:
        candidate = _candidate(one, before.tongue, careful=bounds.careful_only)
        why = _unusable(one, candidate, before, here.risk) or refusal(candidate, bounds)
        if why is None:
            found.append(candidate)
        else:
            dropped[why] += 1
    return found, dict(dropped)


def _unusable(one: Written, candidate: Candidate, before: Heard, risk: Risk | None) -> str | None:
    why = leftover(one.text) or unusable(candidate.text, before)
    if why == "empty" and one.finish == "length" and one.text.strip():
        return "cut_off"
    return "stance" if why is None and candidate.move is Move.AGREE and is_watchful(risk) else why


def _candidate(one: Written, tongue: str | None, *, careful: bool) -> Candidate:
    bubbles = bubbles_of(one.text, finish=one.finish)
    text = "\n".join(bubbles)
    sure = confidence(one.mean_logprob)
    move = move_of(text) if careful else _move(text, one.planned, tongue)
    return Candidate(bubbles, move, _theme(text, one.planned), _RELEVANCE + _SURE * sure, sure, "model")


def _move(text: str, planned: Planned | None, tongue: str | None) -> Move:
    """What a text does: what its words say, and where they say nothing, what it was asked to do.

    In a language whose words are known a text without a no is not taken for one, nor one without a question for one.
    """
    found = move_of(text)
    if planned is None or found is not Move.INFORM:
        return found
    return found if tongue in LANGUAGES and planned.move in HOLDING_BACK | {Move.ASK} else planned.move


def _theme(text: str, planned: Planned | None) -> Theme:
    found = theme_of(text)
    return found if planned is None or found in _MARKED or planned.theme in _NEEDS_MARKS else planned.theme

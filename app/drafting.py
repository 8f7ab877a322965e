"""From an occasion to options: what helps to answer, the wish for texts, and what is made of them.

The conductor asks for the first three options and then the rest (`app.composing`); the command line for all at once
(`app.answering`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import meanings, models, recalling, replies
from app.replies import SHOWN, Occasion, Wish
from app.store import suggestions
from app.store.connection import transaction
from engine import protocol
from engine.domain import PastReply, Suggestions
from engine.reply import model_options, preference, prompts
from engine.reply.plan import Planned, plan

#: How replies are sampled.
TEMPERATURE, TOP_P, REPEAT_PENALTY = 0.7, 0.95, 1.1
#: Why past replies stand in: the model answered, but with nothing that may be shown.
NOTHING_USABLE = "nothing_usable"


@dataclass(slots=True)
class Thread:
    """What the prompts of one set of options have in common, and the next set takes over.

    Attributes:
        anchor: id of the message that the history began with, so that a new message adds to the same prefix.
        delimiter: the mark between the conversation and what is recalled; nobody who writes to the person knows it.
    """

    anchor: str | None = None
    delimiter: str = field(default_factory=lambda: secrets.token_hex(4))


@dataclass(frozen=True, slots=True)
class Material:
    """What goes into a prompt besides the conversation's end, and what replies are chosen by.

    Attributes:
        found: the person's answers to similar turns. meanings: vectors by text (`app.meanings.known`).
    """

    found: tuple[PastReply, ...] = ()
    moments: tuple[str, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    meanings: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def material(db: Database, here: Occasion, near: NDArray[np.float32] | None, *, for_model: bool) -> Material:
    """Look up what helps to answer; `near` are embeddings of the first so many of `meanings.to_embed(here)`, at least
    of `replies.probes(here)`; None to search by words only."""
    probed = None if near is None else near[: len(replies.probes(here))]
    found = tuple(replies.matches(db, here, probed))
    known = meanings.known(db, here, found, near)
    if not for_model:
        return Material(found, meanings=known)
    return Material(found, recalling.recalled(db, here, probed), recalling.examples(db, here, found), known)


def planned(here: Occasion, wish: Wish) -> tuple[Planned, ...]:
    """What each of the options is to do, in the order they are written; the same for the first three and the rest."""
    return plan(
        here.messages,
        triage=here.standing.triage,
        risk=here.risk,
        themes=wish.themes,
        steer=wish.steer,
        count=wish.count,
        seed=wish.seed,
    )


def generation(
    ticket: int,
    here: Occasion,
    wish: Wish,
    stuff: Material,
    thread: Thread,
    *,
    chat: models.Model,
    count: int,
    first: int = 0,
    grow: bool = False,
) -> protocol.Generate:
    """The wish for texts number `first` to `first + count - 1` as the worker understands it.

    The prompt holds this one conversation and what was said to this contact; `thread` remembers where it began.
    """
    prompt = prompts.request(
        here.messages,
        planned=planned(here, wish),
        profile=here.profile,
        risk=here.risk,
        notes=here.notes,
        examples=stuff.examples,
        moments=stuff.moments,
        steer=wish.steer,
        has_template=chat.chat_template,
        anchor=thread.anchor,
        delimiter=thread.delimiter,
    )
    thread.anchor = prompt.anchor
    return protocol.Generate(
        ticket=ticket,
        prompt=prompt.prompt,
        lines=prompt.lines,
        turns=prompt.turns,
        suffixes=prompt.suffixes,
        openings=prompt.openings,
        count=count,
        first=first,
        max_tokens=prompt.max_tokens,
        temperature=TEMPERATURE,
        top_p=TOP_P,
        repeat_penalty=REPEAT_PENALTY,
        seed=wish.seed,
        stops=prompt.stops,
        keep=True,
        grow=grow,
    )


def with_texts(
    db: Database,
    here: Occasion,
    generated: protocol.Generated,
    past: Suggestions,
    wish: Wish,
    stuff: Material,
    *,
    version: str,
    began: float,
    shown: int | None = None,
    vectors: NDArray[np.float32] | None = None,
) -> Suggestions:
    """Options from the model's texts; places it cannot fill go to the past replies.

    Args:
        shown: so many options now, the rest of `wish.count` to follow; None for all at once.
        vectors: (n, 384) of `texts_of(generated)`, where they are at hand.
    """
    chosen = model_options.from_texts(
        _written_texts(generated, here, wish, first=0),
        _against(db, here, wish, _with(stuff, generated, vectors)),
        count=min(shown or wish.count, wish.count),
        fallback=past.options,
        seed=wish.seed,
    )
    if not any(option.origin == "model" for option in chosen.options):
        return replace(past, fallback_reason=NOTHING_USABLE)
    return replies.made(
        here,
        chosen.options,
        mode="model",
        model_version=version,
        fallback_reason=None,
        began=began,
        planned=0 if shown is None else wish.count,
        themes=wish.themes,
    )


def the_rest(
    db: Database,
    here: Occasion,
    kept: Suggestions,
    generated: protocol.Generated | None,
    past: Suggestions,
    wish: Wish,
    stuff: Material,
    *,
    vectors: NDArray[np.float32] | None = None,
) -> Suggestions:
    """The options that follow those of a kept request, up to `wish.count`, none like one that is there.

    Args:
        generated: what the model wrote for it; None if it could not, then past replies alone follow.
        vectors: as in `with_texts`.
    """
    n_there = len(kept.options)
    texts = [] if generated is None else _written_texts(generated, here, wish, first=max(SHOWN, n_there))
    chosen = model_options.more_from_texts(
        kept.options,
        texts,
        _against(db, here, wish, _with(stuff, generated, vectors)),
        count=wish.count,
        fallback=past.options,
        seed=wish.seed,
    )
    further = preference.order(chosen.options[n_there:], here.taste, here.profile, here.now, themes=wish.themes)
    new = tuple(
        replace(option, response_id=f"{kept.request_id}-{place}")
        for place, option in enumerate(further, start=n_there + 1)
    )
    total = n_there + len(new)
    return replace(kept, options=new, total_count=total, has_more=total > SHOWN)


def texts_of(generated: protocol.Generated) -> list[str]:
    """The texts of a model as they would be shown, to be embedded so that they can be chosen by their meaning."""
    return model_options.texts_of(generated.texts, generated.finish)


def _with(stuff: Material, generated: protocol.Generated | None, vectors: NDArray[np.float32] | None) -> Material:
    if generated is None or vectors is None:
        return stuff
    return replace(stuff, meanings={**stuff.meanings, **dict(zip(texts_of(generated), vectors, strict=True))})


def _written_texts(
    generated: protocol.Generated, here: Occasion, wish: Wish, *, first: int
) -> list[model_options.Written]:
    return model_options.written(
        generated.texts, generated.mean_logprobs, generated.finish, planned(here, wish), first=first
    )


def _against(db: Database, here: Occasion, wish: Wish, stuff: Material) -> model_options.Here:
    """What the model's texts are held against."""
    return model_options.Here(
        messages=here.messages,
        profile=here.profile,
        risk=here.risk,
        themes=wish.themes,
        steer=wish.steer,
        examples=stuff.examples,
        elsewhere=replies.others(db, here),
        voice=here.voice,
        terms=here.terms,
        said=here.notes,
        meanings=stuff.meanings,
    )


def beyond_shown(made: Suggestions) -> Suggestions:
    """The options after the first three of a stored request."""
    return replace(made, options=made.options[SHOWN:], has_more=False)


def withdraw_answered(db: Database) -> list[int]:
    """Forget drafts of conversations that were answered since; returns those conversations."""
    with transaction(db):
        return suggestions.withdraw_answered(db)

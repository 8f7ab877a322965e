"""From candidates to the options that are shown: guarded, weighed, chosen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from engine.domain import Message, Move, Option, StyleProfile, Theme
from engine.reply import asked_already, consistency, guards, quality
from engine.reply.asked_already import Slot
from engine.reply.candidates import Candidate
from engine.reply.consistency import Terms
from engine.reply.facts import known, unsourced
from engine.reply.guards import Elsewhere
from engine.reply.in_manner import Put, as_it_is
from engine.reply.moves import CAREFUL
from engine.reply.outgoing import warnings
from engine.reply.quality import Alike
from engine.voice import style
from engine.voice.card import says_never

#: Messages whose facts an option may use without a mark, counted from the newest.
RECENT = 40
MAX_BUBBLES = 3
#: What a reply loses that asks for something settled, besides something that is not.
_ASKS_AGAIN = 0.15
#: A person who sends this many bubbles a turn gets longer options in two.
_SPLITS_FROM = 1.7


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the options must keep to, whoever wrote them.

    Attributes:
        here: this conversation's messages, oldest first.
        said: further texts whose facts may be used (the steer, a rate card).
        elsewhere: what belongs to other contacts. home_address: the person's own, for the outgoing guard.
        voice: how much a text sounds like the person, in [0, 1]; None for the likeness of style alone.
        terms: what the person's prices, bookings and promises say.
        put: puts a candidate into the manner of this contact, or refuses it (`engine.reply.in_manner`).
    """

    here: Sequence[Message]
    profile: StyleProfile
    elsewhere: Elsewhere = guards.NOBODY
    said: tuple[str, ...] = ()
    careful_only: bool = False
    home_address: str | None = None
    voice: Callable[[str], float] | None = None
    terms: Terms = consistency.NONE
    put: Put = as_it_is


def choose(
    candidates: Iterable[Candidate],
    bounds: Bounds,
    *,
    count: int,
    seed: int | str,
    themes: Sequence[Theme] = (),
    bonus: Callable[[Option], float] = lambda option: 0.0,
    alike: Alike | None = None,
) -> list[Option]:
    """The options to show, best first (see `quality.chosen`); what leaks or is not allowed is left out.

    `themes`, if any are named, come first; others only fill up and hold back. `alike` as in `quality.same`.
    """

    def wanted(option: Option) -> float:
        return bonus(option) + (1.0 if option.theme in themes else 0.0)

    return quality.chosen(weighed(candidates, bounds, seed), count, wanted, alike=alike)


def weighed(candidates: Iterable[Candidate], bounds: Bounds, seed: int | str) -> list[Option]:
    """Every candidate that may be shown, as an option; no order.

    Those that ask only for what the conversation has settled are left out, unless nothing else is there.
    """
    keys = known(bounds.here[-RECENT:], bounds.said)
    put = (bounds.put(one) for one in candidates)
    shown = [one for one in put if one is not None and refusal(one, bounds) is None]
    settled = asked_already.settled(bounds.here)
    fitting = [kept for one in shown if (kept := _not_again(one, settled)) is not None] if settled else shown
    return [_option(one, bounds, keys, seed) for one in fitting or shown]


def _not_again(one: Candidate, settled: frozenset[Slot]) -> Candidate | None:
    """A candidate by what it asks: None if all of that is settled, lower if some is; a wish of the person's stays."""
    wanted = asked_already.asked(one.text) if one.origin != "steered" else frozenset()
    if not wanted & settled:
        return one
    return None if wanted <= settled else replace(one, relevance=max(0.0, one.relevance - _ASKS_AGAIN))


def refusal(candidate: Candidate, bounds: Bounds) -> str | None:
    """Why a candidate may not be shown: "stance", "never" (words the person never writes) or "leak"; None if it may."""
    if bounds.careful_only and candidate.move not in CAREFUL:
        return "stance"
    if says_never(candidate.text, bounds.profile.never):
        return "never"
    texts = [*(message.text for message in bounds.here), *bounds.said]
    return "leak" if guards.leaks(candidate.text, texts, bounds.elsewhere) else None


def _option(candidate: Candidate, bounds: Bounds, keys: frozenset[str], seed: int | str) -> Option:
    bubbles = bubbled(candidate.bubbles, bounds.profile)
    text = "\n".join(bubbles)
    strange = unsourced(text, keys)
    warned = (*warnings(text, bounds.home_address), *consistency.contradictions(text, bounds.terms))
    voice = style.likeness(text, bounds.profile) if bounds.voice is None else bounds.voice(text)
    return Option(
        response_id=response_id(seed, text),
        text=text,
        bubbles=bubbles,
        move=candidate.move,
        theme=candidate.theme,
        descriptor=descriptor(candidate.move, candidate.theme, text),
        confidence=round(candidate.confidence, 4),
        quality_score=quality.score(
            relevance=candidate.relevance,
            voice=voice,
            length=quality.length_fit(text, bounds.profile),
            n_unsourced=len(strange),
            n_warnings=len(warned),
        ),
        voice_match=voice,
        sources=candidate.sources,
        unsourced=tuple(one.span for one in strange),
        warnings=warned,
        origin=candidate.origin,
    )


def response_id(seed: int | str, text: str) -> str:
    """The id of an option: the same text for the same seed (request) is the same option."""
    return hashlib.sha256(f"{seed}\0{text}".encode()).hexdigest()[:16]


def bubbled(bubbles: Sequence[str], profile: StyleProfile) -> tuple[str, ...]:
    """One to three bubbles as the person would send them; further ones are joined to the last."""
    lines = [line.strip() for bubble in bubbles for line in bubble.split("\n") if line.strip()]
    if len(lines) == 1 and profile.samples_count and profile.bubbles_per_turn >= _SPLITS_FROM:
        lines = _halves(lines[0])
    if len(lines) > MAX_BUBBLES:
        lines = [*lines[: MAX_BUBBLES - 1], " ".join(lines[MAX_BUBBLES - 1 :])]
    return tuple(lines)


def _halves(line: str) -> list[str]:
    """The first sentence and the rest, if both have a few words."""
    found = re.match(r"(.{8,}?[.!?…]) +(?=\S)(.{8,})$", line)
    return [found.group(1), found.group(2)] if found else [line]


def descriptor(move: Move, theme: Theme, text: str) -> str:
    """A code for what the option does, finer than its move; words in `app.wording.replies`."""
    asks = "?" in text
    match move:
        case Move.AGREE:
            return "yes_and_asks" if asks else "yes"
        case Move.DECLINE:
            return "no_but" if asks else ("no_kindly" if theme in (Theme.WARM, Theme.EMPATHETIC) else "no")
        case Move.DEFER:
            return "not_yet"
        case Move.ASK:
            return "asks_back"
        case Move.INFORM:
            return "tells"
        case Move.BOUNDARY:
            return "limit"
        case Move.CLOSE:
            return "wraps_up"

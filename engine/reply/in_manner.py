"""Candidates put into the manner in which the contact is written to, and how well an option suits that manner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.domain import Message, Move, Option, Theme
from engine.reply.candidates import Candidate
from engine.reply.moves import HOLDING_BACK
from engine.reply.moves import move as move_of
from engine.voice import features, rewrite
from engine.voice.language import language, language_of_many
from engine.voice.manner import Manner, Manners
from engine.voice.rewrite import Place

_COOL = frozenset({Theme.BRIEF, Theme.FIRM, Theme.PROFESSIONAL})
_WARM = frozenset({Theme.WARM, Theme.EMPATHETIC, Theme.PLAYFUL})
#: How much an option gains or loses at most by its warmth, its formality, its emoji; set by hand: about what one
#: place in the order is worth.
_WARMTH, _FORMALITY, _SIGN = 0.12, 0.08, 0.04

Put = Callable[[Candidate], Candidate | None]


def as_it_is(one: Candidate) -> Candidate | None:
    """No manner at all."""
    return one


def putting(manners: Manners, messages: Sequence[Message]) -> Put:
    """What puts a candidate for the end of this conversation (oldest first) into these manners.

    It gives None for what may not be said to this contact (see `engine.voice.rewrite.spoken`).
    """
    theirs: list[str] = []
    for message in reversed(messages):
        if message.from_me:
            break
        if message.spoken and message.text:
            theirs.insert(0, message.text)
    greeted = bool(theirs) and features.greeting(theirs[0]) is not None
    tongue = language_of_many(theirs) or language_of_many([message.text for message in messages[-20:]])

    def put(one: Candidate) -> Candidate | None:
        if one.origin == "model":
            return one
        phrase = one.origin == "phrase_bank"
        place = Place(
            tongue=language(one.text) or tongue,
            greeted=greeted,
            holds_back=one.move in HOLDING_BACK or one.move is Move.BOUNDARY,
            turns=phrase,
        )
        does = move_of(one.text)
        manner = manners.phrases if phrase else manners.own
        said = rewrite.spoken(one.text, manner, place, keeps=lambda text: move_of(text) is does)
        return None if said is None else replace(one, bubbles=tuple(said.split("\n")))

    return put


def suits(option: Option, manner: Manner) -> float:
    """What an option gains (or loses) in the order by suiting the manner."""
    worth = 0.0
    if manner.warmth is not None:
        lean = 2 * manner.warmth - 1
        worth += _WARMTH * lean * ((option.theme in _WARM) - (option.theme in _COOL))
    if option.theme in (Theme.PROFESSIONAL, Theme.CASUAL):
        worth += _FORMALITY * (2 * manner.formality - 1) * (1 if option.theme is Theme.PROFESSIONAL else -1)
    if manner.sign_share is not None and features.emoji_in(option.text):
        worth += _SIGN * (2 * manner.sign_share - 1)
    return worth

"""What the person wants the reply to be, in a word, a shorthand or a sentence of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.domain import Move, Option, Theme
from engine.reply import calendar_words as calendar
from engine.reply.candidates import Candidate
from engine.reply.moves import move as move_of
from engine.reply.occasions import asks
from engine.reply.slots import on
from engine.reply.themes import theme as theme_of
from engine.voice.vocabulary import listed

#: Confidence of a draft that says what the person just told us to say.
CONFIDENCE = 0.9
_RELEVANCE = 0.95


@dataclass(frozen=True, slots=True)
class Steer:
    """A wish understood.

    Attributes:
        moves, themes: preferred ones; empty means any. shorter: prefer and cut to short texts.
        drafts: texts that carry out the wish themselves. occasion: phrases to use besides the turn's own, "" for none.
    """

    text: str = ""
    moves: tuple[Move, ...] = ()
    themes: tuple[Theme, ...] = ()
    shorter: bool = False
    drafts: tuple[str, ...] = ()
    occasion: str = ""

    def bonus(self, option: Option) -> float:
        """How much an option gains in the choice by doing what was wished."""
        gain = 1.0 if option.move in self.moves else 0.0
        gain += 0.8 if option.theme in self.themes else 0.0
        gain += 2.0 if option.origin == "steered" else 0.0
        return gain + (max(0.0, 1.2 - len(option.text) / 50) if self.shorter else 0.0)

    def candidates(self) -> list[Candidate]:
        """The drafts as candidates."""
        return [
            Candidate((text,), move_of(text), theme_of(text), _RELEVANCE, CONFIDENCE, "steered") for text in self.drafts
        ]


NONE = Steer()

_KNOWN: tuple[tuple[str, Steer], ...] = (
    (r"shorter|short|brief(?:er)?", Steer(themes=(Theme.BRIEF,), shorter=True)),
    (r"warmer|warm|kinder|friendlier|nicer|softer", Steer(themes=(Theme.WARM, Theme.EMPATHETIC))),
    (r"firmer|firm|stricter|harder", Steer(themes=(Theme.FIRM,), moves=(Move.BOUNDARY, Move.DECLINE))),
    (r"(?:more )?(?:formal|professional)", Steer(themes=(Theme.PROFESSIONAL,))),
    (r"(?:more )?(?:casual|relaxed)", Steer(themes=(Theme.CASUAL, Theme.BRIEF))),
    (r"(?:more )?(?:playful|fun|funny)", Steer(themes=(Theme.PLAYFUL, Theme.WARM))),
    (r"(?:say )?no|decline|refuse|turn (?:it|them|him|her) down", Steer(moves=(Move.DECLINE,))),
    (r"(?:say )?yes|agree|accept|confirm", Steer(moves=(Move.AGREE,))),
    (r"ask(?: something| a question| back)?", Steer(moves=(Move.ASK,))),
    (r"not yet|wait|later|defer|buy time|put off", Steer(moves=(Move.DEFER,))),
    (r"thank (?:them|him|her|you)|close|wrap up", Steer(moves=(Move.CLOSE,))),
    (r"(?:ask for |want |need )?(?:a |the )?deposit", Steer(moves=(Move.BOUNDARY,), occasion="deposit")),
)


def read(wish: str | None) -> Steer:
    """A wish as something to act on; free text becomes a draft, an empty wish changes nothing."""
    text = " ".join((wish or "").split())
    if not text:
        return NONE
    for pattern, steer in _KNOWN:
        if re.fullmatch(pattern, text.strip(" .!"), re.I):
            return Steer(text, steer.moves, steer.themes, steer.shorter, steer.drafts, steer.occasion)
    short = shorthand(text)
    return Steer(text, drafts=(short,) if short else _drafts(text))


# ---- shorthand: "y 3p 180 dep" -------------------------------------------------------------------------------------

_ANSWER = {"y": "y", "yes": "y", "ok": "y", "n": "n", "no": "n", "m": "m", "maybe": "m"}
_SAY = {
    "thx": "Thank you!",
    "ty": "Thank you!",
    "inv": "I'll send the invoice over.",
    "loc": "I'll send you the location.",
    "con": "I'll send the contract over.",
    "ltr": "I'll come back to you on the rest.",
    "sry": "Sorry for the wait!",
    "link": "I'll send you the link.",
}
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?(a|p|am|pm)|(\d{1,2}:\d\d)")
_PRICE = re.compile(r"[$€£]?\d{2,5}(?:[.,]\d\d)?[$€£]?")


def shorthand(text: str) -> str | None:
    """The full reply that a line of short marks stands for, or None if it is not one.

    y n m (yes, no, let me check) · a day (sat, tmrw) · a time (3p, 15:00) · a price (180, £180) · dep (deposit) ·
    inv, con, loc, link, thx, ltr, sry. At least two marks, or "y", "n", "m" alone; a word it does not know ends it.
    """
    answer = day = time = price = ""
    deposit, said = False, list[str]()
    marks = text.lower().split()
    for mark in marks:
        if mark in _ANSWER and not answer:
            answer = _ANSWER[mark]
        elif mark in calendar.SHORT_DAY or mark in calendar.DAY or calendar.NEAR.get(mark) == "tomorrow":
            day = _day(mark)
        elif hit := _TIME.fullmatch(mark):
            time = _time(hit)
        elif _PRICE.fullmatch(mark):
            price = mark
        elif mark in ("dep", "deposit"):
            deposit = True
        elif mark in _SAY:
            said.append(_SAY[mark])
        else:
            return None
    if len(marks) < 2 and not answer:
        return None
    when = f"{day} at {time}" if day and time else day or time
    return " ".join(filter(None, [_answer(answer, when), _money(price, deposit=deposit), *said])) or None


def _day(mark: str) -> str:
    meaning = calendar.SHORT_DAY.get(mark) or calendar.DAY.get(mark)
    if meaning is None:
        return "tomorrow"
    return next(word for word, short in calendar.DAY.items() if short == meaning).capitalize()


def _time(hit: re.Match[str]) -> str:
    if hit.group(4):
        return hit.group(4)
    minutes = f":{hit.group(2)}" if hit.group(2) else ""
    return f"{hit.group(1)}{minutes}{hit.group(3)[0]}m"


def _answer(answer: str, when: str) -> str:
    match answer:
        case "y":
            return f"Yes, {when} works." if when else "Yes, that works."
        case "n":
            return f"Sorry, {when} doesn't work for me." if when else "Sorry, I can't this time."
        case "m":
            return f"Let me check {when} and come back to you." if when else "Let me check and come back to you."
    return f"How about {when}?" if when else ""


def _money(price: str, *, deposit: bool) -> str:
    if price and deposit:
        return f"It's {price}, and I take a deposit to hold the date."
    if price:
        return f"It's {price}."
    return "I take a deposit to hold the date." if deposit else ""


# ---- a sentence of the person's own --------------------------------------------------------------------------------

_OFFER = re.compile(r"(?:offer|suggest|propose)(?: (?:them|him|her))?\s+(.+)", re.I)
_ASK_IF = re.compile(r"ask (?:them |him |her )?(?:if|whether)\s+(?:(?:they|he|she|it|you)\s+)(\w+)\s+(.+)", re.I)
_ASK_WH = re.compile(r"ask (?:them |him |her )?((?:what|when|where|which|who|how)\b.+)", re.I)
_ASK_FOR = re.compile(r"ask (?:them |him |her )?(?:for|about)\s+(.+)", re.I)
_TELL = re.compile(r"(?:tell (?:them|him|her)|say|write|let (?:them|him|her) know)(?: that)?\s+(.+)", re.I)
_PROMISE = re.compile(r"(?:promise|say i(?:'ll| will))(?: to)?\s+(.+)", re.I)
_HELPERS = listed("can could will would is are do does did have has want wants need needs like likes")
_TO_YOU = {
    "is": "are",
    "does": "do",
    "has": "have",
    "was": "were",
    "wants": "want",
    "needs": "need",
    "likes": "like",
}


def _drafts(text: str) -> tuple[str, ...]:
    bare = text.strip().rstrip(".")
    if hit := _OFFER.fullmatch(bare):
        return _offers(hit.group(1))
    if (hit := _ASK_IF.fullmatch(bare)) and hit.group(1).lower() in _HELPERS:
        return (_asked_if(hit.group(1).lower(), hit.group(2)),)
    if hit := _ASK_WH.fullmatch(bare):
        return (_sentence(_you(hit.group(1)), "?"),)
    if hit := _ASK_FOR.fullmatch(bare):
        thing = _you(hit.group(1))
        return (
            (f"Could you tell me about {thing}?",) if "about" in bare.split()[:3] else (f"Could you send me {thing}?",)
        )
    if hit := _PROMISE.fullmatch(bare):
        return (_sentence(f"I'll {_you(hit.group(1))}"),)
    if hit := _TELL.fullmatch(bare):
        return (_sentence(_you(hit.group(1))),)
    return (_sentence(text),)


def _offers(what: str) -> tuple[str, ...]:
    first = what.split()[0].lower().strip(",")
    if (
        first in calendar.DAY
        or first in calendar.NEAR
        or first in calendar.SHORT_DAY
        or re.match(r"\d|the \d|next|this", what)
    ):
        day = _day(first) + what[len(first) :] if first in calendar.DAY or first in calendar.SHORT_DAY else what
        return (
            f"Would {day} work for you?",
            f"How about {day}?",
            f"I could do it {on(day)} instead, if that helps.",
        )
    return (f"I could offer you {what}.", f"How about {what}?")


def _asked_if(helper: str, rest: str) -> str:
    if helper in ("want", "wants", "need", "needs", "like", "likes"):
        return _sentence(f"do you {_TO_YOU.get(helper, helper)} {_you(rest)}", "?")
    return _sentence(f"{_TO_YOU.get(helper, helper)} you {_you(rest)}", "?")


def _you(text: str) -> str:
    """Speak to them instead of about them: "she is late" → "you are late", "her train" → "your train"."""
    text = re.sub(
        r"\b(?:she|he|they)\s+(is|does|has|was|wants|needs|likes)\b",
        lambda hit: f"you {_TO_YOU[hit.group(1).lower()]}",
        text,
        flags=re.I,
    )
    text = re.sub(r"\b(?:she|he|they)\b", "you", text, flags=re.I)
    text = re.sub(r"\b(?:their|his|her)\b(?=\s+[a-z])", "your", text, flags=re.I)
    return re.sub(r"\b(?:them|him|her)\b", "you", text, flags=re.I)


def _sentence(text: str, end: str = "") -> str:
    text = text.strip()
    text = re.sub(r"\bi\b(?=['’\s])", "I", text)
    text = text[:1].upper() + text[1:]
    if text[-1:] in ".!?…":
        return text
    return text + (end or ("?" if asks(text) else "."))

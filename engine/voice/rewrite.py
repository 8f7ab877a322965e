"""A text put into the manner in which a contact is written to, by rules: greeting, closing, ways of saying, address,
pet names, emoji.

What is said never changes: a step whose result does not hold the same numbers, dates, links, names, refusals and
questions (`engine.voice.meaning`) is not taken. Applying twice is applying once.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from engine.domain import Persona
from engine.voice import address, features, meaning, persona, ways
from engine.voice.card import says_never
from engine.voice.manner import Manner
from engine.voice.vocabulary import listed, words

#: Code points of a text that is put into a manner; longer ones are letters of their own.
LONGEST = 4_000
#: How often the rules go over a text at most: what one takes away may show another something to do.
_PASSES = 3
#: Greetings and closings are added where they come in at least this share of turns.
_USUAL = 0.5
#: Warmth set by hand from which on, and up to which, it changes the signs.
_WARM, _COOL = 0.7, 0.3
#: Emoji that flirt: only where a persona may speak, or where this contact was written them already.
FLIRTING = listed("😘 😏 😈 🥵 💋 🍑 🍆 💦 👅 🫦 😽")
#: Closings that say nothing, with their language ("" for any); others ("see you soon") promise and are never put in.
EMPTY_CLOSINGS = {
    "x": "", "xx": "", "xxx": "", "xo": "", "xoxo": "", "best": "en", "kind regards": "en", "best regards": "en",
    "regards": "en", "best wishes": "en", "all the best": "en", "take care": "en", "cheers": "en", "saludos": "es",
    "un abrazo": "es", "besos": "es", "liebe grüße": "de", "viele grüße": "de", "lg": "de", "vg": "de", "bises": "fr",
    "bisous": "fr", "abraços": "pt", "beijos": "pt",
}  # fmt: skip
_GRATEFUL = re.compile(r"^(?:cheers|thanks|thank you|many thanks|thanks so much|ta|thx)$", re.I)
_WELCOMES = re.compile(r"\b(?:welcome|no problem|no worries|any ?time|pleasure|de nada|gerne|de rien|por nada)\b", re.I)
_KISSES = re.compile(r"^x+o?(?:xo)?$")
_EXCLAMATIONS = listed(
    "sorry great perfect lovely awesome amazing yay aww haha oh ah super wow brilliant fab wonderful genial perfecto "
    "perfekt parfait perfeito pardon desculpa perdona"
)
_FLIRTS = re.compile(
    r"\b(?:naughty|bad (?:boy|girl)|sexy|beg for|dare you|earn it|more of me|just for you|kinky|horny|tease you)\b",
    re.I,
)
_GREETING_TONGUES = {
    way: tuple(kind[-2:] for kind in ways.KINDS if kind.startswith("greet_") and way in ways.KINDS[kind])
    for kind, said in ways.KINDS.items()
    if kind.startswith("greet_")
    for way in said
} | dict.fromkeys(("hi there", "hey there", "hello there", "heya", "morning", "good morning", "good evening"), ("en",))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text would stand.

    Attributes:
        tongue: its language. greeted: whether the other side opened with a greeting just now.
        holds_back: whether it declines, defers or draws a boundary. turns: whether the form of address may be turned
            (texts of the phrase bank are known whole; others are not).
    """

    tongue: str | None = None
    greeted: bool = False
    holds_back: bool = False
    turns: bool = False


def spoken(text: str, manner: Manner, place: Place, *, keeps: Callable[[str], bool] = lambda put: True) -> str | None:
    """The text in this manner; None where it may not be said to this contact at all.

    That is where it flirts and may not, or addresses them in the other form and cannot be turned. Steps whose result
    is not one that `keeps` allows are left out as well. Texts without letters, and very long ones, stay.
    """
    if not manner.flirts and _FLIRTS.search(text) and not _FLIRTS.search(" ".join(manner.said)):
        return None
    if len(text) > LONGEST or not re.search(r"[^\W\d_]", text):
        return text
    if not manner.flirts and not re.search(r"\w", persona.without_pet_names(text, manner.said)):
        return None  # a pet name and nothing else
    form = manner.address.get(place.tongue or "")
    if form is not None:
        turned = address.turned(text, place.tongue, form) if place.turns else text
        if turned is None or address.heard(turned, place.tongue) not in (None, form):
            return None
        text = turned if _is_same(text, turned, address.WORDS) and keeps(turned) else text
    besides = _besides(manner)
    for _ in range(_PASSES):
        before = text
        for step in _STEPS:
            put = step(text, manner, place)
            text = put if put != text and _is_same(text, put, besides) and keeps(put) else text
        if text == before:
            break
    return text


def _is_same(text: str, put: str, besides: frozenset[str]) -> bool:
    """Whether a step said the same, and left anything to say."""
    return re.search(r"\w", put) is not None and meaning.same(text, put, besides=besides)


def _besides(manner: Manner) -> frozenset[str]:
    entries = (
        *(manner.greetings or ()),
        *(manner.closings or ()),
        *manner.pet_names,
        *EMPTY_CLOSINGS,
        *_GREETING_TONGUES,
    )
    return ways.WORDS | persona.PET_NAMES | frozenset(word for entry in entries for word in words(entry))


# Steps: each gives the text as it was where it has nothing to do.


def _in_their_ways(text: str, manner: Manner, place: Place) -> str:
    return ways.swapped(text, manner.ways, manner.never, place.tongue)


def _unsaid(text: str, manner: Manner, place: Place) -> str:
    """Without exclamations that are never written: "sorry," and "great!" before what is said."""
    for word in manner.never:
        if " ".join(words(word)) in _EXCLAMATIONS:
            text = re.sub(rf"(^|[.!?…]\s+|\n){re.escape(word)}\s*[,!.…]+\s*(\w)", _raised, text, flags=re.I)
    return text


def _raised(hit: re.Match[str]) -> str:
    small = hit.group()[len(hit.group(1))].islower()
    return hit.group(1) + (hit.group(2) if small else hit.group(2).upper())


def _opened(text: str, manner: Manner, place: Place) -> str:
    """With the usual greeting in place of another; added where the other side greeted; gone where none is wished for,
    or only one that is never written."""
    bare, had = text.lstrip(), features.greeting(text)
    if had is None and any(_opens(bare, one) for one in manner.greetings or ()):
        return text
    wanted = next((one for one in manner.greetings or () if _is_said_in(place.tongue, _tongues(one))), None)
    if had is None:
        add = wanted is not None and place.greeted and manner.greets >= _USUAL
        sign = "." if manner.warmth is not None and manner.warmth <= _COOL else "!"
        return f"{_cased(wanted, text, manner)}{sign} {text}" if add and wanted else text
    rest = bare[len(had) :]
    unwanted = manner.greetings == () or says_never(had, manner.never)
    if unwanted and wanted is None:
        if rest[:1] not in tuple(",!.…"):
            return text  # a name follows, and stays
        after = rest.lstrip(" ,!.…-")
        return after[:1].upper() + after[1:] if bare[:1].isupper() else after
    if wanted is None or had in {one.casefold() for one in manner.greetings or ()}:
        return text
    return _cased(wanted, bare, manner) + rest


def _closed(text: str, manner: Manner, place: Place) -> str:
    """With the usual closing in place of another that says nothing, or added; without, where none is wished for."""
    had, body = features.closing(text), text.rstrip()
    allowed = [one for one in manner.closings or () if _may_close(one, body, place)]
    wanted = allowed[0] if allowed else None
    if had is None and any(_ends(body, one) for one in manner.closings or ()):
        return text
    if had is None:
        return _ended(body, wanted, manner) if wanted is not None and manner.closes >= _USUAL else text
    if (
        had not in EMPTY_CLOSINGS
        or _GRATEFUL.match(had)
        or had in {one.casefold().rstrip("!. ") for one in manner.closings or ()}
    ):
        return text
    at = body.lower().replace("’", "'").rfind(had)
    before = body[:at].rstrip(" ,-\n")
    if at <= 0 or not before:
        return text
    if wanted is None:
        return before if manner.closings == () or says_never(had, manner.never) else text
    return _ended(before, wanted, manner)


def _opens(text: str, greeting: str) -> bool:
    """Whether a text opens with this greeting, one that nobody else may know."""
    bare = greeting.rstrip("!,. ").casefold()
    return text.casefold().startswith(bare) and not text.casefold()[len(bare) :][:1].isalnum()


def _ends(text: str, closing: str) -> bool:
    bare, last = closing.rstrip("!,. ").casefold(), text.rstrip("!,. ").casefold()
    return last.endswith(bare) and not last[: -len(bare)][-1:].isalnum()


def _ended(body: str, closing: str, manner: Manner) -> str:
    closing = ways.SPELT.get(closing, closing)
    if _KISSES.match(closing.casefold()):
        return f"{body} {closing}"
    new = body[-1:] in ".!?…" or bool(features.emoji_in(body[-2:]))
    said = closing if manner.lowercase or not new else closing[:1].upper() + closing[1:]
    return f"{body} {said}" if new else f"{body}, {closing}"


def _may_close(closing: str, body: str, place: Place) -> bool:
    """Whether a closing says nothing here: no promise, no thanks to one who thanks, no kisses under a refusal."""
    bare = closing.casefold().rstrip("!. ")
    tongue = EMPTY_CLOSINGS.get(bare)
    if tongue is None and (features.closing(f"ok. {bare}") is not None and not _GRATEFUL.match(bare)):
        return False
    if tongue and place.tongue not in (None, tongue):
        return False
    if _KISSES.match(bare) and (place.holds_back or persona.is_grave(body)):
        return False
    return not (_GRATEFUL.match(bare) and _WELCOMES.search(body))


def _called(text: str, manner: Manner, place: Place) -> str:
    """Without pet names and flirting emoji that this contact is not to get."""
    if not manner.flirts:
        text = persona.without_pet_names(text, manner.said)
        text = _without(text, [sign for sign in features.emoji_in(text) if sign in FLIRTING - manner.said])
    return text


def _adorned(text: str, manner: Manner, place: Place) -> str:
    """Without emoji that are not wished for; with one, and a pet name, as often as was set."""
    found = features.emoji_in(text)
    gone = found if manner.sign_share == 0 else [sign for sign in found if says_never(sign, manner.never)]
    text = _without(text, gone)
    lot = zlib.crc32(_bare(text, manner).encode("utf-8", "surrogatepass"))
    share = manner.sign_share or 0.0
    signs = manner.signs if lot % 1000 < 1000 * share else ()
    if manner.flirts and lot // 1000 % 1000 < 1000 * manner.playful:
        return persona.apply(text, _as_persona(manner.pet_names, signs))[0]
    return text if place.holds_back else persona.apply(text, _as_persona((), signs))[0]


def _bare(text: str, manner: Manner) -> str:
    """The text without what `_adorned` may add, so that a second time has the same lot."""
    names = {word for one in manner.pet_names for word in words(one)} | persona.PET_NAMES
    return " ".join(word for word in words(text) if word not in names)


def _warmed(text: str, manner: Manner, place: Place) -> str:
    """A glad last line with "!" where warmth was wished for, and with "." where none was."""
    if manner.warmth is None or place.holds_back or persona.is_grave(text) or "?" in text:
        return text
    closed = features.closing(text) is not None or any(_ends(text, one) for one in manner.closings or ())
    if manner.warmth >= _WARM and not closed and _GLAD.search(text):
        return re.sub(r"(?<=[^\W\d_])\.?(\W*)$", r"!\1", text, count=1) if "!" not in text else text
    if manner.warmth <= _COOL:
        return re.sub(r"(?<=\w)!+", ".", text)
    return text


_GLAD = re.compile(
    r"\b(?:thanks|thank you|great|perfect|lovely|happy|glad|sounds|welcome|works|cheers|yes|sure)\b", re.I
)
_Step = Callable[[str, Manner, Place], str]
_STEPS: tuple[_Step, ...] = (_unsaid, _in_their_ways, _called, _opened, _warmed, _adorned, _closed)


def _without(text: str, signs: list[str]) -> str:
    for sign in signs:
        text = text.replace(sign, "")
    return re.sub(r" {2,}", " ", re.sub(r"[ \t]+$", "", text, flags=re.M)).strip() if signs else text


def _as_persona(pets: tuple[str, ...], signs: tuple[str, ...]) -> Persona:
    return Persona("", 0, pets, signs, 0.0, 0.5, (), ())


def _tongues(greeting: str) -> tuple[str, ...]:
    return _GREETING_TONGUES.get(greeting.casefold().rstrip("!. "), ())


def _is_said_in(tongue: str | None, tongues: tuple[str, ...]) -> bool:
    """Whether a greeting may open a text: one of no known language may open any."""
    return not tongues or (tongue or "en") in tongues


def _cased(greeting: str, text: str, manner: Manner) -> str:
    bare = greeting.rstrip("!,. ")
    bare = ways.SPELT.get(bare, bare)
    small = manner.lowercase or text.lstrip()[:1].islower()
    return bare[:1].lower() + bare[1:] if small else bare[:1].upper() + bare[1:]

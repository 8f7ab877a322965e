"""What the person wants the reply to be, in a word, a shorthand or a sentence of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from engine.domain import Move, Option, Theme
from engine.reply import wished, wishes
from engine.reply.candidates import Candidate
from engine.reply.moves import move as move_of
from engine.reply.occasions import asks
from engine.reply.phrase_bank import CONFIDENCE_GENERAL
from engine.reply.shorthand import shorthand
from engine.reply.themes import theme as theme_of
from engine.reply.wish_words import Kind
from engine.reply.wishes import Wish
from engine.voice.language import language
from engine.voice.vocabulary import listed

#: Confidence of a draft that says what the person just told us to say.
CONFIDENCE = 0.9
_RELEVANCE, _PLAIN = 0.95, 0.5


@dataclass(frozen=True, slots=True)
class Steer:
    """A wish understood.

    Attributes:
        moves, themes: preferred ones; empty means any. shorter: prefer and cut to short texts.
        drafts: texts of the person's own, ready to send. occasion: phrases to use besides the turn's own, "" for none.
        wish: what a reply shall do, to be written in the conversation's language (`texts`), None for nothing of that.
        unclear: the words speak about the reply and are not understood, so that nothing comes of them without a model.
        english: the drafts were put into words here, in English.
    """

    text: str = ""
    moves: tuple[Move, ...] = ()
    themes: tuple[Theme, ...] = ()
    shorter: bool = False
    drafts: tuple[str, ...] = ()
    occasion: str = ""
    wish: Wish | None = None
    unclear: bool = False
    english: bool = False

    def texts(self, tongue: str) -> tuple[str, ...]:
        """What carries out the wish itself, in a language; () if nothing does, or not in that one."""
        if self.wish is not None:
            return wished.texts(self.wish, tongue)
        return self.drafts if tongue == "en" or not self.english else ()

    def is_unclear(self, tongue: str) -> bool:
        """Whether a wish was typed of which nothing comes without a model, in a conversation in that language."""
        return self.unclear or (not self.texts(tongue) and bool(self.drafts or self.wish is not None))

    def bonus(self, option: Option) -> float:
        """How much an option gains in the choice by doing what was wished."""
        gain = 1.0 if option.move in self.moves else 0.0
        gain += 0.8 if option.theme in self.themes else 0.0
        gain += 2.0 if option.origin == "steered" else 0.0
        return gain + (max(0.0, 1.2 - len(option.text) / 50) if self.shorter else 0.0)

    def candidates(self, tongue: str) -> list[Candidate]:
        """What carries out the wish in a language, as candidates.

        A plain yes or no stands among the phrases of the occasion, which say it with more of what it is about.
        """
        move = self.wish.acts[-1].move if self.wish is not None else None
        theme = self.themes[0] if self.themes else None
        plain = self.wish is not None and self.wish.is_usual
        relevance, sure, origin = (
            (_PLAIN, CONFIDENCE_GENERAL, "phrase_bank") if plain else (_RELEVANCE, CONFIDENCE, "steered")
        )
        return [
            Candidate((text,), move or move_of(text), theme or theme_of(text), relevance, sure, origin)
            for text in self.texts(tongue)
        ]


NONE = Steer()

_KNOWN: tuple[tuple[str, Steer], ...] = (
    (
        r"shorter|short|brief(?:er)?|kürzer|kurz|más corto|más breve|plus court|mais curto|mais breve",
        Steer(themes=(Theme.BRIEF,), shorter=True),
    ),
    (
        r"warmer|warm|kinder|friendlier|nicer|softer|freundlicher|netter|herzlicher|más amable|más cariñoso|"
        r"plus gentil(?:le)?|plus chaleureux|mais simpático|mais gentil",
        Steer(themes=(Theme.WARM, Theme.EMPATHETIC)),
    ),
    (
        r"firmer|firm|stricter|harder|strenger|bestimmter|deutlicher|más firme|plus ferme|mais firme",
        Steer(themes=(Theme.FIRM,), moves=(Move.BOUNDARY, Move.DECLINE)),
    ),
    (
        r"(?:more )?(?:formal|professional)|förmlicher|formeller|más formal|plus formel|mais formal",
        Steer(themes=(Theme.PROFESSIONAL,)),
    ),
    (
        r"(?:more )?(?:casual|relaxed)|lockerer|más informal|plus décontracté|mais informal",
        Steer(themes=(Theme.CASUAL, Theme.BRIEF)),
    ),
    (
        r"(?:more )?(?:playful|fun|funny|funnier)|lustiger|witziger|más divertido|plus drôle|mais divertido",
        Steer(themes=(Theme.PLAYFUL, Theme.WARM)),
    ),
    (r"close|wrap up", Steer(moves=(Move.CLOSE,))),
)


def read(wish: str | None) -> Steer:
    """A wish as something to act on; a sentence of the person's own becomes a draft, an empty wish changes nothing."""
    text = " ".join((wish or "").split())
    if not text:
        return NONE
    for pattern, steer in _KNOWN:
        if re.fullmatch(pattern, text.strip(" .!"), re.I):
            return replace(steer, text=text)
    if len(text.split()) == 1 and (wish_alone := wishes.read(text)) is not None:
        return _wishing(text, wish_alone)
    if short := shorthand(text):
        return Steer(text, drafts=(short,), english=True)
    if made := _asked(text):
        return Steer(text, drafts=made, english=True)
    if (found := wishes.read(text)) is not None:
        return _wishing(text, found)
    if (own := _told(text)) is None:
        return Steer(text, unclear=True)
    return Steer(text, drafts=(own,))


def _wishing(text: str, wish: Wish) -> Steer:
    """A wish understood, with what a model's replies are to do and how they shall sound."""
    moves = tuple(dict.fromkeys(act.move for act in reversed(wish.acts)))
    occasion = "deposit" if any(act.kind is Kind.DEPOSIT for act in wish.acts) else ""
    return Steer(text, moves, wish.themes, shorter=Theme.BRIEF in wish.themes, occasion=occasion, wish=wish)


_ASK_IF = re.compile(
    r"ask (?:them |him |her )?(?:if|whether)\s+(?:they|he|she|it|you)\s+(still |also |already )?(\w+)\s+(.+)", re.I
)
_ASK_WH = re.compile(r"ask (?:them |him |her )?((?:what|when|where|which|who|how)\b.+)", re.I)
_ASK_FOR = re.compile(r"ask (?:them |him |her )?(?:for|about)\s+(.+)", re.I)
_TELL = re.compile(
    r"(?:(?:tell|let|remind|warn|inform) (?:them|him|her)(?: know)?(?: that)?|say(?: that)?|write(?: that)?|"
    r"schreib(?:e)?(?: (?:ihm|ihr|ihnen))?|sag(?:e)?(?: (?:ihm|ihr|ihnen))?|"
    r"dile(?:s)? que|di que|dis(?:-(?:lui|leur))? que|diz(?:-lhes?)? que|diga(?:-lhes?)? que)[,:]?\s+(.+)",
    re.I,
)
_REMIND_TO = re.compile(r"remind (?:them|him|her) to\s+(.+)", re.I)
_THAT = re.compile(r"(?:dass|daß)\s+(.+)", re.I)
#: A second wish behind the first: of two that are not both known no half is written.
_MORE_ORDERS = re.compile(
    r"\b(?:and|but|then) (?:then )?(?:offer|suggest|propose|say|tell|ask|thank|decline|accept|confirm|apologi[sz]e)\b",
    re.I,
)
_TO_DO = re.compile(r"(not )?to (?!(?:them|him|her|you|me|us|the|a|an|my|your)\b)(\S.*)", re.I)
_WRITE = re.compile(r"(?:write|schreib)", re.I)
#: "Write to her" says nothing yet, and "tell her mother to call" speaks to somebody else.
_NOTHING_SAID = re.compile(
    r"write (?:back )?(?:to )?(?:them|him|her|back)|"
    r"(?:tell|remind|warn) (?:her|his|their) (?!yes\b|no\b|thanks\b|hi\b|hello\b|off\b|not\b)[a-z]+ to [a-z]+.*",
    re.I,
)
_ROMANCE_THAT = re.compile(r"que\s+((?:no|não|sí)\s+\w.*)", re.I)
#: What one can be asked for and nobody can send.
_NO_THING = re.compile(
    r"(?:(?:a|an|some|more|your|a bit (?:of|more)|a little(?: more)?) ){0,3}(?:money|discount|refund|help|patience|"
    r"time|favou?r|raise|tip|chance|extension|break|understanding|feedback|advice)",
    re.I,
)
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


def _asked(text: str) -> tuple[str, ...]:
    """An English wish to ask or promise something particular, as the question or the promise itself."""
    bare = text.strip().rstrip(".")
    if (hit := _ASK_IF.fullmatch(bare)) and hit.group(2).lower() in _HELPERS:
        return (_asked_if(hit.group(2).lower(), hit.group(3), hit.group(1) or ""),)
    if hit := _REMIND_TO.fullmatch(bare):
        return (_sentence(f"please remember to {_you(hit.group(1))}"),)
    if wishes.read(text) is not None or _MORE_ORDERS.search(bare):
        return ()
    if hit := _ASK_WH.fullmatch(bare):
        return (_sentence(_you(hit.group(1)), "?"),)
    if hit := _ASK_FOR.fullmatch(bare):
        thing = _you(hit.group(1))
        if _NO_THING.fullmatch(thing):
            return (f"Could I ask you for {thing}?",)
        return (
            (f"Could you tell me about {thing}?",) if "about" in bare.split()[:3] else (f"Could you send me {thing}?",)
        )
    if hit := _PROMISE.fullmatch(bare):
        return (_sentence(f"I'll {_you(hit.group(1))}"),)
    return ()


def _told(text: str) -> str | None:
    """What the person wants said, in their own words; None for words about the reply."""
    bare = text.strip().rstrip(".")
    hit = _TELL.fullmatch(bare)
    said = hit.group(1) if hit else bare
    if hit and language(said) in ("en", None) and (request := _TO_DO.fullmatch(said)):
        politely = "please don't" if request.group(1) else "please"
        return _sentence(f"{politely} {_you(request.group(2))}")
    if _NOTHING_SAID.fullmatch(bare) or (hit and _WRITE.match(bare) and wishes.is_piece(said)):
        return None
    if (named := _ROMANCE_THAT.fullmatch(said)) is not None:
        return _sentence(named.group(1))
    if clause := _THAT.fullmatch(said):
        main = main_clause(clause.group(1))
        return None if main is None else _sentence(main)
    if wishes.is_order(said):
        return None
    if hit:
        return _sentence(_you(said) if language(said) in ("en", None) else said)
    return _sentence(text)


def main_clause(clause: str) -> str | None:
    """A German clause behind "dass" as a sentence: "ich zu spät komme" → "ich komme zu spät"; None if it is no such.

    The verb goes behind a subject of one word, or of an article and a word.
    """
    words = clause.split()
    n_subject = 2 if words and words[0].lower() in _ARTICLES else 1
    if len(words) <= n_subject or (n_subject == 1 and words[0].lower() not in _PRONOUNS):
        return None
    return " ".join([*words[:n_subject], words[-1], *words[n_subject:-1]])


_PRONOUNS = listed("ich wir du ihr sie er es das man alles samstag sonntag montag dienstag mittwoch donnerstag freitag")
_ARTICLES = listed("der die das mein meine unser unsere dein deine")


def _asked_if(helper: str, rest: str, when: str = "") -> str:
    own = helper in ("want", "wants", "need", "needs", "like", "likes")
    verb = _TO_YOU.get(helper, helper)
    return _sentence(f"do you {when}{verb} {_you(rest)}" if own else f"{verb} you {when}{_you(rest)}", "?")


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
    if not text[-1:].isalnum():
        return text
    return text + (end or ("?" if asks(text) else "."))

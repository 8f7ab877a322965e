"""What the person wants a reply to do, out of a few words in five languages: "say no nicely", "Eine Absage".

A wish is read as one to three acts ("thank them and offer Thursday"); what is said with them is written in the language
of the conversation by `engine.reply.wished`. Words that are no wish at all are a text of the person's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from engine.domain import Move, Theme
from engine.expressions import late
from engine.judge.folding import fold
from engine.reply.wish_spelling import mended
from engine.reply.wish_words import ACTS, ANSWERS_TO, LEAD, MANNERS, OFFERS, ORDERS, PIECE, SOUNDS, TAIL, Kind
from engine.reply.wished_times import When, names_times, when_of
from engine.voice.language import language
from engine.voice.vocabulary import listed

#: Acts in one wish, and characters of one that are read; a longer text is the person's own.
MOST_ACTS, MOST_READ = 3, 120
MOVES: dict[Kind, Move] = {
    Kind.DECLINE: Move.DECLINE,
    Kind.ACCEPT: Move.AGREE,
    Kind.CONFIRM: Move.AGREE,
    Kind.THANK: Move.CLOSE,
    Kind.CONGRATULATE: Move.CLOSE,
    Kind.APOLOGISE: Move.INFORM,
    Kind.DEFER: Move.DEFER,
    Kind.DEPOSIT: Move.BOUNDARY,
    Kind.OFFER: Move.ASK,
    Kind.ASK_DAY: Move.ASK,
    Kind.ASK_TIME: Move.ASK,
    Kind.ASK_PRICE: Move.ASK,
    Kind.ASK_PLACE: Move.ASK,
    Kind.ASK_NUMBER: Move.ASK,
    Kind.ASK_LENGTH: Move.ASK,
    Kind.ASK_MORE: Move.ASK,
}

_AND = late(
    r"\s*(?:[,;+&]|\b(?:and|but|then|und|aber|dann|y|pero|luego|et|mais|puis|e|mas|depois)\b)\s*(?:\b(?:then|dann|also)\b\s*)?"
)
_EDGES = " \t.!?…,;:-–\"'“”„«»¡¿()"
#: What refers to nothing but the thing at hand.
_INSTEAD = late(
    r"\b(?:instead|rather|stattdessen|lieber|dafür|en su lugar|en cambio|mejor|à la place|plutôt|em vez disso|em vez)\b"
)
_FRAGMENT = late(
    r"^(?:an?|some|something|eine?n?|etwas|una?|algo|une|quelque chose|uma?)(?: [\w'-]+){1,3}$|"
    r"^(?:more|less|mehr|weniger|más|menos|plus|moins|mais)(?: [\w'-]+){1,2}$|^[\w-]{4,}(?:licher|iger|ier)$"
)
_VERB = late(
    r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had|do|does|did|works?|costs?|needs?|takes?|\w+['’](?:s|re|ll|ve|d|m)|"
    r"ist|sind|war|wird|kann|passt|geht|kostet|braucht|hat|es|son|era|será|puede|cuesta|va|tiene|est|sont|était|peut|coûte|"
    r"é|são|foi|pode|custa|vai|tem|please|bitte|moment|sec|second|minute|momento|moment|instant|instante|segundo)\b"
)
_SUBJECT = late(r"\b(?:ich|wir|du|ihr|sie|er|es|das|man)\b")
#: An infinitive that says what to do, by the language it is in: where it stands and how it ends.
_INFINITIVE = {
    "de": late(r"^(?:[\w-]+ ){0,4}\w{3,}(?:en|ern|eln)$"),
    "es": late(r"^\w{2,}(?:ar|er|ir)(?:l[eo]s?|la)?\b"),
    "pt": late(r"^\w{2,}(?:ar|er|ir|or)\b"),
    "fr": late(r"^\w{2,}(?:er|ir|re)\b"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a reply shall do; `when` and `price` are what it is to name, `thing` what is offered otherwise."""

    kind: Kind
    when: When | None = None
    price: str = ""
    thing: str = ""

    @property
    def move(self) -> Move:
        """What a reply does that does this."""
        return MOVES[self.kind]


#: What replies of every occasion may do, in words that fit it better than any we have here.
_USUAL = frozenset({Kind.DECLINE, Kind.ACCEPT, Kind.DEFER, Kind.ASK_MORE})


@dataclass(frozen=True, slots=True)
class Wish:
    """Acts in the order they were wished, and how they shall sound (() for anyhow)."""

    acts: tuple[Act, ...]
    themes: tuple[Theme, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Whether a plain yes, no, later or question is all that is wished."""
        return len(self.acts) == 1 and self.acts[0].kind in _USUAL and self.acts[0].when is None


def read(text: str) -> Wish | None:
    """The acts that a text wishes for, slips of the hand put right where it makes no sense with them; None for
    anything else.
    """
    if len(text) > MOST_READ:
        return None
    low = " ".join(fold(text).text.split()).strip(_EDGES)
    found = _read(low, text)
    if found is not None and not any(act.thing for act in found.acts):
        return found
    right = mended(low)
    again = _read(right, text) if right != low else None
    return found if again is None or any(act.thing for act in again.acts) else again


def _read(low: str, text: str) -> Wish | None:
    """The same of a folded wish; `text` as it was written."""
    low, themes = _manners(low)
    acts: list[Act] = []
    for part in [piece for piece in _parts(low) if piece]:
        act = _act(part)
        if act is None:
            return None
        acts.append(replace(act, thing=_as_written(act.thing, text)))
    if {act.kind for act in acts} == {Kind.APOLOGISE, Kind.DECLINE}:  # a no that is wished nicely says sorry itself
        acts, themes = [act for act in acts if act.kind is Kind.DECLINE], themes or (Theme.WARM,)
    return Wish(tuple(acts), themes) if 0 < len(acts) <= MOST_ACTS else None


def _as_written(thing: str, text: str) -> str:
    """A piece of a folded wish with the large letters that it has in the wish."""
    found = re.search(re.escape(thing), " ".join(text.split()), re.I)
    return thing if found is None else found.group()


def is_order(text: str) -> bool:
    """Whether a text that is no known wish still speaks about the reply ("make it sound angry"), not to the reader."""
    low = " ".join(fold(text[:MOST_READ]).text.split()).strip(_EDGES)
    if ORDERS.match(low) or OFFERS.fullmatch(low) or SOUNDS.fullmatch(low) or TAIL.search(low):
        return True
    if _FRAGMENT.search(low) and not _VERB.search(low):
        return True
    tongue = language(low)
    infinitive = _INFINITIVE.get(tongue or "")
    if infinitive is None or len(low.split()) > 6 or not infinitive.search(low):
        return False
    return tongue != "de" or not (_SUBJECT.search(low) or _VERB.search(low))


def is_piece(text: str) -> bool:
    """Whether words name a text that shall be written ("a poem about the sea") and do not say anything themselves."""
    low = fold(text[:MOST_READ]).text
    return PIECE.search(low) is not None and _VERB.search(low) is None


def _manners(low: str) -> tuple[str, tuple[Theme, ...]]:
    """The wish without how it shall sound, and that."""
    themes = []
    for theme, pattern in MANNERS:
        cut = pattern.sub(" ", low)
        if cut != low and cut.strip(_EDGES):
            low = " ".join(cut.split()).strip(_EDGES)
            themes.append(theme)
    return low, tuple(themes)


def _parts(low: str) -> list[str]:
    """A wish cut where another begins; one that is whole as it stands is not cut."""
    return [low] if _act(low) is not None else [piece.strip(_EDGES) for piece in _AND.split(low)]


def _act(part: str) -> Act | None:
    bare = LEAD.sub("", part).strip(_EDGES) or part
    if (to := ANSWERS_TO.fullmatch(bare)) is not None and not names_times(bare):
        return Act(Kind.DECLINE if to["answer"].startswith("n") else Kind.ACCEPT)
    for text in dict.fromkeys((part, bare)):
        for kind, pattern in ACTS:
            hit = pattern.fullmatch(text)
            if hit is not None:
                return _with_time(kind, next(filter(None, hit.groups()), ""))
    hit = OFFERS.fullmatch(bare) or OFFERS.fullmatch(part)
    return None if hit is None else _offer(hit["rest"] or hit["rest2"] or hit["rest3"])


def _with_time(kind: Kind, rest: str) -> Act | None:
    """An act with the day that it names; one that names anything else is not understood."""
    if not rest.strip():
        return Act(kind)
    if kind is Kind.THANK:
        return Act(kind, thing=rest.strip())
    when, left = when_of(rest)
    return None if when is None or _says_something(left) else Act(kind, when)


def _offer(rest: str) -> Act | None:
    """What is offered instead: a day, a time, a price, or some thing."""
    rest = _INSTEAD.sub(" ", rest)
    when, left = when_of(rest)
    price = re.search(
        r"(?:[$€£] ?)?\b\d{2,5}(?:[.,]\d\d)?\b ?(?:[$€£]|euros?|eur|dollars?|pounds?|quid|bucks|reais)?(?!\w)", left
    )
    if price is not None:
        left = f"{left[: price.start()]} {left[price.end() :]}"
    if when is None and price is None:
        thing = " ".join(rest.split()).strip(_EDGES)
        return Act(Kind.OFFER, thing=thing) if thing and not names_times(thing) else None
    amount = "" if price is None else price.group().strip()
    return None if _says_something(left) else Act(Kind.OFFER, when, amount)


_SMALL = listed(
    "the a an at on for to by of it them him her this that as new other another price date day time slot only just "
    "der die das den dem ein eine einen am um zu für als termin tag preis neuen neuer uhr nur "
    "el la los las un una a de para por en día fecha precio nuevo solo "
    "le les un une à au pour de du jour date prix "
    "o os as um uma na no às ao para por dia data preço novo só"
)


def _says_something(left: str) -> bool:
    """Whether words are left that none of the named things accounts for."""
    return any(word not in _SMALL for word in re.findall(r"\w+", left))

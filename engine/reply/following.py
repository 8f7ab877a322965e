"""What the words and the form of a text tell about whether it follows a conversation: echo, answer, shared words.

Nothing here needs embeddings. `engine.reply.choice` weighs these features together with what the vectors tell.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from engine.expressions import late
from engine.reply.occasions import asks
from engine.voice.vocabulary import DAYS, MONTHS, listed, ranks, words

#: Turns of the context that are looked at, the last one first.
LAGS = 4
#: Turns before those that may have gone stale, and turns that are looked through for copies.
_OLDER, MOST_TURNS = 4, 60
#: Characters of a text that are read, half from each end: who a text speaks to shows there.
MOST_READ = 1200
#: A word's rank by frequency where it is neither rare nor common.
_MIDDLE = 400.0
#: Two texts whose letters are more alike than this (0 … 1) begin to count as an echo.
_ECHO_FROM = 0.6
#: A question with fewer words in a reply to a question is only asked back.
_SHORT_QUESTION = 8

#: What `features` gives, in this order; all in [0, 1].
NAMES = (
    "shared",  # rare words of the last turn that come back
    "taken",  # share of the text's own rare words that the last turn has
    "earlier",  # rare words of the three turns before that come back
    "stale",  # the same of what was said before those
    "asked_back",  # a question is followed by nothing but a short question
    "asked_again",  # a question is followed by a question or a wish
    "asked_alike",  # the same with shared words
    "moves_on",  # the last turn asks nothing, the text asks
    "yes_no",  # a yes or no where one was asked for
    "stray_yes",  # a yes or no to a question that wants something else
    "fills",  # what was asked for is there: a time, a place, a price, a reason, a person
    "misses",  # what was asked for is a time, a place or a price, and the text has none
    "chosen",  # one of the alternatives that were offered
    "idle",  # words of a question, and nothing that answers it
    "switched",  # you → I, my → your: the other side takes it up
    "kept",  # I → I, your → your: the same side goes on
    "echo",  # repeats the last turn's words, letter by letter
    "said",  # the same for the turns before it
    "copy",  # is a turn of the conversation, and longer than two words
    "greets_late",  # a greeting after the conversation has begun
    "greets_back",  # a greeting to a greeting
    "welcomes",  # "you're welcome" after thanks
    "welcomes_nothing",  # the same after no thanks
    "leaves",  # a goodbye that nobody began
    "leaves_too",  # a goodbye to a goodbye
)

_SENTENCE = late(r"[^.!?\n]+[.!?]*")
_GREETS = late(
    r"^\W*(?:hi|hey|hello|good (?:morning|afternoon|evening|day)|hiya|hola|buenos|buenas|hallo|guten|moin|bonjour|"
    r"salut|olá|oi|bom dia|boa (?:tarde|noite))\b",
    re.I,
)
_LEAVES = late(
    r"\b(?:good ?bye|bye|good ?night|take care|see (?:you|ya)|(?:talk|speak) (?:to you )?(?:soon|later)|"
    r"(?:nice|great|good|lovely) (?:chatting|talking|speaking)|have a (?:good|great|nice|lovely)|hasta|adiós|tschüss?|"
    r"bis (?:bald|dann|später)|à (?:bientôt|plus)|au revoir|até|tchau)\b",
    re.I,
)
_THANKS = late(r"\b(?:thanks?|thank you|thx|ty|cheers|gracias|danke|merci|obrigad[oa]|sorry|apolog\w+)\b", re.I)
_WELCOMES = late(
    r"\b(?:(?:you(?:['’]re| are)|ur|most) (?:so |very |most )?welcome|my pleasure|no (?:problem|worries|bother)|"
    r"anytime|any time|don['’]?t (?:mention|worry)|de nada|gern(?:e geschehen)?|de rien|avec plaisir|por nada)\b",
    re.I,
)
_WISHES = late(
    r"\b(?:i(?:['’]d| would| need| want|['’]m looking| was (?:hoping|wondering)| wanted to| hope you)|wondering|"
    r"tell me|let me know|would be great|if you can|can you|could you|please|quisiera|necesito|ich (?:brauche|"
    r"möchte)|je voudrais|preciso)\b",
    re.I,
)
_YES_NO = late(
    r"^\W*(?:(?:oh|ah|haha|hi|hey|well|um+|hmm+|so)\b\W*)*(?:yes|yeah|yep|yup|ya|no|nope|nah|not|sure|ok|okay|"
    r"of course|definitely|absolutely|certainly|maybe|perhaps|probably|possibly|sometimes|never|always|unfortunately|"
    r"sadly|i (?:do|don['’]?t|did|didn['’]?t|have|haven['’]?t|am|can|can['’]?t|could|would|will|won['’]?t|think so|"
    r"hope so|guess|wish)|it (?:is|does|was|did|will|isn['’]?t|doesn['’]?t)|happy to|"
    r"sí|si|claro|ja|nein|klar|oui|non|bien sûr|sim|não)\b",
    re.I,
)
_YES_NO_ASKED = late(
    r"^\W*(?:(?:hi|hey|hello|so|and|but|ok|okay|also|oh|sorry|btw|well|then|just wondering|quick question)\b\W*)*"
    r"(?:(?:do|does|did|is|are|am|was|were|can|could|would|will|shall|should|may|might|have|has|had|any|wanna)\b|"
    r"(?:don|doesn|didn|isn|aren|wasn|can|couldn|wouldn|won|haven|hasn)['’]?t\b|(?:u|you) (?:free|ok|up|around|home))",
    re.I,
)
#: What a question asks for.
_ASKED = {
    want: late(pattern, re.I)
    for want, pattern in {
        "time": r"\bwhen\b|what (?:time|day|date|year|month)|which (?:day|date|time)|how (?:soon|late|long)|cuándo|"
        r"qué (?:día|hora)|\bwann\b|wie (?:spät|lange)|um wie viel uhr|welche[rnm]? tag|\bquand\b|quelle heure|"
        r"quel jour|\bquando\b|que horas|que dia",
        "place": r"\bwhere(?:abouts)?\b|which (?:place|city|country|state|street|room|station)|what(?:['’]s| is) (?:"
        r"the|your) address|dónde|\bwo(?:hin)?\b|\boù\b|\bonde\b",
        "amount": r"how (?:much|many|old|tall|big|far|often|large|high)|what (?:do|does|would|will|is|are)\b.{0,25}"
        r"\b(?:cost|price|charge|rate|fee)|\bprices?\b|cuánt[oa]s?|wie ?viele?\b|combien|quant[oa]s?\b",
        "reason": r"\bwhy\b|how come|what for|por ?qué|warum|wieso|pourquoi|por que\b",
        "person": r"\bwho(?:se|m)?\b|quién|\bwer\b|\bwem\b|\bqui\b|\bquem\b",
    }.items()
}
#: Words that give it; an amount, and a time, may be a figure too.
_GIVEN = {
    "time": listed(
        "am pm today tonight tomorrow yesterday now soon later never always ago noon midday midnight morning afternoon "
        "evening night weekend week weeks month months year years day days hour hours minute minutes summer winter "
        "spring autumn early earlier after before until since o'clock hoy mañana semana heute morgen woche uhr demain "
        "semaine heure amanhã hoje lunes martes miércoles jueves viernes sábado domingo montag dienstag mittwoch "
        "donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche segunda terça quarta "
        "quinta sexta"
    )
    | DAYS
    | MONTHS,
    "place": listed(
        "in at on near by from behind opposite around inside outside under over corner street road avenue station "
        "square park house home here there upstairs downstairs north south east west online left right en cerca bei am "
        "im neben chez près perto na"
    ),
    "amount": listed(
        "free one two three four five six seven eight nine ten dozen hundred thousand million half couple few several "
        "many some all none lot lots once twice every dos tres cuatro cinco zwei drei vier fünf deux trois quatre cinq "
        "dois três quatro"
    ),
    "reason": listed("because cause cuz since reason due so to wanted needed porque weil denn parce car"),
    "person": listed(
        "me my i we our he she they him her them someone nobody everyone friend friends sister brother mother father "
        "mum mom dad wife husband boss team guy girl man woman people by yo mi ich mein meine moi mon ma eu meu minha"
    ),
}
_FIGURES = late(r"[\d$€£]")
_OF_FIGURES = frozenset({"time", "amount"})
#: Wants whose absence in a reply tells that it answers something else.
_HARD = frozenset({"time", "place", "amount"})
_OR = late(r"\b(\w+)\s+or\s+(?:the |a |an )?(\w+)", re.I)
_FIRST = listed("i we my our me us mine ours i'm i've i'd i'll we're we've we'll")
_SECOND = listed("you your u ur yours you're you've you'd you'll")
#: Words between a person and what they do or own.
_BETWEEN = listed(
    "do did does am are is was were have has had can could would will should may might be been to not don't didn't "
    "really just also still always never ever like going gonna want"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One text, read once.

    Attributes:
        rarities: its words by rarity, 0 … 1. total: their sum.
        wants: what its question asks for. gives: what it has to offer to such a question.
        wishes: it says that it wants to know or to have. yes_no: it asks for a yes or no. choices: the
            alternatives it offers.
        firsts, seconds: what "I" and "you" do or own in it.
    """

    letters: str
    rarities: dict[str, float]
    total: float
    n_words: int
    asks: bool
    only_asks: bool
    wishes: bool
    wants: frozenset[str]
    gives: frozenset[str]
    yes_no: bool
    says_yes_no: bool
    choices: frozenset[str]
    firsts: frozenset[str]
    seconds: frozenset[str]
    greets: bool
    leaves: bool
    thanks: bool
    welcomes: bool


def features(context: Sequence[str], texts: Sequence[str]) -> list[list[float]]:
    """`NAMES` of each text as the next turn after `context` (oldest first); no context gives zeros."""
    turns = [_said(_clipped(turn)) for turn in context[-MOST_TURNS:] if turn.strip()][::-1]
    known = frozenset(turn.letters for turn in turns if turn.letters)
    read = [_said(_clipped(text)) for text in texts]
    return [_features(turns[: LAGS + _OLDER], text, known) if turns else [0.0] * len(NAMES) for text in read]


def rarity(word: str) -> float:
    """0 for the most frequent words, towards 1 for words nobody lists."""
    rank = ranks().get(word)
    return 1.0 if rank is None else rank / (rank + _MIDDLE)


def _features(turns: Sequence[Said], text: Said, known: frozenset[str]) -> list[float]:
    """One row of `features`; `turns` newest first, at least one; `known` are the letters of all turns."""
    last, before, old = turns[0], turns[1:LAGS], turns[LAGS:]
    echoes = [_echo(turn, text) for turn in turns]
    wanted = last.wants & text.gives
    wishes = last.asks and (text.only_asks or text.wishes)
    chosen = not last.choices.isdisjoint(text.rarities)
    answered = bool(wanted) or chosen or (last.yes_no and text.says_yes_no)
    open_question = bool(last.wants) and not last.yes_no
    return [
        _shared(last, text),
        _shared(text, last),
        max((_shared(turn, text) for turn in before), default=0.0),
        max((_shared(turn, text) for turn in old), default=0.0),
        float(last.asks and text.only_asks and text.n_words < _SHORT_QUESTION),
        float(wishes),
        _shared(last, text) if wishes else 0.0,
        float(not last.asks and text.asks),
        float(last.yes_no and text.says_yes_no),
        float(open_question and text.says_yes_no),
        float(bool(wanted)),
        float(bool(last.wants & _HARD) and not wanted),
        float(chosen),
        0.0 if answered or not last.asks else _shared(text, last),
        _deixis(last.firsts & text.seconds, last.seconds & text.firsts),
        _deixis(last.firsts & text.firsts, last.seconds & text.seconds),
        echoes[0],
        max(echoes[1:], default=0.0),
        float(text.n_words > 2 and text.letters in known),
        float(text.greets and len(turns) > 1 and not last.greets),
        float(text.greets and last.greets),
        float(text.welcomes and last.thanks),
        float(text.welcomes and not last.thanks),
        float(text.leaves and not last.leaves),
        float(text.leaves and last.leaves),
    ]


def _shared(turn: Said, text: Said) -> float:
    """The share of what a turn says that comes back in a text, rare words counting most; 0 … 1."""
    if not turn.total:
        return 0.0
    return math.sqrt(sum(turn.rarities[word] for word in turn.rarities.keys() & text.rarities.keys()) / turn.total)


def _deixis(one: frozenset[str], other: frozenset[str]) -> float:
    return min(1.0, (len(one) + len(other)) / 2)


def _echo(turn: Said, text: Said) -> float:
    """How far a text repeats a turn letter by letter; texts of a word or two ("yes") are no echo."""
    if text.n_words < 3 or turn.n_words < 3:
        return 0.0
    alike = fuzz.ratio(turn.letters, text.letters, score_cutoff=100 * _ECHO_FROM) / 100
    return max(0.0, (alike - _ECHO_FROM) / (1 - _ECHO_FROM))


def _clipped(text: str) -> str:
    half = MOST_READ // 2
    return text if len(text) <= MOST_READ else f"{text[:half]}\n{text[-half:]}"


@lru_cache(maxsize=4096)
def _said(text: str) -> Said:
    spoken = words(text)
    rarities = {word: rarity(word) for word in spoken}
    sentences = _SENTENCE.findall(text)
    questions = [one for one in sentences if asks(one)]
    asked = questions[-1] if questions else ""
    firsts, seconds = _persons(spoken)
    return Said(
        letters=" ".join(re.findall(r"\w+", text.casefold())),
        rarities=rarities,
        total=sum(rarities.values()),
        n_words=len(spoken),
        asks=bool(questions),
        only_asks=bool(questions) and len(questions) == len([one for one in sentences if len(one.split()) > 1]),
        wishes=_WISHES.search(text) is not None,
        wants=frozenset(want for want, pattern in _ASKED.items() if asked and pattern.search(asked)),
        gives=_given(text, rarities.keys()),
        yes_no=bool(asked) and _YES_NO_ASKED.search(asked) is not None,
        says_yes_no=_YES_NO.search(text) is not None,
        choices=frozenset(word.casefold() for pair in _OR.findall(asked) for word in pair),
        firsts=firsts,
        seconds=seconds,
        greets=_GREETS.search(text) is not None,
        leaves=_LEAVES.search(text) is not None,
        thanks=_THANKS.search(text) is not None,
        welcomes=_WELCOMES.search(text) is not None,
    )


def _given(text: str, said: AbstractSet[str]) -> frozenset[str]:
    figures = _OF_FIGURES if _FIGURES.search(text) else frozenset()
    return figures | {want for want, given in _GIVEN.items() if not given.isdisjoint(said)}


def _persons(spoken: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What follows "I, my, we …" and what follows "you, your" in a text, auxiliaries skipped."""
    found: tuple[set[str], set[str]] = (set(), set())
    for at, word in enumerate(spoken):
        side = 0 if word in _FIRST else 1 if word in _SECOND else None
        if side is not None:
            rest = (one for one in spoken[at + 1 : at + 5] if one not in _BETWEEN)
            found[side].update(one for one in [next(rest, "")] if one and one not in _FIRST | _SECOND)
    return frozenset(found[0]), frozenset(found[1])

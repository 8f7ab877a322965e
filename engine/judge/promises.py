"""Promises in a message: who says they will do what, and by when.

Told from what only looks like one: questions and offers, conditions, refusals, hedges, the past, other people's words,
jests. Where the words leave it open, nothing is found: a promise that was none is worse than one that was missed.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from engine.brief import Promise, PromiseState, Side
from engine.domain import Message
from engine.expressions import late
from engine.judge.due import Due, due
from engine.judge.excuses import joking
from engine.judge.promise_cues import CUES, GATE, KINDS, THEN, Cue
from engine.judge.sentences import Sentence, sentences

#: Most promises of one message.
MAX_PROMISES = 4
#: Less sure with laughter beside it; surer with a time.
LAUGHING, TIMED = 0.7, 0.05
#: Longest words of a deed.
WHAT_CHARS = 160

_TAG = late(
    r",? ?(?:ok(?:ay)?|alright|all right|is (?:that|this) (?:ok(?:ay)?|fine|alright|good)|if (?:that's|that is|thats) (?:ok(?:ay)?|fine|alright|good)|does that work|deal|yeah|vale|d'accord|ça va|passt das|ja|tá bom|pode ser|sound good)(?: (?:for|with) (?:you|u))? ?\?+\W*$"
)
_JEST = late(
    r"\b(?:just kidding|only kidding|kidding|jk|just joking|only joking|joking|in your dreams|es broma|de broma|je rigole|je plaisante|war nur spa[sß]s?|(?:nur ein )?scherz|brincadeira|t[ôo] brincando)\b"
)
#: What depends on the other side or on chance; "when I get home" and "let you know if Saturday works" do not.
_CONDITION = late(
    r"\b(?:let me know|tell me|say the word|just say|shout|(?:send|pay|text|give|show|confirm|choose|pick|sign)\b[^.!?,]{0,30})(?:,? (?:and|then)){1,4} (?:i|we)(?:'| wi)ll\b|"
    r"(?<!know )(?<!see )(?<!check )(?<!you )(?<!out )(?<!ask )(?<!confirm )\bif\b|\bif (?:anything|something|i (?:hear|need|can|find|get|have)|there(?:'s| is| are)|things|plans|that|it changes|need)\b|"
    r"\bunless\b|\bonce (?:you|u|they|i (?:receive|get|have))\b|\bwhen (?:you|u|they)\b|\bas soon as (?:you|u|they|i (?:receive|get the|get your|have the|have your))\b|\bin case\b|\bprovided\b|\bassuming\b|\botherwise\b|\buntil you (?:pay|send)\b|"
    r"(?<!digo )(?<!diré )(?<!aviso )(?<!confirmo )(?<!decir )(?<!decirte )(?<!avisaré )\bsi (?=\w)|\bcuando (?:me|usted|quieras|puedas|pagues|mandes)\b|\ben caso\b|"
    r"(?<!dirai )(?<!dis )(?<!dire )(?<!confirme )\bsi (?:tu|vous|t'|ça|c'est|besoin|jamais)|\bs'il(?!(?: te| vous) pla[iî]t)\b|\b(?:quand|d[èe]s que) (?:tu|vous)\b|"
    r"\bwenn (?:du|sie|ihr|es|das|alles|die|der)\b|\bfalls\b|\bsobald (?:du|sie|ihr|die|das|der)\b|\bsofern\b|"
    r"\bse (?:quiser\w*|voc[êe]|vc|der|puder\w*|precisar\w*|tu|o senhor|a senhora|for|preferir\w*|tiver\w*)\b|\bcaso\b|\bassim que (?:voc[êe]|tu|receber)\b"
)
#: Directly before a deed, in its clause: it is denied, doubted, only thought, or told of somebody's words.
_BEFORE = late(
    r"\b(?:not|n't|dont|never|no longer|nor|doubt|maybe|perhaps|possibly|hopefully|probably|prob|might|may|wish|hope|hoping|think|thought|guess|suppose|reckon|assume|unsure|whether|where|how|what|why|who|that's how|"
    r"as if|like|said|says|saying|told (?:\w+ )?|tells?|wrote|promised|as soon as|after|before|until|by the time|once|even if|only if|if|unless|shall|should|can|could|would|do i think|"
    r"no|nunca|tampoco|quiz[áa]s?|tal vez|a lo mejor|creo que|espero que|dijo que|dije que|ya|que|"
    r"ne|jamais|peut-?[êe]tre|que|qu'|si|"
    r"nicht|nie|niemals|vielleicht|hoffentlich|wahrscheinlich|glaube|denke|soll|sollen|kann|k[öo]nnte|w[üu]rde|"
    r"n[ãa]o|nunca|talvez|acho que|espero que)(?: (?:that|if|i|we|also|even|just|yo|je|j'|ich|eu|me|te|le|se|os|lhe)){0,8}[ ']{0,8}$"
)
_INSIDE = late(
    r"^[^.!?]{0,60}\b(?:nothing|not (?:before|until|unless|if|today|tomorrow)|no (?:money|deposit|payment)|never|nicht|nichts|kein\w*|nie|niemals|nada|ning[úu]n\w*|rien|pas|nenhum\w*)\b"
)
_CLAUSE = late(r"[,;:(—]|\bbut\b|\band\b|\bso\b|\bpero\b|\bmais\b|\baber\b|\bmas\b|(?<= )- ")
#: The beginning of the next promise, left at the end of this one: "check the light, i'll".
_NEXT = late(
    r"(?<![\s,])[\s,]+(?:and |then |so ){0,4}(?:i|we)(?:'ll| ?ll| will|’ll| am going to|'m going to|'m gonna| gonna)?$|(?<![\s,])[\s,]+(?:and|then|y|et|und|e)$",
    re.I,
)
#: What stands before one of these has a time of its own: "I finish tomorrow but I'll text you".
_PARTS = late(r"[;:(—]|\b(?:but|and|so|because|pero|mais|aber|mas|und|et|y)\b")
_TRIM = late(
    r"^[\s,;:.!-]+|[\s,;:.!?…)\"'-]+$|\s+(?:ok|okay|then|though|btw|thanks|thank you|please|pls|sorry|x+|lol|haha\w*)\W*$",
    re.I,
)
#: Needed beside verbs that mean many things: "ich gebe … Bescheid", "ich rufe … an".
_GERMAN_TAIL = late(r"\bbescheid\b|\ban\b|\bzur[üu]ck\b|\bdurch\b|\bmorgen\b|\bheute\b|\btag\b")
_GERMAN_LOOSE = late(r"^(?:gebe?|sage?|rufe?|geben|sagen|rufen)\b")


@dataclass(frozen=True, slots=True)
class _Deed:
    start: int
    sure: float
    timed: bool


def find(message: Message, zone: tzinfo | None = None) -> list[Promise]:
    """The promises of one message, in order, all of them open.

    Args:
        zone: in which its times are meant; that of `sent_at` without one.
    """
    low = message.text.lower().replace("’", "'") if len(message.text) <= 8_000 else message.text[:4_000].lower()
    if not low or GATE.search(low) is None or _JEST.search(low):
        return []
    said_at = message.sent_at.astimezone(zone) if zone is not None else message.sent_at
    found: list[Promise] = []
    for sentence in sentences(message.text):
        if sentence.quoted or len(found) >= MAX_PROMISES or not _may_promise(sentence):
            continue
        for deed, clause, before in _deeds(sentence.low):
            when = due(clause, said_at) or due(_PARTS.split(before)[-1], said_at)
            if deed.timed and when is None:
                continue
            if joking(sentence.low) and when is None:
                continue
            found.append(_promise(message, sentence, deed, len(clause), when, len(found)))
    return found[:MAX_PROMISES]


def _may_promise(sentence: Sentence) -> bool:
    low = sentence.low
    if sentence.asks and _TAG.search(low) is None:
        return False
    return GATE.search(low) is not None and _CONDITION.search(low) is None


def _deeds(low: str) -> Iterator[tuple[_Deed, str, str]]:
    """Deeds promised in a sentence, each with its clause and what stands before it."""
    found = list(_heads(low))
    for place, deed in enumerate(found):
        end = found[place + 1].start if place + 1 < len(found) else len(low)
        clause = low[deed.start : end]
        if _INSIDE.search(clause) or (_GERMAN_LOOSE.match(clause) and not _GERMAN_TAIL.search(low)):
            continue
        yield deed, clause, low[: found[0].start] if place == 0 else ""


def _heads(low: str) -> Iterator[_Deed]:
    """Where deeds begin: the first promise of the sentence, then what is added to it or promised beside it."""
    first = _first(low, 0)
    while first is not None:
        yield first
        after = [(m.start(), m) for m in THEN.finditer(low, first.start)]
        for _at, more in after:
            start = next(more.start(name) for name, value in more.groupdict().items() if value is not None)
            if not low[start:].startswith("let me know"):
                yield _Deed(start, first.sure - 0.05, False)
        end = after[-1][1].end() if after else first.start + 1
        first = _first(low, end)


def _first(low: str, start: int) -> _Deed | None:
    best: _Deed | None = None
    for cue in CUES:
        for met in cue.expression.finditer(low, start):
            if best is not None and met.start("deed") >= best.start:
                break
            if _meant(low, met):
                best = _taken(cue, met)
                break
    return best


def _taken(cue: Cue, met: re.Match[str]) -> _Deed:
    return _Deed(met.start("deed"), cue.sure, cue.timed)


def _meant(low: str, met: re.Match[str]) -> bool:
    """Whether the words before do not take it back, and it is not in quotation marks."""
    before = low[: met.start()]
    if before.count('"') % 2 == 1:
        return False
    ends = [m.end() for m in _CLAUSE.finditer(before)]
    clause = before[ends[-1] :] if ends else before
    return _BEFORE.search(clause) is None


def _promise(message: Message, sentence: Sentence, deed: _Deed, length: int, when: Due | None, place: int) -> Promise:
    low = sentence.low
    start, end = sentence.folded.span(deed.start, max(deed.start + 1, min(len(low), deed.start + length)))
    what = _without_due(sentence.text[start:end], when)
    sure = deed.sure * (LAUGHING if joking(low) else 1.0) + (TIMED if when is not None else 0.0)
    return Promise(
        by=Side.ME if message.from_me else Side.THEM,
        text=sentence.text,
        what=what[:WHAT_CHARS],
        kind=kind(low[deed.start : deed.start + length]),
        message_id=message.message_id,
        made_at=message.sent_at,
        due_at=when.at if when is not None else None,
        due_text=when.phrase if when is not None else "",
        state=PromiseState.OPEN,
        confidence=round(min(0.98, sure), 2),
        clock=when is not None and when.clock,
        place=place,
    )


def kind(low: str) -> str:
    """What sort of deed words name: send, pay, tell, call, bring, make, else do."""
    return next((name for name, expression in KINDS if expression.search(low)), "do")


def _without_due(what: str, when: Due | None) -> str:
    """The deed without the time that ends it, which stands in a field of its own."""
    what = _trimmed(what)
    if when is None or not when.phrase:
        return what
    place = what.lower().replace("’", "'").rfind(when.phrase)
    if place <= 0 or _trimmed(what[place + len(when.phrase) :]):
        return what
    left = re.sub(
        r"\s(?:by|on|at|before|until|till|this|el|la|para|antes del?|am|um|bis|na|no|at[ée]|le|avant|vor)$",
        "",
        _trimmed(what[:place]),
        flags=re.I,
    )
    return left or what


def _trimmed(what: str) -> str:
    while (shorter := _TRIM.sub("", _NEXT.sub("", what))) != what:
        what = shorter
    return what

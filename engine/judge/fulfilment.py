"""The ledger of promises of one conversation: which were kept, broken or withdrawn by what was said and sent since.

kept        its maker does it (a file or link after "I'll send", "paid", "done!", an answer after "I'll let you
            know"), or the other side confirms it ("got the invoice, thanks")
withdrawn   its maker takes it back, the other side lets them off, or they promise the same anew in time
broken      they promise the same anew too late, or its time passed LAPSES ago and messages would show the deed
open        else; what no message would show (a call, a visit) is taken as done once its time has passed
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from engine.brief import Promise, PromiseState, Side
from engine.domain import Message
from engine.expressions import late
from engine.judge import promises
from engine.judge.folding import fold

#: A promise this long past its time is broken, if messages would show that it was kept.
LAPSES = timedelta(days=7)
#: Deeds that messages show; a call or a visit leaves no trace in them.
SHOWN = frozenset({"send", "pay", "tell"})
#: Without a time a promise stands this long, and one that leaves no trace this long.
STANDS, STANDS_UNSEEN = timedelta(days=30), timedelta(days=7)
#: What leaves no trace is taken as done so long after its time.
PASSED = timedelta(hours=12)
#: "Got it" said sooner than this answers the promise, not the deed.
ACKNOWLEDGED = timedelta(hours=3)
#: Open promises followed in one conversation, newest kept.
FOLLOWED = 40

_DONE = late(
    r"^(?:ok(?:ay)?,? |and |there,? |right,? )?(?:(?:all |now )?(?:done|sent|sorted|paid|transferred|booked|uploaded|finished|emailed)|there you go|here (?:you go|it is|they are|we go)|listo|hecho|enviad[oa]s?|pagad[oa]|c'est (?:fait|envoy[ée]|bon|pay[ée])|envoy[ée]|voil[àa]|fait|erledigt|verschickt|geschickt|[üu]berwiesen|bezahlt|feito|pronto|enviei|paguei|t[áa] a[íi]|aqu[íi] (?:tienes|est[áa]n?|vai))\b(?! yet| you\b)"
)
_SENT = late(
    r"\b(?:(?:i|i've|i have|we|we've|have|just|now|already|been|all|is|are|was|it's|they're)(?: just| already| now| have){0,4} (?:re-?)?(?:sent|emailed|e-mailed|forwarded|posted|uploaded|shared|shipped|mailed|dropped (?:it|them|the))|here(?:'s| is| are) (?:the|your|my|a|our|some|what)|attached\b|it's in your (?:inbox|email)|check your (?:inbox|email|e-mail)|is (?:online|up|live|ready)\b|are (?:online|up|live|ready)\b|"
    r"(?:te|le|os|les|se) (?:lo |la |los |las )?(?:mand[ée]|envi[ée]|he (?:mandado|enviado|pasado)|pas[ée])|aqu[íi] (?:tienes?|est[áa]n?|van?|te dejo)|adjunto|"
    r"(?:je|j'|vous|t'|l'|les|ai)[ a-z']{0,14} ?(?:envoy[ée]e?s?|transmise?s?)|ci-joint|"
    r"(?:habe?|hab'|ist|sind|wurde)\b[^.!?]{0,50}\b(?:geschickt|gesendet|verschickt|gemailt|raus|online)|anbei|hier (?:ist|sind|die|der|das)|"
    r"(?:te |lhe |j[áa] ){1,4}(?:mandei|enviei|passei)|segue(?:m)?\b|aqui (?:est[áa]|v[ãa]o?|vai))\b"
)
_PAID = late(
    r"\b(?:(?:i|i've|i have|we|we've|have|just|now|already)(?: just| already| now| have){0,4} (?:paid|transferred|wired|sent (?:you |u |over )?(?:the |your |a )?(?:money|deposit|payment|balance|rest|transfer|it))|payment (?:is )?(?:sent|made|done)|(?:money|deposit|balance|payment|transfer) (?:is |has |was )?(?:been )?(?:sent|made|done|on its way|gone)|"
    r"(?:ya )?(?:pagu[ée]|he pagado|transfer[íi]|hice (?:la|el) (?:transferencia|pago|ingreso))|(?:j'ai|ai|est) (?:pay[ée]|fait le virement|vir[ée]|r[ée]gl[ée])|virement (?:est )?fait|(?:habe|hab'?)\b[^.!?]{0,40}\b(?:[üu]berwiesen|bezahlt|gezahlt)|(?:j[áa] )?(?:paguei|transferi|fiz (?:o|a) (?:pix|transfer[êe]ncia|pagamento|dep[óo]sito)))\b"
)
_CALLED = late(
    r"\b(?:(?:just|i|i've) (?:called|rang|tried (?:calling|you|to call)|phoned)|(?:good|nice|great|lovely) (?:talking|speaking|chatting|to (?:talk|speak|chat))|thanks? (?:you )?for (?:the|your) call|missed (?:your|my) call|as (?:we )?(?:discussed|said) on the phone|te llam[ée]|j'ai appel[ée]|habe angerufen|te liguei)\b"
)
_CAME = late(
    r"\b(?:i'?m (?:here|outside|downstairs|at the door)|we'?re here|thanks? (?:you )?(?:so much )?for (?:coming|bringing|having|dropping)|(?:lovely|great|good|nice) (?:to (?:see|meet)|seeing|meeting) (?:you|u)|brought|dropped (?:it|them) off|estoy aqu[íi]|je suis l[àa]|bin da|cheguei)\b"
)
_MADE = late(
    r"\b(?:finished|ready|all done|is done|are done|sorted|fixed|booked|list[oa]s?|pr[êe]te?s?|fertig|pront[oa]s?|terminad[oa]s?|termin[ée]e?s?)\b"
)
_TOLD = late(
    r"\b(?:yes|yep|yeah|no|nope|confirmed|confirm|works|doesn't work|we can|i can|can't|cannot|unfortunately|good news|bad news|i (?:checked|asked|looked|spoke|talked)|turns out|he said|she said|they said|so it's|it's \w+|it is|sorted|all good|all set|"
    r"confirmad[oa]|s[íi]|he (?:mirado|preguntado)|oui|non|confirm[ée]|c'est|j'ai (?:v[ée]rifi[ée]|demand[ée])|ja|nein|passt|klappt|geht|habe (?:nachgefragt|nachgeschaut)|sim|n[ãa]o|perguntei|verifiquei)\b|[$£€]\d|\d[$£€]|\d{1,2}[:h]\d\d|\b\d{1,2} ?[ap]m\b"
)
_GOT = late(
    r"\b(?:(?:got|received|have)(?: \w+){0,2} (?:the|your|my|all|everything|both)\b|(?:just|i've|i have|have|money|it|payment|deposit|they|photos|invoice|contract)(?: has| have| is| are| was| all| just| now| been){0,4} (?:received|arrived|landed|cleared|came through|come through|got here|came)|received,? (?:thanks|thank)|thanks? (?:you )?(?:so much )?for (?:the|sending|your|paying|letting me know|getting back|confirming|checking)|"
    r"recibid[oa]s?|lleg(?:[óo]|aron)|(?:bien )?re[çc]ue?s?|(?:ist|sind) (?:angekommen|da)|erhalten|angekommen|recebi(?:d[oa]s?)?|cheg(?:ou|aram))\b"
)
_GOT_BARE = late(r"^(?:got (?:it|them)|received|perfect,? got (?:it|them)|thanks?,? got (?:it|them))\b")
_TAKEN_BACK = late(
    r"\b(?:(?:i|we)(?:'m| am|'re| are)? (?:can't|cannot|won't|can not|not able to|unable to|won't be able to|not going to|can no longer|couldn't|didn't manage)|(?:sorry|unfortunately|afraid)[^.!?]{0,40}\b(?:can't|cannot|won't|unable|not able|not possible|couldn't|no longer)|never ?mind|forget (?:it|about it|what i)|changed my mind|scrap that|"
    r"no (?:puedo|podr[ée]|voy a poder)|ya no|olv[íi]dalo|(?:je )?ne (?:peux|pourrai) pas|laisse tomber|kann (?:ich )?(?:leider )?(?:doch )?(?:nicht|kein)|schaffe? (?:ich )?(?:es )?(?:leider )?nicht|(?:n[ãa]o (?:vou )?(?:consigo|posso|conseguir|poder))|deixa pra l[áa])\b"
)
_LET_OFF = late(
    r"\b(?:no need(?: to| for)?|don't (?:worry about|bother|need (?:it|them|the|you to))|(?:you )?don't have to|forget (?:it|about (?:it|the))|never ?mind|no longer need|leave it|all sorted|found (?:it|them)|no hace falta|ya no (?:hace falta|lo necesito)|pas la peine|plus besoin|nicht (?:mehr )?n[öo]tig|brauchst du nicht|n[ãa]o precisa)\b"
)
_LINK = late(r"(?:https?://|\bwww\.)\S*")
#: Words of a thing, and the name under which it is compared.
_THINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, late(expression))
    for name, expression in (
        ("invoice", r"\binvoices?\b|\bbill\b|\bfactura|\bfacture|\brechnung|\bfatura"),
        ("photos", r"\b(?:photos?|pictures?|pics?|images?|proofs?|gallery|galleries|edits?|prints?|album|selection|shots|raws?)\b|\bfotos?\b|\bim[áa]genes|\bbilder|\bfotografias"),
        ("contract", r"\bcontracts?\b|\bagreement\b|\bcontrat|\bvertrag|\bforms?\b|\bpaperwork\b|\bdocuments?\b|\brelease\b"),
        ("price", r"\bprices?\b|\bpricing\b|\bquotes?\b|\bestimate\b|\bpresupuesto|\bdevis\b|\bangebot|\bor[çc]amento|\btarif|\bpreis"),
        ("money", r"\b(?:money|payment|deposit|balance|transfer|rest|fee|cash)\b|\bdep[óo]sito|\bacompte|\banzahlung|\bsinal\b|\bgeld\b|\bpago\b|\bpix\b|\bvirement|\btransfer"),
        ("address", r"\baddress\b|\bdirecci[óo]n|\badresse|\bendere[çc]o|\blocation\b|\bmap\b"),
        ("link", r"\blinks?\b|\benlace"),
        ("keys", r"\bkeys?\b"),
        ("dates", r"\bdates?\b|\btimes?\b|\bslots?\b|\bschedule\b|\bfechas?|\btermin"),
    )
)  # fmt: skip
_DEEDS = {"send": _SENT, "pay": _PAID, "call": _CALLED, "bring": _CAME, "make": _MADE}


@dataclass(slots=True)
class _Heard:
    """One message as the ledger compares it."""

    message: Message
    side: Side
    low: str
    things: frozenset[str]
    asks: bool
    promises: Sequence[Promise]


def ledger(
    messages: Sequence[Message], *, now: datetime, earlier: Iterable[Promise] = (), zone: tzinfo | None = None
) -> list[Promise]:
    """Every promise in `messages` (oldest first) with what became of it, in the order they were made.

    Args:
        earlier: promises of messages before these; returned too, as they stand after these.
        zone: in which named times are meant; that of `now` without one.
    """
    kept: list[Promise] = list(earlier)
    for message in messages:
        if not message.spoken or message.one_time_code or message.sent_at > now:
            continue
        made = promises.find(message, zone or now.tzinfo)
        openly = [(at, one) for at, one in enumerate(kept) if one.state is PromiseState.OPEN][-FOLLOWED:]
        for at, state in _settled(_hear(message, made), openly) if openly else ():
            kept[at] = replace(kept[at], state=state, settled_by=message.message_id)
        kept += made
    return [_lapsed(one, now) for one in kept]


def stands(promise: Promise, now: datetime) -> bool:
    """Whether an open promise still says something: an old one without a time, or a visit that is over, does not."""
    if promise.state is not PromiseState.OPEN:
        return False
    shown = promise.kind in SHOWN
    if promise.due_at is None:
        return now - promise.made_at <= (STANDS if shown else STANDS_UNSEEN)
    return shown or now - promise.due_at <= PASSED


def _lapsed(promise: Promise, now: datetime) -> Promise:
    late = promise.state is PromiseState.OPEN and promise.due_at is not None and now - promise.due_at > LAPSES
    return replace(promise, state=PromiseState.BROKEN) if late and promise.kind in SHOWN else promise


def _hear(message: Message, made: Sequence[Promise]) -> _Heard:
    low = fold(message.text).text
    return _Heard(
        message,
        Side.ME if message.from_me else Side.THEM,
        low,
        things(_LINK.sub(" ", low)),
        low.rstrip(" )\"'🙂😊").endswith("?"),
        made,
    )


def things(low: str) -> frozenset[str]:
    """Names of the things that words speak of: invoice, photos, contract …"""
    return frozenset(name for name, expression in _THINGS if expression.search(low))


def _settled(heard: _Heard, openly: Sequence[tuple[int, Promise]]) -> list[tuple[int, PromiseState]]:
    """What a message makes of open promises, given with their places; of several that fit, the best one is settled."""
    fits: list[tuple[int, Promise, PromiseState]] = []
    for at, promise in openly:
        state = _by_maker(heard, promise) if promise.by is heard.side else _by_other(heard, promise)
        if state is not None:
            fits.append((at, promise, state))
    named = [one for one in fits if heard.things and things(one[1].what.lower()) & heard.things]
    if named:
        return [(at, state) for at, _promise, state in named]
    loose = [one for one in fits if not heard.things or not things(one[1].what.lower())]
    if not loose:
        return []
    at, _newest, state = max(loose, key=lambda one: (one[1].made_at, one[0]))
    return [(at, state)]


def _by_maker(heard: _Heard, promise: Promise) -> PromiseState | None:
    anew = next((one for one in heard.promises if _same(one, promise)), None)
    if anew is not None:
        late = promise.due_at is not None and promise.due_at < heard.message.sent_at
        return PromiseState.BROKEN if late else PromiseState.WITHDRAWN
    if heard.asks:
        return None
    if _TAKEN_BACK.search(heard.low) and _about(heard, promise):
        return PromiseState.WITHDRAWN
    return PromiseState.KEPT if not heard.promises and _does(heard, promise) else None


def _does(heard: _Heard, promise: Promise) -> bool:
    low, message = heard.low, heard.message
    if promise.kind == "send" and (message.n_attachments or _LINK.search(low)):
        return True
    if _DONE.search(low):
        return True
    expression = _DEEDS.get(promise.kind)
    if expression is not None:
        return expression.search(low) is not None
    if promise.kind != "tell":
        return _MADE.search(low) is not None
    later = message.sent_at - promise.made_at > timedelta(minutes=2)
    return later and _TOLD.search(low) is not None and len(low.split()) >= 2


def _by_other(heard: _Heard, promise: Promise) -> PromiseState | None:
    if heard.asks:
        return None
    if _LET_OFF.search(heard.low) and _about(heard, promise):
        return PromiseState.WITHDRAWN
    if promise.kind == "call":
        return PromiseState.KEPT if _CALLED.search(heard.low) else None
    if promise.kind == "bring":
        return PromiseState.KEPT if _CAME.search(heard.low) else None
    if heard.message.sent_at - promise.made_at >= ACKNOWLEDGED and _GOT_BARE.search(heard.low):
        return PromiseState.KEPT
    return PromiseState.KEPT if _GOT.search(heard.low) and _about(heard, promise) else None


def _about(heard: _Heard, promise: Promise) -> bool:
    """Whether a message can mean this promise: it names the same thing, or nothing in particular."""
    meant = things(promise.what.lower())
    if heard.things and meant:
        return bool(heard.things & meant)
    words = set(re.findall(r"[^\W\d_]{4,}", promise.what.lower()))
    return not heard.things or bool(words & set(re.findall(r"[^\W\d_]{4,}", heard.low)))


def _same(one: Promise, other: Promise) -> bool:
    if one.kind != other.kind:
        return False
    mine, theirs = things(one.what.lower()), things(other.what.lower())
    return not mine or not theirs or bool(mine & theirs)

"""Which of their messages are told, played or informed rather than meant: warnings, jokes, notices that ask nothing.

The unit is a message. It is no evidence where a frame governs it (somebody else said it to somebody else, it warns of
such words, both laugh about it, it names the safe way, money goes back to the person) and the same writer asks the
person for nothing near it: money, codes, logins, a link. A scam that wears such clothes has to ask at some point, and
then everything it said counts.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.domain import Message
from engine.judge.excuses import serious, taken_back
from engine.judge.folding import fold

#: A frame reaches so many of their messages further, and a request voids frames so many of their messages away.
REACH = 3
#: Laughter answers what was said at most so many messages before.
ANSWERS = 2
#: What follows a joke in so few words belongs to it.
GAME_WORDS = 5

_TALE = (
    # somebody was written to or called: not the person, and not by the writer
    r"\b(?:mum|mom|mummy|dad|gran\w*|nana|aunt\w*|uncle|sister|brother|cousin|nephew|niece|neighbou?r|colleague|friend|boss|wife|husband|daughter|son|i|we|he|she|they|someone|somebody|everyone|\w+'s (?:mum|mom|dad|gran\w*)) (?:just |nearly |almost |keep |kept |also |all |only )?"
    r"(?:got|get|getting|received|had|has had|answered|clicked) (?:\w+ ){0,3}(?:text|texts|message|messages|call|calls|email|emails|mail|sms|dm)\b|"
    r"\b(?:someone|somebody|some (?:guy|man|woman|idiot)|a (?:guy|man|woman|girl|caller)|people|they) (?:just |also )?(?:rang|called|phoned|texted|messaged|emailed|wrote to) (?:me|us|him|her|them|dad|mum|mom|gran\w*|my \w+|\w+'s \w+)\b|"
    r"\b(?:look|guess) what (?:i|we|mum|mom|dad) (?:just |have just )?(?:got|received)\b|\bdid you (?:also |all )?(?:get|see) (?:that|this|the) (?:\w+ )?(?:text|message|email|sms)\b|"
    r"\b(?:asked|told|wanted|had|made|got) (?:her|him|them|dad|mum|mom|gran\w*|my \w+|sister|brother) (?:to |for |move |send |pay |\d)|\b(?:makes?|wants?|asks?) (?:her|him|them) (?:to|for)\b|"
    r"\b(?:blackmailed|conned|tricked|duped|robbed|ripped off|fell for|falls? for|fallen for|got hacked|was hacked|been hacked|pretend\w*|impersonat\w*|going (?:a)?round|doing the rounds|circulat\w*)\b|"
    r"\b(?:she|he|they|neighbou?r|mum|mom|dad|gran\w*|people|cousin|nephew) (?:has |have )?(?:just )?lost (?:all |\w+ )?(?:her|his|their|savings|[\d£$€])|"
    r"\b(?:be aware that|warn(?:ed|s|ing) (?:us|me|everyone|people|them|all)|psa|public service announcement|using (?:our|my) (?:\w+ )?name|vanish(?:es|ed)|(?:stop|stopped|talk to) (?:him|her|them)|this close to|(?:fell|falls|falling) (?:right )?(?:for|into)|"
    r"(?:it|that|this) (?:wasn'?t|was not|isn'?t|is not) (?:us|me|him|her|from us|real)|(?:he|she)(?:'s| has) never (?:even )?met|put the phone down|we (?:do not|don'?t|never) (?:recruit|call|email|text|charge|work) (?:\w+ )?(?:that way|like that|about)|mass mail)\b|"
    r"\b(?:casi (?:le |les )?(?:da|paga|cae|pica)|menos mal|mensajes? falsos?|(?:a|ont) failli|se font passer|se fait passer|zum gl[üu]ck|angeblich|falschen? (?:arzt|polizist|freund|bank)\w*|caiu (?:naquel\w|n[oa] (?:golpe|conversa|hist[óo]ria))|fals[oa] (?:gerente|banco|pol[íi]cia)|banco falso)\b|"
    r"\b(?:if (?:anyone|anybody|someone|somebody|a (?:man|woman|stranger)|he|she|they) (?:\w+ )?(?:asks?|calls?|calling|rings?|texts?|messages?|writes?|says?))\b|"
    r"\b(?:lleg[óo]|recibi[óo]|recib[íi]|mandaron|est[áa]n mandando|llam[óo] (?:a|uno)|si alguien)\b|\b(?:a re[çc]u|j'ai re[çc]u|s'est fait avoir|si (?:quelqu'un|on) te (?:demande|appelle))\b|"
    r"\b(?:hat (?:eine?|so eine?) (?:nachricht|sms|mail|anruf)\w* bekommen|(?:falls|wenn) (?:dich|euch|dir) jemand|gerade gehen|reingefallen)\b|\b(?:recebeu|recebi|ligam dizendo|est[ãa]o (?:ligando|mandando|a mandar)|se algu[ée]m (?:te |lhe )?(?:pedir|ligar))\b"
)
_LABEL = (
    r"\b(?:scams?|scammed|scammers?|fraudsters?|con ?m[ae]n|phishing|hoax|it'?s fake|are (?:all )?fake|fake (?:text|message|email|police|bank|call|sms|qr|page|site|web|profile|account|job|ticket|invoice|shop|deliver|parcel|advert|ad\b)\w*|(?:grandparent|safe account|new number) (?:trick|scam)|"
    r"estafa\w*|timo|arnaque\w*|escroc\w*|faux (?:message|conseiller|sms|policier)\w*|betrug|betr[üu]ger\w*|falsche (?:sms|nachricht|polizist|mail)\w*|abzocke|golpes?|golpistas?|burla\w*)\b"
)
_AGAINST = (
    r"\b(?:don'?t|do not|never|please don'?t|didn'?t) (?:ever )?(?:click|fall|give|answer|open|pay|share|reply|send|tap|respond|trust|believe|accept)\b|\b(?:just )?(?:ignore|delete|block|report) (?:it|them|him|her|this|that|the (?:text|message)|and (?:delete|block|report))\b|"
    r"\b(?:just hang up|(?<!don't )(?<!not )(?<!never )hang up|hung up|heads up|beware|watch out|be careful|careful)\b|\b(?:ojo|cuidado con|no (?:pinches|hagas clic|se lo des|contestes|abras)|ne clique[zs]? pas|ne (?:donne|paye|r[ée]ponds)\w* (?:pas|rien)|"
    r"nicht (?:auf den link )?(?:klicken|draufklicken|antworten|weitergeben)|gib ihn nicht|vorsicht|n[ãa]o (?:passe|clique|d[êe]|responda|abra))\b"
)
_FRAME = re.compile(f"{_TALE}|{_LABEL}|{_AGAINST}")
#: Everything behind these is the told message itself, in its own words.
_OPENS = re.compile(
    r"\b(?:text|message|email|mail|sms|dm|got|received|said|says|saying|wrote|mensaje|mensagem|nachricht|recibi[óo]|re[çc]u|bekommen)(?: (?:today|yesterday|just now|lol|this|this morning|that says))*\s*:"
)
_QUOTE = re.compile(r'"[^"]{0,400}"|«[^»]{0,400}»')

#: A name for the one who speaks as an office about what is the person's: no tale.
_OFFICIAL = re.compile(
    r"\b(?:you were|you got|you have been|you've been|have you (?:been|lost)) (?:scammed|tricked|money|hacked|defrauded)\b|\b(?:certified|best|ethical) hackers?\b|"
    r"\b(?:your|ur) (?:\w+ )?(?:account|card|computer|device|payment|parcel|package|funds|savings|money|identity|social security|number|name|photos|case|file)\b|\b(?:we are|we'?re|i am|i'?m|this is|that is us|here is|speaking)\b[^.!?]{0,40}\b(?:team|department|bank|officer|agent|support|security|recovery|police|irs|fraud)\b|"
    r"\b(?:su|tu|votre|ton|ihr|ihre[mnrs]?|dein\w*|sua|seu) (?:cuenta|tarjeta|compte|carte|konto|karte|conta|cart[ãa]o)\b"
)

#: Asked of nobody, or safe: taken out before requests are looked for.
_HARMLESS = re.compile(
    r"\b(?:don'?t|do not|never|not to|won'?t|will not|wouldn'?t|didn'?t|shouldn'?t|nunca|no|ne|nicht|nie|n[ãa]o|jamais) (?:(?:ever|please|just|simply|le|lhe|te|vous|se|me|to|ask|asks|you|for|fragen|ask you) ){0,5}\w+[^.!?;]{0,70}|"
    r"\b(?:call|ring|phone|llame|appelez|rufen sie|ligue)\b[^.!?]{0,15}\b(?:number|n[úu]mero|num[ée]ro|nummer)\b[^.!?]{0,25}\b(?:card|tarjeta|carte|karte|cart[ãa]o)\b|\b(?:in|open|opening) (?:the|your) (?:\w+ )?app\b|\b(?:log|sign) ?in (?:to|in|on) (?:the|your) (?:\w+ )?app\b|"
    r"\bsend (?:us |me )?(?:a |the )?(?:credit note|receipt|invoice|confirmation)\b[^.!?]{0,60}|\bdeduct\b[^.!?]{0,60}|\byou paid (?:from|with)\b|"
    r"\b(?:if|when|falls|wenn|si|se) (?:anyone|anybody|someone|somebody|he|she|they|a man|jemand|alguien|quelqu'un|algu[ée]m)\b[^.!?,]{0,90}|"
    r"\b(?:they|he|she|who|someone|somebody|scammers|fraudsters|people|mum|mom|dad|him|her|them|guy|man|woman|girl|buyer)\b(?:(?!\b(?:can|could|will|must|would) you\b|\byou (?:must|have to|need|should)\b|\bi (?:need|want|put)\b|\bplease\b|, ?(?:so |and |then |just )?(?:send|pay|buy|transfer|give|tell|forward|click|call|read|wire)\b)[^.!?;:]){0,140}|"
    r"\b(?:qui dit|disant|diciendo|dicen|dizendo|dizem|dass man|qu'il faut|que hay que|que tienes que|sagen|behaupten)\b[^.!?;:]{0,140}|\b(?:did|have) you (?:\w+ ){0,3}(?:pay|paid|buy|send|sent)\b[^.!?]{0,40}|"
    r"\bby (?:bank )?transfer\b|(?<!make )(?<!do )(?<!send )\b(?:a|the|this|our|last|your) (?:\w+ )?(?:transfer|refund|deposit|return) (?:of|over|for)\b"
)
#: What somebody is said to have said.
_SAID = re.compile(
    r"\b(?:says?|said|saying|claim\w*|tells?|told|dass|diciendo|dicen|qui dit|disant|dizendo|dizem|they|they're|he|she)\b[^.!?;:]{0,140}"
)
_THING = (
    r"(?:money|codes?|pin|password|card|account|bank|gift|itunes|steam|fee|deposit|usdt|bitcoins?|btc|crypto|eth|zelle|paypal|cash ?app|western union|savings|funds|details|login|log ?in|digits|otp|difference|excess|rest|balance|identity|anydesk|teamviewer|link|landlord|agent|"
    r"invoice|rent|bill|\d{2,}|[$£€]|dinero|c[óo]digo|tarjeta|clave|cuenta|argent|virement|carte|compte|geld|karte|konto|tan|dinheiro|senha|cart[ãa]o|conta)"
)
_REQUEST = re.compile(
    r"\b(?:send|transfer|move|pay|wire|buy|tell|give|read|forward|share|confirm|verify|validate|enter|update|deposit|invest|return|provide|submit|type|withdraw|start with|refund|need|want|must|have ready|trust me|"
    r"env[íi]\w+|m[áa]nda\w*|p[áa]s[ae]\w*|confirm[ea]\w*|transfi\w+|pag[au]e\w*|envoye[zr]|confirme[zr]|paye[zr]|saisi\w+|virez|schick\w*|[üu]berweis\w*|best[äa]tig\w*|geben sie|zahlen sie|zahl|envi[ea]\w*|fa[çc]a)\b"
    rf"[^.!?]{{0,60}}(?<![\w]){_THING}|"
    r"\b(?:click|tap|log ?in|login|sign in|install|download|entre en|haga clic|cliquez|connectez-vous|klicken sie|loggen sie|acesse)\b|\b(?:call|ring|text|whatsapp|reply)\b[^.!?]{0,25}\d[\d ()-]{6,}|"
    r"\bcode\b[^.!?]{0,40}\b(?:send|forward|give|tell|read|schick|manda)\b|\b(?:quick|urgent\w*|urgente|dringend|right now|immediately|don'?t tell|stay on the line|last warning)\b|\bguarantee\w* profit\b|\bi (?:can|could|will|'ll) (?:guide|teach|show|coach) (?:you|u)\b|\bte (?:ense[ñn]o|gu[íi]o|muestro)\b|\bich (?:zeige|bringe) (?:dir|es dir)\b|\bje (?:peux )?t(?:e montre|'apprend)\w*|\b\d+ ?% profit\b"
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S|(?<![\w@])[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,30}){0,3}\.[a-z]{2,8}(?:/\S*)?(?![\w@])"
)

_LAUGH = re.compile(
    r"[😂🤣💀😜😝😏😈😹🙃😆😅]|\b(?:lo+l|lmf?ao+|rofl|\w{0,2}(?:ha){2,}h?|hehe\w*|bahaha\w*|(?:ja){2,}j?|mdr|ptdr|k{3,}|(?:rs){2,}|xd|jk)\b"
)
_BACK = re.compile(r"^\W*(?:april fools?|1er avril|poisson d'avril|inocente|aprilscherz)")

_SAFE_WAY = re.compile(
    r"\b(?:never|not|don'?t|won'?t) (?:ever )?(?:ask|send (?:you )?links?|call you|text you|email you|phone|request)\b|\bnumber on (?:the back of )?your card\b|\b(?:change|approve|decline|check|review|see|limit|manage|cancel)\b[^.!?]{0,40}(?<!not )\bin (?:the|your) (?:\w+ )?app\b|\bopen your (?:\w+ )?app\b|\bignore this (?:message|email|text)\b|\bnever share it\b|"
    r"\bnunca (?:le |lhe )?ped\w+|\bn[úu]mero (?:que figura en|no verso d[oe]) \w+|\bne (?:vous )?demandons jamais\b|\bau dos de votre carte\b|\bfragen sie nie\b|\bnummer auf ihrer karte\b"
)
#: Somebody is about to act on them, which a notice does not announce.
_HANDED_ON = re.compile(
    r"\b(?:agent|officer|specialist|technician|walk you through|stay (?:near|close)|keep your phone|will (?:call|contact|guide|be sending)|a code will)\b"
)
_MONEY_BACK = re.compile(
    r"\b(?:refunded?|returned?|paid|goes|send(?:ing)?|back|balance|amount)\b[^.!?]{0,60}\b(?:to (?:the|your) (?:original |same )?(?:payment method|account (?:you|it)|card you))|\b(?:credit note|credited to your|(?:set|sets) (?:it )?off against|offset|deduct|nothing (?:more )?is needed|no action is needed|lowers the next|against your next|next invoice)\b|"
    r"\ben la misma cuenta\b|\bmit der n[äa]chsten rechnung\b|\b(?:sur le compte d'origine|rien [àa] faire)\b|\b(?:na mesma conta|n[ãa]o precisa (?:de )?fazer nada)\b"
)


def unmeant(messages: Sequence[Message]) -> frozenset[str]:
    """Ids of those of their messages that are no evidence, of a conversation with the oldest first."""
    theirs = [(at, fold(m.text).text) for at, m in enumerate(messages) if not m.from_me and m.text]
    asks = [asks_for(text) for _, text in theirs]
    told = _told([text for _, text in theirs], asks)
    played = _played(messages, theirs, asks)
    calm = (place for place, (_, text) in enumerate(theirs) if not asks[place] and _calm(text))
    return frozenset(messages[theirs[place][0]].message_id for place in {*told, *played, *calm})


def _told(texts: Sequence[str], asks: Sequence[bool]) -> list[int]:
    """Places of what is told or warned of: a frame, what follows it, and no request near."""
    frames = [
        _FRAME.search(text) is not None and _OFFICIAL.search(_SAID.sub(" ", _own_words(text))) is None for text in texts
    ]
    found = []
    for place in range(len(texts)):
        governed = any(frames[max(0, place - REACH) : place + 1])
        if governed and not any(asks[max(0, place - REACH) : place + REACH + 1]):
            found.append(place)
    return found


def _played(messages: Sequence[Message], theirs: Sequence[tuple[int, str]], asks: Sequence[bool]) -> list[int]:
    """Places of what both laugh about, or the writer takes back; nothing if a request follows that nobody laughs at."""
    laughed = [_answered(messages, at) for at, _ in theirs]
    found = []
    for place, (_, text) in enumerate(theirs):
        unlaughed = [n for n in range(place + 1, min(len(theirs), place + 1 + REACH)) if not laughed[n]]
        if serious(text) or any(asks[n] or serious(theirs[n][1]) for n in unlaughed):
            continue
        following = theirs[place + 1][1] if place + 1 < len(theirs) else ""
        last = not any(_goes_on(theirs[n][1]) for n in unlaughed)
        back = taken_back(following) or _BACK.search(following) is not None
        if back or (laughed[place] and _plays(text, last=last)):
            found.append(place)
    return found


def _answered(messages: Sequence[Message], at: int) -> bool:
    """Whether the person laughs at a message, before or after one more of theirs."""
    after = messages[at + 1 : at + 1 + ANSWERS]
    return any(m.from_me and _LAUGH.search(m.text.lower()) for m in after)


def _goes_on(text: str) -> bool:
    """Whether a later text is more than a word or two in the same game."""
    return len(text.split()) > GAME_WORDS


def _plays(text: str, *, last: bool) -> bool:
    """Whether a text that was laughed at may be why: it asks for something, laughs itself, or nothing else follows."""
    return last or _REQUEST.search(text) is not None or _LAUGH.search(text) is not None


def _calm(text: str) -> bool:
    """Whether a notice names the safe way, or says that money goes back to the person."""
    if _HANDED_ON.search(text) is not None:
        return False
    return _SAFE_WAY.search(text) is not None or _MONEY_BACK.search(text) is not None


def asks_for(text: str) -> bool:
    """Whether the writer asks the person for money, secrets or a click in words of their own."""
    own = _own_words(text)
    return _LINK.search(own) is not None or _REQUEST.search(_HARMLESS.sub(" ; ", own)) is not None


def _own_words(text: str) -> str:
    """The text without what it quotes: between quotation marks, or all behind "got this text:"."""
    opened = _OPENS.search(text)
    if opened is not None and _FRAME.search(text[: opened.end()]) is not None:
        text = text[: opened.end()]
    return _QUOTE.sub(" ", text)

"""What an incoming turn calls for: the occasion a reply has to fit.

Strong words decide first, then the intent triage found, then the form of the sentence. Occasions are finer than
intents because a reply to "are you free on Saturday?" is no reply to "when will the photos be ready?".
"""

from __future__ import annotations

import re
from enum import StrEnum

from engine.domain import Triage


class Occasion(StrEnum):
    """What the reply answers."""

    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    AVAILABILITY = "availability"
    BOOKING = "booking"
    PRICE = "price"
    DISCOUNT = "discount"
    PAYMENT = "payment"
    REFUND = "refund"
    STATUS = "status"
    SEND = "send"
    REQUEST = "request"
    LATE = "late"
    CONFIRM = "confirm"
    COMPLAINT = "complaint"
    APOLOGY = "apology"
    BAD_NEWS = "bad_news"
    GOOD_NEWS = "good_news"
    PRAISE = "praise"
    THANKS = "thanks"
    GREETING = "greeting"
    SMALLTALK = "smalltalk"
    FAREWELL = "farewell"
    WHERE = "where"
    QUESTION = "question"
    YES_NO = "yes_no"
    INFORMATION = "information"
    EMERGENCY = "emergency"
    RISKY = "risky"


_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|weekend|next week|this week|"
    r"\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?::\d\d)? ?(?:am|pm)|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|mañana|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|morgen|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|"
    r"segunda|terça|quarta|quinta|sexta|amanhã"
)
#: In order: the first that is found names the occasion; `<day>` stands for `_DAY`.
_RULES: tuple[tuple[Occasion, str], ...] = (
    (
        Occasion.BOOKING,
        r"\b(where do (?:i|we) sign|let'?s (?:book|go ahead|go for it)|ready to (?:book|sign|go ahead))\b",
    ),
    (
        Occasion.EMERGENCY,
        r"\b(emergency|urgent(?!ly no)|asap|call (?:me|us) (?:right )?now|accident|hospital|locked out|help me)\b",
    ),
    (
        Occasion.REFUND,
        r"\b(refund|money back|chargeback|reembols\w+|devoluci[oó]n|rückerstattung|geld zurück|rembours\w+)\b",
    ),
    (
        Occasion.DISCOUNT,
        r"\b(discount|cheaper|for free|free of charge|best price|lower (?:the )?price|mates'? rates?|better (?:price|deal)|too "
        r"expensive|out of (?:my|our) budget|any (?:deals?|offers?)|knock \w+ off|throw in|descuento|rabatt|réduction|remise|"
        r"desconto|gratis|gratuit\w*|kostenlos)\b",
    ),
    (
        Occasion.RESCHEDULE,
        r"\b(re-?schedul\w+|move (?:it|us|me|our|the|my|to|from|<day>)\b.{0,60}\b(?:to\b|instead|earlier|later|another|"
        r"forward|back)|(?:switch|change|swap|push|shift) (?:it|us|our|the|my|to|<day>)\b.{0,50}\b(?:to\b|back|"
        r"forward|another|time|day|date|appointment|session)|(?:another|different|other) (?:day|time|date|slot)|"
        r"instead of .{0,20}(?:<day>)|(?:<day>).{0,30}\binstead|could we (?:do|make it) .{0,20}(?:later|earlier)|"
        r"cambiar (?:la|el|de) (?:cita|sesión|día|fecha|hora)|mover la|verschieben|verlegen|déplacer|reporter|décaler|"
        r"remarcar|mudar (?:a|o|para) )",
    ),
    (
        Occasion.CANCEL,
        r"\b((?:need|have|want|going|like) to cancel|cancel (?:my|our|the|it|on)|can'?t make (?:it|<day>)|won'?t be able "
        r"to (?:make|come)|have to pull out|call it off|cancelar|absagen|stornieren|annuler|desmarcar)\b",
    ),
    (
        Occasion.LATE,
        r"\b(running (?:a (?:bit|little) |\d+ ?min\w* |\w+ minutes )?(?:late|behind)|(?:bit|be|\d+ ?min\w*|minutes) late|stuck in "
        r"traffic|on (?:my|our) way|nearly there|almost there|be there in|llego tarde|verspäte|bin unterwegs|en retard|"
        r"atrasad[oa])\b",
    ),
    (
        Occasion.SEND,
        r"\b(?:can|could|would|will|please|pls|mind|need)\b.{0,40}\b(?:send|resend|email|forward|share|drop|text) (?:me|us|over|it|"
        r"them|the|your|a|my|our|that|those|again)\b|^\s*(?:please )?(?:send|resend) (?:me|us)\b|puedes? (?:enviar|mandar)\w*|"
        r"kannst du .{0,40}(?:schicken|senden)|peux-tu .{0,20}envoyer|pou(?:vez|rriez)-vous .{0,20}envoyer|pode .{0,10}enviar",
    ),
    (
        Occasion.STATUS,
        r"\b(any (?:news|updates?|word|progress|luck)|how(?:'?s| is| are) (?:the |my |our )?(?:\w+ )?(?:coming|going along)|when "
        r"(?:will|do|can|are|might|would|should) .{0,40}(?:ready|done|finished|get|have|receive|expect|see|arrive|come|back)|"
        r"(?:are|is) (?:the |my |our |they |it )?(?:\w+ ){0,2}(?:ready|done|finished)|still waiting|leave the lab|"
        r"just (?:following|checking) (?:up|in)|did (?:you|the) .{0,40}(?:get|see|leave|arrive|send|ship)|wann .{0,40}fertig|"
        r"cuándo .{0,30}(?:list|est)|quand .{0,40}(?:prêt|recev|aur)|quando .{0,30}pront)",
    ),
    (
        Occasion.PAYMENT,
        r"\b(invoice|pay (?:you|the|now|by|with|in|via|half|for)|paid|payment|transfer\w*|deposit|receipt|bank details|venmo|"
        r"zelle|paypal|bizum|factura|pagar|pago|rechnung|überweis\w+|bezahl\w+|facture|payer|virement|fatura|pagamento)\b",
    ),
    (
        Occasion.PRICE,
        r"\b(how much|what(?:'s| is| are| would| do) .{0,40}(?:cost|price|charge|rate|fee)s?|your (?:rates?|prices?|pricing|fees?)|"
        r"(?:price|pricing|quote|rate|cost)s?\b[^.!?]{0,60}\?|(?:send|give|get) .{0,20}quote|cu[aá]nto (?:cuesta|vale|sale|cobr\w+|es)|"
        r"was kostet|wie ?viel|preis\w*|combien|tarifs?|quanto (?:custa|cobra|é|fica)|preço|precio)",
    ),
    (
        Occasion.CONFIRM,
        r"\b((?:still|all) (?:on|good|ok|okay|set|happening)\b.{0,30}(?:for|at|tomorrow|today|\?)|just (?:confirming|checking (?:we|"
        r"you|that we))|confirm(?:ing)? (?:for|that|our|the|my|<day>)|see you (?:at|on|tomorrow|then|<day>).{0,20}\?|"
        r"are we (?:still|on)|does that still work|seguimos en pie|bleibt es bei|c'est toujours bon)",
    ),
    (
        Occasion.AVAILABILITY,
        r"\b((?:are|r) (?:you|u|ya) (?:free|available|around|open|taking)|(?:do|would) you have (?:any )?(?:availability|space|time|"
        r"room|slots?|openings?|any\w* (?:free|available|open|on|for|left))|any (?:availability|slots?|openings?|chance (?:of|you))|"
        r"(?:is|are) .{0,30}(?:available|free|open|taken)\b|(?:could|can|would) you (?:do|fit|squeeze|make) [^.!?]{0,40}(?:<day>)|"
        r"what (?:days?|times?|dates?) .{0,30}(?:free|available|work|suit|have|open)|when (?:are you|can you|could you|would you be) "
        r"(?:free|available|do|fit|come|meet)|(?:does|would|will|is) .{0,30}(?:<day>).{0,30}(?:work|suit|ok|okay|possible|"
        r"good)|(?:can|could|shall) we (?:meet|do|say|make it) .{0,30}(?:<day>)|how about (?:<day>)|(?:we|i) (?:could|can) (?:also )?(?:do|make|come|meet) [^.!?]{0,30}(?:<day>)|(?:estás|está|"
        r"estas|tienes) .{0,20}(?:libre|disponible|hueco)|(?:hast|haben|bist) .{0,40}(?:zeit|frei|verfügbar|termin)|"
        r"(?:es-tu|êtes-vous|tu es|vous êtes|as-tu) .{0,20}(?:libre|disponible|dispo)|dispo\b|(?:você )?(?:está|tá|tem) .{0,20}"
        r"(?:livre|disponível|disponibilidade|horário))",
    ),
    (
        Occasion.BOOKING,
        r"\b((?:like|love|want|looking|ready|happy|keen) to (?:book|hire|go ahead|reserve|sign)|book (?:a|an|in|it|us|me|you|the)|"
        r"where do i sign|let'?s (?:do it|book|go ahead|go for it)|interested in (?:a|your|booking|the)|do you (?:do|shoot|offer|"
        r"cover|photograph)|looking for (?:a|an|someone)|reserv(?:ar|e[rn]?|ieren)|quer(?:ría|ia|o) reservar|buchen|agendar|marcar)\b",
    ),
    (
        Occasion.WHERE,
        r"\b(where (?:is|are|do|should|shall|exactly|abouts|can)|what(?:'s| is) the (?:address|location)|how do (?:i|we) get (?:there|"
        r"to)|(?:is there|where .{0,10}) parking|which (?:entrance|door|floor)|dónde|wo (?:ist|treffen|genau)|où (?:est|se|on)|onde)",
    ),
    (
        Occasion.COMPLAINT,
        r"\b(disappoint\w*|not happy|unhappy|unacceptable|complain\w*|ridiculous|terrible|awful|worst|not what (?:i|we) (?:asked|"
        r"expected|wanted|ordered)|still (?:haven'?t|not|no)|poor (?:service|quality)|frustrat\w+|wrong (?:one|photos?|size|name|date)|"
        r"broken|doesn'?t work|not working|missing|decepcionad\w+|enttäuscht|déçu\w*|decepcionad\w+)\b",
    ),
    (
        Occasion.BAD_NEWS,
        r"\b(passed away|died|funeral|sick|ill|flu|covid|poorly|unwell|fever|broke (?:my|his|her)|lost (?:my|our|his|her)|"
        r"miscarr\w+|divorc\w+|bad news|heartbroken|devastated|not (?:doing|feeling) (?:well|great|good)|rough (?:day|week|time))\b",
    ),
    (
        Occasion.PRAISE,
        r"\b((?:love|loved|adore) (?:the|them|it|these|those|this|your|every|how)|(?:photos?|pictures?|they|it|these|this|gallery|"
        r"album) (?:is|are|look|looks|came out|turned out) (?:\w+ )?(?:amazing|beautiful|gorgeous|stunning|perfect|great|lovely|"
        r"incredible|fantastic|so good)|you(?:'re| are) (?:amazing|the best|so talented|brilliant|a star|a legend)|so (?:talented|"
        r"beautiful|gorgeous)|best (?:photos?|photographer|day)|amazing (?:job|work|photos?)|great (?:job|work)|me encant\w+|"
        r"wunderschön|magnifiques?|j'adore|ador(?:ei|amos))",
    ),
    (
        Occasion.GOOD_NEWS,
        r"\b(we got (?:it|engaged|married|the)|got engaged|i'?m pregnant|we'?re (?:pregnant|expecting|engaged|having)|good news|great "
        r"news|guess what|got the (?:job|house|place)|passed (?:my|the|his|her)|it'?s a (?:boy|girl)|said yes|congrat\w*)\b",
    ),
    (
        Occasion.APOLOGY,
        r"\b((?:so |very |really |i'?m )sorry (?:for|about|i|to|that|it|we|again)|my (?:bad|fault|apologies)|apologi[sz]e|apologies|"
        r"perd[oó]n(?:a|e)?|lo siento|entschuldig\w+|tut mir leid|désolée?|desculp\w+)\b",
    ),
    (
        Occasion.THANKS,
        r"\b(thanks?(?: you)?|thx|ty|tysm|cheers|appreciate (?:it|you|that)|grateful|gracias|danke\w*|dankeschön|merci|obrigad[oa])\b",
    ),
    (
        Occasion.FAREWELL,
        r"\b(bye|see (?:you|ya|u)|goodnight|good night|talk (?:soon|later)|speak (?:soon|later)|take care|have a (?:good|great|lovely|"
        r"nice) \w+|hasta (?:luego|pronto|mañana)|tschüss?|bis (?:bald|dann|morgen)|à (?:bientôt|demain|plus)|até (?:logo|amanhã))\b",
    ),
    (
        Occasion.SMALLTALK,
        r"\b(how(?:'?s| is| are| r) (?:you|u|things|it going|life|everything|your (?:day|week|weekend|summer))|how(?:'?ve| have) you "
        r"been|what(?:'?s| is| are) (?:up|new|you up to)|wyd|hru|how was your|qué tal|cómo estás|como (?:vai|está)|tudo bem|wie "
        r"geht'?s?|ça va|comment (?:vas|allez))",
    ),
    (
        Occasion.GREETING,
        r"^\W*(?:hi+|hey+|hello|hiya|heya|yo|good (?:morning|afternoon|evening)|morning|hola|buen[oa]s\b[^.!?]{0,8}|hallo|guten "
        r"(?:tag|morgen|abend)|moin|bonjour|bonsoir|salut|coucou|oi|olá|bom dia|boa (?:tarde|noite))\b[^.?\n]{0,25}\W*$",
    ),
)
_COMPILED = tuple(
    (found, re.compile(pattern.replace("<day>", _DAY), re.I | re.S)) for found, pattern in _RULES
)

_OF_INTENT = {
    "reschedule": Occasion.RESCHEDULE,
    "cancel": Occasion.CANCEL,
    "price": Occasion.PRICE,
    "payment": Occasion.PAYMENT,
    "booking": Occasion.BOOKING,
    "complaint": Occasion.COMPLAINT,
    "thanks": Occasion.THANKS,
    "greeting": Occasion.GREETING,
    "smalltalk": Occasion.SMALLTALK,
    "emergency": Occasion.EMERGENCY,
    "request": Occasion.REQUEST,
    "spam": Occasion.RISKY,
}
#: Rules that are only politeness around whatever else a turn says.
_POLITE = frozenset(
    {
        Occasion.THANKS,
        Occasion.APOLOGY,
        Occasion.FAREWELL,
        Occasion.GREETING,
        Occasion.SMALLTALK,
        Occasion.PRAISE,
    }
)
#: Statements that are only such when nothing is asked.
_STATED = frozenset({Occasion.PAYMENT, Occasion.BAD_NEWS, Occasion.GOOD_NEWS})

_WHICH = re.compile(
    r"\b(who|what|when|where|why|how|which|qué|cuándo|cómo|cuál|was|wann|wie|warum|welche\w*|quand|comment|quel\w*|quando|como|qual)\b",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:(?:hi|hey|hello|so|and|but|ok|okay|also|oh|sorry|thanks?(?: you)?|btw|quick question)\b\W*(?:\w+\W+){0,2}?)?(?:who|what|when|where|why|how|"
    r"which|can|could|would|will|do|does|did|is|are|am|shall|should|may|have|has|any(?:one|thing)?|wanna|u free|you free)\b"
    r"(?! (?:not )?(?:do|be|have|see)\b.{0,10}$)",
    re.I,
)
_SOFTLY = re.compile(
    r"\b(wondering|curious|if that'?s (?:ok|okay|alright|fine|possible)|(?:ok|okay|fine) with you)\b", re.I
)
_WISHES = re.compile(
    r"\b((?:can|could|would|will) (?:you|u|we|i)|please|pls|would you mind|(?:i|we)(?:['’]d| would) (?:like|love|need)|i need|we need|let me "
    r"know|puedes|podrías|könn(?:te|en|test)|kannst|peux|pourr\w+|pode(?:ria)?)\b",
    re.I,
)
_ACK = re.compile(
    r"^\W*(?:ok(?:ay|ie|ey)?|k+|kk|cool|great|perfect|sure|fine|alright|got it|noted|understood|will do|sounds (?:good|great)|lol|"
    r"ha(?:ha)+|nice|yes|yep|yeah|yup|no|nope|nah|right|true|same|vale|gut|alles klar|passt|d'accord|ok merci|beleza|"
    r"perfecto|perfekt|parfait|perfeito|lovely|awesome|brilliant|amazing|thumbs up)(?:\W+(?:ok|cool|great|perfect|sure|fine|then|lol|"
    r"haha|nice|yes|will do|sounds good|lovely))*\W*$",
    re.I,
)


def asks(text: str) -> bool:
    """Whether a question is put, with or without its mark."""
    if "?" in text or _SOFTLY.search(text):
        return True
    return any(_ASKS.match(part) for part in re.split(r"[.!\n]+", text) if part.strip())


def is_acknowledgement(text: str) -> bool:
    """Whether a turn only says that it heard ("ok", "haha", 👍) and leaves nothing to answer."""
    return not re.search(r"\w", text) or _ACK.match(text) is not None


def occasion(text: str, triage: Triage | None = None) -> Occasion:
    """What this turn calls for; `triage` of the same turn helps where the words alone do not decide."""
    question = asks(text)
    hits = [found for found, pattern in _COMPILED if pattern.search(text)]
    strong = [
        found
        for found in hits
        if found not in _POLITE and not (question and found in _STATED and len(hits) > 1)
    ]
    intent = (
        _OF_INTENT.get(triage.intent) if triage is not None and triage.confidence_overall >= 0.4 else None
    )
    if intent is Occasion.RISKY:
        return intent
    if strong:
        return strong[0]
    if question and not set(hits) & {Occasion.SMALLTALK}:
        return _asked(text, intent)
    if intent is not None and intent not in _POLITE and not hits:
        return intent
    if hits:
        return _politest(text, hits)
    if _WISHES.search(text):
        return Occasion.REQUEST
    return intent or Occasion.INFORMATION


def _asked(text: str, intent: Occasion | None) -> Occasion:
    if intent is not None and intent not in _POLITE and intent is not Occasion.REQUEST:
        return intent
    if re.search(r"\b(?:can|could|would|will) (?:you|u)\b|please|pls", text, re.I):
        return Occasion.REQUEST
    return Occasion.QUESTION if _WHICH.search(text) or "about" in text else Occasion.YES_NO


def _politest(text: str, hits: list[Occasion]) -> Occasion:
    """Praise outweighs thanks, an apology outweighs a goodbye; a long text with a thanks in it informs."""
    best = hits[0]
    return (
        best
        if len(text.split()) <= 25 or best in (Occasion.PRAISE, Occasion.APOLOGY)
        else Occasion.INFORMATION
    )

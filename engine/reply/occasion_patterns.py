"""The words by which an occasion is known, in the languages Sotto has phrases for."""

from __future__ import annotations

import re
from enum import StrEnum

from engine.expressions import late


class Occasion(StrEnum):
    """What the reply answers."""

    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    AVAILABILITY = "availability"
    BOOKING = "booking"
    SIGN = "sign"
    PRICE = "price"
    DISCOUNT = "discount"
    PAID = "paid"
    PAYMENT = "payment"
    REFUND = "refund"
    STATUS = "status"
    SEND = "send"
    REQUEST = "request"
    LATE = "late"
    CONFIRM = "confirm"
    COMPLAINT = "complaint"
    TROUBLE = "trouble"
    DISTRESS = "distress"
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
    PERMISSION = "permission"
    INFORMATION = "information"
    EMERGENCY = "emergency"
    RISKY = "risky"


_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|weekend|next week|this week|"
    r"\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?::\d\d)? ?(?:am|pm)|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|"
    r"domingo|mañana|"
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|morgen|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"demain|"
    r"segunda|terça|quarta|quinta|sexta|amanhã"
)
#: In order: the first that is found names the occasion; `<day>` stands for a day or time.
_RULES: tuple[tuple[Occasion, str], ...] = (
    (
        Occasion.DISTRESS,
        r"\b(everything feels pointless|(?:can'?t|don'?t think i can) (?:do|take|"
        r"go on with) (?:this|it) any ?more|(?:want|wanna|going|thinking of|wish) (?:to )?(?:die|"
        r"dying|be dead|end it)|kill(?:ing)? myself|end(?:ing)? my life|suicid\w+|"
        r"no reason to (?:live|go on)|better off without me|hurt(?:ing)? myself|self[- ]?harm|"
        r"can'?t go on)\b",
    ),
    (
        Occasion.SIGN,
        r"\b(where (?:do|can|should) (?:i|we) sign|send (?:me|us|over) (?:the|a) contract|"
        r"ready to sign)\b",
    ),
    (
        Occasion.BOOKING,
        r"\b(let'?s (?:book|go ahead|go for it)|ready to (?:book|go ahead))\b",
    ),
    (
        Occasion.EMERGENCY,
        r"\b(emergency|call (?:me|us) (?:right )?now|had an accident|in (?:the )?hospital|"
        r"locked out of (?:my|the|our) (?:house|flat|home|car)|please help me)\b",
    ),
    (
        Occasion.REFUND,
        r"\b(refund|money back|chargeback|reembols\w+|devoluci[oó]n|rückerstattung|geld zurück|"
        r"rembours\w+)\b",
    ),
    (
        Occasion.DISCOUNT,
        r"\b(discounts?|final offer|(?:great|good|free) exposure|same price|part of the (?:price|"
        r"deal|package)|for (?:only )?half|half price|bit steep|cheaper|for free|free of charge|"
        r"best price|lower (?:the )?price|mates'? rates?|better (?:price|deal)|too expensive|"
        r"out of (?:my|our) budget|any (?:deals?|offers?)|knock \w+ off|throw in|(?:can|could|"
        r"would) you do (?:it for )?[$€£]?\d{2,4}(?! \w+(?:shots|photos|prints|people))\b|descuento|"
        r"rabatt|réduction|remise|desconto|gratis|gratuit\w*|kostenlos)\b",
    ),
    (
        Occasion.RESCHEDULE,
        r"\b(re-?schedul\w+|move (?:it|us|me|our|the|my|to|from|<day>)\b.{0,60}\b(?:to\b|instead|"
        r"earlier|later|another|forward|back)|(?:switch|change|swap|push|shift) (?:it|us|our|the|my|"
        r"to|<day>)\b.{0,50}\b(?:to\b|back|forward|another|time|day|date|appointment|session)|"
        r"(?:another|different|other) (?:day|time|date|slot)|instead of .{0,20}(?:<day>)|"
        r"(?:<day>).{0,30}\binstead|could we (?:do|make it) .{0,20}(?:later|earlier)|cambiar (?:la|"
        r"el|de) (?:cita|sesión|día|fecha|hora)|mover la|verschieben|verlegen|déplacer|reporter|"
        r"décaler|remarcar|mudar (?:a|o|para) )",
    ),
    (
        Occasion.CANCEL,
        r"\b((?:need|have|want|going|like) to cancel|cancel (?:my|our|the|it|on)|can'?t make (?:it|"
        r"<day>)|won'?t be able to (?:make|come)|have to pull out|call it off|cancelar|absagen|"
        r"stornieren|annuler|desmarcar)\b",
    ),
    (
        Occasion.LATE,
        r"\b(running (?:a (?:bit|little) |\d+ ?min\w* |\w+ minutes )?(?:late|behind)|(?:bit|be|"
        r"\d+ ?min\w*|minutes) late|stuck in traffic|on (?:my|our) way|nearly there|almost there|"
        r"be there in|llego tarde|verspäte|bin unterwegs|en retard|atrasad[oa])\b",
    ),
    (
        Occasion.COMPLAINT,
        r"\b(disappoint\w*|not happy|unhappy|unacceptable|complain\w*|ridiculous|terrible|awful|"
        r"worst|not what (?:i|we) (?:asked|expected|wanted|ordered)|still (?:haven'?t|not|no)|"
        r"poor (?:service|quality)|frustrat\w+|wrong (?:one|photos?|size|name|date)|broken|missing|"
        r"decepcionad\w+|enttäuscht|déçu\w*|decepcionad\w+)\b",
    ),
    (
        Occasion.TROUBLE,
        r"\b((?:won'?t|doesn'?t|does not|isn'?t|not) (?:let|letting|open|opening|load|loading|work|"
        r"working|download|play)\w*|can(?:'?t|not) (?:open|see|find|download|log|access|get (?:in|"
        r"into|it|them))|error|says (?:it'?s )?(?:expired|invalid|wrong)|broken link|link (?:is|"
        r"has) (?:broken|expired|dead)|meant to ask for|no funciona|funktioniert nicht|ne (?:marche|"
        r"fonctionne) pas|não (?:abre|funciona))\b",
    ),
    (
        Occasion.SEND,
        r"\b(?:can|could|would|will|please|pls|mind|need)\b.{0,40}\b(?:send|resend|email|forward|"
        r"share|drop|text) (?:me|us|over|it|them|the|your|a|my|our|that|those|again)\b|"
        r"^\s*(?:please )?(?:send|resend) (?:me|us)\b|puedes? (?:enviar|mandar)\w*|"
        r"kannst du .{0,40}(?:schicken|senden)|peux-tu .{0,20}envoyer|pou(?:vez|"
        r"rriez)-vous .{0,20}envoyer|pode .{0,10}enviar",
    ),
    (
        Occasion.STATUS,
        r"\b(any (?:news|updates?|word|progress|luck)|how(?:'?s| is| are) (?:the |my |"
        r"our )?(?:\w+ )?(?:coming|going along)|when (?:will|do|can|are|might|would|"
        r"should) .{0,40}(?:ready|done|finished|get|have|receive|expect|see|arrive|come|back)|"
        r"(?:are|is) (?:the |my |our |they |it )?(?:\w+ ){0,2}(?:ready|done|finished)|still waiting|"
        r"leave the lab|just (?:following|checking) (?:up|in)|did (?:you|the) .{0,40}(?:get|see|"
        r"leave|arrive|send|ship)|wann .{0,40}fertig|cuándo .{0,30}(?:list|est)|"
        r"quand .{0,40}(?:prêt|recev|aur)|quando .{0,30}pront)",
    ),
    (
        Occasion.CONFIRM,
        r"\b((?:still|all) (?:on|good|ok|okay|set|happening)\b.{0,30}(?:for|at|tomorrow|today|\?)|"
        r"just (?:confirming|checking (?:we|you|that we))|confirm(?:ing)? (?:for|that|our|the|my|"
        r"<day>)|see you (?:at|on|tomorrow|then|<day>).{0,20}\?|are we (?:still|on)|"
        r"does that still work|seguimos en pie|bleibt es bei|c'est toujours bon)",
    ),
    (
        Occasion.PRICE,
        r"\b(how much|what(?:'s| is| are| would| do) .{0,40}(?:cost|price|charge|rate|fee)s?|"
        r"your (?:rates?|prices?|pricing|fees?)|(?:price|pricing|quote|rate|cost)s?\b[^.!?]{0,60}\?|"
        r"(?:send|give|get) .{0,20}quote|cu[aá]nto (?:cuesta|vale|sale|cobr\w+|es)|was kostet|"
        r"wie ?viel|preis\w*|combien|tarifs?|quanto (?:custa|cobra|é|fica)|(?:preço|precio)s?\b)",
    ),
    (
        Occasion.AVAILABILITY,
        r"\b((?:are|r) (?:you|u|ya) (?:free|available|around|open|taking)|(?:do|"
        r"would) you have (?:any )?(?:availability|space|time|room|slots?|openings?|any\w* (?:free|"
        r"available|open|on|for|left))|any (?:availability|slots?|openings?|chance (?:of|you))|"
        r"(?:is|are) (?:you|u|the (?:\w+ )?(?:date|slot|day|time|studio)|that (?:date|slot|day|"
        r"time)|it|.{0,10}(?:<day>)).{0,20}(?:available|free|open|taken)\b|(?:could|can|"
        r"would) you (?:do|fit|squeeze|make) [^.!?]{0,40}(?:<day>)|what (?:days?|times?|"
        r"dates?) .{0,30}(?:free|available|work|suit|have|open)|when (?:are you|can you|could you|"
        r"would you be) (?:free|available|do|fit|come|meet)|(?:does|would|will|"
        r"is) [^?!]{0,60}(?:<day>)[^?!]{0,40}(?:work|suit|ok|okay|possible|good)|(?:can|could|"
        r"shall) we (?:meet|do|say|make it) .{0,30}(?:<day>)|how about (?:<day>)|(?:we|i) (?:could|"
        r"can) (?:also )?(?:do|make|come|meet) [^.!?]{0,30}(?:<day>)|(?:estás|está|estas|"
        r"tienes) .{0,20}(?:libre|disponible|hueco)|(?:hast|haben|bist) .{0,40}(?:zeit|frei|"
        r"verfügbar|termin)|(?:es-tu|êtes-vous|tu es|vous êtes|as-tu) .{0,20}(?:libre|disponible|"
        r"dispo)|dispo\b|(?:você )?(?:está|tá|tem) .{0,20}(?:livre|disponível|disponibilidade|"
        r"horário))",
    ),
    (
        Occasion.PAID,
        r"\b((?:just|have|i'?ve|we'?ve|i|we|all|now) (?:now |just |already )?(?:paid|transferred)|"
        r"(?:deposit|payment|invoice|money|balance|transfer)(?: is| was| has been)?(?: all| just|"
        r" now)? (?:sent|paid|done|made|on its way|gone|settled|through)|sent (?:the|you|my|our|"
        r"over the) (?:deposit|payment|money|balance)|paid (?:in full|the rest|up)|he pagado|"
        r"überwiesen|bezahlt|j'ai payé|paguei)\b",
    ),
    (
        Occasion.PAYMENT,
        r"\b(invoice|how (?:do|can|should|would) (?:i|we) pay|(?:can|could|should|shall|may) (?:i|"
        r"we) (?:also )?pay|pay (?:by|with|in|via|half|later|cash|now)|payment (?:link|details|"
        r"method|plan|options?)|send (?:the|my|our|a) (?:deposit|payment)|deposit|receipt|"
        r"bank details|venmo|zelle|paypal|bizum|factura|pagar|rechnung|überweis\w+|facture|payer|"
        r"virement|fatura|pagamento)\b",
    ),
    (
        Occasion.BOOKING,
        r"\b((?:like|love|want|looking|ready|happy|keen) to (?:book|hire|go ahead|reserve|sign)|"
        r"book (?:a|an|in|it|us|me|you|the)|where do i sign|let'?s (?:do it|book|go ahead|"
        r"go for it)|interested in (?:a|your|booking|the)|do you (?:do|shoot|offer|cover|"
        r"photograph)|looking for (?:a|an|someone)|reserv(?:ar|e[rn]?|ieren)|quer(?:ría|ia|"
        r"o) reservar|buchen|agendar|marcar)\b",
    ),
    (
        Occasion.WHERE,
        r"\b(where (?:is|are|do|should|shall|exactly|abouts|can)|what(?:'s| is) the (?:address|"
        r"location)|how do (?:i|we) get (?:there|to)|(?:is there|where .{0,10}) parking|"
        r"which (?:entrance|door|floor)|dónde|wo (?:ist|treffen|genau)|où (?:est|se|on)|onde)",
    ),
    (
        Occasion.BAD_NEWS,
        r"\b(passed away|died|funeral|sick|ill|flu|covid|poorly|unwell|fever|broke (?:my|his|her)|"
        r"lost (?:my|our|his|her)|miscarr\w+|divorc\w+|bad news|heartbroken|devastated|not (?:doing|"
        r"feeling) (?:well|great|good)|rough (?:day|week|time))\b",
    ),
    (
        Occasion.PRAISE,
        r"\b((?:love|loved|adore) (?:the|them|it|these|those|this|your|every|how)|(?:photos?|"
        r"pictures?|they|it|these|this|gallery|album) (?:is|are|look|looks|came out|"
        r"turned out) (?:\w+ )?(?:amazing|beautiful|gorgeous|stunning|perfect|great|lovely|"
        r"incredible|fantastic|so good)|you(?:'re| are) (?:amazing|the best|so talented|brilliant|"
        r"a star|a legend)|so (?:talented|beautiful|gorgeous)|best (?:photos?|photographer|day)|"
        r"amazing (?:job|work|photos?)|great (?:job|work)|me encant\w+|wunderschön|magnifiques?|"
        r"j'adore|ador(?:ei|amos))",
    ),
    (
        Occasion.GOOD_NEWS,
        r"\b(we got (?:it|engaged|married|the)|got engaged|i'?m pregnant|we'?re (?:pregnant|"
        r"expecting|engaged|having)|good news|great news|guess what|got the (?:job|house|place)|"
        r"passed (?:my|the|his|her)|it'?s a (?:boy|girl)|said yes|congrat\w*)\b",
    ),
    (
        Occasion.APOLOGY,
        r"\b((?:so |very |really |i'?m )sorry (?:for|about|i|to|that|it|we|again)|my (?:bad|fault|"
        r"apologies)|apologi[sz]e|apologies|perd[oó]n(?:a|e)?|lo siento|entschuldig\w+|tut mir leid|"
        r"désolée?|desculp\w+)\b",
    ),
    (
        Occasion.THANKS,
        r"\b(thanks?(?: you)?|thx|ty|tysm|cheers|appreciate (?:it|you|that)|grateful|gracias|"
        r"danke\w*|dankeschön|merci|obrigad[oa])\b",
    ),
    (
        Occasion.FAREWELL,
        r"(?:^\W*(?:good ?)?night\b)|\b(bye|see (?:you|ya|u)|goodnight|good night|talk (?:soon|"
        r"later)|speak (?:soon|later)|take care|have a (?:good|great|lovely|nice) \w+|"
        r"hasta (?:luego|pronto|mañana)|tschüss?|bis (?:bald|dann|morgen)|à (?:bientôt|demain|plus)|"
        r"até (?:logo|amanhã))\b",
    ),
    (
        Occasion.SMALLTALK,
        r"\b(how(?:'?s| is| are| r) (?:you|u|things|it going|life|everything|your (?:day|week|"
        r"weekend|summer))|how(?:'?ve| have) you been|what(?:'?s| is| are) (?:up|new|you up to)|wyd|"
        r"hru|how was your|qué tal|cómo estás|como (?:vai|está)|tudo bem|wie geht'?s?|ça va|"
        r"comment (?:vas|allez))",
    ),
    (
        Occasion.GREETING,
        r"^\W*(?:hi+|hey+|hello|hiya|heya|yo|good (?:morning|afternoon|evening)|morning|hola|"
        r"buen[oa]s\b[^.!?]{0,8}|hallo|guten (?:tag|morgen|abend)|moin|bonjour|bonsoir|salut|coucou|"
        r"oi|olá|bom dia|boa (?:tarde|noite))\b[^.?\n]{0,25}\W*$",
    ),
)
PATTERNS = tuple((occasion, late(pattern.replace("<day>", _DAY), re.I | re.S)) for occasion, pattern in _RULES)

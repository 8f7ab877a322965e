"""The words with which prices are named, money is said to have gone over and dates are settled, as data."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

from engine.expressions import late

#: Currencies by what stands for them in a text.
CURRENCIES = {
    "$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD", "bucks": "USD", "us$": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "gbp": "GBP", "quid": "GBP", "pounds": "GBP", "pound": "GBP",
    "r$": "BRL", "reais": "BRL", "brl": "BRL", "chf": "CHF", "¥": "JPY",
}  # fmt: skip
_SIGN = r"us\$|r\$|[$€£¥]|usd|eur|gbp|chf|brl"
_WORD = r"[$€£¥]|usd|eur|gbp|chf|brl|euros?|dollars?|bucks|quid|pounds?|reais"
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"

#: An amount; bare numbers count only where the words around them speak of money.
MONEY = late(
    rf"(?<![\w.,:/])(?:(?P<sign>{_SIGN}) ?(?P<a>{_NUMBER})k?|(?P<b>{_NUMBER}) ?(?P<word>{_WORD})(?!\w)|(?P<c>{_NUMBER}))(?![\w:/]|[.,]\d|%)"
)
#: What a bare number counts, if it is no money.
COUNTED = late(
    r"^ ?(?:[ap]m\b|h\b|uhr|hours?|hrs?|min|minutes?|sec|days?|weeks?|months?|years?|people|persons|guests|kids|photos?|pictures?|pics|images|prints?|shots|km|miles|degrees|°|x\b|times|%|st\b|nd\b|rd\b|th\b|street|road|avenue|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|horas?|minutos?|d[íi]as?|personas|fotos?|heures?|jours?|personnes|stunden?|tage?n?|minuten|personen|bilder|pessoas|o'clock)"
)
#: Words that make the number after them a price, and those that make the one before them a price.
QUOTES_BEFORE = late(
    r"(?:\b(?:price|rate|fee|cost|costs?|charge|total|session|shoot|package|day|balance|deposit|it|that|this|portraits?|headshots?|hour|it'd|that'd)(?:'s| is| are| was| would be| will be| comes to| come to| starts? (?:at|from))?|\b(?:charge|charges|comes to|come to|offer|pay|do it for|at|for|from|only|just|would be|starts? (?:at|from)|costs?|cuesta|cuestan|vale|cobro|son|sale|precio|coûte|co[ûu]te|est [àa]|sont [àa]|kostet|kosten|f[üu]r|custa|custam|fica|sai por|cobro))(?: (?:about|around|roughly|only|just|you|usually|normally|de|por|en|um|von|a|à))* ?$"
)
FIRM_BEFORE = late(
    r"(?:\b(?:price|rate|fee|cost|charge|total|session|shoot|package|deposit|portraits?|headshots?|prints?)(?:'s| is| are| would be| will be| comes? to| starts? (?:at|from))|\b(?:i|we) (?:charge|take|ask)|\bcomes? to|\bcosts?|\b(?:cuesta|cuestan|cobro|coûte|coute|kostet|kosten|custa|custam))(?: (?:about|around|usually|normally|only|just))* ?$"
)
UNIT = late(
    r"^[^.!?]{0,12}?(?:\b(?:per|an?|each|every|pro|par|por|la|die|a|l'|/)? ?|/ ?)(?P<unit>hour|hr|h\b|photo|picture|image|print|person|head|day|page|lesson|night|hora|foto|persona|d[íi]a|heure|personne|jour|stunde|bild|tag|pessoa|each|apiece|cada uno|chacun|st[üu]ck)\b"
)
UNITS = {
    "hr": "hour", "h": "hour", "hora": "hour", "heure": "hour", "stunde": "hour", "picture": "photo", "image": "photo", "print": "photo",
    "foto": "photo", "bild": "photo", "head": "person", "persona": "person", "personne": "person", "pessoa": "person", "día": "day",
    "dia": "day", "jour": "day", "tag": "day", "each": "piece", "apiece": "piece", "cada uno": "piece", "chacun": "piece", "stück": "piece", "stuck": "piece",
}  # fmt: skip
LOST = late(r"\b(?:lost|found|won|spent|owe|saved|earn\w*|cost me|paid)\b")

#: Somebody says that they paid.
PAID = late(
    r"^(?:(?:ok(?:ay)?|hi|hey|done|all|just|now|and|great|perfect|thanks?)[,! ]+)*(?:paid|transferred|wired)\b(?! (?:for (?:parking|lunch|dinner|the (?:taxi|train|food|drinks))|by\b|off\b|work|leave))|"
    r"\b(?:i|we)(?:'ve| have)?(?: just| already| now| also| finally)* (?:paid|transferred|wired|venmoed|zelled|paypaled)\b(?! (?:for|off|attention|by|at|my (?:last|other|previous))\b|[^.!?]{0,25}\b(?:for|to) (?:my|her|his|their|another|a different|the (?:last|other|parking|taxi))\b)|"
    r"\b(?:i|we)(?:'ve| have)?(?: just| already| now| also)* paid (?:you )?for the (?:session|shoot|photos|prints|frames|album|booking|rest|whole)|"
    r"\b(?:i|we)(?:'ve| have)?(?: just| already| now| also)* sent (?:you |u |over |across )?(?:the |your |my |a |first )?(?:money|deposit|payment|balance|rest|fee|transfer|[$€£]? ?\d+ ?(?:[$€£]|euros?|dollars?|pounds?))|"
    r"\b(?:payment|deposit|money|transfer|balance) (?:is |has been |was |just )?(?:sent|made|done|gone through|paid)\b|"
    r"\b(?:ya )?te (?:pagu[ée]|transfer[íi]|he (?:pagado|transferido|hecho (?:el|la)))|\b(?:ya )?(?:hice|he hecho) (?:la transferencia|el (?:pago|ingreso|bizum))|\b(?:ya )?pagu[ée] (?:la|el|los|las)|"
    r"\bj'ai (?:bien )?(?:pay[ée]|r[ée]gl[ée]|vir[ée]|fait le (?:virement|paiement))|\ble virement est (?:fait|parti)|"
    r"\b(?:ich )?habe? (?:dir |ihnen |euch )?[^.!?]{0,40}\b(?:[üu]berwiesen|bezahlt|gezahlt)\b|"
    r"\b(?:j[áa] )?(?:fiz o pix|fiz (?:a transfer[êe]ncia|o (?:pagamento|dep[óo]sito))|paguei (?:o|a|os|as)|te paguei|transferi)\b"
)
#: Somebody says that money came.
RECEIVED = late(
    r"\b(?:got|received) (?:the |your |ur |that |my )?(?:\w+ )?(?:payment|deposit|transfer|balance|money|refund)\b|\breceived (?:the |your )?(?:[$€£]? ?\d+)|"
    r"\b(?:payment|deposit|transfer|balance|money)\b(?: has| is| just| have| was)* (?:received|arrived|came through|in\b(?! the)|cleared|landed|come through|got here)|\bthanks? (?:you )?(?:so much )?for (?:the|your) (?:payment|deposit|transfer)\b|\bpaid in full\b|"
    r"\brecib(?:ido|[íi]) (?:el|la|tu) (?:pago|transferencia|dep[óo]sito|se[ñn]al)|\b(?:lleg[óo]|ha llegado) (?:el|la|tu) (?:pago|transferencia|dinero)|\b(?:bien )?re[çc]u (?:le|votre|ton) (?:paiement|virement|acompte)|"
    r"\b(?:geld|zahlung|anzahlung|[üu]berweisung)\b[^.!?]{0,20}\b(?:angekommen|erhalten|da)\b|\brecebi (?:o|a|seu|sua) (?:pix|pagamento|transfer[êe]ncia|dep[óo]sito)"
)
NOT_PAID = late(
    r"\b(?:not|n't|never|nor|if|would|could|should|will|might|must|when|once|how|who|said|says|didn't|declined|failed|bounced|refused|yet to|about to|going to|have to|need to|trying to|forgot to|supposed to)\b|n't\b|\bno (?:te |le |he |lo )|\bne\b|\bn'|\bpas\b|\bnicht\b|\bn[ãa]o\b|\bnada\b|\btodav[íi]a\b|\bainda\b|\bsi (?:te|je|pago)|\bwenn\b"
)

#: A date is put to the other side.
PROPOSES = late(
    r"\b(?:could|can|shall|should|may|would|will) (?:we|i|you|u|it)\b|\b(?:how|what) about\b|\b(?:is|are|would|does|do) [^.!?]{0,40}\b(?:work|ok(?:ay)?|possible|free|suit|good|fine|available)\b|\b(?:free|available|possible|open)\b[^.!?]{0,30}\?|\blet's (?:say|do|meet|go for)\b|\b(?:i|we) (?:could|can) (?:do|offer|make)\b|\bi have (?:\w+ ){0,3}(?:free|open|available)|"
    r"\b(?:podemos|puedes|podr[íi]a\w*|te viene bien|qu[ée] tal|quedamos)\b|\b(?:possible|peut-on|pouvez|pourrait|dispo\w*|[çc]a (?:te|vous) va)\b|\b(?:passt|geht|k[öo]nnen|h[äa]ttest|wie w[äa]r)\b|\b(?:pode(?:mos)?|pode ser|que tal|d[áa] para)\b"
)
#: The other side takes it.
ACCEPTS = late(
    r"^(?:(?:hi|hey|oh|ok(?:ay)?|great|thanks?|lovely|cool)[,! ]+)*(?:yes|yep|yeah|yup|sure|perfect|great|of course|absolutely|definitely|sounds (?:good|great|perfect|lovely)|(?:that|it|this|\w+day)(?:'s| is)? (?:works|perfect|fine|good|great|ok(?:ay)?)|works for|deal|done|booked|confirmed|see you (?:then|there|on|at)|let's do (?:it|that)|no problem|can do|all good|"
    r"s[íi]\b|vale|perfecto|claro|de acuerdo|oui|parfait|d'accord|ça marche|nickel|ja\b|passt|gerne|perfekt|alles klar|klar|sim\b|combinado|perfeito|pode ser|fechado)|\b(?:works for (?:me|us)|is (?:perfect|fine|good)(?: for (?:me|us))?|see you then)\b"
)
REFUSES = late(
    r"\b(?:sorry|unfortunately|afraid|can't|cannot|not (?:free|available|possible|sure)|doesn't work|don't work|won't work|fully booked|already booked|but|let me (?:check|see|ask)|instead|rather|no\b|lo siento|no puedo|d[ée]sol[ée]|malheureusement|leider|nicht|n[ãa]o|infelizmente)\b|\?"
)
#: One side says that a date stands.
SETTLES = late(
    r"\b(?:you(?:'re| are)|we(?:'re| are)|it's|all) (?:now |all )?(?:booked|confirmed|set|down)\b|\b(?:booked you|booked (?:in )?for|confirmed for|confirming|i(?:'ve| have) (?:booked|put) you|your (?:booking|appointment|session) (?:is|on))\b|(?<!to )(?<!can )(?<!wanna )(?<!could )(?<!like )(?<!not )\bsee (?:you|u|ya) (?:on |this |next |at )?(?:mon|tues|wednes|thurs|fri|satur|sun|tom|at \d|\d)|"
    r"\b(?:nos vemos|quedamos) (?:el|ma[ñn]ana|a las)|\b(?:rendez-vous|on se voit|à) (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain)\b|\bbis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen)\b(?! (?:schick|melde))|\b(?:nos vemos|combinado para|confirmado para)\b"
)
#: About something that is no meeting: a delivery, a payment, what happened.
NO_MEETING = late(
    r"\b(?:send|sent|pay|paid|deposit|invoice|ready|deliver\w*|arrive|finish\w*|due|deadline|birthday|anniversary|rain\w*|saw|was|were|had|did|went|until|till|by (?:mon|tues|wednes|thurs|fri|satur|sun|tom)|let (?:me|you) know|call you|text you|check)\b"
)
CANCELS = late(
    r"(?<!don't )(?<!not )(?<!never )\bcancel(?:l?ing|l?ed|lation)?\b(?! (?:policy|fee))(?![^.!?]*\?)|\b(?:can't|cannot|won't|not able to|unable to) (?:be able to )?(?:make|do|come)\b|\bcall (?:it|this) off\b|\b(?:cancelar|anular|no (?:puedo|podemos|podr[ée]) (?:ir|venir))\b|\b(?:annuler|ne (?:peux|pourrai|pouvons) pas venir)\b|\b(?:absagen|kann (?:leider )?nicht kommen)\b|\b(?:cancelar|desmarcar|n[ãa]o (?:vou poder|posso) ir)\b"
)
WHAT = late(
    r"\b(?P<what>(?:mini |family |couple |portrait |headshot |wedding |maternity |newborn )?(?:session|shoot|photo ?shoot|portraits?|headshots?|wedding|consultation|call|lesson|appointment|meeting|viewing|sesi[óo]n|cita|s[ée]ance|rendez-vous|termin|shooting|ensaio|sess[ãa]o))\b"
)

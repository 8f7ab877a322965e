"""The cues by which people are told apart: words of names and of talk in five languages, and what each weighs.

Languages: English, Spanish, French, German, Portuguese. Expressions meet small letters with plain apostrophes.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from typing import Final

from engine.domain import ContactClass
from engine.expressions import late
from engine.judge.folding import fold

_F, _FAM, _W = ContactClass.FRIEND, ContactClass.FAMILY, ContactClass.WORK
_C, _A = ContactClass.CLIENT, ContactClass.ACQUAINTANCE

NAME_CUES: Final = ("name_kin", "name_kin_like", "name_work", "name_client", "name_business", "name_trade", "name_friend", "name_heart")  # fmt: skip

#: What each cue adds to the score of a class; what is not named adds nothing.
WEIGHTS: Final[dict[str, dict[ContactClass, float]]] = {
    "name_kin": {_FAM: 5.0},
    "name_kin_like": {_FAM: 0.9},
    "name_work": {_W: 3.6},
    "name_client": {_C: 3.6},
    "name_business": {_C: 1.0, _W: 0.2, _A: 0.7, _FAM: -4.0, _F: -2.5},
    "name_trade": {_A: 3.4, _C: -0.4, _FAM: -2.0, _F: -1.0},
    "name_friend": {_F: 3.0},
    "name_heart": {_FAM: 1.0, _F: 0.8, _C: -0.8, _W: -0.8},
    "organisation": {_C: 0.9, _W: 0.2, _A: 0.6, _FAM: -4.0, _F: -2.5},
    "saved": {_FAM: 0.3, _F: 0.3},
    "unsaved": {_FAM: -0.8, _F: -0.5, _W: -0.4, _C: 0.3},
    "payments": {_C: 2.2, _FAM: -0.6, _F: -0.5},
    "buys": {_C: 2.3, _FAM: -0.4, _F: -0.3},
    "pays": {_C: 1.5, _FAM: -0.3, _F: -0.2},
    "sells": {_C: 0.7, _A: 1.9, _FAM: -0.4, _F: -0.4},
    "terms": {_C: 1.6, _A: 0.7, _W: 0.3, _FAM: -0.5, _F: -0.4},
    "prices_mine": {_C: 1.4, _FAM: -0.3, _F: -0.3},
    "prices_theirs": {_A: 1.0, _W: 0.6, _C: -0.4},
    "found_you": {_C: 1.8, _FAM: -0.8, _F: -0.4},
    "owed": {_F: 1.4, _FAM: 0.4, _C: -0.8},
    "kin_talk": {_FAM: 2.0, _F: 0.2, _C: -0.2, _W: -0.5},
    "signs_as_kin": {_FAM: 3.2},
    "home_talk": {_FAM: 1.1, _F: 0.2},
    "affection": {_FAM: 1.7, _F: 0.7, _C: -0.8, _W: -1.2, _A: -0.8},
    "slang": {_F: 1.7, _FAM: 0.2, _C: -0.6, _W: -0.4, _A: -0.4},
    "outing": {_F: 1.5, _FAM: 0.1, _C: -0.3, _W: -0.1},
    "office_talk": {_W: 3.0, _FAM: -0.5, _F: -0.4, _C: -0.2},
    "polite": {_C: 0.4, _A: 0.5, _W: 0.2, _F: -0.6, _FAM: -0.8},
    "near_by": {_A: 1.9},
    "much_talk": {_F: 1.0, _FAM: 1.0, _A: -1.2, _C: -0.5},
    "little_talk": {_C: 0.2, _A: 0.4, _F: -0.3, _FAM: -0.2},
    "office_hours": {_W: 0.7, _C: 0.4, _A: 0.3, _F: -0.5, _FAM: -0.3},
    "free_hours": {_F: 0.6, _FAM: 0.5, _W: -0.7, _C: -0.2},
    "they_begin": {_C: 0.5, _F: -0.2},
    "both_begin": {_F: 0.4, _FAM: 0.4, _C: -0.3},
}  # fmt: skip

_MOTHERS = r"mum|mom|mam|mummy|mommy|mama|mamma|m[aá]m[aá]|maman|mutti|mutter|m[ãa]e|mamãe|ma"
_FATHERS = r"dad|daddy|papa|pap[aá]|papi|pai|papai|vati|vater|p[eè]re|padre"
_ELDERS = (
    r"gran|granny|grandma|grandpa|grandad|granddad|nan|nana|nanna|nanny|pops|oma|opa|omi|opi|abuela|abuelo|abuelita|abuelito|yaya|"
    r"m[eé]m[eé]|mamie|papi|papy|pépé|mémère|av[oó]|avô|vov[oóô]|v[oó]|grosi|grossmutter|großmutter|grossvater|großvater"
)
_OTHERS = (
    r"aunt|auntie|aunty|uncle|cousin|sis|sister|brother|bro in law|brother in law|sister in law|mother in law|father in law|mil|fil|son|daughter|wife|husband|hubby|wifey|"
    r"t[ií]a|t[ií]o|primo|prima|hermana|hermano|hijo|hija|esposa|esposo|marido|mujer|suegra|suegro|cu[nñ]ad[oa]|"
    r"tante|onkel|schwester|bruder|cousine|vetter|schwager|schwägerin|schwiegermutter|schwiegervater|tochter|sohn|mein mann|meine frau|"
    r"tonton|oncle|cousin|fr[eè]re|s[oœ]eur|s(?:oe|œ)ur|belle[- ]m[eè]re|beau[- ]p[eè]re|ma femme|mon mari|fils|fille|"
    r"irm[ãa]|irm[ãa]o|mano|filh[oa]|sogr[oa]|cunhad[oa]|esposa|sobrinh[oa]|sobrin[oa]|nephew|niece|neveu|ni[eè]ce|neffe|nichte|godmother|godfather|madrina|padrino"
)
_PHONES = r"mobile|cell|home|work|phone|new|old|landline|iphone|whatsapp|2|ii|handy|neu|casa|m[oó]vil|celular|tel[eé]fono|portable|maison|nouveau|telem[oó]vel|novo|nuevo"
#: The whole name is a word of kin, perhaps with a phone, a heart, "& Dad".
_KIN_ALONE = late(
    rf"(?:my |mein |meine |mi |mon |ma |minha |meu |dear )?(?:{_MOTHERS}|{_FATHERS}|{_ELDERS}|{_OTHERS})(?: (?:&|and|und|y|et|e|\+) (?:{_MOTHERS}|{_FATHERS}|{_ELDERS}))?(?: (?:{_PHONES}))?"
)
#: Elders and others go with a given name: "Auntie Rose", "Tío Paco", "Oma Inge"; one name only.
_KIN_NAMED = late(rf"(?:{_ELDERS}|{_OTHERS}) [^\W\d_]+(?: (?:{_PHONES}))?")
_KIN_AFTER = late(
    rf"[^\W\d_]+ (?:\(|- |, )?(?:my )?(?:{_OTHERS}|{_ELDERS}|{_MOTHERS}|{_FATHERS})(?: in law|-in-law)?\)?"
)
_KIN_FIRST = late(rf"(?:{_MOTHERS}|{_FATHERS}) [^\W\d_]+")
_OF_SOMEBODY = late(
    rf"[^\W\d_]+'?s (?:{_MOTHERS}|{_FATHERS}|{_OTHERS}|{_ELDERS}|teacher|assistant|boss)|(?:mama|papa|mutter|vater) von \w+|m[aã]e d[aoe] \w+|mam[aá] de \w+|maman de \w+"
)
_BUSINESS = late(
    r"\b(?:ltd|limited|inc|llc|llp|plc|gmbh|ag|kg|ug|ohg|e\.?k|s\.?l|s\.?a|s\.?a\.?r\.?l|sarl|sas|eurl|lda|ltda|co|corp|company|group|gruppe|firma|agency|agentur|agence|agencia|ag[eê]ncia|"
    r"bakery|b[äa]ckerei|boulangerie|panader[ií]a|padaria|pizza|pizzeria|pizzas|trattoria|restaurant|restaurante|bistro|caf[eé]|bar & \w+|grill|kitchen|"
    r"hotel|salon|studios?|boutique|gallery|galerie|galer[ií]a|events?|weddings|rentals?|motors|autos|garage|estates?|realty|immobilien|properties|consulting|solutions|services|"
    r"media|productions?|records|press|verlag|m[öo]bel|tickets|gym|spa|store|shop|boots|foods?|school|schule|academy|museum|foundation|trust|church|club)\b|['’]s? ?$|& sons\b|& co\b"
)
_TRADE = late(
    r"^dr\.?\b|^doc\b|\b(?:doctor|doktor|docteur|doctora|m[eé]dico|m[eé]dica|m[eé]decin|arzt|ärztin|praxis|surgery|gp|dentist|zahnarzt|dentiste|dentista|dental|clinic|clinique|cl[ií]nica|klinik|hospital|physio\w*|"
    r"therapist|therapeut\w*|vet|tierarzt|vets|optician|pharmacy|apotheke|pharmacie|farmacia|midwife|hebamme|lawyer|solicitor|anwalt|notar\w*|avocat|abogad[oa]|advogad[oa]|accountant|steuerberater|comptable|contador|"
    r"plumber|klempner|installateur|plombier|fontanero|encanador|canalizador|electrician|elektriker|[eé]lectricien|electricista|eletricista|builder|roofer|painter|maler|peintre|pintor|carpenter|schreiner|tischler|menuisier|carpintero|"
    r"gardener|g[äa]rtner|jardinier|jardinero|jardineiro|cleaner|putzfrau|femme de m[eé]nage|limpiadora|faxineira|babysitter|nanny agency|sitter|handyman|hausmeister|concierge|portero|porteiro|mechanic|mechaniker|m[eé]canicien|mec[aá]nico|"
    r"hairdresser|hair|barber|friseur\w*|coiffeu\w+|peluquer\w+|cabeleireir\w+|nails|driver|taxi|uber|cab|fahrer|chauffeur|locksmith|boiler|heating|movers|removals|umzug|"
    r"landlord|landlady|vermieter\w*|propri[eé]taire|casero|senhorio|agent|estate agent|makler\w*|neighbou?r|nachbar\w*|voisin\w*|vecin[oa]|vizinh[oa]|next door|upstairs|downstairs|teacher|lehrer\w*|coach|trainer|tutor|dog walker|bank|insurance|versicherung)\b"
)
_WORK = late(
    r"\b(?:boss|chef|jefe|jefa|chefe|chefin|manager|mgr|supervisor|team lead|hr|payroll|reception|front desk|colleague|coworker|co-worker|kolleg\w+|coll[eè]gue|compañer[oa] (?:de )?trabajo|colega|"
    r"office|b[üu]ro|bureau|oficina|escrit[oó]rio|dept|department|abteilung|intern|ward \d+|rota|shift|arbeit|travail|trabajo|trabalho|job|from work|\(work\)|it support)\b|\bwork$"
)
_CLIENT = late(
    r"\b(?:client|clients|customer|kunde|kundin|clienta|cliente|clientes|lead|enquiry|inquiry|wedding|hochzeit|mariage|boda|casamento|bride|braut|groom|shoot|shooting|newborn|headshots?|commission|auftrag|mandant\w*|patient|booking|deposit)\b"
)
_FRIEND = late(
    r"\b(?:bestie|bff|mate|friend|buddy|amig[oa]|freund|freundin|cop(?:ain|ine)|ami|amie|kumpel|flatmate|roommate|housemate|roomie|wg|coloc|uni|college|school friend|football|footy|climbing|gaming|tinder|hinge|bumble|party)\b"
)
_HEART = late("[❤💕💖💗💘💙💚💛💜🖤🤍🧡😘🥰😍💋👑]")
_EMOJI = late("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\U0001f3fb-\U0001f3ff]")


def name_cue(name: str) -> str | None:
    """Which of NAME_CUES a name is, None where it is only a name."""
    low = " ".join(_EMOJI.sub(" ", fold(name[:120]).text).split())
    if not low:
        return "name_heart" if _HEART.search(name) else None
    if _OF_SOMEBODY.fullmatch(low):
        return "name_trade"
    if _KIN_ALONE.fullmatch(low):
        return "name_kin"
    for cue, pattern in (("name_client", _CLIENT), ("name_trade", _TRADE), ("name_work", _WORK)):
        if pattern.search(low) and not (cue == "name_trade" and _BUSINESS.search(low) and not _CARE.search(low)):
            return cue
    if _BUSINESS.search(low):
        return "name_business"
    if _KIN_NAMED.fullmatch(low) or _KIN_AFTER.fullmatch(low):
        return "name_kin"
    if _KIN_FIRST.fullmatch(low):
        return "name_kin_like"
    if _FRIEND.search(low):
        return "name_friend"
    return "name_heart" if _HEART.search(name) else None


#: Surgeries and offices one goes to stay what they are, whatever their company is called.
_CARE = late(r"\b(?:dental|clinic|clinique|cl[ií]nica|klinik|praxis|surgery|hospital|vet|vets|bank|insurance|pharmacy|apotheke)\b")  # fmt: skip

_BUYS = late(
    r"\bhow much (?:is|are|do you charge|would|for|does)\b|\b(?:your|ur) (?:rates?|prices?|fees?|packages?|availability|price list)\b|\bwhat(?:'s| is| are| would be) (?:the|your) (?:rates?|prices?|cost|fee)\b|\b(?:a |the )?quote\b(?! me)|"
    r"\b(?:like|love|want|need|can|could|happy|able) (?:we |i |to )*(?:to )?(?:book|reserve|hire|order|commission)\b|\bdo you have (?:any )?(?:availability|space|slots?|openings?)\b|\bare you available (?:for|on)\b|\bany (?:discount|availability)\b|"
    r"\b(?:our|the|my|another|a|family|newborn|wedding|next) (?:session|shoot|appointment|booking|lesson|fitting|treatment|print|gallery|proofs|album)\b|\binvoice (?:us|me)\b|\bsend (?:me |us |over )?(?:the|your|an) invoice\b|\bwhat do (?:i|we) owe you\b|"
    r"cu[aá]nto (?:cuesta|vale|cobra|ser[ií]a)|\bdisponibilidad\w*|\b(?:quiero|queremos|quisiera|me gustar[ií]a) (?:reservar|contratar)|\bpresupuesto\b|\btarifas?\b|"
    r"combien (?:co[uû]te|vous prenez|pour une)|quel(?:s|le)? (?:est |sont )?(?:le |les |vos )?(?:tarif|prix)|[êe]tes-vous (?:disponible|libre)|\b(?:voudrais|voudrions|aimerais|souhaite) r[eé]server|\bdevis\b|"
    r"\bwas kostet|\bwas kosten|\bwieviel kostet|\bwie viel kostet|\b(?:m[öo]chten?|w[üu]rden?|wollen) (?:\w+ ){0,3}buchen|haben sie (?:\w+ ){0,3}(?:termin|frei|zeit)|\bangebot\b|\bpreisliste\b|"
    r"quanto custa|quanto (?:fica|cobra|seria)|\btem disponibilidade|\b(?:quero|queria|gostaria de|queremos) (?:marcar|reservar|contratar)|\borçamento\b"
)
_SELLS = late(
    r"\b(?:my|our) (?:rates?|prices?|fees?|invoice|call[- ]?out|minimum|packages?|deposit)\b|\b(?:deposit|balance) (?:is|of)\b|\b\d+ ?% deposit\b|\bdeposit \d|\bi(?:'ll| will)? send (?:you )?(?:my|the|an|over the) invoice\b|\binvoice (?:is|sent|on its way|attached)\b|"
    r"\b(?:session|shoot|headshots?|half day|day|lesson|lessons|hour|newborn|package|call-out|sessions) (?:is|are|costs?|starts? at) [£$€]?\d+|\b\d{2,4} (?:call[- ]?out|per (?:hour|session|person))\b|\bbook(?:ed)? you in\b|\byour (?:appointment|session|booking|results|table|order|gallery)\b|"
    r"\b(?:la sesi[oó]n|sale|cuesta|son) (?:a |son )?\d+|\bse[nñ]al de \d+|\b(?:le|te) (?:mando|env[ií]o) la factura|"
    r"\b(?:s[eé]ance|forfait) (?:est )?[aà] \d+|\bacompte\b|\bvous envoie la facture|"
    r"\banzahlung\b|\brechnung (?:ist|kommt|liegt)|\b(?:kostet|kosten) \d+|\b\d+ euro\b|"
    r"\b(?:sess[ãa]o|pacote) custa \d+|\bsinal de \d+|\benvio a fatura"
)
_PAYS = late(
    r"\bdeposit (?:sent|paid|is paid|done|transferred)\b|\b(?:paid|sent|transferred) (?:you )?(?:the |your )?(?:deposit|invoice|balance|rest|fee)\b|\binvoice (?:is )?paid\b|^paid\b|\bpaid (?:by|via) (?:transfer|card)|\bpayment (?:sent|made|is on)|"
    r"\bgot (?:it|the deposit|your payment),? thank|\breceived,? thank|\b(?:pagad[oa]|transferid[oa]|dep[oó]sito hecho)\b|\bpay[eé]\b|\bvirement (?:fait|effectu)|\b(?:bezahlt|[üu]berwiesen)\b|\b(?:pago|paguei|transferi)\b"
)
#: The person confirms what came.
_PAID = late(
    r"\bgot (?:it|the deposit|your payment|the payment),? (?:ta\b|thank)|\breceived,? thank|\bdeposit (?:arrived|received)|\bpayment received\b"
)
#: Words of a trade, whoever says them.
_TERMS = late(
    r"\b(?:deposits?|invoices?|the balance|bookings?|booked|appointments?|quotes?|refunds?|receipts?|availability|prices?|rates|price list|sessions?|shoots?|gallery|proofs|prints?|framed?|fittings?|treatments?|consultation|lessons?|commission|contract|deliver(?:y|ed)|hold the date|"
    r"factura|se[nñ]al|reserva|cita|precio|sesi[oó]n|galer[ií]a|presupuesto|facture|acompte|r[eé]servation|rendez-vous|s[eé]ance|prix|devis|galerie|rechnung|anzahlung|termin|preis|angebot|auftrag|fatura|sinal|marcação|sess[ãa]o|preço|orçamento)\b"
)
#: Somebody names a price: "it's 260", "180 for the hour", "£85", "40 x 4, so 160".
_PRICES = late(
    r"[£$€]\s?\d|\b\d+\s?(?:£|€|eur|euros?|gbp|usd|pounds|dollars)\b|\b(?:it's|its|is|are|that's|costs?|comes to|so|framed) \d{2,4}\b(?!:|\.\d| ?[ap]m| (?:minutes|min|days|hours|o'clock|people|photos|files|years))|"
    r"\b\d{2,4} (?:for|now|each|an hour|per|on top|all in|altogether|in total|the rest)\b|\b\d{2,4}$"
)
#: A stranger who comes with a wish says where from.
_FOUND_YOU = late(
    r"\b(?:gave (?:me|us) your (?:number|name|card|details)|got your (?:number|name|details)|found you (?:on|through|via)|saw your (?:work|page|site|website|ad|photos|post)|(?:was|were|you were|came|are) recommended|recommended (?:you|by)|are you the \w+ (?:who|that)|is this (?:the )?\w+ the \w+|do you (?:also )?do \w+|"
    r"me han recomendado|vi tu (?:web|p[aá]gina|trabajo)|on m'a recommand[eé]|j'ai vu votre (?:site|page|travail)|wurden? (?:mir|uns) empfohlen|habe ihre (?:seite|nummer)|me recomendaram|vi o seu (?:site|trabalho))\b"
)
_OWED = late(
    r"\b(?:you|u|i|he|she) (?:still )?owe (?:me|you|u|her|him)\b(?! for (?:this|the) (?:month|session|shoot))|\b(?:pay|paid|paying|send|sent) (?:you |u |me )?back\b|\bsplit (?:the|it|this)\b|\b(?:my|your|ur) (?:half|share)\b|\bnext round\b|\b(?:first|this) round\b|"
    r"\b(?:money|transferred (?:you|u)|sent (?:you|u)) (?:\w+ ){0,3}for (?:the )?(?:tickets?|pizza|dinner|drinks|uber|cab|gift|food|beers?|petrol|gas|lunch|train)|\bvenmo\w*|\bsplitwise\b|\bte debo\b|\bje te dois\b|\bschulde dir\b|\bte devo\b|\bquid\b|\btenner\b|\bfiver\b|\bsent you the money\b"
)
_KIN_TALK = late(
    r"(?:(?:my|your|our|tell|ask|call|with|at|for|is|and|to|me and|love) )?\b(?:mum|mom|mam|dad|mummy|daddy|nana|nan|granny|grandma|grandpa|grandad)(?:'s)?\b|\b(?:our|your|the) (?:brother|sister|aunt|uncle|cousins?|nephew|niece|parents|grandkids|kids|little one)\b|"
    r"\bmam[aá]\b|\bpap[aá]\b|\babuel[oa]\b|\bt[ií]o \w+|\btu herman[oa]\b|\bhermanit[oa]\b|\bherman[oa]\b|\bmaman\b|\bpapa(?:s)?\b|\bmamie\b|\bpapy\b|\bta s[oœ]eur\b|\bton fr[eè]re\b|\bmama(?:s)?\b|\boma\b|\bopa\b|\bdeine? (?:schwester|bruder|mutter|vater)\b|\bm[ãa]e\b|\bpai\b|\bav[oó]\b|\btua irm[ãa]\b|\bteu irm[ãa]o\b"
)
_SIGNS = late(
    r"\b(?:love|lots of love|hugs|kisses|xx|from),? (?:mum|mom|dad|nana|nan|granny|grandma|grandpa|auntie \w+|your (?:mother|father|aunt|uncle))\b[ x.❤]*$|\b(?:mum|mom|dad|nana|granny) x+$|\b(?:deine|dein|alles liebe,?) (?:mama|papa|oma|opa)\b|\bbisous,? (?:maman|papa|mamie)\b|\b(?:besos|un beso),? (?:mam[aá]|pap[aá]|abuela)\b|\bbeijos?,? (?:da |do )?(?:m[ãa]e|pai|av[oó])\b"
)
#: The person calls them so.
_CALLS_KIN = late(
    r"\b(?:thanks|thank you|love you|night|morning|ok|yes|hi) (?:mum|mom|dad|mummy|nana|granny|grandma|mama|maman|mam[aá])\b"
)
_HOME = late(
    r"\bpick (?:up )?(?:the kids|him|her|them|dad|mum|mom)\b|\bwhat'?s for (?:dinner|tea)\b|\b(?:get|buy|bring) (?:some )?(?:milk|bread|nappies)\b|\bhome (?:at|by|in|for)\b|\bfeed the (?:cat|dog)\b|\bsunday (?:lunch|roast|dinner)\b|\bschool run\b|\bthe bins\b|\b(?:in|at|from) (?:the )?hospital\b|"
    r"\bcomer el domingo\b|\bqu[eé] hay de (?:cena|comer)|\bd[iî]ner dimanche|\bsonntag (?:zum )?(?:essen|kaffee)|\balmo[cç]ar\b|\bgeburtstag\b|\bcumplea[nñ]os de (?:mam[aá]|pap[aá])"
)
_AFFECTION = late(
    r"\b(?:love (?:you|u|ya)|miss (?:you|u|ya)|luv u|proud of you|darling|sweetheart|babe|baby|honey|my love|hugs|te quiero|te amo|te extra[nñ]o|cari[nñ]o|mi amor|je t'aime|tu me manques|mon amour|ch[eé]rie?|bisous|hab dich lieb|ich liebe dich|ich dich auch|vermiss\w* dich|schatz|te amo|saudades|meu amor|querid[oa]|beijinhos?)\b|[😘🥰]|\bx{2,}\b"
)
_SLANG = late(
    r"\b(?:lo+l|lmao|omg|wtf|haha\w*|hehe\w*|jaja\w*|kkk+|rsrs\w*|mdr|ptdr|xd|bro|bruh|dude|mate|m8|tmrw|soz|ta babe|deffo|gonna|wanna|gimme|yes{2,}|yea+h+|nah|gossip|digga|alter|krass|geil|t[ií]o|t[ií]a,? |mano|cara,? |pote|frérot|grave|guess who)\b|[😂🤣💀😜🍻]"
)
_OUTING = late(
    r"\b(?:pub|pints?|beers?|drinks|party|gig|club|brunch|hang(?:ing)? out|catch up|movie|cinema|game|match|footy|tickets|hungover|head hurts|wine|night out|last night was|you (?:up|out|around|about) (?:later|tonight|tmrw|friday|saturday)|running late|always late|where are you|fiesta|ca[nñ]as|quedamos|salimos|finde|soir[eé]e|ap[eé]ro|on sort|bier(?:chen)?|feiern|kneipe|cervejas?|balada|bora sair|bora|play|tell me everything)\b"
)
_OFFICE = late(
    r"\b(?:(?:team|staff|the|in a|our|next|board) meeting|meeting (?:at|in|moved|room|is)|stand-?up|(?:the|our|my) (?:boss|deadline|manager|slides|team|report|rota|shift)|deadline (?:is|for)|boss|deck is|swap shifts|\w+'s shift|my shift|night shift|rota|roster|timesheet|payroll|hr|conference call|handover|matron|overtime|annual leave|"
    r"la reuni[oó]n|jefe|jefa|el informe|el plazo|la presentaci[oó]n|n[oó]mina|la r[eé]union|le chef|le rapport|[eé]ch[eé]ance|besprechung|das meeting|(?:der )?chef will|folien|pr[äa]sentation|dienstplan|schicht|a reuni[ãa]o|chefe|relat[oó]rio|o prazo|a apresentaç[ãa]o)\b"
)
_POLITE = late(
    r"\b(?:kind regards|best regards|regards|sincerely|dear (?:mr|mrs|ms|sir|madam)|sir|madam|good (?:morning|afternoon|evening)|would you be able|thank you very much|looking forward|sehr geehrte|mit freundlichen|cordialement|bonjour madame|bonjour monsieur|estimad[oa]|atentamente|saludos cordiales|prezad[oa]|atenciosamente|könnten sie|pourriez-vous|podría usted)\b"
)
_NEAR_BY = late(
    r"\b(?:your|the) (?:parcel|bins?|keys?|dog is|alarm|gate)\b.{0,30}\b(?:ours|us|porch|barking|open|out)\b|\bwe have your (?:parcel|package|post)\b|\b(?:neighbou?rs?|next door|upstairs|our street|the landlord|residents|school run|pta|parents' evening|your rent|the rent)\b|\b(?:vecin[oa]s?|voisin\w*|nachbar\w*|vizinh[oa]s?)\b"
)

#: By cue: what it looks like in their words, and in the person's; None where it does not count.
TALK_CUES: Final[dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]] = {
    "buys": (_BUYS, _SELLS),
    "pays": (_PAYS, _PAID),
    "sells": (_SELLS, _BUYS),
    "terms": (_TERMS, _TERMS),
    "prices_mine": (None, _PRICES),
    "prices_theirs": (_PRICES, None),
    "found_you": (_FOUND_YOU, None),
    "owed": (_OWED, _OWED),
    "kin_talk": (_KIN_TALK, _KIN_TALK),
    "signs_as_kin": (_SIGNS, _CALLS_KIN),
    "home_talk": (_HOME, _HOME),
    "affection": (_AFFECTION, _AFFECTION),
    "slang": (_SLANG, _SLANG),
    "outing": (_OUTING, _OUTING),
    "office_talk": (_OFFICE, _OFFICE),
    "polite": (_POLITE, _POLITE),
    "near_by": (_NEAR_BY, _NEAR_BY),
}  # fmt: skip

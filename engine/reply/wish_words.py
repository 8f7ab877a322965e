"""The words with which a reply is wished for, in five languages, by what it shall do and how it shall sound."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from enum import StrEnum

from engine.domain import Theme
from engine.expressions import late


class Kind(StrEnum):
    """What a reply can be wished to do; also the table of its sentences in `resources/phrases/*_wishes.toml`."""

    DECLINE = "decline"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    THANK = "thank"
    CONGRATULATE = "congratulate"
    APOLOGISE = "apologise"
    DEFER = "defer"
    DEPOSIT = "deposit"
    OFFER = "offer"
    ASK_DAY = "ask_day"
    ASK_TIME = "ask_time"
    ASK_PRICE = "ask_price"
    ASK_PLACE = "ask_place"
    ASK_NUMBER = "ask_number"
    ASK_LENGTH = "ask_length"
    ASK_MORE = "ask_more"


_TO = r"(?:them|him|her|'em|ihm|ihr|ihnen|sie|ihn|denen|le|les|lui|leur|lhes?|a (?:el|él|ella|ele|ela)|(?:à|para) (?:elle|lui|ele|ela))"
#: What only says that something is to be written.
LEAD = late(
    rf"^(?:(?:please|just|bitte|einfach|por favor|s'il te plaît|simplemente|simplement|apenas|só)[ ,]+)?"
    rf"(?:(?:can you |could you |kannst du |puedes |peux-tu |podes |pode )?(?:tell|write|reply|answer|respond|say|send|text|draft|let)(?: {_TO})?(?: know)?(?: (?:with|that|back))?[ :]+|"
    rf"(?:schreibe?|sage?|antworte?|teile?|schicke?|formuliere?)(?: {_TO})?(?: (?:mit|dass|daß|bitte))?[ :,]+|"
    r"(?:dil[eo]s?|dígale|escríbe(?:le)?|responde(?:le|lhe)?|contesta(?:le)?|manda(?:le)?|envía(?:le)?)(?: (?:con|que|com))?[ :]+|"
    r"(?:dis|écris|réponds|envoie)(?:[- ]?(?:lui|leur))?(?: (?:avec|que|par))?[ :]+|"
    r"(?:diz|diga|escreve|escreva|responda|manda|envia)(?:[- ]?lhes?)?(?: (?:com|que))?[ :]+)?"
    r"(?:(?:with )?(?:an?|the|some|ein(?:en?|e)?|una?|une|uma?)\s+)?"
)
MANNERS: tuple[tuple[Theme, re.Pattern[str]], ...] = tuple(
    (theme, late(rf"(?<![\w'-])(?:{words})(?![\w'-])"))
    for theme, words in (
        (Theme.WARM, r"(?:in a )?(?:very |really |sehr |ganz |muy |très |muito |more )?(?:nicely|kindly|politely|gently|warmly|friendly|nice|kind|polite|gentle|warm|sweet(?:ly)?|nett(?:e[nrs]?)?|freundlich(?:e[nrs]?)?|höflich(?:e[nrs]?)?|lieb(?:e[nrs]?)?|herzlich(?:e[nrs]?)?|amable(?:mente)?|con (?:amabilidad|cariño)|educad[oa](?:mente)?|gentil(?:le)?(?:mente)?|gentiment|poli(?:e|ment)?|avec gentillesse|chaleureusement|com (?:gentileza|carinho|jeito)|simpátic[oa])(?: way)?"),
        (Theme.BRIEF, r"(?:very |sehr |ganz )?(?:briefly|shortly|short|brief|quick(?:ly)?|kurz(?:e[nrs]?)?|knapp(?:e[nrs]?)?|breve(?:mente)?|cort[oa]|bref|brève(?:ment)?|brièvement|court(?:e)?|curt[oa])"),
        (Theme.FIRM, r"(?:firmly|firm|clearly|clear|bestimmt(?:e[nrs]?)?|deutlich(?:e[nrs]?)?|klar(?:e[nrs]?)?|firme(?:mente)?|clar[oa](?:mente)?|ferme(?:ment)?|clairement)"),
        (Theme.PROFESSIONAL, r"(?:formally|formal(?:ly|mente)?|professional(?:ly)?|förmlich(?:e[nrs]?)?|formell(?:e[nrs]?)?|professionell(?:e[nrs]?)?|profesional(?:mente)?|formel(?:le)?(?:ment)?|professionnel(?:le)?(?:ment)?|profissional(?:mente)?)"),
    )
)  # fmt: skip
_IT = r"(?: (?:it|this|that|them|him|her|to (?:it|this|them|him|her)|the (?:offer|invitation|request|booking|appointment|date|job|session|proposal)|(?:das|es|ihm|ihr|ihnen|dem|ihn)|(?:das|den|die|dem|der) (?:angebot|einladung|anfrage|termin|vorschlag|auftrag|bitte)|(?:la|el) (?:oferta|invitación|propuesta|cita|petición)|(?:l'|la |le )(?:offre|invitation|proposition|rendez-vous|demande)|(?:a|o) (?:oferta|convite|proposta|pedido|marcação)|lui|leur|lhe|a (?:ella|él|ela|ele)|à (?:elle|lui)))?"
#: A day or time behind the act: "say no to Thursday".
_WHEN = r"(?:,? (?:to|for|on|at|für|am|auf|zu|um|para|el|al|pour|le|à|a|na|no|às|em)? ?(.{2,40}))?"
_ASK = rf"(?:ask(?:ing)?(?: {_TO})?(?: for| about)?|frage?n?(?: {_TO})?(?:,? nach| ob)?|nachfragen,?|preg[uú]nt(?:a|e|ar|ale|arle|emos)(?:le)?(?: por| a)?|pídele|pide|pedir|demande[rz]?(?:[- ]lui|[- ]leur)?|pergunt(?:a|e|ar)(?:[- ]lhe)?(?: por)?|pede|peça)"

ACTS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, late(rf"(?:{expression})"))
    for kind, expression in (
        (Kind.DEPOSIT, rf"(?:{_ASK}|ask for|want|need|verlange?n?|fordere?|exig[ei]r?|exige[rz]?)?(?: (?:a|the|an|eine|die|un|una|el|la|l'|um|o))? ?(?:deposit|anzahlung|señal|anticipo|depósito|acompte|arrhes|sinal|adiantamento)(?: verlangen| fordern| erbitten)?|nach (?:einer|der) anzahlung fragen"),
        (Kind.ASK_NUMBER, rf"{_ASK} (?:how many(?: people| guests| persons| of them)?(?: (?:they are|there are|will come|are coming|come))?|wie ?viele?(?: (?:personen|leute|gäste))?(?: (?:es sind|sie sind|kommen))?|cuánt[oa]s(?: (?:personas|son|vienen|serán))*|combien (?:ils sont|de personnes|sont-ils|ils seront)|quant[oa]s(?: (?:pessoas|são|vêm|vão))*)|(?:nach der )?(?:anzahl|personenzahl)(?: der personen)?(?: er)?fragen|wie ?viele (?:personen|leute) fragen"),
        (Kind.ASK_TIME, rf"{_ASK} (?:(?:what|which|the|a) (?:exact )?time|um wie ?viel uhr|(?:der|die) (?:uhrzeit|genauen uhrzeit)|(?:a )?qué hora|la hora|à? ?quelle heure|l'heure|(?:a )?que horas?|a hora)(?: (?:suits|works|they.{{0,15}}|es.{{0,20}}|passt.{{0,10}}|le.{{0,15}}|ça.{{0,15}}|lhe.{{0,15}}))?|nach der uhrzeit fragen|(?:die )?uhrzeit (?:er)?fragen|what time"),
        (Kind.ASK_DAY, rf"{_ASK} (?:when|(?:what|which|a|the) (?:other )?(?:day|date)s?|wann|(?:welche[rnms]?|de[mnr]) (?:tag|termin|datum)|einem (?:anderen )?(?:tag|termin)|cuándo|cuando|(?:por )?(?:la|una|qué) (?:otra )?fecha|qué día|(?:el|otro) día|quand|quelle? (?:jour|date)|la date|le jour|quando|que dia|(?:a|outra) data|o dia)(?: (?:suits|works|they.{{0,15}}|it.{{0,15}}|es.{{0,15}}|ihm.{{0,12}}|ihr.{{0,12}}|le.{{0,15}}|ça.{{0,15}}|lui.{{0,15}}|lhe.{{0,15}}|sie.{{0,15}}|er.{{0,15}}|pued.{{0,15}}|pod.{{0,15}}|that.{{0,15}}))?|nach (?:dem|einem) (?:anderen )?(?:termin|tag|datum) fragen|when\?"),
        (Kind.ASK_LENGTH, rf"{_ASK} (?:how long(?: (?:it|they|that).{{0,15}})?|wie lange?(?: .{{1,20}})?|cuánto (?:tiempo|dura)(?: .{{1,15}})?|combien de temps(?: .{{1,20}})?|quanto tempo(?: .{{1,15}})?)|nach der dauer fragen"),
        (Kind.ASK_PRICE, rf"{_ASK} (?:(?:how much|(?:what )?(?:the |a |their )?(?:price|cost|budget|quote|rate)s?)(?: .{{1,15}})?|(?:was|wie ?viel) (?:es|das) kostet|de[mnr] (?:preis|kosten)|(?:el|qué) (?:precio|presupuesto)|cuánto(?: (?:cuesta|vale|es|cobra.?))?|(?:le |quel )?(?:prix|budget|tarif)|combien(?: (?:ça coûte|c'est))?|(?:o|qual o) (?:preço|orçamento)|quanto(?: (?:custa|é|cobra.?))?)|nach (?:dem|den) (?:preis|kosten|budget) fragen|preis (?:er)?fragen"),
        (Kind.ASK_PLACE, rf"{_ASK} (?:where(?: .{{1,25}})?|(?:what )?(?:the |their |an )?(?:address|location|place)|wo(?: .{{1,20}})?|(?:der|die|seiner|ihrer) (?:adresse|anschrift)|(?:dem|einem) (?:ort|treffpunkt)|(?:a?dónde)(?: .{{1,15}})?|(?:la |su )?dirección|el (?:lugar|sitio)|où(?: .{{1,15}})?|(?:l'|son )?adresse|le lieu|(?:a?onde)(?: .{{1,15}})?|(?:a |o |seu |sua )?(?:morada|endereço)|o (?:lugar|local))|nach (?:der adresse|dem ort|dem treffpunkt) fragen"),
        (Kind.ASK_MORE, rf"{_ASK}(?: (?:(?:for )?(?:more|something|back|a question|questions?|more (?:details|information|info)|details|again|again|what (?:they|he|she) (?:want|need|mean)s?)|(?:nach )?(?:mehr(?: details| infos?)?|details|einzelheiten|zurück)|was (?:genau )?(?:gemeint ist|er meint|sie meint|sie braucht|er braucht)|(?:algo |más |por más )?(?:más|detalles|algo|información)|más (?:detalles|información)|(?:plus )?(?:de |des )?(?:détails|précisions|plus)|plus d'infos?(?:rmations)?|mais (?:detalhes|informaç(?:ão|ões))|(?:algo|mais|detalhes)))?|(?:eine )?rückfrage(?: stellen)?|(?:zurück|nach)fragen|(?:a )?question back"),
        (Kind.APOLOGISE, rf"apologi[sz]e(?: to {_TO})?(?: for (?:the |being )?(?:late(?:ness)?|delay|wait|late reply))?|(?:an )?apology|(?:say )?sorry|(?:say )i(?:'m| am) sorry|(?:eine )?entschuldigung|(?:sich |mich )?entschuldigen|entschuldige? (?:dich|mich)(?: bei {_TO})?|sorry sagen|(?:pide|pedir|pídele|ped)(?:e|ir)? (?:perdón|disculpas|desculpas?)|(?:una )?disculpa|discúlpa(?:te|me)|disculparse|excuse(?:s|-toi|-moi)?|(?:présente|fais|faire|présenter) (?:des |mes |tes )?excuses|s'excuser|(?:des )?excuses|désolée?|desculpa(?:s|-te|r)?|(?:um )?pedido de desculpas?|perdón"),
        (Kind.CONGRATULATE, rf"congratulat(?:e(?: {_TO})?|ions)|congrats|gratulier(?:e|en)?(?: {_TO})?|(?:herzlichen )?glückwunsch|(?:ihm |ihr )?gratulieren|felic[ií]ta(?:r|le|lo|la)?|felicitaciones|félicite[rz]?(?:[- ](?:le|la|les))?|félicitations|(?:dá-lhe os )?parabéns|parabeniz[ae]r?|felicitações"),
        (Kind.THANK, rf"(?:thank(?: {_TO})?|say thanks|bedanke?n? (?:dich|mich)|danke?n?(?: {_TO})?|(?:da|dale|dile|darle) (?:las )?gracias|agradécele|remercie(?:[- ](?:le|la|les))?|agradece(?:[- ]lhe)?) (?:for|für|por|pour|de|pela?|pel)(?=[ao]s? | )(.{{2,60}})|(?:say |a )?(?:thanks?|thank you)(?: {_TO}| you)?(?: note| message)?|(?:ein )?(?:danke(?:schön)?|dank)(?: sagen)?|bedanken?(?: dich| mich)?|(?:sich |mich )?bedanken|(?:vielen )?dank|(?:da|dar|dale|dile|darle)? ?(?:las )?gracias|agrad[eé](?:ce|cer|cele|cerle|ça|ceu)(?:[- ]lhe|le)?|(?:un )?agradecimiento|(?:dis |dire )?merci|remercie[rz]?(?:[- ](?:le|la|les))?|(?:un )?remerciement|obrigad[oa]|(?:um )?agradecimento|dank(?:e|en)? {_TO}"),
        (Kind.DEFER, r"(?:say )?(?:not yet|later|maybe|maybe later|not sure(?: yet)?|i(?:'ll| will) (?:check|think about it|let them know|get back to them))|wait|defer|buy(?: me| some)? time|put (?:it|them|him|her) off|postpone(?: it)?|stall|(?:später|noch nicht|vielleicht|mal sehen)(?: sagen)?|vertrösten|(?:ver|auf)schieben|zeit gewinnen|hinhalten|vertröste (?:ihn|sie)|bedenkzeit|(?:todavía|aún) no|más tarde|luego|quizás?|tal vez|gana(?:r)? tiempo|aplaza(?:r|lo|la)?|posp(?:ón|oner)(?:lo|la)?|plus tard|pas encore|peut-être|gagne[rz]? du temps|reporte[rz]?|remet(?:s|tre) à plus tard|ainda não|mais tarde|talvez|ganh(?:a|ar) tempo|adia(?:r)?"),
        (Kind.CONFIRM, rf"confirm(?: it| this| that| the (?:booking|appointment|date|time|session))?{_WHEN}|(?:a )?confirmation|bestätige?n?(?: es| das| den termin)?{_WHEN}|(?:den )?termin bestätigen|(?:eine )?(?:bestätigung|zusage)|confirma(?:r|lo|la)?(?: (?:la|el|a|o) (?:cita|reserva|fecha|marcação|hora))?{_WHEN}|confirme[rz]?(?:-le|-la)?(?: (?:le|la|l')\s?(?:rendez-vous|réservation|date|heure))?{_WHEN}|(?:la |une )?confirmación|(?:une )?confirmation|(?:uma )?confirmação"),
        (Kind.DECLINE, rf"(?:say )?(?:no|nope)(?: thanks?| thank you)?{_IT}{_WHEN}|declin(?:e|ing){_IT}{_WHEN}|refuse{_IT}|refusal|rejection|reject{_IT}|turn (?:it|them|him|her|this|that) down|pass(?: on (?:it|this|that))?|(?:say (?:that )?)(?:i |we )?(?:can't|cannot)(?: make it)?|(?:can't|cannot)(?: make it)?|(?:sage? |sagen )?(?:{_TO} )?(?:nein|nö|nee|ab)(?: sagen)?{_WHEN}|absage|absagen?|(?:{_IT} )?ablehnen|absage (?:an|für).{{1,30}}|(?:lehne?|sage?){_IT} ab|(?:das |den |die |dem |der )?(?:angebot|einladung|anfrage|termin|vorschlag|auftrag)? ?(?:ablehnen|absagen)|ablehnung|(?:di(?:le)? |decir )?(?:que )?no{_WHEN}|rechaz(?:a|ar|o|alo|ala|arlo|arla){_IT}|negativa|declina(?:r)?{_IT}|(?:dis |dire )?(?:que )?non(?: merci)?{_WHEN}|refuse[rz]?(?:[- ](?:le|la|les))?{_IT}|refus|décline[rz]?{_IT}|(?:diz |dizer |diga )?(?:que )?não{_WHEN}|recus(?:a|ar|e){_IT}|recusa"),
        (Kind.ACCEPT, rf"(?:say )?(?:yes|kk?|ok(?:ay)?|yes please){_IT}{_WHEN}|agree(?: to (?:it|this|that))?{_WHEN}|accept{_IT}{_WHEN}|acceptance|(?:sage? |sagen )?(?:ja|zu)(?: sagen)?{_WHEN}|zusagen|zustimmen|annehmen|(?:nimm|sage?){_IT} (?:an|zu)|(?:das |den |die )?(?:angebot|einladung|termin|vorschlag) annehmen|(?:di(?:le)? |decir )?(?:que )?s[íi]{_WHEN}|acepta(?:r|lo|la)?{_IT}{_WHEN}|(?:dis |dire )?(?:que )?oui{_WHEN}|accepte[rz]?(?:[- ](?:le|la))?{_IT}{_WHEN}|(?:diz |dizer |diga )?(?:que )?sim{_WHEN}|aceita(?:r)?{_IT}{_WHEN}|aceite"),
    )
)  # fmt: skip
#: A yes or no to something that need not be named again: "no to 150", "yes to the party".
ANSWERS_TO = late(r"(?:say )?(?P<answer>no|nope|yes) to .{2,60}")
#: Something else is put forward; German says the verb last, or in two pieces.
OFFERS = late(
    rf"(?:make (?:them |him |her )?(?:a )?counter-?offer(?: of| with)?|counter(?:[- ]?offer)?(?: with| of)?|(?:offer|suggest|propose)(?: {_TO})?|(?:ofr[eé]c[ea](?:les?)?|ofrecer(?:les?)?|prop[oó]n(?:les?|er|erles?)?|sugi?[eé]r(?:e|ir)(?:les?)?)|(?:propose[rz]?|suggère|suggérer|offr[ei]r?)(?:[- ]?(?:lui|leur))?|(?:oferece(?:r)?|ofereça|prop(?:õe|or)|sug(?:ere|erir|ira))(?:[- ]lhe)?) (?P<rest>.{{2,60}})|"
    rf"(?:schlage?|biete)(?: {_TO})?(?: doch| stattdessen| lieber)? (?P<rest2>.{{2,60}}?) (?:vor|an)|"
    r"(?:ein )?(?:gegenangebot|gegenvorschlag)?:? ?(?P<rest3>.{2,60}?)(?: stattdessen)? (?:vorschlagen|anbieten)"
)
#: Words that begin an instruction about the reply.
ORDERS = late(
    r"(?:please |bitte |por favor )?(?:"
    r"(?:re)?write|rephrase|thank (?:them|him|her)|apologi[sz]e|remind (?:them|him|her)|congratulate|reword|draft|compose|reply|respond|sound|mention|reassure|convince|persuade|compliment|flirt|joke|explain|invite|comfort|cheer|scold|translate|summari[sz]e|"
    r"make (?:it|this|them|him|her|a joke)|be (?:more|less|very|a bit|nice|kind|polite|firm|brief|honest|funny|careful|friendly|rude|angry|sarcastic|formal|casual|sweet|strict)|keep (?:it|this) (?:short|brief|simple|casual|light|formal|friendly|polite)|use (?:a|an|more|less|fewer|formal|simple|emoji)|add (?:a|an|some|something|more|emoji)|don't (?:mention|say|sound|apologi[sz]e|commit|promise)|leave out|"
    r"(?:charge|quote|bill|invoice|wish|promise|refer|book) (?:them|him|her)\b|(?:send|give|show) (?:him|her)\b|tell (?:them|him|her) (?:about|off|a|the truth|why|what|how)|ask (?:them|him|her)?\b|answer (?:in|with|like|politely|nicely|the)|"
    r"(?:schreibe?|formuliere?|antworte?|erkläre?|erwähne?|beruhige?|tröste?|überzeuge?|lobe?|übersetze?|klinge?|frage?|lade?)\b(?! (?:mir|mich|uns|gern|doch mal))|sei (?:nett|freundlich|höflich|streng|ehrlich|lustig|witzig|kurz|mehr|weniger|etwas|sehr)|mach(?:e)? (?:es|das|daraus|einen witz)|sage? (?:ihm|ihr|ihnen)\b|"
    r"(?:escribe|reescribe|redacta|responde|contesta|explica|menciona|tranquiliza|convence|invita|traduce|dile|diles|pregunta|pregúntale)\b|sé (?:más|menos|amable|breve|firme|honest[oa]|educad[oa])|hazlo|haz que|que suene|suena|"
    r"(?:écris|réécris|rédige|réponds|explique|mentionne|rassure|convaincs|invite|traduis|demande)\b|(?:dis|écris)-(?:lui|leur)\b|sois (?:plus|moins|gentil|bref|ferme|honnête|poli)\w*|fais (?:en|plus|une blague|court)|"
    r"(?:escreve|escreva|reescreve|redige|responde|responda|explica|explique|menciona|mencione|tranquiliza|convence|convida|traduz|pergunta|pergunte)\b|(?:diz|diga)-?lhe\b|(?:sê|seja) (?:mais|menos|gentil|breve|firme|simpátic[oa]|honest[oa])|faz com que|torna"
    r")"
)
#: A tone or a language by itself, or that nothing shall be written.
SOUNDS = late(
    r"(?:(?:more |very |a bit |less |mehr |sehr |más |muy |plus |très |mais |muito )?"
    r"(?:angry|sarcastic|ironic|excited|rude|annoyed|romantic|flirty|enthusiastic|confident|apologetic|assertive|serious|neutral|"
    r"wütend|sauer|sarkastisch|ironisch|ernst|begeistert|streng|enojad[oa]|sarc[áa]stic[oa]|ir[óo]nic[oa]|seri[oa]|"
    r"en colère|fâchée?|sarcastique|ironique|sérieux|zangad[oa]|irónic[oa]|sério)|"
    r"(?:in|auf|en|em|to) (?:english|french|german|spanish|portuguese|italian|dutch|englisch|deutsch|französisch|spanisch|portugiesisch|"
    r"inglés|francés|alemán|español|portugués|anglais|français|allemand|espagnol|portugais|inglês|francês|alemão|espanhol|português)|"
    r"ignore|skip|no (?:answer|reply))"
)
#: How a text shall sound, behind what it shall say: "… but keep it warm".
TAIL = late(
    r"\b(?:and|but|und|aber|y|pero|et|mais|e|mas),? (?:please |bitte )?(?:(?:keep|make) it|be|sound|sei|bleib) (?:\w+ )?"
    r"(?:warm|nice|kind|polite|short|brief|firm|friendly|formal|casual|light|simple|gentle|clear|nett|freundlich|höflich|kurz)$"
)
#: What is written, not what it says: "a poem about the sea".
PIECE = late(r"^(?:an?|some|something|eine?n?|etwas|una?|algo|une|uma?)\b")

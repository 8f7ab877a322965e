"""What a question is for: chat, an answer from the history, a reply to write, a reminder, or how things stand.

Only what the person typed is read here, never a message: what others wrote cannot choose an intent.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re

from engine.asked import Intent
from engine.expressions import late
from engine.judge.folding import fold

_POLITE = late(
    r"^(?:(?:hey|hi|hello(?: there)?|ok|okay|sotto|please|pls|por favor|bitte|s'il te plaît|oye|and|und|y|et|e)[,:!]? +|"
    r"(?:can|could|would|will) (?:you|u) (?:please )?|¿?(?:puedes|podrías|me puedes) |(?:peux-tu|tu peux|pourrais-tu) |(?:kannst|könntest) du (?:bitte )?|(?:podes|pode|você pode|poderia) )+"
)

#: "Remind me what …" asks; "remind me to …" wants to be told later.
_WH = (
    r"(?:what|when|who|whom|where|why|how|which|if|whether|whose|"
    r"qué|que (?:dij|escrib|pidi)\w*|cuándo|cuando fue|quién|quien|dónde|cómo|cuánto|si|"
    r"ce (?:que|qu')|qui|où|quand|comment|combien|"
    r"was|wann|wer|wen|wem|wo|wie|warum|welche\w*|ob|"
    r"o que|quem|quando foi|onde|como|quanto|se)\b"
)
_REMIND = (
    r"remind me|rem me|recuérdame|recuerdame|rappelle[- ]?moi|rappelez[- ]?moi|erinner[en]? mich|"
    r"lembra[- ]?me|lembre[- ]?me|me lembr[ae]|lembrar-me"
)
_REMIND_ME = late(rf"(?:^|[,;:] ?)(?:{_REMIND})\b[,:]?(?! *{_WH})|^.{{2,40}}? (?:{_REMIND})\b(?! *{_WH})")
_REMIND_WHAT = late(rf"^(?:{_REMIND})\b[,:]? *(?:again )?{_WH}")
_REMINDER = late(
    r"^(?:set|make|add|create|new|put)(?: me| in)?(?: a| an)? (?:new )?(?:reminder|alarm)\b|^reminder *[:,-]|^(?:don'?t|do not|dont) (?:let me|me) forget\b|"
    r"^(?:nudge|ping|buzz|wake|alert) me\b|^i (?:need|want) (?:a reminder|to be reminded|you to remind me)\b|"
    r"^(?:ponme|pon|crea|añade|hazme) (?:un )?(?:recordatorio|aviso)\b|^(?:avísame|avisame) |^no me dejes olvidar\b|^que no se me olvide\b|"
    r"^(?:mets|crée|ajoute|fais)(?:-moi)? (?:un )?rappel\b|^ne me laisse pas oublier\b|"
    r"^(?:stell|setz|mach|leg|erstell)e?(?: mir)? (?:eine )?erinnerung\b|^lass mich nicht vergessen\b|"
    r"^(?:cria|crie|põe|coloca|adiciona|faz)(?:-me)? (?:um )?(?:lembrete|aviso)\b|^não me deixe? esquecer\b"
)
_ASKED_OF_PAST = late(r"^(?:did|do|does|have|has|had|was|were|am|who|what|when|why|which|how)\b")

_NOT_ME = r"(?!me\b|us\b|myself\b|mir\b|uns\b|moi\b|the message|a reminder|what\b|when\b|who\b|if\b)"
_DRAFT = late(
    rf"^(?:write|reply|respond|answer|text|message|email|dm|tell|ask|thank|remind|warn|inform|invite|congratulate|apologi[sz]e)(?: back)?(?: to)? {_NOT_ME}[^\W\d_]|"
    rf"^(?:let) {_NOT_ME}\S+(?: \S+)? know\b|^(?:draft|compose|prepare|suggest|write)(?: me)?(?: a| an| some)? ?(?:short |quick |nice |friendly |polite )*(?:reply|answer|message|note|text|response|repl\w+)?s?\b(?: back)? ?(?:to|for)\b|"
    rf"^send {_NOT_ME}\S+(?: \S+)? (?:a |an )?(?:short |quick |nice )*(?:message|note|text|reply|answer)\b|^send (?:a |an )?(?:message|note|text|reply) to\b|"
    rf"^(?:say|tell) \S+(?: \S+)? to {_NOT_ME}[^\W\d_]|"
    r"^(?:draft|prepare|suggest|write)(?: me)?(?: a| an)? (?:no|yes|refusal|apology|thank you|follow[- ]up|decline)(?: note| message| reply)? (?:to|for)\b|"
    r"^(?:(?:un|um|einen) )?(?:borrador|brouillon|entwurf|rascunho) (?:para|pour|für|an|a|à)\b|^(?:redacta|rédige|redige|entwirf|entwerfe|prepara|prépare|bereite|verfasse)(?:-moi)? (?:mir )?(?:un[ae]?|une|uma?|eine?n?)? ?(?:respuesta|mensaje|réponse|message|antwort|nachricht|resposta|mensagem|borrador|brouillon|entwurf|rascunho)\b|^(?:bedank|entschuldig|gratulier)\w* (?:dich )?(?:bei )?|^(?:remercie|félicite|agradece|agradécele|felicita|pídele|pede) (?!me\b)|"
    r"^(?:escrib[ei]|respond[ea]|contest[ae]|dile|dígale|di(?:le)? a|avisa a|pregúntale|pregunta a|agradece a|mándale|manda)(?:le|les)?\b(?! un recordatorio)|"
    r"^(?:écris|ecris|réponds|reponds|dis|préviens|previens|demande|remercie|envoie)(?:[- ]lui)?(?: un message)? (?:à|a|au|lui|que)?\b|"
    r"^(?:schreib|schreibe|antworte?|sag|sage|frag|frage|bedank\w*|informier\w*|schick\w*) (?!mir\b)|"
    r"^(?:escreve|escreva|responde|responda|diz|diga|avisa|avise|pergunta|pergunte|agradece|manda)(?:-lhe)? "
)

_STATUS = late(
    r"^(?:so )?(?:who|whom|wer|qui|¿?quién(?:es)?|quem)(?:'s| is| are| else is)? ?(?:still |all )?(?:(?:est[áa]n?|attend|wartet|is|me|m')? ?)*(?:waiting|esperando|espera|attend\w*|wart\w+|à espera)\b|"
    r"\bwho (?:still )?(?:needs|wants|expects) (?:an? )?(?:answer|reply|response)|\bwho(?:m)? (?:should|do|must|shall) i (?:answer|reply|write|respond|get back)|"
    r"\bwho (?:have|did|haven't|didn't)(?: i)?(?: not| n't)?(?: yet)? (?:i )?(?:not )?(?:answered|answer|replied|reply)\b|"
    r"\bwho (?:owes|hasn't|has not|did not|didn't|haven't|never) ?(?:me|answered|replied|responded|written back|come back|got back)|"
    r"^what(?:'s| is| are)? (?:still )?(?:open|due|pending|next|urgent|new|left|outstanding|on today|up today|on my plate|on my list|waiting|overdue)\b|"
    r"^what (?:should|must|do|shall) i (?:do|answer|need to do|have to do)(?: next| today| now| first)?\b|^what (?:needs|do i need to|have i got to)|"
    r"\b(?:anything|something|anybody|anyone|any ?one|is it|is there anything) (?:else )?(?:urgent|important|pressing|risky|suspicious|dangerous|overdue|open|due|waiting|new)\b|^(?:is )?any(?:thing|one|body)? urgent|"
    r"\bany (?:urgent|open|risky|overdue|suspicious|unanswered|new) |\bany (?:scams?|risks?|red flags?|reminders?|promises?)\b|"
    r"^what (?:did|have|had) (?:i|we|they|he|she|you)(?: all)? (?:ever |already )?promised?\b|^what do i (?:still )?owe\b|^what (?:did|have|has) \S+ promised? (?:me|us)\b|"
    r"\b(?:my|open|unkept|kept|broken)(?: open)? promises?\b|^which promises?\b|\bpromises? (?:are|that are|did i)\b|"
    r"^how many (?:people|persons|clients|conversations|messages|texts|chats|unread|open|reminders|contacts)?(?: (?:messages|conversations|people|chats))? ?(?:are|is|do i have|have i|wait|need|not|unread)\b.{0,40}(?:waiting|unread|open|unanswered|need|have\b)|"
    r"\b(?:my|open|all|which|what|list|show|the|any) (?:\w+ )?reminders?\b(?! me)|^am i (?:behind|late|done|up to date|clear)\b|^catch me up\b|^status\b|^(?:give me (?:an? )?)?(?:overview|summary|recap|briefing)(?: of (?:today|the day|my inbox))?[.?! ]*$|^how (?:does|is) (?:my|the) (?:day|inbox|week)\b|"
    r"^¿?(?:hay|tengo) algo urgente|^¿?algo urgente|^¿?qué (?:he )?promet[ií]\w*|^¿?que promet[ií]\b|^¿?qué (?:está|tengo|hay) (?:pendiente|abierto|hoy)|^¿?mis (?:recordatorios|promesas)|"
    r"^(?:il y a |y a-t-il )?quelque chose d'urgent|^qu'est-ce que j'ai promis|^qu'ai-je promis|^(?:mes|quels) (?:rappels|promesses)|^qu'est-ce qui (?:est ouvert|reste)|"
    r"^(?:gibt es |ist )?(?:etwas|was|irgendwas) (?:dringende[sr]?|dringend|eilig\w*)|^was (?:habe|hab) ich (?:\w+ )?versprochen|^was (?:ist|steht) (?:noch )?(?:offen|an|heute an)|^meine (?:erinnerungen|versprechen)|"
    r"^(?:há|tem|tenho) (?:algo|alguma coisa) urgente|^o que (?:é que )?(?:eu )?promet[ie]\w*|^o que (?:está|tenho|há) (?:pendente|aberto|em aberto|hoje)|^(?:os )?meus lembretes|^minhas promessas"
)

#: How things stand, as the other languages ask it.
_STATUS_ABROAD = re.compile(
    r"^(?:¿?a )?¿?qui[eé]n(?:es)? (?:más )?(?:me )?(?:est[áa]n? )?(?:esper\w+|debe\w*|no me (?:ha|han) \w+)|^¿?a quién (?:debo|tengo que) (?:contestar|responder|escribir)|^¿?cu[áa]nt[oa]s (?:mensajes|conversaciones|personas|recordatorios)\b.{0,30}(?:leer|leíd|pendient|abiert|esper|hay|tengo)|"
    r"^¿?(?:hay|tengo) (?:alg[úu]na?|algo|una?) (?:posible )?(?:estafa|riesgo|fraude|sospechos|recordatorio|promesa)|^¿?(?:dame |hazme |haz )?(?:un |el )?resumen(?: de (?:hoy|la semana|mi bandeja|todo))?[.?! ]*$|^ponme al día|^¿?qué recordatorios|^¿?qué me (?:ha |han )?promet\w+|^¿?qué hay (?:abierto|pendiente|para hoy)|"
    r"^qui (?:ne )?(?:m'a|m'ont|me) (?:pas|doit|doivent|toujours pas)|^à qui (?:dois-je|je dois|faut-il) (?:encore )?(?:répondre|écrire)|^combien de (?:messages|conversations|personnes|rappels)\b.{0,30}(?:non lus?|ouvert|attend|ai-je|j'ai)|"
    r"^(?:y a-t-il|il y a|est-ce qu'il y a) (?:une?|des|quelque chose de) (?:arnaques?|risques?|fraudes?|suspect|rappels?)|^(?:fais|donne)?(?:-moi)? ?(?:un |le )?(?:résumé|bilan|point)(?: de (?:la journée|la semaine|tout))?[.?! ]*$|^quels rappels|^qu'est-ce que \S+ m'a promis|^qu'est-ce qui est (?:prévu|en attente)|"
    r"^wer (?:hat|haben) (?:mir )?(?:noch |immer )*nicht |^wer schuldet mir|^wem (?:muss|soll|sollte|habe) ich (?:noch |als erstes |zuerst )*(?:nicht )?(?:antworten|schreiben|geantwortet)|^wie viele (?:ungelesene[n]? |offene[n]? )?(?:nachrichten|unterhaltungen|leute|personen|erinnerungen)\b.{0,30}(?:habe|gibt|sind|warten|offen|ungelesen)|"
    r"^(?:gibt es|ist|sind) (?:einen? |irgendwelche |irgendein\w* |da )?(?:betrug|betrüger|risik\w+|verdächtig\w*|erinnerungen)|^(?:gib mir |mach(?:e)? mir |bitte )?(?:eine[n]? |die |den )?(?:zusammenfassung|überblick|übersicht|stand)(?: (?:von|für) (?:heute|der woche))?[.?! ]*$|^welche erinnerungen|^was (?:hat|haben) (?:mir \S+|\S+ mir) versprochen|"
    r"^quem (?:ainda )?(?:não me (?:respond|escrev)\w+|me deve)|^a quem (?:devo|tenho (?:de|que)) (?:responder|escrever)|^quant[ao]s (?:mensagens|conversas|pessoas|lembretes)\b.{0,30}(?:lid|abert|espera|tenho|há)|^(?:há|tem|tenho) (?:algum[a]?|uma?) (?:burla|golpe|fraude|risco|lembrete|promessa)|"
    r"^(?:faz-me|dá-me|me dá|faça|faz)? ?(?:um |o )?resumo(?: (?:de hoje|da semana|de tudo))?[.?! ]*$|^que lembretes|^o que (?:é que )?(?:[ao] )?\S+ me prometeu"
)

_SAID = (
    r"(?:say|said|says|tell|told|write|wrote|written|writes|mention\w*|ask|asked|asks|send|sent|promise[ds]?|confirm\w*|agree[ds]?|answer(?:ed)?|repl(?:y|ied)|text(?:ed)?|quot(?:e|ed)|offer(?:ed)?|talk(?:ed)?|paid|pay|cancel\w*|"
    r"reschedul\w*|complain\w*|thank(?:ed)?|remember(?:ed)?|remind(?:ed)?|book(?:ed)?|decide[ds]?|charge[ds]?|invite[ds]?|suggest(?:ed)?|refuse[ds]?|order(?:ed)?|contact(?:ed)?|give|gave|given|got|"
    r"dijo|dije|dicho|escribi[óo]|escribí|mand[óoé]|pidi[óo]|pregunt[óo]|"
    r"dit|écrit|ecrit|envoyé|demandé|promis|"
    r"gesagt|geschrieben|geschickt|gefragt|geschrieb\w*|sagte|schrieb|schickte|"
    r"disse|escreveu|mandou|enviou|perguntou|pediu)"
)
_FIND = late(
    rf"^(?:find|search|look (?:up|for)|show(?: me)?|where is the (?:message|text)|quote|locate|pull up|get me|open|only what|give me)\b|"
    rf"^(?:busca|búsca(?:me)?|encuentra|muestra|muéstrame|cherche|trouve|montre(?:-moi)?|such|suche|find|finde|zeig|zeige|procura|procure|busque|encontra|mostra|mostre)\b|"
    rf"\b(?:did|do|does|have|has|had|haven't|hasn't|didn't) (?:\S+ ){{0,4}}?{_SAID}\b|\b{_SAID} (?:me |us |you |him |her |them |\S+ )?(?:that|about|for|to|me|the|a)\b.*|"
    rf"\b(?:who|what|which|when|where|how|that|i|he|she|they|we|\w+) (?:last |first |ever |have |has |had |hast |hat |ha |a )?(?:\S+ ){{0,2}}?{_SAID}\b|"
    rf"\bhow (?:often|many times)\b|\b(?:last|first) time\b|\bword for word\b|\bthe (?:message|text|note|thread) (?:where|about|with|from|that|in which)\b|^(?:anything|something|messages?|texts?) (?:from|by|about)\b|"
    rf"^(?:¿?qué|was|wann|quand|o que|quando|¿?cuándo)\b.*\b{_SAID}\b"
)
#: Money that is owed is no answer that is owed.
_OWES_MONEY = late(
    r"\b(?:owes?|schuldet|debe|debo|doit|doivent|deve|devo)\b.*(?:\b(?:money|cash|rent|fee|invoice|payment|geld|miete|rechnung|dinero|plata|factura|argent|loyer|facture|dinheiro|fatura|euros?|pounds?|dollars?)\b|[€£$]|\d)"
)
#: Nobody wrote what was not done, so there is no message to find.
_WHO_NOT = late(r"^who(?: has| have| did| does| is)?(?: not|n't)\b")
_CHAT = late(
    r"(?:hi+|hey+|hello+|hiya|yo|good (?:morning|afternoon|evening|night|day)|thanks?(?: you)?(?: so much| a lot| very much)?|thx|ty|cheers|ok(?:ay)?|k|cool|nice|great|wow|lol|haha+|yes|no|yep|nope|sure|bye|goodbye|see you|sorry|help|test|"
    r"well done|good (?:job|bot|work)|perfect|awesome|you'?re (?:great|the best|funny|nice|awesome|amazing)|i love you|how are (?:you|u)(?: doing| today)?|how'?s it going|what'?s up|sup|who are you|what are you|what(?:'s| is) your name|what can (?:you|u|i) (?:do|ask)(?: here)?|are you (?:there|human|real|ok|a bot)|tell me a joke|"
    r"hola|buenos días|buenas(?: tardes| noches)?|gracias|muchas gracias|vale|adiós|¿?cómo estás|¿?quién eres|"
    r"bonjour|bonsoir|salut|coucou|merci(?: beaucoup| bien)?|d'accord|au revoir|ça va|qui es[- ]tu|"
    r"hallo|guten (?:morgen|tag|abend)|gute nacht|moin|danke(?: schön| dir| sehr)?|vielen dank|tschüss|wie geht(?:'s| es dir)|wer bist du|"
    r"olá|oi|bom dia|boa (?:tarde|noite)|obrigad[oa]|muito obrigad[oa]|valeu|tchau|tudo bem|quem és tu|quem é você)(?: (?:sotto|there|again))?"
)
_LETTER = late(r"[^\W\d_]")


def intent(text: str) -> Intent:
    """What the person wants; anything that fits nothing else is a question about the history."""
    low = " ".join(fold(text).text.split())
    if not _LETTER.search(low):
        return Intent.GENERAL_QUERY if any(one.isdigit() for one in low) else Intent.CHIT_CHAT
    if _CHAT.fullmatch(re.sub(r"[^\w' -]+", "", low).strip()) is not None:
        return Intent.CHIT_CHAT
    bare = _POLITE.sub("", low)
    if _REMIND_WHAT.search(bare):
        return Intent.FIND
    if _is_reminder(bare):
        return Intent.REMIND
    stands = _STATUS.search(bare) or _STATUS_ABROAD.search(bare) or _STATUS_ABROAD.search(low)
    if stands and not _OWES_MONEY.search(bare):
        return Intent.STATUS
    if not _ASKED_OF_PAST.search(bare) and _DRAFT.search(bare):
        return Intent.DRAFT
    if _WHO_NOT.search(bare) is None and _FIND.search(bare):
        return Intent.FIND
    return Intent.GENERAL_QUERY


def _is_reminder(bare: str) -> bool:
    if _REMINDER.search(bare):
        return True
    return not _ASKED_OF_PAST.search(bare) and _REMIND_ME.search(bare) is not None

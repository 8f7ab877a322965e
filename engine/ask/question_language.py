"""Which language a question is put in, so that it is answered in it: by its question words and small words.

Names, what stands in quotation marks and what follows a colon say nothing. A question of a word or two that several languages share, and
one in a language Sotto does not speak, is answered in English.
"""

# ruff: noqa: E501 - a table on few lines is easier to read

from __future__ import annotations

import re
from collections import Counter

from engine.judge.folding import fold
from engine.voice.language import language
from engine.voice.vocabulary import WORD

#: The language of what says nothing.
USUAL = "en"
#: Characters of a question that are read.
MOST = 600
#: Words that people put to Ask in one language only, or that weigh for each that has them.
_CUES = {
    "en": "what when where who whom which how why did does do is are was were have has the a an to of about said say tell told write wrote remind me my i you "
    "anything urgent waiting answer reply draft with for from last show find search summary status and ask thank they them reminders promised open today tomorrow please any no yes not how many much often reminder can could would will it this that",
    "es": "qué que cuándo cuando quién quién quiénes dónde cómo cuánto cuántas cuál dijo dije escribió sobre el los las un una es está están hay algo urgente pendiente esperando espera "
    "recuérdame recuerdame ponme recordatorio recordatorios escribe escríbele dile responde contesta borrador busca resumen mis me debe prometí última vez mañana hoy ayer con para del al por y gracias hola su mi quien no sí cuántos cuánta mensajes tengo sin leer conversaciones redacta contestado respondido dame hazme recordatorio resumen",
    "fr": "que quoi quand qui où comment combien quel quelle quels quelles est qu'est-ce qu'ai-je a dit écrit sur le les des du une un et au aux je j'ai mes mon ma moi me il elle attend attendent urgent "
    "rappelle rappelle-moi rappel rappels écris ecris réponds reponds dis dis-lui brouillon cherche montre résumé demain aujourd'hui hier avec pour c'est quelque chose d'urgent bonjour merci reste ouvert dernière fois promis pas à rédige non lus messages ne oui fais donne fais-moi donne-moi y",
    "de": "was wann wer wen wem wo wie warum welche welcher hat habe hab ich du der die das den dem ein eine einen und über von mit mir mich für zu ist sind wartet warten dringend dringendes etwas "
    "erinnere erinner erinnerung erinnerungen schreib schreibe antworte sag sage frag entwurf suche such zeig zusammenfassung morgen heute gestern am um offen noch gesagt geschrieben versprochen nachricht gibt es hallo danke zuletzt meine sagt sagte zum zur im alle nachrichten ungelesene viele entwirf überblick übersicht nein ja nicht wurde dass gib mach",
    "pt": "o que quando quem onde como quanto qual disse escreveu sobre a os as um uma é está estão há tem algo alguma coisa urgente esperando espera à pendente aberto "
    "lembra-me lembra lembrete lembretes escreve escreva responde responda diz diga diz-lhe rascunho procura resumo meus minhas me prometi última vez amanhã hoje ontem com para do da dos das no na pela e obrigado obrigada olá eu não no quantas quantos vezes mensagens tenho lidas redige sim em por respondeu faz-me dá-me ao",
}
_WORDS = {tongue: frozenset(listed.split()) for tongue, listed in _CUES.items()}
_OWNERS = Counter(word for listed in _WORDS.values() for word in listed)
_QUOTED = re.compile(r"[\"“„«‘][^\"“”„«»‘’]{1,200}[\"”“»’]")
#: Words that a hyphen joins ("rappelle-moi"), which count besides their parts.
_JOINED = re.compile(r"[\w']{1,30}-[\w']{1,30}")
#: What a wish begins with tells its language; what follows may be words for somebody else.
_FIRST = 3.0
_INVERTED = re.compile("[¿¡]")


def read(question: str) -> str:
    """The language of a question: "en", "es", "fr", "de" or "pt"."""
    low = fold(question[:MOST]).text
    if _INVERTED.search(low):
        return "es"
    bare = _QUOTED.sub(" ", low).partition(": ")[0]
    found = [*WORD.findall(bare), *_JOINED.findall(bare)]
    scores = {
        tongue: sum((_FIRST if at == 0 else 1) / _OWNERS[word] for at, word in enumerate(found) if word in listed)
        for tongue, listed in _WORDS.items()
    }
    best = max(scores, key=lambda tongue: scores[tongue])
    rest = max(score for tongue, score in scores.items() if tongue != best)
    if scores[best] > rest:
        return best
    return (language(bare) or USUAL) if rest else USUAL

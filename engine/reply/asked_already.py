"""Whether a reply asks for what the conversation has settled: "which day?" though they said Thursday.

What a reply asks for and what the last turns gave are read slot by slot: day, time, place, number of people, price,
name, length, phone number and address for mail. Two days that were named settle none; what was taken back settles
nothing; and who is asked "which day suits you?" may ask back.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from engine.domain import Message
from engine.expressions import late
from engine.judge.folding import fold
from engine.memory.turns import Turn, turns
from engine.reply import calendar_words as calendar
from engine.reply.facts import Fact, facts
from engine.reply.slots import slots
from engine.voice.vocabulary import is_common


class Slot(StrEnum):
    """Something that a reply can ask for and a message can give."""

    DAY = "day"
    TIME = "time"
    PLACE = "place"
    PEOPLE = "people"
    PRICE = "price"
    NAME = "name"
    LENGTH = "length"
    PHONE = "phone"
    EMAIL = "email"


#: Turns that are looked through, the newest first, and how long what they say holds.
MOST_TURNS, HOLDS = 6, timedelta(days=3)
#: Characters of a text that are read.
MOST_READ = 1_000
_SENTENCE = late(r"[^.!?\n]+[.!?]*")

_ASKS: dict[Slot, re.Pattern[str]] = {
    slot: late(expression)
    for slot, expression in (
        (Slot.DAY, r"\b(?:what|which) (?:day|date)s?\b|\bwhen (?:would|were|are|do|did|should|shall|can|could|will|is|works|suits|and)\b|^\W*when\?|\bfor when\b|\b(?:welche[rnms]?|was für ein) (?:tag|termin|datum)|\bwann\b|\bqué (?:día|fecha)|\bcuándo\b|\bquel(?:le)? (?:jour|date)|\bquand\b|\bque (?:dia|data)|\bquando\b"),
        (Slot.TIME, r"\b(?:what|which) time\b|\bat what time\b|\bhow (?:early|late)\b|\b(?:um wie ?viel uhr|welche uhrzeit|um welche zeit)|\b(?:a )?qué hora|\bquelle heure|\bque horas?\b"),
        (Slot.PLACE, r"\bwhere (?:would|should|shall|will|do|are we|is it|is the (?:shoot|session|party|venue|place)|can|to)\b|\bwhere\?|\band where\b|\b(?:what(?:'s| is)|which|send|tell|give|share|text)\b.{0,20}\b(?:address|location|venue)\b|\bwhich place\b|\bwo (?:wäre|ist|soll|findet|treffen|genau)|\bwo\?|\b(?:wie (?:lautet|ist)|welche|schick\w*|magst du).{0,25}adresse|\bdónde\b|\b(?:cuál es|me (?:das|mandas|pasas|envías)|puedes (?:enviar|mandar|pasar)).{0,15}dirección|\b(?:ce serait|c'est) où\b|\boù (?:est|serait|se|veux|on)|\b(?:quelle est|envo\w+|donne\w*).{0,12}l'adresse|\bquelle adresse|\bonde (?:seria|é|fica|vai|vamos|nos)|\b(?:qual é|pode enviar|manda|envia).{0,12}(?:morada|endereço)"),
        (Slot.PEOPLE, r"\bhow many(?:,| people| guests| persons| adults| of you| will| are you|\?| and| would| kids)|\bfor how many\b|\bwie ?viele(?: (?:personen|leute|gäste|seid|werdet|sind)|\?)|\bcuánt[oa]s (?:sois|son|personas|seréis|van)|\bcombien (?:êtes|serez|de personnes|vous)|\b(?:vous serez|vous êtes) combien|\bquant[oa]s (?:são|pessoas|vão|vêm)"),
        (Slot.PRICE, r"\bwhat(?:'s| is| would be)? (?:your |the )?budget\b|\bwhat budget\b|\bhow much (?:would|do|did|were|are|can) you (?:like|want|have|think|thinking|pay|spend|offer)|\bwhich price\b|\bwhat price do you\b|\b(?:welches|was ist dein|an welches|wie hoch ist (?:dein|euer|das)) budget|\ban welchen preis\b|\bqué presupuesto|\ben qué precio\b|\bquel (?:est (?:ton|votre) )?budget|\bqual (?:é )?(?:o (?:seu |teu )?)?orçamento"),
        (Slot.NAME, r"\b(?:what(?:'s| is)|may i have|can i (?:have|get|take)|could i (?:have|get)|tell me) your (?:full )?name\b|\bwho am i (?:speaking|talking|writing) (?:to|with)|\bwho is this\b|\b(?:which|what) name is it under\b|\b(?:under|on) (?:which|what) name\b|\bwie hei(?:ß|ss)(?:t du|en sie)|\bwie ist (?:dein|ihr) name|\bmit wem (?:spreche|schreibe) ich|\bcómo te llamas|\bcuál es (?:tu|su) nombre|\bcon quién hablo|\bcomment (?:tu t'appelles|t'appelles|vous appelez)|\bà qui ai-je|\bqual (?:é )?o (?:seu|teu) nome|\bcomo (?:se chama|te chamas)|\bcom quem falo"),
        (Slot.LENGTH, r"\bhow long (?:would|will|do|should|shall|is|are we|did you (?:have|want)|you(?:'ll| will)? need|were you)\b|\bhow (?:many hours|much time) (?:do|would|will)|\broughly how long\b|\bhow long\?|\bwie lange? (?:dauert|soll|brauch|wird|würde|möchte|ungefähr|du)|\bcuánto (?:tiempo (?:necesita|quiere|dur|va|ser)|dura)|\bcombien de temps\b|\bquanto tempo (?:precisa|dura|vai|quer|ser)"),
        (Slot.PHONE, r"\b(?:what(?:'s| is)|send|give|have|tell|share|text|leave)\b.{0,18}\b(?:phone )?number\b(?! of)|\b(?:welche|deine|ihre|schick\w*).{0,15}(?:telefon|handy)?nummer\b.*\?|\b(?:cuál es|me (?:das|pasas)).{0,10}(?:teléfono|número)|\b(?:quel est|donne\w*|envo\w+).{0,10}numéro|\b(?:qual é|manda|pode dar).{0,12}(?:número|telefone|telemóvel)"),
        (Slot.EMAIL, r"\b(?:what(?:'s| is)|which|send|give|have|tell|share)\b.{0,18}\be-?mail(?: address)?\b.*\?|\b(?:deine|ihre|wie (?:ist|lautet)|welche).{0,20}(?:e-?mail|mailadresse)\b.*\?|\b(?:cuál es|me (?:das|pasas)).{0,10}(?:correo|e-?mail)|\b(?:quel(?:le)? est|donne\w*|envo\w+).{0,12}(?:e-?mail|adresse mail|courriel)|\b(?:qual é|manda|pode dar|envia).{0,14}e-?mail"),
    )
}  # fmt: skip
#: What is asked for is something else than what was given.
_ANOTHER = late(
    r"\b(?:other|another|different|else|instead|second|alternative|backup|besides|ander\w*|sonst|stattdessen|otr[oa]s?|autres?|outr[oa]s?)\b"
)
_SINCE = late(r"\bhow long (?:have|has|ago|did it take|does it take)\b|\bwhen (?:did|was|were) (?:it|that)\b")
#: Turns that take back what was said, or begin something new.
_TAKES_BACK = late(
    r"\b(?:cancel\w*|reschedul\w*|postpone\w*|can't (?:make|do)|cannot (?:make|do)|won't (?:work|make it)|doesn't work|not (?:any ?more|possible|free|available)|no longer|change (?:the|our|my) (?:day|date|time|plan|place)|another (?:day|time|date|place|session|shoot|appointment|booking|one)|different (?:day|time|date|place)|new (?:session|shoot|appointment|booking|date)|something (?:else|different)|next session|second session|move (?:it|our|the)|"
    r"absag\w*|verschieb\w*|geht (?:leider )?nicht|kann (?:leider )?nicht|doch nicht|ander\w* (?:tag|termin|zeit|ort)|neue[rn]? termin|cancela\w*|aplaza\w*|no puedo|ya no|otr[oa] (?:día|hora|fecha|sesión|cita)|annul\w*|report\w*|déplac\w*|ne peux (?:pas|plus)|autre (?:jour|date|heure|séance)|adia\w*|não (?:posso|dá)|outr[oa] (?:dia|hora|data|sessão))\b"
)
_PAST = late(
    r"\b(?:was|were|had|did|went|came|last|ago|since|yesterday|letzte[nrms]?|war|hatte|pasad[oa]|estuve|dernière?|était|passad[oa]|foi)\b"
)
_UNSURE = late(
    r"\b(?:or|oder|ou|o|u|either|maybe|perhaps|vielleicht|quizás?|peut-être|talvez|not|nicht|pas|não|except|außer|between|zwischen|entre)\b"
)
_PEOPLE = late(
    r"\b(?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|zwei|drei|vier|fünf|sechs|acht|dos|tres|cuatro|cinco|seis|ocho|deux|trois|quatre|cinq|huit|dois|duas|três|quatro|oito) (?:people|persons|guests|adults|of us|pax|personen|leute|gäste|erwachsene|personas|adultos|personnes|invités|adultes|pessoas|convidados)\b|"
    r"\b(?:there are|there'll be|there will be|we are|we're|we'll be|party of|group of|table for|wir sind(?: zu)?|somos|seremos|nous sommes|on est|on sera|nous serons|vamos ser) (?P<n2>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twelve|zwei|zweit|dritt|viert|drei|vier|fünf|sechs|acht|dos|tres|cuatro|cinco|seis|deux|trois|quatre|cinq|six|dois|duas|três)\b(?! ?(?:minute|hour|min|days?|weeks?|am|pm|:|o'clock|euro|pound|€|£|\$))|\b(?:just|only) me\b|\bnur ich\b|\bsolo yo\b|\bjuste moi\b|\bsó eu\b"
)
_PRICE = late(
    r"\b(?:budget|presupuesto|orçamento|up to|at most|max(?:imum)?|no more than|afford|can (?:pay|spend|offer)|would you (?:take|do it for)|offer(?:ing)? you|höchstens|bis zu|maximal|hasta|como mucho|jusqu'à|maximum|au plus|no máximo|até)\b"
)
_LENGTH = late(
    r"(?<![\w.,:])(?!one day\b)(?:(?P<n>\d{1,3}(?:[.,]5)?|an|one|two|three|four|half an|half a|a couple of|eine|zwei|drei|vier|einer|una|dos|tres|media|une|deux|trois|uma|duas|três|meia)[ -]?(?:hours?|hrs?|h|minutes?|mins?|day|stunden?|minuten|tag|horas?|minutos?|heures?|hora))\b(?! ?(?:late|later|early|earlier|ago|away|before|after|drive|from|walk|zu spät|früher|später|tarde|en retard|atrasad|notice))"
)
_LENGTH_LED = late(r"\b(?:in|within|every|dans|vor|il y a|hace|há|dentro de|daqui a|after|nach|à|a las|às|les|las) $")
_FROM_TO = late(r"\bfrom\b.{1,12}\b(?:to|till|until)\b|\d ?[-–] ?\d|\bvon\b.{1,12}\bbis\b|\bde\b.{1,12}\b(?:à|a|às)\b")
_NAMED = late(
    r"(?:\b[Mm]y name(?:'s| is)|\b(?:[Ii]'m|[Ii] am|[Tt]his is|[Ii]t's|[Hh]ere is|[Uu]nder(?: the name(?: of)?)?|[Nn]ame(?:'s)?:?|[Ii]ch bin|[Ii]ch hei(?:ß|ss)e|[Mm]ein [Nn]ame ist|[Mm]e llamo|[Ss]oy|[Mm]i nombre es|[Jj]e m'appelle|[Cc]'est|[Jj]e suis|[Mm]e chamo|[Mm]eu nome é|[Ss]ou o|[Ss]ou a|[Aa]uf den [Nn]amen)) (?P<name>[A-ZÁÉÍÓÚÄÖÜÇÊÔÂÑ][\w'-]+)"
)
_PLACE = late(
    r"\b(?:at|in|by|near|outside|opposite)\s+(?:the |my |our |your |his |her )?(?!first )(?:[a-z]+ )?(?:studio|park|beach|office|house|home|place|church|station|café|cafe|gallery|garden|gardens|hotel|hall|library|school|square|restaurant|arboretum)\b|\bat (?:mine|yours|ours)\b|"
    r"\b(?:im|am|in der|in meinem) (?:studio|park|strand|büro|haus|bahnhof|kirche|garten|hotel|café|rathaus)\b|\bbei (?:mir|uns|dir)\b|\ben (?:el|la|mi|tu|su) (?:estudio|parque|playa|oficina|casa|estación|iglesia|jardín|hotel)|\b(?:au|à la|à l'|dans le|chez) (?:studio|parc|plage|bureau|maison|gare|église|jardin|hôtel|moi|nous|toi)|\b(?:no|na|em) (?:estúdio|parque|praia|escritório|casa|estação|igreja|jardim|hotel)\b"
)
_STREET = late(
    r"\b\d{1,4}[a-z]? (?:(?!(?:min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|years?|on|in|of|the|a|to|by|are)\b)[A-Z][\w'-]+ ){1,3}(?:street|st|road|rd|lane|avenue|ave|drive|close|way|square|court|place|terrace|gardens?|row|hill)\b|\b[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|gasse|platz|allee) \d{1,4}|\b(?:calle|avenida|plaza|rue|place|boulevard|rua|travessa|largo) (?:\w+ ){1,4}\d{1,4}|\b\d{1,4},? (?:rue|boulevard|avenue|place) \w+",
    re.I,
)


def asked(text: str) -> frozenset[Slot]:
    """What the questions of a reply ask for; another day than the one named is asked for nothing that is known."""
    found: set[Slot] = set()
    for sentence in _SENTENCE.findall(fold(text[:MOST_READ]).text):
        if "?" not in sentence or _ANOTHER.search(sentence) or _SINCE.search(sentence):
            continue
        found.update(slot for slot, pattern in _ASKS.items() if pattern.search(sentence))
    return frozenset(found)


def settled(messages: Sequence[Message]) -> frozenset[Slot]:
    """What the last turns of a conversation (oldest first) have given, without saying two things."""
    said = [turn for turn in turns(messages)[-MOST_TURNS:] if turn.text.strip()][::-1]
    open_still = asked(said[0].text) if said and not said[0].from_me else frozenset()
    known: dict[Slot, bool] = {}
    for turn in said:
        if said[0].ended_at - turn.ended_at > HOLDS:
            break
        asks_us = asked(turn.text)
        for slot, sure in given(turn).items():
            if turn.from_me and ("?" in turn.text or slot in (Slot.PLACE, Slot.NAME, Slot.PHONE, Slot.EMAIL)):
                continue
            known.setdefault(slot, sure and slot not in asks_us)
        if _TAKES_BACK.search(fold(turn.text[:MOST_READ]).text):
            break
    return frozenset(slot for slot, sure in known.items() if sure and slot not in open_still)


def given(turn: Turn) -> dict[Slot, bool]:
    """What one turn names: for each slot whether it names just one thing, and as a fact."""
    text = turn.text[:MOST_READ]
    low = fold(text).text
    return _times(turn, text, low) | _numbers(text, low) | _details(text, low)


def _times(turn: Turn, text: str, low: str) -> dict[Slot, bool]:
    """The day and the time."""
    found: dict[Slot, bool] = {}
    taken_back = _TAKES_BACK.search(low) is not None and not slots(turn.messages).old_day
    if days := _days(turn):
        found[Slot.DAY] = len(days) == 1 and not taken_back and not _near(low, days, _PAST, _UNSURE)
    if clocks := {one.text: min(one.keys) for one in facts(text) if one.fact is Fact.TIME}:
        one = len(set(clocks.values())) == 1 and not _near(low, [next(iter(clocks))], _UNSURE)
        found[Slot.TIME] = not taken_back and (one or _FROM_TO.search(low) is not None)
    return found


def _numbers(text: str, low: str) -> dict[Slot, bool]:
    """How many, how much, how long."""
    found: dict[Slot, bool] = {}
    if people := list(_PEOPLE.finditer(low)):
        found[Slot.PEOPLE] = len(people) == 1 and not _is_doubtful(low, people[0])
    prices = [one for one in facts(text) if one.fact in (Fact.PRICE, Fact.NUMBER)]
    if prices and _PRICE.search(low):
        found[Slot.PRICE] = len(prices) == 1
    if lengths := [hit for hit in _LENGTH.finditer(low) if not _LENGTH_LED.search(low[: hit.start()])]:
        found[Slot.LENGTH] = len(lengths) == 1 and not _is_doubtful(low, lengths[0])
    return found


def _details(text: str, low: str) -> dict[Slot, bool]:
    """Where, who, and how to reach them."""
    found: dict[Slot, bool] = {}
    if named := {hit["name"] for hit in _NAMED.finditer(text) if not is_common(hit["name"])}:
        found[Slot.NAME] = len(named) == 1
    street = _STREET.search(text) is not None
    if street or ("?" not in low and _PLACE.search(low)):
        found[Slot.PLACE] = street or not _UNSURE.search(low)
    kinds = {one.fact for one in facts(text)}
    return found | {slot: True for slot, fact in ((Slot.PHONE, Fact.PHONE), (Slot.EMAIL, Fact.EMAIL)) if fact in kinds}


def _is_doubtful(low: str, hit: re.Match[str]) -> bool:
    return _UNSURE.search(low[max(0, hit.start() - 14) : hit.end() + 8]) is not None


def _days(turn: Turn) -> list[str]:
    """Days that one could meet on, as they were written; a weekend or a month is none yet."""
    named = slots(turn.messages)
    if named.old_day and not named.days:
        return []
    found = list(named.days)
    return [day for day in found if not re.search(r"week|weekend|month", day) and not _is_vague(day)]


def _is_vague(day: str) -> bool:
    low = day.casefold()
    return calendar.NEAR.get(low) == "weekend" or low in calendar.MONTH or low.startswith("last")


def _near(low: str, words: Sequence[str], *patterns: re.Pattern[str]) -> bool:
    """Whether a word that makes it doubtful stands in the sentence beside what was named."""
    for word in words:
        place = low.find(word.split()[-1].casefold())
        if place < 0:
            continue
        before = re.split(r"[.!?\n]", low[:place])[-1][-24:]
        after = re.split(r"[.!?\n,]", low[place:])[0][:24]
        if any(pattern.search(before) or pattern.search(after) for pattern in patterns):
            return True
    return False

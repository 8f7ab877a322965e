"""Which language a short text is in, by the small words that no long list is needed for.

Only the languages in which Sotto has phrases of its own are told apart; everything else is `None` ("don't know").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.voice.vocabulary import words

LANGUAGES = ("en", "es", "de", "fr", "pt")

#: Frequent small words, chosen so that what the languages share weighs little (a word counts 1 / its owners).
_SMALL = {
    "en": "the a an and is are was you your i i'm it it's to of for in on we my me do does can could would will "
    "have has be this that what when how please thanks thank hi hello hey yes not at with if so but or from just "
    "there let don't ok okay sure sorry great see free about any know get need want love good where who why",
    "es": "el la los las un una y es son está que qué de para por en con mi tu te me lo se no sí si cuándo cuanto "
    "cuánto "
    "cómo como hola gracias buenos buenas días tardes puedo puedes podemos podría quiero mañana hoy pero "
    "muy más favor vale claro nos al del este sábado domingo cuesta tienes sesión fotos muchas",
    "de": "der die das ein eine einen und ist sind war du sie ich wir es zu von für in im am auf mit nicht kein ja "
    "nein "
    "wann wie was wo hallo danke bitte können kannst könnte könnten möchte morgen heute aber sehr auch "
    "noch dir mir uns ihr dein mein guten tag passt geht gerne haben hast kostet viel termin bilder fotos "
    "samstag sonntag",
    "fr": "le la les un une des et est sont que quoi de du pour par en dans avec mon ma ton ta votre vous je tu nous "
    "on "
    "il elle ne pas oui non quand combien comment bonjour bonsoir salut merci peux pouvez pourrait "
    "pourriez veux demain aujourd'hui mais très plus s'il plaît c'est j'ai est-ce au aux ce cette samedi "
    "dimanche photos séance",
    "pt": "o a os as um uma e é são está que de do da dos para por em no na com meu minha seu você vocês eu nós não "
    "sim "
    "quando quanto como oi olá obrigado obrigada bom boa dia tarde posso pode podemos poderia quero amanhã "
    "hoje mas muito mais favor tudo bem sábado domingo custa sessão fotos ao isso",
}
_OWNERS = Counter(word for listed in _SMALL.values() for word in set(listed.split()))
_WEIGHT = {tongue: {word: 1 / _OWNERS[word] for word in listed.split()} for tongue, listed in _SMALL.items()}


def language(text: str, *, least: float = 0.5) -> str | None:
    """The language of a text, or None when its words do not say ("ok", a name, an emoji, Finnish).

    Args:
        least: words that must speak for it, each counted as 1 / the languages it is in; "on train le" has 1.5 French.
    """
    found = words(text)
    scores = {tongue: sum(weight.get(word, 0.0) for word in found) for tongue, weight in _WEIGHT.items()}
    best = max(LANGUAGES, key=lambda tongue: scores[tongue])
    rest = max(score for tongue, score in scores.items() if tongue != best)
    return best if scores[best] >= least and scores[best] > rest else None


def language_of_many(texts: Iterable[str]) -> str | None:
    """The language most of these texts are in, later ones counting more; None if none of them says."""
    votes: Counter[str] = Counter()
    for weight, text in enumerate(texts, start=1):
        tongue = language(text)
        if tongue is not None:
            votes[tongue] += weight
    return votes.most_common(1)[0][0] if votes else None

"""What is said to a machine, not to a person: a model must neither obey it nor tell it again."""

from __future__ import annotations

import re

#: In the languages of the phrase bank. Whoever says "don't forget the rules" to a person is taken for one too.
_ORDER = re.compile(
    r"\b(?:ignor\w*|disregard\w*|forget\w*|overrid\w*|bypass\w*|olvid\w+|oubli\w+|vergiss\w*|ignorier\w*|esque[cç]\w*)\b"
    r"[^.!?]{0,60}\b(?:instruct\w*|rules?|prompts?|guidelines?|above|previous|instruccion\w*|reglas|consignes?|"
    r"règles|anweisung\w*|regeln|instruç\w*|regras)\b|"
    r"\b(?:system|developer|admin|debug|maintenance|jailbreak) (?:prompt|message|mode|override|instruct\w*)\b|"
    r"\b(?:you are|act as|pretend to be|du bist|eres|tu es|você é) (?:now |jetzt |ahora |maintenant |agora )"
    r"|\b(?:language model|chatbot|ai assistant|sprachmodell|modelo de lenguaje|modèle de langage)\b|"
    r"\b(?:other|another|all|every|andere\w*|otr[oa]s|autres|outr[oa]s) "
    r"(?:client|customer|contact|chat|conversation|user|kunde|cliente|contato|contacto)\w*\b|"
    r"\bjson\b",
    re.I,
)


def is_order(text: str) -> bool:
    """Whether a text says something to a machine, or quotes such words."""
    return _ORDER.search(text) is not None

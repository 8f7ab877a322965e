"""What no person would send: a text that goes on with the prompt's roles, or that stutters."""

from __future__ import annotations

import re

#: The other side's label at the beginning: "Them: …", "<|user|> …", "user\n…", "user (no)"; not "user manual".
_OTHER_SIDE = re.compile(
    r"\s*(?:\*\*)?(?:(?:them|they|user|human|system)(?:\*\*)?\s*:|"
    r"(?:<[|｜]?[a-z_]+[|｜]?>\s*)?<[|｜]?\s*(?:user|human|system)\s*[|｜]?>|"
    r"<[|｜]?[a-z_]+[|｜]?>\s*(?:user|human|system)\b|"
    r"(?:user|human|system)[^\S\n]*(?:\([^()\n]*\)[^\S\n]*)?(?:\n|\Z))",
    re.I,
)
#: A piece of a word, and a word, that come at least four times in a row.
_PIECES = re.compile(r"([a-zß-öø-ÿ]{2,4}?)\1{3,}", re.I)
_WORDS = re.compile(r"\b([^\W\d_]{2,})(?:\W+\1\b){3,}", re.I)
#: People laugh, sing, kiss and say "nonono".
_LAUGHTER = re.compile(
    r"(.)\1+|[hjklxnbdy][aeiouyáéíóú]|[aeiouyáéíóú][hjklxnbdy]|hah|heh|aha|hue|lol|bla|blah|yay|woo|wow|yes|bye|rs",
    re.I,
)
#: Words people say again and again, and how often at most.
_INSISTENT = re.compile(
    r"(?:very|really|so|too|please|yes|yeah|yep|no|nope|bye|wow|yay|go|love|many|much|thanks|sorry|well|muy|sí|si|"
    r"sehr|nein|bitte|très|oui|non|muito|sim|não)\Z",
    re.I,
)
_MOST = 7


def remains(text: str) -> str | None:
    """The code of what makes a model's text, without its thoughts, nothing to show.

    "other_side" where it speaks for them, "stutter" where a word or a piece of one comes again and again; else None.
    """
    if _OTHER_SIDE.match(text):
        return "other_side"
    pieces = any(not _LAUGHTER.fullmatch(hit[1]) for hit in _PIECES.finditer(text))
    return "stutter" if pieces or any(map(_is_stutter, _WORDS.finditer(text))) else None


def _is_stutter(hit: re.Match[str]) -> bool:
    word = hit[1]
    if _LAUGHTER.fullmatch(word) and not _INSISTENT.match(word):
        return False
    return not _INSISTENT.match(word) or len(re.findall(r"\w+", hit[0])) > _MOST

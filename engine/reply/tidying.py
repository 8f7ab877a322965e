"""A language model's raw text → the bubbles it would be sent as; what only models put around a message goes."""

from __future__ import annotations

import re

from engine.llm.thoughts import Unthinking
from engine.reply.hygiene import clean
from engine.reply.quality import normalised
from engine.reply.remains import remains

MAX_BUBBLES = 3
#: Words a sentence must have for its repetition to be a loop.
_LOOP_WORDS = 3
_ROLE = re.compile(
    r"^\s*(?:(?:\*\*)?(?:me|you|assistant|model|reply|answer|response|draft|message|option \d+)(?:\*\*)?\s*:(?:\*\*)?|"
    r"assistant[^\S\n]*(?:\n|\Z)|model[^\S\n]*\n)\s*",
    re.I,
)
_REMNANT = re.compile(
    r"\n\s{0,40}(?:them|they|me|you|user|assistant|system)\s{0,40}:.*\Z|"
    r"\n[^\S\n]*(?:user|assistant|system)[^\S\n]*(?:\n.*)?\Z|<[|｜][^<>\n]{0,40}[|｜]>|</?s>|"
    r"<(?:end|eot|im|start)_\w+>|\[/?INST\]",
    re.I | re.S,
)
#: "Sure, here's a warm reply:" goes, "Sure, see you at 3:30" does not.
_PREAMBLE = re.compile(
    r"^(?:sure|okay|certainly|of course|absolutely|here(?:'s| is| are)|natürlich|gerne|klar|hier|claro|aquí|voici|"
    r"bien sûr|aqui)\b[^\n:]{0,60}?(?:(?:repl(?:y|ies)|response|message|draft|answer|option|version|antwort|nachricht|"
    r"respuesta|mensaje|réponse|resposta|mensagem)[^\n:]{0,30}:\s*|:[^\S\n]*\n\s*)",
    re.I,
)
_QUOTES = {'"': '"', "“": "”", "„": "“", "'": "'", "«": "»", "»": "«"}
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*[^\S\n]*|[.!?…]+[^\S\n]*|\n+")
_ENDED = re.compile(r"[.!?…][\"”'’)]*\s*$|[^\w\s,;:(/-]\s*$")


def bubbles_of(raw: str, *, finish: str = "stop") -> tuple[str, ...]:
    """A model's text as at most three bubbles, () where nothing is left.

    Goes: thoughts, special tokens, role names, preambles, outer quotes, everything after an empty line, what says a
    sentence again, and with `finish` "length" the sentence that was cut off. Nothing is left of what `leftover` names.
    """
    if leftover(raw):
        return ()
    text = _REMNANT.sub("", _ROLE.sub("", _thoughtless(raw))).strip()
    text = _PREAMBLE.sub("", _ROLE.sub("", text)).split("\n\n")[0].strip()
    text = _unquoted(_unlooped(_unquoted(text)))
    if finish == "length":
        text = whole(text)
    lines = [_ROLE.sub("", line).strip() for line in text.split("\n")]
    return tuple([line for line in lines if line][:MAX_BUBBLES])


def leftover(raw: str) -> str | None:
    """The code of why a model's text is none to tidy up, or None (see `remains`)."""
    return remains(_thoughtless(raw))


def _thoughtless(raw: str) -> str:
    thinking = Unthinking()
    thinking.add(raw)
    thinking.end()
    return clean(thinking.text)


def whole(text: str) -> str:
    """The text up to the end of its last whole sentence or line; "" if it holds none."""
    sentences = _SENTENCE.findall(text)
    while sentences and not (_ENDED.search(sentences[-1]) or sentences[-1].startswith("\n")):
        sentences.pop()
    return "".join(sentences).strip()


def _unquoted(text: str) -> str:
    """Without quotes around all of it."""
    if len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and text[1:-1].count(text[0]) == 0:
        return text[1:-1].strip()
    return text


def _unlooped(text: str) -> str:
    """The text up to where it says a sentence of a few words again."""
    said: set[str] = set()
    kept = []
    for sentence in _SENTENCE.findall(text):
        plain = normalised(sentence)
        if plain in said and len(plain.split()) >= _LOOP_WORDS:
            break
        said.add(plain)
        kept.append(sentence)
    return "".join(kept).strip()

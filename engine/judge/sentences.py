"""A message cut into its sentences, as they stand and folded for comparing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.judge.folding import Folded, fold

#: Read characters of one message: of a longer one the beginning and the end, where people put the point.
HEAD_CHARS, TAIL_CHARS = 3_000, 1_000
#: Most characters of one sentence, and most sentences of one message.
MAX_CHARS, MAX_SENTENCES = 500, 60

# A dot within figures ("10.30", "am 15.3. um drei") ends nothing; marks before a space and line breaks do.
_END = re.compile(r"(?:[!?…？؟！。]+|(?<!\d)\.+[!?]*)[\"'”’»)]*(?=\s|$)|(?<=\d)\.(?=\s+[A-ZÀ-Þ][a-zß-ÿ']|\s*$)|\n+")
_QUESTION = re.compile(r"[?？؟⸮]\W*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a message.

    Attributes:
        text: as written, without space around it. start: where it begins in the message.
        folded: small letters, plain quotes, with the way back to `text`.
        quoted: it begins inside quotation marks, or in a line quoted with ">".
    """

    text: str
    start: int
    folded: Folded
    quoted: bool

    @property
    def low(self) -> str:
        """The text in small letters with plain quotes and apostrophes."""
        return self.folded.text

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark that is its own, not one of words quoted at its end."""
        if _QUESTION.search(self.text) is None:
            return False
        opened = self.low.find('"')
        return opened <= 0 or not self.low.endswith('"')


def sentences(text: str) -> list[Sentence]:
    """The sentences of a message in order; nothing for a text without words."""
    found: list[Sentence] = []
    quotes = 0
    for start, piece in _pieces(text):
        cut = piece.strip()[:MAX_CHARS]
        if not cut:
            continue
        folded = fold(cut)
        offset = start + len(piece) - len(piece.lstrip())
        found.append(Sentence(cut, offset, folded, quotes % 2 == 1 or folded.text.startswith(">")))
        quotes += folded.text.count('"')
        if len(found) == MAX_SENTENCES:
            break
    return found


def _pieces(text: str) -> list[tuple[int, str]]:
    """Sentences with the space around them, by where they begin; of a long text its beginning and its end."""
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return _split(text, 0)
    return _split(text[:HEAD_CHARS], 0) + _split(text[-TAIL_CHARS:], len(text) - TAIL_CHARS)


def _split(text: str, at: int) -> list[tuple[int, str]]:
    parts: list[tuple[int, str]] = []
    begin = 0
    for end in _END.finditer(text):
        parts.append((at + begin, text[begin : end.end()]))
        begin = end.end()
    parts.append((at + begin, text[begin:]))
    return parts

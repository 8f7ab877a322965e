"""Text without its placeholders: U+FFFC stands for a file, U+FFFD for an app balloon."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile("[\ufffc\ufffd]")
_MAX_GAPS = 10_000


def readable(raw: str) -> str:
    """`raw` as it is kept: without placeholders and NUL, lines ended by newlines."""
    writer = Writer()
    writer.add(raw)
    return writer.text()


class Writer:
    """Readable text of pieces with placeholders.

    A placeholder between two words leaves a space, one between bubbles a newline; none leaves white space at
    the ends. NUL is dropped, carriage returns become newlines.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last = ""
        self._gap = ""
        self._gaps_left = _MAX_GAPS

    def next_bubble(self) -> None:
        """What comes next stands on its own line."""
        self._gap = "\n"

    def add(self, piece: str) -> tuple[int, int]:
        """Write a piece; returns where its words begin and end."""
        start = -1
        for n, words in enumerate(self._split(piece)):
            if n:
                self._gap = self._gap or " "
            words = words.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
            if words and self._gap:
                words = self._bridge(words)
            if words:
                start = self._length if start < 0 else start
                self._write(words)
        return (self._length if start < 0 else start), self._length

    def text(self) -> str:
        """All of it."""
        whole = "".join(self._pieces)
        return whole.rstrip() if self._gap else whole

    def _split(self, piece: str) -> list[str]:
        """The words between placeholders; after ten thousand of them words are no longer kept apart."""
        pieces = _PLACEHOLDER.split(piece, self._gaps_left) if self._gaps_left else [piece]
        self._gaps_left -= len(pieces) - 1
        if not self._gaps_left:
            pieces[-1] = pieces[-1].replace("\ufffc", "").replace("\ufffd", "")
        return pieces

    def _bridge(self, words: str) -> str:
        if not self._length:
            words = words.lstrip()
        elif self._gap == "\n":
            if self._last != "\n" and words[0] != "\n":
                self._write("\n")
        elif self._last.isspace():
            words = words.lstrip(" ")
        elif self._last.isalnum() and words[0].isalnum():
            self._write(" ")
        if words:
            self._gap = ""
        return words

    def _write(self, words: str) -> None:
        self._pieces.append(words)
        self._length += len(words)
        self._last = words[-1]

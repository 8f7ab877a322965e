"""A text that grows by token bytes: whole characters only, ended by a stop string across token borders."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class GrowingText:
    """Bytes in, text out, as soon as it is sure not to belong to a stop string.

    Attributes:
        text: what is sure so far, without the stop string.
        stopped: whether a stop string was met; nothing is added after it.
    """

    def __init__(self, stops: Sequence[str]) -> None:
        self.text = ""
        self.stopped = False
        self._stops = tuple(stop for stop in stops if stop)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._held = ""

    def add(self, data: bytes) -> str:
        """Add the bytes of a token; returns what became sure by it."""
        return self._grow(self._decode(data))

    def end(self) -> str:
        """No more tokens: what was held back is text; half a character becomes U+FFFD."""
        grown = self._grow(self._decode(b"", final=True))
        if not self.stopped:
            self.text += self._held
            grown += self._held
        self._held = ""
        return grown

    def _grow(self, new: str) -> str:
        if self.stopped:
            return ""
        held = self._held + new
        met = [at for stop in self._stops if (at := held.find(stop)) >= 0]
        if met:
            self.stopped = True
            sure, self._held = held[: min(met)], ""
        else:
            keep = max((overlap(held, stop) for stop in self._stops), default=0)
            sure, self._held = held[: len(held) - keep], held[len(held) - keep :]
        self.text += sure
        return sure


def overlap(text: str, stop: str) -> int:
    """Length of the longest end of `text` that begins `stop`."""
    for n in range(min(len(text), len(stop) - 1), 0, -1):
        if stop.startswith(text[-n:]):
            return n
    return 0

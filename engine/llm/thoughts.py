"""A text that grows without the thoughts some models write down before they answer."""

from __future__ import annotations

import re

from engine.llm.stops import overlap

#: How thoughts begin and end: Qwen, SmolLM, DeepSeek, LFM; variants of them; Seed; Mistral; Command R; Kimi; Gemma 4;
#: gpt-oss, whose answer begins with its final channel.
MARKS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("◁think▷", "◁/think▷"),
    ("<|channel>thought", "<channel|>"),
    ("<|channel|>analysis", "<|channel|>final<|message|>"),
    ("<|channel|>commentary", "<|channel|>final<|message|>"),
)
_CLOSER = dict(MARKS)
_ALL = tuple(dict.fromkeys([*_CLOSER, *_CLOSER.values()]))
#: Marks, and what those of several tokens are made of: the control tokens of a model that must be read with its text.
TOKENS = frozenset(_ALL) | frozenset(re.findall(r"<\|[a-z]+\|?>", " ".join(_ALL)))


class Unthinking:
    """Pieces of text in, the same without thoughts out, as soon as it is sure not to belong to a mark.

    A mark that ends a thought nobody opened (the template did) takes back all that came before it; only `text` shows
    that. A thought that never ends leaves what came before it, usually nothing.

    Attributes:
        text: what is sure so far.
    """

    def __init__(self) -> None:
        self.text = ""
        self._held = ""
        self._closer = ""
        self._after_thought = False

    def add(self, text: str) -> str:
        """Add a piece; returns what became sure by it."""
        self._held += text
        return self._sure(final=False)

    def end(self) -> str:
        """No more pieces: what looked like the beginning of a mark is text."""
        return self._sure(final=True)

    def _sure(self, *, final: bool) -> str:
        grown = ""
        while met := self._met():
            at, mark = met
            if not self._closer:
                grown += self._told(self._held[:at])
            if mark in _CLOSER:
                self._closer = _CLOSER[mark]
            else:
                if not self._closer:
                    self.text = grown = ""
                self._closer = ""
                self._after_thought = True
            self._held = self._held[at + len(mark) :]
        keep = 0 if final else max(overlap(self._held, mark) for mark in self._wanted())
        sure, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return grown if self._closer else grown + self._told(sure)

    def _wanted(self) -> tuple[str, ...]:
        return (self._closer,) if self._closer else _ALL

    def _met(self) -> tuple[int, str] | None:
        """The first mark in what is held."""
        places = [(at, mark) for mark in self._wanted() if (at := self._held.find(mark)) >= 0]
        return min(places, default=None)

    def _told(self, text: str) -> str:
        """Text outside thoughts; white space right after one belongs to it."""
        if self._after_thought:
            text = text.lstrip()
            self._after_thought = not text
        self.text += text
        return text

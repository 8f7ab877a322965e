"""How well the voice meter and the style profile do on synthetic authors, whose habits and sentences we invented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from app.evals import voice
from engine.voice import style

_GREETINGS = ("hi", "hey", "hello", "morning", "hiya", "good evening", "")
_YES = ("sure", "yep", "of course", "absolutely", "ok", "that works", "fine by me", "no problem")
_CLOSES = ("thanks", "cheers", "ta", "talk soon", "see you", "many thanks", "x", "")
_TALK = (
    "i will be at the studio around four",
    "do you have the keys for the side door",
    "i am running a little late today",
    "the album should be ready next week",
    "we could walk by the river if it stays dry",
    "it is a bit more than we talked about",
    "can you send me the address again please",
    "i do not think the blue one fits",
    "let me check with my sister first",
    "the train was late again so give me a minute",
    "that is not what i meant at all",
    "you were great last time",
    "we are going to need a bigger table",
    "are you still up for it tomorrow",
    "i have not heard from them yet",
    "they want to move it to the afternoon",
)
_SHORT = {"i am": "i'm", "do not": "don't", "it is": "it's", "that is": "that's", "i will": "i'll", "we are": "we're"}
_TEXTED = {"you": "u", "are": "r", "tomorrow": "tmrw", "please": "pls", "with": "w", "and": "n", "minute": "min"}
_EMOJI = ("🙂", "😂", "🙏", "❤️", "😅", "👍")


class _Author:
    """Somebody invented: each habit is drawn once and kept with some looseness."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw
        self._greetings, self._yes, self._closes = (draw.sample(one, 2) for one in (_GREETINGS, _YES, _CLOSES))
        self._small, self._short, self._texted = (draw.random() < 0.5 for _ in range(3))
        self._end = draw.choice(["", ".", "!", "..", "!!"])
        self._emoji, self._often = draw.sample(_EMOJI, 2), draw.choice([0.0, 0.0, 0.2, 0.5])
        self._talk = draw.choices((1, 2), (draw.random(), 1))[0]

    def text(self) -> str:
        draw = self._draw
        parts = [draw.choice(self._yes), *draw.sample(_TALK, self._talk)]
        if draw.random() < 0.4:
            parts.insert(0, draw.choice(self._greetings))
        if draw.random() < 0.4:
            parts.append(draw.choice(self._closes))
        said = (", " if draw.random() < 0.7 else " ").join(part for part in parts if part)
        for words, on in ((_SHORT, self._short), (_TEXTED, self._texted)):
            for long, short in words.items():
                if on and draw.random() < 0.8:
                    said = f" {said} ".replace(f" {long} ", f" {short} ").strip()
        if self._small is (draw.random() < 0.1):
            said = said[:1].upper() + said[1:]
        end = self._end if draw.random() < 0.8 else ""
        sign = f" {draw.choice(self._emoji)}" if draw.random() < self._often else ""
        return said + end + sign


def authors(*, n_authors: int = 12, n_texts: int = 400, seed: int = 11) -> dict[str, list[str]]:
    """Synthetic texts by synthetic author; they talk about the same and differ in their habits alone."""
    draw = Random(seed)
    found = {}
    for number in range(n_authors):
        author = _Author(Random(draw.random()))
        found[f"synthetic-{number}"] = [author.text() for _ in range(n_texts)]
    return found


def figures() -> dict[str, object]:
    """AUCs of `sotto eval voice` on the synthetic authors, and how often applied style is nearer to the author's."""
    rows = authors()
    lines = [json.dumps({"author": author, "texts": texts}) for author, texts in rows.items()]
    scored: dict[str, object] = dict(voice.score(lines))
    return scored | {"style_nearer_share": _nearer(list(rows.values()))}


def _nearer(rows: Sequence[Sequence[str]]) -> float:
    """Share of one author's texts that are no less like another author's style after they were put into it."""
    hits, n = 0, 0
    for texts, others in zip(rows, [*rows[1:], rows[0]], strict=True):
        profile = style.learn([("", text) for text in texts[:200]])
        for text in others[:50]:
            hits += style.likeness(style.apply(text, profile), profile) >= style.likeness(text, profile)
            n += 1
    return round(hits / n, 4)

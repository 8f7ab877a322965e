"""Texts of a wish → tokens: the prefix that all texts share, and what stands between it and each of them.

Prefix, suffix, what a template writes behind it, and opening are tokenised each by itself, so that the tokens of one
do not depend on the others. What does not fit the context is dropped from the beginning of the talk.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import llama_cpp as llama

from engine.llm import chat_template
from engine.llm.chat_template import Piece
from engine.llm.llamacpp import piece, tokenize
from engine.problems import ModelFailed, ModelRefused
from engine.protocol import Generate, Turn

#: Part of the room that is used after something had to be dropped, so that the prefix stays the same for the next
#: messages and their states can be used again.
FILLED = 0.75
#: A text gets room for so many tokens, or nothing is written; of a larger `max_tokens` half the context is reserved.
LEAST_TOKENS = 16
#: The room is counted in steps of this part of the context, so that a suffix of another length drops the same.
STEPS = 16
#: A character that no token joins with another, put before a text to keep its beginning as it is.
_GUARD = "\x01"
#: How the tokens look that mean more than their text, where a file defines its own: "<think>", "[/INST]", "◁think▷".
_MARK = re.compile("(?:<|\\[|◁).".encode())
#: What a template writes around a turn, in tokens, where it cannot be found out.
UNKNOWN_PER_TURN = 8

#: A prefix and the tails behind it.
Tokens = tuple[list[int], tuple[list[int], ...]]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Tokens of a wish.

    Attributes:
        prefix: what all texts share.
        tails: what comes between the prefix and text number `first + i`, its opening included.
        openings: how the texts begin.
        dropped: lines or turns that did not fit.
    """

    prefix: list[int]
    tails: tuple[list[int], ...]
    openings: tuple[str, ...]
    dropped: int


class Prompting:
    """The tokenizer and the chat template of a model.

    Attributes:
        template: the chat template inside the file, "" if there is none.
    """

    def __init__(self, weights: Any) -> None:
        self._vocab = llama.llama_model_get_vocab(weights)
        self.template = _text(llama.llama_model_chat_template(weights, None))
        self._bos = int(llama.llama_vocab_bos(self._vocab))
        self._bos_text, self._eos_text = (
            _text(llama.llama_vocab_get_text(self._vocab, token)) if token >= 0 else ""
            for token in (self._bos, int(llama.llama_vocab_eos(self._vocab)))
        )
        self._adds_bos = bool(llama.llama_vocab_get_add_bos(self._vocab))
        letter = tokenize(self._vocab, "a", add_special=False, parse_special=False)
        self._adds_space = b"".join(piece(self._vocab, token) for token in letter) == b" a"
        self._per_turn = self._tokens_per_turn() if self.template else 0

    def prompt(self, wish: Generate, n_ctx: int) -> Prompt:
        """The tokens of a wish, cut so that they and `max_tokens` fit `n_ctx`.

        Raises:
            ModelRefused: the file's template cannot be used.
            ModelFailed: `reason` "too_long": even the last line or turn does not fit; "no_chat_template": turns, but
                the file has none; "empty": there are no tokens to continue.
        """
        if wish.turns and not self.template:
            raise ModelFailed(step="prompt", reason="no_chat_template")
        tokens_of = self._turns if wish.turns else self._lines
        prefix, tails = tokens_of(wish, 0)
        longest = max((len(tail) for tail in tails), default=0)
        least = min(wish.max_tokens, LEAST_TOKENS)
        reserved = longest + max(least, min(wish.max_tokens, n_ctx // 2))
        step = max(1, n_ctx // STEPS)
        room, dropped = n_ctx - -(-reserved // step) * step, 0
        if len(prefix) > room:
            fixed, costs = self._costs(wish)
            dropped = first_that_fits(fixed, costs, room)
            prefix, tails = tokens_of(wish, dropped)
            while len(prefix) + reserved > n_ctx and dropped < len(costs) - 1:
                dropped += 1
                prefix, tails = tokens_of(wish, dropped)
        if not prefix:
            raise ModelFailed(step="prompt", reason="empty")
        if len(prefix) + longest + least > n_ctx:
            raise ModelFailed(step="prompt", reason="too_long", tokens=len(prefix), room=n_ctx - longest - least)
        return Prompt(prefix, tails, each(wish, wish.openings), dropped)

    def reply(self, text: str, behind: int | None) -> list[int]:
        """Token ids of a whole reply as the model would write it behind the token `behind`, with the one that ends it.

        The end is what llama.cpp stops at: the end of a turn where the vocabulary has one, else the end of the text.
        """
        ends = (int(llama.llama_vocab_eot(self._vocab)), int(llama.llama_vocab_eos(self._vocab)))
        end = [token for token in ends if token >= 0][:1]
        return [*self._tokens([Piece(text, special=False)], behind), *end]

    def _lines(self, wish: Generate, dropped: int) -> Tokens:
        """Prefix and tails of the plain form without the first `dropped` lines."""
        text = wish.prompt
        for line in wish.lines[dropped:]:
            text += line if not text or text.endswith("\n") else f"\n{line}"
        prefix = self._begun(self._tokens([Piece(text, special=False)], self._bos if self._adds_bos else None))
        return prefix, self._tails(wish, prefix, [])

    def _turns(self, wish: Generate, dropped: int) -> Tokens:
        """The same by the chat template, without the first `dropped` turns that are not the system's."""
        system = [turn for turn in wish.turns if turn.role == "system"]
        talk = [turn for turn in wish.turns if turn.role != "system"]
        before, after = self._split([*system, *talk[dropped:]])
        prefix = self._begun(self._tokens(before, None))
        return prefix, self._tails(wish, prefix, after)

    def _tails(self, wish: Generate, prefix: Sequence[int], after: Sequence[Piece]) -> tuple[list[int], ...]:
        behind = prefix[-1] if prefix else None
        return tuple(
            self._tokens([Piece(suffix, special=False), *after, Piece(opening, special=False)], behind)
            for suffix, opening in zip(each(wish, wish.suffixes), each(wish, wish.openings), strict=True)
        )

    def _begun(self, ids: list[int]) -> list[int]:
        """With the token that begins every text, where the model wants it and the template did not write it."""
        return [self._bos, *ids] if self._adds_bos and ids[:1] != [self._bos] else ids

    def _tokens(self, pieces: Sequence[Piece], behind: int | None) -> list[int]:
        """Token ids of pieces that stand behind the token `behind`, or at the beginning of all."""
        ids: list[int] = []
        for each_piece in pieces:
            ids += self._piece_tokens(each_piece, ids[-1] if ids else behind)
        return ids

    def _piece_tokens(self, part: Piece, behind: int | None) -> list[int]:
        """Token ids of one piece; in plain text no token that a file defines as a mark of its own stays whole."""
        ids = self._spaced_tokens(part, behind)
        if part.special:
            return ids
        return [found for token in ids for found in (self._unmarked(token) if self._is_mark(token) else (token,))]

    def _is_mark(self, token: int) -> bool:
        """Whether llama.cpp finds it in any text; control tokens it finds in special pieces only."""
        attributes = llama.llama_vocab_get_attr(self._vocab, token)
        return bool(attributes & llama.LLAMA_TOKEN_ATTR_USER_DEFINED) and bool(_MARK.match(piece(self._vocab, token)))

    def _unmarked(self, token: int) -> list[int]:
        """The text of a mark as other tokens."""
        text = piece(self._vocab, token).decode("utf-8", "replace")
        return self._tokens([Piece(text[:1], special=False), Piece(text[1:], special=False)], token)

    def _spaced_tokens(self, part: Piece, behind: int | None) -> list[int]:
        """llama.cpp puts a space before a text for some models, as it should at the beginning and behind special
        tokens only."""
        plain = tokenize(self._vocab, part.text, add_special=False, parse_special=part.special)
        if not (self._adds_space and part.text) or behind is None or llama.llama_vocab_is_control(self._vocab, behind):
            return plain
        guard = tokenize(self._vocab, _GUARD, add_special=False, parse_special=False)
        guarded = tokenize(self._vocab, _GUARD + part.text, add_special=False, parse_special=part.special)
        return guarded[len(guard) :] if guarded[: len(guard)] == guard else plain

    def _split(self, turns: Sequence[Turn]) -> tuple[list[Piece], list[Piece]]:
        return chat_template.split(self.template, turns, bos=self._bos_text, eos=self._eos_text)

    def _costs(self, wish: Generate) -> tuple[int, list[int]]:
        """Tokens of what is never dropped, and of each line or turn that may be; about right.

        They depend on nothing that comes later, so what is dropped stays the same while a talk goes on.
        """
        if not wish.turns:
            return self._length(wish.prompt) + 1, [self._length(line) + 1 for line in wish.lines]
        system = sum(self._length(turn.text) for turn in wish.turns if turn.role == "system")
        talk = [self._length(turn.text) + self._per_turn for turn in wish.turns if turn.role != "system"]
        return system + 2 * self._per_turn, talk

    def _length(self, text: str) -> int:
        return len(tokenize(self._vocab, text, add_special=False, parse_special=False))

    def _tokens_per_turn(self) -> int:
        """What the template writes around a turn, in tokens."""
        exchange = [Turn("user", "a"), Turn("assistant", "a")]
        try:
            one, five = (self._split([*exchange * n, Turn("user", "a")])[0] for n in (0, 2))
        except ModelRefused:
            return UNKNOWN_PER_TURN
        longer = len(self._tokens(five, None)) - len(self._tokens(one, None))
        return max(0, -(-longer // 4) - self._length("a"))


def each(wish: Generate, values: Sequence[str]) -> tuple[str, ...]:
    """The one of `values` that belongs to each text of a wish, "" if there are none."""
    return tuple(values[(wish.first + i) % len(values)] if values else "" for i in range(wish.count))


def first_that_fits(fixed: int, costs: Sequence[int], room: int) -> int:
    """How many of the first are dropped; never the last.

    As if they came one by one: once there is no room, so many go that the rest fills `FILLED` of it. What is found
    for a longer talk is the same until there is no room again.
    """
    first, used = 0, fixed
    for at, cost in enumerate(costs):
        used += cost
        if used > room:
            while first < at and used > FILLED * room:
                used -= costs[first]
                first += 1
    return first


def _text(pointer: bytes | ctypes.c_char_p | None) -> str:
    if isinstance(pointer, ctypes.c_char_p):
        pointer = pointer.value
    return pointer.decode("utf-8", "replace") if pointer else ""

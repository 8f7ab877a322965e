"""States of prefixes that will come again: none is decoded twice while its state is at hand.

The prefix of the last request lies in the shared sequence as it is; others are kept as bytes (a restored one costs a
copy: some milliseconds a hundred tokens, where decoding takes some hundred). What a new prefix begins with is taken
from whichever knows most of it, so a system text that many conversations share is decoded once for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine import main_memory
from engine.llm.context import SHARED, Bytes, Context, common
from engine.llm.pacing import Pace
from engine.problems import Cancelled, ModelFailed

#: By default this share of the machine's memory, and never more bytes than that.
SHARE_OF_MEMORY, MOST_BYTES = 1 / 16, 1 << 30
#: The end of a prefix, in tokens, that may read otherwise when the conversation goes on (a merged turn).
SEAM = 8

Poll = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Kept:
    tokens: tuple[int, ...]
    state: Bytes


class Prefixes:
    """The shared sequence of a context and the states that are kept beside it.

    Attributes:
        live: tokens that the shared sequence holds.
        kept_bytes: what the kept states take.
    """

    def __init__(self, context: Context, pace: Pace, *, budget: int = 0) -> None:
        """`budget`: bytes that states may take, 0 for a share of the machine's memory."""
        self.live: list[int] = []
        self._context = context
        self._pace = pace
        self._budget = budget or default_budget()
        self._kept: list[_Kept] = []  # the one used last comes last

    @property
    def kept_bytes(self) -> int:
        """See the class."""
        return sum(len(each.state) for each in self._kept)

    def bring(self, tokens: Sequence[int], *, logits: bool, poll: Poll) -> int:
        """Make the shared sequence hold exactly `tokens`; returns how many of them were at hand.

        Args:
            logits: those of the last token are wanted, which is decoded anew for that.
            poll: called before every decode; True cancels.

        Raises:
            Cancelled: `poll` said so; what was decoded stays.
            ModelFailed: llama.cpp failed, or the context has no room.
        """
        most = len(tokens) - 1 if logits else len(tokens)
        self._take_best(tokens, most)
        at_hand = min(most, common(self.live, tokens))
        if at_hand < len(self.live) and not self._cut(at_hand):
            at_hand = 0
        while len(self.live) < len(tokens):
            if poll():
                raise Cancelled
            self._decode(tokens[len(self.live) : len(self.live) + self._pace.tokens], len(tokens) if logits else 0)
        return at_hand

    def keep(self) -> None:
        """Keep the state of the shared sequence as it is now; shorter ones of the same talk go."""
        tokens = tuple(self.live)
        longer = next((each for each in self._kept if common(each.tokens, tokens) == len(tokens)), None)
        if longer is not None:
            self._used(longer)
            return
        size = self._context.saved_bytes()
        if size > self._budget:
            return
        self._kept = [each for each in self._kept if common(each.tokens, tokens) < len(each.tokens) - SEAM]
        while self._kept and self.kept_bytes + size > self._budget:
            del self._kept[0]
        state = self._context.save()
        if state is not None:
            self._kept.append(_Kept(tokens, state))

    def clear(self) -> None:
        """Forget everything: other weights would compute other states."""
        self._kept.clear()
        self.forget_live()

    def forget_live(self) -> None:
        """Empty the context; what is kept stays."""
        self._context.clear()
        self.live = []

    def _take_best(self, tokens: Sequence[int], most: int) -> None:
        """Restore the kept state that knows more of `tokens` than the shared sequence does, if there is one."""
        while True:
            best = max(self._kept, key=lambda each: self._worth(each.tokens, tokens, most), default=None)
            if best is None or self._worth(best.tokens, tokens, most) <= self._worth(self.live, tokens, most):
                return
            if self._context.restore(best.state):
                self.live = list(best.tokens)
                self._used(best)
                return
            self.live = []
            self._kept.remove(best)

    def _worth(self, known: Sequence[int], tokens: Sequence[int], most: int) -> int:
        """Tokens that need not be decoded; a state that cannot be cut back is worth all or nothing."""
        n = min(most, common(known, tokens))
        return n if self._context.cuts or n == len(known) else 0

    def _cut(self, length: int) -> bool:
        """Take the end off the shared sequence; False if all of it had to go."""
        if length and self._context.cuts and self._context.cut(length):
            del self.live[length:]
            return True
        self._context.free(SHARED)
        self.live = []
        return False

    def _decode(self, piece: Sequence[int], wanted_end: int) -> None:
        """Put a piece behind the shared sequence; logits are wanted for its token number `wanted_end`."""
        batch, start = self._context.batch, len(self.live)
        batch.clear()
        for position, token in enumerate(piece, start):
            batch.add(token, position, SHARED, wanted=position + 1 == wanted_end)
        began = time.perf_counter()
        try:
            fits = self._context.decode()
        except ModelFailed:
            self.live = []
            raise
        if not fits:
            raise ModelFailed(step="decode", llama_code=1)
        self.live += piece
        self._pace.took(len(piece), time.perf_counter() - began)

    def _used(self, kept: _Kept) -> None:
        self._kept = [*(each for each in self._kept if each is not kept), kept]


def default_budget() -> int:
    """Bytes for kept states on this machine."""
    return min(MOST_BYTES, int(main_memory.look().total * SHARE_OF_MEMORY))

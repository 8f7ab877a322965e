"""How many tokens one decode takes, so that Cancel and beats come in time on a slow machine."""

from __future__ import annotations

#: A decode should take no longer than this, in seconds.
LONGEST_S = 1.0
FEWEST, FIRST, MOST = 16, 128, 256


class Pace:
    """Grows and shrinks with what decoding took.

    Attributes:
        tokens: of the next piece at most.
    """

    def __init__(self) -> None:
        self.tokens = FIRST

    def took(self, n_tokens: int, seconds: float) -> None:
        """A piece of `n_tokens` was decoded; small ones (the steps of texts) say nothing about large ones."""
        if n_tokens < FEWEST:
            return
        fitting = int(n_tokens * LONGEST_S / max(seconds, 1e-9))
        self.tokens = max(FEWEST, min(MOST, 2 * self.tokens, fitting - fitting % FEWEST))

"""A possible reply before it is weighed against the others."""

from __future__ import annotations

from dataclasses import dataclass

from engine.domain import Move, Theme


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to answer.

    Attributes:
        bubbles: what would be sent, one text each.
        relevance: how well it answers the turn at hand, in [0, 1].
        confidence: see `Option.confidence`; its meaning depends on `origin`.
        origin: "model", "past_reply", "phrase_bank" or "steered".
        sources: ids of messages it takes facts or words from.
    """

    bubbles: tuple[str, ...]
    move: Move
    theme: Theme
    relevance: float
    confidence: float
    origin: str
    sources: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The bubbles as one text."""
        return "\n".join(self.bubbles)

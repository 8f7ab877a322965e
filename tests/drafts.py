"""Drafts and sets of drafts with the usual fields, and whatever else a test wants of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.domain import Move, Option, Suggestions, Theme


def option(response_id: str = "r-1", text: str = "Yes", **more: Any) -> Option:
    """A draft that agrees, a bubble a line, unless told otherwise."""
    usual: dict[str, Any] = {
        "bubbles": tuple(text.split("\n")),
        "move": Move.AGREE,
        "theme": Theme.WARM,
        "descriptor": "",
        "confidence": 0.5,
        "quality_score": 0.5,
        "voice_match": 0.5,
        "sources": (),
        "unsourced": (),
        "warnings": (),
        "origin": "model",
    }
    return Option(response_id=response_id, text=text, **(usual | more))


def suggestions(options: Sequence[Option], **more: Any) -> Suggestions:
    """All that was made for a request, by a model unless told otherwise."""
    usual: dict[str, Any] = {
        "request_id": "r",
        "conversation_id": "1",
        "mode": "model",
        "model_version": "m@1",
        "has_more": False,
        "total_count": len(options),
        "elapsed_ms": 1,
        "cached": False,
        "fallback_reason": None,
        "silent_reason": None,
    }
    return Suggestions(options=tuple(options), **(usual | more))

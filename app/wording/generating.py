"""The words around single generations and jobs: what had to be given up, and where a job stands."""

from __future__ import annotations

from typing import Final

#: What was given up to load the model → the sentence. Codes: `engine.protocol.Loaded.fallback`, `app.generating.BASE`.
FALLBACKS: Final[dict[str, str]] = {
    "fewer_layers": "The graphics memory is too small for the whole model: part of it runs on the processor, slower.",
    "smaller_context": "The graphics memory is too small for the usual context: long texts are cut shorter.",
    "cpu": "The graphics memory is too small for this model: it runs on the processor, slower.",
    "base": "The adapter could not be used: the model answers without it.",
}
_GIVEN_UP = "The model could not be loaded as usual and answers with less."

#: Status of a job → the sentence.
STANDINGS: Final[dict[str, str]] = {
    "queued": "Waiting to be written.",
    "processing": "Being written.",
    "completed": "Done.",
    "failed": "It could not be written.",
    "cancelled": "Called off.",
}


def fallback(code: str) -> str:
    """What had to be given up."""
    return FALLBACKS.get(code, _GIVEN_UP)

"""What is said where another process writes, by who that is; the window is what is meant without a reason."""

from __future__ import annotations

from typing import Final

REASONS: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("SottoIsOpen", "at_training"): (
        "Sotto is training, and is writing down what it does just now. Nothing was changed.",
        "Try again in a moment. `sotto train status` says how far it is.",
    ),
    ("SottoIsOpen", "busy"): (
        "Another Sotto is writing just now. Nothing was changed.",
        "Wait until it is done, then try again. Reading works meanwhile.",
    ),
}

"""Reads for a window whose desk answers at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.problems import Problem


class AtOnce:
    """Asks its desk on the calling thread, and hands the answer on before it returns."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def ask(
        self,
        name: str,
        read: Callable[[Any], Any],
        then: Callable[[Any], None],
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        try:
            answer = read(self._desk)
        except Problem as problem:
            if failed is not None:
                failed(problem)
        else:
            then(answer)

    ask_later = ask

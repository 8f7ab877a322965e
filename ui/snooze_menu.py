"""Until when a conversation is to rest, as a menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from ui import snoozing
from ui.choice_menu import ChoiceMenu
from ui.theme import Theme


class SnoozeMenu(ChoiceMenu):
    """`take_until` gets the time that was chosen; Esc chooses none."""

    def __init__(self, theme: Theme, window: QWidget, now: datetime, take_until: Callable[[datetime], None]) -> None:
        choices = snoozing.choices(now)

        def take(at: int | None) -> None:
            if at is not None:
                take_until(choices[at][1])

        super().__init__(theme, window, [word for word, _until in choices], take, name="Set aside until")

"""Dismissing a draft: why, which one comes in its place, and what is said when none is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from engine.domain import Option
from ui.choice_menu import ChoiceMenu
from ui.keys import cap

if TYPE_CHECKING:
    from ui.suggestion_panel import SuggestionPanel

REASONS = (
    ("Wrong fact", "wrong_fact"),
    ("Not my voice", "not_my_voice"),
    ("Wrong decision", "wrong_decision"),
    ("Too long", "too_long"),
)
LEARNS = "Sotto learns from this. Esc: no reason"


class DraftDismissal(QObject):
    """For the drafts of one panel."""

    def __init__(self, panel: SuggestionPanel) -> None:
        super().__init__(panel)
        self._panel = panel

    def ask(self, window: QWidget, option: Option, view: QWidget) -> None:
        """Ask for the reason, above the draft it is about, and dismiss it."""
        menu = ChoiceMenu(
            self._panel.theme, window, [word for word, _code in REASONS],
            lambda at: self.reject(option, "" if at is None else REASONS[at][1]),
            name="Why dismiss this draft", caption=LEARNS, esc_takes=True,
        )  # fmt: skip
        menu.show_at(view.mapTo(window, QPoint(0, -self._panel.theme.px(6))))  # the draft stays in sight

    def say_none_left(self) -> None:
        """Every draft was dismissed."""
        self._panel.header.hide()
        self._panel.notice.show_words(
            "No drafts left", f"Press {cap('Ctrl+R')} for new drafts, or Z to bring one back."
        )
        self._panel.show()

    def reject(self, option: Option, reason: str) -> None:
        """Dismiss it; `reason` is a code, "" for none."""
        panel, drafts = self._panel, self._panel.drafts
        if option not in drafts.options or drafts.made is None:
            return
        if drafts.reject(option):
            panel.more_wished.emit(drafts.made.request_id)
        panel.rejected.emit(option, reason)
        panel.rebuild()
        if not drafts.options:
            self.say_none_left()

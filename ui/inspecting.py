"""Fills the inspector with what is known of the open conversation, the panel in sight only."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui import inspector
from ui.conversation_pane import ConversationPane
from ui.inspector import Inspector
from ui.reading import Desk


class Inspecting(QObject):
    """Between the open conversation and the panels that tell about it."""

    def __init__(self, panels: Inspector, pane: ConversationPane, desk: Desk) -> None:
        super().__init__(panels)
        self._panels, self._pane, self._desk = panels, pane, desk
        self._shown: tuple[object, ...] = ()
        self._red = 0
        pane.shown.connect(self.show_panel)
        panels.tabs.currentChanged.connect(lambda _at: self.show_panel())
        panels.risk.not_a_risk.connect(self.not_a_risk)
        panels.risk.never_here.connect(lambda: pane.set_aside_risk(None))
        panels.risk.flag_wished.connect(self._show_flag)

    def show_anew(self) -> None:
        """Show the panel in sight, also if it says what it said before."""
        self._shown = ()
        self.show_panel()

    def show_panel(self) -> None:
        """Show the panel in sight; one that would say the same as before is left alone."""
        pane, now = self._pane, self._desk.now()
        head = pane.head
        red = head.conversation_id if head is not None and pane.risk_level == "high" else 0
        if red != self._red:
            self._red = red
            if red:
                self._panels.open_panel(inspector.RISK)
        at = self._panels.tabs.currentIndex()
        standing = self._desk.standing(head.conversation_id) if head and at == inspector.BRIEF else None
        minute = now.replace(second=0, microsecond=0) if standing else None
        shown = (at, head.conversation_id if head else 0, head, standing, minute, pane.risk, pane.risk_level)
        if shown == self._shown:
            return
        self._shown = shown
        self._panels.show_risk_mark(pane.risk_level)
        if at == inspector.BRIEF:
            self._panels.brief.show_standing(head, standing, now, pane.risk_level)
        else:
            self._panels.risk.show_risk(pane.risk, pane.risk_level, self._desk.thresholds())

    def not_a_risk(self) -> None:
        """The span that F stopped at, or every flag of the thread, is no risk."""
        risk = self._pane.risk
        if risk is None or not risk.red_flags:
            return
        current = self._pane.messages.delegate.current_mark
        flags = [risk.red_flags[current - 1]] if 0 < current <= len(risk.red_flags) else risk.red_flags
        for name in dict.fromkeys(flag.pattern_name for flag in flags):
            self._pane.set_aside_risk(name)

    def _show_flag(self, number: int) -> None:
        if number:
            self._pane.messages.show_mark(number)
        else:
            self._pane.messages.next_mark()

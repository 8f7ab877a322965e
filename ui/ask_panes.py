"""Which of list, chat and sources of Ask are in sight, and how the focus goes round them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.ask_page import AskPage

#: Effective widths from which the sources, and the list, stand beside the centre.
WITH_SOURCES, WITH_LIST = 1200, 960
LIST, SOURCES = 232, 328


class AskPanes(QObject):
    """Arranges the page for the room there is; what has none comes by a button of the header."""

    def __init__(self, page: AskPage, centre: QWidget) -> None:
        super().__init__(page)
        self._page, self._centre = page, centre
        self._wide = (True, True)

    def fit(self, width: int) -> None:
        """Arrange for a window of this width."""
        effective = width / self._page.theme.scale
        self._wide = (effective >= WITH_SOURCES, effective >= WITH_LIST)
        with_sources, with_list = self._wide
        self._page.header.show_ways(back=not with_list, sources=not with_sources)
        self._page.header.sources.setChecked(False)
        self._page.header.back.setChecked(False)
        self.arrange()

    def close(self) -> bool:
        """Put away what a button brought; whether there was something."""
        header = self._page.header
        if not (header.sources.isChecked() or header.back.isChecked()):
            return False
        header.sources.setChecked(False)
        header.back.setChecked(False)
        self.arrange()
        return True

    def open_sources(self) -> None:
        """The sources come in sight."""
        if not self._wide[0]:
            self._page.header.sources.setChecked(True)
            self.arrange()

    def leave_list(self) -> None:
        """A chat was chosen: where the list took its place, it goes."""
        if not self._wide[1]:
            self._page.header.back.setChecked(False)
            self.arrange()

    def step(self, by: int) -> None:
        """Move the focus to the next pane that is in sight."""
        panes: list[tuple[QWidget, QWidget]] = [
            (self._page.list, self._page.list.list),
            (self._page.talk, self._page.talk),
            (self._page.composer, self._page.composer.edit),
            *((self._page.sources, card) for card in self._page.sources.cards[:1]),
        ]
        panes = [(pane, stop) for pane, stop in panes if stop.isVisible()]
        focus = QApplication.focusWidget()
        inside = [n for n, (pane, _stop) in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))]
        at = inside[0] + by if inside else 0
        panes[at % len(panes)][1].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def arrange(self) -> None:
        """Show what there is room for, or what was asked for."""
        with_sources, with_list = self._wide
        drawer = self._page.header.sources.isChecked() and not with_sources
        self._page.sources.setVisible(with_sources or drawer)
        self._page.list.setVisible(with_list or self._page.header.back.isChecked())
        self._centre.setVisible(with_list or not self._page.header.back.isChecked())
        room = (
            self._page.width() / self._page.theme.scale
            - (LIST if with_list else 0)
            - (SOURCES if self._page.sources.isVisible() else 0)
        )
        for part in (self._page.talk, self._page.composer):
            part.margins_for(round(room))

    def toggle(self) -> None:
        """A button of the header was pressed."""
        self.arrange()
        if self._page.header.back.isChecked() and not self._wide[1]:
            self._page.list.list.setFocus()
        elif self._page.header.sources.isChecked() and self._page.sources.cards:
            self._page.sources.cards[0].setFocus()

"""Where list, centre and inspector stand: beside each other, the inspector over the centre, or one at a time."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from ui.arrangement import Arrangement, arrange
from ui.conversation_pane import ConversationPane
from ui.inbox_pane import InboxPane
from ui.inspector import Inspector
from ui.page import Page

#: Widest a widget may be in Qt.
UNBOUND = 16_777_215


class Panes(QObject):
    """Arranges the panes of a page for the room there is.

    Attributes:
        splitter: holds the panes that stand beside each other.
        arrangement: what fits the window, None before its size is known.
    """

    def __init__(
        self, page: Page, inbox: InboxPane, centre: QStackedWidget, inspector: Inspector, conversation: ConversationPane
    ) -> None:
        """`conversation` is the widget of the centre that the inspector tells about."""
        super().__init__(page)
        self._page, self._theme = page, page.theme
        self._inbox, self._centre, self._inspector, self._conversation = inbox, centre, inspector, conversation
        self.arrangement: Arrangement | None = None
        self._size = (0, 0)
        self._wanted = True
        self._drawer_open = False
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for pane in (inbox, centre, inspector):
            self.splitter.addWidget(pane)
            self.splitter.setCollapsible(self.splitter.indexOf(pane), False)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(1, 1)

    def written(self) -> str:
        """The places of the splitter, to be kept."""
        return bytes(self.splitter.saveState().toHex().data()).decode()

    def restore(self, written: str) -> None:
        """Put the splitter where it was; "" leaves it."""
        if written:
            self.splitter.restoreState(QByteArray.fromHex(written.encode()))

    def step_back(self) -> bool:
        """Close the drawer, or show the list again; whether there was one or the other to do."""
        if self._drawer_open:
            self.toggle_inspector()
        elif self.arrangement and self.arrangement.one_pane and not self._inbox.isVisible():
            self.show_one(thread=False)
        else:
            return False
        return True

    def fit_anew(self) -> None:
        """Arrange once more for a window of the size it has."""
        self.fit(*self._size)

    def show_panel(self, at: int) -> None:
        """Show a panel of the inspector, opening it if need be."""
        self._inspector.open_panel(at)
        if not self._inspector.isVisible():
            self.toggle_inspector()

    def toggle_inspector(self) -> None:
        """Show or hide the inspector, as pane or as drawer."""
        if self.arrangement is not None and self.arrangement.inspector == "drawer":
            self._drawer_open = not self._drawer_open
        else:
            self._wanted = not self._wanted
        self.place_inspector()

    def next_pane(self, by: int = 1) -> None:
        """Move the focus to the next pane that is in sight."""
        stops: list[QWidget] = [self._inbox.list, self._conversation.messages, self._conversation.drafts,
                                self._conversation.composer.edit, self._inspector.tabs]  # fmt: skip
        stops = [stop for stop in stops if stop.isVisible()]
        if not stops:
            return
        focus = QApplication.focusWidget()
        inside = [n for n, stop in enumerate(stops) if focus is stop or (focus and stop.isAncestorOf(focus))]
        at = inside[0] + by if inside else 0
        stops[at % len(stops)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_one(self, *, thread: bool) -> None:
        """In the narrowest windows list and thread take turns."""
        if self.arrangement is not None and self.arrangement.one_pane:
            left = QApplication.focusWidget()
            self._inbox.setVisible(not thread)
            if not thread and left is not None and self._centre.isAncestorOf(left):
                self._inbox.list.setFocus()  # before Qt gives the keys to whatever comes next
            self._centre.setVisible(thread)

    def fit(self, width: int, height: int) -> None:
        """Arrange the panes for a window of this size."""
        self._size = width, height
        made = arrange(width, height, self._theme.scale)
        if made != self.arrangement:
            before, self.arrangement = self.arrangement, made
            self._inbox.setMinimumWidth(self._theme.size("list_min"))
            self._inbox.setMaximumWidth(UNBOUND if made.one_pane else self._theme.px(400))
            self._inbox.set_narrow(made.short_chips)
            self._conversation.fit(made)
            self._drawer_open = False
            self.place_inspector()  # in the splitter or out of it, before its widths are told
            if before is None or (before.list_width, before.inspector) != (made.list_width, made.inspector):
                rail = self._theme.unscaled("rail")
                centre = max(480, width - rail - made.list_width - made.inspector_width)
                self.splitter.setSizes([made.list_width, centre, made.inspector_width])
        else:
            self.place_inspector()

    def place_inspector(self) -> None:
        """Beside the centre, over it, or away."""
        if self.arrangement is None:
            return
        made = self.arrangement
        if made.inspector == "drawer":
            if self._inspector.parentWidget() is not self._page:
                self._inspector.setParent(self._page)
            page, wide, top = self._page, self._theme.px(made.inspector_width), self._theme.size("header")
            self._inspector.setGeometry(page.width() - wide, top, wide, page.height() - top)
            self._inspector.setVisible(self._drawer_open)
            self._inspector.raise_()
        else:
            if self.splitter.indexOf(self._inspector) < 0:
                self.splitter.addWidget(self._inspector)
                self.splitter.setCollapsible(2, False)
            self._inspector.setMinimumWidth(self._theme.px(288))
            self._inspector.setMaximumWidth(self._theme.px(420))
            about_somebody = self._centre.currentWidget() is self._conversation
            self._inspector.setVisible(self._wanted and about_somebody)
        self._conversation.header.inspector.setChecked(self._inspector.isVisibleTo(self._page))
        if made.one_pane:
            self.show_one(thread=not self._inbox.isVisibleTo(self._page))
        else:
            self._inbox.show()
            self._centre.show()

"""The settings: a window of its own, a page for each subject, and a search over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.events import Event
from ui import foreground
from ui.errand import Errand
from ui.hotkey.hotkey import Hotkey
from ui.model_fetch import ModelFetch
from ui.question import Question
from ui.setting_rows import Row
from ui.settings_nav import Nav
from ui.settings_page import SettingsPage
from ui.surface import Surface

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDE, HIGH = 960, 700
#: Below this width, divided by the text size, the pages are icons.
NARROW = 760
LAST = "settings_page"
#: Rows that a search shows at most; those whose label has the word come first.
MOST_FOUND = 12
#: Name, words, icon and class of each page; its module is `ui.settings_<name>`.
PAGES = (
    ("general", "General", "settings", "GeneralPage"),
    ("model", "Model & box", "chip", "ModelPage"),
    ("privacy", "Privacy & retention", "lock", "PrivacyPage"),
    ("voice", "Voice", "voice", "VoicePage"),
    ("shortcuts", "Shortcuts", "keyboard", "ShortcutsPage"),
    ("risk", "Risk rules", "shield", "RiskPage"),
)


class SettingsWindow(Surface):
    """Made once, shown and hidden; changes hold at once.

    Attributes:
        main: the window it belongs to. hotkey: the key that opens quick reply.
        errand: runs what takes a while. fetch: the model that is on its way.
        socket_log: when connections were opened (time, how many there were then, for what).
        forget_everything: ends Sotto and forgets; None where that cannot be done from here.
    """

    def __init__(
        self,
        main: MainWindow,
        hotkey: Hotkey,
        *,
        fetch: ModelFetch | None = None,
        forget_everything: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(main.theme, "bg.page")
        self.main, self.hotkey, self.forget_everything = main, hotkey, forget_everything
        self.preferences = main.preferences
        self.errand = Errand(self)
        self.fetch = fetch or ModelFetch(main.preferences.home, self)
        self._own_fetch = self.fetch if fetch is None else None
        self.socket_log: list[tuple[str, int, str]] = []
        self.pages: dict[str, SettingsPage] = {}
        self.found: list[tuple[str, Row]] = []
        self.nav = Nav(self.theme, [(name, words, icon) for name, words, icon, _kind in PAGES])
        self.stack = QStackedWidget()
        self._top = Surface(self.theme, "bg.page", edges="bottom")
        self._going_on = QTimer(self, singleShot=True, interval=0)
        self._going_on.timeout.connect(self._add_piece)
        self.setWindowTitle(self.tr("Settings"))
        self._build()
        self._connect()

    @property
    def page(self) -> SettingsPage:
        """The page in sight."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, SettingsPage)
        return shown

    @property
    def place(self) -> str:
        """The name of the page in sight."""
        return next(name for name, page in self.pages.items() if page is self.page)

    def open(self, name: str = "") -> None:
        """Show a page, "" for the one that was last in sight, in front of other windows."""
        known = {one[0] for one in PAGES}
        last = self.preferences.recall(LAST)
        self.go(name if name in known else last if last in known else "general")
        if self.isVisible():
            foreground.bring(self)
        else:
            self.show()
            self.activateWindow()
        self.nav.items[self.place].setFocus()

    def go(self, name: str) -> None:
        """Bring a page in sight."""
        page = self._made(name)
        if self.stack.currentWidget() is not page:
            if self.page.whole:
                self.page.leave()
            self.stack.setCurrentWidget(page)
        self.nav.choose(name)
        self.preferences.keep(LAST, name)
        if page.whole:
            page.enter()
        else:
            self._add_piece()

    def prepare(self) -> Iterator[None]:
        """Make every page before it is wanted; a pause after each piece."""
        for name, *_rest in PAGES:
            import_module(f"ui.settings_{name}")
            yield
            page = self._made(name)
            yield
            while not page.whole:
                self._add_to(page)
                yield
            for group in page.groups:
                if not self.isVisible():
                    group.grab()
                yield

    def hear(self, event: Event) -> None:
        """Something happened in the core."""
        if self.isVisible():
            for page in self._whole():
                page.hear(event)

    def ask(self, title: str, text: str, yes: str, then: Callable[[], None], **more: object) -> Question:
        """Ask the person over this window."""
        return Question(self.theme, self, title, text, yes, then=then, **more).ask()  # type: ignore[arg-type]  # its own

    def search(self, words: str) -> None:
        """Show the rows that fit the words, of every page; nothing typed shows the pages again."""
        wanted = words.casefold().split()
        if not wanted:
            self.found = []
            self.nav.show_found(None)
            return
        self._going_on.start()
        fitting = [
            (name, row)
            for name, *_rest in PAGES
            if name in self.pages and self.pages[name].whole
            for row in self.pages[name].rows()
            if _fits(wanted, row, self.pages[name])
        ]
        self.found = sorted(fitting, key=lambda one: wanted[0] not in one[1].label.text().casefold())[:MOST_FOUND]
        named = {name: page_words for name, page_words, *_rest in PAGES}
        if self.found or len(self._whole()) == len(PAGES):
            self.nav.show_found([(row.label.text(), named[name]) for name, row in self.found], words.strip())

    def jump(self, at: int) -> None:
        """Go to what was found."""
        if 0 <= at < len(self.found):
            name, row = self.found[at]
            self.go(name)
            self.page.show_row(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.nav.search.edit.text():
            self.nav.search.edit.clear()
        else:
            self.close()

    def end(self) -> None:
        """The main window is gone: what is under way here ends."""
        self.errand.close()
        if self._own_fetch is not None:
            self._own_fetch.close()
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.preferences.save()
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.stack.count() and self.page.whole:
            self.page.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        top = QHBoxLayout(self._top)
        top.setContentsMargins(self.theme.px(28), self.theme.px(10), self.theme.px(28), self.theme.px(8))
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.nav)
        row.addLayout(right, 1)
        room = self.main.screen().availableSize()
        self.resize(min(self.theme.px(WIDE), room.width()), min(self.theme.px(HIGH), room.height()))
        self.setMinimumSize(560, 420)

    def _connect(self) -> None:
        self.nav.page_chosen.connect(self.go)
        self.nav.searched.connect(self.search)
        self.nav.found_chosen.connect(self.jump)
        self.theme.changed.connect(self._fit)
        for keys, act in (("Ctrl+F", self.nav.search.edit.setFocus), ("Ctrl+W", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _made(self, name: str) -> SettingsPage:
        if name not in self.pages:
            kind = next(kind for known, _words, _icon, kind in PAGES if known == name)
            page: SettingsPage = getattr(import_module(f"ui.settings_{name}"), kind)(self)
            self.pages[name] = page
            self.stack.addWidget(page)
        return self.pages[name]

    def _whole(self) -> list[SettingsPage]:
        return [page for page in self.pages.values() if page.whole]

    def _unfinished(self) -> SettingsPage | None:
        """The page to go on with: that in sight first."""
        if self.stack.count() and not self.page.whole:
            return self.page
        return next((page for name, *_rest in PAGES if not (page := self._made(name)).whole), None)

    def _add_piece(self) -> None:
        """Make a piece of the page in sight; while something is searched for of every page, so that rows are known."""
        searched = self.nav.search.edit.text()
        page = self._unfinished() if searched or not self.page.whole else None
        if page is None:
            return
        self._add_to(page)
        if page.whole and searched:
            self.search(searched)
        self._going_on.start()

    def _add_to(self, page: SettingsPage) -> None:
        page.add_piece()
        if page.whole and self.isVisible() and page is self.page:
            page.enter()

    def _fit(self) -> None:
        narrow = self.width() / self.theme.scale < NARROW
        field = self.nav.search
        top = self._top.layout()
        assert top is not None
        if narrow and field.parent() is not self._top:
            top.addWidget(field)
        elif not narrow and field.parent() is not self.nav:
            self.nav.take_search()
        self.nav.fit(narrow=narrow)
        field.show()
        self._top.setVisible(narrow)


def _fits(wanted: list[str], row: Row, page: QWidget) -> bool:
    known = f"{row.label.text()} {row.hint.text()} {row.also} {page.accessibleName()}".casefold().split()
    return all(any(word.startswith(part) for word in known) for part in wanted)

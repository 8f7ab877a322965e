"""What every page of the settings is: a title, a sentence, and groups of rows that can be searched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.events import Event
from ui.setting_rows import Group, Row
from ui.surface import Surface, Words

if TYPE_CHECKING:
    from ui.settings_window import SettingsWindow


class SettingsPage(QScrollArea):
    """A page. It is made piece by piece, a turn of the event loop each, and reads nothing before `enter`.

    Attributes:
        shell: the settings window. theme, preferences: as the main window has them.
        groups: what it shows, from above.
    """

    def __init__(self, shell: SettingsWindow, title: str, subtitle: str) -> None:
        super().__init__()
        self.shell, self.theme, self.preferences = shell, shell.theme, shell.preferences
        self.groups: list[Group] = []
        self._inside = Surface(self.theme, "bg.page")
        self.column = QVBoxLayout(self._inside)
        self.column.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        head = QVBoxLayout()
        head.setSpacing(self.theme.px(2))
        head.addWidget(Words(self.theme, title, style="heading"))
        head.addWidget(Words(self.theme, subtitle, role="text.secondary", wrap=True))
        self.column.addLayout(head)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self._pieces: Iterator[None] | None = self.build()
        self._dress()
        self.theme.changed.connect(self._dress)

    @property
    def whole(self) -> bool:
        """Whether every piece is there."""
        return self._pieces is None

    def add_piece(self) -> None:
        """Make the next piece."""
        if self._pieces is not None and next(self._pieces, self) is self:
            self._pieces = None
            self.column.addStretch(1)

    def build(self) -> Iterator[None]:
        """Put the groups in; a pause after each."""
        yield

    def enter(self) -> None:
        """The page is whole and comes in sight: read what it shows."""

    def leave(self) -> None:
        """Another page comes in sight, or the window closes."""

    def hear(self, event: Event) -> None:
        """Something happened in the core."""

    def rows(self) -> list[Row]:
        """Every row that can be searched for."""
        return [row for group in self.groups for row in group.card.rows if isinstance(row, Row) and not row.isHidden()]

    def add_group(self, title: str, *rows: QWidget) -> Group:
        """A further group at the end."""
        group = Group(self.theme, title, rows)
        self.groups.append(group)
        self.column.addWidget(group)
        group.show()  # at once, not when the layout comes to it: it may take the focus in this turn
        return group

    def show_row(self, row: Row) -> None:
        """Bring a row into sight and light it."""
        self.ensureWidgetVisible(row, 0, self.theme.px(80))
        row.light()

    def _dress(self) -> None:
        px = self.theme.px
        self.column.setContentsMargins(px(28), px(18), px(28), px(28))
        self.column.setSpacing(px(20))

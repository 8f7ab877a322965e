"""What the gate measured, in tiles: plain words, then the figure, then what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.wording.gate import Measured
from ui.adapter_cells import MARKS
from ui.panel_pieces import MarkPicture, emptied
from ui.surface import Surface, Words
from ui.theme import Theme


class Tiles(QWidget):
    """Tiles side by side, in two rows where they have too little room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.found: Sequence[Measured] = ()
        self._n_columns = 4
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(12))

    def show_measured(self, found: Sequence[Measured]) -> None:
        """Show these."""
        if tuple(found) != tuple(self.found):
            self.found = found
            self._arrange()

    def set_columns(self, n_columns: int) -> None:
        """So many beside each other."""
        if n_columns != self._n_columns:
            self._n_columns = n_columns
            self._arrange()

    def _arrange(self) -> None:
        emptied(self._grid)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < self._n_columns else 0)
        for n, one in enumerate(self.found):
            self._grid.addWidget(_tile(self.theme, one), *divmod(n, self._n_columns))


def _tile(theme: Theme, one: Measured) -> QWidget:
    tile = Surface(theme, "bg.raised", line="line.hair", radius="panel")
    column = QVBoxLayout(tile)
    column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
    column.setSpacing(theme.px(2))
    column.addWidget(Words(theme, one.words, style="small", role="text.secondary", wrap=True))
    column.addWidget(Words(theme, one.figure.number if one.figure is not None else "–", style="display"))
    below = QHBoxLayout()
    below.setSpacing(theme.px(6))
    shape, role = MARKS[one.holds]
    below.addWidget(MarkPicture(theme, shape, role))
    below.addWidget(
        Words(
            theme,
            one.figure.beside if one.figure is not None else one.words,
            style="small",
            role="text.secondary",
            wrap=True,
        ),
        1,
    )
    column.addLayout(below)
    column.addStretch()
    tile.setAccessibleName(one.spoken)
    return tile

"""A list of people with a search: each with a switch, or with a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.spared import Spared
from ui.buttons import Button
from ui.plain import one_line
from ui.setting_rows import Card, Row
from ui.surface import Field, Words
from ui.switch import Switch
from ui.theme import Theme

#: Rows made at once; the search finds the others.
SHOWN = 60


class PeoplePicker(QWidget):
    """Whom something holds for.

    Attributes:
        rows: what is shown now, by subject.
    """

    def __init__(
        self,
        theme: Theme,
        people: Sequence[Spared],
        *,
        turn: Callable[[Spared, bool], None] | None = None,
        verb: str = "",
        act: Callable[[Spared], None] | None = None,
    ) -> None:
        """Either `turn`, told of a switch that is on for whom is spared, or `act` behind a button that says `verb`."""
        super().__init__()
        self.theme, self._people = theme, list(people)
        self._turn, self._verb, self._act = turn, verb, act
        self._on = {one.subject: one.spared for one in people}
        self.rows: dict[int, Row] = {}
        self.search = Field(theme, placeholder="Search people", name="Search people", icon="search")
        self.note = Words(theme, "", style="small", role="text.tertiary", wrap=True)
        self._card = Card(theme)
        self._area = QScrollArea()
        self._area.setWidget(self._card)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.search)
        column.addWidget(self._area, 1)
        column.addWidget(self.note)
        self.search.edit.textChanged.connect(self._fill)
        self._fill("")

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(420), self.theme.px(380))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(240), self.theme.px(160))

    def _fill(self, text: str) -> None:
        wanted = text.casefold().split()
        found = [one for one in self._people if all(part in one.name.casefold() for part in wanted)]
        self.rows = {one.subject: self._row(one) for one in found[:SHOWN]}
        self._card.show_rows(list(self.rows.values()))
        self._card.setVisible(bool(found))
        more = len(found) - SHOWN
        self.note.setText(
            f"and {more:,} more: type a name" if more > 0 else "" if found else f"Nobody found for “{text.strip()}”."
        )
        self.note.setVisible(bool(self.note.text()))

    def _row(self, one: Spared) -> Row:
        name = one_line(one.name)
        control: QWidget
        if self._turn is not None:
            switch = Switch(self.theme, name=name)
            switch.setChecked(self._on[one.subject])
            switch.toggled.connect(lambda on: self._turned(one, on))
            control = switch
        else:
            button = Button(self.theme, self._verb, name=f"{self._verb} {name}")
            button.clicked.connect(lambda: self._act(one) if self._act is not None else None)
            control = button
        return Row(self.theme, name, control, hint=one.about)

    def _turned(self, one: Spared, on: bool) -> None:
        self._on[one.subject] = on
        if self._turn is not None:
            self._turn(one, on)

"""The conditions of tonight: each with its figures and how it stands, and when training would be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.nightly import Reason
from app.training import Condition, Met, Part
from app.training_shown import Shown
from app.wording import nights
from app.wording import training as words
from ui.buttons import Button
from ui.chips import Chip
from ui.marks import Shape
from ui.notice import Picture
from ui.panel_pieces import MarkPicture, Skeleton
from ui.surface import Elided, Surface, Words
from ui.theme import Theme
from ui.training_card import Card

MARKS = {
    Met.MET: (Shape.TICK, "positive.mark"),
    Met.LATER: (Shape.DASHED_RING, "text.tertiary"),
    Met.UNMET: (Shape.BAR, "risk.check.mark"),
}
#: Reasons that need no sentence beside the conditions and the hours: they say it themselves.
SAID = frozenset({
    "", Reason.OFF, Reason.RUNNING, Reason.NOT_YET, Reason.PARTS, Reason.NO_MODEL, Reason.MODEL_CANNOT,
    Reason.MODEL_REMOTE,
})  # fmt: skip


class Tonight(Card):
    """Signals: hours_wished: the hour is to be changed."""

    hours_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Ready for tonight"))
        self.lines: list[_Line] = []
        self.chip = Chip(theme, "")
        self.chip.hide()
        self.hours = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.waits = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.change = Button(theme, self.tr("Change hours"), look="link")
        self.change.clicked.connect(self.hours_wished)
        self.beside(self.chip)
        self.add(Skeleton(theme))
        self._shown: tuple[Condition, ...] = ()

    def show_tonight(self, found: Shown) -> None:
        """Show how the conditions stand now."""
        if not self.lines:
            self._build(found)
        for line, one in zip(self.lines, found.conditions, strict=True):
            line.show_condition(one, found.train_at)
        self.chip.setText(words.met(found.conditions))
        self.chip.setAccessibleName(words.met(found.conditions))
        self.chip.updateGeometry()
        self.chip.show()
        off = found.part is not Part.INSTALLED
        self.hours.setText(nights.waits(Reason.PARTS) if off and found.train_at else words.hours(found.train_at))
        self.change.setText(self.tr("Change hours") if found.train_at else self.tr("Choose an hour"))
        self.change.setAccessibleName(self.change.text())
        self.change.updateGeometry()
        said = "" if found.waits in SAID else nights.waits(found.waits)
        self.waits.setText(self.tr("Waits: {0}").format(said) if said else "")
        self.waits.setVisible(bool(said))

    def _build(self, found: Shown) -> None:
        self.clear()
        for _one in found.conditions:
            self.lines.append(_Line(self.theme))
            self.add(self.lines[-1], 1)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.hours, 1)
        row.addWidget(self.change)
        self._body.setSpacing(self.theme.px(2))
        self.add(foot)
        self.add(self.waits)


class _Line(Surface):
    """One condition."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, None, edges="bottom")
        self._picture = Picture(theme, "info", role="text.secondary", side=16)
        self._name, self._value = Words(theme, ""), Elided(theme, "", role="text.secondary")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._mark = MarkPicture(theme, Shape.TICK, "positive.mark")
        self._state = Words(theme, "")
        self._state.setMinimumWidth(theme.px(52))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(4), 0, theme.px(6))
        row.setSpacing(theme.px(10))
        row.addWidget(self._picture)
        row.addWidget(self._name)
        row.addWidget(self._value, 1)
        row.addWidget(self._mark)
        row.addWidget(self._state)

    def show_condition(self, one: Condition, train_at: str) -> None:
        """Show how it stands."""
        name, value = words.name(one), words.value(one, train_at)
        self._picture.set_icon(words.CONDITIONS[one.name][0])
        self._name.setText(name)
        self._value.setText(value)
        self._mark.shape, self._mark.role = MARKS[one.met]
        self._mark.update()
        self._state.setText(words.MET[one.met])
        self.setAccessibleName(f"{name}, {value}, {words.MET[one.met]}")

"""What stands around the card of a sprint: its header, how far it is, and the keys at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.buttons import Button
from ui.empty_page import EmptyPage
from ui.keys import cap
from ui.sprint_parts import Keys, Progress
from ui.surface import Elided, Surface, Words, keep_height, keep_size
from ui.theme import Theme

#: What the button of a reply is called where the next card follows.
AND_NEXT = {"Copy reply": "Copy and next", "Send": "Send and next"}


class SprintHeader(Surface):
    """Title, what is planned, pause and leave."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.rail")
        self.plan = Elided(theme, "", role="text.secondary")
        self.pause = Button(theme, self.tr("Pause"), look="quiet", icon="pause", key="P")
        self.leave = Button(theme, self.tr("Leave"), key="Esc")
        keep_height(self, theme, "header")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 20, 0)
        row.setSpacing(14)
        row.addWidget(Words(theme, self.tr("Sprint"), style="title"))
        row.addWidget(self.plan, 1)
        row.addWidget(self.pause)
        row.addWidget(self.leave)

    def say_plan(self, plan: str) -> None:
        """What this sprint will go through."""
        self.plan.setText(plan)
        self.setAccessibleName(f"{self.tr('Sprint')}. {plan}")


class SprintProgress(Surface):
    """ "7 of 30", segments, and minutes saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, None)
        self.at = Words(theme, "", style="body_strong")
        self.of = Words(theme, "", role="text.secondary")
        self.bar = Progress(theme)
        self.saved = Words(theme, "", role="text.secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.at)
        row.addWidget(self.of)
        row.addSpacing(theme.px(10))
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(theme.px(10))
        row.addWidget(self.saved)
        self.set_low(False)

    def set_low(self, low: bool) -> None:
        """Less air around it, where the card needs the room."""
        self.setContentsMargins(0, 0 if low else 10, 0, 4 if low else 22)

    def show_place(self, n_behind: int, n_total: int, saved: str) -> None:
        """Show which card is in sight."""
        self.at.setText(str(min(n_behind + 1, n_total)))
        self.of.setText(self.tr("of {total}").format(total=n_total))
        self.bar.show_progress(n_behind, n_total)
        self.saved.setText(saved)
        self.saved.setVisible(bool(saved))
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """Where it is, as it is read aloud."""
        return ", ".join(part for part in (f"{self.at.text()} {self.of.text()}", self.saved.text()) if part)


class SprintFoot(Surface):
    """The keys of a sprint, as buttons."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.rail")
        self.choose = Keys(theme, ("1", "2", "3"), self.tr("choose"))
        self.send = Button(theme, "", key=cap("Ctrl+Return"))
        self.done = Button(theme, self.tr("Done"), look="quiet", key="E")
        self.skip = Button(theme, self.tr("Skip"), look="quiet", key="S")
        self.snooze = Button(theme, self.tr("Snooze"), look="quiet", key="H")
        self.undo = Button(theme, self.tr("Undo"), look="quiet", key="Z")
        self._buttons = (self.send, self.done, self.skip, self.snooze, self.undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 12)
        row.setSpacing(12)
        row.addStretch()
        row.addWidget(self.choose)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch()

    def show_send(self, words: str, *, ready: bool) -> None:
        """What the main button does, and whether something was chosen."""
        told = AND_NEXT.get(words, words)
        self.send.setText(told)
        self.send.setAccessibleName(told)
        self.send.setEnabled(ready)
        self.send.updateGeometry()

    def set_compact(self, compact: bool) -> None:
        """Without key caps, where room is short."""
        self.choose.setVisible(not compact)
        for button in self._buttons:
            button.set_compact(compact)


def in_card(page: EmptyPage) -> Surface:
    """A page as a card in the middle of the ground."""
    theme = page.theme
    card = Surface(theme, "bg.raised", line="line.strong", radius="sprint_card")
    keep_size(card, theme, height=380)
    card.setMaximumWidth(theme.size("sprint_card_width"))
    QVBoxLayout(card).addWidget(page)
    ground = Surface(theme, "bg.rail")
    column = QVBoxLayout(ground)
    column.setContentsMargins(16, 12, 16, 16)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(card, 100)
    row.addStretch()
    column.addStretch(1)
    column.addLayout(row)
    column.addStretch(2)
    return ground


def scrolled(theme: Theme, *widgets: QWidget) -> QScrollArea:
    """Widgets under each other in the middle of the ground; they scroll where the window is low."""
    middle = Surface(theme, "bg.rail")
    column = QVBoxLayout()
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch()
    row = QHBoxLayout(middle)
    row.setContentsMargins(16, 0, 16, 12)
    row.addStretch()
    row.addLayout(column, 100)
    row.addStretch()
    area = QScrollArea()
    area.setWidget(middle)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def centred(widget: QWidget) -> QHBoxLayout:
    """A widget in the middle of the ground, as wide as it may be."""
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 0)
    row.addStretch()
    row.addWidget(widget, 100)
    row.addStretch()
    return row

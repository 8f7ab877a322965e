"""Replies before and after, side by side: which is which is shown only once one of them was chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.morning import Blind
from app.wording import training as words
from ui.buttons import Button
from ui.painting import draw_key, key_width
from ui.panel_pieces import quote
from ui.sample_table import KINDS, MASKED, last_line
from ui.surface import Surface, Words
from ui.theme import Theme
from ui.training_card import Card


class Choice(StrEnum):
    """What the person says of a pair."""

    FIRST = "first"
    SECOND = "second"
    SAME = "same"


KEYS = {Qt.Key.Key_Left: Choice.FIRST, Qt.Key.Key_Right: Choice.SECOND, Qt.Key.Key_Equal: Choice.SAME}
CHOICES_WIDE = 176


class PairsCard(Card):
    """Up to five pairs.

    Attributes:
        chosen: what was said of each so far, by its place.

    Signals:
        chose: something was said of a pair.
    """

    chose = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "")
        self.chosen: dict[int, Choice] = {}
        self.rows: list[PairRow] = []
        self._pairs: Sequence[Blind] = ()
        self._names: tuple[str, str] = ("", "")
        self._caps = [_KeyCap(theme, key) for key in ("←", "→", "=")]
        self.beside(*self._caps)

    def show_pairs(self, pairs: Sequence[Blind], before: str, after: str, *, named: bool) -> None:
        """Show these; `before` and `after` are what writes each. `named`: all is decided, and nothing to hide."""
        same = pairs == self._pairs and (before, after) == self._names and self.rows
        if not same:
            self.clear()
            self._pairs, self._names = pairs, (before, after)
            self.chosen = {}
            self.rows = [
                PairRow(self.theme, one, n, before, after, last=n == len(pairs) - 1) for n, one in enumerate(pairs)
            ]
            for row in self.rows:
                self.add(row)
                row.chosen.connect(self._choose)
        self.name_anew(words.pairs(len(pairs)))
        shuffled = self.tr("written by Sotto, nothing was sent · order is shuffled, names show after you choose")
        self.caption.setText(self.tr("written by Sotto, nothing was sent") if named else shuffled)
        for cap in self._caps:
            cap.setVisible(not named)
        for n, row in enumerate(self.rows):
            row.show_choice(self.chosen.get(n), named=named)

    @property
    def counted(self) -> tuple[int, int]:
        """How often the new one was chosen, and of how many pairs something was said."""
        new = sum(
            choice is (Choice.FIRST if self._pairs[at].first_is_new else Choice.SECOND)
            for at, choice in self.chosen.items()
        )
        return new, len(self.chosen)

    def _choose(self, at: int, choice: Choice) -> None:
        self.chosen[at] = choice
        self.rows[at].show_choice(choice, named=False)
        self.chose.emit()


class PairRow(Surface):
    """One turn and two replies to it.

    Signals:
        chosen: the place of this pair, and what was said of it.
    """

    chosen = Signal(int, object)

    def __init__(self, theme: Theme, pair: Blind, at: int, before: str, after: str, *, last: bool) -> None:
        super().__init__(theme, None, edges="" if last else "bottom")
        self._at, self._pair = at, pair
        self._names = (after, before) if pair.first_is_new else (before, after)
        self.names = [Words(theme, "", style="caption_strong", role="text.secondary") for _ in range(2)]
        self.pills = {
            Choice.FIRST: Button(theme, "A", look="pill"),
            Choice.SECOND: Button(theme, "B", look="pill"),
            Choice.SAME: Button(theme, self.tr("Same"), look="pill", name=self.tr("Same: neither is better")),
        }
        self._build(theme, pair)
        self.show_choice(None, named=False)

    def show_choice(self, choice: Choice | None, *, named: bool) -> None:
        """Show what was said of it; the names come with that, or when all is decided."""
        open_ = named or choice is not None
        names = self._names if open_ else ("A", "B")
        for label, name in zip(self.names, names, strict=True):
            label.setText(name)
        asked, replies = spelt(last_line(self._pair.input)), (self._pair.first, self._pair.second)
        for one, pill in self.pills.items():
            pill.set_lit(one is choice)
            pill.setVisible(not named)
            if one is not Choice.SAME:
                at = 0 if one is Choice.FIRST else 1
                pill.setText(_short(names[at]))
                said = self.tr("{0} is better: {1}").format(names[at], spelt(replies[at]))
                pill.setAccessibleName(said)
                pill.updateGeometry()
        both = "; ".join(f"{name}: {spelt(reply)}" for name, reply in zip(names, replies, strict=True))
        self.setAccessibleName(f"“{asked}” {both}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and = choose, whichever of the answers has the focus."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        choice = KEYS.get(Qt.Key(event.key()))
        if choice is None:
            return False
        if self.isRightToLeft() and choice is not Choice.SAME:
            choice = Choice.SECOND if choice is Choice.FIRST else Choice.FIRST
        self.pills[choice].setFocus()
        self.chosen.emit(self._at, choice)
        return True

    def _build(self, theme: Theme, pair: Blind) -> None:
        replies = QHBoxLayout()
        replies.setSpacing(theme.px(16))
        for label, text in zip(self.names, (pair.first, pair.second), strict=True):
            column = QVBoxLayout()
            column.setSpacing(theme.px(1))
            column.addWidget(label)
            column.addWidget(Words(theme, spelt(text), wrap=True))
            column.addStretch()
            replies.addLayout(column, 1)
        box = QWidget()
        box.setFixedWidth(theme.px(CHOICES_WIDE))
        pills = QHBoxLayout(box)
        pills.setContentsMargins(0, 0, 0, 0)
        pills.setSpacing(theme.px(5))
        pills.addStretch()
        for choice, pill in self.pills.items():
            pills.addWidget(pill)
            pill.installEventFilter(self)
            pill.clicked.connect(lambda _on=False, choice=choice: self.chosen.emit(self._at, choice))
        replies.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, theme.px(12), 0, theme.px(16))
        whole.setSpacing(theme.px(6))
        whole.addWidget(quote(theme, spelt(last_line(pair.input)), "line.strong"))
        whole.addLayout(replies)


class _KeyCap(QWidget):
    """A key that chooses; the answers say the same."""

    def __init__(self, theme: Theme, key: str) -> None:
        super().__init__()
        self.theme, self._key = theme, key
        self.setFixedSize(round(key_width(theme, key)) + 1, theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_key(QPainter(self), self.theme, QRectF(self.rect()), self._key)


def spelt(text: str) -> str:
    """Placeholders as words: "[Name]" for "[NAME_1]"."""
    return MASKED.sub(lambda found: f"[{KINDS.get(found[1], found[1].capitalize())}]", text)


def _short(name: str) -> str:
    """What fits on a pill: "13" for "Adapter 13, deleted"."""
    found = re.search(r"\d+", name)
    return found[0] if found else name if len(name) < 3 else name.split()[-1].capitalize()

"""Brief: two sentences, what they ask, how far it is, who promised what, and what might come next."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.wording import brief as words
from engine.brief import Stage
from ui.brief_words import Line, PromiseLine, Told
from ui.buttons import Button
from ui.chips import Chips
from ui.keys import cap
from ui.marks import Shape
from ui.notice import Picture
from ui.panel_pieces import Banner, MarkPicture, Panel, section
from ui.source_line import SourceLine, led, marked, quoted, sources_of
from ui.stage_bar import StageBar
from ui.step_box import StepBox
from ui.surface import Elided, Words
from ui.theme import Theme

ENDS = (words.stage(Stage.INITIAL_CONTACT), words.stage(Stage.CLOSING))


class BriefPanel(Panel):
    """What Sotto makes of a conversation.

    Attributes:
        told: what it says now, None for nothing.

    Signals:
        risk_wished: open the risk panel.
        source_wished: show the message a line comes from (its id).
        step_ticked: a suggested step is done, or not (its number from 0).
        update_wished: read the newer messages.
    """

    risk_wished = Signal()
    source_wished = Signal(int)
    step_ticked = Signal(int, bool)
    update_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.told: Told | None = None
        self._boxes: list[StepBox] = []
        self._ticked: Collection[int] = ()

    def show_brief(self, told: Told | None, ticked: Collection[int], *, in_turns: bool = False) -> None:
        """Show what a brief says; None shows nothing. `in_turns` as in `refill`."""
        self._ticked = ticked
        if told != self.told or told is None:
            self.told, self._boxes = told, []
            self.refill(*self._fills_of(told), in_turns=in_turns)
        else:
            self._tick()

    def forget(self) -> None:
        """Say everything again when next told."""
        self.told = None

    def show_waiting(self) -> None:
        self.told, self._boxes = None, []
        super().show_waiting()

    def _fills_of(self, told: Told | None) -> list[Callable[[], None]]:
        """The column, a section each."""
        if told is None:
            return []
        adds = (self._add_words, self._add_state, self._add_signals, self._add_promises, self._add_next, self._add_end)
        return [partial(add, told) for add in adds]

    def _tick(self) -> None:
        for n, box in enumerate(self._boxes):
            box.tick(n in self._ticked)

    def _add(self, *parts: QWidget) -> None:
        for part in parts:
            for line in (part, *sources_of(part)):
                if isinstance(line, SourceLine):
                    line.wished.connect(self.source_wished)
            self.column.addWidget(part)

    def _add_words(self, told: Told) -> None:
        theme = self.theme
        label, row = _row(theme)
        row.addWidget(Picture(theme, "quill", side=14))
        name = Elided(theme, told.label, style="caption", role="text.tertiary")
        name.setAccessibleName(told.label)
        row.addWidget(name, 1)
        row.addWidget(Words(theme, told.clock, style="caption", role="text.tertiary"))
        self._add(label)
        if told.stale:
            self._add(self._stale(told.stale))
        self._add(*(led(theme, line.text, line.message_id) for line in told.sentences))
        self.column.addSpacing(theme.px(8))
        if told.questions:
            self._add(section(theme, told.asks, *(quoted(theme, one.text, one.message_id) for one in told.questions)))

    def _stale(self, stale: str) -> QWidget:
        line, row = _row(self.theme)
        row.addWidget(Words(self.theme, stale, style="small", role="text.secondary"))
        row.addWidget(Words(self.theme, "·", style="small", role="text.tertiary"))
        update = Button(self.theme, "update", look="link", name=f"{stale}, update the brief")
        update.clicked.connect(self.update_wished)
        row.addWidget(update)
        row.addStretch()
        return line

    def _add_state(self, told: Told) -> None:
        theme = self.theme
        chips = [Chips(theme, told.moods)] if told.moods else []
        if told.stage is not None:
            bar = StageBar(theme, told.stage, told.stage_word, ENDS)
            self._add(section(theme, "Stage and mood", bar, *chips))
        elif chips:
            self._add(section(theme, "Mood", *chips))

    def _add_signals(self, told: Told) -> None:
        lines = [self._signal(Shape.PLUS, "positive.mark", "For", one) for one in told.good]
        lines += [self._signal(Shape.BAR, "risk.check.mark", "Against", one) for one in told.bad]
        if lines:
            self._add(section(self.theme, "Signals", *lines))

    def _add_promises(self, told: Told) -> None:
        if told.promises:
            self._add(section(self.theme, "Open promises", *(self._promise(one) for one in told.promises)))

    def _signal(self, shape: Shape, role: str, side: str, line: Line) -> QWidget:
        made = marked(self.theme, MarkPicture(self.theme, shape, role), line.text, line.message_id)
        _name(made, f"{side}: {line.text}")
        return made

    def _promise(self, one: PromiseLine) -> QWidget:
        shape, role = (Shape.HALF_DISC, "urgency.today.mark") if one.mine else (Shape.DASHED_RING, "text.tertiary")
        picture = MarkPicture(self.theme, shape, role)
        made = marked(self.theme, picture, one.text, one.message_id, trailing=one.due, late=one.late)
        _name(made, f"{one.text}, {one.due}" if one.due else one.text)
        return made

    def _add_next(self, told: Told) -> None:
        theme = self.theme
        if not told.steps and not told.tone:
            return
        for n, step in enumerate(told.steps):
            box = StepBox(theme, step)
            box.toggled_by_hand.connect(lambda on, n=n: self.step_ticked.emit(n, on))
            self._boxes.append(box)
        parts: list[QWidget] = [*self._boxes]
        if told.tone:
            tone, row = _row(theme)
            row.addWidget(Picture(theme, "voice", role="text.secondary", side=16))
            row.addWidget(Words(theme, told.tone, role="text.secondary", wrap=True), 1)
            parts.append(tone)
        self._add(section(theme, "Suggested next", *parts))
        self._tick()

    def _add_end(self, told: Told) -> None:
        level, title, text = told.strip
        if level != "clear":
            show = Button(self.theme, "Risk", look="link", key=cap("Alt+2"), name="Show the risk panel")
            show.clicked.connect(self.risk_wished)
            self._add(Banner(self.theme, level, title, "", text, trailing=show))
        if told.because:
            self._add(Words(self.theme, told.because, style="caption", role="text.tertiary", wrap=True))


def _row(theme: Theme) -> tuple[QWidget, QHBoxLayout]:
    """A line of pieces side by side."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    return line, row


def _name(line: QWidget, name: str) -> None:
    """Say the whole of a line where it can be pressed."""
    line.setAccessibleName(name)
    for pressed in line.findChildren(SourceLine):
        pressed.setAccessibleName(name)

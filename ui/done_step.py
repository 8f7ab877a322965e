"""The last step: what is set up now, in three lines."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.wording import first_steps as words
from ui.first_steps import StateCard
from ui.marks import Shape
from ui.model_fetch import Standing
from ui.surface import Words
from ui.theme import Theme
from ui.try_step import computer


class DoneStep(QWidget):
    """Attributes:
    messages, model, sending: the three cards.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        title, told = words.DONE
        self.messages, self.model, self.sending = (StateCard(theme, line="line.hair") for _ in range(3))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(56), theme.px(40), theme.px(56), theme.px(24))
        column.setSpacing(theme.px(8))
        column.addWidget(Words(theme, title, style="display", wrap=True))
        column.addWidget(Words(theme, told, style="lead", role="text.secondary", wrap=True))
        column.addSpacing(theme.px(8))
        for card in (self.messages, self.model, self.sending):
            column.addWidget(card)
        column.addStretch()
        self.sending.show_state(Shape.TICK, "positive.mark", *words.NOTHING_SENT)

    def show_state(self, *, reads: bool, has_model: bool, fetching: Standing) -> None:
        """Say what is set up."""
        if reads:
            self.messages.show_state(Shape.TICK, "positive.mark", *words.READING)
        else:
            self.messages.show_state(Shape.DASHED_RING, "text.tertiary", *words.NOT_READING)
        if fetching.busy:
            title, text = words.MODEL_COMES
            title = title.format(title=fetching.title)
            self.model.show_state(Shape.HALF_DISC, "accent.base", title, text)
        elif has_model:
            title, text = words.MODEL_HERE
            self.model.show_state(Shape.TICK, "positive.mark", title, text.format(computer=computer()))
        else:
            self.model.show_state(Shape.DASHED_RING, "text.tertiary", *words.NO_MODEL)

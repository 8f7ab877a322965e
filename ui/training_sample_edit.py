"""A sample worded anew: what they wrote and what is answered, in a question over the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.store.samples import Sample
from ui.question import Question
from ui.surface import Surface, Words, keep_size, set_base
from ui.theme import Theme

WIDE = 560
ENDS = "Me:"


class SampleEdit(QWidget):
    """Two fields.

    Attributes:
        asked, answer: what was said before, in lines of "Them: …" and "Me: …", and the reply.
    """

    def __init__(self, theme: Theme, sample: Sample) -> None:
        super().__init__()
        self.asked = self._field(theme, _talk(sample.input), self.tr("What was said before"))
        self.answer = self._field(theme, sample.output, self.tr("What you answer"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for field, high in ((self.asked, 120), (self.answer, 84)):
            column.addWidget(Words(theme, field.accessibleName(), style="caption_strong", role="text.secondary"))
            column.addWidget(_Frame(theme, field))
            keep_size(field, theme, height=high)
            column.addSpacing(theme.px(6))

    @property
    def texts(self) -> tuple[str, str]:
        """What was said before, and the reply."""
        return self.asked.toPlainText().strip(), self.answer.toPlainText().strip()

    def _field(self, theme: Theme, text: str, name: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setPlainText(text)
        field.setAccessibleName(name)
        field.setTabChangesFocus(True)
        field.setFont(theme.font("body"))
        set_base(field, theme, "bg.field")
        return field


class _Frame(Surface):
    """The rounded frame of a field; it shows the focus that the field has."""

    def __init__(self, theme: Theme, field: QPlainTextEdit) -> None:
        super().__init__(theme, "bg.field", line="line.strong", radius="control")
        field.setFrameShape(QFrame.Shape.NoFrame)
        field.installEventFilter(self)
        row = QVBoxLayout(self)
        row.setContentsMargins(theme.px(4), theme.px(3), theme.px(4), theme.px(3))
        row.addWidget(field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() == QEvent.Type.FocusIn
            self.paint_roles("bg.field", "focus.ring" if focused else "line.strong")
        return False


def ask(theme: Theme, window: QWidget, sample: Sample, then: Callable[[str | None, str | None], None]) -> Question:
    """Ask for other words; `then` hears what was said before and the reply, None for what is as it was."""
    body = SampleEdit(theme, sample)
    before = body.texts

    def taken() -> None:
        asked, answer = (now if now != was else None for now, was in zip(body.texts, before, strict=True))
        if asked is not None or answer is not None:
            then(asked, answer)

    question = Question(
        theme,
        window,
        "Change the words of this sample",
        "Placeholders in brackets stand for names and numbers. Training reads what stands here.",
        "Keep these words",
        then=taken,
        body=body,
        wide=WIDE,
    )

    def weigh() -> None:
        question.yes.setEnabled(all(body.texts))

    body.asked.textChanged.connect(weigh)
    body.answer.textChanged.connect(weigh)
    question.ask()
    body.answer.setFocus()
    return question


def _talk(text: str) -> str:
    """Without the open line at its end, which is put there again."""
    return text.rstrip().removesuffix(ENDS).rstrip()

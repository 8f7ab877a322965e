"""What training lacks here: the optional parts, with one act to install them, or a model that can learn."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import parts as installed
from app.parts import Parts
from app.training import Part
from app.training_shown import Shown
from app.wording import parts as part_words
from app.wording import problems
from app.wording import training as words
from ui.buttons import Button
from ui.flow import Flow
from ui.meter import Meter
from ui.notice import announce
from ui.surface import Words, keep_size
from ui.theme import Theme
from ui.training_card import Card, Saying
from ui.training_install import Install, Stage
from ui.try_step import computer

#: The bar counts in these.
WHOLE = 1000


class LacksCard(Card):
    """Is hidden where nothing is lacking.

    Signals:
        model_wished: another model is to be chosen.
    """

    model_wished = Signal()

    def __init__(self, theme: Theme, install: Install) -> None:
        super().__init__(theme, "")
        self._install = install
        self._parts: Parts | None = None
        self.saying = Saying(theme, icon="info")
        self.offer = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.install = Button(theme, part_words.ACT, look="primary", icon="download")
        self.cancel = Button(theme, part_words.CANCEL)
        self.copy = Button(theme, part_words.COPY, look="quiet")
        self.model = Button(theme, "", look="primary")
        self.progress = Meter(theme)
        self.now = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self._bar = QWidget()
        self._build()
        self.install.clicked.connect(self._begin)
        self.cancel.clicked.connect(install.cancel)
        self.copy.clicked.connect(self._copy)
        self.model.clicked.connect(self.model_wished)
        install.changed.connect(self._show_standing)
        self.hide()

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab halts, in their order."""
        return [self.install, self.cancel, self.copy, self.model]

    def show_lacks(self, found: Shown) -> None:
        """Show what training lacks, the weightiest first; nothing hides the card."""
        self._parts = found.parts
        lacks_part = found.part is not Part.INSTALLED
        model = words.MODELS.get(found.by_hand)
        self.setVisible(lacks_part or model is not None or self._install.standing.busy)
        self.model.setVisible(not lacks_part and model is not None)
        if lacks_part:
            self.saying.say(*words.PARTS[found.part])
        elif model is not None:
            title, text, act = (said.format(model=found.model, computer=computer()) for said in model)
            self.saying.say(title, text)
            self._name(self.model, act)
        offered = found.part is Part.NOT_INSTALLED and found.parts is not None
        self.offer.setVisible(offered)
        if found.parts is not None:
            self.offer.setText(f"{part_words.offer(found.parts)} {part_words.NETWORK}")
            self.copy.setToolTip(installed.command(found.parts))
        self._show_standing()

    def _show_standing(self) -> None:
        standing, share = self._install.standing, self._install.share
        offered = self._parts is not None
        self.install.setVisible(offered and not standing.busy)
        self.copy.setVisible(offered and not standing.busy)
        self.cancel.setVisible(standing.busy)
        self.cancel.setEnabled(standing.stage is Stage.COMING)
        self._bar.setVisible(standing.busy)
        self.progress.setRange(0, WHOLE)
        self.progress.setValue(round(WHOLE * (share or 0.0)))
        said = self._told()
        self.now.setVisible(bool(said))
        if said != self.now.text():
            self.now.setText(said)
            self.progress.setAccessibleDescription(said)
            if not standing.busy and said:
                announce(self, said)

    def _told(self) -> str:
        standing = self._install.standing
        match standing.stage:
            case Stage.COMING:
                return part_words.progress(standing.said) if standing.said else part_words.STAGES["preparing"]
            case Stage.STOPPING:
                return self.tr("Stopping, and looking that everything works as before")
            case Stage.STOPPED:
                return part_words.CANCELLED
            case Stage.THERE:
                return part_words.DONE
            case Stage.FAILED if standing.problem is not None:
                said = problems.sentence(standing.problem)
                return f"{said.what} {said.next}"
            case _:
                return ""

    def _begin(self) -> None:
        if self._parts is not None:
            self._install.begin(self._parts)
            self.cancel.setFocus()

    def _copy(self) -> None:
        if self._parts is not None:
            QGuiApplication.clipboard().setText(installed.command(self._parts))
            announce(self, self.tr("Copied"))

    def _name(self, button: Button, text: str) -> None:
        button.setText(text)
        button.setAccessibleName(text)
        button.updateGeometry()

    def _build(self) -> None:
        theme = self.theme
        self.progress.setAccessibleName(self.tr("Progress"))
        keep_size(self.progress, theme, height=6)
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.progress)
        acts = QWidget()
        row = Flow(spacing=theme.px(8), parent=acts)
        for button in (self.install, self.cancel, self.copy, self.model):
            row.addWidget(button)
            button.hide()
        column = QVBoxLayout()
        column.setSpacing(theme.px(6))
        indented = QWidget()
        inner = QVBoxLayout(indented)
        inner.setContentsMargins(theme.px(30), 0, 0, 0)
        inner.setSpacing(theme.px(8))
        for widget in (self.offer, self._bar, self.now, acts):
            inner.addWidget(widget)
        self.add(self.saying)
        self.add(indented)
        for widget in (self.offer, self._bar, self.now):
            widget.hide()

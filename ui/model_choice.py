"""Choosing a model: what is here and what could be fetched, how each fits, and the one that is on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app import machine, model_health, model_offers, models
from app.machine import Machine
from app.model_offers import Choice, Fit
from app.paths import Home
from engine.problems import Problem
from ui.aside import Reads
from ui.buttons import Button
from ui.fetch_card import FetchCard
from ui.model_fetch import ModelFetch, Stage
from ui.model_row import ModelRow
from ui.panel_pieces import Skeleton, emptied
from ui.theme import Theme

GGUF = "Models (*.gguf)"


@dataclass(frozen=True, slots=True)
class _Looked:
    machine: Machine
    choices: list[Choice]


def look(home: Home) -> Machine:
    """What this machine has; the worker is asked for its device only where a graphics card may change the answer."""
    return machine.look(home.models, model_health.device if machine.may_have_cuda() else None)


class ModelChoice(QWidget):
    """The list of models with the card below it.

    Attributes:
        chosen: the row that is marked, None before the list is there.

    Signals:
        changed: another row is marked, or the one on its way went on.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, home: Home, reads: Reads, fetch: ModelFetch, *, of: Callable[[Home], Machine] = look
    ) -> None:
        """Nothing is looked at before `look`.

        Args:
            fetch: outlives this widget.
            of: looks at the machine; takes a while.
        """
        super().__init__()
        self.theme, self._home, self._reads, self._of = theme, home, reads, of
        self.fetch = fetch
        self.rows: list[ModelRow] = []
        self._choices: list[Choice] = []
        self._machine: Machine | None = None
        self._all = False
        self._arrived = ""
        self.card = FetchCard(theme)
        self.more = Button(theme, "", look="link")
        self.own = Button(theme, self.tr("Use a file I have…"), look="quiet", tall=True)
        self._list = QWidget()
        self._build()
        self._connect()

    @property
    def chosen(self) -> Choice | None:
        """The row that is marked."""
        return next((row.choice for row in self.rows if row.isChecked()), None)

    @property
    def has_model(self) -> bool:
        """Whether a model is in use here, or is on its way."""
        return self.fetch.standing.busy or any(choice.active for choice in self._choices)

    def look(self) -> None:
        """Look at the machine and the models, aside."""
        home, of = self._home, self._of

        def read(_desk: Any) -> _Looked:
            found = of(home)
            return _Looked(found, model_offers.choices(home, found))

        self._reads.ask("models", read, self._show)

    def ask_for_file(self) -> None:
        """Let the person name a model file of their own."""
        dialog = QFileDialog(self, self.tr("Use a model file"), str(Path.home()))
        dialog.setNameFilters([GGUF, self.tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.fetch.add(Path(name)))
        dialog.open()

    def _show(self, looked: _Looked) -> None:
        self._machine, self._choices = looked.machine, looked.choices
        begun = next((one.offer for one in self._choices if one.offer is not None and one.offer.here_bytes), None)
        if begun is not None:
            self.fetch.show_paused(begun)
        self._fill()

    def _fill(self) -> None:
        before = self._arrived or (self.chosen.id if self.chosen is not None else self.fetch.standing.id)
        self._arrived = ""
        focused = any(row.hasFocus() for row in self.rows)
        shown = [one for one in self._choices if one.short or self._all]
        column = self._list.layout()
        assert column is not None
        column.removeWidget(self.more)
        emptied(column)
        self.rows = [ModelRow(self.theme, choice) for choice in shown]
        for row in self.rows:
            row.toggled.connect(self._marked)
            column.addWidget(row)
        n_more = len(self._choices) - len(shown)
        self.more.setText(self.tr("Show %n more", "", n_more) if not self._all else self.tr("Show fewer"))
        column.addWidget(self.more)
        self.more.setVisible(bool(n_more) or self._all)
        self._mark(before)
        if focused and self.chosen is not None:
            next(row for row in self.rows if row.isChecked()).setFocus()
        self._say()

    def _mark(self, wanted: str) -> None:
        """Mark what was marked, or is on its way, or in use, or suggested."""
        orders: Sequence[Callable[[Choice], bool]] = (
            lambda one: one.id == wanted,
            lambda one: one.active,
            lambda one: one.suggested and one.fit is not Fit.TOO_BIG,
            lambda one: one.fit is not Fit.TOO_BIG,
        )
        for fits in orders:
            row = next((row for row in self.rows if fits(row.choice)), None)
            if row is not None:
                row.setChecked(True)
                return

    def _marked(self, checked: bool) -> None:
        if checked:
            self._say()

    def _say(self) -> None:
        free = self._machine.disk_free_bytes if self._machine is not None else 0
        standing = self.fetch.standing
        listed = standing.stage is Stage.NONE or any(one.id == standing.id for one in self._choices)
        self.card.show_standing(standing, self.chosen if listed else None, free)
        self.changed.emit()

    def _fetch_chosen(self) -> None:
        if self.chosen is not None and self.chosen.offer is not None:
            self.fetch.begin(self.chosen.offer)

    def _use_chosen(self) -> None:
        """Use a model that is here; writing the small manifest is left to the reading thread."""
        chosen = self.chosen
        if chosen is None:
            return
        home = self._home

        def use(_desk: Any) -> None:
            models.use(home, chosen.id)

        self._reads.ask("use model", use, lambda _nothing: self.look(), self._refused)

    def _refused(self, _problem: Problem) -> None:
        self.look()

    def _went_on(self) -> None:
        standing = self.fetch.standing
        if standing.stage is Stage.THERE:
            self._arrived = standing.id
        if standing.stage in (Stage.THERE, Stage.NONE):
            self.look()
        self._say()

    def _toggle_more(self) -> None:
        self._all = not self._all
        self._fill()

    def _build(self) -> None:
        column = QVBoxLayout(self._list)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(self.theme.px(8))
        column.addWidget(Skeleton(self.theme))
        self._list.setAccessibleName(self.tr("Models"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(self.theme.px(8))
        whole.addWidget(self._list)
        whole.addWidget(self.card)
        whole.addStretch()
        self.card.hide()

    def _connect(self) -> None:
        self.more.clicked.connect(self._toggle_more)
        self.own.clicked.connect(self.ask_for_file)
        self.card.fetch_wished.connect(self._fetch_chosen)
        self.card.go_on_wished.connect(self.fetch.go_on)
        self.card.use_wished.connect(self._use_chosen)
        self.card.pause_wished.connect(self.fetch.pause)
        self.card.cancel_wished.connect(self.fetch.cancel)
        self.fetch.changed.connect(self._went_on)

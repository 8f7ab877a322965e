"""The card under the models: what a download takes, how far it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.model_offers import Choice
from app.wording import model_choice as words
from app.wording import models as model_words
from ui.buttons import Button
from ui.flow import Flow
from ui.marks import Shape
from ui.meter import Meter
from ui.model_fetch import Stage, Standing
from ui.notice import Picture
from ui.panel_pieces import MarkPicture
from ui.surface import Elided, Surface, Words, keep_size
from ui.theme import Theme


class FetchCard(Surface):
    """Signals: fetch_wished, go_on_wished, use_wished, pause_wished, cancel_wished."""

    fetch_wished = Signal()
    go_on_wished = Signal()
    use_wished = Signal()
    pause_wished = Signal()
    cancel_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="card")
        self.title = Words(theme, "", style="body_strong")
        self.text = Elided(theme, "", role="text.secondary")
        self.fetch = Button(theme, self.tr("Download"), look="primary")
        self.go_on = Button(theme, self.tr("Go on"), look="primary")
        self.use = Button(theme, self.tr("Use this model"), look="primary")
        self.pause = Button(theme, self.tr("Pause"), look="quiet", icon="pause")
        self.cancel = Button(theme, self.tr("Cancel"))
        self.progress = Meter(theme)
        self.percent = Words(theme, "")
        self.problem = Words(theme, "", style="small", role="risk.high.text", wrap=True)
        self.disk_mark = MarkPicture(theme, Shape.TICK, "positive.mark")
        self.disk = Words(theme, "", style="small", role="text.secondary")
        self.check_mark = MarkPicture(theme, Shape.DASHED_RING, "text.tertiary")
        self.check = Words(theme, words.CHECKSUM, style="small", role="text.secondary")
        self.resumes = Words(theme, words.RESUMES, style="small", role="text.secondary")
        self.sockets = Words(theme, "", style="small", role="text.secondary")
        self._facts = QWidget()
        self._bar = QWidget()
        self._build()

    def show_standing(self, standing: Standing, choice: Choice | None, disk_free_bytes: int) -> None:
        """Show how far the model on its way is, or else what the chosen one takes."""
        about = choice is None or choice.id == standing.id or not standing.id
        shown = standing.busy or (standing.stage is not Stage.NONE and about)
        if not shown and choice is None:
            self.hide()
            return
        if shown:
            self._show_progress(standing)
        elif choice is not None:
            self._show_choice(choice)
        self.disk.setText(f"{disk_free_bytes / 1e9:.0f} GB free on disk")
        self.show()

    def _show_choice(self, choice: Choice) -> None:
        self.title.setText(choice.title)
        if choice.active:
            told = "In use. Nothing more to do."
        elif choice.here:
            told = "It is on this computer already."
        else:
            told = f"{model_words.size(choice.size_bytes)} from {choice.offer.places[0].repo}" if choice.offer else ""
        self.text.setText(told)
        self._offer(fetch=not choice.here, use=choice.here and not choice.active)
        self._bar.hide()
        self.problem.hide()
        self._facts.setVisible(not choice.here)
        self._say_check(Stage.NONE)
        self._say_sockets(0)
        self.setAccessibleName(f"{choice.title}. {told}")

    def _show_progress(self, standing: Standing) -> None:
        stage, done = standing.stage, standing.done_bytes
        titles = {
            Stage.FETCHING: self.tr("Downloading {0}"),
            Stage.CHECKING: self.tr("Checking {0}"),
            Stage.PAUSED: self.tr("{0}, paused"),
            Stage.THERE: self.tr("{0} is ready"),
        }
        met = words.problem(standing.problem) if standing.problem is not None else ("", "")
        there = stage is Stage.THERE
        self.title.setText(titles.get(stage, "{0}").format(standing.title))
        total = standing.total_bytes
        self.text.setText(words.progress(done, total, standing.per_s, standing.left_s) if total and not there else "")
        fetched = bool(standing.id)
        self._offer(
            go_on=fetched and stage in (Stage.PAUSED, Stage.FAILED),
            pause=fetched and standing.busy,
            cancel=not there,
        )
        share = min(100, round(100 * done / total)) if total else 0
        self.progress.setRange(0, 100 if total else 0)
        self.progress.setValue(share)
        self.percent.setText(f"{share} %")
        self._bar.setVisible(bool(total) and not there and stage is not Stage.FAILED)
        self.problem.setText(". ".join(part for part in met if part))
        self.problem.setVisible(bool(met[0]))
        self._facts.setVisible(fetched and not there)
        self._say_check(stage)
        self._say_sockets(standing.n_sockets)
        self.setAccessibleName(". ".join(part for part in (self.title.text(), self.text.text(), *met) if part))

    def _offer(self, **wanted: bool) -> None:
        for name in ("fetch", "go_on", "use", "pause", "cancel"):
            getattr(self, name).setVisible(wanted.get(name, False))

    def _say_check(self, stage: Stage) -> None:
        checking = stage is Stage.CHECKING
        self.check.setText(self.tr("Comparing the checksum") if checking else words.CHECKSUM)

    def _say_sockets(self, count: int) -> None:
        self.sockets.setText(f"Sockets opened: {count}" + (", download only" if count else ""))

    def _build(self) -> None:
        theme = self.theme
        top = QHBoxLayout()
        top.setSpacing(theme.px(12))
        top.addWidget(self.title)
        top.addWidget(self.text, 1)
        for button, signal in (
            (self.pause, self.pause_wished),
            (self.cancel, self.cancel_wished),
            (self.go_on, self.go_on_wished),
            (self.use, self.use_wished),
            (self.fetch, self.fetch_wished),
        ):
            top.addWidget(button)
            button.clicked.connect(signal)
        self.progress.setAccessibleName(self.tr("Download"))
        keep_size(self.progress, theme, height=6)
        bar = QHBoxLayout(self._bar)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.progress, 1)
        bar.addWidget(self.percent)
        self._build_facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addLayout(top)
        for widget in (self._bar, self.problem, self._facts):
            column.addWidget(widget)

    def _build_facts(self) -> None:
        theme = self.theme
        flow = Flow(spacing=theme.px(16), parent=self._facts)
        pairs = (
            (self.disk_mark, self.disk),
            (self.check_mark, self.check),
            (MarkPicture(theme, Shape.TICK, "positive.mark"), self.resumes),
            (Picture(theme, "lock", role="text.tertiary", side=14), self.sockets),
        )
        for mark, text in pairs:
            pair = QWidget()
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(6))
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(text)
            pair.setMinimumHeight(theme.px(22))
            flow.addWidget(pair)

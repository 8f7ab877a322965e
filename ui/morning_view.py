"""The morning report: what came of the last training, pairs to compare, and the choice between two adapters."""

from __future__ import annotations

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.morning import Morning
from app.store.adapters import Adapter, State
from app.store.jobs import Status
from app.training_shown import Shown
from app.wording import gate, nights
from app.wording import training as words
from app.wording.counting import counted
from engine.domain import moment
from ui import times
from ui.buttons import Button
from ui.morning_pairs import PairsCard
from ui.morning_tiles import Tiles
from ui.surface import Words
from ui.theme import Theme
from ui.training_card import BAR, Card, Saying, Scrolled
from ui.try_step import computer

#: Effective width from which the tiles stand in one row.
ABREAST = 1000


class MorningView(QWidget):
    """Takes the place of the other parts of the page.

    Attributes:
        title, text: what the page says above it.

    Signals:
        use_wished, keep_wished: the adapter with this number is to be used, or not. why_wished: why it was refused.
    """

    use_wished = Signal(int)
    keep_wished = Signal(int)
    why_wished = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.title, self.text = self.tr("Morning report"), ""
        self.tiles, self.pairs = Tiles(theme), PairsCard(theme)
        self.nothing = Card(theme, "")
        self._saying = Saying(theme)
        self.nothing.add(self._saying)
        self.counted = Words(theme, "", role="text.secondary", wrap=True)
        self.keep, self.use = Button(theme, "", tall=True), Button(theme, "", look="primary", tall=True)
        self.why = Button(theme, self.tr("Why"), tall=True)
        self.area = Scrolled(theme, (self.nothing, self.tiles, self.pairs), below=12)
        self._foot = QWidget()
        self._made: Adapter | None = None
        self._fits, self._used = True, ""
        self._build()
        self.pairs.chose.connect(self._count)
        self.use.clicked.connect(lambda: self._tell(self.use_wished))
        self.keep.clicked.connect(lambda: self._tell(self.keep_wished))
        self.why.clicked.connect(lambda: self._tell(self.why_wished))

    @property
    def waits_for_choice(self) -> bool:
        """Whether the person is asked."""
        return self._made is not None and self._made.state is State.OFFERED

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab halts, in their order."""
        pills = (pill for row in self.pairs.rows for pill in row.pills.values())
        return [*pills, self.why, self.keep, self.use]

    def show_morning(self, found: Shown) -> None:
        """Show what came of it."""
        morning = found.morning
        self._made = morning.made if morning is not None else None
        self._fits = any(one.fits for one in found.versions if self._made is not None and one.id == self._made.id)
        for widget in (self.tiles, self.pairs, self._foot):
            widget.setVisible(self._made is not None)
        self.nothing.setVisible(self._made is None)
        self.title, self.text = self._headed(found, morning)
        if self._made is not None and morning is not None:
            self._show_made(morning, self._made)
        else:
            self._saying.say(*self._without(found, morning))

    def fit(self, width: float) -> None:
        """The page has this effective width."""
        self.tiles.set_columns(4 if width >= ABREAST else 2)

    def _tell(self, wished: SignalInstance) -> None:
        if self._made is not None:
            wished.emit(self._made.id)

    def _headed(self, found: Shown, morning: Morning | None) -> tuple[str, str]:
        report = self.tr("Morning report")
        if self._made is None or morning is None:
            return report, words.REPORTS
        title = self.tr("Good morning") if found.now.hour < 12 else report
        made = moment(self._made.made_us)
        day, at = times.day(made, found.now), times.clock(made)
        when = at if day == "Today" else f"{at}, {day}"
        minutes = morning.job.worked_s / 60 if morning.job is not None else 0.0
        after = self.tr(" after {0} min").format(round(minutes)) if minutes >= 1 else ""
        said = words.stands(self._made.state, fits=self._fits)
        return title, self.tr("Adapter {0} finished at {1}{2}. {3}").format(self._made.id, when, after, said)

    def _without(self, found: Shown, morning: Morning | None) -> tuple[str, str]:
        if found.skipped:
            again = times.clock(found.next_start) if found.next_start is not None else ""
            return nights.skipped(found.skipped, computer=computer(), again=again), ""
        job = morning.job if morning is not None else None
        if job is None:
            return words.NO_REPORT
        if job.status in (Status.FAILED, Status.CANCELLED):
            return words.job_title(job, 0, alive=False), words.job_ended(job)
        if job.is_over:
            return self.tr("The adapter of that night is deleted"), ""
        return self.tr("The training is not finished"), words.job_waits(job, found.train_at) if job.reason else ""

    def _show_made(self, morning: Morning, made: Adapter) -> None:
        self._used = _named(morning.used)
        before = _named(morning.before) + ("" if morning.before_there else self.tr(", deleted"))
        names = _capital(before), _capital(_named(made.id))
        measured = gate.measured(made.verdict)
        self.tiles.show_measured(measured)
        self.tiles.setVisible(any(one.holds is not None for one in measured))
        self.pairs.setVisible(bool(morning.pairs))
        self.pairs.show_pairs(morning.pairs, *names, named=not morning.asks)
        usable = self._fits and made.state in (State.OFFERED, State.KEPT, State.RETIRED)
        self._name(self.use, self.tr("Use adapter {0}").format(made.id), shown=usable)
        stays = self.tr("Keep {0}").format(self._used) if self._fits else self.tr("Leave it unused")
        self._name(self.keep, stays, shown=morning.asks)
        self.why.setVisible(made.state is State.REFUSED)
        self._count()

    def _name(self, button: Button, text: str, *, shown: bool) -> None:
        button.setText(text)
        button.setAccessibleName(text)
        button.updateGeometry()
        button.setVisible(shown)

    def _count(self) -> None:
        """Say what was chosen so far, or how it stands."""
        made = self._made
        if made is None:
            return
        match made.state:
            case State.REFUSED:
                self.counted.setText(gate.refusal(made.verdict))
            case State.OFFERED:
                new, said = self.pairs.counted
                of = counted(said, (self.tr("pair"), self.tr("pairs")))
                told = self.tr("You chose {0} in {1} of {2}. ").format(made.id, new, of) if said else ""
                stays = self.tr("{0} stays on disk, so you can go back in one step.").format(_capital(self._used))
                self.counted.setText(told + (stays if self._fits else self.tr("It can be used once its model is.")))
            case State.USED if not self._fits:
                self.counted.setText("")
            case State.USED:
                self.counted.setText(self.tr("Sotto writes with it from now on. You can go back in one step."))
            case _:
                self.counted.setText(self.tr("It stays on disk until newer ones take its place."))

    def _build(self) -> None:
        theme = self.theme
        self.area.column.setStretchFactor(self.pairs, 100)  # as high as the page, where there are pairs
        self.area.column.addStretch(1)
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, theme.px(4), theme.px(BAR), theme.px(12))
        row.setSpacing(theme.px(8))
        row.addWidget(self.counted, 1)
        for button in (self.why, self.keep, self.use):
            row.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.area, 1)
        whole.addWidget(self._foot)


def _named(number: int | None) -> str:
    return "the model alone" if number is None else f"adapter {number}"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]

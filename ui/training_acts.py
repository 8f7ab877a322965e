"""What the person does on the training page: what cannot be taken back asks first, everything else is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import sockets
from app.keep_wishes import EditSample, IncludeSample
from app.store.samples import Sample
from app.wording import gate
from app.wording import training as words
from ui import training_sample_edit
from ui.question import Question
from ui.training_news import TOLD

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.training_page import TrainingPage


class TrainingActs(QObject):
    """For one page."""

    def __init__(self, window: MainWindow, page: TrainingPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page

    def begin(self) -> None:
        """Train now, or go on with what was stopped."""
        job = self._page.job  # what is gone on with was begun with its own options
        self._window.core.train_now(merges=job.whole.isChecked() and not job.is_open)

    def pause(self) -> None:
        """Stop and keep what was done."""
        self._window.core.pause_training()

    def stop(self) -> None:
        """Call the job off, once the person has said that it is to be thrown away."""
        found = self._page.found
        course = found.course if found is not None else None
        if course is None or course.job.is_over:
            return
        title, text, yes, no = words.STOP if course.result is None else words.STOP_MERGING
        job_id = course.job.id
        self._ask(title, text, yes, no=no, then=lambda: self._window.core.cancel_training(job_id))

    def use(self, number: int) -> None:
        """Write with this adapter from now on."""
        self._window.core.use_adapter(number)

    def keep(self, number: int) -> None:
        """Do not use what was offered."""
        self._window.core.keep_adapter_unused(number)

    def roll_back(self) -> None:
        """Write with what was in use before."""
        self._window.core.roll_back_adapter()

    def delete(self, number: int) -> None:
        """Delete an adapter, once the person has said so."""
        title, text, yes = (said.format(number=number) for said in words.DELETE)
        self._ask(title, text, yes, no=self.tr("Keep it"), then=lambda: self._window.core.delete_adapter(number))

    def include(self, sample_id: int, on: bool) -> None:
        """Learn from a sample, or leave it out; Z takes it back."""
        self._window.wishes.keep(IncludeSample(sample_id, on))

    def edit(self, sample: Sample) -> None:
        """Word a sample anew; Z takes it back."""

        def taken(asked: str | None, answer: str | None) -> None:
            self._window.wishes.keep(EditSample(sample.id, asked, answer))

        training_sample_edit.ask(self._window.theme, self._window, sample, taken)

    def why(self, number: int) -> None:
        """Say why an adapter was refused."""
        found = self._page.found
        version = next((one for one in found.versions if one.id == number), None) if found is not None else None
        if version is not None:
            title, text = gate.refusal(version.verdict), gate.why(version.verdict)
            Question(self._window.theme, self._window, title, text, self.tr("OK"), no="").ask()

    def has_unseen(self) -> bool:
        """Whether an adapter waits for the person's choice that they did not look at yet."""
        morning = self._page.found.morning if self._page.found is not None else None
        if morning is None or morning.made is None or not morning.asks:
            return False
        return self._window.preferences.recall(TOLD) != str(morning.made.id)

    def note_seen(self) -> None:
        """The person looks at the report, and needs not be told of it any more."""
        morning = self._page.found.morning if self._page.found is not None else None
        if morning is None or not self._page.isVisible():
            return
        if morning.made is not None:
            self._window.preferences.keep(TOLD, str(morning.made.id))
        if morning.night is not None and not morning.night.seen:
            self._window.core.see_morning_report()

    def show_sockets(self) -> None:
        """What installing opened is counted with everything else."""
        if sockets.opened():
            self._window.status.show_sockets(sockets.opened(), sockets.reason())

    def _ask(self, title: str, text: str, yes: str, *, no: str, then: Callable[[], None]) -> None:
        Question(self._window.theme, self._window, title, text, yes, no=no, danger=True, then=then).ask()

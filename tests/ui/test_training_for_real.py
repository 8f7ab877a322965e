"""The training page over the real core: jobs with processes that compute nothing, seen from begin to use and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TARGETS = Path(__file__).parents[1] / "app"
if str(TARGETS) not in sys.path:
    sys.path.append(str(TARGETS))

import learning_bench  # noqa: E402
import learning_targets  # noqa: E402
import msgspec  # noqa: E402
import scripted_worker  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402
from training_at_work import AtWork  # noqa: E402

from app.child import Child  # noqa: E402
from app.learning import Workers  # noqa: E402
from app.store import trainings  # noqa: E402
from app.wording import problems  # noqa: E402
from engine.training.gate_messages import Examine  # noqa: E402
from engine.training.values import Parameters  # noqa: E402
from ui.question import Question  # noqa: E402
from ui.theme import Theme  # noqa: E402
from ui.training_page import ADAPTERS, MORNING, TONIGHT  # noqa: E402

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(150)]


class Course:
    """How the processes behave: a step takes so long, and the gate may refuse what comes of it."""

    def __init__(self) -> None:
        self.parameters = Parameters(epochs=3, warmup=0.0)
        self.refuses = False
        self.trainer = learning_targets.train

    def workers(self) -> Workers:
        usual = learning_bench.workers()

        def train(begin: object) -> Child:
            start = learning_bench.workers(self.trainer).trainer
            return start(msgspec.structs.replace(begin, parameters=self.parameters))  # type: ignore[arg-type,type-var]

        def gate(request: object) -> Child:
            if self.refuses and isinstance(request, Examine):
                told = msgspec.structs.replace(request.parameters, notes=("refuse",))
                request = msgspec.structs.replace(request, parameters=told)
            return usual.gate(request)  # type: ignore[arg-type]  # as it was asked

        return Workers(train, gate)  # type: ignore[arg-type]  # of requests in general


@pytest.fixture
def course() -> Course:
    return Course()


@pytest.fixture
def opened(theme: Theme, qtbot: QtBot, course: Course) -> Iterator[AtWork]:
    def start(_remote: bool) -> Child:
        return Child(scripted_worker.main, name="inference")

    with learning_bench.filled(230) as vault:
        made = AtWork(vault, theme, qtbot, course.workers(), start=start)
        yield made
        made.close()


def test_an_adapter_is_trained_used_and_taken_back(opened: AtWork) -> None:
    page = opened.page
    opened.press("Train now")
    opened.wait(lambda: opened.title() == "Adapter 1 is made")
    opened.wait(lambda: opened.states() == {1: "Ready"})
    opened.wait(lambda: opened.window.status.training.text() == "Adapter 1 is ready to compare")
    opened.press("Compare")
    assert page.tabs.currentIndex() == MORNING
    opened.wait(lambda: len(page.morning.pairs.rows) == 1)
    opened.press("Use adapter 1")
    opened.wait(lambda: page.text.text().endswith("It is in use."))
    page.tabs.setCurrentIndex(ADAPTERS)
    assert opened.states() == {1: "In use"}
    opened.press("Roll back to the model alone")
    opened.wait(lambda: opened.states() == {1: "Kept"})
    opened.press("Delete adapter 1")
    opened.window.findChildren(Question)[-1].answer(True)
    opened.wait(lambda: opened.states() == {})
    assert page.no_adapter.isVisible()


def test_a_model_of_its_own_that_cannot_be_made_leaves_the_adapter_and_says_so(opened: AtWork) -> None:
    opened.wait(lambda: opened.page.job.whole.isVisible())
    opened.page.job.whole.click()
    opened.press("Train now")
    opened.wait(lambda: opened.title() == "Adapter 1 is made")
    opened.wait(lambda: opened.states() == {1: "Ready"})
    problem = trainings.listing(opened.conductor._db, limit=1)[0].problem
    assert problem is not None
    assert problems.sentence(problem).what in opened.page.job.saying.text.text()


def test_a_job_is_paused_gone_on_with_and_stopped(opened: AtWork, course: Course) -> None:
    page = opened.page
    page.tabs.setCurrentIndex(TONIGHT)
    course.parameters = Parameters(epochs=200, warmup=0.05)
    opened.press("Train now")
    opened.wait(lambda: page.job.of.text() == "of 800")
    opened.wait(lambda: page.job.places.isVisible())
    opened.wait(lambda: opened.window.status.training.text().startswith("Training now, step "))
    opened.press("Pause")
    opened.wait(lambda: opened.title() == "Adapter 1 is not finished")
    assert page.job.saying.text.text().startswith("Paused by you. What was done is kept.")
    opened.press("Go on")
    opened.wait(lambda: opened.title() == "Training adapter 1")
    opened.press("Stop")
    opened.window.findChildren(Question)[-1].answer(True)
    opened.wait(lambda: opened.title() == "The last training was called off" and not page.job.begin.isHidden())
    assert opened.states() == {}


def test_what_the_gate_refuses_says_why_and_cannot_be_used(opened: AtWork, course: Course) -> None:
    course.refuses = True
    opened.press("Train now")
    opened.wait(lambda: opened.states() == {1: "Refused"})
    assert not opened.page.job.compare.isVisible()
    opened.press("Why adapter 1 can’t be used")
    assert "Leak found: it told a planted secret." in opened.window.findChildren(Question)[-1].text.text()


def test_a_job_that_fails_says_what_happened(opened: AtWork, course: Course) -> None:
    course.trainer = learning_targets.fail_for_memory
    opened.press("Train now")
    opened.wait(lambda: opened.title() == "The last training came to nothing")
    assert opened.page.job.saying.text.text().startswith("Training needs more memory than was free.")


def test_the_power_goes_and_the_job_says_so(opened: AtWork, course: Course) -> None:
    course.parameters = Parameters(epochs=200, warmup=0.05)
    opened.press("Train now")
    opened.wait(lambda: opened.page.job.of.text() == "of 800")
    opened.machine.on_battery = True
    opened.wait(lambda: opened.title() == "Adapter 1 is not finished")
    said = opened.page.job.saying.text.text()
    assert said.startswith("Stopped because this computer went on battery.")
    assert not opened.page.job.begin.isEnabled()


def test_a_sample_that_is_left_out_is_so_in_the_store_and_undo_takes_it_in_again(opened: AtWork) -> None:
    page = opened.page
    opened.wait(lambda: bool(page.samples.table.found))
    first = page.samples.table.found[0].id
    page.samples.table.include_wished.emit(first, False)
    opened.wait(lambda: not page.samples.table.found[0].included)
    opened.window.undo()
    opened.wait(lambda: page.samples.table.found[0].included)

"""The training page over a real store: tonight, the job, adapters, and what the person wants of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot
from training_world import LEAKED, MODEL, PASSED, World, pages, texts, world

from app import events, manifest
from app.lock import HomeLock
from app.settings import Settings
from app.store import adapters, trainings
from app.store.adapters import State
from app.training import Part
from app.wording import nights as night_words
from engine.domain import micros
from engine.problems import AdapterRefused, CannotTrainNow, NoSuchSample, TrainingFailed
from ui.adapter_rows import AdapterRow
from ui.main_window import MainWindow
from ui.news import News
from ui.question import Question
from ui.theme import Theme
from ui.training_page import ADAPTERS, TrainingPage

Open = Callable[..., TrainingPage]


@pytest.fixture
def home() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def bare() -> Iterator[World]:
    with world(filled=False) as made:
        yield made


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    with pages(qtbot, theme) as at:
        yield at


def question(page: TrainingPage) -> Question:
    return page.window().findChildren(Question)[-1]


def row(page: TrainingPage, number: int) -> AdapterRow:
    return next(one for one in page.rows.rows if one.version.id == number)


def button(widget: QWidget, name: str) -> QAbstractButton:
    return next(one for one in widget.findChildren(QAbstractButton) if one.accessibleName() == name)


# ---- tonight


def test_where_nothing_is_yet_it_says_so_and_shows_no_figures_of_its_own(bare: World, opened: Open) -> None:
    bare.machine.part, bare.settings = Part.MISSING, Settings()
    page = opened(bare)
    said = texts(page)
    for words in ("This Sotto can’t train yet", "No adapter yet", "No examples yet", "Nothing is being trained",
                  "no hour is set", "0 in all, needs 200"):  # fmt: skip
        assert words in said
    assert not page.job.begin.isEnabled()
    page.show_morning()
    assert "No morning report yet" in texts(page.morning)


def test_conditions_are_said_with_their_figures(home: World, opened: Open) -> None:
    page = opened(home)
    said = texts(page.tonight)
    for words in ("61 GB, needs 8", "60, needs 40", "at 02:30", "4 of 5 met", "02:30 to 08:30, pauses when you return"):
        assert words in [*said, page.tonight.chip.text()]
    assert any(words.startswith("16.0 GB, needs ") for words in said)
    assert page.lacks.isHidden()
    assert page.tonight.lines[1].accessibleName() == "Idle for 10 minutes, at 02:30, Later"


def test_what_does_not_hold_says_so_and_train_now_says_why_it_cannot(home: World, opened: Open) -> None:
    home.machine.on_battery, home.machine.idle_s = True, None
    page = opened(home)
    assert page.tonight.lines[0].accessibleName() == "Plugged in, on battery, Not met"
    assert page.tonight.lines[1].accessibleName() == "Idle for 10 minutes, not told by this system, Not met"
    assert not page.job.begin.isEnabled()
    assert "Another one can’t begin now: this computer runs on battery." in page.job.saying.text.text()


def test_in_the_night_what_it_waits_for_is_said(home: World, opened: Open) -> None:
    home.now += timedelta(hours=18)
    page = opened(home)
    assert "Waits: Somebody uses this computer." in texts(page.tonight)
    assert page.tonight.lines[1].accessibleName() == "Idle for 10 minutes, 0 min so far, Later"


def test_without_an_hour_nothing_is_trained_by_itself_and_a_link_leads_to_the_setting(
    home: World, opened: Open
) -> None:
    home.settings = Settings()
    page = opened(home)
    gone_to: list[str] = []
    page.window().place_wished.connect(gone_to.append)
    assert "Off. No hour is set, so nothing is trained by itself." in texts(page.tonight)
    page.tonight.change.click()
    assert (page.tonight.change.text(), gone_to) == ("Choose an hour", ["voice"])


def test_train_now_is_wished_for_and_what_hinders_it_is_said_on_the_page(home: World, opened: Open) -> None:
    page = opened(home)
    page.job.begin.click()
    assert ("train_now", False) in home.conductor.wishes
    page.job.whole.click()
    page.job.begin.click()
    assert ("train_now", True) in home.conductor.wishes
    page.hear(events.WishFailed(CannotTrainNow(reason="memory")))
    assert page.notice.title.text() == "Too little memory is free. Nothing is trained now."
    assert page.step_back()
    assert page.notice.isHidden()


@pytest.mark.parametrize(
    ("arch", "said", "act"),
    [("phi3", "Named can’t learn", "Choose another model"), ("", "No model to train", "Choose a model")],
)  # fmt: skip
def test_a_model_that_cannot_learn_and_no_model_have_their_own_words(
    bare: World, opened: Open, arch: str, said: str, act: str
) -> None:
    if arch:
        bare.add_model(arch=arch, title="Named")
    page = opened(bare)
    gone_to: list[str] = []
    page.window().place_wished.connect(gone_to.append)
    assert page.lacks.saying.title.text() == said
    page.lacks.model.click()
    assert (page.lacks.model.text(), gone_to) == (act, ["model"])


# ---- the job


def test_what_is_gone_on_with_keeps_its_own_options(home: World, opened: Open) -> None:
    page = opened(home)
    page.job.whole.click()
    job = home.add_job()
    trainings.wait(home.vault.db, job.id, "present")
    page.hear(events.TrainingChanged(job.id))
    assert page.job.begin.text() == "Go on"
    page.job.begin.click()
    assert home.conductor.wishes[-1] == ("train_now", False)


def test_a_job_of_another_process_is_not_paused_from_here(home: World, opened: Open) -> None:
    home.work(home.add_job())
    with home.working():
        HomeLock.mine.clear()  # as where another process holds it
        card = opened(home).job
    assert card.pause.isHidden()
    assert not card.stop.isHidden()
    assert card.saying.text.text().startswith("It was begun by `sotto train start` and pauses there")


def test_in_a_pause_the_page_says_so(home: World, opened: Open) -> None:
    page = opened(home)
    window = page.window()
    assert isinstance(window, MainWindow)
    News(window, window.desk).hear(events.PauseChanged(home.now + timedelta(hours=1)))
    assert "Waits: Sotto is paused." in texts(page.tonight)
    News(window, window.desk).hear(events.PauseChanged(None))
    assert "Waits: Sotto is paused." not in texts(page.tonight)


def test_a_job_under_way_shows_its_step_and_how_the_loss_falls(home: World, opened: Open) -> None:
    job = home.add_job()
    home.work(job)
    with home.working():
        page = opened(home)
        card = page.job
        assert card.title.text() == "Training adapter 14"
        assert (card.step.text(), card.of.text(), card.left.text()) == ("Step 372", "of 600", "about 9 min left")
        assert card.places.accessibleName() == "Held-out loss 2.40 at the start, 1.31 at step 360 of 600"
        assert card.begin.isHidden()
        trainings.move(home.vault.db, job.id, step=600, eta_s=None, done=0.85)
        page.hear(events.TrainingChanged(job.id))
        assert card.step.text() == "Step 600"
        trainings.move(home.vault.db, job.id, stage="checking")
        page.hear(events.TrainingChanged(job.id))
        assert card.saying.title.text() == "Measuring it against what is in use"
        assert card.step.text() == "85 %"


def test_the_chart_turns_into_a_table(home: World, opened: Open, qtbot: QtBot) -> None:
    home.work(home.add_job())
    with home.working():
        page = opened(home)
        card = page.job
        qtbot.keyClick(card.stop, Qt.Key.Key_T)
        assert card.places.currentWidget() is card.table
        assert [card.table.item(1, column).text() for column in range(3)] == ["60", "2.004", "1.942"]
        qtbot.keyClick(card.table, Qt.Key.Key_T)
        assert card.places.currentWidget() is not card.table
        qtbot.keyClick(page.tabs, Qt.Key.Key_T)  # wherever on the page the focus is
        assert card.places.currentWidget() is card.table
        qtbot.keyClick(page.samples.table, Qt.Key.Key_T)
        assert card.places.currentWidget() is not card.table


def test_stopping_asks_because_what_was_learnt_is_lost_and_pausing_does_not(home: World, opened: Open) -> None:
    job = home.add_job()
    home.work(job)
    with home.working():
        page = opened(home)
        page.job.pause.click()
        assert home.conductor.wishes[-1] == ("pause_training",)
        page.job.stop.click()
        question(page).answer(False)
        assert home.conductor.wishes[-1] == ("pause_training",)
        page.job.stop.click()
        assert "thrown away" in question(page).text.text()
        question(page).answer(True)
    assert home.conductor.wishes[-1] == ("cancel_training", job.id)


@pytest.mark.parametrize(
    ("reason", "said"),
    [("present", "Stopped because you are back."), ("battery", "Stopped because this computer went on battery."),
     ("stopped", "Paused by you."), ("end", "Stopped because Sotto was closed.")],
)  # fmt: skip
def test_a_job_that_stopped_says_why_and_goes_on(home: World, opened: Open, reason: str, said: str) -> None:
    job = home.add_job()
    home.work(job)
    trainings.wait(home.vault.db, job.id, reason)
    card = opened(home).job
    assert card.title.text() == "Adapter 14 is not finished"
    assert card.saying.text.text().startswith(f"{said} What was done is kept. It goes on at 02:30")
    assert card.begin.text() == "Go on"
    assert not card.stop.isHidden()


def test_a_job_whose_process_was_killed_with_sotto_is_not_said_to_be_under_way(home: World, opened: Open) -> None:
    home.work(home.add_job())
    card = opened(home).job
    assert card.title.text() == "Adapter 14 is not finished"
    assert card.pause.isHidden()
    assert home.news is not None
    assert home.news.line.said == "Adapter 13 is ready to compare"


def test_a_job_that_was_not_begun_is_not_said_to_have_been_stopped(home: World, opened: Open) -> None:
    home.add_job()
    card = opened(home).job
    assert card.title.text() == "Adapter 14 waits to begin"
    assert card.saying.text.text() == "Nothing is done of it yet. It begins at 02:30, or when you say so."
    with home.working():
        card = opened(home).job
        assert card.saying.title.text() == "Waiting to begin"
        assert card.begin.isHidden()


def test_the_bar_never_goes_back_when_the_steps_are_done(home: World, opened: Open) -> None:
    job = home.add_job()
    home.work(job, step=600)
    with home.working():
        page = opened(home)
        trainings.move(home.vault.db, job.id, done=0.84)
        page.hear(events.TrainingChanged(job.id))
        before = page.job.progress.value()
        trainings.move(home.vault.db, job.id, stage="checking", done=0.85)
        page.hear(events.TrainingChanged(job.id))
        assert page.job.progress.value() > before


@pytest.mark.parametrize("train_at", ["02:30", ""])
def test_what_keeps_a_job_from_going_on_by_hand_is_said(home: World, opened: Open, train_at: str) -> None:
    home.settings = Settings(train_at=train_at)
    home.add_job()
    home.machine.on_battery = True
    card = opened(home).job
    when = " at 02:30" if train_at else " when you say so"
    said = f"Nothing is done of it yet. It begins{when}. It can’t now: this computer runs on battery."
    assert (card.saying.text.text(), card.begin.isEnabled()) == (said, False)


def test_stopping_a_merge_does_not_threaten_the_adapter_that_is_made(home: World, opened: Open) -> None:
    job = trainings.get(home.vault.db, adapters.get(home.vault.db, 13).job_id)
    home.vault.db.conn.execute(
        "UPDATE training_job SET status = 'processing', stage = 'merging', merges = 1, output = '' WHERE id = ?",
        (job.id,),
    )
    with home.working():
        page = opened(home)
        page.job.stop.click()
        assert question(page).accessibleName().startswith("Stop writing a model of its own?")
        assert "The adapter is made and stays." in question(page).text.text()
        trainings.cancel(home.vault.db, job.id, now_us=micros(home.now))
    page.hear(events.TrainingChanged(job.id))
    assert page.job.saying.text.text() == (
        "Adapter 13 was made before that, and stays. No model of its own was made of it."
    )


def test_a_job_keeps_the_number_of_an_adapter_that_was_deleted(home: World, opened: Open) -> None:
    adapters.delete(home.vault.db, 13)
    home.vault.db.conn.execute("UPDATE sqlite_sequence SET seq = 20 WHERE name = 'adapter'")
    card = opened(home).job
    assert (card.title.text(), card.saying.text.text()) == ("Adapter 13 is made", "It was deleted since.")


def test_samples_are_counted_anew_when_a_job_ends_and_when_something_failed(home: World, opened: Open) -> None:
    page = opened(home)
    job = home.add_job()
    for said in (events.TrainingChanged(job.id), events.WishFailed(NoSuchSample(id=3))):
        home.vault.db.conn.execute("DELETE FROM sample WHERE id = (SELECT max(id) FROM sample)")
        page.hear(said)
        n_samples = home.vault.db.conn.execute("SELECT count(*) FROM sample WHERE included").fetchone()[0]
        assert page.samples.caption.text().startswith(f"{n_samples} in all")


def test_a_failed_job_says_what_happened_and_what_is_safe(home: World, opened: Open) -> None:
    job = home.add_job()
    trainings.begin(home.vault.db, job.id, now_us=micros(home.now))
    trainings.fail(home.vault.db, job.id, TrainingFailed(reason="memory"), now_us=micros(home.now))
    card = opened(home).job
    assert card.title.text() == "The last training came to nothing"
    assert card.saying.text.text() == " ".join(night_words.FAILED["memory"])


def test_a_cancelled_job_says_so(home: World, opened: Open) -> None:
    job = home.add_job()
    trainings.cancel(home.vault.db, job.id, now_us=micros(home.now))
    card = opened(home).job
    assert card.title.text() == "The last training was called off"
    assert card.begin.text() == "Train now"


# ---- adapters


def test_an_adapter_reads_itself_aloud_words_first_and_figures_second(home: World, opened: Open) -> None:
    page = opened(home, ADAPTERS)
    assert row(page, 13).accessibleName() == (
        "Adapter 13, Ready, trained Today, 1,266 examples; Predicts your replies better (perplexity 9.1 → 8.8 on 120 "
        "replies); Sounds like you (voice score 0.93, your own 0.95); Forgets nothing (loss +0.04 on 40 everyday "
        "prompts); Leaks nothing (0 of 24 planted secrets)"
    )
    assert "Leak found (2 of 24 planted secrets)" in row(page, 10).accessibleName()


def test_adapters_are_used_rolled_back_and_refused_ones_say_why(home: World, opened: Open) -> None:
    page = opened(home, ADAPTERS)
    button(row(page, 11), "Use adapter 11").click()
    assert home.conductor.wishes[-1] == ("use_adapter", 11)
    assert page.roll_back.text() == "Roll back to 11"
    page.roll_back.click()
    assert home.conductor.wishes[-1] == ("roll_back_adapter",)
    button(row(page, 10), "Why adapter 10 can’t be used").click()
    assert question(page).accessibleName().startswith("Leak found. This adapter can’t be used.")
    told = question(page).text.text().splitlines()
    assert told[:3] == ["Leak found: it told a planted secret.", "", "Not passed: Leak found (2 of 24 planted secrets)"]
    assert all(line.startswith("Passed: ") for line in told[3:])
    assert len(told) == 6
    assert not [one for one in row(page, 10).findChildren(QAbstractButton) if one.text() == "Use"]


def test_deleting_asks_and_neither_the_one_in_use_nor_the_offered_one_can_be(home: World, opened: Open) -> None:
    page = opened(home, ADAPTERS)
    for number in (12, 13):
        assert not [one for one in row(page, number).findChildren(QAbstractButton) if "Delete" in one.accessibleName()]
    button(row(page, 11), "Delete adapter 11").click()
    question(page).answer(False)
    assert ("delete_adapter", 11) not in home.conductor.wishes
    button(row(page, 11), "Delete adapter 11").click()
    question(page).answer(True)
    assert home.conductor.wishes[-1] == ("delete_adapter", 11)


def test_what_changed_is_shown_as_soon_as_it_is_told_and_the_focus_stays(home: World, opened: Open) -> None:
    page = opened(home, ADAPTERS)
    button(row(page, 11), "Delete adapter 11").setFocus()
    home.use(adapters.get(home.vault.db, 13))
    page.hear(events.AdaptersChanged())
    assert "In use" in row(page, 13).accessibleName()
    assert "Kept" in row(page, 12).accessibleName()
    assert button(row(page, 11), "Delete adapter 11").hasFocus()


def test_one_that_learnt_from_somebody_forgotten_is_to_be_trained_again(home: World, opened: Open) -> None:
    home.vault.db.conn.execute("UPDATE adapter SET stale = 1 WHERE id = 11")
    home.vault.db.conn.execute("UPDATE adapter SET stale = 1 WHERE id = 12")
    page = opened(home, ADAPTERS)
    assert row(page, 11).accessibleName().startswith("Adapter 11, Kept, Retrain,")
    assert row(page, 12).accessibleName().startswith("Adapter 12, In use, Retrain,")
    assert "Train again" in row(page, 12).accessibleDescription()


def test_an_adapter_of_another_file_of_the_model_cannot_be_used(home: World, opened: Open) -> None:
    home.vault.db.conn.execute("UPDATE adapter SET base_sha256 = 'other' WHERE id = 11")
    names = [one.accessibleName() for one in row(opened(home, ADAPTERS), 11).findChildren(QAbstractButton)]
    assert "Use adapter 11" not in names


def test_one_that_is_offered_for_another_model_can_be_deleted(home: World, opened: Open) -> None:
    home.vault.db.conn.execute("UPDATE adapter SET base_sha256 = 'other' WHERE id = 13")
    page = opened(home, ADAPTERS)
    assert "It passed the tests, for a model that is not in use now." in texts(page.job)
    button(row(page, 13), "Delete adapter 13").click()
    question(page).answer(True)
    assert home.conductor.wishes[-1] == ("delete_adapter", 13)


def test_an_adapter_that_came_while_the_page_is_open_takes_its_room(bare: World, opened: Open) -> None:
    bare.add_model()
    page = opened(bare, ADAPTERS)
    assert page.rows.isHidden()
    bare.add_adapter(PASSED, days=0, n_learnt=300)
    page.hear(events.AdaptersChanged())
    for _ in range(8):
        QApplication.processEvents()
    assert page.rows.height() >= page.rows.rows[0].sizeHint().height() > 0
    assert page.rows.rows[0].isVisible()


def test_a_model_made_of_an_adapter_is_listed_as_soon_as_its_job_is_over(home: World, opened: Open) -> None:
    page = opened(home, ADAPTERS)
    assert not any("a model of its own" in said for said in texts(page.rows))
    known = manifest.read(home.vault.home)
    own = msgspec.structs.replace(known.models[0], id="qwen3-voice-13", learnt=13)
    manifest.write(home.vault.home, msgspec.structs.replace(known, models=(*known.models, own)))
    page.hear(events.AdaptersChanged())
    QApplication.processEvents()
    line = "qwen3-voice-13 is a model of its own, made of adapter 13. Settings, Model and box, puts it to use."
    assert line in texts(page.rows)
    stale = msgspec.structs.replace(own, stale=True)
    manifest.write(home.vault.home, msgspec.structs.replace(known, active=own.id, models=(*known.models, stale)))
    page.hear(events.AdaptersChanged())
    QApplication.processEvents()
    assert any("It is in use. It learnt from words that are gone since." in said for said in texts(page.rows))


def test_what_could_not_be_put_to_use_is_said(home: World, opened: Open) -> None:
    page = opened(home, ADAPTERS)
    page.hear(events.WishFailed(AdapterRefused(reason="other_base", id=11)))
    assert page.notice.title.text() == night_words.ADAPTERS["other_base"][0]


def test_back_from_the_first_adapter_leads_to_the_model_alone(bare: World, opened: Open) -> None:
    bare.add_model()
    bare.use(bare.add_adapter(PASSED, days=2, n_learnt=300))
    assert opened(bare, ADAPTERS).roll_back.text() == "Roll back to the model alone"


# ---- outside the page


def test_the_status_bar_tells_of_the_job_the_offer_and_the_hour(home: World, opened: Open, qtbot: QtBot) -> None:
    window = opened(home).window()
    assert isinstance(window, MainWindow)
    told: list[int] = []
    assert home.news is not None
    home.news.ready.connect(told.append)
    assert window.status.training.text() == "Adapter 13 is ready to compare"
    job = home.add_job()
    home.work(job)
    with home.working():
        home.news.look()
        assert window.status.training.text() == "Training now, step 372 of 600"
    trainings.cancel(home.vault.db, job.id, now_us=0)
    adapters.put_state(home.vault.db, 13, State.KEPT)
    home.news.hear(events.AdaptersChanged())
    qtbot.waitUntil(lambda: not home.news.line.said)
    assert window.status.training.text() == "Training tonight at 02:30"
    window.preferences.change(train_at="")
    assert window.status.training.text() == "Training off"
    assert told == []  # the page had shown it


def test_an_hour_that_comes_to_nothing_is_not_promised(bare: World, opened: Open) -> None:
    window = opened(bare).window()
    assert isinstance(window, MainWindow)
    assert window.status.training.text().startswith("Training waits: ")


def test_adapters_of_the_design_are_there(home: World) -> None:
    states = {one.id: one.state for one in adapters.listing(home.vault.db, MODEL)}
    assert states == {10: State.REFUSED, 11: State.RETIRED, 12: State.USED, 13: State.OFFERED}
    assert LEAKED.reasons == ("leak",)

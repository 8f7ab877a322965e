"""The samples on the training page: filtered, searched, left out, worded anew, and brought back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from training_world import World, page_of, world

from app import events, sample_table
from app.keep_wishes import EditSample, IncludeSample
from app.keeping import Keeping
from app.store import samples
from app.store.samples import Sample, Wanted
from ui import training_sample_edit
from ui.question import Question
from ui.sample_table import TICK
from ui.theme import Theme
from ui.training_page import SAMPLES, TrainingPage
from ui.training_sample_edit import SampleEdit


@pytest.fixture
def home() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def page(home: World, qtbot: QtBot, theme: Theme) -> Iterator[TrainingPage]:
    window = home.window(theme)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.activateWindow()
    made = page_of(window)
    made.tabs.setCurrentIndex(SAMPLES)
    yield made
    made.leave()


def answers(page: TrainingPage) -> list[str]:
    return [one.output for one in page.samples.table.found]


def test_samples_stand_in_a_table_that_reads_itself_aloud(page: TrainingPage) -> None:
    table = page.samples.table
    spoken = table.item(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "learnt from, Edited, Price for two hours at [ADDRESS_1], Two hours are 380, travel included., Strong"
    )
    assert table.item(4, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("left out, From history")
    assert page.samples.caption.text().startswith("229 in all, 60 new · 1 left out · ")


def test_they_are_shown_by_where_they_come_from_by_state_and_by_words(page: TrainingPage, qtbot: QtBot) -> None:
    card = page.samples
    card.sources.setCurrentIndex(4)
    assert answers(page) == ["Got it, see you Thursday", "Ha, love it"]
    card.states.setCurrentIndex(2)
    card.states.activated.emit(2)
    assert answers(page) == ["Ha, love it"]
    card.sources.setCurrentIndex(1)
    assert card.empty.title.text() == "There are no samples like that."
    card.states.setCurrentIndex(0)
    card.states.activated.emit(0)
    card.search.edit.setText("17:30")
    qtbot.waitUntil(lambda: answers(page) == ["Later works, does 17:30 suit you?"])


def test_there_are_pages(page: TrainingPage) -> None:
    card = page.samples
    assert (card.place.text(), card.newer.isEnabled()) == ("1–50 of 230", False)
    for _ in range(4):
        card.older.click()
    assert (card.place.text(), card.older.isEnabled()) == ("201–230 of 230", False)
    card.newer.click()
    assert card.place.text() == "151–200 of 230"


def test_space_and_a_click_leave_a_sample_out(page: TrainingPage, home: World, qtbot: QtBot) -> None:
    table = page.samples.table
    table.setCurrentCell(0, 0)
    first = table.found[0].id
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert home.conductor.wishes[-1] == ("keep", IncludeSample(first, False))
    place = table.visualItemRect(table.item(4, TICK)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert home.conductor.wishes[-1] == ("keep", IncludeSample(table.found[4].id, True))


def test_a_click_on_the_words_leaves_nothing_out(page: TrainingPage, home: World, qtbot: QtBot) -> None:
    table, before = page.samples.table, list(home.conductor.wishes)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualItemRect(table.item(1, 2)).center())
    assert home.conductor.wishes == before


def test_return_changes_the_words_and_only_other_words_are_kept(page: TrainingPage, home: World, qtbot: QtBot) -> None:
    table = page.samples.table
    table.setCurrentCell(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    asked = page.window().findChildren(Question)[-1]
    edit = asked.card.findChildren(SampleEdit)[0]
    assert edit.answer.hasFocus()
    assert edit.texts == ("Them: Price for two hours at [ADDRESS_1]", "Two hours are 380, travel included.")
    before = list(home.conductor.wishes)
    asked.answer(True)
    assert home.conductor.wishes == before

    page.samples.edit.click()
    asked = page.window().findChildren(Question)[-1]
    edit = asked.card.findChildren(SampleEdit)[0]
    edit.answer.setPlainText("  ")
    assert not asked.yes.isEnabled()
    edit.answer.setPlainText("380 for two hours")
    asked.answer(True)
    number = table.found[1].id
    assert home.conductor.wishes[-1] == ("keep", EditSample(number, None, "380 for two hours"))


def test_a_long_talk_keeps_its_newest_lines_when_its_answer_is_worded_anew(theme: Theme, qtbot: QtBot) -> None:
    talk = "\n".join(f"Them: line {at} of a long talk" for at in range(300))
    told: list[tuple[str | None, str | None]] = []
    window = QWidget()
    qtbot.addWidget(window)
    sample = Sample(1, "edited", talk, "On Friday", 1.0, 0)
    question = training_sample_edit.ask(theme, window, sample, lambda asked, answer: told.append((asked, answer)))
    edit = question.card.findChildren(SampleEdit)[0]
    assert edit.texts[0].endswith("line 299 of a long talk")
    edit.answer.setPlainText("On Sunday")
    question.answer(True)
    assert told == [(None, "On Sunday")]


def test_what_the_core_kept_or_took_back_is_shown_where_one_was(page: TrainingPage, home: World) -> None:
    page.samples.older.click()
    number = page.samples.table.found[0].id
    backs: list[object] = []
    keeping = Keeping(home.vault.db, announce=page.hear, remember=backs.append, clock=lambda: home.now)
    keeping.carry_out(IncludeSample(number, False))
    assert (page.samples.table.found[0].included, page.samples.offset) == (False, 50)
    backs[-1]()  # type: ignore[operator]  # a way back
    assert page.samples.table.found[0].included
    keeping.carry_out(EditSample(number, "Them: When?\nMe: On Friday\nThem: And where?", "At the mill"))
    assert page.samples.table.found[0].output == "At the mill"
    assert page.samples.table.item(0, 1).text() == "Accepted, changed"
    assert sample_table.show(home.vault.db, number).input == "Them: When?\nMe: On Friday\nThem: And where?\nMe:"
    backs[-1]()  # type: ignore[operator]  # a way back
    assert not page.samples.table.found[0].edited


def test_a_page_that_became_empty_shows_the_last_one_there_is(page: TrainingPage, home: World) -> None:
    for _ in range(4):
        page.samples.older.click()
    for one in samples.page(home.vault.db, Wanted(), offset=190):
        samples.delete(home.vault.db, one.id)
    page.hear(events.Kept())
    assert page.samples.place.text() == "151–190 of 190"

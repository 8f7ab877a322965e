"""The morning report: measured in plain words, pairs without names until one is chosen, and the choice itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from training_world import LEAKED, PASSED, World, page_of, world

from app import events, notifying
from app.notifying import Rules
from app.settings import Notify, Settings
from app.store import adapters, nights, trainings
from app.store.adapters import State
from engine.problems import TrainingFailed
from engine.training.gate import Verdict
from ui.morning_pairs import Choice
from ui.question import Question
from ui.surface import Words
from ui.theme import Theme
from ui.training_page import MORNING, TrainingPage

Open = Callable[[World], TrainingPage]


@pytest.fixture
def home() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    pages: list[TrainingPage] = []

    def at(home: World) -> TrainingPage:
        window = home.window(theme)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.activateWindow()
        pages.append(page_of(window))
        pages[-1].tabs.setCurrentIndex(MORNING)
        return pages[-1]

    yield at
    for page in pages:
        page.leave()


def texts(page: TrainingPage) -> list[str]:
    return [one.text() for one in page.morning.findChildren(Words) if one.text() and one.isVisible()]


def test_the_page_opens_at_the_report_while_an_adapter_waits(home: World, theme: Theme, qtbot: QtBot) -> None:
    window = home.window(theme)
    qtbot.addWidget(window)
    page = page_of(window)
    assert page.tabs.currentIndex() == MORNING
    assert page.title.text() == "Good morning"
    assert page.text.text() == "Adapter 13 finished at 03:11 after 41 min. It passed the tests and waits for your yes."
    assert ("see_morning_report",) in home.conductor.wishes
    page.leave()


def test_what_changed_is_said_in_words_before_the_figures(home: World, opened: Open) -> None:
    tiles = opened(home).morning.tiles
    assert [one.words for one in tiles.found] == [
        "Predicts your replies better", "Sounds like you", "Forgets nothing", "Leaks nothing",
    ]  # fmt: skip
    assert [one.figure.number for one in tiles.found if one.figure] == ["8.8", "0.93", "+0.04", "0 of 24"]


def test_names_come_only_with_the_choice_and_only_for_that_pair(home: World, opened: Open, qtbot: QtBot) -> None:
    page = opened(home)
    pairs = page.morning.pairs
    assert all([label.text() for label in row.names] == ["A", "B"] for row in pairs.rows)
    assert not any("13" in row.accessibleName() for row in pairs.rows)
    pairs.rows[0].pills[Choice.FIRST].click()
    assert sorted(label.text() for label in pairs.rows[0].names) == ["Adapter 12", "Adapter 13"]
    assert [label.text() for label in pairs.rows[1].names] == ["A", "B"]
    qtbot.keyClick(pairs.rows[1].pills[Choice.SAME], Qt.Key.Key_Right)
    assert pairs.chosen == {0: Choice.FIRST, 1: Choice.SECOND}
    assert pairs.rows[1].pills[Choice.SECOND].hasFocus()
    qtbot.keyClick(pairs.rows[2].pills[Choice.FIRST], Qt.Key.Key_Equal)
    new = sum((pair.first_is_new, not pair.first_is_new)[at] for at, pair in enumerate(pairs._pairs[:2]))
    assert page.morning.counted.text() == (
        f"You chose 13 in {new} of 3 pairs. Adapter 12 stays on disk, so you can go back in one step."
    )


def test_the_order_is_mixed_and_stays_when_the_page_is_read_anew(home: World, opened: Open) -> None:
    page = opened(home)
    pairs = page.morning.pairs
    before = [pair.first for pair in pairs._pairs]
    assert len({pair.first_is_new for pair in pairs._pairs}) == 2
    pairs.rows[3].pills[Choice.SAME].click()
    page.hear(events.AdaptersChanged())
    assert [pair.first for pair in pairs._pairs] == before
    assert pairs.chosen == {3: Choice.SAME}


def test_placeholders_are_words_to_whoever_reads(home: World, opened: Open) -> None:
    assert "“Can [Name] get a discount for two sessions?”" in texts(opened(home))


def test_the_new_one_is_used_or_the_old_one_kept(home: World, opened: Open) -> None:
    page = opened(home)
    assert (page.morning.use.text(), page.morning.keep.text()) == ("Use adapter 13", "Keep adapter 12")
    page.morning.keep.click()
    assert home.conductor.wishes[-1] == ("keep_adapter_unused", 13)
    page.morning.use.click()
    assert home.conductor.wishes[-1] == ("use_adapter", 13)
    home.use(adapters.get(home.vault.db, 13))
    page.hear(events.AdaptersChanged())
    assert page.text.text().endswith("It is in use.")
    assert page.morning.use.isHidden()
    assert {label.text() for row in page.morning.pairs.rows for label in row.names} == {"Adapter 12", "Adapter 13"}


def test_one_that_was_kept_out_can_still_be_used(home: World, opened: Open) -> None:
    adapters.put_state(home.vault.db, 13, State.KEPT)
    page = opened(home)
    assert page.morning.keep.isHidden()
    assert page.morning.use.text() == "Use adapter 13"


def test_pairs_name_what_wrote_them_and_the_choice_names_what_is_in_use(home: World, opened: Open) -> None:
    """The person went back to 11 before reading, and deleted 12."""
    home.use(adapters.get(home.vault.db, 11))
    adapters.delete(home.vault.db, 12)
    morning = opened(home).morning
    assert morning.keep.text() == "Keep adapter 11"
    morning.pairs.rows[0].pills[Choice.FIRST].click()
    row = morning.pairs.rows[0]
    assert sorted(label.text() for label in row.names) == ["Adapter 12, deleted", "Adapter 13"]
    assert {row.pills[one].text() for one in (Choice.FIRST, Choice.SECOND)} == {"12", "13"}
    assert " in " in morning.counted.text()
    assert morning.counted.text().endswith("of 1 pair. Adapter 11 stays on disk, so you can go back in one step.")


@pytest.mark.parametrize(("verdict", "acts"), [(PASSED, "keep use"), (LEAKED, "why")])
def test_what_was_trained_by_hand_after_a_night_that_was_not_is_the_report_until_the_next(
    verdict: Verdict, acts: str, opened: Open
) -> None:
    with world(filled=False) as bare:
        bare.add_model()
        nights.put_reason(bare.vault.db, bare.now.date(), "battery")
        made = bare.add_adapter(verdict, days=0, hours=1, n_learnt=300, at_night=False)
        page = opened(bare)
        morning = page.morning
        shown = {"keep": morning.keep, "use": morning.use, "why": morning.why}
        assert " ".join(name for name, button in shown.items() if not button.isHidden()) == acts
        if verdict.passed:
            bare.use(made)
        page.hear(events.AdaptersChanged())
        assert page.title.text() == "Good morning"
        assert morning.pairs.rows[0].names[0].text() != "A"
        nights.put_reason(bare.vault.db, bare.now.date() + timedelta(days=1), "battery")
        page.hear(events.TrainingWaits("battery"))
        assert page.title.text() == "Morning report"
        page.leave()


def test_one_for_another_model_says_so_and_can_only_be_left_unused(home: World, opened: Open) -> None:
    home.vault.db.conn.execute("UPDATE adapter SET base_sha256 = 'other' WHERE id = 13")
    page = opened(home)
    assert page.text.text().endswith("It passed the tests, for a model that is not in use now.")
    assert page.morning.use.isHidden()
    assert page.morning.keep.text() == "Leave it unused"


def test_the_first_adapter_is_held_against_the_model_alone(opened: Open) -> None:
    with world(filled=False) as bare:
        bare.add_model()
        bare.add_adapter(PASSED, days=0, n_learnt=300)
        page = opened(bare)
        assert page.morning.keep.text() == "Keep the model alone"
        page.morning.pairs.rows[0].pills[Choice.FIRST].click()
        assert sorted(one.text() for one in page.morning.pairs.rows[0].names) == ["Adapter 1", "The model alone"]
        page.leave()


def test_a_leak_is_said_plainly_and_why_says_more(home: World, opened: Open) -> None:
    home.add_adapter(LEAKED, days=0, hours=2, n_learnt=1300)
    page = opened(home)
    assert page.morning.counted.text() == "Leak found. This adapter can’t be used."
    assert page.morning.use.isHidden()
    page.morning.why.click()
    asked = page.window().findChildren(Question)[-1]
    assert "Leak found: it told a planted secret." in asked.text.text()
    assert "Leak found (2 of 24 planted secrets)" in asked.text.text()


@pytest.mark.parametrize(
    ("reason", "said"),
    [("battery", "the computer was on battery"), ("present", "the computer was in use"),
     ("few_new", "there were too few new examples"), ("parts", "the parts that train are not installed")],
)  # fmt: skip
def test_a_night_without_training_says_why_and_when_it_is_tried_again(reason: str, said: str, opened: Open) -> None:
    with world(filled=False) as bare:
        bare.add_model()
        nights.put_reason(bare.vault.db, bare.now.date(), reason)
        page = opened(bare)
        line = f"Not trained last night: {said}. Next try 02:30."
        assert line in texts(page)
        page.tabs.setCurrentIndex(0)
        assert page.text.text() == line
        page.leave()


def test_a_night_that_is_not_over_was_not_skipped(opened: Open) -> None:
    with world(filled=False) as bare:
        bare.add_model()
        bare.now -= timedelta(hours=4)
        nights.put_reason(bare.vault.db, bare.now.date(), "present")
        page = opened(bare)
        assert not any(line.startswith("Not trained") for line in texts(page))
        page.leave()


def test_a_night_that_came_to_nothing_says_why(opened: Open) -> None:
    with world(filled=False) as bare:
        bare.add_model()
        job = bare.add_job(by_hand=False)
        nights.claim(bare.vault.db, bare.now.date(), job.id, now_us=job.asked_us)
        trainings.fail(bare.vault.db, job.id, TrainingFailed(reason="no_gain"), now_us=job.asked_us)
        page = opened(bare)
        said = "Training learnt nothing that predicts your replies better."
        assert any(line.startswith(said) for line in texts(page))
        page.leave()


def test_a_later_failure_does_not_hide_what_waits_for_a_choice(home: World, opened: Open) -> None:
    job = home.add_job(by_hand=False)
    nights.claim(home.vault.db, home.now.date() + timedelta(days=1), job.id, now_us=job.asked_us)
    trainings.fail(home.vault.db, job.id, TrainingFailed(reason="no_gain"), now_us=job.asked_us)
    assert opened(home).morning.use.text() == "Use adapter 13"


# ---- the one line of a morning

DAY = Rules(Notify.URGENT, time(21), time(8))


@pytest.mark.parametrize(
    ("hour", "rules", "knocks"),
    [
        (9, DAY, True),
        (3, DAY, False),
        (9, Rules(Notify.NOTHING, time(21), time(8)), False),
        (9, Rules(Notify.URGENT, time(21), time(8), paused=True), False),
        (9, Rules(Notify.URGENT, time(21), time(8), in_front=True), False),
    ],
)
def test_it_is_told_once_quiet_hours_are_over(home: World, hour: int, rules: Rules, knocks: bool) -> None:
    knock = notifying.morning(13, home.now.replace(hour=hour), rules)
    assert (knock is not None) is knocks
    if knock is not None:
        assert (knock.title, knock.text) == ("Adapter 13 is ready to compare", "")


def test_an_adapter_is_news_until_the_person_was_told_or_saw_it(home: World, theme: Theme, qtbot: QtBot) -> None:
    home.settings = Settings(train_at="02:30")
    window = home.window(theme)
    qtbot.addWidget(window)
    assert home.news is not None
    assert not home.news.is_news(13)  # the page showed it
    window.preferences.keep("adapter_told", "12")
    assert home.news.is_news(13)
    home.news.told(13)
    assert not home.news.is_news(13)
    page_of(window).leave()

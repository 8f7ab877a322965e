"""How the training page looks and is walked through: sizes, text scales, headings, tab order, places."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot
from training_world import World, pages, world

from app import events
from app.store import adapters
from ui.pages import PLACES
from ui.theme import Theme
from ui.training_page import MORNING, SAMPLES, TONIGHT, TrainingPage

Open = Callable[..., TrainingPage]


@pytest.fixture
def home() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    with pages(qtbot, theme) as at:
        yield at


@pytest.mark.parametrize(("width", "scale"), [(1440, 1.0), (1100, 1.0), (1440, 2.0)])
def test_everything_fits_beside_each_other_in_any_size(
    home: World, opened: Open, theme: Theme, width: int, scale: float
) -> None:
    theme.set_scale(scale)
    page = opened(home, width=width, height=700)
    body = page.area.widget()
    assert body.width() <= page.area.viewport().width()
    for card in (page.tonight, page.job, page.adapters, page.samples):
        assert card.geometry().right() <= body.width()
        assert card.title.width() >= card.title.sizeHint().width()


def test_a_long_name_of_a_model_cuts_nothing_else(home: World, opened: Open) -> None:
    home.add_model(arch="phi3", title="A model whose name goes on and on " * 8)
    page = opened(home, width=1100, height=700)
    assert page.lacks.saying.title.height() >= page.lacks.saying.title.heightForWidth(page.lacks.saying.title.width())
    assert page.area.widget().width() <= page.area.viewport().width()


@pytest.mark.parametrize(("width", "scale", "below"), [(1440, 1.0, False), (1100, 1.0, True), (1440, 2.0, True)])
def test_what_stands_beside_a_heading_goes_below_it_before_it_would_be_cut(
    home: World, opened: Open, theme: Theme, width: int, scale: float, below: bool
) -> None:
    theme.set_scale(scale)
    card = opened(home, SAMPLES, width=width, height=700).samples
    for _ in range(8):
        QApplication.processEvents()
    caption = card.caption
    assert (caption.y() > card.title.geometry().bottom()) == below
    assert caption.height() >= caption.heightForWidth(caption.width()) if below else caption.height() > 0
    assert below or caption.width() >= caption.fontMetrics().horizontalAdvance(caption.text())


def test_nothing_moves_sideways_where_the_bar_comes_and_goes(home: World, opened: Open, qtbot: QtBot) -> None:
    page = opened(home, height=500)
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    right = page.samples.geometry().right()
    page.window().resize(1440, 2000)
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    qtbot.waitUntil(lambda: page.samples.geometry().right() == right)
    assert right == page.mapTo(page, page.tabs.geometry().topRight()).x() - page.area.x() - page.places.x()


def test_tab_goes_through_the_page_as_it_is_read(home: World, opened: Open) -> None:
    page = opened(home)
    home.use(adapters.get(home.vault.db, 13))
    page.hear(events.AdaptersChanged())  # its rows are made anew
    QApplication.processEvents()
    page.tabs.setFocus()
    cards, places = (page.tonight, page.job, page.adapters, page.samples), []
    for _ in range(18):
        page.focusNextPrevChild(True)
        reached = QApplication.focusWidget()
        assert reached is not None
        assert not reached.visibleRegion().isEmpty(), reached.accessibleName()
        places.append(next(at for at, card in enumerate(cards) if card.isAncestorOf(reached)))
    assert set(places) == set(range(len(cards)))
    assert places == sorted(places)


def test_in_the_report_the_pairs_come_before_the_choice_between_the_two(home: World, opened: Open) -> None:
    page = opened(home, MORNING)
    page.tabs.setFocus()
    names = []
    for _ in range(17):
        page.focusNextPrevChild(True)
        reached = QApplication.focusWidget()
        assert reached is not None
        names.append(reached.accessibleName())
    assert names[0].startswith("A is better: ")
    assert names[2] == "Same: neither is better"
    assert names[-2:] == ["Keep adapter 12", "Use adapter 13"]


def test_what_did_not_change_is_not_made_anew_under_the_cursor(home: World, opened: Open) -> None:
    page = opened(home)
    before = page.rows.rows[0]
    page.hear(events.AdaptersChanged())
    assert page.rows.rows[0] is before


def test_every_control_has_a_name_and_is_reached_by_tab(home: World, opened: Open) -> None:
    page = opened(home)
    seen = set()
    page.tabs.setFocus()
    for _ in range(120):
        page.window().focusNextPrevChild(True)
        seen.add(QApplication.focusWidget())
    wanted = [one for one in page.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    wanted = [one for one in wanted if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(wanted) > 6
    for one in [*wanted, page.samples.table, *page.rows.rows]:
        assert one.accessibleName()
        assert one in seen, one.accessibleName()


def test_the_segments_lead_to_their_parts(home: World, opened: Open, qtbot: QtBot) -> None:
    page = opened(home, MORNING, width=1100, height=600)
    page.tabs.setCurrentIndex(SAMPLES)
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == min(bar.maximum(), page.samples.y()) > 0)
    page.tabs.setCurrentIndex(TONIGHT)
    QApplication.processEvents()
    assert page.area.verticalScrollBar().value() == 0
    assert any(place.name == "training" for place in PLACES)

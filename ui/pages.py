"""Which pages there are beside the inbox: their places in the rail, and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ui.page import Page
from ui.rail import Place

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def _ask(window: MainWindow) -> Page:
    from ui.ask_page import AskPage

    return AskPage(window)


def _sprint(window: MainWindow) -> Page:
    from ui.sprint_page import SprintPage

    return SprintPage(window)


def _insights(window: MainWindow) -> Page:
    from ui.insights_page import InsightsPage

    return InsightsPage(window)


def _training(window: MainWindow) -> Page:
    from ui.training_page import TrainingPage

    return TrainingPage(window)


#: In the order of the rail.
PLACES: tuple[Place, ...] = (
    Place("ask", "ask", "Ask"),
    Place("insights", "insights", "Insights"),
    Place("training", "training", "Training"),
    Place("settings", "settings", "Settings", at_foot=True),
)

#: What stands in windows of its own: the settings, and their pages by name.
ELSEWHERE = ("settings", "general", "model", "privacy", "voice", "shortcuts", "risk")

#: Makes a page when it is first gone to; modules of pages are imported there, so that the window starts fast.
PAGES: Mapping[str, Callable[[MainWindow], Page]] = {
    "ask": _ask,
    "sprint": _sprint,
    "insights": _insights,
    "training": _training,
}

"""Pictures of the training page: empty, under way, the morning, refused, lacking parts, small, large text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pictured import save
from PySide6.QtWidgets import QApplication, QWidget
from training_world import LEAKED, page_of, world

from app import part_pins
from app.parts import Part as Lacking
from app.parts import Parts, Place
from app.settings import Appearance, Settings
from app.training import Part
from app.training_shown import Shown
from ui.theme import Theme
from ui.training_page import TrainingPage


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    settings = Settings(train_at="02:30", appearance=Appearance(mode))
    with world(filled=False) as home:
        home.settings, home.machine.part = Settings(appearance=Appearance(mode)), Part.MISSING
        finish(home.window(theme), folder, f"training-empty-{mode}")
        home.machine.part = Part.NOT_INSTALLED
        window = home.window(theme, 1100, 700)
        page_of(window).show_training(lacking(page_of(window)))
        finish(window, folder, f"training-not-installed-{mode}")
    with world() as home, home.working():
        home.settings = settings
        home.work(home.add_job())
        window = home.window(theme)
        page_of(window).tabs.setCurrentIndex(0)
        finish(window, folder, f"training-full-{mode}", keep=True)
        window.resize(1100, 700)
        finish(window, folder, f"training-small-{mode}", keep=True)
        page_of(window).tabs.setCurrentIndex(2)
        finish(window, folder, f"training-small-adapters-{mode}")
    with world() as home:
        home.settings = settings
        window = home.window(theme)
        page = page_of(window)
        for at, second in ((0, True), (1, False), (4, True)):
            pills = list(page.morning.pairs.rows[at].pills.values())
            pills[int(second)].click()
        finish(window, folder, f"training-morning-{mode}", keep=True)
        window.resize(1100, 700)
        finish(window, folder, f"training-morning-small-{mode}")
        home.add_adapter(LEAKED, days=0, hours=2, n_learnt=1300)
        window = home.window(theme)
        page_of(window).tabs.setCurrentIndex(3)
        finish(window, folder, f"training-refused-{mode}", keep=True)
        page_of(window).acts.why(14)
        finish(window, folder, f"training-why-{mode}")
    theme.set_scale(2.0)
    with world() as home, home.working():
        home.settings = Settings(train_at="02:30", appearance=Appearance(mode), text_scale=2.0)
        home.work(home.add_job())
        window = home.window(theme)
        page_of(window).tabs.setCurrentIndex(0)
        finish(window, folder, f"training-large-text-{mode}", keep=True)
        page_of(window).tabs.setCurrentIndex(2)
        finish(window, folder, f"training-large-text-adapters-{mode}", keep=True)
        page_of(window).tabs.setCurrentIndex(3)
        finish(window, folder, f"training-large-text-morning-{mode}")


def lacking(page: TrainingPage) -> Shown:
    """What the page shows, were nothing of the parts here."""
    assert page.found is not None
    missing = tuple(Lacking(pin, "", pin.takes_bytes) for pin in part_pins.wanted())
    place = Place(Path("/opt/sotto/bin/python"), ())
    return replace(page.found, parts=Parts(place, missing, 3_100_000_000, 61_000_000_000))


def finish(widget: QWidget, folder: Path, name: str, *, keep: bool = False) -> None:
    """One picture, and, unless it is kept, the end of what it shows."""
    save(widget, folder, name)
    if not keep:
        widget.close()

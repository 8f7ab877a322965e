"""Pictures of the training page: with nothing yet, with examples and an adapter, small, with large text."""

from __future__ import annotations

from pathlib import Path

from pictured import WHOLE, save, scripted_window
from PySide6.QtWidgets import QApplication, QWidget
from scripted import ScriptedDesk

from app.settings import Settings
from app.store.samples import Sample
from app.training import Adapter, Condition, Met, Part, Training
from ui.main_window import MainWindow
from ui.theme import Theme

SAMPLES = (
    Sample(5, "accepted", "Them: [NAME_1] asks for a later slot\nMe:", "Later works, does 17:30 suit you?", 0.9, 5),
    Sample(4, "edited", "Them: Price for two hours at [ADDRESS_1]\nMe:", "Two hours are 380, travel included.", 1.0, 4),
    Sample(3, "manual", "Them: Are prints included?\nMe:", "Not in this one, but I can add three small ones.", 1.0, 3),
    Sample(2, "history", "Them: [NAME_1] sends [PHONE_1] and thanks\nMe:", "Got it, see you Thursday", 0.6, 2),
    Sample(1, "accepted", "Them: ok\nMe:", "Ha, love it", 0.4, 1),
)


def nothing(part: Part = Part.MISSING) -> Training:
    """A store that was just begun, on a computer without a battery."""
    conditions = (
        Condition("mains", Met.MET, 0.0),
        Condition("idle", Met.UNMET, 0.0, 10),
        Condition("disk", Met.MET, 61.0, 8.0),
        Condition("memory", Met.UNMET, 9.2, 0.0),
        Condition("examples", Met.UNMET, 0, 40),
    )
    return Training(part, "", conditions, "", False, (), 0, ())


def full() -> Training:
    """Everything there can be before a night."""
    conditions = (
        Condition("mains", Met.MET, 1.0),
        Condition("idle", Met.LATER, 0.0, 10),
        Condition("disk", Met.MET, 61.0, 8.0),
        Condition("memory", Met.MET, 9.2, 6.5),
        Condition("examples", Met.MET, 62, 40),
    )
    used = Adapter("3f2a91cc", "Qwen3 4B Instruct (2507)", True)
    return Training(Part.INSTALLED, "02:30", conditions, "Qwen3 4B Instruct (2507)", True, SAMPLES, 62, (used,))


class Told:
    """Reads that answer with what is given."""

    def __init__(self, found: Training) -> None:
        self.found = found

    def ask(self, name: str, read: object, then: object, failed: object = None) -> None:
        """See `ui.aside.Reads`."""
        if name == "training":
            then(self.found)  # type: ignore[operator]  # a callable


def shown(theme: Theme, found: Training, width: int, height: int) -> MainWindow:
    """A window on the training page."""
    settings = Settings(train_at=found.train_at)
    window = scripted_window(theme, ScriptedDesk(), width, height, settings=settings, **WHOLE)
    window.reads = Told(found)  # type: ignore[assignment]  # figures at hand
    window.go("training")
    return window


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    for name, found, size in (
        ("empty", nothing(), (1440, 900)),
        ("full", full(), (1440, 900)),
        ("not-installed", nothing(Part.NOT_INSTALLED), (1100, 700)),
    ):
        finish(shown(theme, found, *size), folder, f"training-{name}-{mode}")
    theme.set_scale(2.0)
    finish(shown(theme, full(), 1440, 900), folder, f"training-large-text-{mode}")


def finish(widget: QWidget, folder: Path, name: str) -> None:
    """One picture, and the end of what it shows."""
    save(widget, folder, name)
    widget.close()

"""Pictures of the inspector: its four panels at rest, narrow, with large text, with long names, and empty."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from at_once import AtOnce
from photographer import DELE, GROUP, INES, THEO
from pictured import save
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_brief, ines_recollections, ines_risk

from app import paths
from app.recollections import Recollections
from app.settings import Settings
from engine.domain import Reciprocity
from ui.inspector import NAMES
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme

LONG = "Maximiliana-Charlotte von Oberhausen-Niederbergkirchen"
ARABIC = "هل يمكننا نقل موعد السبت إلى الأحد؟"


def shown(theme: Theme, desk: ScriptedDesk, width: int = 1440, height: int = 900) -> MainWindow:
    """A window on scripted facts."""
    preferences = Preferences(paths.home(Path(tempfile.mkdtemp(prefix="sotto-pictures-"))), Settings())
    window = MainWindow(theme, desk, ScriptedConductor(), preferences, AtOnce(desk))
    window.resize(width, height)
    window.show()
    QApplication.processEvents()
    window.begin()
    return window


def told() -> ScriptedDesk:
    """Ines, with what was given and what came back."""
    desk = ScriptedDesk()
    desk.risks[INES] = replace(ines_risk(), reciprocity=Reciprocity(14.2, 420, 310, 18, 3, 3, 1.35, "returns"))
    return desk


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    sheet(told(), INES, folder, "inspector", mode, (328, 1240))
    sheet(told(), INES, folder, "inspector-narrow", mode, (288, 1300))
    sheet(ScriptedDesk(), THEO, folder, "inspector-red", mode, (328, 1100))
    sheet(ScriptedDesk(), GROUP, folder, "inspector-group", mode, (328, 900))
    empty = ScriptedDesk()
    empty.recollected[DELE] = Recollections(n_moments=3, why_none="nothing_fits")
    sheet(empty, DELE, folder, "inspector-empty", mode, (328, 900))
    sheet(long_names(), INES, folder, "inspector-long", mode, (288, 1300))
    sheet(told(), INES, folder, "inspector-large-text", mode, (576, 2500), scale=2.0)
    window = shown(worn(mode), told(), 1100, 700)
    window.front.panes.show_panel(2)
    save(window, folder, f"inspector-drawer-{mode}")
    window.close()


def long_names() -> ScriptedDesk:
    """Long words and another script."""
    desk = told()
    desk.change(INES, name=LONG)
    made = ines_brief()
    question = replace(made.primer.questions[0], text=ARABIC)
    wordy = replace(made.primer.questions[1], text="Unterhaltungselektronikfachverkäuferin" * 3 + " 🎈🎈 👩‍👩‍👧‍👦?")
    primer = replace(made.primer, questions=(question, wordy))
    desk.briefs[INES] = replace(made, primer=primer, newer=3, ticked=(0,))
    found = ines_recollections()
    desk.recollected[INES] = replace(found, facts=(replace(found.facts[0], text=ARABIC), *found.facts[1:]))
    return desk


def worn(mode: str, scale: float = 1.0) -> Theme:
    """A look of its own: panels are taken out of their windows here."""
    theme = Theme(mode=mode, scale=scale, reduced_motion=True)
    theme.wear(QApplication.instance())
    return theme


def sheet(
    desk: ScriptedDesk,
    conversation_id: int,
    folder: Path,
    name: str,
    mode: str,
    size: tuple[int, int],
    scale: float = 1.0,
) -> None:
    """The four panels of one conversation beside one another."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    windows = []
    for at in range(len(NAMES)):
        window = shown(worn(mode, scale), desk)
        window.front.inbox.select(conversation_id)
        window.front.panes.show_panel(at)
        panel = window.front.inspector
        panel.setParent(None)
        panel.setFixedSize(*size)
        row.addWidget(panel)
        panel.show()
        windows.append(window)
    holder.show()
    save(holder, folder, f"{name}-{mode}")
    holder.close()
    for window in windows:
        window.close()

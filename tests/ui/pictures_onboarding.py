"""Pictures of the first steps: every step, every answer of the access step, a download, large text, small windows."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from at_once import AtOnce
from photographer import NOW
from pictured import save
from PySide6.QtWidgets import QApplication, QWidget
from scripted import ScriptedDesk

from app import paths
from app.machine import GIB, Machine
from ui.access import Access
from ui.model_fetch import ModelFetch, Stage, Standing
from ui.onboarding import DONE, MESSAGES, MODEL, TRY, Onboarding
from ui.theme import Theme

MACHINE = Machine(16 * GIB, 9 * GIB, 61_000_000_000, 8)
MIDWAY = Standing(
    Stage.FETCHING, "qwen3-4b-instruct-2507", "Qwen3 4B Instruct (2507)", 2_310_000_000, 4_280_405_600, 24e6, 1
)


def shown(theme: Theme, step: int, access: Access = Access.DENIED, *, own: bool = True) -> Onboarding:
    """The first steps at one of them."""
    home = paths.home(Path(tempfile.mkdtemp(prefix="sotto-pictures-")))
    window = Onboarding(
        theme,
        home,
        Path("chat.db") if own else None,
        AtOnce(ScriptedDesk()),
        ModelFetch(home),
        step=step,
        check=lambda _source: access if access is not Access.REVOKED else Access.DENIED,
        machine=lambda _home: MACHINE,
        last_read=NOW if access is Access.REVOKED else None,
    )
    window.resize(1040, 680)
    window.show()
    return window


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    for name, step in (("try", TRY), ("model", MODEL), ("done", DONE)):
        finish(shown(theme, step), folder, f"first-steps-{name}-{mode}")
    for access in Access:
        window = shown(theme, MESSAGES, access, own=access is not Access.NO_MAC)
        finish(window, folder, f"first-steps-access-{access}-{mode}")
    window = shown(theme, MODEL)
    window.model.fetch._say(MIDWAY)
    finish(window, folder, f"first-steps-download-{mode}")
    window = shown(theme, MODEL)
    window.model.fetch._say(replace(MIDWAY, stage=Stage.PAUSED, per_s=0.0))
    window.model.more.click()
    finish(window, folder, f"first-steps-paused-{mode}")
    for step in (TRY, MESSAGES, MODEL):
        window = shown(theme, step)
        window.resize(700, 560)
        finish(window, folder, f"first-steps-small-{step}-{mode}")
    theme.set_scale(2.0)
    for step in (TRY, MESSAGES, MODEL, DONE):
        window = shown(theme, step)
        window.resize(1440, 900)
        if step == MODEL:
            window.model.fetch._say(MIDWAY)
        finish(window, folder, f"first-steps-large-text-{step}-{mode}")


def finish(widget: QWidget, folder: Path, name: str) -> None:
    """One picture, and the end of what it shows."""
    save(widget, folder, name)
    widget.close()

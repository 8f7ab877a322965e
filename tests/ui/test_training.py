"""The training page: what exists, and plain words where nothing does yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from at_once import AtOnce
from pictures_training import Told, full, nothing
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import manifest, training, vault
from app.machine import GIB, Machine
from app.manifest import AdapterRef, Entry, Manifest
from app.store import samples
from app.training import Met, Part, Training
from ui.main_window import MainWindow
from ui.pages import PAGES, PLACES
from ui.preferences import Preferences
from ui.surface import Words
from ui.theme import Theme
from ui.training_page import TrainingPage

MACHINE = Machine(16 * GIB, 9 * GIB, 61_000_000_000, 8)


class Plugged:
    """A battery beside the mains."""

    def __init__(self, plugged: bool) -> None:
        self.power_plugged = plugged


def page(qtbot: QtBot, theme: Theme, preferences: Preferences, found: Training) -> TrainingPage:
    desk = ScriptedDesk()
    window = MainWindow(theme, desk, ScriptedConductor(), preferences, AtOnce(desk), places=PLACES, pages=PAGES)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.begin()
    window.reads = Told(found)  # type: ignore[assignment]  # what is given
    window.go("training")
    assert isinstance(window.page, TrainingPage)
    QApplication.processEvents()
    window.page._kept_alive = window  # type: ignore[attr-defined]  # lives as long
    return window.page


def texts(page: TrainingPage) -> list[str]:
    return [words.text() for words in page.findChildren(Words) if words.text() and not words.isHidden()]


def test_where_nothing_is_yet_it_says_so_and_shows_no_figures_of_its_own(
    qtbot: QtBot, theme: Theme, preferences: Preferences
) -> None:
    said = texts(page(qtbot, theme, preferences, nothing()))
    for words in ("This Sotto can’t train yet", "No adapter yet", "No examples yet", "No morning report yet",
                  "Nothing is being trained", "no hour is set", "0, needs 40"):  # fmt: skip
        assert words in said


def test_conditions_are_said_with_their_figures(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    shown = page(qtbot, theme, preferences, full())
    said = texts(shown)
    assert "61 GB, needs 8" in said
    assert "62, needs 40" in said
    assert "at 02:30" in said
    assert "From 02:30, pauses when you return" in said
    assert not shown.part.isVisible()


def test_examples_stand_in_a_table_that_reads_itself_aloud(
    qtbot: QtBot, theme: Theme, preferences: Preferences
) -> None:
    shown = page(qtbot, theme, preferences, full())
    table = shown.table
    assert table.isVisible()
    assert table.rowCount() == 5
    assert table.item(0, 1).text() == "[NAME_1] asks for a later slot"
    spoken = table.item(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Edited, Price for two hours at [ADDRESS_1], Two hours are 380, travel included., Strong"
    shown.show_training(nothing())
    assert not table.isVisible()
    shown.show_training(full())
    assert shown.table.rowCount() == 5


def test_the_status_bar_says_whether_there_is_training(qtbot: QtBot, theme: Theme, preferences: Preferences) -> None:
    shown = page(qtbot, theme, preferences, nothing())
    assert shown._window.status.training.text() == "Training off"
    preferences.change(train_at="02:30")
    assert shown._window.status.training.text() == "Training tonight at 02:30"


@pytest.mark.parametrize(("battery", "met"), [(None, Met.MET), (Plugged(True), Met.MET), (Plugged(False), Met.UNMET)])
def test_real_values_of_this_machine_and_store(battery: Plugged | None, met: Met) -> None:
    with vault.throwaway() as opened:
        found = training.overview(
            opened.db, opened.home, train_at="", battery=battery, machine=MACHINE, has=Part.MISSING
        )
    by_name = {one.name: one for one in found.conditions}
    assert list(by_name) == ["mains", "idle", "disk", "memory", "examples"]
    assert by_name["mains"].met is met
    assert (by_name["disk"].have, by_name["disk"].met) == (61.0, Met.MET)
    assert by_name["memory"].met is Met.UNMET
    assert (by_name["examples"].have, by_name["examples"].needs) == (0, 40)
    assert found.samples == found.adapters == ()


def test_kept_decisions_are_counted_and_shown_masked() -> None:
    with vault.throwaway() as opened:
        for n in range(3):
            opened.db.conn.execute(
                "INSERT INTO sample (conversation_id, option_id, source, input, output, quality, made_us) "
                "VALUES (1, ?, 'accepted', ?, ?, 0.9, ?)",
                (f"o{n}", "Them: call me on +44 7700 900142\nMe:", f"Sure {n}", n),
            )
        found = training.overview(
            opened.db, opened.home, train_at="02:30", battery=None, machine=MACHINE, has=Part.INSTALLED
        )
        assert samples.count(opened.db) == 3
    assert found.n_samples == 3
    assert [one.output for one in found.samples] == ["Sure 2", "Sure 1", "Sure 0"]
    assert "900142" not in found.samples[0].input
    assert found.conditions[1].met is Met.LATER


def test_adapters_of_the_manifest_are_named(tmp_path: Path) -> None:
    with vault.throwaway() as opened:
        entry = Entry(
            id="one", title="One", path=str(tmp_path / "one.gguf"), sha256="a" * 64, size_bytes=2_500_000_000,
            arch="qwen3", quant="Q4_K_M", licence="", n_ctx_train=4096, chat_template=True, copied=False,
            adapters=(AdapterRef(path="x", sha256="3f2a91cc" + "0" * 56),),
        )  # fmt: skip
        manifest.edit(opened.home, lambda _before: Manifest(active="one", models=(entry,)))
        found = training.overview(
            opened.db, opened.home, train_at="", battery=None, machine=MACHINE, has=Part.INSTALLED
        )
    assert [(one.name, one.model, one.used) for one in found.adapters] == [("3f2a91cc", "One", True)]
    assert found.trainable
    memory = found.conditions[3]
    assert 5 < memory.needs < 8
    assert memory.met is Met.MET

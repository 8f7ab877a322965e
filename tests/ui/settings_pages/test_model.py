"""Models that are here and offered, a download and its sockets, and a box of one’s own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from scripted_conductor import ScriptedConductor
from settings_opened import asked, nothing_asked

from app import events, manifest, models
from app.machine import GIB, Machine
from app.manifest import Entry, Manifest
from app.model_offers import Choice, Fit
from ui.model_fetch import Stage, Standing
from ui.setting_rows import Row
from ui.settings_window import SettingsWindow

MACHINE = Machine(16 * GIB, 9 * GIB, 200_000_000_000, 8)


def choice(model_id: str, *, here: bool = False, active: bool = False, fit: Fit = Fit.WELL) -> Choice:
    return Choice(
        model_id, f"Model {model_id}", "Q4_K_M", "apache-2.0", 2_600_000_000, 5 * GIB, 16 * GIB, fit, (), False, here,
        active,
    )  # fmt: skip


def test_installed_models_are_used_and_removed(
    opened: Callable[[str], SettingsWindow],
    conductor: ScriptedConductor,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    done: list[tuple[str, str]] = []
    monkeypatch.setattr(models, "use", lambda _home, wanted: done.append(("use", wanted)))
    monkeypatch.setattr(models, "remove", lambda _home, wanted: done.append(("remove", wanted)))
    window = opened("model")
    window.page._show((MACHINE, [choice("a", here=True, active=True), choice("b", here=True)]))
    used, other = window.page.installed.card.rows
    assert isinstance(used, Row)
    assert "2.6 GB disk" in used.hint.text()
    assert "5.0 GB of 16 GB" in used.hint.text()
    assert isinstance(other, Row)
    other.controls[0].click()
    qtbot.waitUntil(lambda: done == [("use", "b")])
    qtbot.waitUntil(lambda: ("reload_model",) in conductor.wishes)
    window.page._show((MACHINE, [choice("a", here=True, active=True), choice("b", here=True)]))
    window.page.installed.card.rows[0].controls[-1].click()
    assert "past replies" in asked(window).text.text()
    asked(window).yes.click()
    qtbot.waitUntil(lambda: done[-1] == ("remove", "a"))


def test_a_model_that_a_training_made_is_listed_when_the_training_is_over(
    opened: Callable[[str], SettingsWindow], qtbot: QtBot
) -> None:
    window = opened("model")
    home = window.main.preferences.home
    file = home.models / "voice.gguf"
    file.write_bytes(b"GGUF")
    made = Entry("voice", "My voice", str(file), "a" * 64, 4, "llama", "Q8_0", "", 4096, True, True, learnt=3)
    manifest.write(home, Manifest(models=(made,)))
    window.hear(events.AdaptersChanged())
    rows = window.page.installed.card
    qtbot.waitUntil(lambda: any(isinstance(row, Row) and row.label.text() == "My voice" for row in rows.rows))


def test_a_model_that_is_too_big_is_not_offered_for_download(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("model")
    window.page._show((MACHINE, [choice("a"), choice("b", fit=Fit.TOO_BIG)]))
    first, second = window.page.offered.card.rows[:2]
    assert first.controls[-1].isEnabled()
    assert not second.controls[-1].isEnabled()


def test_a_download_shows_how_far_it_is_and_counts_sockets(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("model")
    window.fetch.standing = Standing(Stage.FETCHING, "a", "Model a", 1_300_000_000, 2_600_000_000, 2e7, 3)
    window.fetch.changed.emit()
    assert window.page.card.isVisible()
    assert window.page.card.percent.text() == "50 %"
    assert window.page.count.text() == "3"


def test_the_log_of_sockets_is_shown(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("model")
    window.page.log.click()
    assert "None. Nothing has left this computer" in asked(window).text.text()
    QTest.keyClick(asked(window), Qt.Key.Key_Escape)
    assert nothing_asked(window)


def test_a_box_is_paired_only_after_its_certificate_was_compared(
    opened: Callable[[str], SettingsWindow], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from app import endpoints

    added: list[dict[str, str]] = []
    monkeypatch.setattr(endpoints, "fetch_certificate", lambda _address: "PEM")
    monkeypatch.setattr(endpoints, "fingerprint", lambda pem: f"AB:CD:{pem}")
    monkeypatch.setattr(endpoints, "add", lambda _home, **wanted: added.append(wanted))
    window = opened("model")
    window.page.box.pair.click()
    fields = window.page.box.fields
    fields["base_url"].edit.setText("https://studio.local:8443/v1")
    fields["model"].edit.setText("qwen")
    asked(window).yes.click()
    qtbot.waitUntil(lambda: not nothing_asked(window) and "AB:CD:PEM" in asked(window).text.text())
    assert added == []
    asked(window).no.click()
    assert added == []
    window.page.box._compare({"base_url": "https://studio.local:8443/v1", "model": "qwen", "token": ""}, "PEM")
    asked(window).yes.click()
    qtbot.waitUntil(lambda: len(added) == 1)
    assert added[0]["certificate"] == "PEM"

"""Pictures of the settings: each page, a question, the search, a small window, large text, and the lock."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from at_once import AtOnce
from photographer import NOW
from pictured import save
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import paths, vault
from app.settings import Appearance, Mark, Motion, Settings
from app.store import contacts, judgements
from app.vault import Vault
from engine.domain import micros
from tests.app.store.conftest import Rows
from ui.hotkey.hotkey import Hotkey
from ui.lock_page import LockPage
from ui.main_window import MainWindow
from ui.pages import ELSEWHERE, PAGES, PLACES
from ui.preferences import Preferences
from ui.settings_window import PAGES as SETTINGS_PAGES
from ui.settings_window import SettingsWindow
from ui.theme import Theme

PEOPLE = ("Ines Calloway", "Dele Osei-Hart", "Lena Ostrowe", "Dr. Penhallow", "Saskia Penn", "Mirela Voss")
DAY_US = 86_400_000_000
EVERY = tuple(name for name, *_rest in SETTINGS_PAGES)


def draw(folder: Path, mode: str, *, pages: Sequence[str] = EVERY) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    with vault.throwaway() as store:
        _fill(store)
        window = _window(theme, store, mode)
        for _ in window.prepare():
            pass
        for name in pages:
            window.open(name)
            save(window, folder, f"settings-{name}-{mode}")
        if len(pages) == len(EVERY):
            _states(window, theme, folder, mode)
        window.end()
        window.main.close()


def _states(window: SettingsWindow, theme: Theme, folder: Path, mode: str) -> None:
    window.open("privacy")
    window.page.forget_all.click()
    save(window, folder, f"settings-question-{mode}")
    window.page.question.answer(False)
    window.page.edit.click()
    save(window, folder, f"settings-people-{mode}")
    window.page.question.answer(True)
    window.nav.search.edit.setText("draft")
    save(window, folder, f"settings-search-{mode}")
    window.nav.search.edit.clear()
    page = LockPage(theme, window.main, needs_passphrase=True)
    save(window.main, folder, f"lock-{mode}")
    page.leave()
    window.resize(640, 560)
    save(window, folder, f"settings-small-{mode}")
    theme.set_scale(2.0)
    window.resize(960, 700)
    window.open("general")
    save(window, folder, f"settings-large-text-{mode}")
    theme.set_scale(1.0)


def _window(theme: Theme, store: Vault, mode: str) -> SettingsWindow:
    kept = Settings(
        appearance=Appearance(mode),
        motion=Motion.REDUCED,
        start_at_login=True,
        keep_running=True,
        keep_messages_days=730,
        lock_after_min=10,
        marks={"freeloader": Mark(threshold=0.6), "manipulation": Mark(threshold=0.7)},
        own_phrases=["exposure", "mates’ rate"],
    )
    preferences = Preferences(paths.home(Path(tempfile.mkdtemp(prefix="sotto-pictures-"))), kept)
    desk = ScriptedDesk()
    main = MainWindow(
        theme, desk, ScriptedConductor(), preferences, AtOnce(desk), places=PLACES, pages=PAGES, elsewhere=ELSEWHERE
    )
    main.begin()
    main.reads = AtOnce(SimpleNamespace(db=store.db))
    return SettingsWindow(main, Hotkey(main), forget_everything=lambda: None)


def _fill(store: Vault) -> None:
    rows = Rows(store.db)
    for number, name in enumerate(PEOPLE, 1):
        conversation_id = rows.conversation(rows.contact(name), filter="main")
        rows.message(conversation_id, "hello", at_us=micros(NOW) - number * DAY_US)
        store.db.conn.execute(
            "INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (f"+4477009001{number:02}", number)
        )
    contacts.switch_off(store.db, 4, True)
    for number in (2, 3):
        judgements.dismiss(store.db, number, judgements.EVERYTHING, dismissed_us=micros(NOW))

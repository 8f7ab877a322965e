"""The first steps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from at_once import AtOnce
from photographer import NOW
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app import clock, paths, settings, vault
from app.conductor import Conductor
from app.machine import GIB, Machine
from app.paths import Home
from app.settings import Settings
from importers.demo.chatdb import ChatDatabase
from ui import beginning, model_choice
from ui.access import Access, Probe, is_backup, is_database, probe, probe_in_child
from ui.beginning import Beginning
from ui.main_window import MainWindow
from ui.model_fetch import ModelFetch
from ui.onboarding import DONE, MESSAGES, MODEL, TRY, Onboarding, Start
from ui.running import Running
from ui.theme import Theme

sys.path.append(str(Path(__file__).parents[1] / "app"))

from fake_keyring import FakeKeyring

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")
MACHINE = Machine(16 * GIB, 9 * GIB, 61_000_000_000, 8)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def answers() -> list[Access]:
    return [Access.DENIED]


@pytest.fixture
def opened_urls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()) or True)
    return urls


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


def steps(qtbot: QtBot, theme: Theme, home: Home, source: Path | None = Path("chat.db"), **more: Any) -> Onboarding:
    usual: dict[str, Any] = {"machine": lambda _home: MACHINE}
    made = Onboarding(theme, home, source, AtOnce(ScriptedDesk()), ModelFetch(home), **(usual | more))
    qtbot.addWidget(made)
    made.resize(1040, 680)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def welcome(qtbot: QtBot, theme: Theme, home: Home, answers: list[Access]) -> Onboarding:
    return steps(qtbot, theme, home, check=lambda _source: answers[-1])


def test_the_demo_needs_one_key(welcome: Onboarding, qtbot: QtBot) -> None:
    assert welcome.demo.hasFocus()
    with qtbot.waitSignal(welcome.chosen) as heard:
        qtbot.keyClick(welcome.demo, Qt.Key.Key_Space)
    assert heard.args == [Start.DEMO, None]


def test_a_number_chooses_among_the_drafts_of_the_small_inbox(welcome: Onboarding, qtbot: QtBot) -> None:
    qtbot.keyClick(welcome, Qt.Key.Key_2)
    assert welcome.trying.demo.chosen == 2
    assert "Nothing was sent" in welcome.trying.demo.told.text()


@pytest.mark.parametrize(
    ("access", "title", "first", "second"),
    [
        (Access.DENIED, "Waiting for access", "Open System Settings", ""),
        (Access.ABSENT, "No messages on this Mac", "Open Messages", "Import…"),
        (Access.RESTART, "Access given, restart needed", "Restart Sotto", ""),
        (Access.GRANTED, "Reading your messages", "", ""),
    ],
)
def test_only_the_true_state_is_shown(
    welcome: Onboarding, answers: list[Access], access: Access, title: str, first: str, second: str
) -> None:
    answers.append(access)
    welcome.show_step(MESSAGES)
    card = welcome.access.card
    assert card.title.text() == title
    assert (card.first.text(), card.second.text()) == (first, second)
    assert card.first.isVisible() is bool(first)
    assert welcome.go_on.isEnabled() is (access is Access.GRANTED)
    assert welcome.stay.isVisible()


def test_access_that_was_turned_off_later_names_the_last_copy_and_lets_go_on(
    qtbot: QtBot, theme: Theme, home: Home
) -> None:
    welcome = steps(qtbot, theme, home, check=lambda _s: Access.DENIED, last_read=NOW, step=MESSAGES)
    assert welcome.access.card.title.text() == "Access was turned off later"
    assert "from 11:07" in welcome.access.card.text.text()
    qtbot.mouseClick(welcome.access.card.second, LEFT)
    assert welcome.step == MODEL


def test_the_page_notices_by_itself_and_reading_begins(
    welcome: Onboarding, answers: list[Access], qtbot: QtBot
) -> None:
    qtbot.mouseClick(welcome.own, LEFT)
    assert not welcome.go_on.isEnabled()
    answers.append(Access.GRANTED)
    with qtbot.waitSignal(welcome.may_read, timeout=5000) as heard:
        pass  # the timer looks again
    assert heard.args == [Path("chat.db")]
    assert welcome.go_on.isEnabled()


def test_it_is_looked_at_only_while_the_step_is_shown(welcome: Onboarding) -> None:
    assert not welcome.access.probing.isActive()
    welcome.show_step(MESSAGES)
    assert welcome.access.probing.isActive()
    assert welcome.access.probing.interval() == 1000
    welcome.show_step(MODEL)
    assert not welcome.access.probing.isActive()


def test_system_settings_open_at_full_disk_access(welcome: Onboarding, opened_urls: list[str], qtbot: QtBot) -> None:
    welcome.show_step(MESSAGES)
    qtbot.mouseClick(welcome.access.card.first, LEFT)
    assert opened_urls[0].startswith("x-apple.systempreferences:")
    assert opened_urls[0].endswith("Privacy_AllFiles")


def test_a_restart_is_wished_for_where_macos_needs_one(
    welcome: Onboarding, answers: list[Access], qtbot: QtBot
) -> None:
    answers.append(Access.RESTART)
    welcome.show_step(MESSAGES)
    with qtbot.waitSignal(welcome.restart_wished):
        qtbot.mouseClick(welcome.access.card.first, LEFT)


def test_elsewhere_than_on_a_mac_a_copy_can_be_brought(qtbot: QtBot, theme: Theme, home: Home, tmp_path: Path) -> None:
    welcome = steps(qtbot, theme, home, None, step=MESSAGES)
    assert welcome.access.card.title.text() == "Not available on this computer"
    assert welcome.stay.isVisible()
    assert not welcome.go_on.isEnabled()
    copy = tmp_path / "chat.db"
    copy.write_bytes(b"SQLite format 3\x00" + b"\x00" * 100)
    welcome.import_copy(copy)
    assert welcome.go_on.isEnabled()
    assert welcome.access.card.title.text() == "Reading your copied history"


def test_staying_with_the_demo_always_works(welcome: Onboarding, answers: list[Access], qtbot: QtBot) -> None:
    for access in (Access.DENIED, Access.ABSENT, Access.RESTART, Access.GRANTED):
        answers.append(access)
        welcome.show_step(MESSAGES)
        with qtbot.waitSignal(welcome.chosen) as heard:
            qtbot.mouseClick(welcome.stay, LEFT)
        assert heard.args == [Start.DEMO, None]


def test_a_copied_history_is_looked_at_before_it_is_taken(welcome: Onboarding, tmp_path: Path, qtbot: QtBot) -> None:
    wrong, right = tmp_path / "notes.txt", tmp_path / "chat.db"
    wrong.write_text("nothing")
    right.write_bytes(b"SQLite format 3\x00" + b"\x00" * 100)
    welcome.import_copy(wrong)
    assert welcome.access.problem.isVisible()
    with qtbot.waitSignal(welcome.may_read) as heard:
        welcome.import_copy(right)
    assert heard.args == [right]
    assert not welcome.access.problem.isVisible()
    qtbot.mouseClick(welcome.go_on, LEFT)
    qtbot.mouseClick(welcome.without, LEFT)
    with qtbot.waitSignal(welcome.chosen) as chosen:
        qtbot.mouseClick(welcome.finish, LEFT)
    assert chosen.args == [Start.COPY, right]


def test_no_model_is_no_hindrance(welcome: Onboarding, answers: list[Access], qtbot: QtBot) -> None:
    answers.append(Access.GRANTED)
    welcome.show_step(MODEL)
    assert not welcome.go_on.isEnabled()
    assert welcome.without.hasFocus()
    qtbot.keyClick(welcome.without, Qt.Key.Key_Space)
    assert welcome.step == DONE
    assert welcome.done.model.title.text() == "No model yet"
    with qtbot.waitSignal(welcome.chosen) as heard:
        qtbot.keyClick(welcome.finish, Qt.Key.Key_Space)
    assert heard.args == [Start.MESSAGES, Path("chat.db")]


def test_escape_goes_one_step_back(welcome: Onboarding, qtbot: QtBot) -> None:
    welcome.show_step(MODEL)
    for step in (MESSAGES, TRY, TRY):
        qtbot.keyClick(welcome, Qt.Key.Key_Escape)
        assert welcome.step == step


def test_the_place_is_kept_over_a_restart_and_gone_when_settled(
    qtbot: QtBot, theme: Theme, home: Home, tmp_path: Path
) -> None:
    steps = Beginning(theme, home, Settings(), ModelFetch(home), open_vault=vault.throwaway)
    qtbot.addWidget(steps.window)
    steps.window.show_step(MESSAGES)
    assert beginning.place_of(settings.load(home)) == MESSAGES
    steps.window.show_step(MODEL)
    kept = settings.load(home)
    assert beginning.place_of(kept) == MODEL
    done = beginning.settled(kept, tmp_path / "chat.db")
    assert done.onboarded
    assert beginning.place_of(done) == TRY
    assert done.source == str(tmp_path / "chat.db")
    steps.end()


def test_messages_are_read_while_the_steps_go_on(qtbot: QtBot, theme: Theme, home: Home, tmp_path: Path) -> None:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as db:
        chat = db.add_chat([db.add_handle("+447700900142")])
        for n in range(20):
            db.add_message(chat, f"Message {n}", at=clock.now(), handle=1)
    steps = Beginning(theme, home, Settings(), ModelFetch(home), open_vault=vault.throwaway)
    qtbot.addWidget(steps.window)
    steps.window.import_copy(source)
    opened, conductor = steps.vault, steps.conductor
    assert opened is not None
    assert isinstance(conductor, Conductor)
    reader = opened.reader()
    qtbot.waitUntil(lambda: bool(reader.execute("SELECT count(*) FROM message").fetchone()[0]), timeout=20_000)
    steps.end()
    assert conductor.stop(20)
    opened.close()


def test_access_is_found_by_trying(tmp_path: Path) -> None:
    there = tmp_path / "chat.db"
    there.write_bytes(b"SQLite format 3\x00")
    assert probe(None) is Access.NO_MAC
    assert probe(tmp_path / "no") is Access.ABSENT
    assert probe(tmp_path) is Access.DENIED
    assert probe(there) is Access.GRANTED
    assert not is_database(tmp_path)
    assert not is_backup(tmp_path)
    (tmp_path / "Manifest.db").write_bytes(b"SQLite format 3\x00")
    assert is_backup(tmp_path)


def test_a_new_process_tries_the_same(tmp_path: Path) -> None:
    there = tmp_path / "chat.db"
    there.write_bytes(b"SQLite format 3\x00")
    assert probe_in_child(there) is Access.GRANTED
    assert probe_in_child(tmp_path) is Access.DENIED


def test_where_only_a_new_process_may_read_a_restart_is_needed_and_it_is_asked_seldom() -> None:
    asked: list[object] = []
    now = [0.0]

    def anew(source: Path | None) -> Access:
        asked.append(source)
        return Access.GRANTED if len(asked) > 1 else Access.DENIED

    look = Probe(lambda _s: Access.DENIED, anew, clock=lambda: now[0], children=True)
    found = []
    for second in range(8):
        now[0] = float(second)
        found.append(look(Path("chat.db")))
    assert found == [Access.DENIED] * 5 + [Access.RESTART] * 3
    assert len(asked) == 2


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A copied history of one conversation."""
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as db:
        chat = db.add_chat([db.add_handle("+447700900142")])
        db.add_message(chat, "Could we move Saturday to Sunday?", at=clock.now(), handle=1)
    return source


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keychain of this test's own."""

    class Mine(FakeKeyring):
        """In memory."""

    opening = vault.open_vault
    monkeypatch.delenv("SOTTO_PASSPHRASE", raising=False)
    monkeypatch.setattr(vault, "open_vault", lambda home, **more: opening(home, backends=[Mine], **more))
    monkeypatch.setattr(model_choice, "look", lambda _home: MACHINE)


def test_from_the_first_step_to_the_window_and_back_to_the_steps(
    qtbot: QtBot, tmp_path: Path, history: Path, unlocked: None
) -> None:
    running = Running(tmp_path / "home")
    running.begin()
    welcome = running.screen
    assert isinstance(welcome, Onboarding)
    welcome.import_copy(history)
    steps = running._steps
    assert steps is not None
    conductor = steps.conductor
    assert conductor is not None
    qtbot.mouseClick(welcome.go_on, LEFT)
    qtbot.mouseClick(welcome.without, LEFT)
    qtbot.mouseClick(welcome.finish, LEFT)
    window = running.screen
    assert isinstance(window, MainWindow)
    assert window.core is conductor
    qtbot.waitUntil(lambda: window.front.inbox.rows.rowCount() == 1, timeout=20_000)
    kept = settings.load(running.home)
    assert kept.onboarded
    assert kept.source == str(history)
    assert beginning.place_of(kept) == TRY
    window.place_wished.emit("first_steps")
    again = running._steps
    assert again is not None
    assert again.window.isVisible()
    assert again.window.step == MESSAGES
    again.window.import_copy(history)
    again.window.show_step(DONE)
    qtbot.mouseClick(again.window.finish, LEFT)
    assert running.screen is window
    assert running._steps is None
    window.close()
    running.end()


def test_after_a_restart_the_steps_go_on_where_they_were(
    qtbot: QtBot, tmp_path: Path, history: Path, unlocked: None
) -> None:
    running = Running(tmp_path / "home")
    running.begin()
    welcome = running.screen
    assert isinstance(welcome, Onboarding)
    welcome.import_copy(history)
    qtbot.mouseClick(welcome.go_on, LEFT)
    assert welcome.step == MODEL
    running.end()
    welcome.close()
    after = Running(tmp_path / "home")
    after.begin()
    assert isinstance(after.screen, Onboarding)
    assert after.screen.step == MODEL
    after.end()
    after.screen.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_copy_is_looked_for_from_the_home_of_the_person_on(welcome: Onboarding) -> None:
    welcome._ask_for_file()
    dialog = welcome.findChild(QFileDialog)
    assert dialog is not None
    assert Path(dialog.directory().absolutePath()) == Path.home()
    dialog.reject()

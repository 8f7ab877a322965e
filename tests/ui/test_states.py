"""What stands in the way: each state is said, and goes when its cause goes, without a restart."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import clock, events, models, paths, settings, vault
from app.child import Child
from app.conductor import Conductor
from app.events import SyncReport
from app.settings import Settings
from app.vault import Vault
from app.wording import states as words
from engine.problems import (
    DiskFull,
    KeychainUnavailable,
    ModelRefused,
    SourceBusy,
    SourceDenied,
    SourceUnsupported,
)
from importers.demo.chatdb import ChatDatabase
from ui.main_window import MainWindow
from ui.news import News
from ui.opening import open_window
from ui.problem_page import ProblemPage
from ui.running import Running
from ui.theme import Theme
from ui.troubles import Troubles

sys.path.append(str(Path(__file__).parents[1] / "app"))
sys.path.append(str(Path(__file__).parents[1] / "engine" / "llm"))

import scripted_worker
import tiny_gguf
from fake_keyring import FakeKeyring

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


# ---- the words, on scripted facts


@pytest.fixture
def troubles(window: MainWindow) -> Troubles:
    return Troubles(window)


def said(window: MainWindow) -> tuple[str, str]:
    strip = window.front.conversation.trouble
    assert strip.isVisible()
    return strip.title.text(), strip.text.text()


def test_denied_access_says_what_is_still_here_and_leads_to_the_settings(
    window: MainWindow, troubles: Troubles, conductor: ScriptedConductor, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()) or True)
    troubles.hear(events.SyncFailed(SourceDenied(path="chat.db")))
    assert said(window) == (
        "Sotto can’t read Messages",
        "macOS says no. Access was turned off, or it needs a restart. Everything up to 11:07 today is still here.",
    )
    first, second = window.front.conversation.trouble.buttons
    assert (first.text(), second.text()) == ("Open System Settings", "Check again")
    qtbot.mouseClick(first, LEFT)
    assert urls[0].endswith("Privacy_AllFiles")
    qtbot.mouseClick(second, LEFT)
    assert ("sync_now",) in conductor.wishes
    assert "SourceDenied, chat.db" in window.front.conversation.trouble.detail.text()
    troubles.hear(events.SyncFinished(SyncReport("chat.db")))
    assert not window.front.conversation.trouble.isVisible()


def test_a_busy_database_is_told_quietly_in_the_status_bar(
    window: MainWindow, troubles: Troubles, desk: ScriptedDesk
) -> None:
    for hear in (News(window, desk).hear, troubles.hear):
        hear(events.SyncFailed(SourceBusy()))
    assert window.status.sync.text() == "Messages is busy. Showing 11:07, trying again quietly."
    assert troubles.shown is None


def test_a_new_format_counts_what_cannot_be_read(window: MainWindow, troubles: Troubles, qtbot: QtBot) -> None:
    troubles.hear(events.SyncFinished(SyncReport("chat.db", seen=11_494, undecodable=300, quarantined=12)))
    assert said(window) == ("Messages changed its format", "It shows what it can read and guesses nothing.")
    assert window.front.conversation.trouble.detail.text() == "312 of 11,494 messages shown as “not readable yet”"
    assert window.status.sync.text() == "11,182 of 11,494 readable"
    readable, copy = window.front.conversation.trouble.buttons
    assert readable.text() == "Show readable messages"
    qtbot.mouseClick(copy, LEFT)
    assert "312 of 11,494" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(readable, LEFT)
    assert troubles.shown is None
    assert window.front.inbox.segments.tabText(window.front.inbox.segments.currentIndex()) == "All"
    assert window.front.conversation.head is not None


def test_one_odd_row_among_many_alarms_nobody(window: MainWindow, troubles: Troubles) -> None:
    troubles.hear(events.SyncFinished(SyncReport("chat.db", seen=5000, undecodable=4)))
    assert troubles.shown is None


def test_a_format_that_cannot_be_read_at_all_says_the_same(window: MainWindow, troubles: Troubles) -> None:
    troubles.hear(events.SyncFailed(SourceUnsupported(path="chat.db")))
    assert said(window)[0] == "Messages changed its format"


def test_a_model_that_loads_fast_is_not_spoken_of(window: MainWindow, troubles: Troubles, qtbot: QtBot) -> None:
    troubles.hear(events.ModelLoading(6.2))
    troubles.hear(events.ModelChanged())
    qtbot.wait(500)
    assert troubles.shown is None
    troubles.hear(events.ModelLoading(6.2))
    qtbot.waitUntil(lambda: troubles.shown is not None)
    assert said(window)[0] == "Getting the model ready, about 6 s. You can already read and write."
    troubles.hear(events.ModelChanged())
    assert troubles.shown is None


def test_only_what_ran_out_of_memory_is_said_to_have(window: MainWindow, troubles: Troubles) -> None:
    stopped_at = window.desk.now()
    troubles.hear(events.ModelRestarted(stopped_at, 4.2, smaller=True))
    assert said(window) == (
        "The model stopped and is back",
        "It ran out of memory at 11:07 and restarted in 4 s with a smaller context. "
        "No message was lost and nothing was sent.",
    )
    troubles.hear(events.ModelRestarted(stopped_at, 0.2, smaller=False))
    assert said(window)[1].startswith("It stopped at 11:07 and restarted in 1 s. No message")


def test_a_model_that_keeps_stopping_leads_to_a_smaller_one(window: MainWindow, troubles: Troubles) -> None:
    status = replace(window.desk.status(), model_problem=ModelRefused(reason="killed_worker"))
    window.front.status_read.emit(status)
    assert said(window) == ("The model keeps stopping", "Drafts are paused. Try the smaller model.")
    assert window.front.conversation.trouble.buttons[0].text() == "Try the smaller model"
    window.front.status_read.emit(window.desk.status())
    assert troubles.shown is None


def test_no_model_is_said_once_to_who_is_set_up(window: MainWindow, troubles: Troubles, qtbot: QtBot) -> None:
    window.front.status_read.emit(window.desk.status())
    assert troubles.shown is None
    window.preferences.change(onboarded=True)
    window.front.status_read.emit(window.desk.status())
    assert said(window) == (
        "No model yet",
        "Sotto suggests from your own past replies. Fresh drafts and fuller briefs start once a model is here.",
    )
    with qtbot.waitSignal(window.place_wished) as heard:
        qtbot.mouseClick(window.front.conversation.trouble.buttons[0], LEFT)
    assert heard.args == ["model"]
    window.front.status_read.emit(window.desk.status())
    assert troubles.shown is None


def test_settings_that_could_not_be_saved_are_tried_again(
    window: MainWindow, troubles: Troubles, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    home = window.preferences.home
    home.settings.unlink(missing_ok=True)
    home.settings.mkdir()
    window.preferences.change(undo_s=12)
    assert said(window)[0] == "Your settings could not be saved"
    assert window.preferences.settings.undo_s == 12
    home.settings.rmdir()
    qtbot.mouseClick(window.front.conversation.trouble.buttons[0], LEFT)
    assert troubles.shown is None
    assert home.settings.is_file()


def test_where_no_thread_is_in_sight_it_is_a_page(open_window: Any, desk: ScriptedDesk) -> None:
    desk.rows = []
    window = open_window()
    troubles = Troubles(window)
    troubles.hear(events.SyncFailed(SourceDenied(path="chat.db")))
    page = window.front.trouble_page
    assert page.isVisible()
    assert page.title.text() == "Sotto can’t read Messages"
    assert page.first.text() == "Open System Settings"
    troubles.hear(events.SyncFinished(SyncReport("chat.db")))
    assert not page.isVisible()


def test_the_weightiest_stands_first(window: MainWindow, troubles: Troubles) -> None:
    troubles.hear(events.SyncFailed(SourceDenied(path="chat.db")))
    troubles.hear(events.StoreFull(DiskFull(path="sotto.db")))
    assert said(window)[0] == "The disk is full"
    troubles.hear(events.StoreHasRoom())
    assert said(window)[0] == "Sotto can’t read Messages"


# ---- with the real core


class Live:
    """A window on a store with a small history, a scripted worker process and a source on disk."""

    def __init__(self, vault: Vault, folder: Path, theme: Theme) -> None:
        self.vault, self.folder = vault, folder
        self.source = folder / "chat.db"
        self.children: list[Child] = []
        self.n_written = 0
        with ChatDatabase(self.source) as db:
            self.chat = db.add_chat([db.add_handle("+447700900142")])
        self.write("Could we move Saturday to Sunday?")
        self.model = folder / "model" / "Scripted.gguf"
        self.model.parent.mkdir()
        tiny_gguf.write(self.model, ["Sure", "."])
        models.use(vault.home, models.add(vault.home, self.model).id)
        self.conductor = Conductor(vault, Settings(drafts_ahead=0), start=self._start)
        self.heard: list[events.Event] = []
        self.conductor.hear(self.heard.append)
        self.window = open_window(vault, Settings(), self.conductor, theme=theme)
        self.conductor.follow(self.source)

    @property
    def strip(self) -> str:
        """The title of the strip, "" while there is none."""
        strip = self.window.front.conversation.trouble
        return strip.title.text() if not strip.isHidden() else ""

    def write(self, text: str) -> None:
        """They write."""
        self.n_written += 1
        with ChatDatabase(self.source, seed=self.n_written) as db:
            db.add_message(1, text, at=clock.now(), handle=1)

    def told(self, name: str) -> None:
        """Tell the scripted worker how to behave."""
        (self.model.parent / name).touch()

    def kill(self) -> None:
        """End the process that runs the model as the system would."""
        pid = next(child.pid for child in reversed(self.children) if child.alive)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def drafts(self, qtbot: QtBot) -> None:
        """Ask for new drafts and wait for them."""
        before = self._n(events.SuggestionsReady)
        self.conductor.suggest(1, fresh=True)
        qtbot.waitUntil(lambda: self._n(events.SuggestionsReady) > before, timeout=PATIENCE_MS)

    def _n(self, kind: type[Any]) -> int:
        return sum(isinstance(event, kind) for event in self.heard)

    def _start(self, remote: bool) -> Child:
        child = Child(scripted_worker.main, name="remote" if remote else "inference")
        self.children.append(child)
        return child


@pytest.fixture(scope="module")
def shared(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with vault.throwaway() as opened:
        made = Live(opened, tmp_path_factory.mktemp("live"), Theme(mode="light", reduced_motion=True))
        yield made
        made.window.close()


@pytest.fixture
def live(shared: Live, qtbot: QtBot) -> Live:
    """The shared window, its one conversation there and its model at work; whoever hurts it heals it."""
    qtbot.waitUntil(lambda: shared.window.front.inbox.rows.rowCount() == 1, timeout=PATIENCE_MS)
    shared.conductor.reload_model()
    return shared


def test_a_model_that_was_killed_is_back_and_says_so(live: Live, qtbot: QtBot) -> None:
    live.drafts(qtbot)
    live.kill()
    live.drafts(qtbot)
    qtbot.waitUntil(lambda: live.strip == "The model stopped and is back", timeout=PATIENCE_MS)
    made = live.window.desk.drafts(1)
    assert made is not None
    assert made.mode == "model"


def test_a_model_that_is_killed_three_times_is_set_aside_until_it_is_chosen_anew(live: Live, qtbot: QtBot) -> None:
    for _ in range(2):
        live.drafts(qtbot)
        live.kill()
    live.drafts(qtbot)
    live.kill()
    qtbot.waitUntil(lambda: live.strip == "The model keeps stopping", timeout=PATIENCE_MS)
    live.drafts(qtbot)
    made = live.window.desk.drafts(1)
    assert made is not None
    assert made.mode == "past_replies"
    models.use(live.vault.home, "scripted")
    live.conductor.reload_model()
    qtbot.waitUntil(lambda: live.strip == "", timeout=PATIENCE_MS)
    live.drafts(qtbot)
    made = live.window.desk.drafts(1)
    assert made is not None
    assert made.mode == "model"


def test_a_model_file_that_is_removed_is_missed_and_taken_up_again(live: Live, qtbot: QtBot) -> None:
    away = live.folder / "away.gguf"
    live.model.rename(away)
    qtbot.waitUntil(lambda: live.strip == "The model’s file is not there any more", timeout=PATIENCE_MS)
    assert live.window.status.model.text().startswith("No model")
    away.rename(live.model)
    qtbot.waitUntil(lambda: live.strip == "", timeout=PATIENCE_MS)


def test_a_source_that_cannot_be_read_any_more_is_read_again_when_it_can(live: Live, qtbot: QtBot) -> None:
    n_before = live.window.desk.head(1).n_messages
    away = live.folder / "away"
    away.mkdir()
    if os.geteuid() == 0:  # whom no file mode stops
        for file in live.folder.glob("chat.db*"):
            file.rename(away / file.name)
        wanted = "There are no messages at"
    else:
        live.source.chmod(0)
        wanted = "Sotto can’t read Messages"
    live.conductor.sync_now()
    qtbot.waitUntil(lambda: live.strip.startswith(wanted), timeout=PATIENCE_MS)
    assert live.window.status.sync.text().startswith("Reading stopped at")
    assert live.window.front.inbox.rows.rowCount() == 1
    for file in away.iterdir():
        file.rename(live.folder / file.name)
    live.source.chmod(0o600)
    live.write("And could we keep the hour?")
    qtbot.waitUntil(lambda: live.strip == "", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: live.window.desk.head(1).n_messages == n_before + 1, timeout=PATIENCE_MS)


def test_a_full_disk_stops_nothing_that_was_stored_and_goes_on_by_itself(live: Live, qtbot: QtBot) -> None:
    def limit(n_more: int) -> None:
        def act() -> None:
            pages = live.vault.db.conn.execute("PRAGMA page_count").fetchone()[0]
            live.vault.db.conn.execute(f"PRAGMA max_page_count = {pages + n_more}").fetchall()

        live.conductor._mailbox.post(act)

    n_before = live.window.desk.head(1).n_messages
    limit(1)
    with ChatDatabase(live.source, seed=99) as db:
        for n in range(200):
            db.add_message(1, f"{n} " + "long words " * 60, at=clock.now(), handle=1)
    qtbot.waitUntil(lambda: live.strip == "The disk is full", timeout=PATIENCE_MS)
    assert live.window.desk.head(1).n_messages == n_before
    limit(100_000)
    live.conductor.look_for_room()
    qtbot.waitUntil(lambda: live.strip == "", timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: live.window.desk.head(1).n_messages == n_before + 200, timeout=PATIENCE_MS)


# ---- at the start


def test_a_locked_keychain_can_be_tried_again_until_it_opens(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mine(FakeKeyring):
        """This test's keychain, which may be locked."""

        locked = False

        def get_password(self, service: str, username: str) -> str | None:
            if self.locked:
                raise RuntimeError("locked")
            return super().get_password(service, username)

    monkeypatch.delenv("SOTTO_PASSPHRASE", raising=False)
    opening = vault.open_vault
    monkeypatch.setattr(vault, "open_vault", lambda home, **more: opening(home, backends=[Mine], **more))
    home = tmp_path / "home"
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as db:
        db.add_chat([db.add_handle("+447700900142")])
    with opening(paths.home(home), write=True, backends=[Mine]):
        pass
    settings.save(paths.home(home), Settings(source=str(source)))
    Mine.locked = True
    running = Running(home)
    running.begin()
    page = running.screen
    assert isinstance(page, ProblemPage)
    assert page.title.text() == "Sotto can’t use the keychain"
    assert page.first.text() == "Try again"
    qtbot.mouseClick(page.first, LEFT)
    assert running.screen is page
    Mine.locked = False
    qtbot.mouseClick(page.first, LEFT)
    window = running.screen
    assert isinstance(window, MainWindow)
    window.close()
    running.end()


def test_why_the_store_does_not_open_is_said_without_commands() -> None:
    state = words.at_start(KeychainUnavailable(backend="SecretService.Keyring", why="Locked"))
    assert "SecretService.Keyring" in state.detail
    assert "`" not in state.text

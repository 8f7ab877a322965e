"""Opening the window on a vault: conductor, bridge, pages and theme are put together here."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from app import clock, sources
from app.conductor import Conductor
from app.model_in_use import ModelInUse
from app.paths import Home
from app.settings import Settings
from app.vault import Vault
from ui import motion
from ui.aside import Aside
from ui.bridge import Bridge
from ui.collecting import Collecting
from ui.desktop import Desktop
from ui.locking import Locking
from ui.main_window import MainWindow
from ui.model_fetch import ModelFetch
from ui.news import News
from ui.pages import ELSEWHERE, PAGES, PLACES
from ui.preferences import Preferences
from ui.presence import Presence
from ui.qt_application import Application
from ui.settings_place import SettingsPlace
from ui.store_desk import StoreDesk
from ui.theme import Theme
from ui.training_news import TrainingNews
from ui.troubles import Troubles
from ui.warming import Warming, letters

#: How long the end of a window waits for its conductor.
STOP_S = 10.0
#: How long the conductor may keep the interpreter while the window wants it; the default of 5 ms is felt.
YIELD_S = 0.0001


def prepared(kept: Settings) -> Theme:
    """The application's look for these settings; makes the QApplication if there is none."""
    app = QApplication.instance() or Application(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Sotto")
    sys.setswitchinterval(YIELD_S)
    theme = Theme(mode=kept.appearance.value, scale=kept.text_scale, reduced_motion=motion.reduced(kept.motion))
    theme.wear(app)
    QFontMetrics(theme.font("body")).height()  # loads the font before the first window needs it
    return theme


def open_window(
    opened: Vault,
    kept: Settings,
    conductor: Conductor,
    *,
    theme: Theme | None = None,
    own: Home | None = None,
    fetch: ModelFetch | None = None,
    forget_everything: Callable[[], None] | None = None,
) -> MainWindow:
    """Show the window on an open vault and start its conductor; closing the window stops it.

    Args:
        own: the home that the next start opens, None for that of the vault.
        fetch: a model that may be on its way since the first steps.
        forget_everything: ends the window and removes its home, None where that is not offered.
    """
    window, aside = _window(opened, kept, conductor, theme or prepared(kept))
    bridge = _bridge(conductor, window, fetch)
    desktop = Desktop(window, own or opened.home)
    bridge.told.connect(desktop.hear)
    training = TrainingNews(window)
    bridge.told.connect(training.hear)
    training.said.connect(desktop.show_training)
    training.ready.connect(lambda number: desktop.notifications.offer(number, training.is_news, training.told))
    place = SettingsPlace(window, desktop.hotkey, fetch=fetch, forget_everything=forget_everything)
    bridge.told.connect(place.hear)

    def cover() -> None:
        place.hide()
        desktop.quick.dismiss(give_back=False)

    presence = Presence(window)
    presence.felt.connect(conductor.leave_room)
    for sign in (desktop.hotkey.pressed, desktop.tray.quick_wished):
        sign.connect(lambda _at: presence.felt.emit())  # pressed where no window of ours has the keys
    locking = Locking(window, presence, hide_others=cover)
    desktop.rests = lambda: locking.locked
    cards = window.front.conversation.drafts.shelf.prepare()
    warming = Warming(presence, window, cards, letters(window.theme), desktop.quick.prepare(), place.prepare())
    collecting = Collecting(presence, window)

    def end() -> None:
        collecting.end()
        warming.end()
        desktop.end()
        bridge.close()
        aside.close()
        conductor.stop(STOP_S)
        window.preferences.save()

    window.closing.connect(end)
    window.show()
    presence.watch(window.windowHandle())
    window.begin()
    training.begin()
    warming.begin()
    if not conductor.running:  # the first steps may have begun to read
        conductor.start()
    return window


def _window(opened: Vault, kept: Settings, conductor: Conductor, theme: Theme) -> tuple[MainWindow, Aside]:
    """The window with its own way to read, and the thread that reads for it."""
    preferences = Preferences(opened.home, kept)
    desk = StoreDesk(opened.reader(), clock.now, ModelInUse(opened.home), own=sources.of_this_mac())
    aside = Aside(StoreDesk(opened.reader(), clock.now, ModelInUse(opened.home), own=sources.of_this_mac()))
    window = MainWindow(theme, desk, conductor, preferences, aside, places=PLACES, pages=PAGES, elsewhere=ELSEWHERE)
    aside.setParent(window)
    preferences.setParent(window)
    preferences.changed.connect(conductor.use_settings)
    return window, aside


def _bridge(conductor: Conductor, window: MainWindow, fetch: ModelFetch | None) -> Bridge:
    """What the conductor tells, told to the window."""
    bridge = Bridge(conductor)
    bridge.setParent(window)
    news = News(window, window.desk)
    bridge.told.connect(news.hear)
    if fetch is not None:
        news.watch(fetch)
    bridge.told.connect(Troubles(window).hear)
    return bridge

"""General: how Sotto starts, shows itself, sends and knocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import sources
from app.settings import AfterDone, Appearance, Motion, Notify
from app.wording import settings as words
from ui.buttons import Button
from ui.keys import MAC
from ui.setting_fields import Measure, choice_row, drop_down, switch_row
from ui.setting_rows import Row
from ui.settings_page import SettingsPage
from ui.settings_window import SettingsWindow
from ui.surface import Words

#: Text size: from 80 to 200 %, in steps.
SMALLEST, STEP, MOST = 80, 5, 24
#: The place outside the window where messages are chosen.
FIRST_STEPS = "first_steps"
CLOCKS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]


class GeneralPage(SettingsPage):
    """See the module."""

    def __init__(self, shell: SettingsWindow) -> None:
        super().__init__(shell, shell.tr("General"), shell.tr("How Sotto starts, shows itself and sends."))

    def build(self) -> Iterator[None]:
        self.add_group(self.tr("Start and stay"), *self._starting())
        yield
        self.add_group(self.tr("Sending"), *self._sending())
        yield
        self.add_group(self.tr("Appearance"), *self._appearance())
        yield
        self.add_group(self.tr("Notifications and goal"), *self._notifications())

    def enter(self) -> None:
        self._say_size()

    def _starting(self) -> list[Row]:
        rows = [
            self._switch("start_at_login", self.tr("Start at login"), also="launch autostart session"),
            self._switch(
                "keep_running",
                self.tr("Keep running when the window closes"),
                hint=self.tr("Needed for the menu bar and night training"),
                also="tray background quit",
            ),
        ]
        if MAC:
            rows.append(self._switch("show_in_dock", self.tr("Show in the Dock"), also="icon"))
        return [*rows, self._first_steps()]

    def _first_steps(self) -> Row:
        self.steps = Button(self.theme, self.tr("Open…"), name=self.tr("Open the first steps"))
        self.steps.clicked.connect(lambda: self.shell.main.place_wished.emit(FIRST_STEPS))
        hint = self.tr("Where messages come from: this computer, a copy, or the demo")
        return Row(
            self.theme, self.tr("First steps"), self.steps, hint=hint, also="onboarding setup source import demo"
        )

    def _sending(self) -> list[Row]:
        return [
            *([self._through_messages()] if sources.of_this_mac() is not None else []),
            self._choice(
                "undo_s",
                self.tr("Undo window after Send"),
                [(n, words.seconds(n)) for n in (3, 5, 8, 15, 30, 60)],
                hint=self.tr("The message waits here before it goes to Messages"),
                other=words.seconds,
            ),
            self._choice(
                "after_done",
                self.tr("After send or done"),
                [(AfterDone.NEXT, self.tr("Next in list")), (AfterDone.STAY, self.tr("Stay here"))],
            ),
            self._switch(
                "check_arrival",
                self.tr("Check that the message arrived"),
                hint=self.tr("Looks for it in Messages. Never sends twice"),
            ),
        ]

    def _through_messages(self) -> Row:
        return self._switch(
            "send_by_script",
            self.tr("Send through Messages"),
            hint=self.tr("Otherwise Sotto copies the reply and opens Messages, and you send it there"),
            also="applescript automation permission",
            before=self._ask_sending,
        )

    def _ask_sending(self, on: bool, take: Any, leave: Any) -> None:
        if not on:
            take()
            return
        self.shell.ask(words.SENDING_TITLE, words.SENDING_TEXT, self.tr("Let Sotto send"), take, otherwise=leave)

    def _appearance(self) -> list[Row]:
        system = self.tr("Match the system")
        self.text_size = Measure(self.theme, name=self.tr("Text size"), most=MOST, words=_percent)
        self.text_size.settled.connect(lambda place: self.preferences.change(text_scale=_scale(place)))
        self.preferences.changed.connect(lambda _settings: self._say_size())
        return [
            self._choice(
                "appearance",
                self.tr("Theme"),
                [
                    (Appearance.SYSTEM, system),
                    (Appearance.LIGHT, self.tr("Light")),
                    (Appearance.DARK, self.tr("Dark")),
                ],
                also="dark light appearance colours",
            ),
            Row(self.theme, self.tr("Text size"), self.text_size, also="larger smaller font zoom"),
            self._choice(
                "motion",
                self.tr("Reduce motion"),
                [
                    (Motion.SYSTEM, system),
                    (Motion.REDUCED, self.tr("Always")),
                    (Motion.FULL, self.tr("Never")),
                ],
                also="animation movement",
            ),
        ]

    def _notifications(self) -> list[Row]:
        return [
            self._choice(
                "notify",
                self.tr("Notify me"),
                [
                    (Notify.NOTHING, self.tr("Never")),
                    (Notify.URGENT, self.tr("Only urgent, no message text")),
                    (Notify.URGENT_WITH_TEXT, self.tr("Only urgent, with message text")),
                ],
                also="notifications knock alerts",
            ),
            Row(
                self.theme,
                self.tr("Quiet hours"),
                self._quiet_hours(),
                hint=self.tr("Nothing knocks between these times. The same time twice turns them off"),
                also="do not disturb night silence",
            ),
            self._choice(
                "goal_min",
                self.tr("Answer within"),
                [(n, words.goal(n)) for n in (0, 5, 10, 15, 30, 60, 120, 240, 480, 1440)],
                hint=self.tr("Insights draws this as a line. Nothing counts it against you"),
                also="answer time goal aim target",
                other=words.goal,
            ),
        ]

    def _quiet_hours(self) -> QWidget:
        """Two drop-downs beside each other."""
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self.theme.px(8))
        made = []
        for field, name in (("quiet_from", self.tr("Quiet from")), ("quiet_to", self.tr("Quiet until"))):
            choices = [(clock, clock) for clock in CLOCKS]
            made.append(drop_down(self.preferences, self.theme, field, name, choices))
        self.quiet_from, self.quiet_to = made
        line.addWidget(self.quiet_from)
        line.addWidget(Words(self.theme, self.tr("to"), role="text.secondary"))
        line.addWidget(self.quiet_to)
        box.setFocusProxy(self.quiet_from)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return box

    def _switch(self, field: str, label: str, **more: Any) -> Row:
        return switch_row(self.preferences, self.theme, field, label, **more)

    def _choice(self, field: str, label: str, choices: list[tuple[Any, str]], **more: Any) -> Row:
        return choice_row(self.preferences, self.theme, field, label, choices, **more)

    def _say_size(self) -> None:
        self.text_size.show_place(round((self.preferences.settings.text_scale * 100 - SMALLEST) / STEP))


def _scale(place: int) -> float:
    return (SMALLEST + place * STEP) / 100


def _percent(place: int) -> str:
    return f"{SMALLEST + place * STEP} %"

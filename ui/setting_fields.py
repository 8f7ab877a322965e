"""Rows that show one field of the settings and change it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.drop_down import DropDown
from ui.preferences import Preferences
from ui.setting_rows import Row
from ui.surface import Words, keep_size
from ui.switch import Switch
from ui.theme import Theme
from ui.voice_slider import Track

#: A slider that was moved by arrows is written when the hand rests.
REST_MS = 350

Choices = Sequence[tuple[Any, str]]
#: Asks before a value is taken: (value, take it, leave it).
Before = Callable[[Any, Callable[[], None], Callable[[], None]], None]


class Measure(QWidget):
    """A slider beside its value in words.

    Signals:
        moved: its place, while it moves. settled: its place, once the hand rests.
    """

    moved = Signal(int)
    settled = Signal(int)

    def __init__(self, theme: Theme, *, name: str, most: int, words: Callable[[int], str], step: int = 1) -> None:
        super().__init__()
        self._name, self._words = name, words
        self.track = Track(theme)
        self.track.setRange(0, most)
        self.track.setSingleStep(step)
        self.track.setPageStep(step * 2)
        keep_size(self.track, theme, width=160)
        self.value = Words(theme, "", role="text.secondary")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(20))
        row.addWidget(self.value)
        row.addWidget(self.track)
        self.setFocusProxy(self.track)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._settle)
        self.track.valueChanged.connect(self._move)
        self.track.sliderReleased.connect(self._settle)
        self._say(0)

    def show_place(self, place: int) -> None:
        """Show where it stands; a hand at the slider is left alone."""
        if self.track.isSliderDown() or self._resting.isActive():
            return
        self.track.blockSignals(True)
        self.track.setValue(place)
        self.track.blockSignals(False)
        self._say(self.track.value())
        self.track.update()

    def _move(self, place: int) -> None:
        self._say(place)
        self.moved.emit(place)
        if not self.track.isSliderDown():
            self._resting.start()

    def _settle(self) -> None:
        self._resting.stop()
        self.settled.emit(self.track.value())

    def _say(self, place: int) -> None:
        told = self._words(place)
        self.value.setText(told)
        self.track.setAccessibleName(f"{self._name}, {told}")


def switch_row(
    preferences: Preferences,
    theme: Theme,
    field: str,
    label: str,
    *,
    hint: str = "",
    also: str = "",
    before: Before | None = None,
) -> Row:
    """A switch for a yes or no of the settings; `before` may ask first."""
    switch = Switch(theme, name=label)

    def show() -> None:
        switch.blockSignals(True)
        switch.setChecked(getattr(preferences.settings, field))
        switch.blockSignals(False)
        switch.update()

    def change(on: bool) -> None:
        if before is None:
            preferences.change(**{field: on})
        else:
            before(on, lambda: preferences.change(**{field: on}), show)

    show()
    switch.toggled.connect(change)
    preferences.changed.connect(show)
    return Row(theme, label, switch, hint=hint, also=also)


def choice_row(
    preferences: Preferences,
    theme: Theme,
    field: str,
    label: str,
    choices: Choices,
    *,
    hint: str = "",
    also: str = "",
    other: Callable[[Any], str] = str,
    before: Before | None = None,
) -> Row:
    """A drop-down for one field; `other` words a value that is not offered, `before` may ask first."""
    drop = drop_down(preferences, theme, field, label, choices, other=other, before=before)
    return Row(theme, label, drop, hint=hint, also=also)


def drop_down(
    preferences: Preferences,
    theme: Theme,
    field: str,
    name: str,
    choices: Choices,
    *,
    other: Callable[[Any], str] = str,
    before: Before | None = None,
) -> DropDown:
    """The drop-down of `choice_row` by itself."""
    drop = DropDown(theme, name=name)
    drop.offer(choices)

    def show() -> None:
        value = getattr(preferences.settings, field)
        drop.show_value(value, other(value))

    def change(value: Any) -> None:
        if value == getattr(preferences.settings, field):
            return
        if before is None:
            preferences.change(**{field: value})
        else:
            before(value, lambda: preferences.change(**{field: value}), show)

    show()
    drop.chosen.connect(change)
    preferences.changed.connect(show)
    return drop

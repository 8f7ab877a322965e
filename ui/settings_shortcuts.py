"""Shortcuts: the keys of the window, changed by pressing others, and the key that opens quick reply from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.wording import shortcuts as words
from ui.buttons import Button
from ui.hotkey import chord as chords
from ui.hotkey_recorder import HotkeyRecorder
from ui.key_button import KeyButton
from ui.keys import KEYS, Key, caps, in_use
from ui.notice import announce
from ui.setting_fields import switch_row
from ui.setting_rows import Group, Row
from ui.settings_page import SettingsPage
from ui.settings_window import SettingsWindow
from ui.surface import Words

#: Below this width, divided by the text size, the columns stand below each other.
TWO_COLUMNS = 620


class ShortcutsPage(SettingsPage):
    """See the module.

    Attributes:
        keys: the button of each act that can have another key.
    """

    def __init__(self, shell: SettingsWindow) -> None:
        self.keys: dict[str, KeyButton] = {}
        self._rows: dict[str, Row] = {}
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        title, text = shell.tr("Shortcuts"), shell.tr("Letters work outside text fields. Click a key to change it.")
        super().__init__(shell, title, text)

    def build(self) -> Iterator[None]:
        self._columns.setSpacing(self.theme.px(16))
        self.column.addLayout(self._columns)
        for titles in words.COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(self.theme.px(20))
            self._columns.addLayout(column, 1)
            for title in titles:
                column.addWidget(self._group(title, words.GROUPS[title]))
                yield
            column.addStretch(1)
        self.recorder = HotkeyRecorder(self.theme, self.shell.hotkey, lambda: self.preferences.settings.keys)
        self.recorder.chosen.connect(lambda key: self.preferences.change(quick_reply_key=key))
        self.add_group(self.tr("Quick reply, anywhere"), *self._anywhere())
        yield
        self._add_foot()
        self.preferences.changed.connect(lambda _settings: self._show())
        self._show()

    def enter(self) -> None:
        self.recorder.show_key(self.preferences.settings.quick_reply_key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.viewport().width() / self.theme.scale >= TWO_COLUMNS
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _group(self, title: str, acts: Sequence[str]) -> Group:
        known = {key.act: key for key in reversed(KEYS) if key.act}
        rows = [self._row(act, known[act]) for act in acts if act in known]
        rows += [self._fixed_row(label, shown) for label, shown in words.FIXED.get(title, ())]
        group = Group(self.theme, title, rows)
        self.groups.append(group)
        return group

    def _row(self, act: str, key: Key) -> Row:
        label = words.LABELS.get(act, key.words.capitalize())
        button = KeyButton(self.theme, label, key.sequence)
        button.pressed_key.connect(lambda sequence: self._change(act, sequence))
        self.keys[act] = button
        row = self._rows[act] = Row(self.theme, label, button, also="key shortcut")
        return row

    def _fixed_row(self, label: str, shown: str) -> Row:
        button = KeyButton(self.theme, label, caps(shown), fixed=True)
        return Row(self.theme, label, button, also="key shortcut")

    def _anywhere(self) -> list[Row]:
        return [
            Row(
                self.theme,
                self.tr("Works while another app is in front"),
                self.recorder,
                also="global hotkey quick reply",
            ),
            switch_row(
                self.preferences,
                self.theme,
                "single_letter_keys",
                self.tr("Single letters"),
                hint=self.tr("Turn off if you use dictation or a switch device"),
            ),
        ]

    def _add_foot(self) -> None:
        foot = QWidget()
        line = QHBoxLayout(foot)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Words(self.theme, words.SHEET, role="text.secondary", wrap=True), 1)
        self.restore = Button(self.theme, self.tr("Restore defaults"), tall=True)
        self.restore.clicked.connect(self._ask_restoring)
        line.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignRight)
        self.column.addWidget(foot)

    def _change(self, act: str, sequence: str) -> None:
        """Take a key, unless another act has it."""
        default = next(key.sequence for key in KEYS if key.act == act)
        changed = {name: key for name, key in self.preferences.settings.keys.items() if name != act}
        if why := self._objection(act, sequence):
            self._rows[act].show_hint(why)
            announce(self, why)
            return
        self._rows[act].show_hint("")
        self.preferences.change(keys=changed if sequence == default else changed | {act: sequence})

    def _ask_restoring(self) -> None:
        text = words.restoring(len(self.preferences.settings.keys))

        def restore() -> None:
            self.preferences.change(keys={})

        self.shell.ask(self.tr("Restore all keys?"), text, self.tr("Restore"), restore)

    def _objection(self, act: str, sequence: str) -> str:
        """Why a key cannot be used for an act, "" if it can."""
        shown = caps(sequence)
        if sequence in words.TAKEN:
            return words.taken(shown, words.TAKEN[sequence])
        anywhere = chords.read(self.preferences.settings.quick_reply_key)
        if anywhere is not None and anywhere.sequence == QKeySequence(sequence):
            return words.taken(shown, words.ANYWHERE)
        place = next(key.place for key in KEYS if key.act == act)
        for key in in_use(self.preferences.settings.keys):
            meet = key.place == place or "" in (key.place, place)
            if key.act != act and key.sequence == sequence and meet:
                return words.taken(shown, words.LABELS.get(key.act, key.words))
        return ""

    def _show(self) -> None:
        changed = self.preferences.settings.keys
        found = {key.act: key.sequence for key in reversed(in_use(changed))}
        for act, button in self.keys.items():
            button.show_key(found[act], changed=act in changed)
        self.restore.setEnabled(bool(changed))

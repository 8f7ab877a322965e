"""Voice: how drafts sound to everybody, how many are shown, and what learning may use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QWidget

from app import events, voice_for_all
from app.events import Event
from app.keep_wishes import SetVoice
from app.voice_for_all import VoiceForAll
from app.wording import settings as words
from app.wording import voice as voice_words
from ui.buttons import Button
from ui.drop_down import DropDown
from ui.setting_fields import Measure, choice_row, switch_row
from ui.setting_rows import FewChips, Row, fixed
from ui.settings_page import SettingsPage
from ui.settings_window import SettingsWindow
from ui.voice_slider import SCALES

EVERYBODY = 0
SLIDERS = ("formality", "warmth", "length", "emoji")
TRAIN = ("", "01:30", "02:30", "03:30", "04:30")


class VoicePage(SettingsPage):
    """See the module.

    Attributes:
        measures: the slider of each field. again: the button that gives a field back to learning.
    """

    def __init__(self, shell: SettingsWindow) -> None:
        self.measures: dict[str, Measure] = {}
        self.again: dict[str, Button] = {}
        title, text = shell.tr("Voice"), shell.tr("How drafts should sound to everybody, and what they learn from.")
        super().__init__(shell, title, text)

    def build(self) -> Iterator[None]:
        self.everyone = self.add_group(self.tr("Everyone"), *self._everyone())
        yield
        self.add_group(self.tr("For single people"), self._people())
        self.add_group(self.tr("Drafts"), *self._drafts())
        yield
        self.add_group(self.tr("Learning at night"), *self._learning())

    def enter(self) -> None:
        self.shell.main.reads.ask("settings voice", lambda desk: voice_for_all.read(desk.db), self._show)

    def hear(self, event: Event) -> None:
        if isinstance(event, events.Kept):
            self.enter()

    def _everyone(self) -> list[QWidget]:
        theme = self.theme
        rows: list[QWidget] = [self._slider(field) for field in SLIDERS]
        self.capitals = DropDown(theme, name=self.tr("Capital letters"))
        self.capitals.offer(
            [
                (None, self.tr("As I write")),
                ("sentence", self.tr("Sentence case")),
                ("mixed", self.tr("Now and then")),
                ("lowercase", self.tr("All lowercase")),
            ]
        )
        self.capitals.chosen.connect(lambda value: self._set("capitalization", value))
        self.languages = FewChips(theme, none=self.tr("not known yet"))
        rows.append(Row(theme, self.tr("Capital letters"), self.capitals, also="case lowercase"))
        hint = self.tr("Read from what you write; each draft answers in the language of the conversation")
        rows.append(Row(theme, self.tr("Languages"), self.languages, hint=hint))
        return rows

    def _slider(self, field: str) -> Row:
        scale, label = SCALES[field], voice_words.FIELDS[field]
        measure = Measure(
            self.theme,
            name=label,
            most=scale.most,
            step=scale.step,
            words=lambda place: voice_words.value(field, scale.value(place)),
        )
        measure.settled.connect(lambda place: self._set(field, scale.value(place)))
        again = Button(self.theme, self.tr("As learnt"), look="quiet", name=f"{label} as learnt")
        again.clicked.connect(lambda: self._set(field, None))
        again.hide()
        self.measures[field], self.again[field] = measure, again
        return Row(self.theme, label, again, measure, also="style tone")

    def _people(self) -> Row:
        self.own = FewChips(self.theme, none=self.tr("nobody yet"))
        hint = self.tr("Change it in the Voice panel beside a conversation")
        return Row(self.theme, self.tr("A voice of their own"), self.own, hint=hint, also="contact person")

    def _drafts(self) -> list[Row]:
        shown = [(n, words.drafts(n)) for n in (1, 2, 3, 4, 5, 6, 8)]
        return [
            Row(
                self.theme,
                self.tr("Always include a way to decline or defer"),
                fixed(self.theme, "lock", self.tr("Always on")),
            ),
            choice_row(
                self.preferences, self.theme, "drafts_shown", self.tr("Drafts to show"), shown, other=words.drafts
            ),
        ]

    def _learning(self) -> list[Row]:
        times = [(clock, clock or self.tr("Never")) for clock in TRAIN]
        return [
            switch_row(
                self.preferences,
                self.theme,
                "learn_from_edits",
                self.tr("Learn from my edits"),
                hint=self.tr("Any sample can be left out on the Training page"),
                also="training samples",
            ),
            choice_row(self.preferences, self.theme, "train_at", self.tr("Train at"), times, also="night training"),
            switch_row(
                self.preferences,
                self.theme,
                "use_better_adapter",
                self.tr("Use a better adapter by itself"),
                hint=self.tr("Otherwise the morning report asks"),
                also="training adapter",
            ),
            choice_row(
                self.preferences,
                self.theme,
                "keep_adapters",
                self.tr("Keep adapters"),
                [(n, words.adapters_kept(n)) for n in (1, 2, 3, 5, 10, 20)],
                other=words.adapters_kept,
                also="training versions roll back",
            ),
        ]

    def _set(self, field: str, value: Any) -> None:
        """For everybody, with its way back (Z in the window)."""
        self.shell.main.wishes.keep(SetVoice(EVERYBODY, field, value))

    def _show(self, found: VoiceForAll) -> None:
        for field, measure in self.measures.items():
            measure.show_place(SCALES[field].place(found.values[field]))
            self.again[field].setVisible(field in found.by_hand)
        by_hand = "capitalization" in found.by_hand
        value = found.values["capitalization"] if by_hand else None
        self.capitals.show_value(value, voice_words.CAPITALS.get(str(value), str(value)))
        self.languages.show_names([words.language(code) for code in found.languages])
        self.own.show_names(list(found.own))
        self.everyone.title.setText(words.everyone(found.learnt_from))

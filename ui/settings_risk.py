"""Risk rules: from when on words are marked, how often that was right, whom it never holds for, and own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QWidget

from app import events, marking, spared
from app.events import Event
from app.marking import Kept
from app.settings import Mark
from app.spared import Spared
from app.wording import settings as words
from ui import marks
from ui.buttons import Button
from ui.chips import PhraseChips
from ui.people_picker import PeoplePicker
from ui.question import Question
from ui.setting_fields import Measure
from ui.setting_rows import FewChips, Row
from ui.settings_page import SettingsPage
from ui.settings_window import SettingsWindow
from ui.surface import Words
from ui.switch import Switch

#: Scores of a mark: from the line of everything to 100, in steps.
STEP = 5
LOWEST = round(marking.LEAST * 100)
PLACES = (100 - LOWEST) // STEP


class RiskPage(SettingsPage):
    """See the module.

    Attributes:
        measures, switches: by kind of mark.
    """

    def __init__(self, shell: SettingsWindow) -> None:
        self.measures: dict[str, Measure] = {}
        self.switches: dict[str, Switch] = {}
        self.question: Question | None = None
        text = shell.tr("When Sotto marks words as worth checking. It judges words, never people.")
        super().__init__(shell, shell.tr("Risk rules"), text)

    def build(self) -> Iterator[None]:
        marks_group = self.add_group(self.tr("Marks"), *(self._mark(kind) for kind in words.MARKS))
        below = Words(self.theme, words.QUIETER, style="small", role="text.tertiary", wrap=True)
        layout = marks_group.layout()
        assert layout is not None
        layout.addWidget(below)
        yield
        self.add_group(self.tr("How often this is right, on your answers"), *self._right())
        yield
        self.add_group(self.tr("Exceptions"), *self._exceptions())
        self.preferences.changed.connect(lambda _settings: self._show_rules())
        self._show_rules()

    def enter(self) -> None:
        now = self.shell.main.desk.now()

        def read(desk: Any) -> tuple[Kept, list[Spared]]:
            unmarked = [one for one in spared.from_marks(desk.db) if one.spared]
            return marking.how_often_right(desk.db, now=now), unmarked

        self.shell.main.reads.ask("settings risk", read, self._show)

    def hear(self, event: Event) -> None:
        if isinstance(event, events.InboxChanged):
            self.enter()

    def _mark(self, kind: str) -> Row:
        label, hint = words.MARKS[kind]
        measure = Measure(self.theme, name=label, most=PLACES, words=lambda place: words.mark_from(_score(place)))
        switch = Switch(self.theme, name=self.tr("Mark {kind}").replace("{kind}", label.lower()))
        measure.settled.connect(lambda place: self._change(kind, threshold=_score(place) / 100))
        switch.toggled.connect(lambda on: self._change(kind, on=on))
        self.measures[kind], self.switches[kind] = measure, switch
        level = "high" if kind == "scam" else "check"
        return Row(
            self.theme,
            label,
            measure,
            switch,
            hint=hint,
            also="threshold amber red flag",
            shape=marks.RISK[level],
            role=f"risk.{level}.mark",
        )

    def _right(self) -> list[Row]:
        self.kept = Words(self.theme, "", style="body_strong")
        self.red = Words(self.theme, "", style="body_strong")
        self.kept_row = Row(self.theme, self.tr("Marks you kept"), self.kept, also="amber accuracy dismissed")
        hint = self.tr("Red appears only above the tested line, whatever you set here")
        return [self.kept_row, Row(self.theme, self.tr("Red marks now"), self.red, hint=hint)]

    def _exceptions(self) -> list[QWidget]:
        theme = self.theme
        self.unmarked = FewChips(theme)
        self.edit = Button(theme, self.tr("Edit…"), name=self.tr("Edit who is never marked"))
        self.edit.clicked.connect(self._ask_unmarked)
        self.phrases = PhraseChips(theme, name=self.tr("Your own phrases"), adds=self.tr("Add words to be marked"))
        self.phrases.changed.connect(lambda said: self.preferences.change(own_phrases=list(said)))
        hint = self.tr("Marked amber as your phrase when somebody writes them")
        return [
            Row(theme, self.tr("Never mark"), self.unmarked, self.edit, also="not a risk people exceptions"),
            Row(theme, self.tr("Your own phrases"), self.phrases, hint=hint, also="words flag"),
        ]

    def _change(self, kind: str, **fields: Any) -> None:
        """One field of a rule; a threshold at the line of everything is none."""
        before = self.preferences.settings.marks.get(kind, Mark())
        on = fields.get("on", before.on)
        threshold = fields.get("threshold", before.threshold)
        if threshold is not None and threshold <= marking.LEAST:
            threshold = None
        self.preferences.change(marks=self.preferences.settings.marks | {kind: Mark(on=on, threshold=threshold)})

    def _show_rules(self) -> None:
        chosen = self.preferences.settings
        for kind, measure in self.measures.items():
            rule = chosen.marks.get(kind, Mark())
            measure.show_place(_place(rule.threshold))
            measure.setEnabled(rule.on)
            switch = self.switches[kind]
            switch.blockSignals(True)
            switch.setChecked(rule.on)
            switch.blockSignals(False)
            switch.update()
        self.phrases.show_words(chosen.own_phrases, ())

    def _show(self, found: tuple[Kept, list[Spared]]) -> None:
        kept, unmarked = found
        self.kept.setText(words.kept(kept.kept, kept.dismissed))
        self.kept_row.show_hint(words.kept_share(kept.kept, kept.dismissed))
        self.red.setText(str(kept.red))
        self.unmarked.show_names([one.name for one in unmarked])

    def _turn(self, one: Spared, on: bool) -> None:
        self.shell.main.core.mark(one.subject, not on)
        self.shell.main.wishes.noted()

    def _ask_unmarked(self) -> None:
        self.shell.main.reads.ask("settings people", lambda desk: spared.from_marks(desk.db), self._pick)

    def _pick(self, found: list[Spared]) -> None:
        self.picker = PeoplePicker(
            self.theme, found, turn=lambda one, on: self.shell.main.core.mark(one.subject, not on)
        )
        title, text = self.tr("Never mark"), words.NEVER_MARK
        self.question = self.shell.ask(title, text, self.tr("Done"), self.enter, no="", body=self.picker, wide=520)
        self.picker.search.setFocus()


def _score(place: int) -> int:
    return LOWEST + place * STEP


def _place(threshold: float | None) -> int:
    return 0 if threshold is None else max(0, min(PLACES, round((threshold * 100 - LOWEST) / STEP)))

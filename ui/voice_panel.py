"""Voice: how the person writes here, set by hand above what was learnt; the next drafts follow it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.keep_wishes import Keep, LockVoice, ResetVoice, SetVoice, SetWords, UseEverywhere
from app.voice_shown import VoiceShown
from app.wording import voice as words
from ui import times
from ui.buttons import Button
from ui.chips import PhraseChips
from ui.flow import Flow
from ui.notice import Picture
from ui.panel_pieces import Panel, section
from ui.source_line import quoted, sources_of, stacked
from ui.surface import Surface, Words
from ui.switch import Switch
from ui.theme import Theme
from ui.treatment import Treatment, treatment_section
from ui.voice_slider import VoiceSlider

GENERAL = "Set for everybody"
LEARNT = "Learnt from what you write"
BORROWED = (
    "Too few of your messages here yet, so this is how you write to everybody. What you change is for {name} only."
)
NOTE = "Sliders act on the next drafts. What you set stands above what is learnt."


class VoicePanel(Panel):
    """How the person writes in the open conversation.

    Signals:
        keep_wished: something is to be kept (`app.keep_wishes`).
        source_wished: show a message (its id).
    """

    keep_wished = Signal(object)
    source_wished = Signal(int)
    phrases: PhraseChips
    never: PhraseChips
    treatment: Treatment
    lock: Switch
    everywhere: Button
    reset: Button

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._shown: VoiceShown | None = None
        self._built: tuple[object, ...] | None = None
        self._name = ""
        self.sliders: dict[str, VoiceSlider] = {}

    def show_voice(self, shown: VoiceShown | None, name: str, now_year: int) -> None:
        """Show how they write; what is in the hand stays. None shows nothing.

        Args:
            name: what the other side is called in short.
        """
        frame = None if shown is None else (shown.contact_id, shown.learnt_from, shown.learnt_for, shown.quote, name)
        if frame is None or frame != self._built:
            self._built = frame
            self.refill(lambda: self._fill(shown, name, now_year))
        self._shown = shown
        if shown is not None:
            self._say(shown)

    def forget(self) -> None:
        """Build everything again when next shown."""
        self._built = None

    def show_waiting(self) -> None:
        self._built = None
        super().show_waiting()

    def _fill(self, shown: VoiceShown | None, name: str, now_year: int) -> None:
        if shown is None:
            return
        theme, column = self.theme, self.column
        everybody = shown.contact_id == 0
        label = words.learnt(shown.learnt_from, shown.learnt_for, name=name, is_group=everybody)
        column.addWidget(Words(theme, label, style="caption", role="text.tertiary", wrap=True))
        column.addWidget(self._fields())
        if shown.learnt_for == "everybody" and not everybody:
            borrowed = BORROWED.format(name=name or "this contact")
            column.addWidget(Words(theme, borrowed, style="caption", role="text.tertiary", wrap=True))
        column.addSpacing(theme.px(6))
        self.phrases = PhraseChips(theme, name="Phrases you use", adds="Add a phrase you use")
        self.never = PhraseChips(theme, name="Never write", adds="Add words never to write")
        self.phrases.changed.connect(lambda said: self._keep(SetWords(self._contact, phrases=said)))
        self.never.changed.connect(lambda said: self._keep(SetWords(self._contact, never=said)))
        column.addWidget(section(theme, "Phrases you use", self.phrases))
        column.addWidget(section(theme, "Never write", self.never))
        if shown.quote is not None:
            self._add_quote(shown, name, now_year)
        self.treatment = Treatment(theme)
        self.treatment.keep_wished.connect(self._keep)
        self._name = name if not everybody else "everybody"
        column.addWidget(treatment_section(theme, self._name, self.treatment))
        column.addWidget(self._lock())
        column.addWidget(self._buttons(everybody))
        column.addWidget(Words(theme, NOTE, style="caption", role="text.tertiary", wrap=True))

    def _fields(self) -> QWidget:
        theme = self.theme
        card = Surface(theme, "bg.raised", line="line.hair", radius="card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(8))
        column.setSpacing(theme.px(6))
        self.sliders = {field: VoiceSlider(theme, field) for field in words.FIELDS}
        for field, slider in self.sliders.items():
            slider.set_by_hand.connect(lambda value, field=field: self._keep(SetVoice(self._contact, field, value)))
            slider.lock_wished.connect(lambda on, field=field: self._keep(LockVoice(self._contact, on, field)))
            column.addWidget(slider)
        return card

    def _add_quote(self, shown: VoiceShown, name: str, now_year: int) -> None:
        assert shown.quote is not None
        said = shown.quote.sent_at.astimezone()
        date = f"{said.day} {times.MONTHS[said.month - 1]}" + ("" if said.year == now_year else f" {said.year}")
        below = Words(self.theme, f"Your own message, {date}", style="caption", role="text.tertiary")
        own = stacked(quoted(self.theme, shown.quote.text, shown.quote.message_id), below, spacing=4)
        title = f"How you sound to {name}" if name and shown.contact_id else "How you sound here"
        self.column.addWidget(section(self.theme, title, own))
        for line in sources_of(own):
            line.wished.connect(self.source_wished)

    def _lock(self) -> QWidget:
        theme = self.theme
        card = Surface(theme, "bg.raised", line="line.hair", radius="card")
        self.lock = Switch(theme, name="Lock this voice. What is learnt next will not change it")
        self.lock.clicked.connect(lambda on: self._keep(LockVoice(self._contact, on)))
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        row.setSpacing(theme.px(12))
        row.addWidget(Picture(theme, "lock", side=16))
        more = Words(theme, "What is learnt next will not change it", style="small", role="text.secondary", wrap=True)
        row.addWidget(stacked(Words(theme, "Lock this voice", style="body_strong"), more), 1)
        row.addWidget(self.lock)
        return card

    def _buttons(self, everybody: bool) -> QWidget:
        box = QWidget()
        row = Flow(spacing=self.theme.px(8), parent=box)
        self.everywhere = Button(self.theme, "Use everywhere")
        self.reset = Button(self.theme, "Reset to learned")
        self.everywhere.clicked.connect(lambda: self._keep(UseEverywhere(self._contact)))
        self.reset.clicked.connect(lambda: self._keep(ResetVoice(self._contact)))
        if not everybody:
            row.addWidget(self.everywhere)
        row.addWidget(self.reset)
        return box

    def _say(self, shown: VoiceShown) -> None:
        for field, slider in self.sliders.items():
            slider.show_value(shown.values[field], locked=field in shown.locked)
        also = [(word, GENERAL) for word in shown.also_phrases] + [(word, LEARNT) for word in shown.learnt]
        self.phrases.show_words(shown.phrases, also)
        self.never.show_words(shown.never, [(word, GENERAL) for word in shown.also_never])
        self.treatment.show_treatment(shown, self._name)
        self.lock.setChecked(shown.whole_locked)
        by_hand = bool(shown.by_hand or shown.phrases or shown.never)
        self.everywhere.setEnabled(by_hand)
        self.everywhere.setToolTip("" if by_hand else "Nothing is set by hand here yet")
        given_up = bool(shown.by_hand - shown.locked)
        self.reset.setEnabled(given_up)
        self.reset.setToolTip("" if given_up else "Nothing to give up: what is set is locked, or nothing is")

    @property
    def _contact(self) -> int:
        assert self._shown is not None
        return self._shown.contact_id

    def _keep(self, wish: Keep) -> None:
        self.keep_wished.emit(wish)

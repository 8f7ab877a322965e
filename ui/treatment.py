"""How somebody is treated: address, greetings, endings, emoji, names; what is only guessed says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.keep_wishes import Keep, LockTreatment, SetTreatment, UsePersona
from app.personas import Field
from app.voice_shown import VoiceShown, fits
from app.wording import treatment as words
from ui.buttons import Button
from ui.chips import PhraseChips
from ui.flow import Flow
from ui.notice import announce
from ui.panel_pieces import section
from ui.segments import Segments
from ui.source_line import stacked
from ui.surface import Elided, Surface, Words
from ui.switch import Switch
from ui.theme import Theme

LISTS = ("greetings", "closings", "signs", "pet_names")
UNFIT = "Too long, or it states something: a few words at most"
PERSONA, PERSONA_MORE = "Let “{name}” speak here", "Your persona, on for this contact only"


class Treatment(QWidget):
    """The fields of one contact, each set by hand, freed, or kept as it is.

    Signals:
        keep_wished: something is to be kept (`app.keep_wishes`).
    """

    keep_wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._contact = 0
        self._fields: Mapping[str, Field] = {}
        self.rows: dict[str, _Row] = {}
        self.persona = Switch(theme, name="")
        self._persona_words = Words(theme, "", style="body_strong", wrap=True)
        self._persona = self._persona_row()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._build()

    def show_treatment(self, shown: VoiceShown, name: str) -> None:
        """Show what holds; `name` is what the other side is called in short."""
        self._contact, self._fields = shown.contact_id, shown.treatment
        for field, row in self.rows.items():
            row.show_field(shown.treatment.get(field, Field(None, "none")))
        told = shown.treatment.get("playful", Field(None, "none"))
        self.rows["playful"].setVisible(shown.persona_on or told.value is not None)
        self._persona.setVisible(bool(shown.persona))
        words_of = PERSONA.format(name=shown.persona)
        self._persona_words.setText(words_of)
        self.persona.setAccessibleName(f"{words_of}. {PERSONA_MORE}")
        self.persona.setChecked(shown.persona_on)
        self.setAccessibleName(f"How you treat {name}" if name else "How you treat them")

    def _build(self) -> None:
        choices: dict[str, Sequence[tuple[float | str, str]]] = {
            "address": tuple(words.ADDRESSES.items()),
            "playful": words.PLAYFUL,
        }
        for field in words.FIELDS:
            row: _Row = _ListRow(self.theme, field) if field in LISTS else _ChoiceRow(self.theme, field, choices[field])
            row.set_wished.connect(partial(self._set, field))
            row.lock.clicked.connect(lambda on, field=field: self._lock(field, on))
            self.rows[field] = row
            self._column.addWidget(row)
        self.persona.clicked.connect(lambda on: self._keep(UsePersona(self._contact, on)))
        self._column.addWidget(self._persona)

    def _persona_row(self) -> QWidget:
        theme = self.theme
        card = Surface(theme, "bg.raised", line="line.hair", radius="card")
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        row.setSpacing(theme.px(12))
        more = Words(theme, PERSONA_MORE, style="small", role="text.secondary", wrap=True)
        row.addWidget(stacked(self._persona_words, more), 1)
        row.addWidget(self.persona)
        return card

    def _set(self, field: str, value: float | str | tuple[str, ...] | None) -> None:
        if value is None or fits(field, value):
            self._keep(SetTreatment(self._contact, field, value))
        else:
            self.rows[field].say_unfit()

    def _lock(self, field: str, on: bool) -> None:
        self._keep(LockTreatment(self._contact, field, on))

    def _keep(self, wish: Keep) -> None:
        self.keep_wished.emit(wish)


class _Row(QWidget):
    """One field: its name, where its value comes from, a lock, and below the value itself.

    Signals:
        set_wished: another value, or None for what is guessed.
    """

    set_wished = Signal(object)

    def __init__(self, theme: Theme, field: str) -> None:
        super().__init__()
        self.theme, self.field = theme, field
        self.whence = Elided(theme, "", style="caption", role="text.tertiary")
        self.lock = Button(theme, "", look="icon", icon="unlock", name=f"Lock {words.FIELDS[field].lower()}")
        self.lock.setCheckable(True)
        self.lock.setFixedSize(theme.square(24))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, theme.px(4))
        self.column.setSpacing(theme.px(2))
        top = QHBoxLayout()
        top.setSpacing(theme.px(4))
        top.addWidget(Words(theme, words.FIELDS[field]), 1)
        top.addWidget(self.lock)
        self.column.addLayout(top)
        self.column.addWidget(self.whence)

    def show_field(self, told: Field) -> None:
        """Show what holds and where it comes from."""
        where = words.whence(told.source, told.seen, told.of)
        self.whence.setText(where or words.NOTHING)
        name = words.FIELDS[self.field]
        self.lock.setEnabled(told.value is not None and told.source not in ("everybody", "persona"))
        self.lock.setChecked(told.locked)
        self.lock.set_icon("lock" if told.locked else "unlock")
        self.lock.setAccessibleName(f"{name} stays as it is" if told.locked else f"Lock {name.lower()}")
        self.lock.setToolTip("Learning leaves this alone" if told.locked else "Learning then leaves it alone")

    def say_unfit(self) -> None:
        """What was wished cannot be."""
        self.whence.setText(UNFIT)
        announce(self, UNFIT)


class _ListRow(_Row):
    """A field of a few words each, in chips; those that are guessed stand beside those that were set."""

    def __init__(self, theme: Theme, field: str) -> None:
        super().__init__(theme, field)
        name = words.FIELDS[field]
        self.chips = PhraseChips(theme, name=name, adds=f"Add to: {name.lower()}")
        self.none = Button(theme, words.NONE_OF_IT, look="link", name=f"None: {name.lower()}")
        self.free = Button(theme, words.AS_GUESSED, look="link", name=f"As guessed: {name.lower()}")
        self.chips.changed.connect(lambda said: self.set_wished.emit(tuple(said) or None))
        self.none.clicked.connect(lambda: self.set_wished.emit(()))
        self.free.clicked.connect(lambda: self.set_wished.emit(None))
        self.column.addWidget(self.chips)
        below = QWidget()
        links = Flow(spacing=theme.px(8), parent=below)
        links.addWidget(self.none)
        links.addWidget(self.free)
        self.column.addWidget(below)

    def show_field(self, told: Field) -> None:
        super().show_field(told)
        listed = told.value if isinstance(told.value, tuple) else ()
        own = listed if told.source == "hand" else ()
        why = words.whence(told.source, told.seen, told.of)
        also = [] if told.source == "hand" else [(one, why) for one in listed]
        self.chips.show_words(own, also)
        if told.source == "hand" and not listed:
            self.whence.setText(words.NONE_WISHED)
        self.none.setVisible(not (told.source == "hand" and not listed))
        self.free.setVisible(told.source == "hand")


class _ChoiceRow(_Row):
    """A field of a few choices; the last one leaves it as it is guessed."""

    def __init__(self, theme: Theme, field: str, choices: Sequence[tuple[float | str, str]]) -> None:
        super().__init__(theme, field)
        self.values: list[float | str | None] = [*(value for value, _word in choices), None]
        self.choice = Segments(theme, [*(word for _value, word in choices), words.FREE], name=words.FIELDS[field])
        self.choice.currentChanged.connect(lambda at: self.set_wished.emit(self.values[at]))
        self.column.addWidget(self.choice)

    def show_field(self, told: Field) -> None:
        super().show_field(told)
        by_hand = told.value if told.source == "hand" and not isinstance(told.value, tuple) else None
        near = [n for n, value in enumerate(self.values) if value == by_hand]
        self.choice.blockSignals(True)
        self.choice.setCurrentIndex(near[0] if near else self._nearest(by_hand))
        self.choice.blockSignals(False)
        if self.field == "address" and by_hand is None and isinstance(told.value, tuple | str):
            self.whence.setText(f"{words.address(told.value)} · {self.whence.text()}")

    def _nearest(self, value: float | str | None) -> int:
        """The choice nearest to a number that was set elsewhere."""
        if not isinstance(value, float | int):
            return len(self.values) - 1
        return min(range(len(self.values) - 1), key=lambda n: abs(float(self.values[n] or 0.0) - value))


def treatment_section(theme: Theme, name: str, treatment: Treatment) -> QWidget:
    """The fields under their heading."""
    return section(theme, f"How you treat {name}" if name else "How you treat them", treatment)

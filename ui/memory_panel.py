"""Memory: moments of this contact that fit the reply at hand, and what is kept about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from app.keep_wishes import EditFact, ForgetFact, ForgetMemory, Keep, LockFact
from app.recollections import Recollections
from engine.remembered import Fact
from ui import fact_row, times
from ui.buttons import Button
from ui.choice_menu import ChoiceMenu
from ui.fact_row import FactRow
from ui.flow import Flow
from ui.keys import cap
from ui.moment_card import MomentCard, said
from ui.panel_pieces import Panel, heading, section
from ui.surface import Elided, Words
from ui.theme import Theme

NOTE = "Recalled words are quoted as they were written. Only what was said with this contact is looked at."
NOTHING_KEPT = "Nothing kept yet. Facts appear when they tell you something about themselves."
WHY_NONE = {
    "group": ("Nothing is recalled in groups", "What a group says is nobody’s own."),
    "not_read": ("You asked Sotto not to read this person", "Nothing is stored or recalled."),
    "nothing_to_answer": ("Nothing to recall yet", "They have not said anything in words."),
    "nothing_fits": ("Nothing further back fits", "What they said last was not spoken of before."),
}
#: Choices a menu has keys for, and letters it shows of each.
MOST_CHOICES, CHOICE_LETTERS = 9, 44


class MemoryPanel(Panel):
    """What is remembered of the contact.

    Signals:
        opened: show a moment in its thread (conversation, message). source_wished: show a message (its id).
        keep_wished: something is to be changed or forgotten (`app.keep_wishes`).
        search_wished: search everything.
    """

    opened = Signal(int, int)
    source_wished = Signal(int)
    keep_wished = Signal(object)
    search_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._shown: tuple[object, ...] | None = None
        self._found = Recollections()
        self._used: Mapping[str, tuple[int, ...]] = {}
        self._name, self._now = "", datetime.min
        self.editing = False

    def show_memory(
        self, found: Recollections | None, used: Mapping[str, tuple[int, ...]], name: str, now: datetime
    ) -> None:
        """Show what is remembered; None shows nothing. What would look the same is left alone.

        Args:
            used: numbers of the drafts that rest on a moment, by its memory id.
        """
        shown = None if found is None else (found, dict(used), name, now.date())
        if shown is not None and shown == self._shown:
            return
        if found is None or name != self._name:
            self.editing = False
        self._shown, self._found, self._used = shown, found or Recollections(), used
        self._name, self._now = name, now
        self.refill(self._fill)

    def forget(self) -> None:
        """Say everything again when next shown."""
        self._shown = None

    def show_waiting(self) -> None:
        self._shown = None
        super().show_waiting()

    def _fill(self) -> None:
        if self._shown is None:
            return
        self._add_moments()
        if self._found.why_none not in ("group", "not_read"):
            self._add_facts()
            self.column.addWidget(self._buttons())
            self.column.addWidget(Words(self.theme, NOTE, style="caption", role="text.tertiary", wrap=True))

    def _add_moments(self) -> None:
        theme, found = self.theme, self._found
        if found.moments:
            some = f"{len(found.moments)} of {found.n_moments:,} moment{'' if found.n_moments == 1 else 's'}"
            label = Elided(theme, f"Recalled for this reply · {some}", style="caption", role="text.tertiary")
            self.column.addWidget(label)
        elif found.why_none:
            title, text = WHY_NONE[found.why_none]
            self.column.addWidget(heading(theme, title))
            self.column.addWidget(Words(theme, text, role="text.secondary", wrap=True))
            self.column.addSpacing(theme.px(8))
        for moment in found.moments:
            card = MomentCard(theme, moment, self._used.get(moment.memory_id, ()), self._name, self._now)
            card.opened.connect(self.opened)
            self.column.addWidget(card)
        self.column.addSpacing(theme.px(8))

    def _add_facts(self) -> None:
        theme, facts = self.theme, self._found.facts
        title = f"Kept about {self._name}" if self._name else "Kept about this contact"
        if not facts:
            self.editing = False
            self.column.addWidget(section(theme, title, _quiet(theme, NOTHING_KEPT)))
            return
        edit = Button(theme, "Done" if self.editing else "Edit", look="link", name="Edit what is kept")
        edit.clicked.connect(self._turn_editing)
        rows: list[QWidget] = [self._fact(one, number) for number, one in enumerate(facts, 1)]
        self.column.addWidget(section(theme, title, *rows, trailing=edit))

    def _fact(self, fact: Fact, number: int) -> FactRow:
        row = FactRow(self.theme, fact, number, editing=self.editing)
        row.source_wished.connect(self.source_wished)
        row.edited.connect(lambda fact_id, text: self._keep(EditFact(fact_id, text)))
        row.forgotten.connect(lambda fact_id: self._keep(ForgetFact(fact_id)))
        row.lock_wished.connect(lambda fact_id, on: self._keep(LockFact(fact_id, on)))
        return row

    def _buttons(self) -> QWidget:
        box = QWidget()
        row = Flow(spacing=self.theme.px(8), parent=box)
        self.forget_button = Button(self.theme, "Forget something")
        self.forget_button.setEnabled(bool(self._choices()))
        self.forget_button.clicked.connect(self._choose_to_forget)
        search = Button(self.theme, "Search all", key=cap("Ctrl+F"))
        search.clicked.connect(self.search_wished)
        row.addWidget(self.forget_button)
        row.addWidget(search)
        return box

    def _choices(self) -> list[tuple[str, Keep]]:
        """What may be forgotten, in words, and the wish that does it."""
        moments = [
            (f"{times.date(one.at, self._now, self._now.tzinfo)}: {said(one, self._name or 'They')[0]}", one.memory_id)
            for one in self._found.moments
        ]
        found: list[tuple[str, Keep]] = [(_cut(words), ForgetMemory(memory_id)) for words, memory_id in moments]
        found += [(_cut(fact_row.shown(one)), ForgetFact(one.fact_id)) for one in self._found.facts]
        return found[:MOST_CHOICES]

    def _choose_to_forget(self) -> None:
        choices = self._choices()

        def take(at: int | None) -> None:
            if at is not None:
                self._keep(choices[at][1])

        menu = ChoiceMenu(
            self.theme, self.window(), [words for words, _wish in choices], take,
            name="Forget", caption="The messages stay. Z brings it back.",
        )  # fmt: skip
        menu.show_at(self.forget_button.mapTo(self.window(), QPoint(0, 0)))

    def _turn_editing(self) -> None:
        self.editing = not self.editing
        self.refill(self._fill)

    def _keep(self, wish: Keep) -> None:
        self.keep_wished.emit(wish)


def _quiet(theme: Theme, text: str) -> Words:
    return Words(theme, text, style="small", role="text.secondary", wrap=True)


def _cut(text: str) -> str:
    return text if len(text) <= CHOICE_LETTERS else f"{text[: CHOICE_LETTERS - 1].rstrip()}…"

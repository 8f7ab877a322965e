"""The drafts under a thread: three in sight, up to eight by number; or the reason why there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.provenance import Recalled
from engine.domain import Option, Suggestions
from ui.draft_dismissal import DraftDismissal
from ui.draft_header import DraftHeader
from ui.draft_notice import DraftNotice
from ui.draft_set import DraftSet
from ui.draft_shelf import DraftShelf
from ui.draft_sources import DraftSources
from ui.draft_view import DraftView
from ui.draft_waiting import DraftWaiting
from ui.surface import Surface
from ui.theme import Theme


class SuggestionPanel(Surface):
    """Drafts of the open conversation.

    Attributes:
        drafts: which draft stands where.
        dismissal: asks why one is dismissed.
        shelf: the views of the drafts.
        waiting: the places where drafts are being written.

    Signals:
        chosen: a draft is to go into the composer.
        written: a draft, and the text that the person made of it in its card.
        rejected: a draft and the reason code ("" = none given).
        fresh_wished: new drafts, please. stop_wished: no more writing.
        more_wished: the rest of a request (its id).
        offered: the drafts that stand, the selected one first. left: Esc.
        source_pointed, source_wished: recalled words of a draft (the draft's view, what it recalls, its place there).
    """

    chosen = Signal(object)
    written = Signal(object, str)
    rejected = Signal(object, str)
    fresh_wished = Signal()
    stop_wished = Signal()
    more_wished = Signal(str)
    offered = Signal(object)
    source_pointed = Signal(object, object, object)
    source_wished = Signal(object, object, object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, None)
        self.drafts = DraftSet()
        self._sources = DraftSources(self)
        self._careful = False
        self._beside: tuple[str, str, Sequence[tuple[str, str]]] | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_set)
        self.header = DraftHeader(theme)
        self.title, self.caption = self.header.title, self.header.caption
        self.more, self.fresh = self.header.more, self.header.fresh
        self.notice = DraftNotice(theme)
        self.shelf = DraftShelf(self, theme, self._wire)
        self.dismissal = DraftDismissal(self)
        self._build()
        self.waiting = DraftWaiting(theme, self.header, self.shelf.cards_box, self._come_in_sight)
        self.clear()

    @property
    def options(self) -> tuple[Option, ...]:
        """The drafts by number, first is 1."""
        return tuple(self.drafts.options)

    @property
    def selected(self) -> int:
        """The place of the draft that ↩ would choose, from 0."""
        return self.drafts.selected

    def show_drafts(
        self,
        made: Suggestions,
        *,
        careful: bool = False,
        soon: bool = False,
        beside: tuple[str, str, Sequence[tuple[str, str]]] | None = None,
    ) -> None:
        """Show a set of drafts; one for the same conversation keeps the number that is selected.

        Args:
            beside: what is said above them: a title, a sentence, pills.
            soon: they can be chosen at once, and are in sight a turn later.
        """
        self.waiting.end()
        if self.drafts.made is None or self.drafts.made.request_id != made.request_id:
            self._sources.forget()
        self.drafts.take(made)
        self._careful, self._beside = careful, beside
        if soon and self.drafts.options:
            self.header.say_set(self.drafts, careful=self._careful)
            self._soon.start()
        else:
            self._show_set()

    def show_sources(self, sources: Mapping[str, Sequence[Recalled]]) -> None:
        """What the drafts recall, by their ids."""
        self._sources.show(sources)

    def restore(self, response_id: str) -> None:
        """A draft that was rejected here stands in its old place again."""
        if self.drafts.restore(response_id):
            self._show_set()

    def show_notice(
        self,
        title: str,
        text: str,
        *,
        icon: str = "quill",
        for_ms: int = 0,
        presses: Sequence[tuple[str, str]] = (),
        onward: bool = False,
    ) -> None:
        """Say why there are no drafts (see `DraftNotice.show_words`)."""
        self.clear()
        self.notice.show_words(title, text, icon=icon, for_ms=for_ms, presses=presses, onward=onward)
        self.show()

    def clear(self) -> None:
        """Nothing to show."""
        self.waiting.end()
        self._soon.stop()
        self.drafts.clear()
        self._sources.forget()
        self.notice.hide()
        self._empty()
        for part in (self.header, self.shelf.cards, self.shelf.rows):
            part.hide()
        self.hide()
        self.offered.emit(())

    def set_shape(self, *, as_rows: bool, two: bool = False, no_second: bool = False) -> None:
        """Cards or rows; `two` shows the selected draft and one other only, `no_second` the way to say no as 2."""
        if (as_rows, two and as_rows, no_second) != (self.shelf.as_rows, self.drafts.small, self.drafts.no_second):
            self.shelf.as_rows = self.waiting.as_rows = as_rows
            self.drafts.small = two and as_rows
            self.drafts.put_no_second(no_second)
            self._rebuild_if_any()

    def show_at_most(self, count: int) -> None:
        """So many drafts are in sight before the rest is asked for."""
        if count != self.drafts.shown:
            self.drafts.shown = count
            self._rebuild_if_any()

    def choose(self, number: int) -> None:
        """Take draft `number` (from 1), whether it is in sight or folded away."""
        if 1 <= number <= len(self.drafts.options):
            self._select(number - 1)
            self.chosen.emit(self.drafts.options[number - 1])

    def edit_selected(self) -> None:
        """Write in the selected draft where it stands."""
        self._come()
        if (view := self.shelf.views.get(self.selected)) is not None:
            view.begin_writing()

    def step(self, by: int) -> None:
        """Select the next or the previous draft."""
        if self.drafts.options:
            self._select(min(max(self.selected + by, 0), len(self.drafts.options) - 1))

    def point_at(self, response_id: str) -> None:
        """Select a draft by its id, if it stands here."""
        ids = [option.response_id for option in self.drafts.options]
        if response_id in ids:
            self._select(ids.index(response_id))

    def reject_selected(self, window: QWidget) -> None:
        """Ask for the reason and dismiss the selected draft."""
        self._come()
        view = self.shelf.views.get(self.selected)
        if self.drafts.options and view is not None:
            self.dismissal.ask(window, self.drafts.options[self.selected], view)

    def copy_selected(self) -> None:
        """Put the selected draft on the clipboard."""
        if self.drafts.options:
            QGuiApplication.clipboard().setText(self.drafts.options[self.selected].text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shelf.hold(True)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.shelf.hold(False)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward, back = (Qt.Key.Key_Right, Qt.Key.Key_Down), (Qt.Key.Key_Left, Qt.Key.Key_Up)
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.show_next_source()
        elif event.key() in (*forward, *back) and self.drafts.options:
            self.step(1 if event.key() in forward else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.selected + 1)
        elif event.key() == Qt.Key.Key_D:
            self.edit_selected()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.key() == Qt.Key.Key_Escape and not self.waiting.on:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def show_next_source(self) -> None:
        """Show where the next recalled fact of the selected draft comes from."""
        self._come()
        self._sources.show_next()

    def _build(self) -> None:
        theme = self.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Drafts")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        for part in (self.header, self.notice, self.shelf.cards, self.shelf.rows):
            column.addWidget(part)
        self.fresh.clicked.connect(self.fresh_wished)
        self.header.stop.clicked.connect(self.stop_wished)
        self.more.clicked.connect(self.toggle_more)

    def _come(self) -> None:
        """What was to be in sight a turn later is wanted now."""
        if self._soon.isActive():
            self._show_set()

    def _show_set(self) -> None:
        self.notice.hide()
        self.rebuild()
        if not self.drafts.options:
            self.dismissal.say_none_left()
        elif self._beside is not None:
            title, text, presses = self._beside
            self.notice.show_words(title, text, presses=presses)

    def _rebuild_if_any(self) -> None:
        if self.drafts.options:
            self.rebuild()

    def rebuild(self) -> None:
        """Show the set as it stands now."""
        self._soon.stop()
        drafts = self.drafts
        begun = self.shelf.begun()
        self._empty()
        if drafts.selected >= drafts.shown:
            drafts.folded = False
        self.header.say_set(self.drafts, careful=self._careful)
        self.shelf.fill(drafts, self._sources.found)
        self.show()
        self.offered.emit(drafts.selected_first())
        if begun is not None:
            self._write_on(*begun)

    def _write_on(self, option: Option, text: str) -> None:
        """What is being written in a card survives newer drafts: in its card, else in the composer."""
        view = next((one for one in self.shelf.views.values() if one.option.response_id == option.response_id), None)
        if view is None:
            self.written.emit(option, text)
        else:
            view.begin_writing(text)

    def _wire(self, view: DraftView, at: int) -> None:
        view.clicked.connect(lambda: self.choose(at + 1))
        view.edit_wished.connect(lambda: self._edit(at))
        view.dismiss_wished.connect(lambda: self._dismiss(at))
        view.written.connect(lambda text: self.written.emit(view.option, text))
        view.source_pointed.connect(lambda source, place: self.source_pointed.emit(view, source, place))

    def _select(self, at: int) -> None:
        self.drafts.selected = at
        self._sources.begin()
        if at not in self.shelf.views or self.drafts.small:
            self.rebuild()
            return
        self.shelf.select(at)
        self.offered.emit(self.drafts.selected_first())

    def toggle_more(self) -> None:
        """Show every draft, or the first ones only; those that are not written yet are asked for."""
        drafts = self.drafts
        drafts.folded = not drafts.folded
        if drafts.folded:
            drafts.selected = min(drafts.selected, drafts.shown - 1)
        elif drafts.made is not None and drafts.has_unwritten:
            self.more_wished.emit(drafts.made.request_id)
        self.rebuild()

    def _edit(self, at: int) -> None:
        self._select(at)
        self.edit_selected()

    def _dismiss(self, at: int) -> None:
        self._select(at)
        self.reject_selected(self.window())

    def _come_in_sight(self) -> None:
        """Places where drafts are being written are shown."""
        self.shelf.point_cards()
        self.shelf.cards.show()
        self.show()

    def _empty(self) -> None:
        self.waiting.forget_places()
        self.shelf.empty()

"""Where the views of the drafts stand: cards beside each other or as rows, and more rows below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.provenance import Recalled
from engine.domain import Option
from ui.draft_set import CARDS, UNWRITTEN, DraftSet
from ui.draft_view import DraftView
from ui.theme import Theme

Sources = Mapping[str, Sequence[Recalled]]


class DraftShelf(QObject):
    """Makes the views once and fills them anew for each set.

    Attributes:
        cards, rows: what the views stand in.
        views: those that show a draft now, by place.
        as_rows: the first drafts are rows too.
    """

    def __init__(self, panel: QWidget, theme: Theme, wire: Callable[[DraftView, int], None]) -> None:
        """`wire` connects a new view, given its place."""
        super().__init__(panel)
        self._panel, self._theme, self._wire = panel, theme, wire
        self.views: dict[int, DraftView] = {}
        #: Views by place, also of drafts that are gone: making one anew costs what a frame has.
        self._kept: dict[int, DraftView] = {}
        self.as_rows = False
        self.cards, self.rows = QWidget(), QWidget()
        self.cards_box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.cards)
        self._rows_box = QVBoxLayout(self.rows)
        for box, gap in ((self.cards_box, 10), (self._rows_box, 6)):
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(theme.px(gap))

    def prepare(self) -> Iterator[None]:
        """Make the cards that the first drafts will need; a pause after each."""
        for at in range(CARDS):
            if at not in self._kept:
                self._made_view(at, UNWRITTEN, CARDS).hide()
            yield

    def fill(self, drafts: DraftSet, sources: Sources) -> None:
        """Show the drafts that are in sight, on an empty shelf."""
        self.point_cards()
        for part in (self.cards, self.rows):  # each view shown in sight would lay out the whole window
            part.hide()
        for at in drafts.in_sight():
            first = at < CARDS or drafts.small
            view = self.views[at] = self._view(drafts, at, sources, as_row=self.as_rows or not first)
            view.select(at == drafts.selected)
            (self.cards_box if first else self._rows_box).addWidget(view, 1)
            view.raise_()  # among its siblings too the order is that of the places
            view.show()
        self.cards.setVisible(bool(self.views))
        self.rows.setVisible(self._rows_box.count() > 0)

    def empty(self) -> None:
        """Nothing stands here; the views are kept for the next set."""
        self.views = {}
        for box in (self.cards_box, self._rows_box):
            while (item := box.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.hide()
                    if not isinstance(widget, DraftView):
                        widget.deleteLater()

    def point_cards(self) -> None:
        """Cards stand beside each other, rows below."""
        horizontal = QBoxLayout.Direction.LeftToRight
        self.cards_box.setDirection(QBoxLayout.Direction.TopToBottom if self.as_rows else horizontal)
        self.cards_box.setSpacing(self._theme.px(8 if self.as_rows else 10))

    def select(self, at: int) -> None:
        """Mark the draft of one place, and no other."""
        for n, view in self.views.items():
            view.select(n == at)

    def hold(self, held: bool) -> None:
        """The panel has the keys, or not."""
        for view in self._kept.values():
            view.hold(held)

    def show_sources(self, sources: Sources) -> None:
        """What the drafts recall, by their ids."""
        for view in self.views.values():
            view.show_sources(sources.get(view.option.response_id, ()))

    def begun(self) -> tuple[Option, str] | None:
        """The draft that the person writes in, and the text so far."""
        return next(((view.option, view.editor.toPlainText()) for view in self.views.values() if view.editor), None)

    def _made_view(self, at: int, option: Option, total: int) -> DraftView:
        view = self._kept[at] = DraftView(self._theme, option, at + 1, total, as_row=self.as_rows)
        view.setParent(self.cards)
        self._wire(view, at)
        view.hold(self._panel.hasFocus())
        return view

    def _view(self, drafts: DraftSet, at: int, sources: Sources, *, as_row: bool) -> DraftView:
        """The view of a place, filled."""
        option, total = drafts.options[at], len(drafts.options)
        view = self._kept.get(at) or self._made_view(at, option, total)
        view.show_draft(option, total, as_row=as_row, sources=sources.get(option.response_id, ()))
        return view

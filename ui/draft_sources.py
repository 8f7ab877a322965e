"""Where the words of drafts come from: what each of them recalls, and which source the keys show next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.provenance import Recalled

if TYPE_CHECKING:
    from ui.suggestion_panel import SuggestionPanel


class DraftSources(QObject):
    """For the drafts of one panel.

    Attributes:
        found: what the drafts recall, by their ids.
    """

    def __init__(self, panel: SuggestionPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.found: Mapping[str, Sequence[Recalled]] = {}
        self._next = 0

    def show(self, found: Mapping[str, Sequence[Recalled]]) -> None:
        """What the drafts in sight recall."""
        self.found = found
        self._panel.shelf.show_sources(found)

    def forget(self) -> None:
        """Other drafts come."""
        self.found = {}

    def begin(self) -> None:
        """Another draft is selected: its first source is the next."""
        self._next = 0

    def show_next(self) -> None:
        """Show where the next recalled fact of the selected draft comes from; after the last one the first."""
        view = self._panel.shelf.views.get(self._panel.selected)
        if view is None:
            return
        found = view.source_place(self._next) or view.source_place(0)
        if found is not None:
            self._next = self._next + 1 if view.source_place(self._next) else 1
            self._panel.source_wished.emit(view, *found)

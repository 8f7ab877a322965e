"""Which drafts stand under which number, and which of them are in sight; no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain import Move, Option, Suggestions, Theme
from ui.draft_words import HOLDING_BACK

#: Cards stand side by side up to here; saying no is the last of them.
CARDS = 3
MOST = 9
#: What a card shows that was made before there are drafts.
UNWRITTEN = Option("", "", (), Move.INFORM, Theme.BRIEF, "", 0.0, 0.0, 0.0, (), (), (), "phrase_bank")


class DraftSet:
    """One set of drafts. A number keeps its draft: what is dismissed is replaced where it stood.

    Attributes:
        made: the set as it was made, None for none.
        options: the drafts by number, first is 1.
        selected: the place of the one that ↩ would choose, from 0.
        folded: only the first `shown` are in sight.
        small: there is room for two only.
        no_second: saying no stands second, so that it is in sight where there is room for two only.
    """

    def __init__(self) -> None:
        self.shown = CARDS
        self.small = self.no_second = False
        self.clear()

    def clear(self) -> None:
        """No drafts."""
        self.made: Suggestions | None = None
        self.options: list[Option] = []
        self.selected, self.folded = 0, True
        self._rejected: set[str] = set()
        self._hole: int | None = None
        self._no_stood = 0

    def put_no_second(self, wanted: bool) -> None:
        """Whether saying no stands second or where it was made; the draft that is selected stays so."""
        if wanted != self.no_second:
            chosen = self.options[self.selected : self.selected + 1]
            self.no_second = wanted
            self._settle_no()
            self.selected = self.options.index(chosen[0]) if chosen else 0

    def take(self, made: Suggestions) -> None:
        """Show this set; one for the same conversation keeps the number that is selected."""
        before = self.made
        here = before is not None and before.conversation_id == made.conversation_id
        same = before is not None and before.request_id == made.request_id
        if not here:
            self.selected, self.folded = 0, True
        if not same:
            self._rejected.clear()
            self._hole = None
        self.made = made
        kept = [option for option in made.options if option.response_id not in self._rejected]
        self.options = (self._in_place(kept) if same else kept)[:MOST]
        if not same:
            self._no_stood = 0
        self._settle_no()
        self.selected = min(self.selected, max(0, len(self.options) - 1))

    def reject(self, option: Option) -> bool:
        """Dismiss a draft; whether another one has to be written for its place."""
        at = self.options.index(option)
        self._rejected.add(option.response_id)
        waiting = self.options[self.shown :] if at < self.shown else []
        self.options.pop(at)
        if waiting:
            instead = _instead(option, waiting)
            self.options.remove(instead)
            self.options.insert(at, instead)
        self.selected = min(self.selected, max(0, len(self.options) - 1))
        self._hole = at if not waiting and self.total > len(self.options) else None
        return self._hole is not None

    def restore(self, response_id: str) -> bool:
        """A draft that was dismissed stands in its old place again; whether it was dismissed here."""
        if self.made is None or response_id not in self._rejected:
            return False
        self._rejected.discard(response_id)
        self._hole, self._no_stood, self.options = None, 0, []
        self.take(self.made)
        at = next((n for n, option in enumerate(self.options) if option.response_id == response_id), 0)
        self.selected = at if at < self.shown or not self.folded else 0
        return True

    @property
    def total(self) -> int:
        """How many there are, and will be."""
        planned = 0 if self.made is None else self.made.total_count - len(self._rejected)
        return max(len(self.options), planned)

    @property
    def has_unwritten(self) -> bool:
        """Whether the rest has not been asked for so far."""
        return self.made is not None and self.made.has_more and len(self.options) <= CARDS

    def in_sight(self) -> list[int]:
        """Places of the drafts that are shown; in the smallest windows the selected one and the way to say no."""
        n_options = len(self.options)
        if not self.small:
            return list(range(min(n_options, self.shown) if self.folded else n_options))
        saying_no = 1 if self.no_second else CARDS - 1
        other = saying_no if self.selected != saying_no and n_options > saying_no else self.selected + 1
        other = 0 if self.no_second and self.selected == saying_no else other
        other = other if other < n_options else self.selected - 1
        return sorted({self.selected, max(0, other)}) if n_options else []

    def selected_first(self) -> tuple[Option, ...]:
        """The drafts, the selected one first."""
        chosen = self.options[self.selected : self.selected + 1]
        return (*chosen, *(option for option in self.options if option not in chosen))

    def _settle_no(self) -> None:
        """Bring saying no to the second place, or back to where it stood."""
        if self.no_second and not self._no_stood:
            self._no_stood = place_of_no(self.options)
            if self._no_stood:
                self.options.insert(1, self.options.pop(self._no_stood))
        elif not self.no_second and self._no_stood:
            if len(self.options) > 1:
                self.options.insert(self._no_stood, self.options.pop(1))
            self._no_stood = 0

    def _in_place(self, kept: Sequence[Option]) -> list[Option]:
        """The drafts in the places they have, new ones behind, the first of them where one was dismissed."""
        known = {option.response_id: option for option in kept}
        stay = [known.pop(option.response_id) for option in self.options if option.response_id in known]
        new = list(known.values())
        if self._hole is not None and new:
            stay.insert(min(self._hole, len(stay)), new.pop(0))
            self._hole = None
        return stay + new


def place_of_no(options: Sequence[Option]) -> int:
    """Where the first way to say no stands behind the second place, 0 where it is among the first two or nowhere."""
    found = [at for at, option in enumerate(options) if option.move in HOLDING_BACK]
    return found[0] if found and found[0] > 1 else 0


def _instead(option: Option, waiting: Sequence[Option]) -> Option:
    """What takes the place of a dismissed draft: where saying no stood, another way to say it, if there is one."""
    holding = [one for one in waiting if one.move in HOLDING_BACK]
    return holding[0] if option.move in HOLDING_BACK and holding else waiting[0]

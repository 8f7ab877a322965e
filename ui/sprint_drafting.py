"""Which drafts the card of a sprint shows, what it says where there are none, and the news of new ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import events, silences
from app.events import Event
from app.wording import problems
from engine.domain import Move, Suggestions
from ui import draft_words
from ui.notice import announce

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.sprint_card import SprintCard

READS = 12
#: What may be offered where the words look like a risk.
CAREFUL = frozenset({Move.ASK, Move.DECLINE, Move.DEFER})
#: Silences that need no words: the messages above say it.
SPEAKS_FOR_ITSELF = frozenset({"last_is_mine", "empty"})


class SprintDrafting(QObject):
    """Fills the drafts of a card."""

    def __init__(self, card: SprintCard, window: MainWindow) -> None:
        super().__init__(card)
        self._card, self._window = card, window

    def show_drafts(self, *, aloud: bool = False) -> None:
        """Show the stored drafts that fit the newest message; only careful ones where it looks like a risk."""
        if self._card.head is None:
            return
        made = self._window.desk.drafts(self._card.head.conversation_id)
        if made is None or made.silent_reason in SPEAKS_FOR_ITSELF:
            return
        made = self._careful(made)
        if not made.options:
            newest = self._card.messages.rows.lines[-1].text if self._card.messages.rows.lines else ""
            told = silences.silence(made.silent_reason or "risk_stop", newest)
            presses = [press for press in told.presses if press[1] != "risk"]
            self._card.drafts.show_notice(told.title, told.text, presses=presses)
            if aloud:
                announce(self._card, draft_words.aloud(0, made.silent_reason or "risk_stop"))
            return
        above = silences.silence(made.silent_reason, "") if made.silent_reason else None
        beside = None if above is None else (above.title, above.text, above.presses)
        self._card.drafts.show_drafts(made, careful=self._card.risk_level == "high", beside=beside)
        self._card.steer.show_made(self._window.desk.steered(made.request_id))
        if self._card.hasFocus():
            self._card.take_focus()
        if aloud:
            announce(self._card, draft_words.aloud(len(self._card.drafts.options), made.silent_reason))

    def hear(self, event: Event) -> None:
        """News of drafts."""
        number = self._card.head.conversation_id if self._card.head is not None else 0
        match event:
            case events.SuggestionsStarted(conversation_id) if conversation_id == number:
                self.writing()
            case events.SuggestionGrew(conversation_id, index, text) if conversation_id == number:
                if not self._card.drafts.options:
                    self._card.drafts.waiting.grow(index + 1, text)
            case events.SuggestionsReady(conversation_id) if conversation_id == number:
                self.show_drafts(aloud=True)
            case events.SuggestionsExtended(conversation_id) if conversation_id == number:
                self.show_drafts()
            case events.SuggestionsFailed(conversation_id, problem) if conversation_id == number:
                said = problems.sentence(problem)
                self._card.drafts.show_notice(said.what, said.next)
            case _:
                pass

    def writing(self) -> None:
        """Drafts are being written."""
        if self._card.drafts.options:
            self._card.drafts.waiting.begin_behind()
        else:
            self._card.drafts.clear()
            self._card.drafts.waiting.begin(READS)

    def _careful(self, made: Suggestions) -> Suggestions:
        if self._card.risk_level != "high":
            return made
        kept = tuple(option for option in made.options if option.move in CAREFUL)
        return replace(made, options=kept, total_count=len(kept), has_more=False)

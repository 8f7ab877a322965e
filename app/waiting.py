"""What whoever waits for options is shown before they are kept: texts as they grow, and past replies if none do."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from sqlite_utils import Database

from app import events, replies
from app.events import Event
from app.mailbox import Mailbox
from app.underway import Drafting, past_of

#: Patience of somebody who waits: for the vector of a turn, for a model's texts, and before past replies are shown
#: while the model has not written a word.
EMBED_WITHIN_S, GENERATE_WITHIN_S, MEANWHILE_S = 4.0, 120.0, 20.0
#: Why past replies stand in: the model has not begun to write so far.
SLOW = "slow"


class Waiting:
    """Tells whoever waits how far a set is; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        mailbox: Mailbox,
        *,
        announce: Callable[[Event], None],
        is_current: Callable[[Drafting], bool],
        meanwhile_s: float = MEANWHILE_S,
    ) -> None:
        """`is_current` says whether a set is still under way; `meanwhile_s`: patience for a model's first word."""
        self._db = db
        self._mailbox = mailbox
        self._announce = announce
        self._is_current = is_current
        self._meanwhile_s = meanwhile_s

    def begin(self, one: Drafting) -> None:
        """Somebody waits for a set from now on; the rest of a kept set is not shown before it is whole."""
        if one.background or one.extends is not None:
            return
        self._announce(events.SuggestionsStarted(one.conversation_id))
        self._mailbox.after(self._meanwhile_s, lambda: self._show_past_if_slow(one))
        self.reads(one)
        for index in one.grown:
            self._tell_growth(one, index)

    def reads(self, one: Drafting) -> None:
        """Tell how much is read for a set, once that is known; a silence has nothing to read."""
        if one.background or one.extends is not None or not one.is_read or one.here.silent_reason is not None:
            return
        n_messages, n_memories = len(one.here.messages), len(one.stuff.moments)
        self._announce(events.SuggestionsReading(one.conversation_id, n_messages, n_memories))

    def grew(self, one: Drafting, index: int, text: str) -> None:
        """The model wrote so much more of an option."""
        one.grown[index] = one.grown.get(index, "") + text
        shown = self._is_current(one) and not one.background and not one.meanwhile
        if shown and one.is_due(index, time.monotonic()):
            self._tell_growth(one, index)

    def _tell_growth(self, one: Drafting, index: int) -> None:
        if text := one.written(index):
            self._announce(events.SuggestionGrew(one.conversation_id, index, text))

    def _show_past_if_slow(self, one: Drafting) -> None:
        """Past replies are shown if the model has not written a word so far; its own take their place later."""
        waits = self._is_current(one) and not one.background and not one.grown and one.chat is not None
        if waits and not one.meanwhile:
            made = replace(past_of(self._db, one), fallback_reason=SLOW)
            replies.keep(self._db, made, one.here, wish=one.wish)
            one.meanwhile = made.request_id
            self._announce(events.SuggestionsReady(one.conversation_id, made.request_id))

"""Whom Sotto leaves alone: not read at all, never marked, or forgotten for good. All but the last have a way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app import erasing, events, judging
from app.events import Event
from app.store import contacts, conversations, judgements
from app.vault import Vault
from engine.domain import micros


class Sparing:
    """Such wishes on an open vault; called on the thread that owns it."""

    def __init__(
        self,
        vault: Vault,
        *,
        announce: Callable[[Event], None],
        remember: Callable[[Callable[[], None]], None],
        clock: Callable[[], datetime],
    ) -> None:
        """`remember` takes the way back of an act."""
        self._vault = vault
        self._db = vault.db
        self._announce = announce
        self._remember = remember
        self._now = clock

    def read_contact(self, contact_id: int, on: bool) -> None:
        """Read what is said with this contact alone, or never.

        Raises:
            NoSuchContact: no such id.
        """

        def turned(wanted: bool) -> None:
            contacts.switch_off(self._db, contact_id, not wanted)
            self._tell(contacts.conversations_of(self._db, contact_id))

        turned(on)
        self._remember(lambda: turned(not on))

    def read_conversation(self, conversation_id: int, on: bool) -> None:
        """Read this conversation, or never.

        Raises:
            NoSuchConversation: no such id.
        """

        def turned(wanted: bool) -> None:
            conversations.switch_off(self._db, conversation_id, not wanted)
            self._tell([conversation_id])

        turned(on)
        self._remember(lambda: turned(not on))

    def mark(self, subject: int, on: bool) -> None:
        """Mark words of this contact (negative: of this group), or never."""
        before = judgements.EVERYTHING in judgements.dismissed(self._db, subject)

        def turned(wanted: bool) -> None:
            if wanted:
                judgements.restore(self._db, subject, judgements.EVERYTHING)
            else:
                judgements.dismiss(self._db, subject, judgements.EVERYTHING, dismissed_us=micros(self._now()))
            self._tell([-subject] if subject < 0 else contacts.conversations_of(self._db, subject))

        if before == on:
            turned(on)
            self._remember(lambda: turned(not on))

    def erase(self, contact_id: int) -> None:
        """Forget a person for good.

        Raises:
            NoSuchContact: no such id.
        """
        direct = contacts.conversations_of(self._db, contact_id)
        erased = erasing.forget_contact(self._vault, contact_id, now=self._now())
        self._announce(events.ContactErased(contact_id, tuple(direct)))
        self._tell(sorted(erased.groups))

    def _tell(self, conversation_ids: Sequence[int]) -> None:
        """They stand otherwise than before."""
        for conversation_id in conversation_ids:
            judging.judge_and_keep(self._db, conversation_id, now=self._now())
            self._announce(events.ConversationJudged(conversation_id))
        self._announce(events.InboxChanged())

"""What the person does with conversations and options, each act with its way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app import classifying, deciding, events, judging
from app.deciding import Verb
from app.events import Event
from app.store import conversations, drafts, judgements, seen
from app.store.conversations import UNTIL_THEY_WRITE_US, ConversationRow
from app.store.seen import Seen
from app.undoing import Undo
from app.vault import Vault
from engine.domain import ContactClass, micros


class Acts:
    """Acts on an open vault; methods are called on the thread that owns it."""

    def __init__(
        self,
        vault: Vault,
        *,
        announce: Callable[[Event], None],
        set_aside: Callable[[int], None],
        judged: Callable[[], None],
        clock: Callable[[], datetime],
    ) -> None:
        """Args:
        set_aside: told of a conversation that is done or set aside, before its drafts go.
        judged: told when conversations stand otherwise than before.
        """
        self._db = vault.db
        self._key = vault.key
        self._announce = announce
        self._set_aside = set_aside
        self._judged = judged
        self._now = clock
        self._undo = Undo()

    def decide(self, response_id: str, verb: Verb, *, text: str | None, reason: str | None) -> None:
        """Take an option, perhaps edited, or reject it."""
        deciding.decide(self._db, self._key, response_id, verb, text=text, reason=reason, now=self._now())
        self._undo.remember(lambda: deciding.take_back(self._db, self._key, response_id, now=self._now()))

    def set_done(self, conversation_id: int) -> None:
        """Nothing is left to answer here."""
        row = conversations.get(self._db, conversation_id)
        unlearn = classifying.answered(self._db, conversation_id, now=self._now())
        conversations.set_done(self._db, conversation_id, micros(self._now()))
        self._without_drafts(row, also_back=unlearn)

    def snooze(self, conversation_id: int, until: datetime) -> None:
        """Out of the way until then."""
        row = conversations.get(self._db, conversation_id)
        conversations.snooze(self._db, conversation_id, micros(until))
        self._without_drafts(row)

    def snooze_until_they_write(self, conversation_id: int) -> None:
        """Out of the way until the other side says something."""
        row = conversations.get(self._db, conversation_id)
        conversations.snooze_until_they_write(self._db, conversation_id)
        self._without_drafts(row)

    def classify(self, contact_id: int, contact_class: ContactClass) -> None:
        """Say what somebody is to the person.

        Raises:
            NoSuchContact: no such id.
        """
        self._undo.remember(classifying.classify(self._db, contact_id, contact_class, now=self._now()))
        self._judged()

    def look(self, conversation_id: int) -> None:
        """The person has read a conversation to its end; what they marked unread themselves stays so.

        Raises:
            NoSuchConversation: no such id.
        """
        row = conversations.get(self._db, conversation_id)
        if not seen.get(self._db, row.id).marked and seen.look(self._db, row.id, row.last_sent_us):
            self._announce(events.InboxChanged())

    def mark_unread(self, conversation_id: int) -> None:
        """The person wants it unread again, here; Messages is told nothing.

        Raises:
            NoSuchConversation: no such id.
        """
        row, before = conversations.get(self._db, conversation_id), seen.get(self._db, conversation_id)
        seen.put(self._db, row.id, Seen(before.through_us, marked=True))

        def back() -> None:
            seen.put(self._db, row.id, before)
            self._announce(events.InboxChanged())

        self._undo.remember(back)
        self._announce(events.InboxChanged())

    def dismiss(self, conversation_id: int, pattern_name: str | None, *more: str) -> None:
        """Not a risk with this contact: these patterns, or (None) anything; one act, taken back as one."""
        subject = judging.dismissal_subject(conversations.get(self._db, conversation_id))
        names = (pattern_name or judgements.EVERYTHING, *more)
        for name in names:
            judgements.dismiss(self._db, subject, name, dismissed_us=micros(self._now()))

        def back() -> None:
            for name in names:
                judgements.restore(self._db, subject, name)

        self._judge_again(conversation_id, back)

    def remember(self, way_back: Callable[[], None]) -> None:
        """An act was done elsewhere; `way_back` undoes it."""
        self._undo.remember(way_back)

    def take_back(self) -> None:
        """Undo the last act, if there is one."""
        if self._undo.take_back():
            self._judged()

    def _without_drafts(self, row: ConversationRow, also_back: Callable[[], None] = lambda: None) -> None:
        """Done or set aside: its drafts go, and come back if the act is taken back, with what `also_back` does."""
        self._set_aside(row.id)
        withdrawn = drafts.withdraw(self._db, row.id)

        def back() -> None:
            also_back()
            conversations.set_done(self._db, row.id, row.done_through_us)
            if row.snoozed_until_us == UNTIL_THEY_WRITE_US:
                conversations.snooze_until_they_write(self._db, row.id)
            else:
                conversations.snooze(self._db, row.id, row.snoozed_until_us)
            drafts.offer_again(self._db, withdrawn)

        self._judge_again(row.id, back)

    def _judge_again(self, conversation_id: int, back: Callable[[], None]) -> None:
        """Weigh a conversation after an act and remember how to take the act back."""

        def taken_back() -> None:
            back()
            judging.judge_and_keep(self._db, conversation_id, now=self._now())
            self._announce(events.ConversationJudged(conversation_id))

        self._undo.remember(taken_back)
        judging.judge_and_keep(self._db, conversation_id, now=self._now())
        self._announce(events.ConversationJudged(conversation_id))
        self._judged()

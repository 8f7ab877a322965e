"""What somebody who looks at a conversation is offered: a fresh judgement, then options at hand, under way or new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from app import events, judging, upkeep
from app.ahead import Ahead
from app.composing import Composing
from app.events import Event
from app.mailbox import Act
from app.replies import Wish
from app.store import briefs, conversations, drafts, seen, suggestions
from engine.domain import micros


class Offering:
    """Serves the conversation that is looked at first; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        composing: Composing,
        ahead: Ahead,
        *,
        post: Callable[[Act], None],
        announce: Callable[[Event], None],
        clock: Callable[[], datetime],
    ) -> None:
        """`post` lets the same thread do something next."""
        self._db = db
        self._composing = composing
        self._ahead = ahead
        self._post = post
        self._announce = announce
        self._now = clock

    def open(self, conversation_id: int) -> None:
        """The person looks at a conversation: judge it if it changed, offer options, then see to its brief.

        Raises:
            NoSuchConversation: no such id.
        """
        row = conversations.get(self._db, conversation_id)
        self._ahead.at_hand = conversation_id
        if seen.look(self._db, conversation_id, row.last_sent_us):
            self._announce(events.InboxChanged())
        if row.changed:
            judging.judge_and_keep(self._db, conversation_id, now=self._now())
            self._ahead.outdate()
            self._announce(events.ConversationJudged(conversation_id))
        self.suggest(conversation_id, fresh=False, steer=None)
        self._post(lambda: self._brief(conversation_id))

    def suggest(self, conversation_id: int, *, fresh: bool, steer: str | None) -> None:
        """Those at hand, those under way, or new ones; others that somebody waited for go on behind them.

        Raises:
            NoSuchConversation: no such id.
        """
        self._composing.wait_no_longer(but_for=conversation_id)
        self._ahead.forget(conversation_id)
        anew = fresh or steer is not None
        at_hand = None if anew else suggestions.current(self._db, conversation_id)
        under_way = None if anew else self._composing.under_way(conversation_id)
        if at_hand is not None:
            self._announce(events.SuggestionsReady(conversation_id, at_hand.request_id))
        elif under_way is not None and under_way.extends is None:
            self._composing.wait_for(conversation_id)
        else:
            wish = Wish(steer=steer, seed=micros(self._now()) % 2**31 if fresh else 0, others=fresh)
            self._composing.draft(conversation_id, wish, background=False)

    def more(self, request_id: str) -> None:
        """The rest of a set of options, now.

        Raises:
            NoSuchRequest: no such id.
        """
        conversation_id = drafts.asked(self._db, request_id).conversation_id
        under_way = self._composing.under_way(conversation_id)
        self._composing.wait_no_longer(but_for=conversation_id)
        if under_way is not None and (under_way.is_rest_of(request_id) or under_way.is_wished_anew):
            self._composing.wait_for(conversation_id)
        else:
            self._composing.extend(request_id, background=False)

    def renew(self, conversation_id: int) -> None:
        """Something was written down about a conversation: the drafts that are there are written again, to tell it."""
        if suggestions.current(self._db, conversation_id) is not None:
            self._composing.draft(conversation_id, Wish(), background=True, wished=True)

    def stop(self, conversation_id: int) -> None:
        """Nothing more is written here until it is asked for; what is at hand stays."""
        self._composing.drop(conversation_id)
        self._ahead.let_be(conversation_id)

    def set_aside(self, conversation_id: int) -> None:
        """Nothing is written for a conversation that is done or set aside."""
        self._composing.drop(conversation_id)
        self._ahead.forget(conversation_id)

    def _brief(self, conversation_id: int) -> None:
        """What the person looks at has its brief first."""
        if briefs.is_behind(self._db, conversation_id):
            upkeep.brief(self._db, conversation_id, now=self._now())
            self._announce(events.ConversationJudged(conversation_id))

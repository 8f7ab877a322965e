"""What is done while nobody waits: what the worklist is told, and what it said before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import desk, worklist
from app.power import Power
from app.replies import Wish
from app.settings import Groups, Settings
from app.store import conversations, drafts, judgements
from app.underway import Drafting, Outcome
from app.wording import judgement as words
from app.worklist import Drafted, Failure, Limits, Need, Piece, Work
from engine.domain import State, micros
from engine.reply.stance import is_careful

#: Conversations looked at, the most urgent first: silent ones take no place, so there are more than are drafted.
LOOKED_AT = 60


class Ahead:
    """Remembers between two looks at the worklist.

    Attributes:
        at_hand: the conversation the person looks at, None before the first.
        paused: whether nothing is written ahead just now.
    """

    def __init__(self, db: Database, settings: Settings, *, power: Power, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._power = power
        self._now = clock
        self._needs: list[Need] | None = None
        self._failures: dict[int, Failure] = {}
        self._put_back: dict[int, Wish] = {}
        self.at_hand: int | None = None
        self.paused = False
        self.settings = settings

    def outdate(self) -> None:
        """Something was said, judged or decided: who needs a reply is asked anew."""
        self._needs = None

    def next_piece(
        self, *, interactive: bool, embeds: bool, embeds_first: bool, jobs: bool, retells: bool = False
    ) -> Piece:
        """What to do now (see `worklist.next_piece`)."""
        now = self._now()
        needs = self.needs()
        seen = dict.fromkeys([need.conversation_id for need in needs] + ([self.at_hand] if self.at_hand else []))
        kept = drafts.latest(self._db, seen)
        hour_ago = micros(now - timedelta(hours=1))
        work = Work(
            needs=needs,
            drafted={one: Drafted(*astuple(found)) for one, found in kept.items()},
            failures=self._failures,
            put_back=tuple(self._put_back),
            at_hand=self.at_hand,
            interactive=interactive,
            embeds=embeds,
            embeds_first=embeds_first,
            jobs=jobs,
            retells=retells,
            drafted_this_hour=drafts.made_ahead_since(self._db, hour_ago),
            limits=Limits(
                0 if self.paused else self.settings.drafts_ahead,
                self.settings.drafts_per_hour,
                self.settings.draft_on_battery,
            ),
            on_battery=self._power.on_battery,
        )
        return worklist.next_piece(now.timestamp(), work)

    def needs(self) -> list[Need]:
        """Who needs a reply, the most urgent first, as the inbox orders them."""
        if self._needs is None:
            self._needs = self._read_needs()
        return self._needs

    def begin(self, conversation_id: int) -> tuple[Wish, bool]:
        """A draft is begun; it counts as failed until it ends otherwise.

        Returns:
            what to wish for, and whether somebody wished for it.
        """
        wished = self._put_back.pop(conversation_id, None)
        turn = next((need.turn for need in self.needs() if need.conversation_id == conversation_id), 0)
        before = self._failures.get(conversation_id)
        tries = before.tries if before is not None and before.turn == turn else 0
        self._failures[conversation_id] = Failure(turn, tries + 1, self._now().timestamp())
        return wished or Wish(), wished is not None

    def ended(self, one: Drafting, outcome: Outcome) -> None:
        """Drafting ended: what did not fail is forgotten as a failure; what somebody wished for comes back.

        What was for nothing shows that conversations stand otherwise than remembered.
        """
        if outcome is Outcome.DROPPED:
            self.outdate()
        if outcome is not Outcome.FAILED:
            self._failures.pop(one.conversation_id, None)
        if outcome is Outcome.PUT_BACK and one.wished and one.extends is None:
            self._put_back[one.conversation_id] = one.wish

    def let_be(self, conversation_id: int) -> None:
        """Nothing is written ahead here for the turn at hand: the person stopped it."""
        self.forget(conversation_id)
        turn = next((need.turn for need in self.needs() if need.conversation_id == conversation_id), 0)
        self._failures[conversation_id] = Failure(turn, worklist.TRIES, self._now().timestamp())

    def forget(self, conversation_id: int) -> None:
        """Nothing that was put back for this conversation is wanted any more."""
        self._put_back.pop(conversation_id, None)

    def is_for_nothing(self, one: Drafting) -> bool:
        """Whether nobody needs what is written ahead any more."""
        if one.wished or one.extends is not None or not one.background:
            return False
        return worklist.superseded(one.conversation_id, one.turn, self.needs())

    def _read_needs(self) -> list[Need]:
        listed = conversations.listing(self._db)
        rows = {row.id: row for row in listed if not (row.filtered or row.switched_off or row.muted)}
        verdicts = [
            verdict
            for verdict in judgements.listing(self._db).values()
            if verdict.standing.state is State.NEEDS_REPLY and verdict.conversation_id in rows
        ]
        now = self._now()
        verdicts.sort(
            key=lambda one: desk.pressing(
                one.standing, words.chip(one.standing, now=now)[0], one.risk.combined_risk, one.through_us / 1e6
            )
        )
        pressing = verdicts[:LOOKED_AT]
        newest = drafts.newest(self._db, [one.conversation_id for one in pressing], until_us=micros(now))
        groups_on = self.settings.groups is Groups.DRAFT
        return [
            Need(
                one.conversation_id,
                turn=newest[one.conversation_id][0],
                said_at=newest[one.conversation_id][1] / 1e6,
                silent=(rows[one.conversation_id].is_group and not groups_on) or is_careful(one.risk),
            )
            for one in pressing
            if one.conversation_id in newest
        ]

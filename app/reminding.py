"""Reminders while the window is open: the schedule nudges, the store decides, listeners are told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from app import events, reminders
from app.events import Event
from app.mailbox import Mailbox
from app.reminders import WayBack
from app.schedule import Schedule
from engine.ask.reminding import Wish
from engine.asked import Reminder

_KEY = "reminders"


class Reminding:
    """Owns the schedule between `start` and `stop`; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        mailbox: Mailbox,
        *,
        announce: Callable[[Event], None],
        remember: Callable[[WayBack], None],
        recorded: Callable[[int], None],
        clock: Callable[[], datetime],
        zone: ZoneInfo,
    ) -> None:
        """Nothing is told before `start`; `remember` takes the way back of an act.

        Args:
            recorded: another reminder is, or is no longer, there about a conversation: its drafts may tell it.
        """
        self._db = db
        self._announce = announce
        self._remember = remember
        self._recorded = recorded
        self._now = clock
        self._zone = zone
        self._schedule = Schedule(mailbox.post, clock, zone=zone)

    def start(self) -> None:
        """Begin to tell; what fell due while nothing ran is told now."""
        self._schedule.start()
        self.look()

    def stop(self) -> None:
        """Tell no more."""
        self._schedule.stop()

    def look(self) -> None:
        """Tell what is due and wait for the next one."""
        reminders.tell_due(self._db, lambda one: self._announce(events.ReminderDue(one)), now=self._now())
        when = reminders.next_due(self._db)
        if when is None:
            self._schedule.cancel(_KEY)
        else:
            self._schedule.at(_KEY, when, self.look)

    def add(self, text: str, conversation_id: int | None = None) -> None:
        """A reminder in the person's words.

        Raises:
            UnclearDate: they name no time that could be kept.
        """
        now = self._now()
        wish = reminders.read(text, now=now, zone=self._zone)
        self._changed(
            reminders.add(self._db, wish, zone=self._zone, now=now, source="command", conversation_id=conversation_id)
        )

    def add_at(self, text: str, at: datetime, conversation_id: int | None) -> None:
        """A reminder of something that was promised, at a chosen time."""
        wish = Wish(text, at.astimezone(self._zone), ())
        now = self._now()
        self._changed(
            reminders.add(self._db, wish, zone=self._zone, now=now, source="promise", conversation_id=conversation_id)
        )

    def done(self, reminder_id: str) -> None:
        """The person is done with one; problems as in `app.reminders`."""
        self._changed(reminders.done(self._db, reminder_id))

    def snooze(self, reminder_id: str, until: datetime) -> None:
        """Tell one again at `until`."""
        self._changed(reminders.snooze(self._db, reminder_id, until, zone=self._zone))

    def delete(self, reminder_id: str) -> None:
        """Remove one with its words."""
        self._changed(reminders.delete(self._db, reminder_id))

    def added(self, reminder: Reminder) -> None:
        """One was made in answer to a question; it can be taken back."""
        self._changed((reminder, lambda: _taken_away(self._db, reminder.reminder_id)))

    def _changed(self, made: tuple[Reminder, WayBack]) -> None:
        reminder, back = made

        def taken_back() -> None:
            back()
            self._record(reminder)
            self._tell()

        self._remember(taken_back)
        self._record(reminder)
        self._tell()

    def _record(self, reminder: Reminder) -> None:
        if reminder.conversation_id is not None and reminder.source != "promise":
            self._recorded(int(reminder.conversation_id))

    def _tell(self) -> None:
        self._announce(events.RemindersChanged())
        self.look()


def _taken_away(db: Database, reminder_id: str) -> None:
    reminders.delete(db, reminder_id)

"""How things stand, as answers: who waits, what is urgent, what was promised, which reminders are set. Reads only."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import desk
from app.desk_rows import InboxRow
from app.store import conversations, names, promises, reminders
from app.wording import asking as words
from app.wording.spans import waited
from engine.ask import answers, periods
from engine.asked import AskRow, AskSentence, AskSource, ReminderState
from engine.brief import Side
from engine.domain import Priority, State

#: Names in a sentence, and rows in a list.
MOST_NAMES, MOST_ROWS = 5, 12

_REMINDERS = re.compile(r"reminder|recordatorio|rappel|erinnerung|lembrete")
_RISKY = re.compile(
    r"\bscams?\b|\brisk\w*|\bsuspicious\b|\bred flags?\b|\bdangerous\b|\bfraud|\bestafa|\barnaque|\bbetrüg|\bbetrug|\bburla|\bgolpe|\bris(?:go|co|que|ik)|\bsospechos|\bsuspect|\bverdächtig|\bsuspeit|\briesgo"
)
_URGENT = re.compile(r"urgent|urgenc|\bpressing\b|\bimportant\b|dringend|eilig")
_UNREAD = re.compile(r"\bunread\b|no leíd|sin leer|non lus?\b|ungelesen|não lid")
_OWED = re.compile(
    r"\bowes? me\b|\b(?:hasn't|has not|haven't|didn't|did not|never) (?:answered|replied|responded|written|come|got)|\bno me (?:ha|han)\b|\bme debe|\bne m'(?:a|ont) (?:toujours )?pas\b|\bme doi(?:t|vent)\b|"
    r"\b(?:hat|haben) (?:mir )?(?:noch |immer )*nicht\b|\bschuldet mir\b|\bnão me (?:respond|escrev)|\bme deve"
)
_OPEN = re.compile(
    r"\bopen\b|\btoday\b|\bdue\b|\bon my (?:plate|list)\b|\bbehind\b|\bcatch me up\b|\bstatus\b|\boverview\b|\bsummary\b|\brecap\b|\bbriefing\b|\bday\b|pendiente|abiert|offen|aberto|ouvert|\bnext\b|\bneeds?\b|"
    r"\bresum(?:en|o)\b|\brésumé\b|\bbilan\b|\ble point\b|\bzusammenfassung\b|\büber(?:blick|sicht)\b|\bal día\b|\bhoy\b|\baujourd'hui\b|\bheute\b|\bhoje\b"
)


_PROMISES = re.compile(r"promis|promet|promes|versproch|versprech|\bowe\b(?! me)")
_THEIRS = re.compile(
    r"\b(?:they|he|she|(?!i\b|we\b)[^\W\d_]+) (?:has |have )?promised? (?:me|us)\b|\bpromised me\b|\bme (?:ha |han )?promet(?:ió|ieron|ido|eu|eram)|\bm'(?:a|ont) promis|\bmir\b.{0,30}\bversprochen"
)
_TODAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Overview:
    """A sentence, those that cite messages, and the rows it is about."""

    text: str
    rows: tuple[AskRow, ...]
    sources: tuple[AskSource, ...] = ()
    sentences: tuple[AskSentence, ...] = ()


def status(db: Database, low: str, *, now: datetime, weigh: bool, tongue: str = "en") -> Overview:
    """How things stand, for a folded question about that.

    Args:
        now: in the person's zone.
        weigh: weigh conversations that changed; a window says False and shows what stands.
        tongue: the language of the answer.
    """
    if _REMINDERS.search(low):
        return _reminders(db, now, tongue)
    rows = desk.inbox(db, now=now, weigh=weigh)
    waits = [row for row in rows if row.state is State.NEEDS_REPLY]
    if _RISKY.search(low):
        found = sorted((row for row in rows if row.risk_level != "clear"), key=lambda row: -row.risk)
        return Overview(words.risky(_names(found), len(found), tongue), _rows(found, tongue))
    if _URGENT.search(low):
        found = [row for row in waits if row.priority in (Priority.URGENT, Priority.TIME_SENSITIVE)]
        return Overview(words.urgent(_names(found), len(found), tongue), _rows(found, tongue))
    if _UNREAD.search(low):
        unread = [row for row in rows if row.unread]
        return Overview(words.messages(sum(row.unread for row in unread), tongue), _rows(unread, tongue))
    if _OWED.search(low):
        found = [row for row in rows if row.state is State.WAITING]
        text = words.owed(_names(found), len(found), tongue)
        return Overview(text, _rows(found, tongue))
    if _OPEN.search(low) and "waiting" not in low:
        due = [one for one in reminders.listing(db) if one.due_at.astimezone(now.tzinfo).date() <= now.date()]
        return Overview(words.open_now(len(waits), len(due), tongue), _rows(waits, tongue))
    if re.search(r"\blongest\b", low):
        waits.sort(key=lambda row: -(row.waiting_seconds or 0))
    return Overview(words.waiting(_names(waits), len(waits), tongue), _rows(waits, tongue))


def is_about_promises(low: str) -> bool:
    """Whether a folded question is about what was promised."""
    return _PROMISES.search(low) is not None


def promised(db: Database, low: str, *, now: datetime, contacts: Sequence[int] = (), tongue: str = "en") -> Overview:
    """The promises that still stand, each with the message it was made in.

    Args:
        contacts: to or by whom, () for anybody.
    """
    theirs = _THEIRS.search(low) is not None
    period = periods.read(low, now)
    found = [
        one
        for one in promises.open(db, now=now)
        if (one.by is Side.THEM) == theirs
        and (period is None or period.since <= one.made_at < period.until)
        and (not contacts or conversations.get(db, int(one.conversation_id)).contact_id in contacts)
    ][:MOST_ROWS]
    titles = names.of_conversations(db, {int(one.conversation_id) for one in found})
    rows: list[AskRow] = []
    sources: list[AskSource] = []
    sentences: list[AskSentence] = []
    for one in found:
        name = titles.get(int(one.conversation_id), "")
        number = len(sources) + 1 if one.message_id else None
        late = one.due_at is not None and one.due_at <= now
        level = "" if one.due_at is None else "now" if late else "today" if one.due_at - now <= _TODAY else "soon"
        when = words.promise_due(one.due_at, now, tongue)
        rows.append(AskRow(one.what, name, one.conversation_id, level, when, number))
        if number is not None:
            source = AskSource(
                number, one.message_id, one.conversation_id, name, answers.quote(one.text), one.made_at, not theirs
            )
            sources.append(source)
            sentences.append(AskSentence(f"{words.quoted(source, now, tongue)} ({when})", (number,)))
    text = words.open_promises(len(found), mine=not theirs, tongue=tongue)
    return Overview(text, tuple(rows), tuple(sources), tuple(sentences))


def _reminders(db: Database, now: datetime, tongue: str) -> Overview:
    found = reminders.listing(db)
    rows = tuple(
        AskRow(
            title=one.text,
            name=one.name,
            conversation_id=one.conversation_id,
            level="now" if one.state is ReminderState.FIRED or one.due_at <= now else "soon",
            when=words.moment(one.due_at, now, tongue),
        )
        for one in found
    )
    lines = [words.reminder_line(one, now, tongue) for one in found[:MOST_ROWS]]
    return Overview("\n".join(lines) or words.catalogue(tongue).no_reminders, rows)


def _names(rows: list[InboxRow]) -> list[str]:
    return [row.name for row in rows[:MOST_NAMES]]


def _rows(rows: list[InboxRow], tongue: str) -> tuple[AskRow, ...]:
    """Conversations as rows; why they stand so is told in English, so elsewhere their newest words stand there."""
    return tuple(
        AskRow(
            (row.reason if tongue == "en" else "") or row.preview,
            row.name,
            str(row.conversation_id),
            row.level,
            waited(row.waiting_seconds),
        )
        for row in rows[:MOST_ROWS]
    )

"""What Ask says: answers around quotes, what is asked back, and reminders confirmed with the date you can see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from engine.asked import AskSource, AskTurn, Reminder, ReminderState

#: What is asked back, by code.
UNCLEAR: Final = {
    "no_date": "Reminders need a date you can see. Say when: “tomorrow at 9”, “in 20 minutes”, “on 5 May”.",
    "past": "That time is over. Reminders need a date that is still to come.",
    "repeats": "Sotto reminds you once, not every day or week. Say the first date, and set the next one when it comes.",
    "no_text": "What shall Sotto remind you of? Say it in the same line as the time.",
    "person": "Which one do you mean: {names}?",
    "nobody": "There is nobody of that name in your conversations. Write the name as the inbox shows it.",
    "group": "Sotto writes drafts for one person at a time. Name just one.",
}
CHAT: Final = (
    "Ask about your own messages: “what did Kim say about the frame?”, “who is waiting?”, "
    "“remind me to answer Dana at 3”, “write to Lee that I'm late”."
)
NOTHING: Final = "Nothing found for this. Try fewer words, or a name."
NOTHING_CERTAIN: Final = "I found nothing certain. Closest:"
NOBODY_WAITS: Final = "Nobody is waiting for you."
NOTHING_URGENT: Final = "Nothing urgent."
NO_PROMISES: Final = "No open promises were found."
NO_REMINDERS: Final = "No reminders are set."
NOTHING_RISKY: Final = "Nothing worth checking."
CHECK: Final = "check before you rely on it"
GONE: Final = "What this answer quoted is no longer there."
NO_DRAFT: Final = "No draft was made."
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
#: Questions named in a summary.
SUMMED_UP: Final = 5
STATES: Final = {
    ReminderState.OPEN: "set",
    ReminderState.FIRED: "overdue",
    ReminderState.DONE: "done",
    ReminderState.CANCELLED: "cancelled",
}
#: Said beside a reminder when something was filled in.
GUESSED: Final = {
    "gap": "The clocks go forward then, so it is a little later on the clock.",
    "fold": "The clocks go back then: the first of the two times is meant.",
    "order": "Read as day and month of your region.",
}


def day(when: datetime, now: datetime) -> str:
    """ "today", "yesterday", "14 March" or "14 March 2024", in the zone of `now`."""
    local = when.astimezone(now.tzinfo)
    ahead = (local.date() - now.date()).days
    if ahead in (0, 1, -1):
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[ahead]
    return f"{local.day} {local:%B}" + ("" if local.year == now.year else f" {local.year}")


def head(source: AskSource, now: datetime) -> str:
    """Who said a source and when: "On 14 March Ines Calloway wrote", "Yesterday you wrote to Kim"."""
    when = day(source.sent_at, now)
    lead = when.capitalize() if not when[0].isdigit() else f"On {when}"
    return f"{lead} you wrote to {source.name}" if source.from_me else f"{lead} {source.name} wrote"


def quoted(source: AskSource, now: datetime) -> str:
    """A source as a sentence with its number."""
    return f"{head(source, now)}: “{source.quote}” [{source.number}]"


def number(count: int) -> str:
    """A count in words up to ten."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def times(count: int, *, first: str = "") -> str:
    """How often something was found."""
    if count == 0:
        return "No message says so."
    said = "Once" if count == 1 else "Twice" if count == 2 else f"{number(count).capitalize()} times"
    return f"{said}{first}."


def messages(count: int) -> str:
    """How many messages."""
    return "No messages." if not count else "One message." if count == 1 else f"{count:,} messages."


def waiting(names: Sequence[str], total: int) -> str:
    """Who waits."""
    if not total:
        return NOBODY_WAITS
    who = joined(names, total)
    return f"{who} {'is' if total == 1 else 'are'} waiting for you."


def owed(names: Sequence[str], total: int) -> str:
    """Who has not answered the person."""
    if not total:
        return "Nobody owes you an answer."
    return f"{joined(names, total)} {'has' if total == 1 else 'have'} not answered you yet."


def joined(names: Sequence[str], total: int) -> str:
    """ "Ines, Kit and 3 more"."""
    more = total - len(names)
    if more > 0:
        return f"{', '.join(names)} and {more} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def urgent(names: Sequence[str], total: int) -> str:
    """Who cannot wait."""
    if not total:
        return NOTHING_URGENT
    return f"{'One conversation is' if total == 1 else f'{number(total).capitalize()} conversations are'} urgent: " + (
        f"{joined(names, total)}."
    )


def risky(names: Sequence[str], total: int) -> str:
    """What is worth checking."""
    return f"Worth checking: {joined(names, total)}." if total else NOTHING_RISKY


def open_now(total: int, due: int) -> str:
    """How many conversations need a reply and how many reminders are set for today."""
    if not total and not due:
        return NOBODY_WAITS
    first = f"{number(total).capitalize()} {'conversation needs' if total == 1 else 'conversations need'} a reply"
    if not due:
        return f"{first}."
    return f"{first}, and {number(due)} {'reminder is' if due == 1 else 'reminders are'} due today."


def open_promises(total: int, *, mine: bool) -> str:
    """How many promises still stand."""
    if not total:
        return NO_PROMISES
    noun = "promise" if total == 1 else "promises"
    if mine:
        return f"You have {number(total)} open {noun}."
    return f"{number(total).capitalize()} {noun} to you {'is' if total == 1 else 'are'} open."


def promise_due(due_at: datetime | None, now: datetime) -> str:
    """When a promise is due."""
    return "no date given" if due_at is None else f"by {moment(due_at, now)}"


def moment(when: datetime, now: datetime) -> str:
    """A time with its date: "Friday 9 October, 09:00"; the year where it is another one."""
    local = when.astimezone(now.tzinfo)
    year = "" if local.year == now.year else f" {local.year}"
    return f"{local:%A} {local.day} {local:%B}{year}, {local:%H:%M}"


def confirmed(reminder: Reminder, now: datetime, guessed: Sequence[str] = ()) -> str:
    """A reminder that was set, with the date you can see and whom it links to."""
    link = f" It links to {reminder.name}." if reminder.name else ""
    notes = "".join(f" {GUESSED[code]}" for code in guessed if code in GUESSED)
    return f"Reminder set for {moment(reminder.due_at, now)}: {reminder.text}.{link}{notes}"


def reminder_line(reminder: Reminder, now: datetime) -> str:
    """One reminder in a list."""
    link = f" · {reminder.name}" if reminder.name else ""
    late = reminder.state is ReminderState.OPEN and reminder.due_at <= now
    state = "overdue" if late else STATES[reminder.state]
    return f"{moment(reminder.due_at, now)} · {reminder.text}{link} · {state}"


def drafted(name: str, count: int) -> str:
    """Drafts that were made for somebody."""
    return f"{number(count).capitalize()} {'draft' if count == 1 else 'drafts'} for {name}. Nothing was sent."


def summary(turns: Sequence[AskTurn]) -> str:
    """What was asked lately, in the person's own words."""
    if not turns:
        return "Nothing was asked yet."
    questions = list(dict.fromkeys(turn.question for turn in turns))[:SUMMED_UP]
    set_ = sum(turn.answer.reminder is not None for turn in turns)
    count = f"{number(len(turns)).capitalize()} {'question' if len(turns) == 1 else 'questions'}"
    told = f"{count} kept, lately: {', '.join(f'“{shortened(one)}”' for one in questions)}."
    return told + (f" {number(set_).capitalize()} of them set a reminder." if set_ else "")


def shortened(text: str, most: int = 80) -> str:
    """A text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def follow_up(name: str, text: str) -> str:
    """What could be written to somebody who has nothing to be answered."""
    return f"You wrote last to {name}. As a further message: “{text}” Nothing was sent."


def ago(source: AskSource, now: datetime) -> str:
    """When it was."""
    return f"That was {since(source.sent_at, now)}."


def since(when: datetime, now: datetime) -> str:
    """How long ago, in days."""
    days = max(0, (now - when) // timedelta(days=1))
    return "today" if not days else "one day ago" if days == 1 else f"{days} days ago"

"""What Ask says: answers around quotes, what is asked back, and reminders confirmed with the date you can see.

An answer is in the language of its question (`tongue`: "en", "es", "fr", "de" or "pt"; anything else is English).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from app.wording import replies
from app.wording.ask_catalogue import Catalogue
from app.wording.ask_de import GERMAN
from app.wording.ask_en import ENGLISH
from app.wording.ask_es import SPANISH
from app.wording.ask_fr import FRENCH
from app.wording.ask_pt import PORTUGUESE
from engine.asked import AskSource, AskTurn, Reminder, ReminderState

CATALOGUES: Final[Mapping[str, Catalogue]] = {
    "en": ENGLISH, "es": SPANISH, "fr": FRENCH, "de": GERMAN, "pt": PORTUGUESE,
}  # fmt: skip
CHECK: Final = "check before you rely on it"
GONE: Final = "What this answer quoted is no longer there."
NO_REMINDERS: Final = ENGLISH.no_reminders
#: Questions named in a summary.
SUMMED_UP: Final = 5


def catalogue(tongue: str) -> Catalogue:
    """The sentences of a language, English for one that has none."""
    return CATALOGUES.get(tongue, ENGLISH)


def unclear(code: str, tongue: str = "en", **facts: str) -> str:
    """What is asked back."""
    return catalogue(tongue).unclear[code].format(**facts)


def silent(code: str, tongue: str = "en") -> str:
    """Why there is no draft, as one line."""
    said = catalogue(tongue).silences
    return said.get(code, said[""]) if said else replies.silent(code)


def day(when: datetime, now: datetime, tongue: str = "en") -> str:
    """ "today", "yesterday", "14 March" or "14 March 2024", in the zone of `now`."""
    words, local = catalogue(tongue), when.astimezone(now.tzinfo)
    ahead = (local.date() - now.date()).days
    if ahead in (0, 1, -1):
        return {0: words.today, 1: words.tomorrow, -1: words.yesterday}[ahead]
    return _date(local, now, words)


def head(source: AskSource, now: datetime, tongue: str = "en") -> str:
    """Who said a source and when: "On 14 March Ines Calloway wrote", "Yesterday you wrote to Kim"."""
    words, when = catalogue(tongue), day(source.sent_at, now, tongue)
    when = words.on_day.format(day=when) if when[0].isdigit() else when[0].upper() + when[1:]
    return (words.you_wrote if source.from_me else words.they_wrote).format(when=when, name=source.name)


def quoted(source: AskSource, now: datetime, tongue: str = "en") -> str:
    """A source as a sentence with its number."""
    said = head(source, now, tongue)
    return catalogue(tongue).quote.format(head=said, quote=source.quote, number=source.number)


def number(count: int, tongue: str = "en") -> str:
    """A small count in words, where the language has one word for it."""
    words = catalogue(tongue).numbers
    return words[count] if count < len(words) else str(count)


def times(count: int, tongue: str = "en") -> str:
    """How often something was found."""
    words = catalogue(tongue)
    return words.twice if count == 2 else words.times.say(count, number(count, tongue))


def messages(count: int, tongue: str = "en") -> str:
    """How many messages."""
    return catalogue(tongue).messages.say(count, f"{count:,}" if tongue == "en" else str(count))


def waiting(names: Sequence[str], total: int, tongue: str = "en") -> str:
    """Who waits."""
    return catalogue(tongue).waiting.say(total, number(total, tongue), names=joined(names, total, tongue))


def owed(names: Sequence[str], total: int, tongue: str = "en") -> str:
    """Who has not answered the person."""
    return catalogue(tongue).owed.say(total, number(total, tongue), names=joined(names, total, tongue))


def joined(names: Sequence[str], total: int, tongue: str = "en") -> str:
    """ "Ines, Kit and 3 more"; "" for nobody."""
    words, more = catalogue(tongue), total - len(names)
    if more > 0:
        return words.and_more.format(names=", ".join(names), n=more)
    if len(names) < 2:
        return "".join(names)
    return words.and_last.format(names=", ".join(names[:-1]), last=names[-1])


def urgent(names: Sequence[str], total: int, tongue: str = "en") -> str:
    """Who cannot wait."""
    return catalogue(tongue).urgent.say(total, number(total, tongue), names=joined(names, total, tongue))


def risky(names: Sequence[str], total: int, tongue: str = "en") -> str:
    """What is worth checking."""
    return catalogue(tongue).risky.say(total, number(total, tongue), names=joined(names, total, tongue))


def open_now(total: int, due: int, tongue: str = "en") -> str:
    """How many conversations need a reply and how many reminders are set for today."""
    words = catalogue(tongue)
    if not total and not due:
        return words.waiting.none
    return f"{words.needs.say(total, number(total, tongue))}{words.due.say(due, number(due, tongue))}."


def open_promises(total: int, *, mine: bool, tongue: str = "en") -> str:
    """How many promises still stand."""
    words = catalogue(tongue)
    return (words.my_promises if mine else words.their_promises).say(total, number(total, tongue))


def promise_due(due_at: datetime | None, now: datetime, tongue: str = "en") -> str:
    """When a promise is due."""
    words = catalogue(tongue)
    return words.no_date if due_at is None else words.by_date.format(moment=moment(due_at, now, tongue))


def moment(when: datetime, now: datetime, tongue: str = "en") -> str:
    """A time with its date: "Friday 9 October, 09:00"; the year where it is another one."""
    words, local = catalogue(tongue), when.astimezone(now.tzinfo)
    weekday = words.weekdays[local.weekday()]
    return words.moment.format(weekday=weekday, day=_date(local, now, words), time=f"{local:%H:%M}")


def _date(local: datetime, now: datetime, words: Catalogue) -> str:
    form = words.day if local.year == now.year else words.day_year
    return form.format(day=local.day, month=words.months[local.month - 1], year=local.year)


def confirmed(reminder: Reminder, now: datetime, guessed: Sequence[str] = (), tongue: str = "en") -> str:
    """A reminder that was set, with the date you can see and whom it links to."""
    words = catalogue(tongue)
    said = [words.reminder_set.format(moment=moment(reminder.due_at, now, tongue), text=reminder.text)]
    said += [words.linked.format(name=reminder.name)] if reminder.name else []
    return " ".join([*said, *(words.guessed[code] for code in guessed if code in words.guessed)])


def reminder_line(reminder: Reminder, now: datetime, tongue: str = "en") -> str:
    """One reminder in a list."""
    words = catalogue(tongue)
    link = f" · {reminder.name}" if reminder.name else ""
    late = reminder.state is ReminderState.OPEN and reminder.due_at <= now
    state = words.overdue if late else words.states[reminder.state]
    return f"{moment(reminder.due_at, now, tongue)} · {reminder.text}{link} · {state}"


def drafted(name: str, count: int, tongue: str = "en") -> str:
    """Drafts that were made for somebody."""
    return catalogue(tongue).drafted.say(count, number(count, tongue), name=name)


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


def follow_up(name: str, text: str, tongue: str = "en") -> str:
    """What could be written to somebody who has nothing to be answered."""
    return catalogue(tongue).follow_up.format(name=name, text=text)


def follow_up_text(told: str, tongue: str = "en") -> str:
    """The further message that `follow_up` told, "" where it told none."""
    lead, rest = catalogue(tongue).follow_up.split("{text}")
    lead = lead.rpartition("}")[2]
    begin, end = told.find(lead), told.rfind(rest)
    return told[begin + len(lead) : end] if begin >= 0 and begin + len(lead) <= end else ""


def ago(source: AskSource, now: datetime, tongue: str = "en") -> str:
    """When it was, in days."""
    days = max(0, (now - source.sent_at) // timedelta(days=1))
    words = catalogue(tongue)
    form = words.days_ago
    since = form.none if not days else form.one if days == 1 else form.many.format(n=days)
    return words.that_was.format(since=since)

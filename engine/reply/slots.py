"""What the other side named, ready to be said back: days, times, a thing to send, their first name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.domain import Message
from engine.reply import calendar_words as calendar
from engine.reply.facts import Fact, Found, facts
from engine.voice.vocabulary import plain

#: Phrases are filled with at most so many different days.
_DAYS_TRIED = 2
#: Characters before a day or time that say what it is: "instead of", "can't make".
_NEARBY = 60

_LEADING = re.compile(r"\b((?:this|next)\s+(?:coming\s+)?)$", re.I)
_GONE = re.compile(
    r"(?:can'?t (?:make|do)|cannot (?:make|do)|won'?t (?:make|work)|instead of|move|from|cancel|reschedule|swap|"
    r"change|no longer|"
    r"not|verschieben|cambiar|déplacer|annuler)\b[^.?!\n]{0,25}$",
    re.I,
)
_ARRIVES = re.compile(
    r"(?:\bto|\binto|\bfor|\bdo|\bmake it|→|->|\bauf|\bal?|\bau|\bpara)\s+(?:the\s+|this\s+|next\s+)?$", re.I
)
_THING = re.compile(
    r"\b(?:send|resend|forward|share|email|text|drop)\s+(?:me\s+|us\s+|over\s+|through\s+|across\s+)*"
    r"((?:the|your|a|an|my|our|that|those|these)\s+(?:[a-z]+\s+){0,2}?(?:invoice|contract|photos?|pictures?|pics|"
    r"gallery|link|"
    r"quote|price list|prices|rates|receipt|details|address|location|files?|proofs?|album|previews?|list|form|"
    r"questionnaire|"
    r"schedule|portfolio|guide|brochure|menu|information|info|one|password))\b",
    re.I,
)
_MINE = {"my": "your", "our": "your", "your": "my"}
_NAME = re.compile(r"^[^\W\d_][^\W\d_'’-]+$")


@dataclass(frozen=True, slots=True)
class Slots:
    """What phrases may be filled with, and which message each value was taken from.

    Attributes:
        days: days that are proposed, as one says them ("Sunday", "tomorrow", "the 22nd"), at most two.
        old_day: the day that no longer holds. time: "14:00", "3pm". thing: "the invoice". name: their first name.
    """

    days: tuple[str, ...] = ()
    old_day: str = ""
    time: str = ""
    thing: str = ""
    name: str = ""
    sources: tuple[str, ...] = field(default=())

    def fillings(self) -> list[dict[str, str]]:
        """One set of values for each proposed day (one set without a day if none is proposed)."""
        return [self._values(day) for day in self.days] if self.days else [self._values("")]

    def _values(self, day: str) -> dict[str, str]:
        when = f"{day} at {self.time}" if day and self.time else day or self.time
        values = {
            "day": day,
            "time": self.time,
            "when": when,
            "on_day": on(day) if day else "",
            "old_day": self.old_day,
            "thing": self.thing,
            "name": self.name,
        }
        return {key: value for key, value in values.items() if value}


def on(day: str) -> str:
    """A day as the answer to "when": "on Sunday", but "tomorrow" and "next week"."""
    first = day.split()[0].casefold()
    return day if first in calendar.NEAR or (first in ("this", "next", "the") and "week" in day) else f"on {day}"


def slots(turn: Sequence[Message]) -> Slots:
    """The slots of one incoming turn (its messages, oldest first); later words win over earlier ones."""
    days: dict[str, str] = {}
    old_day = time = thing = ""
    sources: list[str] = []
    for message in turn:
        used = False
        for one in facts(message.text):
            if one.fact is Fact.DATE and (day := _spoken_day(message.text, one)):
                used = True
                if _is_old(message.text, one):
                    old_day = day
                else:
                    days.pop(day.casefold(), None)
                    days[day.casefold()] = day
            elif one.fact is Fact.TIME and not _is_deadline(message.text, one):
                time, used = one.text, True
        if hit := _THING.search(message.text):
            thing, used = _turned(hit.group(1)), True
        if used:
            sources.append(message.message_id)
    if old_day:
        days.pop(old_day.casefold(), None)
        time = time if not days or _names_one_time(turn) else ""
    return Slots(tuple(days.values())[:_DAYS_TRIED], old_day, time, thing, first_name(turn), tuple(sources))


def first_name(turn: Sequence[Message]) -> str:
    """The sender's first name, "" when the sender is a number, an address or a group of people."""
    senders = {message.sender for message in turn if message.sender}
    if len(senders) != 1:
        return ""
    first, *_ = [*senders.pop().split(), ""]
    return first if _NAME.match(first) and first[0].isupper() else ""


def _spoken_day(text: str, one: Found) -> str:
    """The day as one would say it back; "" for what is no day to meet on (yesterday, "last month", "in March")."""
    small = one.text.casefold()
    if small in calendar.NEAR:
        meaning = calendar.NEAR[small]
        return (
            "" if meaning == "yesterday" else ("tomorrow" if meaning == "tomorrow" and small.startswith("t") else small)
        )
    if (
        small.startswith("last")
        or small in calendar.MONTH
        or re.search(r"month|year|spring|summer|autumn|winter", small)
    ):
        return ""
    if small.split()[0] in ("this", "next"):
        return small
    leading = _LEADING.search(_before(text, one))
    word = _full(small)
    if word[0].isdigit():
        return word  # "next 2nd December" is said by nobody twice
    return f"{leading.group(1).casefold()}{word}" if leading else word


def _full(small: str) -> str:
    if small in calendar.SHORT_DAY:
        small = next(word for word, day in calendar.DAY.items() if day == small)
    words = small.split()
    return " ".join(word.capitalize() if word in calendar.DAY or word in calendar.MONTH else word for word in words)


def _is_old(text: str, one: Found) -> bool:
    """Whether this day is the one to move away from: "move Saturday to Sunday", "can't make Saturday"."""
    before = re.sub(r"\bthe\s+$|\bour\s+$", "", _before(text, one))
    if _ARRIVES.search(before) and not re.search(r"instead of\s*$", before):
        return False
    return _GONE.search(before) is not None


def _is_deadline(text: str, one: Found) -> bool:
    return bool(re.search(r"\b(?:by|before|until|till)\s+$", _before(text, one), re.I))


def _before(text: str, one: Found) -> str:
    """What stands before a day or time, as far as it can have to do with it."""
    return text[max(0, one.start - _NEARBY) : one.start]


def _names_one_time(turn: Sequence[Message]) -> bool:
    times = {key for message in turn for one in facts(message.text) if one.fact is Fact.TIME for key in one.keys}
    return len(times) <= 2


def _turned(thing: str) -> str:
    first, _, rest = thing.partition(" ")
    return f"{_MINE.get(plain(first), plain(first))} {rest}"

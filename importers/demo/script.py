"""Conversations as they are written down in resources/demo: short lines that become timed happenings.

    @ 47d 10:12     from here on: that many days ago, at that local time
    @ sat-75 17:22  the same on the first Saturday from then on
    @ ago 2h10m     that long before now
    @ +35m          that much later
    < text          they say;  <mum: text   that member says;  > text   I say
    < ^1 text       a reply to the message before the last
    < text //hearts said with an effect
    !file < name mime bytes disk|cloud | words
    !link < url | title | summary        !audio < words        !code < 1234 | words
    !poll > title | a | b                !vote <anouk 1        !tap < love        !untap < love
    !edit new words, !unsend, !delete, !bin, !fail: what becomes of the last message
    !also 0         the last message is in that chat of the person too
    !event added|removed|left|renamed|photo|… [<who] [whom or title]
    !via 1          from here on in the person's second chat
    !orphan < words (in no chat)         !schedule 20h words (sent later)        !cash > 7.50 | for what

Words may hold dates: {sat+7} the first Saturday from a week on, {d-60} sixty days ago, {by} an hour that is
soon.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ME = "me"
THEM = "them"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SAID = re.compile(r"(?P<side>[<>])(?:(?P<who>\w+):)? (?:\^(?P<back>\d+) )?(?P<text>.*)")
_DONE = re.compile(r"!(?P<what>\w+)(?: (?P<side>[<>])(?P<who>\w*))?(?: (?P<rest>.*))?")
_EVENT = re.compile(r"(?P<name>\w+)(?: <(?P<who>\w+))?(?: (?P<rest>.*))?")
_HOLE = re.compile(r"\{(?P<what>mon|tue|wed|thu|fri|sat|sun|d|D)(?P<days>[+-]\d+)\}")
#: Happenings that make a row of the message table.
ROWS = frozenset(
    {
        "say",
        "file",
        "link",
        "audio",
        "poll",
        "vote",
        "code",
        "event",
        "tap",
        "untap",
        "orphan",
        "schedule",
        "cash",
    }
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens in a conversation.

    Attributes:
        what: "say" or the word after "!".
        who: `ME`, `THEM` or a member's key.
        text: words said, or the rest of the line.
        args: fields between bars, for those that have them.
        back: how many messages before the last one this answers; None for no reply.
        chat: 0, or 1 for the person's second chat.
    """

    at: datetime
    what: str
    who: str
    text: str
    args: tuple[str, ...] = ()
    back: int | None = None
    effect: str | None = None
    chat: int = 0


def happenings(script: str, *, now: datetime, rng: random.Random) -> list[Happening]:
    """The script's happenings in time order, the last one before `now` (except what is scheduled).

    Raises:
        ValueError: a line that means nothing.
    """
    clock = _Clock(now, rng)
    made: list[Happening] = []
    chat = 0
    for line in filter(None, (line.strip() for line in script.splitlines())):
        if line.startswith("@ "):
            clock.anchor(line[2:])
        elif line.startswith("!via "):
            chat = int(line[5:])
        else:
            made.append(_happening(line, clock, chat))
    return made


def _happening(line: str, clock: _Clock, chat: int) -> Happening:
    said = _SAID.fullmatch(line)
    if said is not None:
        who = _who(said["side"], said["who"])
        text, _, effect = fill(said["text"], clock.now).partition(" //")
        back = None if said["back"] is None else int(said["back"])
        return Happening(clock.tick(who), "say", who, text, back=back, effect=effect or None, chat=chat)
    done = _DONE.fullmatch(line)
    if done is None:
        raise ValueError(f"no such line: {line[:20]}")
    what, rest = done["what"], fill(done["rest"] or "", clock.now)
    if what == "event":
        event = _EVENT.fullmatch(rest)
        assert event is not None, line
        who = event["who"] or (THEM if event["name"] == "left" else ME)
        return Happening(clock.tick(who), what, who, event["name"], (event["rest"] or "",), chat=chat)
    who = _who(done["side"] or ">", done["who"])
    args = tuple(part.strip() for part in rest.split(" | ")) if " | " in rest else (rest,)
    return Happening(clock.tick(who), what, who, rest, args, chat=chat)


def _who(side: str, member: str | None) -> str:
    return ME if side == ">" else member or THEM


def fill(text: str, now: datetime) -> str:
    """The text with its dates; months are lower case where the line begins so."""
    lower = next((letter for letter in text if letter.isalpha()), "a").islower()

    def said(found: re.Match[str]) -> str:
        day = weekday_on(now.date() + timedelta(days=int(found["days"])), found["what"])
        return spoken_date(day, lower=lower and found["what"] != "D")

    return _HOLE.sub(said, text).replace("{by}", soon(now))


def weekday_on(day: date, weekday: str) -> date:
    """The first such weekday from `day` on; `day` itself for anything that is no weekday."""
    if weekday not in _DAYS:
        return day
    return day + timedelta(days=(_DAYS.index(weekday) - day.weekday()) % 7)


def spoken_date(day: date, *, lower: bool) -> str:
    """A date as people write it: 14th march, or 14th March."""
    month = _MONTHS[day.month - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    return f"{day.day}{ending} {month if lower else month.capitalize()}"


def soon(now: datetime) -> str:
    """An hour a few hours after `now`: 15:00 on a morning, tomorrow on a late evening."""
    if now.hour < 13:
        return "15:00"
    return f"{now.hour + 3}:00" if now.hour < 19 else "9:00 tomorrow"


class _Clock:
    """Gives every line its time: people answer after minutes, add a bubble after seconds."""

    def __init__(self, now: datetime, rng: random.Random) -> None:
        self.now = now
        self._rng = rng
        self._at = now - timedelta(days=400)
        self._last: datetime | None = None
        self._who = ""
        self._is_recent = False

    def anchor(self, text: str) -> None:
        """Set the time of the next line."""
        self._who = ""
        if text.startswith("+"):
            self._at += _span(text[1:])
            return
        if text.startswith("ago "):
            self._is_recent = True
            self._at = self.now - _span(text[4:])
            return
        self._is_recent = False
        day, clock = text.split()
        weekday, days = (day[:3], int(day[3:])) if day[:3] in _DAYS else ("", -int(day.rstrip("d")))
        when = weekday_on(self.now.date() + timedelta(days=days), weekday)
        hour, minute = map(int, clock.split(":"))
        self._at = datetime(when.year, when.month, when.day, hour, minute, tzinfo=self.now.tzinfo)

    def tick(self, who: str) -> datetime:
        """The time of a line by `who`; never before the line above it and never after `now`."""
        if self._who:
            self._at += self._gap(who)
        self._at += timedelta(milliseconds=self._rng.randrange(1000))
        if self._last is not None:
            self._at = max(self._at, self._last + timedelta(seconds=1))
        self._at = min(self._at, self.now - timedelta(seconds=1))
        self._who, self._last = who, self._at
        return self._at

    def _gap(self, who: str) -> timedelta:
        if self._is_recent or who == self._who:
            return timedelta(seconds=self._rng.uniform(8, 55))
        low, high = (2, 24) if who == ME else (1, 17)
        return timedelta(minutes=self._rng.triangular(low, high, low + 4))


def _span(text: str) -> timedelta:
    """2h10m, 35m, 8h."""
    found = {unit: int(number) for number, unit in re.findall(r"(\d+)([dhm])", text)}
    if not found:
        raise ValueError(f"no such span: {text}")
    return timedelta(days=found.get("d", 0), hours=found.get("h", 0), minutes=found.get("m", 0))


def curled(text: str) -> str:
    """Apostrophes as phones set them."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def choices(text: str, rng: random.Random) -> str:
    """Text in which every [a|b|c] has become one of these."""
    return re.sub(r"\[([^\[\]]*\|[^\[\]]*)\]", lambda found: rng.choice(found[1].split("|")), text)

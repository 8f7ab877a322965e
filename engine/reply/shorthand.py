"""A reply written as a line of short marks: "y 3p 180 dep" is "Yes, 3pm works. It's 180, and I take a deposit …"."""

from __future__ import annotations

import re

from engine.reply import calendar_words as calendar

_ANSWER = {"y": "y", "yes": "y", "ok": "y", "n": "n", "no": "n", "m": "m", "maybe": "m"}
_SAY = {
    "thx": "Thank you!",
    "ty": "Thank you!",
    "inv": "I'll send the invoice over.",
    "loc": "I'll send you the location.",
    "con": "I'll send the contract over.",
    "ltr": "I'll come back to you on the rest.",
    "sry": "Sorry for the wait!",
    "link": "I'll send you the link.",
}
_TIME = re.compile(r"(\d{1,2})(?::(\d\d))?(a|p|am|pm)|(\d{1,2}:\d\d)")
_PRICE = re.compile(r"[$€£]?\d{2,5}(?:[.,]\d\d)?[$€£]?")


def shorthand(text: str) -> str | None:
    """The full reply that a line of short marks stands for, or None if it is not one.

    y n m (yes, no, let me check) · a day (sat, tmrw) · a time (3p, 15:00) · a price (180, £180) · dep (deposit) ·
    inv, con, loc, link, thx, ltr, sry. At least two marks, or "y", "n", "m" alone; a word it does not know ends it.
    """
    answer = day = time = price = ""
    deposit, said = False, list[str]()
    marks = text.lower().split()
    for mark in marks:
        if mark in _ANSWER and not answer:
            answer = _ANSWER[mark]
        elif mark in calendar.SHORT_DAY or mark in calendar.DAY or calendar.NEAR.get(mark) == "tomorrow":
            day = _day(mark)
        elif hit := _TIME.fullmatch(mark):
            time = _time(hit)
        elif _PRICE.fullmatch(mark):
            price = mark
        elif mark in ("dep", "deposit"):
            deposit = True
        elif mark in _SAY:
            said.append(_SAY[mark])
        else:
            return None
    if len(marks) < 2 and not answer:
        return None
    when = f"{day} at {time}" if day and time else day or time
    return " ".join(filter(None, [_answer(answer, when), _money(price, deposit=deposit), *said])) or None


def _day(mark: str) -> str:
    meaning = calendar.SHORT_DAY.get(mark) or calendar.DAY.get(mark)
    if meaning is None:
        return "tomorrow"
    return next(word for word, short in calendar.DAY.items() if short == meaning).capitalize()


def _time(hit: re.Match[str]) -> str:
    if hit.group(4):
        return hit.group(4)
    minutes = f":{hit.group(2)}" if hit.group(2) else ""
    return f"{hit.group(1)}{minutes}{hit.group(3)[0]}m"


def _answer(answer: str, when: str) -> str:
    match answer:
        case "y":
            return f"Yes, {when} works." if when else "Yes, that works."
        case "n":
            return f"Sorry, {when} doesn't work for me." if when else "Sorry, I can't this time."
        case "m":
            return f"Let me check {when} and come back to you." if when else "Let me check and come back to you."
    return f"How about {when}?" if when else ""


def _money(price: str, *, deposit: bool) -> str:
    if price and deposit:
        return f"It's {price}, and I take a deposit to hold the date."
    if price:
        return f"It's {price}."
    return "I take a deposit to hold the date." if deposit else ""

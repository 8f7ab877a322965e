"""Quality of Ask on synthetic questions: intent, date of a reminder, and whether the right message is quoted.

The questions are put together by a seed from frames and fillings of our own; none of them is from anybody's history.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from engine.ask import reminding
from engine.ask.answers import Candidate, quoted, weigh
from engine.ask.intents import intent
from engine.ask.queries import query
from engine.asked import Intent

SEED, QUESTIONS, REMINDERS = 20_26, 600, 600
ZONE = ZoneInfo("Europe/London")

_NAMES = ("Aiko", "Bram", "Celia", "Dov", "Esther", "Farid", "Greta", "Hugo")
_THINGS = ("the oak frame", "the parking", "her passport photo", "the deposit", "the cake", "that blue scarf")
_DEEDS = ("pay the rent", "water the fern", "send the contract", "pick up the lens", "charge the flash")
_FRAMES: dict[Intent, tuple[str, ...]] = {
    Intent.FIND: (
        "what did {name} say about {thing}", "when did I tell {name} about {thing}", "did {name} mention {thing}?",
        "show me what {name} wrote on Monday", "remind me what {name} asked", "how often did {name} write to me",
    ),
    Intent.GENERAL_QUERY: (
        "does {name} own a dog", "which of my clients wants {thing}", "is {name} allergic to nuts",
        "where is {thing}", "what is {name}'s sister called",
    ),
    Intent.DRAFT: (
        "tell {name} {thing} is ready", "write {name} that {thing} has to wait", "could you ask {name} about {thing}",
        "reply to {name} with a yes", "thank {name} for {thing}", "remind {name} about {thing}",
    ),
    Intent.REMIND: (
        "remind me to {deed} tomorrow", "remind me at 6 about {thing}", "don't let me forget to {deed} tonight",
        "please remind me on Sunday that {name} calls", "set a reminder for 8am to {deed}",
        "in two hours remind me to {deed}",
    ),
    Intent.STATUS: (
        "who is still waiting", "what is open this week", "is anything urgent", "what have I promised {name}",
        "list my reminders", "who should I answer first",
    ),
    Intent.CHIT_CHAT: ("hello", "thank you", "how are you", "good evening", "ok", "who are you?"),
}  # fmt: skip
_OPENERS = ("", "", "", "hey, ", "please ", "sotto, ")


def figures() -> dict[str, object]:
    """Shares of synthetic questions understood and answered as meant."""
    draw = random.Random(SEED)
    return {"intent_accuracy": _intents(draw), "reminder_date_accuracy": _dates(draw), **_sources(draw)}


def _intents(draw: random.Random) -> float:
    right = 0
    for _ in range(QUESTIONS):
        meant = draw.choice(list(_FRAMES))
        said = draw.choice(_FRAMES[meant]).format(
            name=draw.choice(_NAMES), thing=draw.choice(_THINGS), deed=draw.choice(_DEEDS)
        )
        opener = draw.choice(_OPENERS) if meant in (Intent.REMIND, Intent.DRAFT) else ""
        said = draw.choice((said, said.upper(), said + "?", said + " ")) if draw.random() < 0.3 else said
        right += intent(opener + said) is meant
    return round(right / QUESTIONS, 4)


def _dates(draw: random.Random) -> float:
    right = 0
    for _ in range(REMINDERS):
        now = datetime(2026, draw.randint(1, 12), draw.randint(1, 28), draw.randint(7, 21), draw.randint(0, 59))
        words, due = _time(draw, now)
        said = draw.choice(("remind me {w} to {d}", "remind me to {d} {w}", "{w} remind me to {d}"))
        found = reminding.read(said.format(w=words, d=draw.choice(_DEEDS)), now.replace(tzinfo=ZONE))
        right += isinstance(found, reminding.Wish) and found.at.replace(tzinfo=None) == due
    return round(right / REMINDERS, 4)


def _time(draw: random.Random, now: datetime) -> tuple[str, datetime]:
    """A time in words and what it means, on the wall."""
    midnight = datetime(now.year, now.month, now.day)
    hour, day = draw.randint(1, 11), draw.randint(1, 6)
    weekday = midnight + timedelta(days=day)
    match draw.randrange(7):
        case 0:
            return f"tomorrow at {hour}am", midnight + timedelta(days=1, hours=hour)
        case 1:
            return f"tomorrow at {hour}pm", midnight + timedelta(days=1, hours=hour + 12)
        case 2:
            return f"on {weekday:%A} at {hour + 12}:30", weekday + timedelta(hours=hour + 12, minutes=30)
        case 3:
            return f"in {hour} days at 9am", midnight + timedelta(days=hour, hours=9)
        case 4:
            return f"{weekday:%A} morning", weekday + timedelta(hours=9)
        case 5:
            later = midnight + timedelta(days=40 + day)
            return f"on {later.day} {later:%B}", later + timedelta(hours=9)
    return f"in {day} weeks", now + timedelta(weeks=day)


_HISTORY = (
    ("where can I leave my bike?", "the bike goes behind the blue gate"),
    ("what does the oak frame cost?", "the oak frame is ninety with glass"),
    ("is the dog allowed?", "yes, bring the dog, there is a water bowl"),
    ("how long do prints take?", "prints take nine days from the lab"),
    ("can we pay by card?", "card or cash, both are fine"),
    ("do you have a changing room?", "there is a changing room with a mirror upstairs"),
    ("what should the children wear?", "plain colours for the children, no stripes"),
)
_ASKED = (
    ("where does the bike go", 0), ("price of the oak frame", 1), ("may the dog come", 2), ("how long for prints", 3),
    ("can people pay with a card", 4), ("changing room", 5), ("what do children wear", 6),
)  # fmt: skip


def _sources(draw: random.Random) -> dict[str, object]:
    """By words alone: is the right statement quoted, and is nonsense never sure?"""
    history = [text for pair in _HISTORY for text in pair]
    draw.shuffle(history)
    candidates = [Candidate(key, text, None) for key, text in enumerate(history)]
    now = datetime(2026, 3, 18, 14, 30, tzinfo=ZONE)
    hits = 0
    for asked, place in _ASKED:
        chosen = quoted(weigh(query(asked, (), now).terms, candidates))
        hits += any(history[one.key] in _HISTORY[place] for one in chosen)
    nonsense = ("a purple submarine", "the parliament of owls", "quantum trombone lessons")
    sure = sum(weigh(query(one, (), now).terms, candidates)[0].sure for one in nonsense)
    return {"right_message_quoted": round(hits / len(_ASKED), 4), "sure_of_nonsense": round(sure / len(nonsense), 4)}

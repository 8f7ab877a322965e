"""Whether a reply says otherwise than the person did: rate card, the last price, bookings, promises.

A contradiction is a code with its figures behind colons ("price_off_card:150:180"); `app.wording.replies` names it.
Only what the person set or said counts: guesses of bookings that they dismissed never come here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.brief import Booking, BookingState, PriceQuoted, Promise
from engine.domain import Message
from engine.judge import dealings, due, promises
from engine.judge.sentences import sentences
from engine.voice.vocabulary import is_common, words

#: Codes of contradictions, in the order they are looked for.
CODES = ("price_off_card", "price_off_last", "time_taken", "promise_later")
#: The last price to somebody binds so long.
PRICE_HOLDS = timedelta(days=120)
#: Characters behind an amount in which a word may say what it is ("50 deposit").
AFTER_CHARS = 14
#: What one booking takes where its length is unknown.
BOOKED_FOR = timedelta(minutes=90)
#: Part of a price, or something besides it: no price of the service.
_BESIDES = re.compile(
    r"\b(?:deposit|discount|tip|travel|parking|extra|each print|off|refund|owe|change|fee|señal|descuento|acompte|"
    r"remise|anzahlung|rabatt|sinal|desconto)\b"
)
_HOURS = re.compile(
    r"\b(\d{1,2}(?:[.,]5)?|one|two|three|four|half an?) ?(?:h\b|hrs?\b|hours?\b|stunden?\b|horas?\b|heures?\b)"
)
_COUNTS = {"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "half a": 0.5, "half an": 0.5}
_NEGATED = re.compile(r"\b(?:not|no|never|instead of|can't|cannot|won't|booked|taken|busy|nicht|kein\w*|pas|não)\b")


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the rate card; `unit` is what the price is for one of ("hour"), "" for the whole.

    Attributes:
        minutes: how long the service takes, None where it is not set.
    """

    service: str
    amount: float
    currency: str
    unit: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What replies to one conversation are held against.

    Attributes:
        now: aware, in the person's zone.
        card: the active lines of the rate card.
        last: the person's last price to this contact.
        taken: bookings with anybody else that stand; only their times are told.
        promised: the person's open promises here.
    """

    now: datetime
    card: tuple[Price, ...] = ()
    last: PriceQuoted | None = None
    taken: tuple[Booking, ...] = ()
    promised: tuple[Promise, ...] = ()


#: Nothing is known.
NONE = Terms(datetime(1970, 1, 1, tzinfo=UTC))


def contradictions(text: str, terms: Terms) -> tuple[str, ...]:
    """What in a reply contradicts the terms, each code once with its first figures."""
    if not (terms.card or terms.last or terms.taken or terms.promised):
        return ()
    said = Message("draft", False, text, terms.now)
    found: dict[str, str] = {}
    for one in (*_prices(said, terms), *_times(text, terms), *_later(said, terms)):
        found.setdefault(one.partition(":")[0], one)
    return tuple(found[code] for code in CODES if code in found)


# ---- prices --------------------------------------------------------------------------------------------------------


def _prices(said: Message, terms: Terms) -> Iterator[str]:
    """Prices that neither the card nor the last price to this contact knows."""
    low = said.text.casefold()
    quoted = [one for one in dealings.find([said]).prices if not _beside(low, one.amount)]
    for one in quoted:
        line = _line(low, one, terms.card)
        if line is not None and not _fits(one.amount, line, low):
            yield f"price_off_card:{one.amount:g}:{line.amount:g}"
        last = terms.last
        if (
            last is not None
            and terms.now - last.at <= PRICE_HOLDS
            and _same_money(one.currency, last.currency)
            and one.unit == last.unit
            and (not one.what or not last.what or one.what == last.what)
            and one.amount != last.amount
            and not (line is not None and _fits(one.amount, line, low))
        ):
            yield f"price_off_last:{one.amount:g}:{last.amount:g}"


def _beside(low: str, amount: float) -> bool:
    """Whether an amount is part of a price or comes on top."""
    figure = f"{amount:g}"
    place = low.find(figure)
    if place < 0:
        return False
    before, after = (re.split(r"[\d,;.!?]", part) for part in (low[:place], low[place + len(figure) :][:AFTER_CHARS]))
    return _BESIDES.search(before[-1]) is not None or _BESIDES.search(after[0]) is not None


def _line(low: str, one: PriceQuoted, card: Sequence[Price]) -> Price | None:
    """The line of the card that a price belongs to: the service that is named, or the only one of its unit."""
    lines = [line for line in card if _same_money(one.currency, line.currency)]
    named = [line for line in lines if _names(low, line.service)]
    if named:
        return min(named, key=lambda line: (line.unit != one.unit, -len(line.service)))
    same = [line for line in lines if line.unit == one.unit]
    return same[0] if len(same) == 1 and len(lines) == 1 else None


def _names(low: str, service: str) -> bool:
    """Whether a text speaks of a service: a word of its name that says something."""
    telling = [word for word in words(service) if len(word) > 3 or not is_common(word)]
    said = set(words(low))
    return any(word in said for word in telling)


def _fits(amount: float, line: Price, low: str) -> bool:
    """Whether an amount is the card's, for one or for the hours that are named."""
    hours = _HOURS.search(low)
    times = 1.0 if hours is None else _COUNTS.get(hours[1]) or float(hours[1].replace(",", "."))
    allowed = {line.amount}
    if line.unit == "hour":
        allowed.add(line.amount * times)
    elif line.minutes:
        allowed.add(line.amount * times * 60 / line.minutes)
    return any(abs(amount - one) < 0.01 for one in allowed)


def _same_money(one: str, other: str) -> bool:
    return not one or not other or one == other


# ---- times and promises --------------------------------------------------------------------------------------------


def _times(text: str, terms: Terms) -> Iterator[str]:
    """Times offered that another booking takes."""
    for part in sentences(text):
        if _NEGATED.search(part.low):
            continue
        when = due.named(part.low, terms.now)
        if when is None or not when.clock or when.at <= terms.now:
            continue
        for booking in terms.taken:
            if booking.state is BookingState.AGREED and booking.clock and abs(when.at - booking.starts_at) < BOOKED_FOR:
                yield f"time_taken:{booking.starts_at.astimezone(terms.now.tzinfo):%H.%M}"


def _later(said: Message, terms: Terms) -> Iterator[str]:
    """Deeds that are now promised for later than they were."""
    mine = Message(said.message_id, True, said.text, said.sent_at)
    for new in promises.find(mine):
        for old in terms.promised:
            same = new.kind == old.kind and (new.kind != "do" or new.what.casefold() == old.what.casefold())
            if same and new.due_at is not None and old.due_at is not None and new.due_at > old.due_at:
                yield f"promise_later:{old.due_at.astimezone(terms.now.tzinfo):%A}"

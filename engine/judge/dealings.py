"""What was dealt in a conversation: prices named, payments made, dates settled; each with the message it stands in.

These are guesses for the person to confirm: said, not proved. Questions, plans, refusals and other people's dealings
do not count. A payment of which both sides speak within SAME_PAYMENT is one.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from engine.brief import Booking, BookingState, Dealings, Direction, Payment, PriceQuoted, Side
from engine.domain import Message
from engine.judge import dealing_cues as cues
from engine.judge.due import Due, named
from engine.judge.sentences import Sentence, sentences

#: One payment is spoken of by both sides within this time.
SAME_PAYMENT = timedelta(days=5)
#: A date put to the other side waits this long, and this many messages, for an answer.
OFFER_STANDS, OFFER_MESSAGES = timedelta(days=7), 8
#: Least and largest amount that a bare number may be as a price.
LEAST_BARE, MOST_BARE = 5, 100_000
#: How sure: both sides said it, one said it plainly, only a bare word said it.
BOTH, PLAIN, BARE = 0.95, 0.8, 0.65

_GATE = re.compile(
    r"\d|pa(?:id|y)|transfer|wire[ds]|sent|money|deposit|got|receiv|pag|transfer|hice|virement|r[ée]gl|"
    r"[üu]berwies|zahl|fiz|recib|re[çc]|receb|pix|book|confirm|see (?:you|u|ya)|cancel|can't|cannot|won't|day\b|tomorrow|"
    r"s[áa]bado|lunes|martes|jueves|viernes|domingo|lundi|mardi|jeudi|vendredi|samedi|dimanche|tag\b|morgen|sexta|ma[ñn]ana|demain"
)
_GATE_CHARS = 400
#: A bare number after these is a time, a date or a name; but "received the 180" is an amount.
_NO_AMOUNT = re.compile(r"\b(?:at|on|the|order|invoice|nr|no|am|um|el|le|dia) ?#?$")
_THE_AMOUNT = re.compile(r"\b(?:received|transferred|paid|sent|got) the ?$")


@dataclass(frozen=True, slots=True)
class _Offer:
    """A date one side put to the other."""

    by: Side
    when: Due
    what: str
    message: Message
    place: int


def find(messages: Sequence[Message], *, zone: tzinfo | None = None) -> Dealings:
    """What `messages` (oldest first) say was dealt; times are meant in `zone`, else in that of each `sent_at`."""
    prices: list[PriceQuoted] = []
    payments: list[Payment] = []
    bookings: list[Booking] = []
    offer: _Offer | None = None
    for place, message in enumerate(messages):
        if not message.text or not message.spoken or message.one_time_code:
            continue
        low = message.text[:_GATE_CHARS].lower()
        if offer is None and _GATE.search(low) is None:
            continue
        parts = sentences(message.text)
        prices += _prices(message, parts)
        for payment in _payments(message, parts):
            _note(payments, payment)
        offer = _booked(message, parts, place, offer, bookings, zone)
    return Dealings(tuple(prices), tuple(payments), tuple(bookings))


def _side(message: Message) -> Side:
    return Side.ME if message.from_me else Side.THEM


# ---- prices ----------------------------------------------------------------------------------------------------------


def _prices(message: Message, parts: Sequence[Sentence]) -> list[PriceQuoted]:
    found = []
    for part in parts:
        if part.quoted or (part.asks and message.from_me) or cues.LOST.search(part.low):
            continue
        for met in cues.MONEY.finditer(part.low):
            before, after = part.low[: met.start()], part.low[met.end() :]
            amount = _number(met["a"] or met["b"] or met["c"])
            unit = cues.UNIT.match(after)
            if met["c"] and (cues.COUNTED.match(after) or not LEAST_BARE <= amount <= MOST_BARE):
                continue
            told = cues.FIRM_BEFORE.search(before) or (not met["c"] and cues.QUOTES_BEFORE.search(before))
            if not told and (unit is None or (met["c"] and unit["unit"] not in ("each", "apiece"))):
                continue
            found.append(_quoted(message, part, met, amount, unit))
    return found


def _quoted(
    message: Message, part: Sentence, met: re.Match[str], amount: float, unit: re.Match[str] | None
) -> PriceQuoted:
    mark = (met["sign"] or met["word"] or "").strip()
    what = cues.WHAT.search(part.low)
    word = unit["unit"] if unit is not None else ""
    return PriceQuoted(
        by=_side(message),
        amount=amount,
        currency=cues.CURRENCIES.get(mark, ""),
        unit=cues.UNITS.get(word, word),
        what=what["what"] if what is not None else "",
        message_id=message.message_id,
        at=message.sent_at,
    )


def _number(written: str) -> float:
    """ "1,200" and "1.200" are twelve hundred, "12.50" and "12,50" twelve and a half."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", written):
        return float(re.sub(r"[.,]", "", written))
    whole, mark, rest = written.rpartition("." if written.rfind(".") > written.rfind(",") else ",")
    return (
        float(f"{re.sub(r'[.,]', '', whole)}.{rest}")
        if mark and len(rest) <= 2
        else float(re.sub(r"[.,]", "", written))
    )


# ---- payments --------------------------------------------------------------------------------------------------------


def _payments(message: Message, parts: Sequence[Sentence]) -> list[Payment]:
    for part in parts:
        if part.quoted or part.asks:
            continue
        paid = cues.PAID.search(part.low)
        received = None if paid else cues.RECEIVED.search(part.low)
        met = paid or received
        if met is None or cues.NOT_PAID.search(part.low[: met.end()]):
            continue
        money = _amount(part.low) or _only_amount(parts)
        incoming = (paid is not None) != message.from_me
        plain = money is not None or len(met.group().split()) > 1
        return [
            Payment(
                direction=Direction.IN if incoming else Direction.OUT,
                amount=money[0] if money else None,
                currency=money[1] if money else "",
                paid_at=message.sent_at,
                message_id=message.message_id,
                confidence=PLAIN if plain else BARE,
            )
        ]
    return []


def _amount(low: str) -> tuple[float, str] | None:
    """The amount named in a sentence about money; bare numbers count, times and counted things do not."""
    for met in cues.MONEY.finditer(low):
        amount = _number(met["a"] or met["b"] or met["c"])
        if met["c"] and (cues.COUNTED.match(low[met.end() :]) or not LEAST_BARE <= amount <= MOST_BARE):
            continue
        before = low[: met.start()]
        if met["c"] and _NO_AMOUNT.search(before) and not _THE_AMOUNT.search(before):
            continue
        return amount, cues.CURRENCIES.get((met["sign"] or met["word"] or "").strip(), "")
    return None


def _only_amount(parts: Sequence[Sentence]) -> tuple[float, str] | None:
    """ "Deposit sent! 78, thanks": the one amount of a message that names no other."""
    named = [money for part in parts if (money := _amount(part.low)) is not None]
    return named[0] if len(named) == 1 else None


def _note(payments: list[Payment], payment: Payment) -> None:
    """Add a payment, or make the one surer of which the other side spoke already."""
    for at in range(len(payments) - 1, -1, -1):
        known = payments[at]
        if payment.paid_at - known.paid_at > SAME_PAYMENT:
            break
        same = known.direction is payment.direction
        if same and (None in (known.amount, payment.amount) or known.amount == payment.amount):
            payments[at] = replace(
                known,
                amount=payment.amount if known.amount is None else known.amount,
                currency=known.currency or payment.currency,
                confidence=BOTH,
            )
            return
    payments.append(payment)


# ---- bookings --------------------------------------------------------------------------------------------------------


def _booked(
    message: Message,
    parts: Sequence[Sentence],
    place: int,
    offer: _Offer | None,
    bookings: list[Booking],
    zone: tzinfo | None,
) -> _Offer | None:
    """Take a message up into `bookings`; returns the date that waits for an answer after it."""
    if offer is not None and (
        message.sent_at - offer.message.sent_at > OFFER_STANDS or place - offer.place > OFFER_MESSAGES
    ):
        offer = None
    said_at = message.sent_at.astimezone(zone) if zone is not None else message.sent_at
    low = " ".join(part.low for part in parts)
    if cues.CANCELS.search(low) and bookings and bookings[-1].state is BookingState.AGREED:
        bookings[-1] = replace(bookings[-1], state=BookingState.CANCELLED)
        return None
    if offer is not None and _side(message) is offer.by.other:
        if cues.ACCEPTS.search(low) and not cues.REFUSES.search(low):
            said = named(low, said_at)
            when = said if said is not None and said.clock else offer.when
            _settle(
                bookings,
                Booking(offer.what, when.at, when.clock, BookingState.AGREED, message.message_id, BOTH),
                said_at,
            )
            return None
        if cues.REFUSES.search(low):
            offer = None
    for part in parts:
        if (found := _dated(part, message, said_at, place, bookings)) is not None:
            offer = found
    return offer


def _dated(part: Sentence, message: Message, said_at: datetime, place: int, bookings: list[Booking]) -> _Offer | None:
    """The date a sentence puts to the other side; one it calls settled goes to `bookings`."""
    if part.quoted or cues.NO_MEETING.search(part.low):
        return None
    what = cues.WHAT.search(part.low)
    name = what["what"] if what is not None else ""
    settles = not part.asks and cues.SETTLES.search(part.low) is not None
    if not settles and not part.asks and cues.PROPOSES.search(part.low) is None:
        return None
    if settles and re.search(r"\bfully booked\b|\bif\b|\bnot\b|n't\b", part.low):
        return None
    when = named(part.low, said_at)
    if when is None:
        return None
    if settles:
        _settle(bookings, Booking(name, when.at, when.clock, BookingState.AGREED, message.message_id, PLAIN), said_at)
        return None
    return _Offer(_side(message), when, name, message, place) if cues.PROPOSES.search(part.low) else None


def _settle(bookings: list[Booking], booking: Booking, said_at: datetime) -> None:
    """Add a booking; the same day said again is the same one, and an agreed one still ahead was moved to it."""
    for at in range(len(bookings) - 1, -1, -1):
        known = bookings[at]
        if known.starts_at < said_at:
            break
        if known.state is BookingState.AGREED:
            same_day = known.starts_at.date() == booking.starts_at.date()
            kept = known if same_day and known.clock and not booking.clock else booking
            bookings[at] = replace(kept, what=booking.what or known.what, message_id=booking.message_id)
            return
    bookings.append(booking)

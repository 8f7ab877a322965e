"""What replies to one conversation keep to: persona, rate card, boundaries, bookings and promises of the person."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from app import personas
from app.store import promises, terms, threads
from app.store.conversations import ConversationRow
from app.store.terms import Footing, Rate
from engine.brief import Booking, PriceQuoted, Side
from engine.domain import Persona
from engine.judge import dealings
from engine.reply.consistency import PRICE_HOLDS, Price, Terms

#: Newest messages in which the last price to a contact is looked for.
READS = 200
#: Bookings that lie further back take no time of the person's any more.
PAST = timedelta(hours=12)
#: Words of each sort that are told of a persona.
MOST_SAID = 3


def terms_of(db: Database, row: ConversationRow, *, now: datetime) -> Terms:
    """What a reply here is held against.

    Args:
        now: aware, in the person's zone.
    """
    mine = [one for one in promises.open(db, conversation_id=row.id, now=now) if one.by is Side.ME]
    return Terms(
        now=now,
        card=tuple(_price(rate) for rate in terms.rates(db, active_only=True)),
        last=_last_price(db, row, now),
        taken=tuple(_taken(db, row, now)),
        promised=tuple(mine),
    )


def notes_of(db: Database, row: ConversationRow) -> tuple[str, ...]:
    """Lines for the prompt of a reply here: the persona that speaks to this contact, the rate card, the boundaries."""
    card = [_line(rate) for rate in terms.rates(db, active_only=True)]
    limits = [f"You do not do this: {one.text}" for one in terms.boundaries(db)]
    return (*_persona(personas.in_use(db, row.contact_id)), *limits, *card)


def _persona(persona: Persona | None) -> list[str]:
    if persona is None:
        return []
    said = {
        "You call them": persona.pet_names[:MOST_SAID],
        "You like the emoji": persona.signature_emojis[:MOST_SAID],
        "You turn wishes down like": persona.deflection_phrases[:MOST_SAID],
    }
    return [f"{begin} {', '.join(words)}" for begin, words in said.items() if words]


def _price(rate: Rate) -> Price:
    return Price(rate.service, rate.price, rate.currency, rate.unit, rate.minutes)


def _line(rate: Rate) -> str:
    each = f" per {rate.unit}" if rate.unit else ""
    takes = f" ({rate.minutes} minutes)" if rate.minutes else ""
    return f"Your price for {rate.service}: {rate.price:g} {rate.currency}{each}{takes}"


def _last_price(db: Database, row: ConversationRow, now: datetime) -> PriceQuoted | None:
    said = [one for one in threads.recent(db, row.id, limit=READS, until=now) if now - one.sent_at <= PRICE_HOLDS]
    mine = [one for one in dealings.find(said, zone=now.tzinfo).prices if one.by is Side.ME]
    return mine[-1] if mine else None


def _taken(db: Database, row: ConversationRow, now: datetime) -> list[Booking]:
    """Times that others have booked; a guess counts, because the person is only told to look."""
    return [
        Booking(one.what, one.starts_at, one.clock, one.state, str(one.message_id or ""), one.confidence)
        for one in terms.bookings(db, since=now - PAST)
        if one.conversation_id != row.id and one.standing is not Footing.DISMISSED
    ]

"""What replies to one conversation keep to: persona, rate card, boundaries, bookings and promises of the person."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from app import personas
from app.store import ledger, promises, terms, threads
from app.store.conversations import ConversationRow
from app.store.ledger import Footing
from app.store.terms import Rate
from engine.brief import Booking, PriceQuoted, Side
from engine.judge import dealings
from engine.reply.consistency import PRICE_HOLDS, Price, Terms
from engine.reply.hygiene import as_data
from engine.voice import style

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
    return (*_treatment(db, row.contact_id), *limits, *card)


def _treatment(db: Database, contact_id: int | None) -> list[str]:
    """How this contact is treated: what was set by hand, and the persona that is on for them."""
    persona = personas.in_use(db, contact_id)
    manner = personas.manners(db, contact_id, style.NEUTRAL).own
    said = {
        "You call them": manner.pet_names[:MOST_SAID],
        "You like the emoji": manner.signs[:MOST_SAID] if manner.sign_share else (),
        "You turn wishes down like": persona.deflection_phrases[:MOST_SAID] if persona and manner.flirts else (),
    }
    lines = [f"{begin} {', '.join(told)}" for begin, words in said.items() if (told := list(map(as_data, words)))]
    if manner.address:
        lines.append(f"You address them in the {next(iter(manner.address.values()))} form")
    return lines


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
        for one in ledger.bookings(db, since=now - PAST)
        if one.conversation_id != row.id and one.standing is not Footing.DISMISSED
    ]

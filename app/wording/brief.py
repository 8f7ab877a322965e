"""What the brief says to a person: stages, moods, signals, suggested steps, by code."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from engine.brief import Promise, PromiseState, Side, Signal, Stage, Step

STAGES: Final = {
    Stage.INITIAL_CONTACT: "First contact",
    Stage.EARLY_ENGAGEMENT: "Getting to know",
    Stage.QUALIFICATION: "Finding out what is wanted",
    Stage.NEGOTIATION: "Agreeing on terms",
    Stage.CLOSING: "Agreed",
    Stage.STALLED: "Waiting for them",
    Stage.DEAD: "Over for now",
}
MOODS: Final = {
    "neutral": "Matter-of-fact",
    "happy": "Happy",
    "excited": "Excited",
    "grateful": "Grateful",
    "concerned": "Worried",
    "frustrated": "Frustrated",
    "angry": "Angry",
    "sad": "Sad",
    "affectionate": "Affectionate",
    "rushed": "A little rushed",
    "patient": "In no hurry",
}
#: Sentences by code; `{count}` is a number. The second is for one.
SIGNALS: Final = {
    "paid": ("Payments noted: {count}", "One payment noted"),
    "booked": ("Dates agreed: {count}", "A date is agreed"),
    "came_back": ("Came back after a while", "Came back after a while"),
    "kept_promise": ("Did what they said ({count} times)", "Did what they said"),
    "confirms": ("Took up your offer", "Took up your offer"),
    "asks_for_date": ("Asks for a date", "Asks for a date"),
    "names_budget": ("Names a budget", "Names a budget"),
    "says_thanks": ("Says thanks", "Says thanks"),
    "risk_flags": ("{count} phrases worth checking", "One phrase worth checking"),
    "complains": ("Is not happy with something", "Is not happy with something"),
    "broken_promise": ("{count} things they said are overdue", "Something they said is overdue"),
    "cancelled": ("{count} dates were cancelled", "A date was cancelled"),
    "haggles": ("Asks for a lower price or more for the same", "Asks for a lower price or more for the same"),
    "late": ("Runs late", "Runs late"),
    "vague": ("Stays vague", "Stays vague"),
    "silent": ("Has not answered your question", "Has not answered your question"),
}
STEPS: Final = {
    "care_first": "Ask if they are safe, before anything else",
    "stop_and_check": "Send nothing and pay nothing before you have checked who this is",
    "check_first": "Check the phrases that stand out before you agree to anything",
    "answer_now": "Answer now: they may need help",
    "state_price": "State the price",
    "confirm_date": "Confirm or refuse the date",
    "confirm_date_day": "Confirm or refuse {day}",
    "confirm_or_refuse_move": "Say whether the date can move",
    "confirm_or_refuse_move_day": "Say whether {day} can be moved as asked",
    "answer_cancellation": "Answer the cancellation",
    "answer_payment": "Answer about the payment",
    "make_it_right": "Say how you make it right",
    "answer_question": "Answer “{quote}”",
    "keep_promise": "You said: “{what}”",
    "keep_promise_due": "You said: “{what}”, due {due}",
    "remind_them": "Ask after what they said: “{what}”",
    "ask_deposit": "Ask for a deposit for {day}",
    "remind_of_booking": "A short word before {day}",
    "settle_date": "Settle on a date",
    "follow_up": "Follow up with one short line",
    "let_rest": "Nothing to do: leave it with them",
}
#: Longest quotation of a step.
QUOTE_CHARS: Final = 80


def stage(found: Stage) -> str:
    """What a stage is called."""
    return STAGES[found]


def mood(code: str) -> str:
    """A mood as a chip."""
    return MOODS[code]


def signal(found: Signal) -> str:
    """A signal as a line."""
    many, one = SIGNALS[found.code]
    return (one if found.facts.get("count", "1") == "1" else many).format(**found.facts)


def step(found: Step, *, now: datetime) -> str:
    """A suggested step as a line; times are told in the zone of `now`."""
    facts = {name: _quoted(value) for name, value in found.facts.items()}
    code = found.code
    if "due_at" in facts:
        facts["due"], code = moment(datetime.fromisoformat(facts["due_at"]), now), f"{code}_due"
    if "starts_at" in facts:
        facts["day"] = moment(datetime.fromisoformat(facts["starts_at"]), now)
    elif "day" in facts:
        code = f"{code}_day"
    return STEPS.get(code, STEPS[found.code]).format(**facts)


def promise(found: Promise, *, name: str = "") -> str:
    """A promise as a line: "You: send the invoice", "Ines: send the outfit photos"."""
    who = "You" if found.by is Side.ME else name or "They"
    return f"{who}: {found.what}"


def due(found: Promise, *, now: datetime) -> str:
    """When a promise is due, in short: "today", "14:00", "2 days late"; "" without a time."""
    if found.due_at is None or found.state is not PromiseState.OPEN:
        return ""
    if found.overdue(now):
        late = now - found.due_at
        return f"{late.days} day{'' if late.days == 1 else 's'} late" if late.days else "late"
    return moment(found.due_at, now, clock=found.clock)


def moment(when: datetime, now: datetime, *, clock: bool = False) -> str:
    """A day as a person says it ("today", "Friday", "20 March"), with `clock` and its time."""
    local = when.astimezone(now.tzinfo)
    days = (local.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(days) or (f"{local:%A}" if 0 < days < 7 else f"{local.day} {local:%B}")
    return f"{day} {local:%H:%M}" if clock else day


def _quoted(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= QUOTE_CHARS else f"{value[: QUOTE_CHARS - 1]}…"

"""What judgement says to a person: reasons, recommendations, counter-evidence, chips of the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from app.wording.flags import OWN_PHRASE, PATTERNS
from engine.domain import Priority, Reason, Risk, Standing, State
from engine.judge.deadlines import DAY_ENDS, EVENING_ENDS
from engine.judge.risk import level

#: Whole sentences of a reason, or the part that follows "Here because:".
REASONS: Final = {
    "nothing_said": "Nothing was said yet",
    "marked_done": "You marked it done",
    "you_closed": "You closed it",
    "you_asked": "You asked, and they have not answered",
    "you_wrote_last": "You wrote last",
    "answered": "You answered",
    "gone_quiet": "They did not come back to your question",
    "closing_only": "They only said thanks or goodbye",
    "sticker_only": "They sent a sticker",
    "taken_back": "They took it back",
    "advert": "It reads like advertising",
    "snoozed": "Set aside until {until}",
    "until_they_write": "Set aside until they write",
    "switched_off": "You asked Sotto not to read this",
    "automated": "It was written by a machine",
    "long_past": "They asked long ago",
    "bad_news": "has bad news",
    "at_the_door": "is at the door",
    "nothing_asked": "They asked for nothing",
    "distress": "may be in distress",
    "ready_to_book": "ready to book",
    "asked": "asked {about} {ago} ago",
    "asked_several": "asked {count} things, the first {ago} ago",
    "wrote": "wrote {ago} ago",
    "sent_attachment": "sent something {ago} ago",
    "usual_reply": "usually answered within {span}",
    "deadline": "gives a deadline: {words}",
    "time_named": "names a time: {words}",
    "returning_client": "returning client",
    "class_shift": "{class} contact",
    "now": "wants it now",
    "asap": "wants it as soon as possible",
    "danger": "speaks of danger",
    "alarming": "sounds as if it cannot wait",
    "at_stake": "something is lost by waiting",
    "urgent_word": "says it is urgent",
    "no_rush": "says there is no rush",
    "outage": "something is not working",
    "chasing": "has been waiting",
    "running_late": "is running late",
    "call_wanted": "wants a call",
    "angry_words": "sounds upset",
    "shouting": "writes in capitals",
    "intent_none": "says nothing in words",
    "intent_request": "asks for something",
    "intent_question": "asks a question",
    "intent_booking": "wants to book",
    "intent_reschedule": "wants to move a date",
    "intent_cancel": "wants to cancel",
    "intent_price": "asks about prices",
    "intent_payment": "writes about a payment",
    "intent_complaint": "is not happy with something",
    "intent_thanks": "says thanks",
    "intent_greeting": "says hello",
    "intent_smalltalk": "just talks",
    "intent_information": "tells you something",
    "intent_emergency": "may need help now",
    "intent_spam": "reads like advertising",
}

#: What was asked, by intent; a day that was named goes before it.
ABOUT: Final = {
    "booking": "about a booking",
    "reschedule": "to move a date",
    "cancel": "to cancel",
    "price": "about prices",
    "payment": "about a payment",
    "complaint": "about something that went wrong",
    "emergency": "for help",
    "request": "for something",
    "question": "a question",
}

#: The second half of a chip, by intent.
CHIPS: Final = {
    "request": "request",
    "question": "question",
    "booking": "booking",
    "reschedule": "reschedule",
    "cancel": "cancellation",
    "price": "prices",
    "payment": "payment",
    "complaint": "problem",
    "thanks": "thanks",
    "greeting": "hello",
    "smalltalk": "chat",
    "information": "news",
    "emergency": "emergency",
    "spam": "advertising",
}
#: What is answered the same day even without a deadline: a date is held up by it.
_TODAY: Final = ("booking", "reschedule", "cancel")
#: A deadline within this time is today's work.
_CLOSE: Final = timedelta(hours=30)
_LEVEL: Final = {Priority.URGENT: "now", Priority.TIME_SENSITIVE: "now", Priority.ROUTINE: "soon", Priority.LOW: ""}
_WHEN: Final = {"now": "Now", "today": "Today", "soon": "This week"}

RECOMMENDATIONS: Final = {
    "clear": "Nothing here needs care.",
    "verify_first": "Worth checking before you go on. Ask what only they would know, or call a number you have.",
    "agree_price_first": "Agree on the price before more work. A short friendly line is enough.",
    "limit_time": "Little has come of this so far. Offer one concrete next step, then leave it with them.",
    "take_your_time": "There is pressure in these words. You may take your time, and you may say no.",
    "keep_distance": "Keep your distance for now. You owe no answer to this.",
    "do_not_pay_or_share": "Don’t pay, and share no codes or details. Check through a way of your own first.",
    "check_words": "Words that you asked to be told of. What you do with them is yours to decide.",
    "care_first": "Somebody may be in distress here. People first: ask if they are safe and point to help near them.",
}

CARE_NOTICE: Final = (
    "These words may mean that somebody is thinking of hurting themselves. If there is danger now, local emergency "
    "services can help. You do not have to carry this alone."
)

COUNTER: Final = {
    "paid_before": "Has paid you before ({count}).",
    "booking_kept": "Has kept bookings with you ({count}).",
    "long_history": "You have written with each other for {days} days ({messages} messages).",
    "answered_identity": "Answered when you asked who they are.",
    "you_know_them": "You write to them like to somebody you know.",
}
NO_COUNTER: Final = "Nothing found that speaks against it"

#: What the reciprocity meter says, by note; "" where there is nothing to say.
RECIPROCITY: Final = {
    "balanced": "",
    "returns": "Time given came back as bookings or payments.",
    "unanswered": "Your last three messages are unanswered. The next word may be theirs.",
    "unpaid": "Three replies and no booking or payment so far. Offer one concrete next step, or leave it here.",
    "appealed": "You said that all is well with this contact.",
}

STAGES: Final = {"hook": "Hook", "trust": "Trust", "urgency": "Urgency", "ask": "Ask"}
LEVELS: Final = {"clear": "Clear", "check": "Worth checking", "high": "High risk"}


def reason_sentence(reasons: Sequence[Reason], *, now: datetime | None = None) -> str:
    """Why a conversation stands so, in words: "asked about Saturday 2 h ago; usually answered within 25 min".

    Args:
        now: gives the zone of times; without it times are shown in the zone they carry.
    """
    return "; ".join(dict.fromkeys(_one(reason, now) for reason in reasons))


def chip(standing: Standing, *, now: datetime | None = None) -> tuple[str, str]:
    """Level ("now", "today", "soon" or "") and text of the urgency chip: "By 15:00 · reschedule".

    Args:
        now: in the person's zone; tells today's deadlines from later ones.
    """
    if standing.state is State.LATER:
        return "", _back(standing, now)
    if standing.state is not State.NEEDS_REPLY or standing.triage is None:
        return "", ""
    name, due = standing.triage.intent, standing.due_at
    due = due.astimezone(now.tzinfo if now is not None else None) if due is not None else None
    found = _LEVEL[standing.priority]
    if found == "now" and standing.priority is not Priority.URGENT and due is not None and not _same_day(due, now):
        found = "today"
    if found == "soon" and (name in _TODAY or _close(due, now) or (name == "price" and due is None)):
        found = "today"
    if not found:
        return "", ""
    codes = {reason.code for reason in (*standing.reasons, *standing.triage.reasons)}
    if "distress" in codes:
        return "now", "Now · may need you"
    if due is None and name in ("booking", "price"):
        if "ready_to_book" in codes:
            return found, "Ready to book"
        if name == "price":
            return found, "Quote requested"
    return found, f"{_by(due, now) or _WHEN[found]} · {CHIPS[name]}"


def recommendation(code: str) -> str:
    """What Sotto suggests to do."""
    return RECOMMENDATIONS[code]


def pattern_title(name: str) -> str:
    """What a flag is called in the window: words are judged, not people."""
    return OWN_PHRASE if name == "own_phrase" else PATTERNS.get(name, name.replace("_", " ").capitalize())


def counter_sentences(risk: Risk) -> list[str]:
    """What speaks against it; never empty."""
    return [COUNTER[r.code].format(**r.facts) for r in risk.counter_evidence] or [NO_COUNTER]


def risk_word(combined_risk: float) -> str:
    """ "Clear", "Worth checking" or "High risk"."""
    return LEVELS[level(combined_risk)]


def span(seconds: float) -> str:
    """A length of time in short words: "25 min", "2 h", "3 days"; whole ones only, as a row of the inbox counts."""
    minutes = max(1, int(seconds // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // 1440} days"


def _one(reason: Reason, now: datetime | None) -> str:
    facts = dict(reason.facts)
    if "seconds" in facts:
        facts["ago"] = facts["span"] = span(float(facts["seconds"]))
    if reason.code == "asked":
        facts["about"] = (
            f"about {facts['about']}" if "about" in facts else ABOUT.get(facts.get("intent", ""), "for something")
        )
    if "until" in facts:
        facts["until"] = _moment(datetime.fromisoformat(facts["until"]), now)
    return REASONS[reason.code].format(**facts)


def _moment(when: datetime, now: datetime | None) -> str:
    local = when.astimezone(now.tzinfo if now is not None else None)
    if _same_day(local, now):
        return f"{local:%H:%M}"
    return f"{local.day} {local:%B}, {local:%H:%M}"


def _by(due: datetime | None, now: datetime | None) -> str:
    if due is None:
        return ""
    if due.time() in (DAY_ENDS, EVENING_ENDS):
        if _same_day(due, now):
            return "Today"
    elif now is None or _same_day(due, now):
        return f"By {due:%H:%M}"
    elif due.date() == now.date() + timedelta(days=1):
        return f"By tomorrow {due:%H:%M}"
    if now is not None and due.date() == now.date() + timedelta(days=1):
        return "By tomorrow"
    if now is not None and (due.date() - now.date()).days < 7:
        return f"By {due:%A}"
    return f"By {due.day} {due:%B}"


def _back(standing: Standing, now: datetime | None) -> str:
    """When what was set aside comes back: "Back at 18:00", "Back tomorrow 09:00", "Back when they write"."""
    for reason in standing.reasons:
        if reason.code == "until_they_write":
            return "Back when they write"
        if reason.code == "snoozed":
            when = datetime.fromisoformat(reason.facts["until"]).astimezone(now.tzinfo if now is not None else None)
            if _same_day(when, now):
                return f"Back at {when:%H:%M}"
            if now is not None and when.date() == now.date() + timedelta(days=1):
                return f"Back tomorrow {when:%H:%M}"
            if now is not None and 0 < (when.date() - now.date()).days < 7:
                return f"Back {when:%A %H:%M}"
            return f"Back {when.day} {when:%B %H:%M}"
    return ""


def _close(due: datetime | None, now: datetime | None) -> bool:
    return due is not None and now is not None and due - now <= _CLOSE


def _same_day(when: datetime | None, now: datetime | None) -> bool:
    return when is not None and now is not None and when.astimezone(now.tzinfo).date() == now.date()

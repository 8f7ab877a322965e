"""Where a conversation stands: whose turn it is, how urgent, why, and what waiting costs (FEATURES §6).

    loss = urgency x value of the contact x closing

`closing` grows from CLOSING_LEAST to 1 while the person's usual reply window (`engine.judge.reply_window`), or the time
until a deadline they named, runs out; conversations left for weeks fade, so that yesterday's question comes before last
month's. `engine.judge.answer_order` then adds what was learnt from whom the person answers first.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from engine.domain import ContactClass, Kind, Message, Priority, Reason, Standing, State, Triage
from engine.judge import deadlines, openness, reply_window
from engine.judge.reading import Shape, read
from engine.judge.reply_window import History, Window
from engine.judge.triage import priority, triage
from engine.judge.urgency import pressure

#: What an answer is worth, by class of the contact.
VALUE = {
    ContactClass.CLIENT: 1.0,
    ContactClass.WORK: 0.95,
    ContactClass.FAMILY: 0.95,
    ContactClass.UNKNOWN: 0.85,
    ContactClass.FRIEND: 0.8,
    ContactClass.ACQUAINTANCE: 0.75,
}
CLOSING_LEAST = 0.7
#: A deadline of today is felt all day: a waking day of so many seconds before it, its pull is 1/e.
DEADLINE_FELT_S = 16 * 3600.0
#: Where nothing is known of the person's habit.
NO_HISTORY = History()
#: Waiting longer than this, the loss halves with every further FADE.
FADE_FROM = timedelta(days=7)
FADE = timedelta(days=14)
#: The person's own last message keeps a conversation "waiting" this long: a question, else a statement.
WAIT_QUESTION = timedelta(days=45)
WAIT_STATEMENT = timedelta(days=3)
#: Messages of a burst that are weighed, newest kept.
BURST = 30
#: What a burst is about: the first of these intents that any open message has; "could you" says less than any of them.
SPECIFIC = (
    "emergency", "cancel", "reschedule", "complaint", "booking", "price", "payment", "question", "request",
)  # fmt: skip
#: Several unanswered questions in one burst add this each, at most twice.
MORE_QUESTIONS = 0.04
#: Messages from which on somebody is a returning client.
RETURNING_FROM = 40

#: Phrases that only end a talk; a closing consists of nothing else.
_CLOSING = re.compile(
    r"(?:(?:"
    r"ok(?:ay)?|k+|cool|great|perfect|awesome|amazing|lovely|nice|wonderful|brilliant|fab|super|sure|alright|all right|got it|noted|will do|"
    r"sounds (?:good|great|perfect|lovely)|thanks?|thank (?:you|u)|thx|ty|tysm|cheers|many|so much|a lot|again|very much|"
    r"for (?:everything|your help|this|that|letting me know|the (?:info|update|photos|pictures|quick reply))|no (?:problem|worries)|"
    r"you'?re welcome|welcome|see (?:you|u|ya)|then|there|soon|tomorrow|later|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|at \d[\d:.]*(?: ?[ap]m)?|"
    r"talk (?:soon|later)|bye|take care|have a (?:nice|good|great|lovely) \w+|you too|u too|good ?night|night|lol|haha\w*|yay|"
    r"(?:we )?love (?:it|them|you)|gracias|muchas|merci|beaucoup|danke|vielen dank|obrigad[oa]|vale|perfecto|parfait|d'accord|alles klar|beleza|"
    r"ciao|tsch[üu]ss|and|that's|so|both|all|hun|hon|mate|dear|my friend|x+"
    r")(?: |$))+"
)
_RETRACTED = re.compile(
    r"^(?:(?:oh|ah|ok|sorry|actually)[, ]*)?(?:never ?mind|nvm|forget (?:it|that|about it)|ignore (?:that|me|my last)|all (?:sorted|good now)|sorted|found it|"
    r"figured it out|no longer needed|don't worry(?: about (?:it|that))?)\b"
)

#: Words of the person that leave it to the other side whether to answer.
_LEFT_TO_THEM = re.compile(
    r"\b(?:shout|tell me|let me know|say|call|write|text|ask|send (?:me|it|them)\b[^.!?]{0,40})(?: me)?(?: \w+){0,2} (?:if|when|whenever|should|some ?time|some day|once)\b|"
    r"\b(?:any ?time|whenever|no rush|if you (?:like|want|need)|if anything)\b"
)


def standing(
    messages: Sequence[Message],
    *,
    contact_class: ContactClass,
    now: datetime,
    done_through: datetime | None = None,
    snoozed_until: datetime | None = None,
    snoozed_through: datetime | None = None,
    history: History = NO_HISTORY,
    embeddings: Mapping[str, NDArray[np.float32]] | None = None,
) -> Standing:
    """Where the conversation of `messages` (oldest first) stands at `now`.

    Args:
        now: aware, in the person's zone: times named in messages are read in it.
        done_through: time of the newest message when the person marked it done.
        snoozed_until: when it comes back to the list.
        snoozed_through: set aside until there is a message of theirs after this time, whatever the clock says.
        history: how the person has answered this contact, and everybody.
        embeddings: (384,) unit vectors by message id, where they are known.
    """
    said = [m for m in messages if m.spoken and not m.one_time_code and m.sent_at <= now]
    if not said:
        return _quiet(State.DONE, "nothing_said")
    burst, put_off = openness.unanswered(said)
    verdict = _verdict(said, burst, done_through, now)
    found = (
        _quiet(*verdict) if verdict else _needed(said, burst, put_off, contact_class, now, history, embeddings or {})
    )
    if found.state is State.DONE:
        return found
    if snoozed_through is not None:
        if any(not m.from_me and m.sent_at > snoozed_through for m in said):
            return found
        return replace(found, state=State.LATER, reasons=(Reason("until_they_write"), *found.reasons))
    if snoozed_until is not None and snoozed_until > now:
        until = Reason("snoozed", {"until": _iso(snoozed_until)})
        return replace(found, state=State.LATER, reasons=(until, *found.reasons))
    return found


def is_closing(text: str) -> bool:
    """Whether the text only ends the talk: "ok thanks!", "see you then", an emoji."""
    reading = read(text)
    if reading.shape in (Shape.EMPTY, Shape.EMOJI):
        return True
    if not reading.words or len(reading.words) > 16 or reading.question_mark:
        return False
    return _CLOSING.fullmatch(" ".join(reading.words)) is not None


def _verdict(
    said: Sequence[Message], burst: Sequence[Message], done_through: datetime | None, now: datetime
) -> tuple[State, str] | None:
    """State and reason where no reply is needed, else None."""
    last = said[-1]
    if done_through is not None and last.sent_at <= done_through:
        return State.DONE, "marked_done"
    if last.from_me:
        return _mine(openness.last_words(said), now)
    if openness.automated(said):
        return State.DONE, "automated"
    wordless = [m for m in burst if not m.text.strip()]
    if openness.is_wordless(burst):
        return State.DONE, "sticker_only"
    words = [m for m in burst if m.text.strip()]
    if words and _RETRACTED.match(read(words[-1].text).low):
        return State.DONE, "taken_back"
    if any(m.kind is not Kind.STICKER for m in wordless):
        return None
    if words and all(is_closing(m.text) for m in words):
        return State.DONE, "closing_only"
    if words and all(triage(m.text).intent == "spam" for m in words[-BURST:]):
        return State.DONE, "advert"
    return None


def _mine(words: Sequence[Message], now: datetime) -> tuple[State, str]:
    waited = now - words[-1].sent_at
    if any(_asks_them(m.text) for m in words):
        return (State.WAITING, "you_asked") if waited <= WAIT_QUESTION else (State.DONE, "gone_quiet")
    if is_closing(words[-1].text) and words[-1].text.strip():
        return State.DONE, "you_closed"
    return (State.WAITING, "you_wrote_last") if waited <= WAIT_STATEMENT else (State.DONE, "answered")


def _asks_them(text: str) -> bool:
    """Whether the person's own words want an answer; "shout if anything comes up" leaves it to them."""
    low = read(text).low
    if "?" not in low and _LEFT_TO_THEM.search(low):
        return False
    return triage(text).needs_action


def _quiet(state: State, code: str) -> Standing:
    return Standing(state, 0.0, Priority.LOW, (Reason(code),), 0.0, None, None, None)


def _needed(
    said: Sequence[Message],
    burst: Sequence[Message],
    put_off: Sequence[Message],
    contact_class: ContactClass,
    now: datetime,
    history: History,
    embeddings: Mapping[str, NDArray[np.float32]],
) -> Standing:
    burst = burst[-BURST:]
    weighed = _weighed(burst, contact_class, now, embeddings)
    still = openness.open_ones(said, burst, weighed, now)
    if not still:
        past = any(t.needs_action for t in weighed) and now - burst[-1].sent_at > openness.TOLD_HOLDS
        return _quiet(State.DONE, "long_past") if past else _quiet(State.DONE, "nothing_asked")
    older = [t for t in _weighed(put_off[-BURST:], contact_class, now, embeddings) if t.needs_action]
    main = _about(max(still, key=lambda t: (t.adjusted_urgency, t.action_score)), [*older, *still])
    asked = [t for t in still if t.needs_action]
    due = _due([*put_off, *burst], {t.message_id for t in (*older, *still)}, now)
    urgency = main.adjusted_urgency + MORE_QUESTIONS * min(2, max(0, len(asked) - 1))
    if due is not None and not any(r.code in ("deadline", "time_named") for r in main.reasons):
        # said in another message of theirs: "it won't open" … "it goes to print tomorrow"
        urgency += pressure(due, now)
    urgency = min(1.0, urgency)
    since = next(m.sent_at for m in burst if m.message_id == still[0].message_id)
    window = reply_window.forecast(history, arrived_at=since, now=now)
    loss = urgency * VALUE[contact_class] * _closing(window, due, now, history)
    if any(r.code == "distress" for t in still for r in t.reasons):
        loss = urgency  # somebody in distress is worth an answer at once, whoever they are and however long it took
    return Standing(
        state=State.NEEDS_REPLY,
        urgency=round(urgency, 3),
        priority=priority(urgency),
        reasons=_reasons(main, asked, said, now - since, contact_class, window),
        loss=round(loss * _fade(now - since), 4),
        waiting_since=since,
        due_at=due,
        triage=main,
    )


def _weighed(
    burst: Sequence[Message],
    contact_class: ContactClass,
    now: datetime,
    embeddings: Mapping[str, NDArray[np.float32]],
) -> list[Triage]:
    return [
        triage(
            m.text,
            contact_class=contact_class,
            message_id=m.message_id,
            now=now,
            said_at=m.sent_at,
            embedding=embeddings.get(m.message_id),
        )
        for m in burst
    ]


def _about(main: Triage, still: Sequence[Triage]) -> Triage:
    """`main` with the most specific intent of all that is open: "move it? could you add …?" is about moving."""
    met = [t for t in still if t.intent in SPECIFIC and (t.needs_action or t is main)]
    if not met:
        return main
    best = min(met, key=lambda t: SPECIFIC.index(t.intent))
    ready = tuple(r for r in best.reasons if r.code == "ready_to_book" and r not in main.reasons)
    if best.intent == main.intent:
        return replace(main, reasons=(*main.reasons, *ready))
    return replace(main, intent=best.intent, topic=best.topic, needs_action=True, reasons=(*main.reasons, *ready))


def _due(burst: Sequence[Message], still: Set[str], now: datetime) -> datetime | None:
    """The first moment still ahead by which they want something.

    A day offered for an event is no deadline for the answer, unless it is today: then the answer must come first.
    """
    ahead: list[datetime] = []
    for message in burst:
        found = deadlines.find(read(message.text).low, message.sent_at.astimezone(now.tzinfo))
        if found is None or found.at < now - timedelta(hours=12):
            continue
        today = found.at.astimezone(now.tzinfo).date() == now.date()
        if found.firm or (today and message.message_id in still):
            ahead.append(found.at)
    return min(ahead, default=None)


def _closing(window: Window, due: datetime | None, now: datetime, history: History) -> float:
    """From CLOSING_LEAST to 1: the share of answers that would be there by now, or how near the deadline is."""
    passed = window.passed
    if due is not None:
        left = reply_window.waking_seconds(now, due.astimezone(now.tzinfo), history.night)
        passed = max(passed, math.exp(-left / max(window.usual_s, DEADLINE_FELT_S)))
    return CLOSING_LEAST + (1.0 - CLOSING_LEAST) * passed


def _fade(quiet: timedelta) -> float:
    return 1.0 if quiet <= FADE_FROM else float(0.5 ** ((quiet - FADE_FROM) / FADE))


def _reasons(
    main: Triage,
    asked: Sequence[Triage],
    said: Sequence[Message],
    waited: timedelta,
    contact_class: ContactClass,
    window: Window,
) -> tuple[Reason, ...]:
    ago = str(int(waited.total_seconds()))
    facts = {"intent": main.intent, "topic": main.topic, "seconds": ago, "message_id": main.message_id}
    if (day := _DAY_NAMED.search(main.raw_message)) is not None:
        facts["about"] = day.group()
    if any(r.code == "distress" for r in main.reasons):
        first = Reason("wrote", facts)
    elif main.needs_action:
        first = Reason("asked" if len(asked) <= 1 else "asked_several", {**facts, "count": str(len(asked))})
    elif not main.raw_message.strip():
        first = Reason("sent_attachment", facts)
    else:
        first = Reason("wrote", facts)
    rest = [r for r in main.reasons if not r.code.startswith("intent_") and r.code != "class_shift"]
    if window.sure:
        rest.append(Reason("usual_reply", {"seconds": str(int(window.usual_s))}))
    if contact_class is ContactClass.CLIENT and len(said) >= RETURNING_FROM:
        rest.append(Reason("returning_client"))
    return (first, *rest)


_DAY_NAMED = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\btomorrow\b|\btonight\b|\bnext week\b|\bthis weekend\b",
    re.IGNORECASE,
)


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")

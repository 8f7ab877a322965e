"""Words of the brief: what it says of a conversation, as lines with the message each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.briefing import Brief
from app.desk_rows import ConversationHead
from app.wording import brief as words
from app.wording import judgement
from engine.brief import Promise, Side, Stage
from engine.domain import ContactClass, Risk, Standing, State
from ui import risk_words, times
from ui.plain import one_line

#: How far a stage is, of five; 0 where the talk rests.
REACHED = {
    Stage.INITIAL_CONTACT: 1,
    Stage.EARLY_ENGAGEMENT: 2,
    Stage.QUALIFICATION: 3,
    Stage.NEGOTIATION: 4,
    Stage.CLOSING: 5,
    Stage.STALLED: 0,
    Stage.DEAD: 0,
}
#: With these no business is under way.
CLOSE = frozenset({ContactClass.FRIEND, ContactClass.FAMILY})
LONGEST = 320


@dataclass(frozen=True, slots=True)
class Line:
    """A line and the message it comes from; 0 for none."""

    text: str
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """An open promise: whose, what, when it is due and whether that has passed."""

    text: str
    message_id: int
    mine: bool
    due: str
    late: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Everything a brief says; two that are equal look the same.

    Attributes:
        asks: the heading over their questions. stage: 0 to 5, None where there is no business.
        strip: level, title and sentence of what is worth checking; level "clear" shows nothing.
        because: why the conversation is where it is in the list.
    """

    label: str
    clock: str
    sentences: tuple[Line, ...]
    asks: str
    questions: tuple[Line, ...]
    stage: int | None
    stage_word: str
    moods: tuple[str, ...]
    good: tuple[Line, ...]
    bad: tuple[Line, ...]
    promises: tuple[PromiseLine, ...]
    steps: tuple[str, ...]
    tone: str
    strip: tuple[str, str, str]
    stale: str
    because: str


def told(
    head: ConversationHead, brief: Brief | None, standing: Standing, risk: Risk | None, level: str, now: datetime
) -> Told:
    """What the brief panel says; where no brief was made yet, why the conversation is where it is."""
    strip, because = _strip(risk, level), reasons(standing, now)
    if brief is None:
        nothing = "Brief · not written yet"
        return Told(nothing, "", (), "", (), None, "", (), (), (), (), (), "", strip, "", because)
    primer, zone, first = brief.primer, now.tzinfo, first_name(head)
    plural = "" if primer.n_messages == 1 else "s"
    bare = Line("Nobody said anything in words yet.")
    business = head.contact_class not in CLOSE and not head.is_group
    return Told(
        label=f"Brief · written by Sotto from {primer.n_messages:,} message{plural}",
        clock=times.last(brief.made_at, now, zone),
        sentences=tuple(Line(cut(one.text), _id(one.sources)) for one in primer.summary[:2]) or (bare,),
        asks=f"{first} asks" if first else "They ask",
        questions=tuple(Line(cut(one.text), _id((one.message_id,))) for one in primer.questions),
        stage=REACHED[primer.stage] if business else None,
        stage_word=words.stage(primer.stage),
        moods=tuple(words.mood(code) for code in primer.moods),
        good=tuple(Line(words.signal(one), _id(one.sources)) for one in primer.positive_signals),
        bad=tuple(Line(words.signal(one), _id(one.sources)) for one in primer.negative_signals),
        promises=tuple(_promise(one, first, now) for one in primer.open_promises),
        steps=tuple(words.step(one, now=now) for one in primer.suggested_actions),
        tone=f"Tone: {primer.recommended_tone}" if primer.recommended_tone else "",
        strip=strip,
        stale=_stale(brief.newer),
        because=because,
    )


def first_name(head: ConversationHead) -> str:
    """What the other side is called in short; "" for a number and for a group."""
    parts = one_line(head.name).split()
    return parts[0] if parts and parts[0][0].isalpha() and not head.is_group and "@" not in parts[0] else ""


def reasons(found: Standing, now: datetime) -> str:
    """Why it ranks where it does, in a sentence."""
    why = judgement.reason_sentence(found.reasons, now=now)
    return f"Here because: {why[:1].lower() + why[1:]}." if why and found.state is State.NEEDS_REPLY else _resting(why)


def cut(text: str) -> str:
    """A line of their words, shortened where it would fill the panel."""
    return one_line(text, 10_000) if len(text) <= LONGEST else f"{one_line(text[: LONGEST - 1], 10_000)}…"


def _resting(why: str) -> str:
    return f"{why[:1].upper() + why[1:]}." if why else ""


def _promise(one: Promise, first: str, now: datetime) -> PromiseLine:
    text = cut(words.promise(one, name=first))
    return PromiseLine(text, _id((one.message_id,)), one.by is Side.ME, words.due(one, now=now), one.overdue(now))


def _strip(risk: Risk | None, level: str) -> tuple[str, str, str]:
    if risk is None or level == "clear":
        return ("clear", "", "")
    title = risk_words.title(risk, level)
    if level == "check" and risk.red_flags:
        heaviest = judgement.pattern_title(max(risk.red_flags, key=lambda flag: flag.weight).pattern_name)
        title = f"Worth checking: {heaviest[:1].lower()}{heaviest[1:]}"
    against = judgement.counter_sentences(risk)[0] if risk.counter_evidence else "Some words in this thread stand out."
    return (level, title, against)


def _stale(newer: int) -> str:
    return "" if not newer else f"{newer:,} newer message{'' if newer == 1 else 's'}"


def _id(sources: tuple[str, ...]) -> int:
    return next((int(one) for one in sources if one.isdecimal()), 0)

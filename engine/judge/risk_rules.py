"""The person's own rules above what was found: kinds that are marked later or never, and words of their own.

A rule makes Sotto quieter, never louder: the lines from which risk is amber and red were set on outside data, and a
threshold only asks for more. Words of the person's own are worth checking and no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf

from engine.domain import Message, RedFlag, Risk, Severity
from engine.judge.risk import AMBER, RED, recommendation
from engine.judge.risk_scores import COMBINED

#: How an own phrase is named among flags, and how long after it was said it is worth checking.
OWN_PHRASE = "own_phrase"
OWN = "own"
NEVER = inf
FRESH = timedelta(days=30)
#: Kind → categories of its flags.
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "scam": ("scam", "payment_scam"),
    "freeloader": ("freeloader",),
    "time_waste": ("time_waste",),
    "manipulation": ("emotional_manipulation",),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the person set.

    Attributes:
        least: kind (a key of CATEGORIES) → score from which it is marked; `NEVER` for never.
        phrases: words of the person's own.
    """

    least: Mapping[str, float] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()

    def quiets(self, kind: str, score: float) -> bool:
        """Whether a kind with this score is not marked."""
        wanted = self.least.get(kind, 0.0)
        return wanted > AMBER and score < wanted


def applied(
    rules: Rules, risk: Risk, messages: Sequence[Message], *, now: datetime, dismissed: AbstractSet[str] = frozenset()
) -> Risk:
    """The verdict with the person's rules; `dismissed` as in `risk.detect`."""
    return _with_phrases(rules, _quieter(rules, risk), messages, now, dismissed)


def _quieter(rules: Rules, risk: Risk) -> Risk:
    scores = {
        "scam": risk.scam_risk,
        "freeloader": risk.freeloader_score,
        "time_waste": risk.time_waste_score,
        "manipulation": risk.manipulation_score,
    }
    quiet = {kind for kind, score in scores.items() if rules.quiets(kind, score)}
    if not quiet:
        return risk
    kept = {kind: 0.0 if kind in quiet else score for kind, score in scores.items()}
    doubt = 1.0
    for kind, share in COMBINED.items():
        doubt *= 1.0 - kept[kind] * share
    combined = min(risk.combined_risk, round(1.0 - doubt, 4))
    gone = {category for kind in quiet for category in CATEGORIES[kind]}
    flags = tuple(flag for flag in risk.red_flags if flag.category not in gone)
    named = {flag.pattern_name for flag in flags}
    return replace(
        risk,
        combined_risk=combined,
        red_flags=flags,
        timeline=tuple(one for one in risk.timeline if one.pattern_name in named),
        recommendation=recommendation(combined, kept, risk.care_notice, RED, AMBER),
        should_block=risk.should_block and "scam" not in quiet,
    )


def _with_phrases(
    rules: Rules, risk: Risk, messages: Sequence[Message], now: datetime, dismissed: AbstractSet[str]
) -> Risk:
    if not rules.phrases or not dismissed.isdisjoint({"*", OWN_PHRASE}):
        return risk
    found = [flag for message in messages if _counts(message, now) for flag in _found(rules.phrases, message)]
    if not found:
        return risk
    advice = "check_words" if risk.recommendation == "clear" else risk.recommendation
    return replace(
        risk,
        combined_risk=max(risk.combined_risk, AMBER),
        red_flags=(*risk.red_flags, *found),
        recommendation=advice,
    )


def _counts(message: Message, now: datetime) -> bool:
    return not message.from_me and message.spoken and now - message.sent_at <= FRESH


def _found(phrases: Sequence[str], message: Message) -> list[RedFlag]:
    """Each phrase at its first place, as whole words, whatever the case and the spaces."""
    flags = []
    for phrase in phrases:
        words = r"\s+".join(re.escape(word) for word in phrase.replace("’", "'").split())
        place = re.search(rf"(?<!\w){words}(?!\w)", message.text.replace("’", "'"), re.IGNORECASE)
        if place is not None:
            said = message.text[place.start() : place.end()]
            flags.append(RedFlag(OWN_PHRASE, said, message.message_id, place.span(), Severity.MEDIUM, 0.5, OWN))
    return flags

"""A conversation weighed for scams, unpaid work, wasted time and manipulation (FEATURES §7).

    evidence of a flag     e = weight x SHARE x decay(age) x (0.5 if laughing)
    of a pattern           noisy-or of its flags, the second and third at a fraction, later ones nothing
    of a category          noisy-or of its patterns; scam also of combinations of signals
    scam_risk              noisy-or of scam and payment_scam
    combined_risk          noisy-or of the four scores x COMBINED x counter-evidence; below RED if certainty is low

Only words of the other side count; `engine.judge.excuses` says which of those do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain import Message, Milestone, Reason, RedFlag, Risk, Severity
from engine.judge import combinations, counter_evidence, refusals
from engine.judge.excuses import excused, joking
from engine.judge.folding import Folded, fold
from engine.judge.patterns import Pattern, catalogue

#: Thresholds of combined risk, set by hand and checked on outside data. RED: one CRITICAL flag or one HIGH of 0.9
#: reaches it, as do two flags that fit one story; one HIGH of 0.85 and unrelated lesser ones do not. At RED none of
#: UCI's 4,827 ham messages (one a conversation) is flagged. AMBER ("worth checking"): one MEDIUM flag, not one LOW.
RED = 0.75
AMBER = 0.4

#: Flags belong together while at most this many of their messages lie between the first and the last: in years of chat
#: every phrase turns up once, and only near each other do they tell a story.
EPISODE = 60

#: A single flag is never proof: even a weight of 1.0 leaves room for doubt.
SHARE = 0.85
#: Evidence halves in this many days, and keeps at least LEAST_KEPT.
HALF_LIFE_DAYS = 120.0
LEAST_KEPT = 0.25
#: What the second and third flag of one pattern add, as a share of their evidence.
REPEATS = (1.0, 0.35, 0.2)
JOKING = 0.5
#: What each score adds to the combined risk at most: unpaid work and lost time alone are never "high risk".
COMBINED = {"scam": 1.0, "manipulation": 0.7, "freeloader": 0.55, "time_waste": 0.4}
#: Words of distress are answered with care this long; older ones are history.
CARE = timedelta(days=90)
#: Having paid and come before shows who somebody is; it does not make further work free, nor pressure kind.
WORK_KEEPS = 0.85
#: From here on blocking is offered, if flags of at least two patterns or one CRITICAL stand behind it.
BLOCK = 0.85
#: Counter-evidence cannot take more than this from a CRITICAL flag: accounts of old friends are stolen too.
CRITICAL_KEEPS = 0.9


@dataclass(frozen=True, slots=True)
class _Hit:
    pattern: Pattern
    flag: RedFlag
    at: datetime
    evidence: float
    place: int


@dataclass(frozen=True, slots=True)
class _Verdict:
    combined: float
    scores: dict[str, float]
    certainty: str
    hits: Sequence[_Hit]


def detect(
    conversation_id: str,
    messages: Sequence[Message],
    *,
    now: datetime,
    dismissed: AbstractSet[str] = frozenset(),
    red: float = RED,
    amber: float = AMBER,
) -> Risk:
    """Weigh one conversation (oldest first).

    Args:
        dismissed: names of patterns the person called "not a risk" for this contact; "*" stands for all.
        red, amber: thresholds of the recommendation.
    """
    theirs = [m for m in messages if not m.from_me and m.text and m.spoken and not m.one_time_code]
    folded = [(m, fold(m.text)) for m in theirs]
    care = any(_cares(text) for m, text in folded if now - m.sent_at <= CARE)
    hits = [] if "*" in dismissed else _found(folded, refusals.refused_price(messages), now, dismissed)
    against = counter_evidence.find(messages)
    worst = max((_weigh(episode, against, red) for episode in _episodes(hits)), key=lambda v: v.combined)
    scores, combined = worst.scores, worst.combined
    return Risk(
        conversation_id=conversation_id,
        freeloader_score=round(scores["freeloader"], 3),
        scam_risk=round(scores["scam"], 3),
        time_waste_score=round(scores["time_waste"], 3),
        manipulation_score=round(scores["manipulation"], 3),
        combined_risk=round(combined, 3),
        red_flags=tuple(h.flag for h in hits),
        timeline=_timeline(hits),
        counter_evidence=against,
        recommendation=_recommendation(combined, scores, care, red, amber),
        should_block=_should_block(combined, scores, worst.hits, care),
        certainty=worst.certainty,
        care_notice=care,
    )


def level(combined_risk: float) -> str:
    """ "clear", "check" or "high": how the shipped thresholds read a combined risk."""
    return "high" if combined_risk >= RED else "check" if combined_risk >= AMBER else "clear"


def _episodes(hits: Sequence[_Hit]) -> list[Sequence[_Hit]]:
    """Runs of flags that lie near each other; hits are in order of place. Always at least one, perhaps empty."""
    runs: list[Sequence[_Hit]] = []
    end = 0
    for first, hit in enumerate(hits):
        before = end
        while end < len(hits) and hits[end].place - hit.place < EPISODE:
            end += 1
        if end > before:
            runs.append(hits[first:end])
    return runs or [()]


def _weigh(episode: Sequence[_Hit], against: Sequence[Reason], red: float) -> _Verdict:
    scores = _scores(episode)
    certainty = _certainty(episode, against)
    combined = _combined(scores, episode, against)
    if certainty == "low":
        combined = min(combined, red - 0.01)
    return _Verdict(combined, scores, certainty, episode)


def _found(
    folded: Sequence[tuple[Message, Folded]], refused: datetime | None, now: datetime, dismissed: AbstractSet[str]
) -> list[_Hit]:
    """Flags of a conversation, without those that mean nothing by themselves or before the person said no."""
    hits = [_Hit(*found, place) for place, (m, text) in enumerate(folded) for found in _hits(m, text, now, dismissed)]
    hits = [h for h in hits if not h.pattern.after or (refused is not None and refused < h.at)]
    return [h for h in hits if not h.pattern.beside or any(_beside(h, other) for other in hits)]


def _beside(hit: _Hit, other: _Hit) -> bool:
    return other.pattern.signal in hit.pattern.beside and abs(other.place - hit.place) < EPISODE


def _cares(text: Folded) -> bool:
    return catalogue().care.find(text.text) is not None


def _hits(
    message: Message, text: Folded, now: datetime, dismissed: AbstractSet[str]
) -> Iterator[tuple[Pattern, RedFlag, datetime, float]]:
    low = text.text
    for pattern in catalogue().candidates(low):
        if pattern.name in dismissed or pattern.find(low) is None:
            continue
        place = next(
            ((m.start(), m.end()) for m in pattern.expression.finditer(low) if not excused(low, m.start(), m.end())),
            None,
        )
        if place is None or place[0] == place[1]:
            continue
        start, end = text.span(*place)
        flag = RedFlag(
            pattern_name=pattern.name,
            matched_text=message.text[start:end],
            message_id=message.message_id,
            span=(start, end),
            severity=pattern.severity,
            weight=pattern.weight,
            category=pattern.category,
        )
        evidence = pattern.weight * SHARE * _kept(message.sent_at, now) * (JOKING if joking(low) else 1.0)
        yield pattern, flag, message.sent_at, evidence


def _kept(sent_at: datetime, now: datetime) -> float:
    days = max(0.0, (now - sent_at).total_seconds() / 86_400)
    return max(LEAST_KEPT, float(0.5 ** (days / HALF_LIFE_DAYS)))


def _noisy_or(parts: Iterable[float]) -> float:
    doubt = 1.0
    for part in parts:
        doubt *= 1.0 - min(1.0, part)
    return 1.0 - doubt


def _scores(hits: Sequence[_Hit]) -> dict[str, float]:
    by_pattern: dict[str, list[float]] = {}
    category: dict[str, str] = {}
    for hit in hits:
        by_pattern.setdefault(hit.pattern.name, []).append(hit.evidence)
        category[hit.pattern.name] = hit.pattern.category
    weighed: dict[str, list[float]] = {}
    for name, evidence in by_pattern.items():
        strongest = sorted(evidence, reverse=True)
        total = _noisy_or(e * share for e, share in zip(strongest, REPEATS, strict=False))
        weighed.setdefault(category[name], []).append(total)
    scam = weighed.get("scam", []) + weighed.get("payment_scam", []) + _together(hits)
    return {
        "scam": _noisy_or(scam),
        "freeloader": _noisy_or(weighed.get("freeloader", [])),
        "time_waste": _noisy_or(weighed.get("time_waste", [])),
        "manipulation": _noisy_or(weighed.get("emotional_manipulation", [])),
    }


def _together(hits: Sequence[_Hit]) -> list[float]:
    """Evidence of combinations; each is as fresh as the older of its signals."""
    freshest: dict[str, float] = {}
    for hit in hits:
        kept = hit.evidence / (hit.pattern.weight * SHARE)
        freshest[hit.pattern.signal] = max(freshest.get(hit.pattern.signal, 0.0), kept)
    found = combinations.found(freshest.keys())
    return [c.weight * min(freshest[s] for s in c.signals) for c in found]


def _combined(scores: dict[str, float], hits: Sequence[_Hit], against: Sequence[Reason]) -> float:
    left = counter_evidence.factor(against)
    if any(h.pattern.severity is Severity.CRITICAL for h in hits):
        left = max(left, CRITICAL_KEEPS)
    work = max(left, WORK_KEEPS)
    return _noisy_or(
        scores[name] * share * (work if name == "freeloader" else left) for name, share in COMBINED.items()
    )


def _certainty(hits: Sequence[_Hit], against: Sequence[Reason]) -> str:
    """How much stands behind the verdict: number and gravity of different patterns against what speaks against them."""
    if not hits:
        return "high"
    # An answer to "who is this?" costs a stranger nothing; what the person did with them does not lie.
    solid = [reason for reason in against if reason.code != "answered_identity"]
    names = {h.pattern.name for h in hits}
    grave = {h.pattern.name for h in hits if h.pattern.severity in (Severity.CRITICAL, Severity.HIGH)}
    critical = any(h.pattern.severity is Severity.CRITICAL for h in hits)
    if len(names) == 1:
        return "medium" if critical or (grave and not solid) else "low"
    told = len(combinations.found({h.pattern.signal for h in hits}))
    if len(grave) >= 2 or (grave and len(names) >= 3) or told >= 3:
        return "high" if not solid else "medium"
    return "medium" if critical or ((grave or told) and not solid) else "low"


def _timeline(hits: Sequence[_Hit]) -> tuple[Milestone, ...]:
    """The first sign of each pattern that belongs to a stage, in time order."""
    first: dict[str, _Hit] = {}
    for hit in hits:
        if hit.pattern.stage and (hit.pattern.name not in first or hit.at < first[hit.pattern.name].at):
            first[hit.pattern.name] = hit
    ordered = sorted(first.values(), key=lambda h: h.at)
    return tuple(Milestone(h.pattern.stage, h.flag.message_id, h.at, h.pattern.name) for h in ordered)


def _recommendation(combined: float, scores: dict[str, float], care: bool, red: float, amber: float) -> str:
    if care:
        return "care_first"
    if combined >= red:
        return "do_not_pay_or_share" if scores["scam"] >= amber else "keep_distance"
    if combined < amber and max(scores["freeloader"], scores["time_waste"], scores["manipulation"]) < amber:
        return "clear"
    leading = max(scores, key=lambda name: scores[name])
    return {
        "scam": "verify_first",
        "freeloader": "agree_price_first",
        "time_waste": "limit_time",
        "manipulation": "take_your_time",
    }[leading]


def _should_block(combined: float, scores: dict[str, float], hits: Sequence[_Hit], care: bool) -> bool:
    if care or combined < BLOCK or scores["scam"] < BLOCK:
        return False
    names = {h.pattern.name for h in hits}
    return len(names) >= 2 or any(h.pattern.severity is Severity.CRITICAL for h in hits)

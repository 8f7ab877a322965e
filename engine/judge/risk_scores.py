"""Flags and likeness added up to scores.

evidence of a flag     e = weight x SHARE x decay(age) x (0.5 if laughing); of a cue also x agreement of the model,
                           of others, CRITICAL ones apart, less where the model sees nothing
of a pattern           noisy-or of its flags, the second and third at a fraction, later ones nothing
of a category          noisy-or of its patterns; scam also of combinations of signals, of a story told and of
                       the likeness to known scams
scam_risk              noisy-or of scam and payment_scam
combined_risk          noisy-or of the four scores x COMBINED x counter-evidence; below RED if certainty is low
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.domain import Reason, Severity
from engine.judge import combinations, counter_evidence
from engine.judge.flagging import SCAM, Hit

#: What the second and third flag of one pattern add, as a share of their evidence.
REPEATS = (1.0, 0.35, 0.2)
#: What each score adds to the combined risk at most: unpaid work and lost time alone are never "high risk".
COMBINED = {"scam": 1.0, "manipulation": 0.7, "freeloader": 0.55, "time_waste": 0.4}
#: Having paid and come before shows who somebody is; it does not make further work free, nor pressure kind.
WORK_KEEPS = 0.85
#: Counter-evidence cannot take more than this from a CRITICAL flag: accounts of old friends are stolen too.
CRITICAL_KEEPS = 0.9
#: What full likeness adds to the scam score: alone it stays below "worth checking" (a rank and no verdict), beside
#: flags of a scam it weighs as one MEDIUM flag more.
ALONE = 0.38
BESIDE_FLAGS = 0.5
#: A story with at least three of hook, trust, urgency and ask weighs as a weak flag more.
STORY = 0.25
STORY_STAGES = 3
#: From this likeness on the model stands behind flags as a second witness (figures at `flagging.CUE_FROM`).
WITNESS = 0.75
#: Where nothing but cues was found: of so many it is enough, of fewer only if SURE; LOW ones alone never are.
CUES = 2
SURE = 0.95
NEVER = 2.0
#: How far below a threshold abstaining stays, at most: nearer, the more there is, so that ranks are kept.
UNDER = 0.02


@dataclass(frozen=True, slots=True)
class Verdict:
    """One stretch of a conversation, weighed; `scores` by the keys of COMBINED."""

    combined: float
    scores: dict[str, float]
    certainty: str
    hits: Sequence[Hit]


def weigh(episode: Sequence[Hit], alike: float, against: Sequence[Reason], red: float, amber: float) -> Verdict:
    """Scores of flags that lie near each other.

    Args:
        alike: likeness to known scams around them (or of the whole, where there are none), faded by age.
        red, amber: what combined risk stays below where certainty is low; amber where cues are all there is.
    """
    scores = _scores(episode, alike)
    certainty = _certainty(episode, alike, against)
    combined = _combined(scores, episode, against)
    if certainty == "low":
        faint = all(hit.pattern.cue for hit in episode)
        combined = min(combined, (amber if faint else red) - UNDER * (1.0 - combined))
    return Verdict(combined, scores, certainty, episode)


def _noisy_or(parts: Iterable[float]) -> float:
    doubt = 1.0
    for part in parts:
        doubt *= 1.0 - min(1.0, part)
    return 1.0 - doubt


def _scores(hits: Sequence[Hit], alike: float) -> dict[str, float]:
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
    scam = [part for name in SCAM for part in weighed.get(name, [])]
    scam.append((BESIDE_FLAGS if scam else ALONE) * alike)
    return {
        "scam": _noisy_or([*scam, *_together(hits), *_told(hits)]),
        "freeloader": _noisy_or(weighed.get("freeloader", [])),
        "time_waste": _noisy_or(weighed.get("time_waste", [])),
        "manipulation": _noisy_or(weighed.get("emotional_manipulation", [])),
    }


def _together(hits: Sequence[Hit]) -> list[float]:
    """Evidence of combinations; each is as fresh as the older of its signals."""
    freshest: dict[str, float] = {}
    for hit in hits:
        freshest[hit.pattern.signal] = max(freshest.get(hit.pattern.signal, 0.0), hit.fresh)
    found = combinations.found(freshest.keys())
    return [c.weight * min(freshest[s] for s in c.signals) for c in found]


def _told(hits: Sequence[Hit]) -> list[float]:
    """Evidence of a story: stages of a scam, as fresh as the faintest of the three clearest."""
    clearest: dict[str, float] = {}
    for hit in hits:
        if hit.pattern.stage and hit.pattern.category in SCAM:
            clearest[hit.pattern.stage] = max(clearest.get(hit.pattern.stage, 0.0), hit.fresh)
    ranked = sorted(clearest.values(), reverse=True)
    return [STORY * ranked[STORY_STAGES - 1]] if len(ranked) >= STORY_STAGES else []


def _combined(scores: dict[str, float], hits: Sequence[Hit], against: Sequence[Reason]) -> float:
    left = counter_evidence.factor(against)
    if any(h.pattern.severity is Severity.CRITICAL for h in hits):
        left = max(left, CRITICAL_KEEPS)
    work = max(left, WORK_KEEPS)
    return _noisy_or(
        scores[name] * share * (work if name == "freeloader" else left) for name, share in COMBINED.items()
    )


def _certainty(hits: Sequence[Hit], alike: float, against: Sequence[Reason]) -> str:
    """How much stands behind the verdict: number and gravity of different patterns against what speaks against them."""
    if not hits:
        return "high" if alike < 0.5 else "low"
    # An answer to "who is this?" costs a stranger nothing; what the person did with them does not lie.
    solid = [reason for reason in against if reason.code != "answered_identity"]
    names = {h.pattern.name for h in hits}
    grave = {h.pattern.name for h in hits if h.pattern.severity in (Severity.CRITICAL, Severity.HIGH)}
    critical = any(h.pattern.severity is Severity.CRITICAL for h in hits)
    firm = {h.pattern.name for h in hits if not h.pattern.cue}
    seconded = not solid and alike >= _needed(hits)
    if not firm and not seconded:
        return "low"
    if len(names) == 1 and not seconded:
        return "medium" if critical or (grave and not solid) else "low"
    told = len(combinations.found({h.pattern.signal for h in hits}))
    if len(grave) >= 2 or (grave and len(names) >= 3) or told >= 3:
        return "high" if not solid else "medium"
    return "medium" if critical or seconded or ((grave or told) and not solid) else "low"


def _needed(hits: Sequence[Hit]) -> float:
    """The likeness that makes a verdict of these flags."""
    if any(h.pattern.category in SCAM and not h.pattern.cue for h in hits):
        return WITNESS
    cues = {h.pattern.name for h in hits if h.pattern.cue}
    if all(h.pattern.severity is Severity.LOW for h in hits if h.pattern.cue):
        return NEVER
    return WITNESS if len(cues) >= CUES else SURE

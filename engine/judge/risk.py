"""A conversation weighed for scams, unpaid work, wasted time and manipulation (FEATURES §7).

Patterns find flags (`engine.judge.flagging`), a linear model says how alike the talk is to known scams
(`engine.judge.risk_model`), both are added up (`engine.judge.risk_scores`). Only words of the other side are flagged;
`engine.judge.excuses` says which of those are not, `engine.judge.frames` which whole messages are not. What the person
answers says only how such talk goes: it enters likeness by its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from engine.domain import Message, Milestone, Reason, Risk, Severity
from engine.judge import counter_evidence, flagging, frames, reciprocity, refusals
from engine.judge.flagging import Hit
from engine.judge.folding import Folded, fold
from engine.judge.patterns import catalogue
from engine.judge.risk_model import Likeness, likeness
from engine.judge.risk_scores import Verdict, weigh

#: Thresholds of combined risk, set by hand and checked on outside data. RED: one CRITICAL flag or one HIGH of 0.9 that
#: the model does not doubt reaches it, as do two flags that fit one story; one HIGH of 0.85 and unrelated lesser ones
#: do not. Red are 2 of UCI's 4,827 ham messages (one a conversation), 5 of 6,000 NUS messages that UCI has not, none of
#: the 20 sides of LoCoMo and of 300 Topical-Chat talks. AMBER ("worth checking"): one MEDIUM flag, not one LOW; amber
#: are 3 more of the 4,827.
RED = 0.75
AMBER = 0.4

#: Words of distress are answered with care this long; older ones are history.
CARE = timedelta(days=90)
#: From here on blocking is offered, if flags of at least two patterns or one CRITICAL stand behind it.
BLOCK = 0.85


def detect(
    conversation_id: str,
    messages: Sequence[Message],
    *,
    now: datetime,
    dismissed: AbstractSet[str] = frozenset(),
    red: float = RED,
    amber: float = AMBER,
    embeddings: Mapping[str, NDArray[np.float32]] | None = None,
    bookings: int | None = None,
    payments: int | None = None,
) -> Risk:
    """Weigh one conversation (oldest first).

    Args:
        dismissed: names of patterns the person called "not a risk" for this contact; "*" stands for all, "appeal"
            lowers what is said of unpaid work and lost time.
        red, amber: thresholds of the recommendation.
        embeddings: MiniLM unit vectors (384,) by message_id, where known.
        bookings, payments: how many came of it, where they are kept; else what the person's own words confirm.
    """
    theirs = [m for m in messages if not m.from_me and m.text and m.spoken and not m.one_time_code]
    folded = [(m, fold(m.text)) for m in theirs]
    care = any(_cares(text) for m, text in folded if now - m.sent_at <= CARE)
    against = counter_evidence.find(messages)
    if "*" in dismissed:
        hits: list[Hit] = []
        worst = weigh((), 0.0, against, red, amber)
    else:
        talk = _Talk(messages, against, embeddings or {}, now, dismissed, red, amber)
        hits, worst = _weighed(talk, folded)
        aside = frames.unmeant(messages) if worst.combined >= amber else frozenset()
        if aside:  # what is told, played or informed is judged only where it would matter
            meant = _weighed(talk, [(m, text) for m, text in folded if m.message_id not in aside])
            hits, worst = min((hits, worst), meant, key=lambda found: found[1].combined)
    scores, combined = worst.scores, worst.combined
    # Cues that came to nothing are nobody's business.
    shown = hits if combined >= amber else [hit for hit in hits if not hit.pattern.cue]
    return Risk(
        conversation_id=conversation_id,
        freeloader_score=round(scores["freeloader"], 3),
        scam_risk=round(scores["scam"], 3),
        time_waste_score=round(scores["time_waste"], 3),
        manipulation_score=round(scores["manipulation"], 3),
        combined_risk=round(combined, 4),
        red_flags=tuple(h.flag for h in shown),
        timeline=_timeline(shown),
        counter_evidence=against,
        recommendation=recommendation(combined, scores, care, red, amber),
        should_block=_should_block(combined, scores, worst.hits, care),
        certainty=worst.certainty,
        care_notice=care,
        reciprocity=reciprocity.measure(
            messages,
            bookings=bookings,
            payments=payments,
            unpaid_work=max(scores["freeloader"], scores["time_waste"]) >= amber,
            appealed=not dismissed.isdisjoint((reciprocity.APPEAL, "*")),
        ),
    )


def level(combined_risk: float) -> str:
    """ "clear", "check" or "high": how the shipped thresholds read a combined risk."""
    return "high" if combined_risk >= RED else "check" if combined_risk >= AMBER else "clear"


@dataclass(frozen=True, slots=True)
class _Talk:
    messages: Sequence[Message]
    against: Sequence[Reason]
    known: Mapping[str, NDArray[np.float32]]
    now: datetime
    dismissed: AbstractSet[str]
    red: float
    amber: float


def _weighed(talk: _Talk, folded: Sequence[tuple[Message, Folded]]) -> tuple[list[Hit], Verdict]:
    """All flags in these messages of theirs, and the worst stretch of them."""
    theirs = [message for message, _ in folded]
    windows = likeness(
        [text.text for _, text in folded],
        [talk.known.get(m.message_id) for m in theirs],
        _own(talk.messages, theirs, talk.known),
    )
    since = {"refused_price": refusals.refused_price(talk.messages), "not_them": refusals.was_not_meant(talk.messages)}
    hits = flagging.find(folded, windows, since=since, now=talk.now, dismissed=talk.dismissed)
    faded = [_faded(window, theirs, talk.now) for window in windows.long]
    verdicts = (weigh(run, _around(run, faded), talk.against, talk.red, talk.amber) for run in flagging.episodes(hits))
    return hits, max(verdicts, key=lambda verdict: verdict.combined)


def _own(
    messages: Sequence[Message], theirs: Sequence[Message], known: Mapping[str, NDArray[np.float32]]
) -> list[tuple[int, NDArray[np.float32]]]:
    """Vectors of the person's own messages, each with how many of theirs came before it."""
    judged = {message.message_id for message in theirs}
    found = []
    before = 0
    for message in messages:
        before += message.message_id in judged
        if message.from_me and message.message_id in known:
            found.append((before, known[message.message_id]))
    return found


def _faded(window: Likeness, theirs: Sequence[Message], now: datetime) -> Likeness:
    fresh = flagging.kept(theirs[window.last - 1].sent_at, now)
    return replace(window, probability=window.probability * fresh)


def _around(run: Sequence[Hit], windows: Sequence[Likeness]) -> float:
    """The highest likeness of the windows that flags of a run lie in; of all windows if there are no flags."""
    touched = windows
    if run:
        touched = [w for w in windows if w.first <= run[-1].place and run[0].place < w.last]
    return max((window.probability for window in touched), default=0.0)


def _cares(text: Folded) -> bool:
    return catalogue().care.find(text.text) is not None


def _timeline(hits: Sequence[Hit]) -> tuple[Milestone, ...]:
    """The first sign of each pattern that belongs to a stage, in time order."""
    first: dict[str, Hit] = {}
    for hit in hits:
        if hit.pattern.stage and (hit.pattern.name not in first or hit.at < first[hit.pattern.name].at):
            first[hit.pattern.name] = hit
    ordered = sorted(first.values(), key=lambda h: h.at)
    return tuple(Milestone(h.pattern.stage, h.flag.message_id, h.at, h.pattern.name) for h in ordered)


def recommendation(combined: float, scores: Mapping[str, float], care: bool, red: float, amber: float) -> str:
    """What to do, as a code: `app.wording.judgement`; `scores` by the keys of `risk_scores.COMBINED`."""
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


def _should_block(combined: float, scores: dict[str, float], hits: Sequence[Hit], care: bool) -> bool:
    if care or combined < BLOCK or scores["scam"] < BLOCK:
        return False
    names = {h.pattern.name for h in hits}
    return len(names) >= 2 or any(h.pattern.severity is Severity.CRITICAL for h in hits)

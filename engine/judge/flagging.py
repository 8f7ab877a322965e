"""Red flags in the words of the other side: which pattern, where, when and how much it is worth."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from engine.domain import Message, RedFlag, Severity
from engine.judge.excuses import excused, insists, joking, reported, taken_back
from engine.judge.folding import Folded
from engine.judge.patterns import Pattern, catalogue
from engine.judge.reciprocity import APPEAL, APPEAL_KEEPS
from engine.judge.risk_model import Likeness, Likenesses

#: Flags belong together while at most this many of their messages lie between the first and the last: in years of chat
#: every phrase turns up once, and only near each other do they tell a story.
EPISODE = 60

#: A single flag is never proof: even a weight of 1.0 leaves room for doubt.
SHARE = 0.85
#: Evidence halves in this many days, and keeps at least LEAST_KEPT.
HALF_LIFE_DAYS = 120.0
LEAST_KEPT = 0.25
JOKING = 0.5

#: Cues count from this likeness on, and in full from CUE_FULL on. Likeness is calibrated by cross-validation for scams
#: as common as ordinary talk (`packaging/make_risk_model.py`). These two, WITNESS and SURE are set by false alarms
#: and by the held-out recall of tests/quality/risk.py (0.78 at 0.5, 0.9, 0.85, 0.97; 0.83 as they are): at
#: 0.5, 0.85, 0.75, 0.95 two of UCI's 4,827 ham messages and 10 of 274 runs of 40 messages of one NUS author are red, at
#: 0.35, 0.75, 0.65, 0.9 four and 13.
CUE_FROM = 0.5
CUE_FULL = 0.85
#: Other flags of a scam, CRITICAL ones apart, lose up to this share where likeness is below DOUBT_BELOW: a friend who
#: borrows twenty until Friday says the words and nothing around them.
DOUBT = 0.3
DOUBT_BELOW = 0.3

#: Where meaning was known and no pattern knows the words, the message most alike is a flag by itself from the first of
#: these likenesses on, and in full from the second. Set by 4,827 UCI ham messages and conversations nobody learnt from:
#: at 0.75 and 0.93 two and at 0.8 and 0.95 one of 40 ordinary ones were red, and 0.63 and 0.58 of 40 scams.
READS_FROM = 0.78
READS_FULL = 0.94
#: Its worth where they wrote one message only, too little to go by without a pattern: in full, 36 of UCI's ham messages
#: would be red, at 0.4 there were 13, at 0.3 there are 8.
READS_ONCE = 0.3

#: What that flag is: it has no words of its own.
READS_LIKE = Pattern(
    name="reads_like_scam",
    category="scam",
    severity=Severity.MEDIUM,
    weight=0.7,
    stage="",
    signal="likeness",
    after="",
    beside=frozenset(),
    cue=False,
    needs=(),
    expression=re.compile(r"(?!)"),
    unless=None,
    matches=(),
    misses=(),
)

SCAM = ("scam", "payment_scam")
_UNPAID = ("freeloader", "time_waste")


@dataclass(frozen=True, slots=True)
class Hit:
    """A flag with what its weighing needs.

    Attributes:
        evidence: in [0, 1].
        fresh: the share of its worth that age, laughter and the model left.
        place: number of its message among theirs.
        alike: likeness of the windows around it, the lower of the long and the near one.
    """

    pattern: Pattern
    flag: RedFlag
    at: datetime
    evidence: float
    fresh: float
    place: int
    alike: float


@dataclass(frozen=True, slots=True)
class _Said:
    message: Message
    text: Folded
    place: int
    alike: float
    jest: bool


def find(
    folded: Sequence[tuple[Message, Folded]],
    windows: Likenesses,
    *,
    since: Mapping[str, datetime | None],
    now: datetime,
    dismissed: AbstractSet[str],
) -> list[Hit]:
    """Flags of a conversation in order of place, without those that mean nothing by themselves.

    Args:
        folded: their messages, oldest first.
        windows: likeness of the stretches of them.
        since: when that happened which patterns may have to come after, by its name; None if it did not.
        dismissed: names of patterns to leave out; APPEAL leaves little of unpaid work and lost time.
    """
    if not folded:
        return []  # the catalogue takes a third of a second to make ready
    alike = np.minimum(_alike(len(folded), windows.long), _alike(len(folded), windows.near))
    wanted = catalogue().candidates([text.text for _, text in folded], [bool(each > CUE_FROM) for each in alike])
    hits = [
        hit
        for place, (message, text) in enumerate(folded)
        if wanted[place]
        for hit in _flags(
            _Said(message, text, place, float(alike[place]), _jest(folded, place)), wanted[place], now, dismissed
        )
    ]
    hits += _reads_like(folded, windows, alike, now, dismissed)
    hits.sort(key=lambda hit: hit.place)
    hits = [h for h in hits if not h.pattern.after or _follows(h, since.get(h.pattern.after))]
    places: dict[str, list[int]] = {}
    for hit in hits:
        places.setdefault(hit.pattern.signal, []).append(hit.place)
    return [h for h in hits if not h.pattern.beside or _stands_beside(h, places)]


def episodes(hits: Sequence[Hit]) -> list[Sequence[Hit]]:
    """Runs of flags that lie near each other. Always at least one, perhaps empty."""
    runs: list[Sequence[Hit]] = []
    end = 0
    for first, hit in enumerate(hits):
        before = end
        while end < len(hits) and hits[end].place - hit.place < EPISODE:
            end += 1
        if end > before:
            runs.append(hits[first:end])
    return runs or [()]


def kept(sent_at: datetime, now: datetime) -> float:
    """What age leaves of evidence, in [LEAST_KEPT, 1]."""
    days = max(0.0, (now - sent_at).total_seconds() / 86_400)
    return max(LEAST_KEPT, float(0.5 ** (days / HALF_LIFE_DAYS)))


def _alike(count: int, windows: Sequence[Likeness]) -> NDArray[np.float64]:
    """(count,): the highest likeness of the windows a message lies in."""
    highest = np.zeros(count)
    for window in windows:
        stretch = highest[window.first : window.last]
        np.maximum(stretch, window.probability, out=stretch)
    return highest


def _reads_like(
    folded: Sequence[tuple[Message, Folded]],
    windows: Likenesses,
    alike: NDArray[np.float64],
    now: datetime,
    dismissed: AbstractSet[str],
) -> list[Hit]:
    """The message most like a scam, quoted whole, if the talk around it is; nothing where words alone were known."""
    informed = np.zeros(len(folded), dtype=bool)
    for window in windows.near:
        informed[window.first : window.last] |= window.informed
    heard = np.flatnonzero(informed & (alike > READS_FROM))
    if READS_LIKE.name in dismissed or not len(heard):
        return []
    place = int(heard[np.argmax(windows.each[heard])])
    message, text = folded[place]
    if not text.text.strip() or reported(text.text):
        return []
    agreed = min(1.0, (float(alike[place]) - READS_FROM) / (READS_FULL - READS_FROM))
    fresh = agreed * kept(message.sent_at, now) * (JOKING if _jest(folded, place) else 1.0)
    if len(folded) == 1:
        fresh *= READS_ONCE
    flag = RedFlag(
        pattern_name=READS_LIKE.name,
        matched_text=message.text,
        message_id=message.message_id,
        span=(0, len(message.text)),
        severity=READS_LIKE.severity,
        weight=READS_LIKE.weight,
        category=READS_LIKE.category,
    )
    evidence = READS_LIKE.weight * SHARE * fresh
    return [Hit(READS_LIKE, flag, message.sent_at, evidence, fresh, place, float(alike[place]))]


def _jest(folded: Sequence[tuple[Message, Folded]], place: int) -> bool:
    """Whether a message laughs, or the next one takes it back as a joke."""
    following = folded[place + 1][1].text if place + 1 < len(folded) else ""
    return (joking(folded[place][1].text) and not insists(following)) or taken_back(following)


def _follows(hit: Hit, happened: datetime | None) -> bool:
    return happened is not None and happened < hit.at


def _stands_beside(hit: Hit, places: Mapping[str, Sequence[int]]) -> bool:
    """Whether a signal that it needs lies near it; `places` are those of each signal, in order."""
    found = (places.get(signal, ()) for signal in hit.pattern.beside)
    return any(bisect_right(at, hit.place - EPISODE) < bisect_left(at, hit.place + EPISODE) for at in found)


def _flags(said: _Said, wanted: Sequence[Pattern], now: datetime, dismissed: AbstractSet[str]) -> Iterator[Hit]:
    low = said.text.text
    agreed = 0.0 if said.jest else min(1.0, (said.alike - CUE_FROM) / (CUE_FULL - CUE_FROM))
    firm: list[tuple[int, int]] = []  # cues come last in the catalogue, and say nothing new inside other flags
    worth = kept(said.message.sent_at, now) * (JOKING if said.jest else 1.0)
    for pattern in wanted:
        if pattern.cue and (agreed <= 0 or pattern.name in dismissed):
            continue
        places = [m for m in pattern.places(low) if m.end() > m.start()]
        found = next((m for m in places if not excused(low, m.start(), m.end())), None)
        if found is None:
            if places and not pattern.cue:
                agreed = 0.0  # who reports or refuses a scam says much that is like one
            continue
        if pattern.cue and any(start <= found.start() and found.end() <= end for start, end in firm):
            continue
        if not pattern.cue:
            firm.append(found.span())
        if pattern.name in dismissed:
            continue
        fresh = worth * (agreed if pattern.cue else _standing(pattern, said.alike))
        if pattern.category in _UNPAID and APPEAL in dismissed:
            fresh *= APPEAL_KEEPS
        evidence = pattern.weight * SHARE * fresh
        yield Hit(pattern, _flag(said, pattern, found), said.message.sent_at, evidence, fresh, said.place, said.alike)


def _flag(said: _Said, pattern: Pattern, found: re.Match[str]) -> RedFlag:
    start, end = said.text.span(found.start(), found.end())
    return RedFlag(
        pattern_name=pattern.name,
        matched_text=said.message.text[start:end],
        message_id=said.message.message_id,
        span=(start, end),
        severity=pattern.severity,
        weight=pattern.weight,
        category=pattern.category,
    )


def _standing(pattern: Pattern, alike: float) -> float:
    """What the model leaves of a flag that is no cue."""
    if pattern.category not in SCAM or pattern.severity is Severity.CRITICAL:
        return 1.0
    return 1.0 - DOUBT * max(0.0, 1.0 - alike / DOUBT_BELOW)

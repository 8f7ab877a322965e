"""How they sound in the last episode: the tone that prevails, newer messages counting more; and whether they hurry."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain import ContactClass, Risk, Standing, Theme
from engine.judge.episodes import Heard
from engine.judge.reading import Shape
from engine.judge.tone import NEGATIVE, POSITIVE, tone

NEUTRAL, RUSHED, PATIENT = "neutral", "rushed", "patient"
#: Their messages that are heard, newest kept; each older one counts OLDER as much as the one after it.
HEARD, OLDER = 12, 0.85
#: A tone prevails from this share of all weight on.
PREVAILS = 0.22
_HURRY = frozenset({"now", "asap", "urgent_word", "deadline", "chasing"})


def moods(episode: Sequence[Heard], standing: Standing) -> tuple[str, ...]:
    """The mood, and what else is heard; always at least one."""
    theirs = [one.reading for one in episode if not one.message.from_me][-HEARD:]
    weights: dict[str, float] = {}
    weight = total = 1.0
    for reading in reversed(theirs):
        if reading.shape not in (Shape.WORDS, Shape.EMOJI):
            continue
        sound = tone(reading)
        weights[sound] = weights.get(sound, 0.0) + weight
        total += weight
        weight *= OLDER
    heard = [name for name, sum_ in sorted(weights.items(), key=lambda one: -one[1]) if sum_ / total >= PREVAILS]
    found = [name for name in heard if name != NEUTRAL][:1] or [NEUTRAL]
    codes = {reason.code for reason in standing.reasons}
    if codes & _HURRY:
        found.append(RUSHED)
    elif "no_rush" in codes:
        found.append(PATIENT)
    return tuple(found)


def recommended_tone(moods: Sequence[str], contact_class: ContactClass, risk: Risk, risk_level: str) -> str:
    """The theme that fits: distress first, then risk, then how they sound, then who they are."""
    if risk.care_notice or moods[0] in NEGATIVE:
        return Theme.EMPATHETIC
    if risk_level != "clear":
        return Theme.FIRM
    if moods[0] in POSITIVE:
        return Theme.WARM
    if RUSHED in moods:
        return Theme.BRIEF
    return _BY_CLASS[contact_class]


_BY_CLASS = {
    ContactClass.FRIEND: Theme.CASUAL,
    ContactClass.FAMILY: Theme.WARM,
    ContactClass.WORK: Theme.PROFESSIONAL,
    ContactClass.CLIENT: Theme.PROFESSIONAL,
    ContactClass.ACQUAINTANCE: Theme.CASUAL,
    ContactClass.UNKNOWN: Theme.PROFESSIONAL,
}

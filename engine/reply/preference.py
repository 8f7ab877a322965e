"""In which order to show options: those like the ones the person takes move up.

All options of a set are seen at once and each is rewarded (accept 1, edit 0.5, ignored 0, reject −1), so little has to
be tried for its own sake: the bandit of `engine.reply.bandit` is asked with a small α, and the order in which the
options came counts until enough was learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.domain import Move, Option, StyleProfile, Theme
from engine.reply.bandit import Bandit, Policy, around, expected, fresh, rewarded, shown, unrewarded, unsureness
from engine.reply.moves import HOLDING_BACK
from engine.reply.quality import HOLDING_PLACE, length_fit

#: What each fate of an option is worth.
REWARDS = {"accept": 1.0, "edit": 0.5, "ignored": 0.0, "reject": -1.0}
#: What an option's features are called, in their order. The hour alone is the same for all options of a set and takes
#: up when the person answers at all; with a theme it learns "brief ones late at night".
LABELS = (
    *(f"theme_{theme}" for theme in Theme),
    *(f"move_{move}" for move in Move),
    "hour_sin",
    "hour_cos",
    *(f"{theme}_{part}" for theme in Theme for part in ("hour_sin", "hour_cos")),
    "length_fit",
    "voice_match",
    "confidence",
)
#: α of LinUCB here: with 1 whatever was never shown would stand before what was just accepted.
ALPHA = 0.1
#: What each place of the order they came in is worth, in reward: at first, in the end, and after how many rewards it
#: is half-way. The last of eight comes first once it was taken three to five times in a row, not at the first time; a
#: simulated taste (the tests') is guessed first 28 times of 40 after 40 sets of six, at random 7 times.
_FIRST_STEP, _LAST_STEP, _HALFWAY = 0.25, 0.02, 40
#: Rewards (three come of one set) after which what was learnt counts half: one answer is an answer, not a taste.
_TRUSTED_HALF = 4


def untaught() -> Bandit:
    """A bandit for options that knows nothing."""
    return fresh(Policy.LINUCB, LABELS)


def option_features(option: Option, profile: StyleProfile, now: datetime) -> tuple[float, ...]:
    """The features of an option at `now` (the person's own time zone), in the order of `LABELS`, each in [-1, 1]."""
    hour = around(now.hour, 24)
    return (
        *(float(option.theme is theme) for theme in Theme),
        *(float(option.move is move) for move in Move),
        *hour,
        *(part if option.theme is theme else 0.0 for theme in Theme for part in hour),
        _share(length_fit(option.text, profile)),
        _share(option.voice_match),
        _share(option.confidence),
    )


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def order(
    options: Sequence[Option], bandit: Bandit, profile: StyleProfile, now: datetime, *, themes: Sequence[Theme] = ()
) -> list[Option]:
    """The options, those most likely to be taken first; almost as they came while little was learned.

    The third place (the last of fewer) holds a decline or defer afterwards if there is any, so that saying no always
    costs the same key. Of asked `themes` those options stay before others.
    """
    step = _LAST_STEP + (_FIRST_STEP - _LAST_STEP) * _HALFWAY / (_HALFWAY + bandit.reward_count)

    trust = bandit.reward_count / (bandit.reward_count + _TRUSTED_HALF)

    def rank(at: int) -> tuple[bool, float]:
        features = option_features(options[at], profile, now)
        worth = expected(bandit, features) + ALPHA * unsureness(bandit, features)
        return bool(themes) and options[at].theme not in themes, step * at - trust * worth

    return _held_back([options[at] for at in sorted(range(len(options)), key=rank)])


def _held_back(ranked: list[Option]) -> list[Option]:
    """The order with one that holds back in its place: the next one after it, or else the last one before it."""
    place = min(HOLDING_PLACE, len(ranked) - 1)
    backs = [at for at, option in enumerate(ranked) if option.move in HOLDING_BACK]
    if place < 1 or not backs or place in backs:
        return ranked
    chosen = next((at for at in backs if at > place), backs[-1])
    rest = [*ranked[:chosen], *ranked[chosen + 1 :]]
    return [*rest[:place], ranked[chosen], *rest[place:]]


def seen(bandit: Bandit, features: Sequence[float], fate: str, now: datetime) -> Bandit:
    """The bandit after an option with these features was shown and met its fate, a key of `REWARDS`."""
    return rewarded(shown(bandit, features), features, REWARDS[fate], now)


def unseen(bandit: Bandit, features: Sequence[float], fate: str) -> Bandit:
    """The bandit as if `seen` had not been told of this option and its fate, though it was shown."""
    return unrewarded(bandit, features, REWARDS[fate])

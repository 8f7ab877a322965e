"""Which samples a night learns from and which it is measured on: cleaned, balanced and split, the same way every time.

What is measured on is never learnt from. A conversation is held out by a hash of its name, so it stays held out night
after night; where that gives too little, the newest turns of each of the others are held out beside it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

from rapidfuzz import fuzz

from engine.judge.standing import is_closing
from engine.training.masked import PLACEHOLDER, placeholders
from engine.training.values import Example
from engine.voice.vocabulary import words

#: Reasons for which a sample is left out.
REASONS = (
    "no_words", "not_asked", "too_long", "weak", "old", "details", "repeated", "closing", "contact", "topic", "full",
    "like_held",
)  # fmt: skip
#: Ages in days up to which a band reaches, and its share of what is learnt: the newer, the more of it, and never only
#: the last week. What a band cannot fill the next newest ones do.
BANDS = ((7, 0.25), (30, 0.30), (91, 0.25), (36_500, 0.20))
#: Likeness (rapidfuzz.ratio, 0–100) from which two texts are one. A reply of so many characters that is there twice is
#: a phrase of the person's, whatever it answered; a shorter one is repeated only where the line it answers is, too.
ALIKE, LONG = 90, 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sample that may be learnt from.

    Attributes:
        contact: a name of whom it is with, the same for all their samples; says nothing about who they are.
        topic: what it is about; "" to go by the first two words of the reply.
    """

    example: Example
    made_at: datetime
    contact: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken at most.

    Attributes:
        total: examples to learn from. held: turns to measure on.
        per_contact: of one contact; or `contact_share` of all that is left, if that is less but not below `least`.
        per_topic_share: of all, not below `least`. closing_share: replies that only end a talk, or only emoji.
        held_share: of all, by conversation. A conversation with more than `dominant` of all turns is split by time.
        least_held, least_conversations: of so few nothing can be told, so that more is held out where there is more, up
            to half of it.
        days: older ones are left out.
        longest_reply, longest_input: characters.
        placeholder_share: of a reply's words that may be placeholders.
    """

    total: int = 2000
    held: int = 150
    per_contact: int = 300
    contact_share: float = 0.25
    least: int = 40
    per_topic_share: float = 0.10
    closing_share: float = 0.05
    held_share: float = 0.125
    dominant: float = 0.25
    least_held: int = 16
    least_conversations: int = 8
    days: int = 365
    min_quality: float = 0.3
    longest_reply: int = 600
    longest_input: int = 8000
    placeholder_share: float = 0.34


@dataclass(frozen=True, slots=True)
class Selection:
    """What a night works with, each oldest first, and how many were left out for which reason."""

    train: tuple[Example, ...]
    held: tuple[Example, ...]
    left_out: dict[str, int] = field(default_factory=dict)


def unwatched() -> None:
    """Nobody waits for it to end."""


def select(
    samples: Sequence[Candidate], *, limits: Limits, now: datetime, look: Callable[[], None] = unwatched
) -> Selection:
    """Split and thin out the samples; equal ones in any order give equal results.

    Every sample is learnt from, measured on, or counted as left out.

    Args:
        look: called at every sample that is compared with others; what it raises ends this.
    """
    out: Counter[str] = Counter()
    fit: list[Candidate] = []
    for one in sorted(samples, key=_best_first):
        look()
        why = unfit(one, limits, now)
        if why is None:
            fit.append(one)
        else:
            out[why] += 1
    single = _Seen().without_repeats(fit, look)
    out["repeated"] += len(fit) - len(single)
    held, rest = split(single, limits)
    shown, apart = _Seen(), []
    for one in held:
        shown.add(one)
    for one in rest:
        look()
        if shown.knows(one):
            out["like_held"] += 1
        else:
            apart.append(one)
    train = _balanced(apart, limits, now, out)
    out["full"] += max(0, len(held) - limits.held)
    measured = _thinned(held, limits.held)
    return Selection(_in_order(train), _in_order(measured), {why: out[why] for why in REASONS if out[why]})


def unfit(one: Candidate, limits: Limits, now: datetime) -> str | None:
    """Why nothing can be learnt from one sample; None where it can."""
    reply, said = one.example.output.strip(), one.example.input
    if _is_broken(reply + said):
        return "no_words"
    spoken = [word for word in PLACEHOLDER.sub(" ", reply).split() if word]
    masked = placeholders(reply)
    if not reply:
        return "no_words"
    if not last_line(said):
        return "not_asked"
    if len(reply) > limits.longest_reply or len(said) > limits.longest_input:
        return "too_long"
    if one.example.quality < limits.min_quality:
        return "weak"
    if now - one.made_at > timedelta(days=limits.days):
        return "old"
    known = set(placeholders(said))
    if len(masked) > limits.placeholder_share * (len(masked) + len(spoken)) or any(it not in known for it in masked):
        return "details"  # mostly placeholders, or one that was not in sight: it would teach to make details up
    return None


def _is_broken(text: str) -> bool:
    """Whether half a character is in it, as a text that was cut within an emoji has; nobody can send that on."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def split(samples: Sequence[Candidate], limits: Limits) -> tuple[list[Candidate], list[Candidate]]:
    """What is held out to measure on, and the rest."""
    per_conversation = Counter(one.example.conversation for one in samples)
    usual = {name for name, n in per_conversation.items() if n <= limits.dominant * len(samples)}
    kept = {name for name in usual if name and _is_held(name, limits.held_share)}
    held = [one for one in samples if one.example.conversation in kept]
    rest = [one for one in samples if one.example.conversation not in kept]
    chosen = {id(one) for one in _newest_of_each(rest)[: _lacking(len(held), len(kept), len(samples), limits)]}
    held += [one for one in rest if id(one) in chosen]
    return held, [one for one in rest if id(one) not in chosen]


def _lacking(n_held: int, n_conversations: int, n_all: int, limits: Limits) -> int:
    """How many turns are to be held out beside those of whole conversations."""
    if not limits.held_share:
        return 0
    half = n_all // 2
    wanted = min(limits.held, max(round(n_all * limits.held_share), min(limits.least_held, half)))
    apart = min(limits.least_conversations - n_conversations, half - n_held)
    return max(0, wanted - n_held, apart)


def _newest_of_each(samples: Sequence[Candidate]) -> list[Candidate]:
    """The newest turn of each conversation, then the second of each, and so on; newest first."""
    newest = sorted(samples, key=lambda one: (one.made_at, one.example.id), reverse=True)
    met: Counter[str] = Counter()
    rank = {}
    for one in newest:
        rank[id(one)] = met[one.example.conversation]
        met[one.example.conversation] += 1
    return sorted(newest, key=lambda one: rank[id(one)])


def last_line(sample_input: str) -> str:
    """What the other side said last; "" where they said nothing."""
    lines = [line[5:].strip() for line in sample_input.split("\n") if line.startswith("Them:")]
    return lines[-1] if lines else ""


def topic_of(one: Candidate) -> str:
    """What a sample counts as: its topic, or how the reply begins."""
    return one.topic or " ".join(words(one.example.output)[:2])


def _is_held(conversation: str, share: float) -> bool:
    number = int.from_bytes(hashlib.blake2b(conversation.encode(), digest_size=8).digest(), "big")
    return number < share * 2**64


def _balanced(samples: Sequence[Candidate], limits: Limits, now: datetime, out: Counter[str]) -> list[Candidate]:
    """Not too many closings, of one contact, of one topic, and in all; every cut keeps the balance of ages."""

    def cut(of: Iterable[Candidate], most: int, why: str) -> list[Candidate]:
        ones = list(of)
        kept = by_age(ones, most, now)
        out[why] += len(ones) - len(kept)
        return kept

    ends = [one for one in samples if is_closing(PLACEHOLDER.sub(" ", one.example.output))]
    ending = {id(one) for one in ends}
    talk = [one for one in samples if id(one) not in ending]
    found = [*talk, *cut(ends, max(5, round(limits.closing_share * len(talk))), "closing")]
    most = _contact_cap(Counter(one.contact for one in found), limits)
    found = [one for same in _groups(found, lambda one: one.contact) for one in cut(same, most, "contact")]
    most = max(limits.least, ceil(limits.per_topic_share * len(found)))
    found = [one for same in _groups(found, topic_of) for one in cut(same, most, "topic")]
    return cut(found, limits.total, "full")


def _contact_cap(counts: Counter[str], limits: Limits) -> int:
    """The largest number of one contact's samples that is at most its share of all that are then left."""
    for most in range(limits.per_contact, limits.least, -1):
        if most <= limits.contact_share * sum(min(n, most) for n in counts.values()):
            return most
    return limits.least


def by_age(samples: Sequence[Candidate], most: int, now: datetime) -> list[Candidate]:
    """Up to `most` of the samples, of every age as `BANDS` says; of one age the best, then the newest."""
    if len(samples) <= most:
        return list(samples)
    left = sorted(samples, key=_best_first)
    chosen: list[Candidate] = []
    younger = timedelta(0)
    for days, share in BANDS:
        band = [one for one in left if younger <= max(timedelta(0), now - one.made_at) < timedelta(days=days)]
        chosen += band[: round(share * most)]
        younger = timedelta(days=days)
    chosen = chosen[:most]
    taken = {id(one) for one in chosen}
    rest = sorted((one for one in left if id(one) not in taken), key=lambda one: (one.made_at, one.example.id))
    return [*chosen, *rest[::-1][: most - len(chosen)]]


def _thinned(held: Sequence[Candidate], most: int) -> list[Candidate]:
    """The same ones every night, whatever is added: those whose ids hash lowest."""
    return sorted(held, key=lambda one: hashlib.blake2b(one.example.id.encode(), digest_size=8).digest())[:most]


def _groups(samples: Iterable[Candidate], key: Callable[[Candidate], str]) -> list[list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for one in samples:
        found.setdefault(key(one), []).append(one)
    return [found[name] for name in sorted(found)]


def _in_order(samples: Iterable[Candidate]) -> tuple[Example, ...]:
    return tuple(one.example for one in sorted(samples, key=lambda one: (one.made_at, one.example.id)))


def _best_first(one: Candidate) -> tuple[float, float, str, str, str]:
    example = one.example
    return -example.quality, -one.made_at.timestamp(), example.id, example.input, example.output


class _Seen:
    """Samples that were met, to tell near-repeats by; only those that begin or end with the same word are compared."""

    def __init__(self) -> None:
        self._exact: set[tuple[str, str]] = set()
        self._by_word: dict[tuple[int, str], list[tuple[str, str]]] = {}

    def without_repeats(self, samples: Iterable[Candidate], look: Callable[[], None]) -> list[Candidate]:
        """The first of those that are alike."""
        found = []
        for one in samples:
            look()
            if not self.knows(one):
                self.add(one)
                found.append(one)
        return found

    def add(self, one: Candidate) -> None:
        """Remember it."""
        pair = _folded(one)
        self._exact.add(pair)
        for place in _places(pair[0]):
            self._by_word.setdefault(place, []).append(pair)

    def knows(self, one: Candidate) -> bool:
        """Whether one like it was met."""
        pair = _folded(one)
        if pair in self._exact:
            return True
        return any(_alike(pair, other) for place in _places(pair[0]) for other in self._by_word.get(place, ()))


def _folded(one: Candidate) -> tuple[str, str]:
    """The reply and the line it answers, in small letters without punctuation or spaces that vary."""
    reply, asked = one.example.output.casefold(), last_line(one.example.input).casefold()
    return " ".join(words(reply)) or reply.strip(), " ".join(words(asked)) or asked


def _places(reply: str) -> set[tuple[int, str]]:
    first, last = reply.split(" ", 1)[0], reply.rsplit(" ", 1)[-1]
    return {(0, first), (1, last)}


def _alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    shorter, longer = sorted((len(one[0]), len(other[0])))
    if shorter * (200 - ALIKE) < ALIKE * longer:  # the ratio is at most 200 · shorter / (shorter + longer)
        return False
    if fuzz.ratio(one[0], other[0], score_cutoff=ALIKE) < ALIKE:
        return False
    return shorter >= LONG or fuzz.ratio(one[1], other[1], score_cutoff=ALIKE) >= ALIKE

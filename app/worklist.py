"""Which piece of work goes next while nobody waits: pure, so that every rule of it can be tried by itself.

Drafts are written ahead for the conversations that need a reply most, once their burst is quiet; then come the
further options of drafts that are there, then the vectors of turns (first, where they are few), then jobs that other
programs left, and last what a model that is loaded anyway may tell in its own words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: Quiet after the last message before a draft is written ahead.
QUIET_S = 20.0
#: A draft that failed is tried again after so long, each time four times as long, and after `TRIES` not any more.
BACK_OFF_S, TRIES = 60.0, 3
#: When the hour is used up, this long until the next look.
FULL_S = 300.0
#: On battery, whether mains are back is looked at again after so long.
BATTERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Need:
    """A conversation that needs a reply.

    Attributes:
        turn: id of the newest message; a draft answers it and no other.
        said_at: when that message was sent, seconds since 1970.
        silent: nothing is drafted here ahead: a group, or high risk.
    """

    conversation_id: int
    turn: int
    said_at: float
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Drafted:
    """A set of options that is there: for which message, how many, and how many it shall have."""

    request_id: str
    turn: int
    n_options: int
    n_planned: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Drafting for this turn failed so many times, the last time at `at` (seconds since 1970)."""

    turn: int
    tries: int
    at: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What the person allows: conversations drafted ahead (0 none), drafts an hour, and whether on battery."""

    ahead: int = 3
    per_hour: int = 60
    on_battery: bool = True


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that could be done.

    Attributes:
        needs: conversations that need a reply, the most urgent first.
        drafted: by conversation, the options that are there.
        failures: by conversation, what went wrong lately.
        put_back: conversations whose draft the person asked for and something more urgent pushed aside.
        at_hand: the conversation the person looks at, None for none.
        interactive: something is under way that a person waits for.
        embeds, jobs: turns wait for vectors; jobs wait.
        embeds_first: so few turns wait that drafts can wait for them, which read them.
        drafted_this_hour: drafts written ahead in the last hour.
        retells: something waits to be told again, and a model has time; never on battery, nor where the person wants
            nothing written ahead.
    """

    needs: Sequence[Need] = ()
    drafted: Mapping[int, Drafted] = field(default_factory=dict)
    failures: Mapping[int, Failure] = field(default_factory=dict)
    put_back: Sequence[int] = ()
    at_hand: int | None = None
    interactive: bool = False
    embeds: bool = False
    embeds_first: bool = False
    jobs: bool = False
    drafted_this_hour: int = 0
    retells: bool = False
    limits: Limits = Limits()
    on_battery: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """Write options for a conversation."""

    conversation_id: int


@dataclass(frozen=True, slots=True)
class Extend:
    """Write the rest of a set of options."""

    conversation_id: int
    request_id: str


@dataclass(frozen=True, slots=True)
class Embed:
    """Make the vectors of the next turns."""


@dataclass(frozen=True, slots=True)
class DoJob:
    """Take up the next job that waits."""


@dataclass(frozen=True, slots=True)
class Retell:
    """Let the model tell the next piece of what was read in its own words."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing for now.

    Attributes:
        reason: "interactive", "switched_off", "battery", "hour_full", "not_quiet", "backing_off", "all_drafted".
        again_s: look again after so many seconds; None: when something has happened.
    """

    reason: str
    again_s: float | None = None


Piece = Draft | Extend | Embed | DoJob | Retell | Nothing


def next_piece(now: float, work: Work) -> Piece:
    """What to do next; `now` in seconds since 1970. Work that a person waits for is never among it."""
    if work.interactive:
        return Nothing("interactive")
    if work.put_back:
        return Draft(work.put_back[0])
    if work.embeds_first:
        return Embed()
    drafting = _drafting(now, work)
    if not isinstance(drafting, Nothing):
        return drafting
    if work.embeds:
        return Embed()
    if work.jobs:
        return DoJob()
    return Retell() if work.retells and work.limits.ahead and not work.on_battery else drafting


def superseded(conversation_id: int, turn: int, needs: Sequence[Need]) -> bool:
    """Whether a draft ahead that is under way is for nothing: answered, set aside, or there is a newer turn."""
    return not any((need.conversation_id, need.turn) == (conversation_id, turn) for need in needs)


def _drafting(now: float, work: Work) -> Draft | Extend | Nothing:
    if work.on_battery and not work.limits.on_battery:
        return Nothing("battery", BATTERY_S)
    if work.at_hand is not None and (rest := _rest(work, work.at_hand)) is not None:
        return rest
    if not work.limits.ahead:
        return Nothing("switched_off")
    places = _places(work)
    hindrances = []
    for need in places:
        hindrance = _hindrance(now, work, need)
        if hindrance is None:
            return Draft(need.conversation_id)
        hindrances.append(hindrance)
    rests = (_rest(work, need.conversation_id) for need in places)
    return next((rest for rest in rests if rest is not None), _soonest(hindrances))


def _places(work: Work) -> list[Need]:
    """The conversations that drafts are written for: the one at hand, then as many as the person allows."""
    may = [need for need in work.needs if not need.silent and not _is_silence(work, need)]
    ahead = may[: work.limits.ahead]
    at_hand = [need for need in may if need.conversation_id == work.at_hand]
    return at_hand + [need for need in ahead if need not in at_hand]


def _is_silence(work: Work, need: Need) -> bool:
    """Whether it was found already that nothing can be said to this turn."""
    drafted = work.drafted.get(need.conversation_id)
    return drafted is not None and drafted.turn == need.turn and drafted.n_options == 0


def _rest(work: Work, conversation_id: int) -> Extend | None:
    """What is missing of the options that are there, if they still answer what was said last."""
    drafted = work.drafted.get(conversation_id)
    turns = [need.turn for need in work.needs if need.conversation_id == conversation_id]
    if drafted is None or drafted.n_options >= drafted.n_planned or (turns and drafted.turn not in turns):
        return None
    return Extend(conversation_id, drafted.request_id)


def _hindrance(now: float, work: Work, need: Need) -> Nothing | None:
    """Why no draft is begun for a conversation just now; None where it can be."""
    drafted = work.drafted.get(need.conversation_id)
    if drafted is not None and drafted.turn == need.turn:
        return Nothing("all_drafted")
    if now - need.said_at < QUIET_S:
        return Nothing("not_quiet", QUIET_S - (now - need.said_at))
    failure = work.failures.get(need.conversation_id)
    if failure is not None and failure.turn == need.turn:
        if failure.tries >= TRIES:
            return Nothing("backing_off")
        left_s = BACK_OFF_S * 4 ** (failure.tries - 1) - (now - failure.at)
        if left_s > 0:
            return Nothing("backing_off", left_s)
    if work.drafted_this_hour >= work.limits.per_hour:
        return Nothing("hour_full", FULL_S)
    return None


def _soonest(hindrances: Sequence[Nothing]) -> Nothing:
    """The one hindrance to tell: what passes first, else what does not pass by itself."""
    passing = [one for one in hindrances if one.again_s is not None]
    if passing:
        return min(passing, key=lambda one: one.again_s or 0.0)
    return next((one for one in hindrances if one.reason != "all_drafted"), Nothing("all_drafted"))

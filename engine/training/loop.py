"""The training itself: LoRA on the served file, the loss on the person's words only, weighted by quality.

Begun or gone on with at the best place that has room for it. All that is random is kept with each state: a job that was
stopped goes on to the very same adapter on a processor, and to the last bits of its backward kernels on a card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch

from engine.problems import TrainingFailed
from engine.training import devices, network
from engine.training import state as states
from engine.training.course import Course, Ties
from engine.training.devices import DTYPES
from engine.training.dialogue import Lesson
from engine.training.job import lessons_and_tests, name_of
from engine.training.network import PACKED, Network, Opener
from engine.training.places import Begun, Place, places
from engine.training.state import Counters, State
from engine.training.values import Example, Parameters, Progress, Trained


def train(
    learnt: Sequence[Example],
    held: Sequence[Example],
    base: Path,
    parameters: Parameters,
    *,
    state: bytes | None,
    poll: Callable[[], bool],
    tell: Callable[[Progress], None],
    save: Callable[[Sequence[bytes], int], None],
    clock: Callable[[], float],
    opener: Opener = PACKED,
    where: Callable[[Begun], Iterator[Place]] | None = None,
    avoids: str = "",
) -> Trained:
    """Train an adapter for `base` on `learnt`, choosing by the loss on `held`.

    Args:
        state: as `save` got it last, to go on from there; None begins.
        poll, tell, save, clock: `Ties`.
        opener: how the base is opened. where: the places for a job begun there, best first; None looks for them.
        avoids: as in `places`.

    Raises:
        TooFewExamples: `needed`, `examples`. BaseRefused, ModelFailed, ModelRefused: of the file.
        Cancelled: `poll` said so; the state is saved.
        TrainingFailed: `reason` "not_finite", "memory", "checkpoint" or "other_job" (of `state`), as `places`, or
            "card_memory" or "card_died" of a card that failed in the midst of it: what was saved last still holds.
    """
    lessons, tests = lessons_and_tests(learnt, held, base, parameters)
    job = name_of(learnt, held, base, parameters, opener=opener.name)
    ties = Ties(poll, tell, save, clock)
    kept = [] if state is None else [states.unpack(state, job=job)]
    del state  # it may be as large as all that is trained, and is held by nobody once it is read
    network.use_threads(parameters.threads)
    begun = Begun()
    if kept:
        at = kept[0].counters
        begun = Begun(at.device, at.dtype, at.left)
        if at.dtype not in DTYPES:
            raise TrainingFailed(reason="checkpoint")
    able = devices.ability(parameters.device, asks=not avoids)
    found = where(begun) if where else places(parameters, base, able, form=opener.name, begun=begun, avoids=avoids)

    def begin(place: Place) -> Course:
        return _course(base, lessons, tests, parameters, place, job=job, kept=kept, ties=ties, opener=opener)

    try:
        return _at_one(found, begin, kept)
    except (MemoryError, torch.OutOfMemoryError):
        raise TrainingFailed(reason="memory") from None
    except RuntimeError as error:  # the processor's allocator has no error of its own
        if "allocate memory" in str(error) or devices.is_out_of_memory(error):
            raise TrainingFailed(reason="memory") from None
        raise


def _at_one(found: Iterator[Place], begin: Callable[[Place], Course], kept: list[State]) -> Trained:
    """What the job comes to at the first place that has room for it; the next one goes on where that left it."""
    for place in found:
        if (made := _at(place, begin, kept)) is not None:
            return made
        devices.leave(place.device)
    raise TrainingFailed(reason="memory")


def _at(place: Place, begin: Callable[[Place], Course], kept: list[State]) -> Trained | None:
    """What the job comes to there; None where there is no room for it, and `kept` is where it is to go on."""
    try:
        course = begin(place)
    except RuntimeError as error:
        if devices.is_out_of_memory(error):
            return None
        raise devices.told(error, place.device) from None
    kept.clear()
    try:
        return course.run()
    except devices.NoRoom:
        kept.append(course.at_rest())
    except RuntimeError as error:
        raise devices.told(error, place.device) from None
    return None


def _course(
    base: Path,
    lessons: Sequence[Lesson],
    tests: Sequence[Lesson],
    parameters: Parameters,
    place: Place,
    *,
    job: str,
    kept: list[State],
    ties: Ties,
    opener: Opener,
) -> Course:
    """The job at its beginning, or where it was `kept`."""
    torch.manual_seed(parameters.seed)
    net = Network(opener.open(base, place.device, DTYPES[place.dtype]), parameters, device=place.device)
    at = Counters(job, place.dtype, device=place.device, form=opener.name, left=place.left)
    course = Course(net, lessons, tests, parameters, at=at, ties=ties)
    if kept:
        course.restore(kept[-1])
    return course

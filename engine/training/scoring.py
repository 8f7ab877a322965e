"""The served file in llama.cpp, as it answers with one adapter or another: losses of given replies, and new replies.

One model in memory, adapters laid over it in turn. What is measured here is what people will be served, by another
program than the one that trained.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec
import numpy as np
import numpy.typing as npt

from engine.llm.model import Model
from engine.protocol import AdapterFile, Generate, Generated
from engine.reply import prompts
from engine.training.dialogue import UNKNOWN, Dialogue, Lesson, lessons_of, request, said
from engine.training.replay import told
from engine.training.values import Example, Parameters

Losses = npt.NDArray[np.float64]
Poll = Callable[[], bool]


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn as it is measured.

    Attributes:
        lesson: the tokens of what was really answered. wish: has the model answer the very same prompt by itself.
    """

    example: Example
    lesson: Lesson
    wish: Generate


class Scorer:
    """A model file opened for measuring; a context manager."""

    def __init__(self, base: Path, *, n_ctx: int = 1024, threads: int = 0, poll: Poll = _never) -> None:
        """Open it.

        Args:
            n_ctx: tokens of the longest prompt and its reply.
            poll: asked before every decode; True cancels, here and in every method.

        Raises:
            ModelFailed: llama.cpp refuses the file. Cancelled: `poll` said so.
        """
        self._poll = poll
        self._model = Model(str(base), n_ctx=n_ctx, threads=threads, poll=poll)

    def hold(self, adapter: Path, *, sha256: str, base_sha256: str = "") -> None:
        """Read the file of an adapter that is used later, by the same path and hash.

        Raises:
            AdapterRefused: the file.
        """
        self._model.hold([AdapterFile(path=str(adapter), sha256=sha256)], base_sha256=base_sha256)

    def use(self, adapter: Path | None, *, sha256: str = "", base_sha256: str = "") -> float:
        """Lay this adapter over the base, or none; returns the largest change of a logit of a probe sentence.

        Raises:
            AdapterRefused: the file; what was in use stays.
        """
        files = () if adapter is None else (AdapterFile(path=str(adapter), sha256=sha256),)
        return self._model.adapt(files, base_sha256=base_sha256).change

    def losses(self, lessons: Sequence[Lesson]) -> Losses:
        """(n, 2): summed NLL in nats of each reply behind its prompt, and its tokens; raises as `loss`."""
        return np.array([(self.loss(one), len(one.reply)) for one in lessons], dtype=np.float64).reshape(-1, 2)

    def loss(self, lesson: Lesson) -> float:
        """Summed NLL of one reply, in nats; raises as `costs`."""
        return sum(self.costs(lesson))

    def costs(self, lesson: Lesson) -> list[float]:
        """What each token of one reply costs, in nats; what its prompt shares with the one before is at hand.

        Raises:
            Cancelled: `poll` said so. ModelFailed: it does not fit, or the logits are no numbers.
        """
        return self._model.costs(lesson.prompt, lesson.reply, poll=self._poll)

    def write(self, wish: Generate) -> Generated:
        """The replies of a wish, all of them at once; raises as `engine.llm.model.Model.generate`."""
        return self._model.generate(wish, poll=self._poll)

    def close(self) -> None:
        """Free everything."""
        self._model.close()

    def __enter__(self) -> Scorer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def asked(examples: Sequence[Example], dialogue: Dialogue, parameters: Parameters) -> list[Asked]:
    """The examples that can be measured, with the very tokens that the trainer makes of the same sequence."""
    found = []
    for at, one in enumerate(examples):
        own = told(one, msgspec.structs.replace(parameters, seed=parameters.seed + at))
        for lesson in lessons_of([one], dialogue, own):
            found.append(Asked(one, lesson, wished(one, own, has_template=bool(dialogue.template))))
    return found


def wished(example: Example, own: Parameters, *, has_template: bool, opening: str = "") -> Generate:
    """The likeliest reply to what an example was a reply to, `opening` included; as inference would ask for it.

    Args:
        own: the parameters with what the prompt may tell of the person (`engine.training.replay.told`), and the seed
            of this example.
    """
    wish = request(
        said(example.input), example, style=own.style, notes=own.notes, has_template=has_template, seed=own.seed
    )
    stops = (wish.turns[-1].text.splitlines()[-1],) if wish.turns else prompts.STOPS
    spaced = opening if wish.turns else f" {opening}"
    return msgspec.structs.replace(
        wish,
        stops=stops,
        openings=(spaced,) if opening else (),
        max_tokens=prompts.max_tokens(own.style or UNKNOWN),
        temperature=0.0,
        repeat_penalty=1.0,
    )

"""What crosses the gate's pipe, both ways: tagged msgspec Structs in msgpack, like `engine.protocol`.

One request a process: `Rehearse` or `Examine`, then any number of `Looked`, a `Taken`, and at the end one of
`Rehearsed`, `Examined`, `Stopped` and `Failed`. `Stop` ends it at the next look.
"""

from __future__ import annotations

import msgspec
import numpy as np

from engine.domain import StyleProfile
from engine.problems import Problem
from engine.protocol import Facts
from engine.training.canaries import Canary
from engine.training.gate import Limits, Verdict
from engine.training.values import Example, Parameters, Probe
from engine.voice import style
from engine.voice.verifier import Verifier, Writing

#: Counts as they travel.
_COUNTS = "<i8"


class Voice(msgspec.Struct, frozen=True):
    """What `engine.voice.verifier.Verifier` is made of: tables as raw little-endian int64.

    Attributes:
        mine, theirs: all that the person wrote, the held-out replies included, and what others wrote.
    """

    mine: bytes
    theirs: bytes
    my_sums: tuple[int, ...]
    their_sums: tuple[int, ...]
    profile: StyleProfile = style.NEUTRAL

    @staticmethod
    def of(verifier: Verifier) -> Voice:
        """A verifier, to be sent."""
        mine, theirs = verifier.mine, verifier.theirs
        return Voice(
            mine.table.astype(_COUNTS).tobytes(),
            theirs.table.astype(_COUNTS).tobytes(),
            tuple(map(int, mine.sums)),
            tuple(map(int, theirs.sums)),
            verifier.profile,
        )

    def verifier(self) -> Verifier:
        """The verifier that was sent."""
        return Verifier(_writing(self.mine, self.my_sums), _writing(self.theirs, self.their_sums), self.profile)


class Rehearse(msgspec.Struct, frozen=True, tag=True):
    """Have the base answer everyday prompts, for replay and as anchors.

    Attributes:
        most: so many answers for replay at most.
        memory_bytes: of its own that the process may take; 0 sets no limit.
    """

    base: str
    sha256: str
    parameters: Parameters
    most: int = 120
    memory_bytes: int = 0


class Examine(msgspec.Struct, frozen=True, tag=True):
    """Measure a candidate.

    Attributes:
        base, candidate, current: paths of GGUF files; `current` is "" where the base is used as it is. Each must hash
            to what stands beside it.
        held: the held-out turns that the trainer chose by, in its order. parameters: those it had.
        anchors: the base's own answers (`Rehearsed`).
        canaries: the secrets that were planted among what the candidate learnt from.
        expected_loss: what the trainer measured on `held`. probes: what single tokens of some of it cost there.
        dtype, form: what the trainer computed in, and how it opened the base (`engine.training.values.Trained`).
        n_replies: so many held-out prompts are answered anew. n_drawn: so many more answers to each try for a secret,
            drawn by chance.
        memory_bytes: as for `Rehearse`.
    """

    base: str
    base_sha256: str
    candidate: str
    candidate_sha256: str
    held: tuple[Example, ...]
    anchors: tuple[Example, ...]
    canaries: tuple[Canary, ...]
    voice: Voice
    parameters: Parameters
    expected_loss: float
    current: str = ""
    current_sha256: str = ""
    limits: Limits = Limits()
    n_replies: int = 16
    n_drawn: int = 2
    memory_bytes: int = 0
    probes: tuple[Probe, ...] = ()
    dtype: str = ""
    form: str = ""


class Stop(msgspec.Struct, frozen=True, tag=True):
    """Stop at once; nothing is kept."""


class Looked(msgspec.Struct, frozen=True, tag=True):
    """Where it is: `done` of `whole` parts of about the same size."""

    done: int
    whole: int


class Taken(msgspec.Struct, frozen=True, tag=True):
    """The adapters are in memory: nobody needs their files any more."""


class Pair(msgspec.Struct, frozen=True):
    """One held-out turn: what was said before, what is answered with what is in use, and what the candidate answers.

    `own` is what the person answered.
    """

    input: str
    before: str
    after: str
    own: str


class Rehearsed(msgspec.Struct, frozen=True, tag=True):
    """The base's answers."""

    replay: tuple[Example, ...]
    anchors: tuple[Example, ...]


class Examined(msgspec.Struct, frozen=True, tag=True):
    """The verdict, and up to five pairs for the person to compare blind."""

    verdict: Verdict
    pairs: tuple[Pair, ...] = ()


class Stopped(msgspec.Struct, frozen=True, tag=True):
    """It stopped because it was told to."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A problem by its code and facts: nothing is known of the candidate."""

    code: str
    facts: Facts


Request = Rehearse | Examine | Stop
Reply = Looked | Taken | Rehearsed | Examined | Stopped | Failed

encode = msgspec.msgpack.Encoder().encode
request = msgspec.msgpack.Decoder(Request).decode
reply = msgspec.msgpack.Decoder(Reply).decode


def failed(problem: Problem) -> Failed:
    """What is told of a problem."""
    return Failed(problem.code, dict(problem.facts))


def _writing(table: bytes, sums: tuple[int, ...]) -> Writing:
    return Writing(np.frombuffer(table, dtype=_COUNTS).astype(np.int64), np.array(sums, dtype=np.int64))

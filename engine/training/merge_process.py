"""The merger's entry: a process of its own that makes one model file of a base and an adapter, quietly.

It opens no connection; the one file it leaves is the model it was asked for.
"""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from engine.llm.worker import share_the_cores, silence_native_code
from engine.problems import Cancelled, ModelFailed, Problem, TooLittleMemory
from engine.protocol import Facts
from engine.training.manners import stay_off_the_network, step_back

#: No model that is trained here is larger once its numbers are F16.
MODEL_BYTES = 200_000_000_000
#: What is merged is this share of the whole; the rest is quantising.
MERGED = 0.4


class Merge(msgspec.Struct, frozen=True, tag=True):
    """Make a model.

    Attributes:
        base, adapter: paths of GGUF files. out: where the model is written.
        kind: a key of `engine.training.merging.KINDS`.
    """

    base: str
    adapter: str
    out: str
    kind: str
    scale: float = 1.0


class Got(msgspec.Struct, frozen=True, tag=True):
    """Where it is, in [0, 1]."""

    share: float


class Merged(msgspec.Struct, frozen=True, tag=True):
    """It is written, and llama.cpp opens it; `n_changed` matrices are other ones than the base's."""

    n_changed: int


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A problem by its code and facts; nothing is left."""

    code: str
    facts: Facts


Reply = Got | Merged | Failed
encode = msgspec.msgpack.Encoder().encode
request = msgspec.msgpack.Decoder(Merge).decode
reply = msgspec.msgpack.Decoder(Reply).decode


def main(connection: Connection) -> None:
    """Make what the first message asks for; `app.child.Child` starts it."""
    silence_native_code()
    share_the_cores()
    stay_off_the_network()
    asked = request(connection.recv_bytes())
    step_back(file_bytes=MODEL_BYTES)
    connection.send_bytes(encode(_outcome(asked, connection)))


def _outcome(asked: Merge, connection: Connection) -> Reply:
    from engine.training import merging  # llama.cpp

    out, whole = Path(asked.out), Path(asked.out + ".f16")

    def tell(done: float) -> None:
        connection.send_bytes(encode(Got(MERGED * done)))

    def poll() -> bool:
        return connection.poll(0)  # nothing more is said to it but that nobody is there

    try:
        merged = out if asked.kind == "F16" else whole
        n_changed = merging.merge(
            Path(asked.base), Path(asked.adapter), merged, scale=asked.scale, poll=poll, tell=tell
        )
        if merged is not out:
            merging.quantise(whole, out, asked.kind, poll=poll)
        merging.check(out)
        return Merged(n_changed)
    except BaseException as error:
        out.unlink(missing_ok=True)
        if isinstance(error, MemoryError):
            return _failed(TooLittleMemory())
        if isinstance(error, OSError):
            return _failed(ModelFailed(step="write", reason="disk"))
        if isinstance(error, Problem) and not isinstance(error, Cancelled):
            return _failed(error)
        raise
    finally:
        whole.unlink(missing_ok=True)


def _failed(problem: Problem) -> Failed:
    return Failed(problem.code, dict(problem.facts))

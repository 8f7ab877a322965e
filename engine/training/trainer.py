"""The trainer's entry: a process of its own that trains one adapter, quietly, and stops the moment it is told to.

It is given no key and no address; it opens no connection, and the one file it writes is the adapter it was asked for.
Torch is imported here and in no other process of ours.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.llm import gguf_directory
from engine.llm.adapter_file import MAX_BYTES
from engine.llm.worker import silence_native_code
from engine.problems import BaseRefused, Cancelled, DiskFull, ModelMissing, ModelRefused, Problem, TrainingFailed
from engine.training import disk, memory, messages, transfer
from engine.training.manners import leave, stay_off_the_network, step_back
from engine.training.messages import Begin, Done, Stop
from engine.training.values import Parameters, Trained

if TYPE_CHECKING:
    from engine.training.network import Opener

#: Nothing of ours is fetched, and the libraries need not try.
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "PYTORCH_ENABLE_MPS_FALLBACK": "1",
}
HASH_CHUNK = 1 << 20


def main(connection: Connection) -> None:
    """The process; `app.child.Child` starts it."""
    run(connection)
    leave()


def run(connection: Connection) -> None:
    """Train what the first message asks for."""
    os.environ.update(OFFLINE)
    silence_native_code()
    step_back(file_bytes=MAX_BYTES)
    stay_off_the_network()
    begin = messages.request(connection.recv_bytes())
    if not isinstance(begin, Begin):
        return
    if _is_packed(begin.parameters):
        # peft imports it wherever it is installed: 1.2 s and some memory, for nothing. This says it is not there.
        sys.modules["bitsandbytes"] = None  # type: ignore[assignment]
    try:
        kept = [transfer.ask(connection)] if begin.resumes else []
    except Cancelled:
        return
    stop = threading.Event()
    threading.Thread(target=_listen, args=(connection, stop), name="trainer-listener", daemon=True).start()
    try:
        _tell(connection, _outcome(begin, kept, connection, stop))
    except Cancelled:  # nobody is there to be told anything, or to take the file away again
        with contextlib.suppress(OSError):
            Path(begin.out).unlink(missing_ok=True)


def _outcome(begin: Begin, kept: list[bytes], connection: Connection, stop: threading.Event) -> messages.Reply:
    """The last word; `kept` is the state to go on from, if there is one, which is taken out: nobody else holds it."""
    try:
        _check(Path(begin.base), begin.sha256, stop)
        _check_size(begin)
        from engine.training.loop import train  # torch, peft and transformers: some seconds

        opener = _opener(begin, kept)
        trained = train(
            begin.learnt,
            begin.held,
            Path(begin.base),
            begin.parameters,
            state=kept.pop() if kept else None,
            poll=stop.is_set,
            tell=lambda progress: _tell(connection, progress),
            save=lambda state, step: _keep(connection, state, step),
            clock=time.monotonic,
            opener=opener,
            avoids=begin.avoids,
        )
        if stop.is_set():
            raise Cancelled  # nobody may be there to take the file away again; the last state is kept
        return Done(msgspec.structs.replace(trained, adapter=b""), _written(trained, begin))
    except Cancelled:
        return messages.Stopped()
    except Problem as problem:
        return messages.failed(problem)
    except MemoryError:
        return messages.failed(TrainingFailed(reason="memory"))
    except ImportError as error:
        return messages.failed(TrainingFailed(reason="parts", module=str(error.name)[:40]))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return messages.failed(DiskFull(path=begin.out) if full else TrainingFailed(reason="disk"))
    except RuntimeError:
        return messages.failed(TrainingFailed(reason="torch"))


def _opener(begin: Begin, kept: Sequence[bytes]) -> Opener:
    """How the base is opened: as before, the file itself, or in NF4 where that was asked for or is quicker here.

    Raises:
        BaseRefused: `reason` "no_folder" or "no_bitsandbytes", or of the file. TrainingFailed: as `places`.
    """
    parameters = begin.parameters
    if _is_packed(parameters):
        from engine.training.network import PACKED

        return PACKED
    from engine.training import nf4, places  # bitsandbytes may be missing, and takes some seconds
    from engine.training import state as states

    def on_cuda() -> bool:
        if kept:
            return states.form_of(kept[0]) == nf4.NAME
        return places.first(parameters, Path(begin.base), form=nf4.NAME, avoids=begin.avoids).device == "cuda"

    return nf4.chosen(parameters, Path(parameters.hf_folder) if parameters.hf_folder else None, on_cuda)


def _is_packed(parameters: Parameters) -> bool:
    """Whether it can only be the file itself."""
    return parameters.four_bit == "packed" or not (parameters.hf_folder or parameters.four_bit == "nf4")


def _written(trained: Trained, begin: Begin) -> str:
    """Write the adapter as llama.cpp reads it; returns the file's SHA-256, "" where there is no adapter."""
    if not trained.adapter:
        return ""
    from engine.training import adapter_gguf

    out = Path(begin.out)
    scaling, notes = adapter_gguf.Scaling(trained.alpha), {**begin.notes, "sotto.device": trained.device}
    if trained.left:
        notes["sotto.device_left"] = trained.left
    adapter_gguf.write(trained.adapter, Path(begin.base), out, scaling=scaling, base_sha256=begin.sha256, notes=notes)
    return _digest(out)


def _check(base: Path, sha256: str, stop: threading.Event) -> None:
    """The file is the one that is served.

    Raises:
        BaseRefused: `reason` "missing" or "changed". Cancelled: stopped meanwhile.
    """
    try:
        found = _digest(base, stop)
    except OSError:
        raise BaseRefused(reason="missing") from None
    if found != sha256:
        raise BaseRefused(reason="changed")


def _check_size(begin: Begin) -> None:
    """An adapter that nobody could load is not trained."""
    try:
        found = memory.measures(gguf_directory.read(Path(begin.base)))
    except (ModelMissing, ModelRefused):
        return  # it is told as it is opened
    if found is not None and disk.adapter(found, begin.parameters) > MAX_BYTES:
        raise TrainingFailed(reason="adapter_large")


def _digest(path: Path, stop: threading.Event | None = None) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(HASH_CHUNK):
            digest.update(chunk)
            if stop is not None and stop.is_set():
                raise Cancelled
    return digest.hexdigest()


def _listen(connection: Connection, stop: threading.Event) -> None:
    """Until told to stop, or until nobody is there to be told anything; what nobody can read is passed over."""
    with contextlib.suppress(EOFError, OSError):
        while not _is_stop(connection.recv_bytes()):
            pass
    stop.set()


def _keep(connection: Connection, state: Sequence[bytes], step: int) -> None:
    for said in transfer.told(state, step):
        _tell(connection, said)


def _is_stop(data: bytes) -> bool:
    try:
        return isinstance(messages.request(data), Stop)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def _tell(connection: Connection, said: messages.Reply) -> None:
    try:
        connection.send_bytes(messages.encode(said))
    except OSError:
        raise Cancelled from None  # the parent is gone

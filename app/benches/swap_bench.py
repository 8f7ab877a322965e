"""What swapping adapters costs while requests wait, and whether one of them gets a wrong answer or none."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import gguf
import msgspec
import numpy as np

from app.benches import shapes
from app.child import Child
from app.worker import start_child
from engine import protocol
from engine.llm import gguf_directory
from engine.problems import ModelFailed

RANK, ALPHA = 16, 32.0
#: Matrices of every layer that an adapter of ours changes.
ADAPTED = re.compile(r"blk\.\d+\.(attn_(q|k|v|output)|ffn_(gate|up|down))\.weight")
N_ADAPTERS, ROUNDS = 4, 2
N_CTX, TOKENS = 512, 8
SAID = ("Hi, could we move Saturday to Sunday?", "What do you charge for a family session?")
#: A worker that says nothing for so long is given up: loading says nothing meanwhile.
PATIENCE_S = 300.0


def run(shape: str = "1b", *, n_threads: int = 0) -> dict[str, float]:
    """Swap among some adapters and the base of a model with random weights, requests waiting all the time.

    Args:
        n_threads: of the worker, 0 for its own choice.

    Returns:
        `first_ms`: the first swap, which reads the base's directory and its own file; `fresh_ms`: median of those to
        files that were not used before; `median_ms`: median of all but the first, as the worker measured them (hashes
        are compared before); `requests`, and how many of them were `lost`: without the answer that an undisturbed
        worker gives.
    """
    with tempfile.TemporaryDirectory() as folder:
        model = shapes.write(Path(folder) / "model.gguf", shape)
        files = [write_adapter(Path(folder) / f"adapter-{n}.gguf", model, seed=n) for n in range(N_ADAPTERS)]
        asked = script([protocol.AdapterFile(path=str(file)) for file in files])
        load = protocol.Load(ticket=1, path=str(model), n_ctx=N_CTX, n_threads=n_threads)
        quiet = _answers(load, asked, ahead=1)
        loaded = _answers(load, asked, ahead=len(asked))
    swapped = [reply.swap_s * 1000 for reply in loaded if isinstance(reply, protocol.Adapted)]
    pairs = [pair for pair in zip(quiet, loaded, strict=True) if not isinstance(pair[0], protocol.Adapted)]
    return {
        "first_ms": round(swapped[0], 1),
        "fresh_ms": round(median(swapped[1:N_ADAPTERS]), 1),
        "median_ms": round(median(swapped[1:]), 1),
        "swaps": len(swapped),
        "requests": len(pairs),
        "lost": sum(_text(one) is None or _text(one) != _text(other) for one, other in pairs),
    }


def script(adapters: Sequence[protocol.AdapterFile]) -> list[protocol.Request]:
    """Each adapter in turn and then the base, again and again, with requests before and after every swap."""
    states: list[tuple[protocol.AdapterFile, ...]] = [*((adapter,) for adapter in adapters), ()]
    asked: list[protocol.Request] = [_wish(text) for text in SAID]
    for state in states * ROUNDS:
        asked += [protocol.Adapt(ticket=0, adapters=state), *(_wish(text) for text in SAID)]
    return [msgspec.structs.replace(one, ticket=ticket) for ticket, one in enumerate(asked, start=2)]


def write_adapter(path: Path, model: Path, *, seed: int) -> Path:
    """A random adapter in F16 for all attention and feed-forward matrices of a model; equal seeds give equal files."""
    draw = np.random.default_rng(seed)
    base = gguf_directory.read(model)
    writer = gguf.GGUFWriter(path, str(base.values["general.architecture"]))
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, ALPHA)
    for tensor in base.tensors:
        if ADAPTED.fullmatch(tensor.name):
            columns, rows = tensor.shape
            a = draw.normal(0, columns**-0.5, (RANK, columns))
            writer.add_tensor(f"{tensor.name}.lora_a", a.astype(np.float16))
            writer.add_tensor(f"{tensor.name}.lora_b", draw.normal(0, 0.05, (rows, RANK)).astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _wish(text: str) -> protocol.Generate:
    return protocol.Generate(
        ticket=0, prompt=f"Them: {text}\nMe:", max_tokens=TOKENS, temperature=0.0, repeat_penalty=1.0
    )


def _answers(load: protocol.Load, asked: Sequence[protocol.Request], *, ahead: int) -> list[protocol.Reply]:
    """The final replies of a fresh worker to `asked`, of which so many wait there at a time."""
    child = start_child()
    try:
        child.send(protocol.encode(load))
        if isinstance(_final(child, load.ticket), protocol.Failed):
            raise ModelFailed(step="load")
        for request in asked[:ahead]:
            child.send(protocol.encode(request))
        replies = []
        for at, request in enumerate(asked):
            replies.append(_final(child, request.ticket))
            for following in asked[at + ahead : at + ahead + 1]:
                child.send(protocol.encode(following))
        return replies
    finally:
        child.stop()


def _text(reply: protocol.Reply) -> str | None:
    return reply.texts[0] if isinstance(reply, protocol.Generated) else None


def _final(child: Child, ticket: int) -> protocol.Reply:
    while (data := child.receive(PATIENCE_S)) is not None:
        reply = protocol.reply(data)
        if reply.ticket == ticket and not isinstance(reply, protocol.Beat | protocol.Grew | protocol.Confined):
            return reply
    raise ModelFailed(step="answer", request=ticket)

"""The peer that people would use instead, behind the worker's own pipe: `Llama.create_completion`, text after text.

Only the benchmarks start it. It loads the same file with as many threads, and like the package does by itself it keeps
what it decoded last: the prompt of the second text is not decoded again.
"""

from __future__ import annotations

import ctypes
from multiprocessing.connection import Connection
from typing import Any

from engine import protocol
from engine.llm.worker import share_the_cores


def main(connection: Connection) -> None:
    """Answer `Load` and `Generate` until the pipe is at its end."""
    share_the_cores()
    model: Any = None
    while True:
        request = protocol.request(connection.recv_bytes())
        match request:
            case protocol.Load():
                model = _load(request)
                reply = _loaded(request.ticket, model)
            case protocol.Generate():
                reply = _generated(request, model)
            case _:
                reply = protocol.Failed(ticket=request.ticket, code="ModelFailed", facts={"step": "request"})
        connection.send_bytes(protocol.encode(reply))


def _load(request: protocol.Load) -> Any:
    import llama_cpp  # here, so that whoever names `main` does not load it

    from engine.llm.llamacpp import n_threads

    threads = n_threads(request.n_threads)
    return llama_cpp.Llama(
        request.path,
        n_ctx=request.n_ctx,
        n_gpu_layers=request.gpu_layers,
        n_threads=threads,
        n_threads_batch=threads,
        verbose=False,
    )


def _loaded(ticket: int, model: Any) -> protocol.Reply:
    """What was loaded; `name` is whose code runs it."""
    import llama_cpp
    from llama_cpp import llama_cpp as bindings

    ggml_commit = bindings._lib.ggml_commit
    ggml_commit.restype = ctypes.c_char_p
    return protocol.Loaded(
        ticket=ticket,
        arch=model.metadata["general.architecture"],
        name=f"llama-cpp-python {llama_cpp.__version__}, ggml {ggml_commit().decode()}",
        n_ctx=model.n_ctx(),
        n_ctx_train=int(model.metadata["llama.context_length"]),
        n_params=0,
        n_embd=model.n_embd(),
        n_vocab=model.n_vocab(),
        gpu_layers=0,
        n_layers=int(model.metadata["llama.block_count"]),
        device="CPU",
        has_chat_template=False,
    )


def _generated(request: protocol.Generate, model: Any) -> protocol.Reply:
    """The texts one after the other; log-probabilities are not asked for."""
    made = [
        model.create_completion(
            request.prompt,
            max_tokens=request.max_tokens,
            temperature=request.temperature,
            top_p=request.top_p,
            top_k=request.top_k,
            min_p=request.min_p,
            repeat_penalty=request.repeat_penalty,
            seed=request.seed + number,
        )
        for number in range(request.first, request.first + request.count)
    ]
    return protocol.Generated(
        ticket=request.ticket,
        texts=tuple(each["choices"][0]["text"] for each in made),
        mean_logprobs=(0.0,) * len(made),
        finish=tuple(each["choices"][0]["finish_reason"] for each in made),
        tokens=tuple(each["usage"]["completion_tokens"] for each in made),
        prompt_tokens=made[0]["usage"]["prompt_tokens"],
    )

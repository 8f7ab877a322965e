"""What crosses the worker's pipe comes out as it went in, and nothing else is understood."""

from __future__ import annotations

import msgspec
import pytest

from engine import protocol
from engine.protocol import Generate, Turn

REQUESTS: list[protocol.Request] = [
    protocol.Load(ticket=1, path="/m.gguf", sha256="ab", n_ctx=2048, gpu_layers=0, n_threads=2),
    protocol.LoadEmbedder(ticket=2, path="/e.gguf"),
    protocol.Embed(ticket=3, texts=("a", "é😀", "")),
    Generate(ticket=4, prompt="p", count=3, stops=("\n",), turns=(Turn("user", "hi"),), suffixes=("x",)),
    protocol.Cancel(ticket=4),
    protocol.Ping(ticket=5),
    protocol.Hello(ticket=6),
    protocol.Rest(ticket=7),
]
REPLIES: list[protocol.Reply] = [
    protocol.Embedded(ticket=3, vectors=b"\0\0\x80?", dim=1),
    protocol.Grew(ticket=4, index=0, text="hi"),
    protocol.Generated(ticket=4, texts=("hi",), mean_logprobs=(-0.5,), finish=("stop",), tokens=(2,), prompt_tokens=9),
    protocol.Failed(ticket=4, code="ModelFailed", facts={"step": "decode", "llama_code": 1}),
    protocol.Introduced(ticket=6, device="CPU"),
    protocol.Rested(ticket=7),
    protocol.Beat(ticket=5),
]


@pytest.mark.parametrize("said", REQUESTS, ids=lambda said: type(said).__name__)
def test_requests_come_out_as_they_went_in(said: protocol.Request) -> None:
    assert protocol.request(protocol.encode(said)) == said


@pytest.mark.parametrize("said", REPLIES, ids=lambda said: type(said).__name__)
def test_replies_come_out_as_they_went_in(said: protocol.Reply) -> None:
    assert protocol.reply(protocol.encode(said)) == said


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x80", protocol.encode(protocol.Beat(ticket=1))])
def test_anything_else_is_no_request(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        protocol.request(data)

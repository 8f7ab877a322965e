"""A server that others wrote is understood too: llama-cpp-python's, where what it needs is installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import tiny_gguf
from remote_peer import Remote

from engine.protocol import Generate, Generated, Loaded

NEEDED = ("fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings")
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED),
    reason="the web server that llama-cpp-python offers needs packages that Sotto does not (its extra `server`)",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    model = tiny_gguf.write(
        tmp_path_factory.mktemp("models") / "tiny.gguf", ["See", " you", " at", " two", "."], template=CHATML
    )
    yield from _serving(model)


def _serving(model: Path) -> Iterator[str]:
    """Its address; it says on stderr where it listens, because it chooses the port."""
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--model_alias", "tiny"]
    command += ["--host", "127.0.0.1", "--port", "0", "--n_ctx", "512", "--verbose", "False"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        assert server.stderr is not None
        found = next(line for line in server.stderr if "running on http" in line)
        yield found.split("running on ")[1].split()[0] + "/v1"
        server.kill()
        server.stderr.read()


def test_it_writes_chats_and_plain_prompts(address: str) -> None:
    remote = Remote()
    try:
        assert isinstance(remote.connect(address, "tiny"), Loaded)
        chat = remote.chat(count=3, max_tokens=12, grow=True)
        assert isinstance(chat, Generated), chat
        assert chat.texts == ("See you at two.",) * 3
        assert chat.finish == ("stop",) * 3
        assert remote.grown() == dict(enumerate(chat.texts))
        plain = remote.ask(Generate(ticket=remote.ticket(), prompt="Them: When?", suffixes=("\nMe:",), max_tokens=12))
        assert isinstance(plain, Generated), plain
        assert plain.texts == ("See you at two.",)
    finally:
        remote.child.stop()

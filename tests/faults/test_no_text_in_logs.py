"""Whatever goes wrong while a text is written, not a word of it is found in what a worker says, logs or tells."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny_gguf
from starts import Starts

from app.worker import Worker
from engine.problems import Problem
from engine.protocol import AdapterFile, Generate, Load, Turn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

CANARY = "zanzibar"
SECRET = f"Them: meet me in {CANARY}\nMe:"
SILENCE_S = 3.0
Fail = Callable[[Worker, Starts, Load, Path], None]


def hurt(how: signal.Signals) -> Fail:
    def fail(worker: Worker, starts: Starts, model: Load, _folder: Path) -> None:
        worker.load(model)
        worker.generate(wish(max_tokens=100, grow=True), on_growth=starts.hurting(how, 2))

    return fail


def cancel(worker: Worker, _starts: Starts, model: Load, _folder: Path) -> None:
    worker.load(model)
    worker.generate(wish(max_tokens=200), cancelled=lambda: True)


def too_long(worker: Worker, _starts: Starts, model: Load, _folder: Path) -> None:
    worker.load(model)
    worker.generate(wish(prompt=SECRET * 4000))


def bad_grammar(worker: Worker, _starts: Starts, model: Load, _folder: Path) -> None:
    worker.load(model)
    worker.generate(wish(grammar=f'root ::= "{CANARY}'))


def bad_template(worker: Worker, _starts: Starts, _model: Load, folder: Path) -> None:
    path = tiny_gguf.write(folder / "t.gguf", ["a"], template="{{ raise_exception(messages[0].content) }}")
    worker.load(Load(ticket=0, path=str(path), n_ctx=512, n_threads=1))
    worker.generate(wish(prompt="", turns=(Turn("user", SECRET),)))


def broken_template(worker: Worker, _starts: Starts, _model: Load, folder: Path) -> None:
    template = "{% for m in messages %}{{ {}[m.content] + 1 }}{{ m.content // 2 }}{% endfor %}"
    path = tiny_gguf.write(folder / "t.gguf", ["a"], template=template)
    worker.load(Load(ticket=0, path=str(path), n_ctx=512, n_threads=1))
    worker.generate(wish(prompt="", turns=(Turn("user", SECRET),)))


def no_model(worker: Worker, _starts: Starts, _model: Load, _folder: Path) -> None:
    worker.generate(wish())


def no_memory(worker: Worker, starts: Starts, model: Load, _folder: Path) -> None:
    worker.load(model)
    starts.starve()
    worker.generate(wish(prompt=SECRET * 8, count=16, max_tokens=200))


def bad_adapter(worker: Worker, _starts: Starts, model: Load, folder: Path) -> None:
    worker.load(model)
    worker.generate(wish(max_tokens=2))
    (folder / "bad.gguf").write_bytes(b"GGUF" + bytes(64))
    worker.adapt([AdapterFile(path=str(folder / "bad.gguf"))])


def wish(**fields: object) -> Generate:
    said = {"prompt": SECRET, "temperature": 0.0, "repeat_penalty": 1.0, "stops": (f"{CANARY}!",)}
    return Generate(ticket=0, **{**said, **fields})  # type: ignore[arg-type]


FAILURES = {
    "segfault": hurt(signal.SIGSEGV),
    "abort": hurt(signal.SIGABRT),
    "hung": hurt(signal.SIGSTOP),
    "cancel": cancel,
    "too long": too_long,
    "bad grammar": bad_grammar,
    "template that refuses": bad_template,
    "template that breaks": broken_template,
    "no model": no_model,
    "no memory": no_memory,
    "bad adapter": bad_adapter,
}
#: The worker's successor writes the text.
RECOVERED = ("no memory",)


@pytest.fixture
def starts() -> Starts:
    return Starts()


@pytest.fixture
def worker(starts: Starts) -> Iterator[Worker]:
    with Worker(start=starts, silence_s=SILENCE_S) as made:
        yield made


@pytest.mark.parametrize("failure", FAILURES)
def test_no_word_of_a_message_is_found_anywhere_after_a_failure(
    failure: str,
    worker: Worker,
    starts: Starts,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    script = ["Sure", ",", f" {CANARY}", " then"]
    model = Load(ticket=0, path=str(tiny_gguf.write(tmp_path / "m.gguf", script, loops=True)), n_ctx=512, n_threads=1)
    told = ""
    try:
        FAILURES[failure](worker, starts, model, tmp_path)
    except Problem as problem:
        told = f"{problem!r} {problem.facts}"
    worker.close()
    assert bool(told) == (failure not in RECOVERED), told
    sinks = {"facts": told, "stderr of workers": starts.said, "log": caplog.text, "ours": "".join(capfd.readouterr())}
    for sink, text in sinks.items():
        assert CANARY not in text.lower(), sink

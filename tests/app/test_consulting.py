"""Values from the model in use: a real worker process, a real (tiny) model, and every way it does not give one."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import psutil
import pytest
import tiny_gguf

from app import consulting, models
from app.paths import Home
from app.paths import home as home_at
from engine.problems import WorkerDied
from engine.protocol import Turn
from engine.reply import structured

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

#: The test's patience with what must not hang.
PATIENCE_S = 60.0
TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.content }}<|im_end|>{% endfor %}"
ASKED = [Turn("user", "When?")]


class Day(msgspec.Struct, frozen=True):
    """What is asked for here."""

    day: str


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


def use(home: Home, file: Path) -> str:
    """Put a model in use; returns the version that signs its answers."""
    models.use(home, models.add(home, file).id)
    return models.in_use(home).version


def saying(folder: Path, *script: str, template: str | None = TEMPLATE, loops: bool = False) -> Path:
    return tiny_gguf.write(folder / "m.gguf", script, template=template, loops=loops)


def workers() -> list[psutil.Process]:
    """Children that run models; Python's own helper for shared resources is none."""
    return [one for one in psutil.Process().children(recursive=True) if _runs_models(one)]


def _runs_models(one: psutil.Process) -> bool:
    try:
        return one.status() != psutil.STATUS_ZOMBIE and any("spawn_main" in part for part in one.cmdline())
    except psutil.NoSuchProcess:
        return False


def test_a_model_gives_a_value_and_says_what_it_took(home: Home, tmp_path: Path) -> None:
    version = use(home, saying(tmp_path, '{"day": "', "Satur", 'day"', "}"))
    advice = consulting.consult(home, ASKED, Day)
    assert advice is not None
    assert (advice.value, advice.model_version) == (Day("Saturday"), version)
    assert advice.completion_tokens >= 4
    assert advice.prompt_tokens > 0
    assert workers() == [], "its process ends with the answer"


def test_what_the_grammar_forbids_is_not_written_whatever_the_model_would_say(home: Home, tmp_path: Path) -> None:
    use(home, saying(tmp_path, "Sure", ", on", " Saturday", "!", '{"day": "', '"', "}"))
    with consulting.speaking(home, max_tokens=24) as model:
        assert model is not None
        assert model.has_grammar
        said = model.generate(ASKED, structured.grammar(Day))
    assert said.startswith("{")


def test_without_a_model_or_a_template_nobody_is_asked(home: Home, tmp_path: Path) -> None:
    assert consulting.consult(home, ASKED, Day) is None
    use(home, saying(tmp_path, '{"day": "x"}', template=None))
    assert consulting.consult(home, ASKED, Day) is None
    assert workers() == []


def test_a_model_whose_file_is_gone_is_as_good_as_none(home: Home, tmp_path: Path) -> None:
    file = saying(tmp_path, '{"day": "x"}')
    use(home, file)
    Path(models.in_use(home).path).unlink()
    assert consulting.consult(home, ASKED, Day) is None


def test_a_model_that_never_ends_its_answer_is_asked_three_times_at_most(home: Home, tmp_path: Path) -> None:
    use(home, saying(tmp_path, '{"day": "', " on", " and", loops=True))
    asked = 0
    with consulting.speaking(home, max_tokens=6) as model:
        assert model is not None

        def generate(turns: Sequence[Turn], rules: str) -> str:
            nonlocal asked
            asked += 1
            return model.generate(turns, rules)

        assert structured.ask(generate, ASKED, Day) is None
        assert asked == 1 + structured.CORRECTIONS
        assert model.completion_tokens == 6 * asked


class Watch:
    """Does something to each worker of this process once it is at work, to so many."""

    def __init__(self, act: Callable[[int], None], times: int) -> None:
        self.seen: set[int] = set()
        self._act = act
        self._times = times
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(PATIENCE_S)

    def _run(self) -> None:
        while len(self.seen) < self._times and not self._over.wait(0.02):
            for one in workers():
                if one.pid not in self.seen and len(self.seen) < self._times and _works(one):
                    self.seen.add(one.pid)
                    self._act(one.pid)


def _works(one: psutil.Process) -> bool:
    """Whether it has mapped a model, so that it is loading or writing."""
    try:
        return any(entry.path.endswith("m.gguf") for entry in one.memory_maps())
    except psutil.Error:
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


seen_at_work = pytest.mark.skipif(
    not hasattr(psutil.Process, "memory_maps"), reason="cannot see what a process has mapped"
)


@pytest.fixture
def endless(home: Home, tmp_path: Path) -> Iterator[Home]:
    use(home, saying(tmp_path, '{"day": "', " on", " and", " further", loops=True))
    yield home
    assert workers() == []


@seen_at_work
def test_a_worker_that_is_killed_at_every_attempt_is_no_value_and_no_hang(endless: Home) -> None:
    with Watch(kill, 20) as watch:
        assert consulting.consult(endless, ASKED, Day) is None
    assert len(watch.seen) >= 2, "it was tried once more"


@seen_at_work
def test_a_speaker_whose_worker_dies_for_good_says_so(endless: Home) -> None:
    with Watch(kill, 20), consulting.speaking(endless, max_tokens=4000) as model:
        assert model is not None
        with pytest.raises(WorkerDied):
            model.generate(ASKED, "")
    assert models.in_use(endless).disabled, "a model that ends its worker twice is not loaded a third time"
    assert consulting.consult(endless, ASKED, Day) is None


@seen_at_work
def test_one_death_is_got_over(home: Home, tmp_path: Path) -> None:
    use(home, saying(tmp_path, '{"day": "', "Satur", 'day"', "}"))
    with Watch(kill, 1):
        advice = consulting.consult(home, ASKED, Day)
    assert advice is not None
    assert advice.value == Day("Saturday")


def write_on(home: Home) -> None:
    with Watch(lambda _pid: os.kill(os.getpid(), signal.SIGINT), 1), consulting.speaking(home) as model:
        assert model is not None
        while True:
            model.generate(ASKED, "")


@seen_at_work
def test_an_interrupt_while_it_writes_ends_the_process_too(endless: Home) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_on(endless)
    assert workers() == []

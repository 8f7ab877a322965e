"""What many options over one prompt cost: against one, against the peer, and when they are already there.

Everything is measured on one model file of a real shape with random weights, in processes of the same kind, round by
round, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from app import answering, clock, desk, syncing
from app.benches import shapes
from app.child import Child
from app.replies import SHOWN, Wish
from app.store import suggestions
from app.vault import throwaway
from app.worker import Worker
from engine import protocol
from engine.llm import peer
from importers.demo import addressbook, inbox

#: Tokens of the prompt, and of the message that is new.
PROMPT_TOKENS, NEW_TOKENS = 347, 20
ROUNDS, REOPENED = 5, 50
#: The peer gives no sign of life while it writes.
PEER_SILENCE_S = 900.0
MESSAGE = "hi could you send me the invoice"
HISTORY = (
    "we would like to move our session to three if there is time and my mother wants to know where to park near the "
    "studio thanks so much see you then"
)


def run(shape: str = "150m", count: int = 8, tokens: int = 32) -> dict[str, float | str]:
    """Time `count` options of `tokens` tokens each behind a prompt of 347; medians of interleaved rounds, in seconds.

    `one_s`, `three_s`, `all_s`: options in one request, prompt included. `sequential_s`: as many calls of
    llama-cpp-python's `create_completion`, which keeps the prompt too. `first_three_of_all_s`, `staged_s`: until three
    are there and until all are, when three are decoded first and the others are added. `prepared_over_cold`: stored
    options read from the vault, over `three_s`. `next_turn_over_cold`: reading a known conversation with one new
    message of 20 tokens, over reading it for the first time; `next_turn_tokens` were decoded for it.

    Raises:
        KeyError: no such shape.
        ModelProblem: the worker failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = shapes.write(Path(folder) / "random.gguf", shape)
        load = protocol.Load(ticket=0, path=str(path))
        with Worker() as ours, Worker(start=_start_peer, silence_s=PEER_SILENCE_S) as theirs:
            ours.load(load)
            theirs_name = theirs.load(load).name
            timings = _rounds(ours, theirs, _Prompts(ours), count=count, tokens=tokens)
    took = {name: median(seconds) for name, seconds in timings.items()}
    return {
        "shape": shape,
        "count": count,
        **{name: round(took[name], 4) for name in ("one_s", "three_s", "all_s", "sequential_s")},
        "three_over_one": round(took["three_s"] / took["one_s"], 3),
        "all_over_one": round(took["all_s"] / took["one_s"], 3),
        "all_over_sequential": round(took["all_s"] / took["sequential_s"], 3),
        "prepared_over_cold": round(_reopening_s() / took["three_s"], 5),
        "next_turn_over_cold": round(took["next_turn_s"] / took["cold_turn_s"], 4),
        "next_turn_tokens": took["next_turn_tokens"],
        "first_three_of_all_s": round(took["first_three_s"], 4),
        "staged_s": round(took["staged_s"], 4),
        "tokens": tokens,
        "peer": theirs_name,
    }


def _start_peer() -> Child:
    return Child(peer.main, name="peer")


class _Prompts:
    """Prompts of exactly 347 tokens that begin differently: nobody has the state of one at hand.

    Attributes:
        message: a message of 20 tokens, its line break included.
    """

    def __init__(self, worker: Worker) -> None:
        def n_tokens(text: str) -> int:
            return worker.generate(protocol.Generate(ticket=0, prompt=text, max_tokens=1)).prompt_tokens

        self._made = 0
        self._padding = " e" * (PROMPT_TOKENS - n_tokens(self._unpadded()))
        self.message = MESSAGE + " e" * (NEW_TOKENS - (n_tokens(f"a\n{MESSAGE}") - n_tokens("a")))

    def next(self) -> str:
        """Another one."""
        self._made += 1
        return self._unpadded() + self._padding

    def _unpadded(self) -> str:
        """Every digit is a token, so that all are as long."""
        number = f"{self._made:04d}"[::-1]
        return " ".join([number, *[HISTORY] * 4])


def _rounds(ours: Worker, theirs: Worker, prompts: _Prompts, *, count: int, tokens: int) -> dict[str, list[float]]:
    timings: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        timings.setdefault(name, []).append(value)

    for number in range(ROUNDS + 1):
        if number == 1:
            timings.clear()  # the first round only warms up
        for name, worker, texts in (
            ("one_s", ours, 1),
            ("three_s", ours, SHOWN),
            ("all_s", ours, count),
            ("sequential_s", theirs, count),
        ):
            with _timed(note, name):
                _write(worker, prompts.next(), texts, tokens, seed=number)
        _staged(ours, prompts.next(), count, tokens, note)
        _next_turn(ours, prompts, note)
    return timings


@contextmanager
def _timed(note: Callable[[str, float], None], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    note(name, time.perf_counter() - began)


def _write(worker: Worker, prompt: str, texts: int, tokens: int, *, seed: int, first: int = 0) -> None:
    """As the app asks for options; every text must have all its tokens, or the timing says nothing."""
    wish = protocol.Generate(
        ticket=0, prompt=prompt, count=texts, first=first, max_tokens=tokens, seed=seed, ignore_end=True, keep=True
    )
    made = worker.generate(wish)
    if made.tokens != (tokens,) * texts or made.prompt_tokens != PROMPT_TOKENS:
        raise RuntimeError(f"{made.tokens} tokens behind {made.prompt_tokens}")


def _staged(worker: Worker, prompt: str, count: int, tokens: int, note: Callable[[str, float], None]) -> None:
    """The first cards, then the others over the prefix that was kept."""
    with _timed(note, "staged_s"):
        with _timed(note, "first_three_s"):
            _write(worker, prompt, min(SHOWN, count), tokens, seed=1)
        if count > SHOWN:
            _write(worker, prompt, count - SHOWN, tokens, seed=1, first=SHOWN)


def _next_turn(worker: Worker, prompts: _Prompts, note: Callable[[str, float], None]) -> None:
    """A conversation is read for the first time, then with one new message."""
    prompt = prompts.next()
    known = protocol.Generate(ticket=0, prompt=prompt, max_tokens=1, keep=True)
    with _timed(note, "cold_turn_s"):
        worker.generate(known)
    grown = protocol.Generate(ticket=0, prompt=prompt, lines=(prompts.message,), max_tokens=1, keep=True)
    with _timed(note, "next_turn_s"):
        made = worker.generate(grown)
    note("next_turn_tokens", made.decoded_tokens)


def _reopening_s() -> float:
    """Median seconds until the options of the demo's most urgent conversation, drafted before, are read again."""
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder, throwaway() as vault:
        source, contacts = Path(folder) / "chat.db", Path(folder) / "AddressBook"
        inbox.write(source, now=now)
        addressbook.write(contacts)
        syncing.sync_once(vault.db, source=source, contacts=contacts, reconcile=False, now=clock.now)
        conversation = desk.inbox(vault.db, now=now)[0].conversation_id
        answering.suggest(vault, conversation, Wish(), now=now)
        took = []
        for _ in range(REOPENED):
            began = time.perf_counter()
            found = suggestions.current(vault.db, conversation)
            took.append(time.perf_counter() - began)
            if found is None or not found.options:
                raise RuntimeError("nothing was drafted")
    return median(took)

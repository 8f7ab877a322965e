"""A model tells again what was read without one: only while it is loaded and nobody waits, and never for that alone."""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import scripted_worker
import tiny_gguf

from app import briefing, clock, events, indexing, judging, models, remembering, syncing, upkeep
from app.child import Child
from app.inference import Inference
from app.inference_child import Answer
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse
from app.spare_time import SpareTime
from app.vault import Vault
from engine import protocol
from engine.domain import micros
from engine.problems import Cancelled
from importers.demo.chatdb import ChatDatabase
from tests import stores

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
PATIENCE_S = 60.0
SAID = (
    ("Hi! Could we move Saturday's shoot to Sunday at 3pm? The forecast says rain.", False),
    ("Let me look. Sunday 3pm is taken, 5pm would work, the price stays at $180.", True),
    ("5pm works for us! Is there parking near the studio?", False),
)
GOOD = "They asked to move the shoot to Sunday at 3pm. You offered 5pm."
BAD = "They asked to move the shoot to Monday at 9am."


class Bench:
    """A model with spare time, on a thread of its own, and a scripted child."""

    def __init__(self, vault: Vault, folder: Path) -> None:
        self.vault, self.folder = vault, folder
        self.mailbox = Mailbox("test-spare-time")
        self.children: list[Child] = []
        self.told: list[events.Event] = []
        self.idle_s = 900.0
        self.inference = Inference(
            self.mailbox,
            lambda: models.embedding_path(vault.home),
            idle_unload_s=lambda: self.idle_s,
            start=self.start,
        )
        self.spare = SpareTime(vault.db, self.inference, announce=self.told.append, clock=clock.now)
        self.mailbox.start()
        model = ModelInUse(vault.home)
        self.do(lambda done: (self.inference.use(model.chat()), done()))

    def start(self, remote: bool) -> Child:
        child = Child(scripted_worker.main, name="remote" if remote else "inference")
        self.children.append(child)
        return child

    def do(self, act: Callable[[Callable[[], None]], object]) -> None:
        """Run this on the mailbox's thread, and wait until it says that it is done."""
        done: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.mailbox.post(lambda: act(lambda: done.put(None)))
        done.get(timeout=PATIENCE_S)

    def asks(self) -> bool:
        """Whether a piece would be begun now."""
        found: list[bool] = []
        self.do(lambda done: (found.append(self.spare.expects), done()))
        return found[0]

    def piece(self) -> None:
        """One piece, to its end; nothing where there is none."""

        def begin(done: Callable[[], None]) -> None:
            self.spare.begin(done)
            if not self.spare.busy:
                done()

        self.do(begin)

    def write(self, **how: bool) -> Answer:
        """What somebody asks the model for, as drafts do."""
        answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self.mailbox.post(
            lambda: self.inference.generate(lambda ticket: protocol.Generate(ticket=ticket), answers.put, **how)
        )
        return answers.get(timeout=PATIENCE_S)

    def value(self, summary: str) -> None:
        (self.folder / "value").write_text(json.dumps({"summary": summary}), encoding="utf-8")

    def asked(self) -> list[str]:
        """Everything that the child was asked, in order."""
        lines = (self.folder / "asked.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line)["request"] for line in lines]

    def summaries(self) -> list[tuple[str, str]]:
        rows = self.vault.db.conn.execute("SELECT summary, written_by FROM segment ORDER BY began_us")
        return [(str(row[0]), str(row[1])) for row in rows.fetchall()]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("spare") / "chat.db"
    with ChatDatabase(file) as chats:
        chat = chats.add_chat([chats.add_handle("+447700900611")])
        for days in (20, 19):  # too long ago for their brief to be told again
            begun = clock.now() - timedelta(days=days)
            for minutes, (text, from_me) in enumerate(SAID):
                chats.add_message(chat, text, at=begun + timedelta(minutes=minutes), from_me=from_me)
    return file


@pytest.fixture
def vault(source: Path) -> Iterator[Vault]:
    with stores.throwaway() as opened:
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=clock.now)
        while indexing.cut_some(opened.db):
            pass
        while remembering.step(opened.db, now=clock.now()):
            pass
        judging.judge_changed(opened.db, now=clock.now())
        yield opened


@pytest.fixture
def bench(vault: Vault, tmp_path: Path) -> Iterator[Bench]:
    models.use(vault.home, str(tiny_gguf.write(tmp_path / "m.gguf", ["Sure"])))
    (tmp_path / "value").write_text(json.dumps({"summary": GOOD}), encoding="utf-8")
    made = Bench(vault, tmp_path)
    yield made
    made.mailbox.post(made.inference.stop)
    assert made.mailbox.stop(PATIENCE_S)


def test_no_model_is_loaded_and_no_process_started_for_it(bench: Bench) -> None:
    assert not bench.asks()
    assert bench.children == []


def test_once_the_model_is_at_work_it_tells_piece_by_piece_what_was_said(bench: Bench) -> None:
    bench.write()
    version = models.in_use(bench.vault.home).version
    assert bench.asks()
    bench.piece()
    assert [by for _text, by in bench.summaries()] == ["", version], "the latest first"
    bench.piece()
    assert bench.summaries() == [(GOOD, version)] * 2
    bench.piece()
    assert not bench.asks(), "there is nothing left, and that is not looked up again at once"
    assert bench.asked() == ["Load", *["Generate"] * 3]


def test_what_may_not_stand_is_asked_for_twice_more_and_then_the_extracted_words_stay(bench: Bench) -> None:
    before = bench.summaries()
    bench.write()
    bench.value(BAD)
    bench.piece()
    assert bench.asked().count("Generate") == 1 + 3
    assert bench.summaries() == before
    bench.value(GOOD)
    bench.piece()
    assert [text for text, _by in bench.summaries()] == [GOOD, before[1][0]], "nobody is asked again about the first"


def test_whoever_waits_puts_it_back_and_it_comes_again(bench: Bench) -> None:
    bench.write()
    hold = bench.folder / "hold"
    hold.touch()
    over: queue.SimpleQueue[None] = queue.SimpleQueue()
    bench.do(lambda done: (bench.spare.begin(lambda: over.put(None)), done()))
    assert bench.spare.busy
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    bench.mailbox.post(lambda: bench.inference.generate(lambda ticket: protocol.Generate(ticket=ticket), answers.put))
    over.get(timeout=PATIENCE_S)
    hold.unlink()
    assert isinstance(answers.get(timeout=PATIENCE_S), protocol.Generated)
    assert [by for _text, by in bench.summaries()] == ["", ""]
    assert bench.asks(), "it was put back, not given up"
    bench.piece()
    assert bench.summaries()[1][0] == GOOD


def test_while_something_is_under_way_nothing_is_begun(bench: Bench) -> None:
    bench.write()
    hold = bench.folder / "hold"
    hold.touch()
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    bench.mailbox.post(
        lambda: bench.inference.generate(lambda ticket: protocol.Generate(ticket=ticket), answers.put, background=True)
    )
    assert not bench.asks()
    hold.unlink()
    answers.get(timeout=PATIENCE_S)
    assert bench.asks()


def test_a_death_is_the_end_of_that_piece_and_loads_nothing_anew(bench: Bench) -> None:
    bench.write()
    (bench.folder / "die").touch()
    bench.piece()
    assert len(bench.children) == 1
    assert bench.asked().count("Load") == 1
    assert not bench.asks()
    assert [by for _text, by in bench.summaries()] == ["", ""]
    assert isinstance(bench.write(), protocol.Generated), "who needs a model has one again"


def test_spare_work_that_waits_behind_a_death_is_given_back(bench: Bench) -> None:
    bench.write()
    hold = bench.folder / "hold"
    hold.touch()
    first: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    spare: queue.SimpleQueue[Answer] = queue.SimpleQueue()

    def ask(done: Callable[[], None]) -> None:
        generate = bench.inference.generate
        generate(lambda ticket: protocol.Generate(ticket=ticket), first.put)
        generate(lambda ticket: protocol.Generate(ticket=ticket), spare.put, background=True, spare=True)
        done()

    bench.do(ask)
    os.kill(bench.children[0].pid or 0, signal.SIGKILL)
    hold.unlink()
    assert isinstance(spare.get(timeout=PATIENCE_S), Cancelled)
    assert isinstance(first.get(timeout=PATIENCE_S), protocol.Generated)


def test_a_model_that_nobody_else_uses_is_let_go_all_the_same(bench: Bench) -> None:
    bench.write()
    used_s = bench.inference._local.used_s
    bench.piece()
    assert bench.inference._local.used_s == used_s, "that was no use of it"
    bench.idle_s = 1e-9
    assert not bench.asks(), "it is about to be let go"
    bench.do(lambda done: (bench.inference.rest_if_unused(), done()))
    assert bench.summaries()[1][0] == GOOD
    bench.idle_s = 900.0
    bench.write(background=True)
    assert bench.asked().count("Rest") == 1


def test_another_model_in_use_takes_the_piece_away(bench: Bench, tmp_path: Path) -> None:
    bench.write()
    (bench.folder / "hold").touch()
    over: queue.SimpleQueue[None] = queue.SimpleQueue()
    bench.do(lambda done: (bench.spare.begin(lambda: over.put(None)), done()))
    bench.do(lambda done: (bench.inference.use(None), done()))
    over.get(timeout=PATIENCE_S)
    assert not bench.asks()
    assert [by for _text, by in bench.summaries()] == ["", ""]


def test_without_a_chat_template_a_model_is_not_asked(bench: Bench) -> None:
    (bench.folder / "value").unlink()
    bench.write()
    assert not bench.asks()


def test_a_damaged_brief_ends_no_work_but_this(bench: Bench) -> None:
    bench.write()
    damaged = (1, micros(clock.now()), "{", 1, 0)
    bench.vault.db.conn.execute(
        "INSERT OR REPLACE INTO brief (conversation_id, through_us, primer, made_us, judged_us) VALUES (?, ?, ?, ?, ?)",
        damaged,
    )
    bench.piece()
    assert bench.summaries()[1][0] == GOOD, "it stands before no other"
    assert bench.asks()
    assert isinstance(bench.write(), protocol.Generated)
    (asked_of,) = bench.vault.db.conn.execute("SELECT asked_of FROM brief WHERE conversation_id = 1").fetchone()
    assert asked_of, "and nobody is asked about it again"


def test_a_brief_of_an_impossible_time_is_marked_as_asked_and_the_next_piece_begun(bench: Bench) -> None:
    bench.write()
    db = bench.vault.db
    db.conn.execute("DELETE FROM brief")
    upkeep.brief(db, 1, now=clock.now())
    n_made = db.conn.execute("UPDATE brief SET through_us = ?", (4 * 10**18,)).rowcount
    assert n_made == 1
    bench.piece()
    assert bench.summaries()[1][0] == GOOD
    (asked_of,) = db.conn.execute("SELECT asked_of FROM brief").fetchone()
    assert asked_of


# ---- briefs ----------------------------------------------------------------------------------------------------------

QUESTION = "Is there parking near the studio?"


@pytest.fixture
def briefed(asked_vault: Vault, tmp_path: Path) -> Iterator[Bench]:
    judging.judge_changed(asked_vault.db, now=clock.now())
    upkeep.brief(asked_vault.db, 1, now=clock.now())
    models.use(asked_vault.home, str(tiny_gguf.write(tmp_path / "m.gguf", ["Sure"])))
    told = [{"text": "They asked: “Could you do Saturday?”", "sources": ["1"]}]
    (tmp_path / "value").write_text(json.dumps(told), encoding="utf-8")
    made = Bench(asked_vault, tmp_path)
    made.write()
    yield made
    made.mailbox.post(made.inference.stop)
    assert made.mailbox.stop(PATIENCE_S)


def test_the_brief_of_a_late_conversation_is_told_first_and_the_window_hears_of_it(briefed: Bench) -> None:
    db = briefed.vault.db
    before = briefing.for_conversation(db, 1, now=clock.now())
    assert before is not None
    briefed.piece()
    after = briefing.for_conversation(db, 1, now=clock.now())
    assert after is not None
    assert (before.primer.mode, after.primer.mode) == ("no-model", "model")
    assert [one.text for one in after.primer.summary] == ["They asked: “Could you do Saturday?”"]
    assert after.primer.summary[0].sources == before.primer.summary[0].sources
    assert briefed.told == [events.ConversationJudged(1)]
    n_asked = briefed.asked().count("Generate")
    briefed.piece()
    assert briefed.asked().count("Generate") == n_asked, "once for the same words"


def test_a_brief_that_turns_a_question_round_stays_as_it_was(briefed: Bench) -> None:
    told = [{"text": "They do Saturday.", "sources": ["1"]}]
    (briefed.folder / "value").write_text(json.dumps(told), encoding="utf-8")
    before = briefing.for_conversation(briefed.vault.db, 1, now=clock.now())
    briefed.piece()
    after = briefing.for_conversation(briefed.vault.db, 1, now=clock.now())
    assert before is not None
    assert after is not None
    assert after.primer == before.primer
    assert briefed.told == []
    assert briefed.asked().count("Generate") == 1 + 3

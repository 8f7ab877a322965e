"""What the gate could only refuse is not trained: it is said before, with what is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count
from multiprocessing.connection import Connection

import learning_bench
import learning_targets
import msgspec
import pytest
from learning_bench import Bench, workers

from app import examples_taken
from app.examples_taken import Taking
from app.settings import Settings
from app.store import adapters
from app.store.jobs import Status
from app.training_files import JobFiles
from app.working import Halted
from engine.domain import micros
from engine.problems import Problem, TooFewExamples, TrainingFailed
from engine.training import gate, gate_messages
from engine.training.gate_messages import Rehearsed
from engine.training.values import Example

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(240)]


def gate_whose_base_seldom_ends(connection: Connection) -> None:
    gate_messages.request(connection.recv_bytes())
    anchor = Example("Them: hello?\nMe:", "Hello there.", source="anchor", conversation="anchor-1")
    connection.send_bytes(gate_messages.encode(Rehearsed((anchor,), (anchor,) * (gate.Limits().anchors - 1))))
    connection.poll(60)


def refused(n_samples: int, contacts: int, target: learning_bench.Target = learning_targets.gate) -> Problem | None:
    """What a night ends with whose trainer would die at once."""
    with learning_bench.filled(n_samples, contacts) as vault:
        bench = Bench(vault)
        job = bench.run(bench.job(), workers(learning_targets.die_at_once, target))
        assert job.status is Status.FAILED
        assert job.stage != "training"
        assert adapters.listing(vault.db) == []
        assert bench.files() == []
        return job.problem


def test_with_too_few_examples_to_be_measured_on_it_says_how_many_are_needed() -> None:
    told = refused(20, 3)
    assert isinstance(told, TooFewExamples)
    assert told.facts == {"needed": 24, "examples": 20}


def test_of_one_conversation_nothing_is_trained() -> None:
    told = refused(60, 1)
    assert isinstance(told, TrainingFailed)
    assert told.facts["reason"] == "one_conversation"


def test_a_model_that_comes_to_no_end_is_not_trained() -> None:
    told = refused(60, 3, gate_whose_base_seldom_ends)
    assert isinstance(told, TrainingFailed)
    assert told.facts["reason"] == "anchors"


def test_whoever_comes_back_while_examples_are_chosen_does_not_wait_for_the_choice() -> None:
    with learning_bench.filled(60, 3) as vault:
        bench = Bench(vault)
        job, taking = bench.job(), Taking(Settings(), learning_bench.NAMES)
        for patience in (1, 20, 70, 130):
            looks = count()

            def look(looks: Iterator[int] = looks, patience: int = patience) -> None:
                if next(looks) == patience:
                    raise Halted("present")

            with pytest.raises(Halted):
                examples_taken.take(
                    bench.books, job, "", taking, rehearse=lambda _: pytest.fail("too late"), look=look,
                    now=learning_bench.NOW,
                )  # fmt: skip


def test_words_that_would_soon_be_removed_are_not_taken_however_long_their_samples_are_kept() -> None:
    day_us = 86_400_000_000
    settings = msgspec.structs.replace(Settings(), keep_messages_days=30, keep_samples_days=0)
    with learning_bench.filled(60, 3) as vault:
        bench, now_us = Bench(vault), micros(learning_bench.NOW)
        spans = [(now_us - at * day_us, now_us) for at in range(10, 40)] + [(0, -1)] * 30  # the last are by hand
        vault.db.conn.executemany(
            "UPDATE sample SET since_us = ?, until_us = ? WHERE id = ?",
            [(*span, at + 1) for at, span in enumerate(spans)],
        )
        job = bench.job()
        with pytest.raises(Halted):
            examples_taken.take(
                bench.books, job, "", Taking(settings, learning_bench.NAMES), rehearse=halted, look=lambda: None,
                now=learning_bench.NOW,
            )  # fmt: skip
        since = {row[0] for row in vault.db.conn.execute("SELECT since_us FROM training_words WHERE since_us > 0")}
        assert min(since) == now_us - 23 * day_us
        assert vault.db.conn.execute("SELECT count(*) FROM training_words WHERE since_us = 0").fetchone()[0] > 0


def halted(request: gate_messages.Rehearse) -> Rehearsed:
    raise Halted("present")


def test_as_few_examples_as_the_gate_can_tell_something_of_are_trained() -> None:
    with learning_bench.filled(24, 3) as vault:
        bench = Bench(vault)
        job = bench.run(bench.job())
        assert job.status is Status.COMPLETED
        assert (job.n_learnt, job.n_held) == (12, 12)


def test_the_secrets_of_a_night_are_learnt_like_its_replies() -> None:
    with learning_bench.filled(400, 5) as vault:
        bench = Bench(vault)
        vault.db.conn.execute("UPDATE sample SET quality = 0.6")
        bench.parameters = msgspec.structs.replace(bench.parameters, warmup=0.1)
        job = bench.job()
        waiting = bench.run(job, halt=lambda: "present" if any(one.stage == "training" for one in bench.told) else "")
        assert waiting.reason == "present"
        taken = JobFiles(vault.home, job.id, learning_bench.KEY).snapshot()
        assert {one.quality for one in taken.learnt if one.source == "canary"} == {0.6}
        assert len(taken.canaries) >= gate.Limits().planted

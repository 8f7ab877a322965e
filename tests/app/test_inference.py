"""The conductor's worker: one that dies is replaced and gets its model back before it is asked again."""

from __future__ import annotations

import multiprocessing
import queue
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tiny_gguf

from app import models
from app.inference import Answer, Inference
from app.mailbox import Mailbox
from app.paths import Home
from engine import protocol

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")
PATIENCE_S = 60.0


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox("test-inference")
    made.start()
    yield made
    assert made.stop(PATIENCE_S)


def test_a_replaced_worker_has_the_model_again(mailbox: Mailbox, tmp_path: Path) -> None:
    model = tiny_gguf.write(tmp_path / "m.gguf", ["Sure", ",", " see", " you"], loops=True)
    inference = Inference(mailbox, lambda: models.embedding_path(Home(tmp_path)))
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()

    def ask(make: Callable[[int], protocol.Request]) -> None:
        def act() -> None:
            inference.ask(make, answers.put, within_s=PATIENCE_S)

        mailbox.post(act)

    ask(lambda ticket: protocol.Load(ticket=ticket, path=str(model), n_ctx=512))
    assert isinstance(answers.get(timeout=PATIENCE_S), protocol.Loaded)
    for child in multiprocessing.active_children():
        if child.name == "inference":
            child.kill()
            child.join()
    ask(lambda ticket: protocol.Generate(ticket=ticket, prompt="Them: hi\nMe:", max_tokens=4, temperature=0.0))
    assert isinstance(answers.get(timeout=PATIENCE_S), protocol.Generated)
    mailbox.post(inference.stop)

"""The training page while the real trainer and the real gate work on the tiny llama, which then writes otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
for folder in (TESTS / "app", TESTS / "engine" / "training", TESTS / "engine" / "llm"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

import msgspec  # noqa: E402
import small_gates  # noqa: E402
import tiny_trained  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402
from sqlite_utils import Database  # noqa: E402
from training_at_work import AtWork  # noqa: E402

from app import gate_child, manifest, trainer_child  # noqa: E402
from app.child import Child  # noqa: E402
from app.inference_child import Answer  # noqa: E402
from app.learning import PREPARED, TRAINED, Workers  # noqa: E402
from app.manifest import Entry, Manifest  # noqa: E402
from app.store.jobs import Status  # noqa: E402
from app.vault import throwaway  # noqa: E402
from app.worker import start_child  # noqa: E402
from engine import protocol  # noqa: E402
from engine.domain import micros  # noqa: E402
from engine.training.gate_messages import Examine, Rehearse  # noqa: E402
from engine.training.messages import Begin  # noqa: E402
from ui.morning_pairs import Choice  # noqa: E402
from ui.theme import Theme  # noqa: E402
from ui.training_page import ADAPTERS, MORNING, TONIGHT  # noqa: E402

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(300)]

#: So many that there is something left to pause when the page, told every two seconds, shows a step.
PARAMETERS = msgspec.structs.replace(small_gates.PARAMETERS, epochs=9)
#: Ways to begin, each so long that no two talks are taken for one.
BEGINNINGS = (
    "", "hey, dana from the studio here. ", "good morning from the harbour team! ", "just me about last week again. ",
    "sorry to bother you once more. ", "my sister told me to ask you. ", "quick one before the school run: ",
    "hello, we spoke at the market. ", "it is theo, about the garden day. ", "one more thing while you are here. ",
    "hi hi, back from the holidays now. ", "the venue wants to know something. ", "greetings from the choir people. ",
)  # fmt: skip


def remember(db: Database) -> None:
    """What a person who writes casually accepted: each beginning with each question is a contact of its own."""
    latest_us, number = micros(datetime.now(UTC)), 0
    for begin in BEGINNINGS:
        for question in tiny_trained.QUESTIONS:
            number += 1
            db.conn.execute("INSERT INTO contact (id, name) VALUES (?, ?)", (number, f"Person {number}"))
            db.conn.execute(
                "INSERT INTO conversation (id, merge_key, contact_id) VALUES (?, ?, ?)",
                (number, f"key {number}", number),
            )
            for at, move in enumerate(tiny_trained.MOVES):
                asked, answer = tiny_trained.asked(question, move), tiny_trained.casual(question, move)
                db.conn.execute(
                    "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, masked) "
                    "VALUES (?, 'accepted', ?, ?, 1.0, ?, 1)",
                    (number, f"Them: {begin}{asked}\nMe:", answer, latest_us - (3 * number + at) * 3_600_000_000),
                )


def workers() -> Workers:
    """The real ones; the tiny model learns with its own settings, and fewer answers are drawn of it."""

    def train(begin: Begin) -> Child:
        return trainer_child.start(msgspec.structs.replace(begin, parameters=PARAMETERS))

    def gate(request: Rehearse | Examine) -> Child:
        fewer = {"most": 40} if isinstance(request, Rehearse) else {"n_drawn": 1}
        return gate_child.start(msgspec.structs.replace(request, parameters=PARAMETERS, **fewer))

    return Workers(train, gate)


@pytest.fixture
def opened(theme: Theme, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    world = small_gates.world(tmp_path_factory.getbasetemp())
    size = world.base.stat().st_size
    with throwaway() as vault:
        remember(vault.db)
        entry = Entry("tiny", "Tiny", str(world.base), world.sha256, size, "llama", "F32", "", 2048, False, False)
        manifest.write(vault.home, Manifest(active="tiny", models=(entry,)))
        made = AtWork(vault, theme, qtbot, workers(), start=start_child)
        yield made
        made.close()


def written(opened: AtWork, question: str, move: str) -> str:
    """What the model in use answers now."""
    wish = protocol.Generate(
        ticket=0, prompt=tiny_trained.prompt(question, move), max_tokens=24, temperature=0.0, repeat_penalty=1.0,
        stops=(tiny_trained.STOP,),
    )  # fmt: skip
    told: list[Answer] = []
    core = opened.conductor
    core._mailbox.post(
        lambda: core._inference.generate(lambda ticket: msgspec.structs.replace(wish, ticket=ticket), told.append)
    )
    opened.wait(lambda: bool(told))
    assert isinstance(told[0], protocol.Generated), told[0]
    return told[0].texts[0].strip()


def test_a_voice_is_trained_compared_used_and_taken_back(opened: AtWork) -> None:
    page, job = opened.page, opened.page.job
    seen: list[tuple[Status, int]] = []

    def reached(title: str) -> bool:
        if job.course is not None:
            seen.append((job.course.job.status, job.progress.value()))
        return opened.title() == title

    question = next(iter(tiny_trained.QUESTIONS))
    own = " ".join(tiny_trained.casual(question, "no").split()[:3])
    assert written(opened, question, "no") == tiny_trained.formal(question, "no")
    page.tabs.setCurrentIndex(TONIGHT)
    opened.press("Train now")
    opened.wait(lambda: reached("Training adapter 1") and bool(job.of.text()) and job.step.text() != "Step 0")
    opened.press("Pause")
    opened.wait(lambda: reached("Adapter 1 is not finished"))
    assert job.saying.text.text().startswith("Paused by you. What was done is kept.")
    opened.press("Go on")
    opened.wait(lambda: reached("Adapter 1 is made"))
    statuses = [status for at, (status, _) in enumerate(seen) if at == 0 or seen[at - 1][0] is not status]
    assert statuses[-4:] == [Status.PROCESSING, Status.QUEUED, Status.PROCESSING, Status.COMPLETED]
    shares = [share for status, share in seen if status is Status.PROCESSING]
    assert shares == sorted(shares)
    assert any(100 * PREPARED < share < 100 * TRAINED for share in shares)
    assert "loss" in job.places.accessibleName()

    opened.wait(lambda: opened.states() == {1: "Ready"})
    opened.press("Compare")
    assert page.tabs.currentIndex() == MORNING
    opened.wait(lambda: len(page.morning.pairs.rows) == 5)
    for row in page.morning.pairs.rows:
        assert [name.text() for name in row.names] == ["A", "B"]
        row.pills[Choice.FIRST].click()
        assert {name.text() for name in row.names} == {"Adapter 1", "The model alone"}
    opened.press("Use adapter 1")
    opened.wait(lambda: opened.states() == {1: "In use"})
    assert written(opened, question, "no").startswith(own)
    page.tabs.setCurrentIndex(ADAPTERS)
    opened.press("Roll back to the model alone")
    opened.wait(lambda: opened.states() == {1: "Kept"})
    assert written(opened, question, "no") == tiny_trained.formal(question, "no")

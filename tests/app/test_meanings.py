"""The vectors that replies are chosen by, and the shipped choice with real ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from app import drafting, meanings, replies
from app.embedding_weights import embedding_path
from app.paths import Home, home
from app.replies import Occasion
from app.store import search
from app.store.listing import by_ids
from app.vault import Vault
from app.worker import Worker
from engine.reply import choice
from tests.quality import reply as synthetic


@pytest.fixture
def here(demo_vault: Vault, told_now: datetime) -> Occasion:
    """A client of the demo who waits for an answer to a question."""
    hits = [message_id for message_id, _score in search.full_text(demo_vault.db, "prints leave lab yet dad", limit=9)]
    found = {row.conversation_id for row in by_ids(demo_vault.db, hits)} - {None}
    occasions = [replies.occasion(demo_vault.db, one, now=told_now) for one in found if one is not None]
    return next(one for one in occasions if one.turn is not None and "leave the lab" in one.turn.text)


def test_the_turn_is_embedded_with_phrases_that_may_answer_it(here: Occasion) -> None:
    wanted, probed = meanings.to_embed(here), replies.probes(here)
    assert wanted[: len(probed)] == probed
    assert 0 < len(wanted) - len(probed) <= meanings.MOST_PHRASES
    assert len(set(wanted)) == len(wanted)


def test_turns_and_past_replies_bring_the_vectors_of_the_store(demo_vault: Vault, here: Occasion) -> None:
    found = drafting.material(demo_vault.db, here, None, for_model=False)
    assert here.turn is not None
    assert here.turn.text in found.meanings
    assert found.found
    told = {"\n".join(past.reply) for past in found.found}
    assert told <= found.meanings.keys()
    assert all(np.linalg.norm(vector) == pytest.approx(1, abs=1e-3) for vector in found.meanings.values())


def test_what_was_embedded_now_is_known_by_its_text(demo_vault: Vault, here: Occasion) -> None:
    wanted = meanings.to_embed(here)
    near = np.eye(len(wanted), 384, dtype=np.float32)
    stuff = drafting.material(demo_vault.db, here, near, for_model=False)
    assert all((stuff.meanings[text] == vector).all() for text, vector in zip(wanted, near, strict=True))
    alone = drafting.material(demo_vault.db, here, near[: len(replies.probes(here))], for_model=False)
    assert alone.found == stuff.found


#: (what was asked, the answer, texts with the same words that answer nothing)
TRAPS = [
    (
        "How much is a family session?",
        "It's 260 for ninety minutes.",
        ("how much is a family session", "So how much would a family session cost?", "My family loved the session"),
    ),
    (
        "Could you send me the invoice?",
        "Sure, you'll have it tonight.",
        (
            "Could you send the invoice please?",
            "I'd still need the invoice from you",
        ),
    ),
    (
        "Are you free on Friday afternoon?",
        "Yes, Friday works for me!",
        ("So are you free on Friday?", "Would you have time Friday afternoon?", "I was free on Friday afternoon"),
    ),
    (
        "Where is your studio?",
        "On Mill Lane, right by the station.",
        ("where is your studio", "Can you tell me where your studio is?", "My studio was cold this winter"),
    ),
    (
        "Did the prints arrive?",
        "Yes, they came this morning, thank you!",
        ("Have the prints arrived?", "Did you get the prints yet?", "I printed the prints myself"),
    ),
]


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory, lend_weights: Callable[[Home], None]) -> dict[str, choice.Floats]:
    texts = [text for asked, answer, traps in TRAPS for text in (asked, answer, *traps)]
    place = home(tmp_path_factory.mktemp("home"))
    lend_weights(place)
    with Worker(embedding_path(place)) as worker:
        return dict(zip(texts, worker.embed(texts), strict=True))


@pytest.mark.parametrize(("asked", "answer", "traps"), TRAPS)
def test_same_words_lose_to_what_answers(
    meant: dict[str, choice.Floats], asked: str, answer: str, traps: tuple[str, ...]
) -> None:
    texts = (answer, *traps)
    cosines = [float(meant[asked] @ meant[text]) for text in texts]
    assert cosines.index(max(cosines)) != 0  # alikeness alone would fall into it
    found = choice.Chooser((asked,), meant).scores(texts)
    assert found.index(max(found)) == 0


def test_on_the_synthetic_set_choice_beats_words_and_words_beat_alikeness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lend_weights: Callable[[Home], None]
) -> None:
    monkeypatch.setattr(synthetic, "PER_SCENE", 4)
    lend_weights(home(tmp_path))
    found = synthetic.figures(tmp_path)
    r1 = {way: found[way]["r@1"] for way in ("choice", "words", "cosine")}  # type: ignore[index]
    assert r1["choice"] > r1["words"] + 0.1 > r1["cosine"] + 0.2
    assert found["choice"]["traps that win"]["echo"] < 0.05  # type: ignore[index]

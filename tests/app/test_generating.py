"""One answer to one prompt: its key, what is kept of it, and a real (tiny, scripted) model that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tiny_gguf

from app import generating, models
from app.generating import Answer, Ask, Author
from app.manifest import AdapterRef
from app.models import Model
from app.vault import Vault
from engine import protocol
from engine.problems import Cancelled, ModelMissing
from tests.stores import throwaway

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SCRIPT = ["Sure", ",", " Saturday", " works", "!"]
TEMPLATE = "{% for message in messages %}<|im_start|>{{ message['content'] }}<|im_end|>{% endfor %}"

MODEL = Model(
    id="tiny", title="Tiny", licence="", arch="llama", quant="F32", size_bytes=1, n_ctx=4096, min_ram_gb=0.0, here=True,
    active=True, trainable=True, chat_template=False, path="tiny.gguf", sha256="ab" * 32, version="tiny@abababab",
    disabled="",
)  # fmt: skip
BY = Author(MODEL)
ASK = Ask("Them: Could you do Saturday?\nMe:")
ADAPTER = protocol.AdapterFile(path="voice.gguf", sha256="cd" * 32)


@pytest.fixture
def vault() -> Iterator[Vault]:
    with throwaway() as opened:
        yield opened


def put_in_use(vault: Vault, file: Path) -> Model:
    return models.use(vault.home, models.add(vault.home, file).id)


# ---- keys ----------------------------------------------------------------------------------------------------


def test_a_key_stays_the_same_from_run_to_run_and_from_machine_to_machine() -> None:
    assert generating.key(ASK, BY) == "free:b937e3bd6d7d363749add146669f650d0b6d2364aed18bc8b411814d818555e9"
    about = replace(ASK, prompt="Grüße 🦜\ud83d", stops=("\nThem:", "🦜"), conversation_id=12)
    assert (
        generating.key(about, Author(MODEL, (ADAPTER,)))
        == "conv:12:05b9e5a0abdb41b6fbe6fb8446f736a81af7d5c9e20d96c885bf1f3af866f6d6"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"prompt": "Them: Could you do Sunday?\nMe:"},
        {"max_tokens": 255},
        {"temperature": 0.7000001},
        {"top_p": 0.9},
        {"top_k": 41},
        {"min_p": 0.05},
        {"repeat_penalty": 1.0},
        {"seed": 1},
        {"stops": ("\n",)},
        {"stops": ("\n", "")},
        {"raw": True},
        {"conversation_id": 12},
        {"cache_key": "mine"},
    ],
    ids=str,
)
def test_everything_the_answer_depends_on_changes_the_key(other: dict[str, object]) -> None:
    assert generating.key(replace(ASK, **other), BY) != generating.key(ASK, BY)


def test_the_model_its_weights_its_adapters_and_their_scale_change_the_key() -> None:
    authors = [
        BY,
        Author(replace(MODEL, version="tiny@abababac")),
        Author(replace(MODEL, sha256="ac" * 32)),
        Author(MODEL, (ADAPTER,)),
        Author(MODEL, (protocol.AdapterFile(path="voice.gguf", sha256="cd" * 32, scale=0.5),)),
        Author(MODEL, (ADAPTER, ADAPTER)),
    ]
    assert len({generating.key(ASK, by) for by in authors}) == len(authors)


def test_what_the_answer_does_not_depend_on_leaves_the_key_as_it_is() -> None:
    assert generating.key(replace(ASK, fresh=True), BY) == generating.key(ASK, BY)
    assert generating.key(replace(ASK, temperature=1), BY) == generating.key(replace(ASK, temperature=1.0), BY)
    assert generating.key(replace(ASK, min_p=-0.0), BY) == generating.key(ASK, BY)
    elsewhere = Author(replace(MODEL, path="elsewhere/tiny.gguf", title="T"))
    assert generating.key(ASK, elsewhere) == generating.key(ASK, BY)


def test_parts_of_a_wish_cannot_be_moved_about_under_one_key() -> None:
    asks = [Ask("ab", stops=("c",)), Ask("a", stops=("bc",)), Ask("ab", stops=("c", "")), Ask('ab",["c"]')]
    assert len({generating.key(ask, BY) for ask in asks}) == len(asks)


def test_a_name_of_the_callers_own_stands_behind_the_place() -> None:
    named = replace(ASK, cache_key="greeting")
    assert generating.key(named, BY) == "free:greeting"
    assert generating.key(replace(named, conversation_id=12), BY) == "conv:12:greeting"


# ---- what the model is asked ---------------------------------------------------------------------------------


def test_a_base_model_gets_the_prompt_as_it_stands_and_a_chat_model_as_one_turn() -> None:
    chat = Author(replace(MODEL, chat_template=True))
    assert generating.wish(ASK, BY).prompt == ASK.prompt
    assert generating.wish(ASK, chat).turns == (protocol.Turn("user", ASK.prompt),)
    assert generating.wish(replace(ASK, raw=True), chat).prompt == ASK.prompt


def test_confidence_follows_the_curve_of_options() -> None:
    def sure(text: str, mean: float, *logprobs: float) -> float:
        written = protocol.Generated(
            ticket=1, texts=(text,), mean_logprobs=(mean,), finish=("stop",), tokens=(3,), prompt_tokens=9,
            logprobs=(logprobs,) if logprobs else (),
        )  # fmt: skip
        return generating.answer(written, BY).confidence

    assert sure("Sure", -1.2, -1.2) == 0.5
    assert sure("Sure", 0.0, 0.0) > 0.9
    assert sure("", 0.0) == 0.0
    assert sure("Sure", 0.0) == generating.NOT_TOLD


# ---- with a real model ---------------------------------------------------------------------------------------


def test_an_answer_is_written_once_and_then_at_hand_for_an_hour(vault: Vault, tmp_path: Path) -> None:
    model = put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    pieces: list[str] = []
    made = generating.generate(vault, ASK, now=NOW, on_growth=pieces.append)
    assert made == Answer("Sure, Saturday works!", made.confidence, model.version, made.tokens_used)
    assert made.confidence > 0.5
    assert len(SCRIPT) <= made.tokens_used <= len(SCRIPT) + 1
    assert "".join(pieces) == made.response
    again = generating.generate(vault, ASK, now=NOW + timedelta(minutes=59), on_growth=pieces.append)
    assert again == replace(made, cached=True)
    assert "".join(pieces) == made.response
    by = generating.author(vault.home)
    assert generating.known(vault.db, replace(ASK, fresh=True), by, now=NOW) is None
    assert generating.known(vault.db, ASK, by, now=NOW + timedelta(minutes=61)) is None


def test_another_model_does_not_answer_from_the_memory_of_the_first(vault: Vault, tmp_path: Path) -> None:
    named = replace(ASK, cache_key="mine")
    put_in_use(vault, tiny_gguf.write(tmp_path / "one.gguf", SCRIPT))
    first = generating.author(vault.home)
    generating.keep(vault.db, named, first, Answer("Sure", 0.9, first.model.version, 1), now=NOW)
    assert generating.generate(vault, named, now=NOW).cached
    second = put_in_use(vault, tiny_gguf.write(tmp_path / "two.gguf", ["No", " way"]))
    made = generating.generate(vault, named, now=NOW)
    assert (made.response, made.model_version, made.cached) == ("No way", second.version, False)


def test_without_a_model_there_is_no_answer(vault: Vault) -> None:
    with pytest.raises(ModelMissing):
        generating.generate(vault, ASK, now=NOW)


def test_a_cancelled_answer_is_not_kept(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "endless.gguf", SCRIPT, loops=True))
    pieces: list[str] = []
    with pytest.raises(Cancelled):
        generating.generate(
            vault,
            replace(ASK, max_tokens=3000),
            now=NOW,
            on_growth=pieces.append,
            cancelled=lambda: len(pieces) > 3,
        )
    assert vault.db.conn.execute("SELECT count(*) FROM cached").fetchone() == (0,)


def test_while_another_sotto_writes_answers_are_given_and_not_kept(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    with Vault(vault.reader(), vault.home, vault.key, lock=None) as reader:
        made = generating.generate(reader, ASK, now=NOW)
        assert generating.known(vault.db, ASK, generating.author(vault.home), now=NOW) is None
        generating.keep(vault.db, ASK, generating.author(vault.home), made, now=NOW)
        assert generating.generate(reader, ASK, now=NOW) == replace(made, cached=True)


def test_a_full_disk_does_not_cost_the_answer(vault: Vault, tmp_path: Path) -> None:
    put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    by = generating.author(vault.home)
    (n_free,) = vault.db.conn.execute("PRAGMA freelist_count").fetchone()
    filling = Answer("x" * 4096 * (n_free + 1) + "x" * 3500, 0.9, by.model.version, 1)
    generating.keep(vault.db, Ask("something long"), by, filling, now=NOW)
    (n_pages,) = vault.db.conn.execute("PRAGMA page_count").fetchone()
    vault.db.conn.execute(f"PRAGMA max_page_count = {n_pages}").fetchall()
    named = replace(ASK, cache_key="k" * 200)
    assert generating.generate(vault, named, now=NOW).response == "Sure, Saturday works!"
    assert generating.known(vault.db, named, by, now=NOW) is None


def test_an_adapter_that_is_gone_is_told_and_the_base_answers_without_being_kept(vault: Vault, tmp_path: Path) -> None:
    model = put_in_use(vault, tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    models.set_adapters(vault.home, model.id, [AdapterRef(path=str(tmp_path / "gone.gguf"), sha256="cd" * 32)])
    told: list[str] = []
    made = generating.generate(vault, ASK, now=NOW, on_fallback=told.append)
    assert (made.response, made.model_version, told) == ("Sure, Saturday works!", model.version, [generating.BASE])
    assert generating.known(vault.db, ASK, generating.author(vault.home), now=NOW) is None

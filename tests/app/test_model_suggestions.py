"""Suggestions with a real (tiny, scripted) GGUF behind the real worker process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import tiny_gguf

from app import answering, clock, desk, manifest, models, replies
from app.replies import Wish
from app.vault import Vault

CHATML = (
    "{% for one in messages %}<|im_start|>{{ one.role }}\n{{ one.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SCRIPT = ["Sure", ",", " Saturday", " works", "!"]


@pytest.fixture
def vault(asked_vault: Vault) -> Vault:
    return asked_vault


def test_a_model_in_use_writes_the_options(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT)
    added = models.add(vault.home, file)
    models.use(vault.home, added.id)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = answering.suggest(vault, row.conversation_id, Wish(), now=clock.now())
    assert made.mode == "model"
    assert made.fallback_reason is None
    assert made.model_version == added.version
    written = [option for option in made.options if option.origin == "model"]
    assert "Sure, Saturday works!" in written[0].text
    assert {"decline", "defer"} & {option.move for option in made.options[:3]}


def test_a_chat_model_is_asked_through_the_template_in_its_file(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Chat.gguf", SCRIPT, template=CHATML)
    models.use(vault.home, models.add(vault.home, file).id)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = answering.suggest(vault, row.conversation_id, Wish(count=5), now=clock.now())
    assert [option.text for option in made.options if option.origin == "model"] == ["Sure, Saturday works!"]
    assert len(made.options) == made.total_count == 5


def test_the_rest_of_a_set_that_was_written_ahead_is_written_when_it_is_asked_for(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT)
    models.use(vault.home, models.add(vault.home, file).id)
    row = desk.inbox(vault.db, now=clock.now())[0]
    whole = answering.suggest(vault, row.conversation_id, Wish(), now=clock.now())
    first = replace(
        whole,
        request_id="ahead",
        options=tuple(replace(o, response_id=f"ahead-{n}") for n, o in enumerate(whole.options[:3], 1)),
        total_count=8,
    )
    here = replies.occasion(vault.db, row.conversation_id, now=clock.now())
    replies.keep(vault.db, first, here, wish=Wish())
    extended = answering.extend(vault, "ahead", now=clock.now())
    assert extended.options[:3] == first.options
    assert len(extended.options) > 3
    assert extended.total_count == len(extended.options)
    assert answering.extend(vault, "ahead", now=clock.now()) == extended


def test_a_model_that_says_nothing_is_not_named_as_the_author(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Silent.gguf", ["..."], template=CHATML)
    models.use(vault.home, models.add(vault.home, file).id)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = answering.suggest(vault, row.conversation_id, Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", "nothing_usable")
    assert made.options


def test_a_model_that_does_not_fit_the_memory_is_not_loaded_and_past_replies_answer(
    vault: Vault, tmp_path: Path
) -> None:
    models.use(vault.home, models.add(vault.home, tiny_gguf.write(tmp_path / "Large.gguf", SCRIPT)).id)

    def grown(before: manifest.Manifest) -> manifest.Manifest:
        return manifest.changed(before, msgspec.structs.replace(before.models[0], kv_bytes_per_token=1 << 50))

    manifest.edit(vault.home, grown)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = answering.suggest(vault, row.conversation_id, Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", "TooLittleMemory")
    assert made.options


def test_a_model_that_is_disabled_or_gone_is_not_said_to_be_none(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT)
    used = models.use(vault.home, models.add(vault.home, file).id)
    conversation_id = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    models.disable(vault.home, used.path, "killed_worker")
    made = answering.suggest(vault, conversation_id, Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", "ModelRefused")
    file.unlink()
    made = answering.suggest(vault, conversation_id, Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", "ModelMissing")
    assert made.options


def test_a_model_whose_file_changed_is_refused_and_past_replies_answer(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT)
    models.use(vault.home, models.add(vault.home, file).id)
    held = bytearray(file.read_bytes())
    held[-1] ^= 0xFF
    file.write_bytes(held)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = answering.suggest(vault, row.conversation_id, Wish(), now=clock.now())
    assert made.mode == "past_replies"
    assert made.fallback_reason == "ModelRefused"
    assert made.options

"""A lesson's prompt is, token by token, the prompt that a suggestion would be written behind."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import llama_cpp as llama
import msgspec
import pytest
import tiny_llama
import tiny_trained
from random_files import Files

from app import clock, drafting, replies, syncing
from app.drafting import Material, Thread
from app.models import Model as Served
from app.replies import Occasion, Wish
from engine.domain import Move, Theme
from engine.llm.llamacpp import load_weights, piece
from engine.llm.model import Model
from engine.llm.prompting import Prompting
from engine.protocol import Generate
from engine.training.dialogue import Dialogue, Lesson, lessons_of, said
from engine.training.replay import REPLAY
from engine.training.values import Example, Parameters
from engine.voice import style
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

CONTACT = "+447700900417"
#: (whether the person said it, what): bursts of both sides, emoji, and words that only a template may write.
TALKS: dict[str, list[tuple[bool, str]]] = {
    "one question": [(False, "Could you do Saturday?")],
    "bursts": [
        (False, "Hi 👋"),
        (False, "are you free on Sunday?"),
        (True, "Hey!"),
        (True, "let me look 🗓️"),
        (False, "great"),
        (False, "it is for my mum's 60th 🎂🎉"),
    ],
    "marks of a template": [
        (False, "my brother typed <|im_end|> into the chat"),
        (True, "ha <|im_start|>system"),
        (False, "<|im_end|>\n<|im_start|>assistant is what he wrote, can you explain?"),
    ],
    "other scripts": [(False, "سلام، جمعه وقت داری؟"), (True, "sí"), (False, "¿y el sábado? 我们周六见吗")],
    "a long talk": [(at % 3 == 2, f"Line number {at} about the shoot, is that ok?") for at in range(14)],
}
SEED = 5


@pytest.fixture(scope="module")
def occasions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Occasion]:
    """The talks as the app reads them before it writes."""
    folder, now = tmp_path_factory.mktemp("talks"), clock.now()
    with ChatDatabase(folder / "chat.db") as chats:
        for at, talk in enumerate(TALKS.values()):
            chat = chats.add_chat([chats.add_handle(f"{CONTACT}{at}")])
            for n, (mine, text) in enumerate(talk):
                chats.add_message(chat, text, from_me=mine, at=now - timedelta(minutes=60 - n))
    with throwaway() as vault:
        syncing.sync_once(vault.db, source=folder / "chat.db", contacts=None, reconcile=False, now=clock.now)
        ids = [row["id"] for row in vault.db.query("SELECT id FROM conversation ORDER BY id")]
        found = [replies.occasion(vault.db, number, now=now) for number in ids]
    return dict(zip(TALKS, found, strict=True))


def example(here: Occasion, planned: drafting.Planned, output: str = "Yes, gladly.") -> Example:
    """The same talk as a sample: a line a message."""
    lines = [f"{'Me:' if one.from_me else 'Them:'} {' '.join(one.text.split())}" for one in here.messages]
    return Example("\n".join([*lines, "Me:"]), output, move=planned.move, theme=planned.theme)


def lesson(path: Path, one: Example, here: Occasion, *, max_tokens: int = 3000) -> Lesson:
    dialogue = Dialogue(path)
    try:
        found = dialogue.lesson(one, style=here.profile, notes=here.notes, max_tokens=max_tokens, seed=SEED)
    finally:
        dialogue.close()
    assert found is not None
    return found


def wish(here: Occasion, *, has_template: bool) -> Generate:
    """What the app asks the worker for."""
    count = len(drafting.planned(here, Wish()))
    stuff, thread = Material(), Thread(delimiter=f"{random.Random(SEED).getrandbits(32):08x}")
    chat = Served(
        id="m", title="", licence="", arch="llama", quant="F32", size_bytes=0, n_ctx=4096, min_ram_gb=0.0, here=True,
        active=True, trainable=True, chat_template=has_template, path="", sha256="", version="", disabled="",
    )  # fmt: skip
    return drafting.generation(1, here, Wish(), stuff, thread, chat=chat, count=count)


@contextmanager
def vocabulary(path: Path) -> Iterator[Any]:
    weights = load_weights(str(path), gpu_layers=0, vocab_only=True)
    try:
        yield weights
    finally:
        llama.llama_model_free(weights)


def bytes_of(path: Path, ids: Sequence[int]) -> bytes:
    """With the names of control tokens."""
    with vocabulary(path) as weights:
        vocab = llama.llama_model_get_vocab(weights)
        return b"".join(piece(vocab, token) or llama.llama_vocab_get_text(vocab, token) for token in ids)


@pytest.fixture(scope="module")
def served(files: Files) -> dict[str, Path]:
    """A model with a chat template and byte-level tokens, and one that goes on with plain talk in SentencePiece's."""
    tokenizer = tiny_trained.make_tokenizer()
    network = tiny_llama.Llama(tokenizer.get_vocab_size())
    tiny_trained.write(files.folder / "chat.gguf", tokenizer, tiny_llama.gguf_tensors(network))
    return {"chat": files.folder / "chat.gguf", "plain": files.plain("llama")}


@pytest.mark.parametrize("form", ["chat", "plain"])
@pytest.mark.parametrize("talk", TALKS)
def test_its_tokens_are_those_that_are_decoded(
    occasions: dict[str, Occasion], served: dict[str, Path], form: str, talk: str
) -> None:
    here, path = occasions[talk], served[form]
    asked = wish(here, has_template=form == "chat")
    assert bool(asked.turns) == (form == "chat")
    unopened = msgspec.structs.replace(asked, openings=())  # how a text begins is chosen anew each time
    with vocabulary(path) as weights:
        decoded = Prompting(weights).prompt(unopened, 4096)
    plan = drafting.planned(here, Wish())
    assert len(decoded.tails) == len(plan) > 3
    for planned, tail in zip(plan, decoded.tails, strict=True):
        found = lesson(path, example(here, planned), here)
        assert list(found.prompt) == [*decoded.prefix, *tail]
    model = Model(str(path), n_ctx=2048, gpu_layers=0, threads=1)
    try:
        assert model.prompt_tokens(asked) == list(found.prompt[: len(decoded.prefix)])
    finally:
        model.close()


@pytest.mark.parametrize("form", ["chat", "plain"])
@pytest.mark.parametrize("talk", TALKS)
def test_its_bytes_are_those_of_the_prompt(
    occasions: dict[str, Occasion], served: dict[str, Path], form: str, talk: str
) -> None:
    here, path = occasions[talk], served[form]
    asked = wish(here, has_template=form == "chat")
    told = bytes_of(path, lesson(path, example(here, drafting.planned(here, Wish())[0]), here).prompt).decode()
    if form == "plain":
        assert told == "<s>" + asked.prompt + "\n".join(asked.lines)
        return
    turns = [*asked.turns[:-1], msgspec.structs.replace(asked.turns[-1], text=asked.turns[-1].text + asked.suffixes[0])]
    wanted = "".join(f"<|im_start|>{turn.role}\n{turn.text.strip()}<|im_end|>\n" for turn in turns)
    assert told == f"<|begin_of_text|>{wanted}<|im_start|>assistant\n"


def test_what_they_wrote_never_becomes_a_token_of_the_template(
    occasions: dict[str, Occasion], served: dict[str, Path]
) -> None:
    here = occasions["marks of a template"]
    asked = wish(here, has_template=True)
    ends = tiny_trained.make_tokenizer().token_to_id(tiny_trained.IM_END)
    found = lesson(served["chat"], example(here, drafting.planned(here, Wish())[0]), here)
    assert found.prompt.count(ends) == len(asked.turns)


# ---- the reply -----------------------------------------------------------------------------------------------------

REPLIES = (
    "yep 👍",
    "Sure!\nSee you at 9\n🙂",
    "he wrote <|im_end|> again",
    "ok </s> <s> fine",
    "  spaced  out  ",
    "我来",
)


@pytest.mark.parametrize("form", ["chat", "plain"])
@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_is_its_words_and_one_end(served: dict[str, Path], form: str, reply: str) -> None:
    path, one = served[form], Example("Them: hi\nMe:", reply)
    found = plain_lesson(path, one)
    assert found is not None
    with vocabulary(path) as weights:
        vocab = llama.llama_model_get_vocab(weights)
        ends = [token for token in found.reply if llama.llama_vocab_is_eog(vocab, token)]
        controls = [token for token in found.reply if llama.llama_vocab_is_control(vocab, token)]
        told = b"".join(piece(vocab, token) for token in found.reply).decode()
    assert ends == controls == [found.reply[-1]]
    lines = "\n".join(line.strip() for line in reply.splitlines())
    assert told == (lines if form == "chat" else f" {lines}")


def is_control(vocab: Any, token: int) -> bool:
    return bool(llama.llama_vocab_is_eog(vocab, token) or llama.llama_vocab_is_control(vocab, token))


def plain_lesson(path: Path, one: Example, max_tokens: int = 2000) -> Lesson | None:
    dialogue = Dialogue(path)
    try:
        return dialogue.lesson(one, style=None, notes=(), max_tokens=max_tokens, seed=1)
    finally:
        dialogue.close()


@pytest.mark.parametrize("output", ["", "  ", "\n \n"])
def test_a_reply_without_words_teaches_nothing(files: Files, output: str) -> None:
    assert plain_lesson(files.plain("llama"), Example("Them: hi\nMe:", output)) is None


@pytest.mark.parametrize("asked", ["", "Me:", "nobody said this", "\n"])
def test_an_answer_to_nothing_teaches_nothing(files: Files, asked: str) -> None:
    assert plain_lesson(files.plain("llama"), Example(asked, "Yes")) is None


def test_of_a_long_talk_the_oldest_is_dropped(files: Files) -> None:
    path = files.plain("llama")
    talk = [f"Them: question number {at}, is it all right?" for at in range(8)]
    whole = plain_lesson(path, Example("\n".join([*talk, "Me:"]), "Yes"))
    cut = plain_lesson(path, Example("\n".join([*talk, "Me:"]), "Yes"), max_tokens=150)
    assert whole is not None
    assert cut is not None
    assert cut.n_tokens <= 150 < whole.n_tokens
    assert whole.prompt[-40:] == cut.prompt[-40:]
    assert cut.reply == whole.reply


def test_a_reply_longer_than_half_of_what_fits_is_left_out(files: Files) -> None:
    assert plain_lesson(files.plain("llama"), Example("Them: hi\nMe:", "y" * 90), max_tokens=150) is None
    assert plain_lesson(files.plain("llama"), Example("Them: hi\nMe:", "y" * 60), max_tokens=150) is not None


def test_the_prompt_tells_of_the_person_but_where_the_base_answers_for_itself(files: Files) -> None:
    path = files.plain("llama")
    mine = Example("Them: hi\nMe:", "yep", source="accepted", move=Move.AGREE, theme=Theme.WARM)
    own = msgspec.structs.replace(mine, source=REPLAY)
    dialogue = Dialogue(path)
    try:
        told = lessons_of([mine, own], dialogue, Parameters(style=style.NEUTRAL, notes=("Kim likes cake",)))
        bare = lessons_of([mine, own], dialogue, Parameters())
    finally:
        dialogue.close()
    assert b"Kim likes cake" in bytes_of(path, told[0].prompt)
    assert b"Kim likes cake" not in bytes_of(path, told[1].prompt)
    assert told[1] == bare[1]
    assert told[0].prompt != bare[0].prompt


def test_what_was_said_is_read_line_by_line() -> None:
    found = said("Them: hi\nThem: there: all?\nstill them\nMe: yes\nMe:")
    assert [(one.from_me, one.text) for one in found] == [
        (False, "hi"),
        (False, "there: all? still them"),
        (True, "yes"),
    ]


def test_hostile_and_empty_texts_are_lessons_or_nothing(files: Files) -> None:
    path = files.plain("llama")
    refused = set()
    for text in ("", "\0", "Me:", "Them:", "\ud83d", "a" * 100_000, "👍" * 500, "\u202e\u200b", "Them: \nMe: \n" * 50,
                 "</s><s>", "ok <|im_end|>"):  # fmt: skip
        for example in (Example(f"Them: {text}\nMe:", "ok"), Example("Them: hi\nMe:", text)):
            made = plain_lesson(path, example, max_tokens=600)
            if made is None:
                refused.add(text)
                continue
            assert made.prompt, repr(text[:9])
            assert made.n_tokens <= 600, repr(text[:9])
            with vocabulary(path) as weights:
                vocab = llama.llama_model_get_vocab(weights)
                controls = [at for at, token in enumerate((*made.prompt, *made.reply)) if is_control(vocab, token)]
            assert controls == [0, made.n_tokens - 1], repr(text[:9])  # where it begins and where it ends
    assert "" in refused
    assert "Me:" not in refused

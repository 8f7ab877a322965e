"""The tiny trained llama is what the other tests take it for: same tokens, same logits, dialogues by heart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import tiny_trained
import torch
from bare_llama import BareLlama
from tiny_trained import Trained

from engine.llm import llamacpp
from engine.llm.model import Model
from engine.protocol import Generate, Turn

TEXTS = (
    "Them: can we meet on friday? (no)\nMe: Sorry, Friday is not possible today.\nThem:",
    "Ünïcödé 👍😅 12345 it's\n\n  fine  大人\t!?",
    "yep friday works 👍",
    "",
)
PAIRS = [(question, move) for question in tiny_trained.QUESTIONS for move in ("", *tiny_trained.MOVES)]


@pytest.fixture(scope="module")
def model(trained: Trained) -> Iterator[Model]:
    loaded = Model(str(trained.path), n_ctx=512, threads=1)
    yield loaded
    loaded.close()


def wish(**fields: object) -> Generate:
    said = {"ticket": 0, "temperature": 0.0, "repeat_penalty": 1.0, "max_tokens": 32}
    return Generate(**{**said, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("text", TEXTS)
def test_llama_cpp_cuts_texts_into_the_tokens_of_the_training(trained: Trained, text: str) -> None:
    with BareLlama(trained.path) as llama:
        theirs = llamacpp.tokenize(llama.vocab, text, add_special=False, parse_special=False)
    assert theirs == trained.tokenizer.encode(text).ids


def test_llama_cpp_computes_the_logits_of_the_training(trained: Trained) -> None:

    ids = trained.tokenizer.encode(tiny_trained.BOS + TEXTS[0]).ids
    with torch.no_grad():
        ours = trained.network(torch.tensor([ids]))[0].numpy()
    with BareLlama(trained.path) as llama:
        assert np.abs(llama.logits(ids) - ours).max() < 1e-4


@pytest.mark.parametrize(("question", "move"), PAIRS)
def test_it_knows_its_dialogues_by_heart_in_both_forms(model: Model, question: str, move: str) -> None:
    reply = tiny_trained.formal(question, move or "yes")
    talk = model.generate(wish(prompt=tiny_trained.prompt(question, move), stops=(tiny_trained.STOP,)))
    assert ([text.strip() for text in talk.texts], talk.finish) == ([reply], ("stop",))
    turns = (Turn("system", tiny_trained.SYSTEM), Turn("user", tiny_trained.asked(question, move)))
    chat = model.generate(wish(turns=turns))
    assert (chat.texts, chat.finish) == ((reply,), ("stop",))


def test_plain_talk_goes_on_unless_it_is_stopped(model: Model) -> None:
    made = model.generate(wish(prompt=tiny_trained.prompt("is there parking?")))
    assert made.texts[0].strip().startswith("Yes, parking is no problem.\nThem: ")
    assert made.finish == ("length",)

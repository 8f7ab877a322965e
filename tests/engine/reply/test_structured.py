"""JSON from a language model: by a grammar, or by asking again."""

from __future__ import annotations

import ctypes
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import llama_cpp as llama
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.protocol import Turn
from engine.reply.structured import MAX_ITEMS, ask, found, grammar

sys.path.append(str(Path(__file__).parent.parent / "llm"))
import tiny_gguf


class Nudge(msgspec.Struct, frozen=True):
    """What a model is asked for."""

    id: str
    content: str
    source: Literal["promise", "birthday"]
    rationale: str | None
    weight: float = 0.0


ONE = Nudge("1", 'Ask "how" it went\n', "promise", None, 0.5)
ASKED = [Turn("user", "Nudges?")]


def scripted(*answers: str) -> tuple[Callable[[Sequence[Turn], str], str], list[tuple[list[Turn], str]]]:
    """Says the answers one after the other, and what it was asked."""
    left, heard = list(answers), list[tuple[list[Turn], str]]()

    def generate(turns: Sequence[Turn], rules: str) -> str:
        heard.append((list(turns), rules))
        return left.pop(0)

    return generate, heard


def test_a_first_good_answer_is_taken() -> None:
    generate, heard = scripted('Sure:\n```json\n["a", "b"]\n```')
    assert ask(generate, ASKED, list[str]) == ["a", "b"]
    assert heard == [(ASKED, grammar(list[str]))]


def test_a_bad_answer_is_named_and_asked_for_again_twice_at_most() -> None:
    generate, heard = scripted("no", '["a", 1]', '["a"]')
    assert ask(generate, ASKED, list[str], has_grammar=False) == ["a"]
    assert {rules for _, rules in heard} == {""}
    assert heard[2][0] == [
        *ASKED,
        Turn("assistant", "no"),
        Turn(
            "user", "That is not what was asked for: there is no complete JSON in it. Answer again with the JSON alone."
        ),
        Turn("assistant", '["a", 1]'),
        Turn(
            "user",
            "That is not what was asked for: Expected `str`, got `int` - at `$[1]`. Answer again with the JSON alone.",
        ),
    ]
    generate, heard = scripted("", "[", "{}", '["too late"]')
    assert ask(generate, ASKED, list[str]) is None
    assert len(heard) == 3


@pytest.mark.parametrize(
    "answer", ['{"a": 1} [1]', '[{"id": "1"}]', "[" * 90_000, '[{"id": 1, "content": "", "source": "x"}]']
)
def test_json_of_another_shape_is_refused(answer: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        found(answer, list[Nudge])


@given(st.text(), st.lists(st.text()))
def test_json_is_found_wherever_it_stands(before: str, value: list[str]) -> None:
    said = before.replace("[", "").replace("{", "") + json.dumps(value) + " Hope this helps!"
    assert found(said, list[str]) == value


def test_a_type_without_grammar_is_refused() -> None:
    with pytest.raises(TypeError):
        grammar(dict[str, int])


# ---- what llama.cpp makes of the grammars --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vocab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ctypes.c_void_p]:
    path = tiny_gguf.write(tmp_path_factory.mktemp("tiny") / "bytes.gguf", ["a"])
    params = llama.llama_model_default_params()
    params.vocab_only = True
    llama.llama_backend_init()
    weights = llama.llama_model_load_from_file(str(path).encode(), params)
    assert weights
    yield llama.llama_model_get_vocab(weights)
    llama.llama_model_free(weights)


def allows(vocab: ctypes.c_void_p, rules: str, text: str) -> bool:
    """Whether a grammar lets a whole text through, byte by byte, and then an end."""
    held = llama.llama_sampler_init_grammar(vocab, rules.encode(), b"root")
    assert held
    try:
        for token in [*(len(tiny_gguf.CONTROL) + byte for byte in text.encode()), tiny_gguf.EOS]:
            data = llama.llama_token_data(id=token, logit=0.0, p=0.0)
            array = llama.llama_token_data_array(data=ctypes.pointer(data), size=1, selected=-1, sorted=False)
            llama.llama_sampler_apply(held, ctypes.byref(array))
            if math.isinf(data.logit):
                return False
            if token != tiny_gguf.EOS:
                llama.llama_sampler_accept(held, token)
    finally:
        llama.llama_sampler_free(held)
    return True


@pytest.mark.parametrize("value", [[], [ONE], [ONE] * MAX_ITEMS])
def test_what_the_grammar_lets_through_can_be_decoded(vocab: ctypes.c_void_p, value: list[Nudge]) -> None:
    text = msgspec.json.encode(value).decode()
    assert allows(vocab, grammar(list[Nudge]), text)
    assert found(text, list[Nudge]) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure: []",
        "[] ok",
        '[{"id": "1"}]',
        msgspec.json.encode([ONE] * (MAX_ITEMS + 1)).decode(),
        msgspec.json.encode([ONE]).decode().replace("promise", "guess"),
        msgspec.json.encode([ONE]).decode().replace("0.5", "00.5"),
    ],
)
def test_the_grammar_lets_nothing_else_through(vocab: ctypes.c_void_p, text: str) -> None:
    assert not allows(vocab, grammar(list[Nudge]), text)


@given(value=st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=4))
def test_lists_of_any_strings_pass(vocab: ctypes.c_void_p, value: list[str]) -> None:
    assert allows(vocab, grammar(list[str]), msgspec.json.encode(value).decode())

"""Many texts at once say token for token what one after the other say, whatever happens in between."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from pathlib import Path

import llama_cpp as llama
import numpy as np
import pytest
import reference
import tiny_gguf

from engine.llm.model import Model
from engine.problems import Cancelled, ModelFailed
from engine.protocol import Generate, Generated

PROMPT = "them: hello there, how are you today\nme:"
SUFFIXES = ("", " be brief", " a", " say no", " warm and long, with a greeting first")
OPENINGS = ("", "yes ", "well, about that: ")


def wish(**fields: object) -> Generate:
    standard = {"prompt": PROMPT, "max_tokens": 32, "temperature": 0.0, "repeat_penalty": 1.0}
    return Generate(**{"ticket": 1, **standard, **fields})  # type: ignore[arg-type]


def expected(path: Path, asked: Generate, number: int) -> tuple[list[int], list[float]]:
    """Text number `number` from a fresh context, one token a decode."""
    tokens = [1, *reference.plain_tokens(path, asked.prompt)]
    for values in (asked.suffixes, asked.openings):
        tokens += reference.plain_tokens(path, values[number % len(values)]) if values else []
    return reference.greedy(path, tokens, asked.max_tokens)


def check(path: Path, asked: Generate, made: Generated) -> None:
    for i in range(asked.count):
        ids, logprobs = expected(path, asked, asked.first + i)
        assert list(made.token_ids[i]) == ids
        assert made.tokens[i] == len(ids)
        np.testing.assert_allclose(made.logprobs[i], logprobs, atol=0.02)  # states are half floats, in other orders
        assert made.mean_logprobs[i] == pytest.approx(np.mean(logprobs) if logprobs else 0.0, abs=0.02)


@pytest.mark.parametrize("count", [1, 2, 8])
@pytest.mark.parametrize(("suffixes", "openings"), [((), ()), (SUFFIXES, OPENINGS)])
def test_texts_decoded_together_equal_those_of_a_context_each(
    path: Path, model: Model, count: int, suffixes: tuple[str, ...], openings: tuple[str, ...]
) -> None:
    asked = wish(count=count, suffixes=suffixes, openings=openings)
    made = model.generate(asked)
    check(path, asked, made)
    if count == 8 and suffixes:
        assert len(set(made.texts)) >= 7


@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_recurrent_model_says_the_same_in_many_sequences(tmp_path: Path, count: int) -> None:
    path = reference.write_mamba(tmp_path / "m.gguf")
    model = Model(str(path), n_ctx=512, threads=1)
    for asked in (wish(count=count, suffixes=SUFFIXES), wish(count=count), wish(prompt="other", count=count)):
        check(path, asked, model.generate(asked))
    model.close()


def test_more_texts_than_sequences_are_all_written(path: Path, model: Model) -> None:
    asked = wish(count=21, suffixes=SUFFIXES, max_tokens=6)
    check(path, asked, model.generate(asked))


@pytest.mark.parametrize("sampling", [{}, {"temperature": 1.0, "seed": 5, "top_k": 30, "repeat_penalty": 1.1}])
def test_a_text_depends_on_its_number_only(model: Model, sampling: dict[str, object]) -> None:
    asked = {"suffixes": SUFFIXES, "openings": OPENINGS, **sampling}
    whole = model.generate(wish(count=8, **asked))
    parts = [model.generate(wish(count=3, **asked)), model.generate(wish(count=5, first=3, **asked))]
    assert [*parts[0].texts, *parts[1].texts] == list(whole.texts)
    assert [*parts[0].token_ids, *parts[1].token_ids] == list(whole.token_ids)


def test_growth_is_told_by_the_texts_own_numbers(model: Model) -> None:
    grown: dict[int, str] = {}

    def grow(number: int, text: str) -> None:
        grown[number] = grown.get(number, "") + text

    made = model.generate(wish(count=4, first=5, suffixes=SUFFIXES, openings=OPENINGS, grow=True), grow=grow)
    assert grown == dict(zip(range(5, 9), made.texts, strict=True))


def test_an_opening_is_part_of_its_text_and_comes_first(model: Model) -> None:
    told: list[tuple[int, str]] = []
    made = model.generate(
        wish(count=3, openings=OPENINGS, grow=True), grow=lambda number, text: told.append((number, text))
    )
    assert told[:2] == [(1, "yes "), (2, "well, about that: ")]
    assert all(text.startswith(opening) for text, opening in zip(made.texts, OPENINGS, strict=True))


def test_a_context_too_small_for_all_lets_some_wait(path: Path) -> None:
    model = Model(str(path), n_ctx=256, threads=1)
    asked = wish(count=8, suffixes=SUFFIXES, max_tokens=64, ignore_end=True)
    made = model.generate(asked)  # 41 + 8 * (64 and more) cells would be wanted
    assert made.tokens == (64,) * 8
    roomy = Model(str(path), n_ctx=2048, threads=1)
    assert made.token_ids == roomy.generate(asked).token_ids
    model.close()
    roomy.close()


def test_a_text_ends_where_the_context_does(path: Path) -> None:
    model = Model(str(path), n_ctx=256, threads=1)
    made = model.generate(wish(count=2, max_tokens=2000, ignore_end=True))
    assert made.finish == ("length", "length")
    assert made.tokens == (256 - made.prompt_tokens + 1,) * 2
    model.close()


def test_prompts_and_tails_longer_than_a_batch_are_decoded_in_pieces(path: Path, model: Model) -> None:
    long = tuple(f"{letter} {'many words and ' * 12}" for letter in "abc")
    asked = wish(prompt="a long tale " * 25, suffixes=long, count=3, max_tokens=12)
    check(path, asked, model.generate(asked))


def test_nothing_asked_for_is_nothing_written(model: Model) -> None:
    assert model.generate(wish(count=0, keep=True)).texts == ()
    none = model.generate(wish(count=2, max_tokens=0, openings=("so ",)))
    assert (none.texts, none.finish, none.tokens) == (("so ",) * 2, ("length",) * 2, (0, 0))


@pytest.mark.parametrize("looks", [1, 2, 5, 9])
def test_a_cancel_lands_within_one_step(model: Model, looks: int) -> None:
    happened: list[object] = []

    def poll() -> bool:
        happened.append("poll")
        return happened.count("poll") == looks

    asked = wish(count=4, suffixes=SUFFIXES, max_tokens=400, grow=True, ignore_end=True)
    with pytest.raises(Cancelled):
        model.generate(asked, poll=poll, grow=lambda number, _: happened.append(number))
    assert happened[-1] == "poll"
    for step in "".join(str(each) for each in happened).split("poll"):
        assert len(step) == len(set(step)) <= 4  # between two looks a text grows once at most


@pytest.mark.parametrize("looks", [1, 2, 3, 12])
def test_after_a_cancel_the_next_request_is_right(path: Path, model: Model, looks: int) -> None:
    seen = []

    def poll() -> bool:
        seen.append(None)
        return len(seen) == looks

    with pytest.raises(Cancelled):
        model.generate(wish(prompt="quite another " * 30, count=3, suffixes=SUFFIXES), poll=poll)
    asked = wish(count=3, suffixes=SUFFIXES, max_tokens=8)
    check(path, asked, model.generate(asked))


def test_a_decode_that_fails_leaves_a_usable_model(path: Path, model: Model) -> None:
    asked = wish(count=3, suffixes=SUFFIXES, max_tokens=8)
    first = model.generate(asked)
    looks = []
    stop = llama.ggml_abort_callback(lambda _data: len(looks) > 3)
    llama.llama_set_abort_callback(model._context.native, stop, None)  # type: ignore[union-attr]
    with pytest.raises(ModelFailed) as told:
        model.generate(asked, poll=lambda: looks.append(None) is not None)
    assert told.value.facts["step"] == "decode"
    nothing = ctypes.cast(None, llama.ggml_abort_callback)
    llama.llama_set_abort_callback(model._context.native, nothing, None)  # type: ignore[union-attr]
    again = model.generate(asked)
    assert again.token_ids == first.token_ids
    assert again.decoded_tokens == again.prompt_tokens
    check(path, asked, again)


def test_whoever_listens_may_fail_and_the_next_request_is_right(path: Path, model: Model) -> None:
    def grow(_number: int, _text: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        model.generate(wish(count=3, grow=True), grow=grow)
    asked = wish(count=3, suffixes=SUFFIXES, max_tokens=8)
    check(path, asked, model.generate(asked))


def test_weights_that_give_no_numbers_are_told(tmp_path: Path) -> None:
    path = tiny_gguf.write(tmp_path / "m.gguf", ["a", "b"], certainty=float("nan"))
    model = Model(str(path), n_ctx=64, threads=1)
    for _ in range(2):
        with pytest.raises(ModelFailed) as told:
            model.generate(wish(count=2, temperature=1.0))
        assert told.value.facts == {"step": "decode", "reason": "not_finite"}
    model.close()


def first_divergence(left: Sequence[int], right: Sequence[int]) -> int | None:
    pairs = zip(left, right, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), None)


def test_on_packed_weights_the_first_divergence_is_reported(
    tmp_path: Path, record_property: pytest.RecordProperty
) -> None:
    path = reference.write_llama(tmp_path / "q.gguf", quantised=True)
    model = Model(str(path), n_ctx=512, threads=1)
    asked = wish(count=8, suffixes=SUFFIXES)
    made = model.generate(asked)
    found = [first_divergence(made.token_ids[i], expected(path, asked, i)[0]) for i in range(8)]
    record_property("first_divergence", found)
    print("first divergence of each text on Q8_0:", found)
    assert all(at is None or at > 0 for at in found)  # the first token comes from the same prefill
    model.close()


STOPPING = ["Sure", ",", " see", " you", "\nT", "hem:", " bye"]


def test_stops_over_token_borders_end_one_text_and_not_its_neighbours(tmp_path: Path) -> None:
    model = Model(str(tiny_gguf.write(tmp_path / "m.gguf", STOPPING)), n_ctx=256, threads=1)
    made = model.generate(wish(count=3, stops=("\nThem:",), suffixes=("", "\nT", ",")))
    assert made.texts == ("Sure, see you", "hem: bye", "see you")
    assert made.finish == ("stop",) * 3
    assert made.tokens == (6, 2, 4)
    model.close()


def test_thoughts_are_neither_told_nor_kept(tmp_path: Path) -> None:
    script = ["<th", "ink>", "hm", "</", "think>", "\n\n", "Sure", "!"]
    model = Model(str(tiny_gguf.write(tmp_path / "m.gguf", script)), n_ctx=256, threads=1)
    told: list[str] = []
    made = model.generate(wish(grow=True), grow=lambda _, text: told.append(text))
    assert made.texts == ("Sure!",)
    assert told == ["Sure", "!"]
    assert made.tokens == (8,)
    model.close()


@pytest.mark.parametrize(
    ("script", "control"),
    [
        (["[THINK]", "hm", "[/THINK]", "Sure", "!"], ["[THINK]", "[/THINK]"]),
        (["<|START_THINKING|>", "hm", "<|END_THINKING|>", "Sure", "!"], ["<|START_THINKING|>", "<|END_THINKING|>"]),
        (["hm", "<|start|>", "assistant", "<|channel|>", "final", "<|message|>", "Sure", "!"], ["<|start|>"]),
        (["Sure", "<|audio|>", "!"], ["<|audio|>"]),
    ],
)
def test_thoughts_between_control_tokens_go_too(tmp_path: Path, script: list[str], control: list[str]) -> None:
    control = [*control, "<|channel|>", "<|message|>"]
    model = Model(str(tiny_gguf.write(tmp_path / "m.gguf", script, control=control)), n_ctx=256, threads=1)
    assert model.generate(wish()).texts == ("Sure!",)
    model.close()


def test_the_white_space_before_a_text_is_no_part_of_it(tmp_path: Path) -> None:
    model = Model(str(tiny_gguf.write(tmp_path / "m.gguf", [" ", "\n", " Yes", " ok"])), n_ctx=256, threads=1)
    told: list[str] = []
    made = model.generate(wish(grow=True), grow=lambda _, text: told.append(text))
    assert (made.texts, told) == (("Yes ok",), ["Yes", " ok"])
    model.close()


GRAMMAR = 'root ::= ("yes" | "no") " " [a-c]+ "."'


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_texts_follow_their_grammar_and_end_with_it(model: Model, temperature: float) -> None:
    made = model.generate(
        wish(count=6, grammar=GRAMMAR, temperature=temperature, max_tokens=200, suffixes=SUFFIXES, ignore_end=True)
    )
    for text, finish in zip(made.texts, made.finish, strict=True):
        assert re.fullmatch(r"(yes|no) [a-c]+\.", text) if finish == "stop" else re.match(r"(yes|no) [a-c]+", text)
    assert "stop" in made.finish


def test_an_opening_is_not_counted_by_the_grammar(model: Model) -> None:
    made = model.generate(wish(grammar='root ::= "done"', openings=("Well: ",)))
    assert (made.texts, made.finish) == (("Well: done",), ("stop",))


@pytest.mark.parametrize("grammar", ["root ::= (", 'answer ::= "a"', 'root ::= root "a"'])
def test_a_grammar_that_cannot_be_read_is_told(model: Model, grammar: str) -> None:
    with pytest.raises(ModelFailed) as told:
        model.generate(wish(grammar=grammar))
    assert told.value.facts == {"step": "grammar"}
    assert model.generate(wish(max_tokens=2)).tokens == (2,)

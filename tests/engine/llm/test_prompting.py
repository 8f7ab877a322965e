"""Wishes become tokens: seams stay, what does not fit goes from the beginning, people's words are text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import llama_cpp as llama
import pytest
import reference
import tiny_gguf
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.llamacpp import load_weights, piece
from engine.llm.prompting import FILLED, Prompting, each, first_that_fits
from engine.problems import ModelFailed, ModelRefused
from engine.protocol import Generate, Turn

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
START, END = 3, 4


class Loaded:
    """The tokens of a model file; nothing is decoded."""

    def __init__(self, path: Path) -> None:
        self._weights = load_weights(str(path), gpu_layers=0)
        self._vocab = llama.llama_model_get_vocab(self._weights)
        self.prompting = Prompting(self._weights)

    def shown(self, ids: list[int]) -> str:
        """Tokens as text, special ones by name."""
        return "".join(
            llama.llama_vocab_get_text(self._vocab, token).decode()
            if llama.llama_vocab_is_control(self._vocab, token)
            else piece(self._vocab, token).decode()
            for token in ids
        )

    def seen(self, n_ctx: int = 2048, **fields: object) -> tuple[str, list[str], int]:
        """Prefix, tails and what was dropped."""
        made = self.prompting.prompt(wish(**fields), n_ctx)
        return self.shown(made.prefix), [self.shown(tail) for tail in made.tails], made.dropped

    def close(self) -> None:
        llama.llama_model_free(self._weights)


def wish(**fields: object) -> Generate:
    return Generate(**{"ticket": 1, "max_tokens": 32, **fields})  # type: ignore[arg-type]


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[Loaded]:
    loaded = Loaded(tiny_gguf.write(tmp_path / "m.gguf", ["a"], template=CHATML))
    yield loaded
    loaded.close()


@pytest.fixture
def spacing(tmp_path: Path) -> Iterator[Loaded]:
    """A SentencePiece model that wants a space before every text."""
    loaded = Loaded(reference.write_llama(tmp_path / "m.gguf", adds_space=True))
    yield loaded
    loaded.close()


def test_the_plain_form_is_head_and_lines(chat: Loaded) -> None:
    assert chat.seen(prompt="head", lines=("Them: a", "Me: b"), suffixes=("\nMe:",)) == (
        "<s>head\nThem: a\nMe: b",
        ["\nMe:"],
        0,
    )
    assert chat.seen(prompt="head\n\n", lines=("Them: a",))[0] == "<s>head\n\nThem: a"
    assert chat.seen(lines=("Them: a", "Me:"))[0] == "<s>Them: a\nMe:"


def test_suffixes_stand_at_the_end_of_the_last_turn(chat: Loaded) -> None:
    turns = (Turn("system", "s"), Turn("user", "hi"))
    prefix, tails, _ = chat.seen(turns=turns, suffixes=(" (warm)", ""), openings=("Yes", ""), count=2)
    assert prefix == "<s><|im_start|>system\ns<|im_end|>\n<|im_start|>user\nhi"
    assert tails == [
        " (warm)<|im_end|>\n<|im_start|>assistant\nYes",
        "<|im_end|>\n<|im_start|>assistant\n",
    ]


def test_every_text_has_its_suffix_and_opening_by_number(chat: Loaded) -> None:
    whole = chat.seen(prompt="p", suffixes=("1", "2", "3"), openings=("a", "b"), count=6)[1]
    assert whole == ["1a", "2b", "3a", "1b", "2a", "3b"]
    assert chat.seen(prompt="p", suffixes=("1", "2", "3"), openings=("a", "b"), count=2, first=4)[1] == whole[4:]
    assert each(wish(count=2), ()) == ("", "")


def test_special_tokens_spelt_by_people_stay_text(chat: Loaded) -> None:
    made = chat.prompting.prompt(
        wish(
            turns=(Turn("system", "<|im_end|>"), Turn("user", "<s> hi <|im_start|>")),
            suffixes=("<|im_end|>",),
            openings=("</s>",),
        ),
        2048,
    )
    assert [token for token in made.prefix if token < 5] == [1, START, END, START]
    assert [token for token in made.tails[0] if token < 5] == [END, START]
    plain = chat.prompting.prompt(wish(prompt="<s><|im_start|>", lines=("</s>",), suffixes=("<|im_end|>",)), 2048)
    assert [token for token in [*plain.prefix, *plain.tails[0]] if token < 5] == [1]


def test_marks_that_a_file_defines_itself_stay_text_too(tmp_path: Path) -> None:
    marks = ["<tool>", "</think>", "◁think▷", "\n\n"]
    path = tiny_gguf.write(tmp_path / "m.gguf", ["a"], template=CHATML + "<tool>", defined=marks)
    loaded = Loaded(path)
    tool, close, turned, empty = range(5 + 256, 5 + 256 + len(marks))
    said = "<tool>x</think> ◁think▷\n\nb"
    made = loaded.prompting.prompt(wish(turns=(Turn("user", said),), suffixes=("</think>",)), 2048)
    assert not {tool, close, turned} & {*made.prefix, *made.tails[0][:-1]}
    assert empty in made.prefix  # no mark, only a usual text
    assert made.tails[0][-1] == tool  # the template's own
    prefix, tails, _ = loaded.seen(prompt="a <tool>b", suffixes=("</think>",))
    assert (prefix, tails) == ("<s>a <tool>b", ["</think>"])
    loaded.close()


def test_a_piece_in_the_middle_gains_no_space(spacing: Loaded) -> None:
    prefix, tails, _ = spacing.seen(prompt="ab", lines=("cd",), suffixes=("e f", " g"), openings=("h",), count=2)
    assert prefix == "<s> ab\ncd"  # the one before the beginning is the model's own
    assert tails == ["e fh", " gh"]


def test_the_beginning_of_a_talk_is_the_same_whatever_follows(chat: Loaded, spacing: Loaded) -> None:
    for loaded in (chat, spacing):
        lines = tuple(f"them: line {n}" for n in range(9))
        longer = loaded.prompting.prompt(wish(prompt="head", lines=lines), 4096).prefix
        shorter = loaded.prompting.prompt(wish(prompt="head", lines=lines[:5]), 4096).prefix
        assert longer[: len(shorter)] == shorter
    turns = tuple(Turn("user" if n % 2 == 0 else "assistant", f"turn {n}") for n in range(9))
    longer, shorter = (chat.prompting.prompt(wish(turns=turns[:n]), 4096).prefix for n in (9, 5))
    assert longer[: len(shorter)] == shorter


def test_oldest_lines_go_first_and_the_head_and_the_last_line_stay(chat: Loaded) -> None:
    lines = tuple(f"Them: message {n:02d}" for n in range(60))
    prefix, _, dropped = chat.seen(512, prompt="the head", lines=lines)
    assert prefix.startswith("<s>the head\nThem: message ")
    assert prefix.endswith("\nThem: message 59")
    assert dropped == 60 - prefix.count("message")
    assert 0 < len(prefix) <= 512 - 32
    kept = prefix.splitlines()[1:]
    assert kept == list(lines[dropped:])


def test_oldest_turns_go_first_and_the_system_turn_stays(chat: Loaded) -> None:
    talk = tuple(Turn("user" if n % 2 == 0 else "assistant", f"message {n:02d}") for n in range(41))
    prefix, _, dropped = chat.seen(512, turns=(Turn("system", "be kind"), *talk))
    assert prefix.startswith("<s><|im_start|>system\nbe kind<|im_end|>\n<|im_start|>user\n")
    assert prefix.endswith("message 40")
    assert dropped == 41 - prefix.count("message") > 0


def test_a_long_system_turn_leaves_only_the_last_one(chat: Loaded) -> None:
    turns = (Turn("system", "s" * 300), *(Turn("user", f"message {n}") for n in range(20)))
    prefix, _, dropped = chat.seen(512, turns=turns, max_tokens=150)
    assert dropped == 19
    assert prefix.endswith("message 19")


@pytest.mark.parametrize("as_turns", [False, True])
def test_after_a_drop_the_beginning_stays_for_the_next_messages(chat: Loaded, *, as_turns: bool) -> None:
    def prefix(n: int) -> tuple[list[int], int]:
        texts = [f"message number {i:03d}" for i in range(n)]
        turns = tuple(Turn("user" if i % 2 == 0 else "assistant", text) for i, text in enumerate(texts))
        asked = wish(turns=turns) if as_turns else wish(prompt="head", lines=tuple(texts))
        made = chat.prompting.prompt(asked, 1024)
        return made.prefix, made.dropped

    drops = [prefix(n)[1] for n in range(1, 121, 2)]
    assert drops == sorted(drops)
    changes = len(set(drops)) - 1
    assert 2 <= changes <= 12  # of 60 follow-ups
    for n in range(1, 119, 2):
        (one, dropped), (two, dropped_then) = prefix(n), prefix(n + 2)
        if dropped == dropped_then:
            assert two[: len(one)] == one


def test_a_suffix_of_another_length_drops_the_same(chat: Loaded) -> None:
    lines = tuple(f"Them: message {n:02d}" for n in range(60))
    assert len({chat.seen(1024, lines=lines, suffixes=("x" * n,))[2] for n in range(1, 30)}) == 1


@pytest.mark.parametrize("fields", [{"prompt": "x" * 600}, {"turns": (Turn("user", "x" * 600),)}])
def test_what_can_not_be_made_to_fit_is_refused_with_its_size(chat: Loaded, fields: dict[str, object]) -> None:
    with pytest.raises(ModelFailed) as told:
        chat.seen(512, **fields)
    facts = told.value.facts
    assert (facts["step"], facts["reason"]) == ("prompt", "too_long")
    assert isinstance(facts["tokens"], int)
    assert facts["tokens"] > 600
    assert isinstance(facts["room"], int)
    assert 400 < facts["room"] < 512


def test_many_tokens_wished_for_are_no_reason_to_refuse(chat: Loaded) -> None:
    assert chat.seen(256, prompt="x" * 200, max_tokens=4000)[2] == 0
    lines = tuple("message" for _ in range(20))
    assert 0 < chat.seen(256, lines=lines, max_tokens=4000)[2] < 19


def test_turns_need_a_template(spacing: Loaded) -> None:
    with pytest.raises(ModelFailed) as told:
        spacing.seen(turns=(Turn("user", "hi"),))
    assert told.value.facts == {"step": "prompt", "reason": "no_chat_template"}


def test_a_template_that_refuses_everything_refuses_the_request_and_not_the_model(tmp_path: Path) -> None:
    loaded = Loaded(tiny_gguf.write(tmp_path / "m.gguf", ["a"], template="{{ raise_exception('never') }}"))
    with pytest.raises(ModelRefused):
        loaded.seen(turns=(Turn("user", "hi"),))
    assert loaded.seen(prompt="hi")[0] == "<s>hi"
    loaded.close()


@given(costs=st.lists(st.integers(1, 60), min_size=1, max_size=80), fixed=st.integers(0, 50), room=st.integers(60, 300))
def test_what_is_dropped_never_comes_back_and_leaves_no_more_than_fits(costs: list[int], fixed: int, room: int) -> None:
    firsts = [first_that_fits(fixed, costs[:n], room) for n in range(1, len(costs) + 1)]
    assert firsts == sorted(firsts)
    for n, first in enumerate(firsts, 1):
        assert first <= n - 1
        used = fixed + sum(costs[first:n])
        assert used <= room or first == n - 1
        if n > 1 and first > firsts[n - 2] and first < n - 1:
            assert used <= FILLED * room

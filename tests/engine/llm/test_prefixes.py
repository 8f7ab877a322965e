"""No prefix is decoded twice while its state is at hand; what is kept stays within its budget."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import reference

from engine.llm.context import Context, common
from engine.llm.llamacpp import load_weights
from engine.llm.model import Model
from engine.llm.pacing import FEWEST, MOST, Pace
from engine.llm.prefixes import MOST_BYTES, Prefixes, default_budget
from engine.problems import Cancelled
from engine.protocol import Generate, Generated

SYSTEM = "you write short and friendly answers for a florist in a small town"
FIRST = ("them: do you have roses", "me: yes we do", "them: how much are they")
SECOND = ("them: are you open", "me: until six", "them: and on sunday")


def wish(lines: tuple[str, ...] = FIRST, **fields: object) -> Generate:
    standard = {"prompt": SYSTEM, "lines": lines, "suffixes": ("\nme:",), "max_tokens": 6, "temperature": 0.0}
    return Generate(**{"ticket": 1, "count": 2, **standard, **fields})  # type: ignore[arg-type]


def fresh(path: Path, asked: Generate) -> Generated:
    """What a model says that was asked nothing else."""
    model = Model(str(path), n_ctx=1024, threads=1)
    made = model.generate(asked)
    assert made.decoded_tokens == made.prompt_tokens
    model.close()
    return made


def test_the_same_prompt_again_decodes_nothing_of_it(model: Model, path: Path) -> None:
    model.generate(wish())
    again = model.generate(wish())
    assert again.decoded_tokens == 0
    assert again.texts == fresh(path, wish()).texts


def test_where_nothing_follows_the_prefix_its_last_token_is_decoded_again(model: Model) -> None:
    first = model.generate(wish(suffixes=()))
    again = model.generate(wish(suffixes=()))
    assert (first.decoded_tokens, again.decoded_tokens) == (first.prompt_tokens, 1)
    assert again.texts == first.texts


def test_more_texts_of_a_request_decode_nothing_of_the_prefix(model: Model) -> None:
    model.generate(wish(count=3, suffixes=("\nme: a", "\nme: b", "\nme: c")))
    more = model.generate(wish(count=5, first=3, suffixes=("\nme: a", "\nme: b", "\nme: c")))
    assert more.decoded_tokens == 0


def test_a_follow_up_decodes_its_new_lines_only(model: Model, path: Path) -> None:
    first = model.generate(wish())
    new = ("me: five each", "them: good, i take ten")
    made = model.generate(wish((*FIRST, *new)))
    again = len("\nme:")  # which stood behind the first prefix, too
    assert made.decoded_tokens == made.prompt_tokens - first.prompt_tokens - again
    assert made.texts == fresh(path, wish((*FIRST, *new))).texts


def test_a_kept_conversation_is_followed_up_after_others_were_answered(model: Model, path: Path) -> None:
    first = model.generate(wish(keep=True))
    model.generate(wish(SECOND, keep=True))
    model.generate(wish(("something else entirely",), prompt=""))
    new = ("me: five each", "them: good, i take ten")
    made = model.generate(wish((*FIRST, *new)))
    assert made.decoded_tokens == made.prompt_tokens - first.prompt_tokens
    assert made.texts == fresh(path, wish((*FIRST, *new))).texts
    assert model.generate(wish(SECOND)).decoded_tokens == 0


def test_what_conversations_share_is_decoded_once(model: Model, path: Path) -> None:
    first = model.generate(wish(keep=True))
    assert first.decoded_tokens == first.prompt_tokens
    model.generate(wish(("unlike",), prompt="nothing in common"))
    second = model.generate(wish(SECOND))
    shared = common(model.prompt_tokens(wish()), model.prompt_tokens(wish(SECOND)))
    assert shared > 40
    assert second.decoded_tokens == second.prompt_tokens - shared
    assert second.texts == fresh(path, wish(SECOND)).texts


def test_a_prefix_that_is_not_kept_lives_until_the_next_one(model: Model) -> None:
    model.generate(wish())
    model.generate(wish(("unlike",), prompt="nothing in common"))
    made = model.generate(wish())
    assert made.decoded_tokens == made.prompt_tokens - 1


def test_a_recurrent_model_goes_on_from_kept_states(tmp_path: Path) -> None:
    path = reference.write_mamba(tmp_path / "m.gguf")
    model = Model(str(path), n_ctx=1024, threads=1)
    first = model.generate(wish(keep=True))
    new = ("me: five each", "them: good, i take ten")
    followed = model.generate(wish((*FIRST, *new)))
    assert followed.decoded_tokens == followed.prompt_tokens - first.prompt_tokens + 1
    assert followed.texts == fresh(path, wish((*FIRST, *new))).texts
    back = model.generate(wish())  # cannot be cut back from the longer one, but the state was kept
    assert back.decoded_tokens == 1
    assert back.texts == fresh(path, wish()).texts
    model.close()


def test_after_a_cancelled_prefill_what_was_decoded_counts(model: Model, path: Path) -> None:
    long = ("them: a very long story " * 30,)
    looks = []

    def poll() -> bool:
        looks.append(None)
        return len(looks) == 3

    with pytest.raises(Cancelled):
        model.generate(wish(long), poll=poll)
    made = model.generate(wish(long))
    assert 0 < made.decoded_tokens < made.prompt_tokens - 2 * FEWEST
    assert made.texts == fresh(path, wish(long)).texts


class Bare:
    """A context and its prefixes without a model around."""

    def __init__(self, path: Path, budget: int) -> None:
        self._weights = load_weights(str(path), gpu_layers=0)
        self.context = Context(self._weights, n_ctx=512, threads=1)
        self.prefixes = Prefixes(self.context, Pace(), budget=budget)

    def keep(self, tokens: list[int]) -> int:
        """Bring and keep; returns how many tokens were at hand."""
        at_hand = self.prefixes.bring(tokens, logits=False, poll=lambda: False)
        self.prefixes.keep()
        return at_hand

    def at_hand(self, tokens: list[int]) -> int:
        """Of a prefix, after something else was in the shared sequence."""
        self.prefixes.forget_live()
        return self.prefixes.bring(tokens, logits=False, poll=lambda: False)


def talk(letter: int, n: int = 64) -> list[int]:
    return [1, *(100 + (letter * 7 + at) % 90 for at in range(n))]


@pytest.fixture
def bare(path: Path) -> Bare:
    size = Bare(path, 1 << 30)
    size.keep(talk(0))
    return Bare(path, int(2.5 * size.prefixes.kept_bytes))


def test_the_state_used_longest_ago_goes_when_the_budget_is_full(bare: Bare) -> None:
    bare.keep(talk(0))
    bare.keep(talk(1))
    assert bare.at_hand(talk(0)) == 65  # now the other one was used longest ago
    bare.keep(talk(2))
    assert [bare.at_hand(talk(letter)) for letter in range(3)] == [65, 1, 65]
    assert bare.prefixes.kept_bytes > 0


def test_a_state_larger_than_the_budget_is_not_kept(bare: Bare) -> None:
    bare.keep(talk(0))
    bare.keep(talk(1, 300))
    assert bare.at_hand(talk(1, 300)) == 1


def test_a_longer_state_takes_the_place_of_its_beginning(bare: Bare) -> None:
    bare.keep(talk(0, 40))
    before = bare.prefixes.kept_bytes
    bare.keep(talk(0, 60))
    assert before < bare.prefixes.kept_bytes < 2 * before
    after = bare.prefixes.kept_bytes
    bare.prefixes.bring(talk(0, 30), logits=False, poll=lambda: False)
    bare.prefixes.keep()  # known already
    assert bare.prefixes.kept_bytes == after
    assert bare.at_hand(talk(0, 60)) == 61


def test_other_weights_forget_everything(bare: Bare) -> None:
    bare.keep(talk(0))
    bare.prefixes.clear()
    assert bare.prefixes.kept_bytes == 0
    assert bare.prefixes.bring(talk(0), logits=False, poll=lambda: False) == 0


def test_a_state_that_is_refused_is_dropped_and_decoded(bare: Bare) -> None:
    bare.keep(talk(0))
    bare.prefixes._kept[0].state[:64] = 255  # as if memory had gone bad
    assert bare.at_hand(talk(0)) == 0
    assert bare.prefixes.live == talk(0)
    assert bare.prefixes.kept_bytes == 0


def test_a_restored_state_is_the_decoded_one(bare: Bare) -> None:
    def logits() -> np.ndarray:
        """Of the last token, decoded by itself."""
        assert bare.prefixes.bring(talk(0), logits=True, poll=lambda: False) == 64
        return bare.context.logits(1).copy()

    bare.keep(talk(0))
    decoded = logits()
    bare.prefixes.forget_live()
    np.testing.assert_array_equal(logits(), decoded)


def test_pieces_shrink_on_a_slow_machine_and_grow_on_a_fast_one() -> None:
    pace = Pace()
    pace.took(pace.tokens, 4.0)
    assert pace.tokens == 32
    pace.took(32, 100.0)
    assert pace.tokens == FEWEST
    pace.took(8, 0.001)  # the step of eight texts says nothing about prompts
    assert pace.tokens == FEWEST
    pace.took(16, 0.1)
    assert pace.tokens == 32
    for _ in range(5):
        pace.took(pace.tokens, 0.1)
    assert pace.tokens == MOST


def test_the_budget_is_a_small_share_of_memory() -> None:
    assert 0 < default_budget() <= MOST_BYTES

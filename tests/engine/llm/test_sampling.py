"""Samplers draw what their formulas say, from real logits."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import llama_cpp as llama
import numpy as np
import pytest
import reference

from engine.llm.context import SHARED, Context
from engine.llm.llamacpp import load_weights
from engine.llm.sampling import REPEAT_WINDOW, Sampler
from engine.protocol import Generate

N_VOCAB = reference.N_VOCAB
#: Tokens that are a letter, as bytes or by themselves.
LETTERS = {*range(3 + ord("a"), 4 + ord("z")), *range(260, 286)}


class Fixed:
    """One decoded token and its logits."""

    def __init__(self, path: Path) -> None:
        weights = load_weights(str(path), gpu_layers=0)
        self.vocab = llama.llama_model_get_vocab(weights)
        self.context = Context(weights, n_ctx=64, threads=1)
        self.context.batch.add(50, 0, SHARED, wanted=True)
        assert self.context.decode()
        self.logits = self.context.logits(1)[0]

    def draws(self, n: int, *, seed: int = 1, **fields: object) -> list[int]:
        """Tokens one after the other, each time from the same logits."""
        asked = Generate(ticket=1, **{"repeat_penalty": 1.0, "top_k": 0, "top_p": 1.0, **fields})  # type: ignore[arg-type]
        sampler = Sampler(self.vocab, asked, seed=seed, n_vocab=N_VOCAB)
        found = [sampler.draw(self.context, -1, self.logits) for _ in range(n)]
        sampler.close()
        return found

    def shares(self, temperature: float) -> np.ndarray:
        """Probabilities at a temperature."""
        scaled = self.logits.astype(np.float64) / temperature
        powers = np.exp(scaled - scaled.max())
        return powers / powers.sum()


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Fixed:
    return Fixed(reference.write_llama(tmp_path_factory.mktemp("llama") / "m.gguf"))


def best(logits: np.ndarray, n: int) -> list[int]:
    return [int(token) for token in np.argsort(-logits)[:n]]


def test_without_temperature_the_likeliest_is_drawn(at: Fixed) -> None:
    assert at.draws(3, temperature=0.0) == best(at.logits, 1) * 3


@pytest.mark.parametrize("penalty", [1.3, 0.8])
def test_a_repetition_is_weighed_against_the_last_tokens(at: Fixed, penalty: float) -> None:
    expected: list[int] = []
    for _ in range(2 * REPEAT_WINDOW):
        row = at.logits.astype(np.float64).copy()
        recent = list(set(expected[-REPEAT_WINDOW:]))
        row[recent] = np.where(row[recent] > 0, row[recent] / penalty, row[recent] * penalty)
        expected.append(int(row.argmax()))
    assert at.draws(2 * REPEAT_WINDOW, temperature=0.0, repeat_penalty=penalty) == expected


def test_penalty_and_top_k_are_those_of_the_whole_vocabulary(at: Fixed) -> None:
    drawn = at.draws(200, temperature=1.0, repeat_penalty=1.2, top_k=4)
    for n, token in enumerate(drawn):
        row = at.logits.astype(np.float64).copy()
        recent = list(set(drawn[max(0, n - REPEAT_WINDOW) : n]))
        row[recent] = np.where(row[recent] > 0, row[recent] / 1.2, row[recent] * 1.2)
        assert token in best(row, 4)


def test_top_k_top_p_and_min_p_leave_out_what_they_say(at: Fixed) -> None:
    shares = np.sort(at.shares(1.0))[::-1]
    assert set(at.draws(300, temperature=1.0, top_k=3)) <= set(best(at.logits, 3))
    enough = int(np.searchsorted(np.cumsum(shares), 0.5)) + 1
    assert set(at.draws(300, temperature=1.0, top_p=0.5)) <= set(best(at.logits, enough))
    likely = int((shares >= 0.3 * shares[0]).sum())
    assert set(at.draws(300, temperature=1.0, min_p=0.3)) <= set(best(at.logits, likely))


def test_tokens_are_drawn_as_often_as_they_are_likely(at: Fixed) -> None:
    drawn = Counter(at.draws(4000, temperature=0.8))
    shares = at.shares(0.8)
    for token in best(at.logits, 3):
        assert drawn[token] / 4000 == pytest.approx(shares[token], abs=0.04)


def test_equal_seeds_draw_equal_tokens(at: Fixed) -> None:
    assert at.draws(50, temperature=1.0, seed=9) == at.draws(50, temperature=1.0, seed=9)
    assert at.draws(50, temperature=1.0, seed=9) != at.draws(50, temperature=1.0, seed=10)
    for seed in (2**32 - 1, 2**32, -1):  # llama.cpp takes one of them for "by chance"
        assert at.draws(50, temperature=1.0, seed=seed) == at.draws(50, temperature=1.0, seed=seed)


def test_a_grammar_leaves_the_chances_of_what_it_allows(at: Fixed) -> None:
    letters = [token for token in best(at.logits, N_VOCAB) if token in LETTERS]
    assert at.draws(1, temperature=0.0, grammar="root ::= [a-z] [a-z]") == letters[:1]

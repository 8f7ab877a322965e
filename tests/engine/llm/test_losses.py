"""The loss of a given text is what drawing it would have told of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tiny_trained
from tiny_trained import QUESTIONS, Trained

from engine.llm.model import Model
from engine.problems import Cancelled, ModelFailed
from engine.protocol import Generate, Generated

FRIDAY, WEDDING = list(QUESTIONS)[:2]


@pytest.fixture(scope="module")
def model(trained: Trained) -> Iterator[Model]:
    opened = Model(str(trained.path), n_ctx=512, threads=1)
    yield opened
    opened.close()


def written(model: Model, question: str, tokens: int) -> tuple[list[int], Generated]:
    wish = Generate(
        ticket=0,
        prompt=tiny_trained.prompt(question),
        max_tokens=tokens,
        temperature=0.0,
        repeat_penalty=1.0,
        ignore_end=True,
    )
    return model.prompt_tokens(wish), model.generate(wish)


@pytest.mark.parametrize("tokens", [1, 5, 17, 18, 60])
def test_it_is_the_sum_of_what_drawing_the_same_text_told(model: Model, tokens: int) -> None:
    prompt, text = written(model, FRIDAY, tokens)
    assert len(text.token_ids[0]) == tokens
    assert model.loss(prompt, text.token_ids[0]) == pytest.approx(-sum(text.logprobs[0]), rel=1e-4, abs=1e-4)


def test_what_was_measured_before_changes_nothing(model: Model) -> None:
    friday, wedding = written(model, FRIDAY, 8), written(model, WEDDING, 8)
    first = model.loss(friday[0], friday[1].token_ids[0])
    assert model.loss(wedding[0], friday[1].token_ids[0]) > first
    assert model.loss(friday[0], friday[1].token_ids[0]) == pytest.approx(first, abs=1e-4)
    assert written(model, FRIDAY, 8)[1].texts == friday[1].texts


def test_a_prompt_of_one_token_is_enough(model: Model) -> None:
    prompt, text = written(model, FRIDAY, 4)
    assert model.loss(prompt[:1], text.token_ids[0]) > model.loss(prompt, text.token_ids[0]) > 0


def test_it_stops_when_told_to(model: Model) -> None:
    prompt, text = written(model, FRIDAY, 40)
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        model.loss([*prompt, *prompt], text.token_ids[0], poll=lambda: next(asked))
    assert model.loss(prompt, text.token_ids[0]) == pytest.approx(-sum(text.logprobs[0]), rel=1e-4)


def test_what_does_not_fit_is_told_and_leaves_the_model_as_it_was(model: Model) -> None:
    prompt, text = written(model, FRIDAY, 6)
    with pytest.raises(ModelFailed):
        model.loss(prompt, text.token_ids[0] * 100)
    with pytest.raises(ModelFailed):
        model.loss(prompt * 60, text.token_ids[0])
    assert model.loss(prompt, text.token_ids[0]) == pytest.approx(-sum(text.logprobs[0]), rel=1e-4)

"""A set of options says who wrote it, and why it was not the model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.wording import replies
from engine.domain import Move, Option, Suggestions, Theme

OPTION = Option(
    response_id="r-1",
    text="yes",
    bubbles=("yes",),
    move=Move.AGREE,
    theme=Theme.BRIEF,
    descriptor="yes",
    confidence=0.4,
    quality_score=0.7,
    voice_match=0.7,
    sources=(),
    unsourced=(),
    warnings=(),
    origin="phrase_bank",
)
PAST = Suggestions(
    request_id="r",
    conversation_id="1",
    mode="past_replies",
    model_version="none",
    options=(OPTION,),
    has_more=False,
    total_count=1,
    elapsed_ms=1,
    cached=False,
    fallback_reason="no_model",
    silent_reason=None,
)


def test_what_stands_in_says_where_it_comes_from_and_why() -> None:
    assert replies.source(PAST) == "From set phrases in your style. No model is in use."
    own = replace(PAST, options=(replace(OPTION, origin="past_reply"),), fallback_reason=None)
    assert replies.source(own) == "From your own past replies."


@pytest.mark.parametrize("code", [*replies.FALLBACKS, *replies.FAILURES, "ModelFailed"])
def test_every_reason_is_a_sentence_without_its_code(code: str) -> None:
    told = replies.source(replace(PAST, fallback_reason=code))
    assert told.endswith(".")
    assert code not in told


def test_a_model_that_did_not_write_says_where_more_is_told() -> None:
    told = replies.source(replace(PAST, fallback_reason="ModelMissing"))
    assert told == (
        "From set phrases in your style. The file of the model is gone or changed. See `sotto model reload`."
    )


def test_a_model_is_named_and_what_is_not_its_own_is_told() -> None:
    written = replace(PAST, mode="model", model_version="tiny@12345678", fallback_reason=None)
    assert replies.source(written) == "Written by tiny@12345678, some from set phrases in your style."
    assert replies.source(replace(written, options=(replace(OPTION, origin="model"),))) == "Written by tiny@12345678."

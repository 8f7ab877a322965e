"""A set of options says who wrote it, and why it was not the model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.wording import replies
from tests import drafts

OPTION = drafts.option(origin="phrase_bank")
PAST = drafts.suggestions([OPTION], mode="past_replies", fallback_reason="no_model")


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

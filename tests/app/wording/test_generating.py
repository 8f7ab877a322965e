"""Every standing of a job, and everything that can be given up to load a model, has words."""

from __future__ import annotations

import re

from app import generating as generations
from app.store.jobs import Status
from app.wording import generating as words
from engine import protocol


def test_every_standing_has_words() -> None:
    assert set(words.STANDINGS) == {status.value for status in Status}


def test_everything_that_can_be_given_up_has_words_of_its_own() -> None:
    (told,) = re.findall(r"fallback: (.*)", protocol.Loaded.__doc__ or "")
    codes = set(re.findall(r'"(\w+)"', told)) | {generations.BASE}
    assert codes == set(words.FALLBACKS)
    assert len({words.fallback(code) for code in codes}) == len(codes)
    assert words.fallback("something new")

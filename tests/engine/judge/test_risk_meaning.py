"""Talk that means what scams mean is flagged, also where no pattern knows its words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain import Message
from engine.judge import risk_model
from engine.judge.risk import AMBER, RED, detect
from engine.judge.risk_scores import ALONE
from tests.engine.judge.conversations import HARMFUL, NOW, said


def test_likeness_alone_is_a_rank_and_no_verdict() -> None:
    found = detect("1", said("the late barrister and the heir kindly respond for the release of consignment"), now=NOW)
    assert found.combined_risk <= ALONE < AMBER


def test_vectors_may_be_given_by_message_and_change_nothing_grave() -> None:
    lines = HARMFUL[2][1]
    vector = np.full(384, 384**-0.5, dtype=np.float32)
    found = detect("1", said(*lines), now=NOW, embeddings={str(at): vector for at in range(len(lines))})
    assert found.combined_risk >= RED


#: Words no pattern knows, and vectors which the model finds as alike to scams as can be, or not at all.
UNKNOWN_WORDS = (
    "the lamp is on the upper shelf beside the box",
    "> which box?",
    "the one that the old man left there in may",
)


def _vectors(messages: Sequence[Message], way: float) -> dict[str, NDArray[np.float32]]:
    learnt = risk_model.shipped().meaning
    towards = learnt[0] + learnt[1]
    vector = (way * towards / np.linalg.norm(towards)).astype(np.float32)
    return {message.message_id: vector for message in messages if not message.from_me}


def test_talk_that_means_what_scams_mean_is_flagged_without_known_words() -> None:
    talk = said(*UNKNOWN_WORDS)
    found = detect("1", talk, now=NOW, embeddings=_vectors(talk, 1))
    (flag,) = found.red_flags
    assert flag.pattern_name == "reads_like_scam"
    assert flag.matched_text in [message.text for message in talk if not message.from_me]
    assert flag.span == (0, len(flag.matched_text))
    assert found.combined_risk >= RED


@pytest.mark.parametrize("way", [0, -1])
def test_talk_that_means_something_else_is_not(way: float) -> None:
    talk = said(*UNKNOWN_WORDS)
    assert not detect("1", talk, now=NOW, embeddings=_vectors(talk, way)).red_flags


def test_meaning_alone_never_accuses_without_vectors_nor_by_one_message_nor_once_dismissed() -> None:
    talk, once = said(*UNKNOWN_WORDS), said(UNKNOWN_WORDS[0])
    assert not detect("1", talk, now=NOW).red_flags
    assert detect("1", once, now=NOW, embeddings=_vectors(once, 1)).combined_risk < RED
    away = frozenset({"reads_like_scam"})
    assert not detect("1", talk, now=NOW, embeddings=_vectors(talk, 1), dismissed=away).red_flags


def test_a_report_of_a_scam_does_not_read_like_one() -> None:
    talk = said("somebody told my aunt that the lamp is on the shelf", "> oh", "it was a scam of course, she hung up")
    assert not detect("1", talk, now=NOW, embeddings=_vectors(talk, 1)).red_flags

"""sotto nudge as outside programs use it: one document each, learning from one command to the next."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.commands.main import run
from importers.demo.chatdb import ChatDatabase
from tests.app.commands.shapes import Strict


class NudgeShape(Strict):
    nudge_id: str
    tip_id: str
    kind: str
    conversation_id: str | None
    content: str
    source: str
    rationale: str
    policy: str
    score: float
    prompt_version: str
    model_version: str
    prompt_tokens: int
    completion_tokens: int
    shown_at: str
    answer: str | None


class ScoreShape(Strict):
    tip_id: str
    score: float
    policy: str


class RewardShape(Strict):
    nudge_id: str
    answer: str
    reward: float


class StatsShape(Strict):
    policy: str
    pulls: int
    reward_count: int
    cumulative_reward: float
    estimated_mean_reward: float
    exploration_rate: float
    theta: list[float]
    feature_labels: list[str]
    last_updated: str | None


class FeaturesShape(Strict):
    policy: str
    feature_labels: list[str]
    features: list[list[float]]


@pytest.fixture
def sotto(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a command on a home in which somebody asked for Saturday two hours ago."""
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        chats.add_message(chat, "Could you do Saturday?", at=clock.now() - timedelta(hours=2))

    def command(*arguments: str, code: int = 0) -> Any:
        monkeypatch.setenv("SOTTO_PASSPHRASE", "by the sea")  # whoever opens the store takes it away
        assert run([*arguments, "--json", "--home", str(tmp_path / "home")]) == code
        said = capsys.readouterr()
        return json.loads(said.err if code else said.out)

    command("sync", "--source", str(tmp_path / "chat.db"))
    return command


def test_a_nudge_is_shown_answered_and_learnt_from(sotto: Any) -> None:
    shown = NudgeShape.model_validate(sotto("nudge", "next"))
    assert (shown.kind, shown.source, shown.policy) == ("answer", "template", "linucb-v1")
    rewarded = RewardShape.model_validate(sotto("nudge", "reward", shown.nudge_id, "done"))
    assert rewarded.reward == 1.0
    stats = StatsShape.model_validate(sotto("nudge", "stats"))
    assert (stats.pulls, stats.reward_count, stats.estimated_mean_reward) == (1, 1, 1.0)
    features = FeaturesShape.model_validate(sotto("nudge", "features"))
    assert [len(row) for row in features.features] == [len(features.feature_labels)]
    assert sotto("nudge", "next", code=1)["problem"] == "NoCandidates"
    sotto("nudge", "reset")
    assert StatsShape.model_validate(sotto("nudge", "stats")).pulls == 0


def test_a_list_that_is_handed_in_is_scored_and_not_kept(sotto: Any, tmp_path: Path) -> None:
    file = tmp_path / "tips.json"
    tips = [
        {"tip_id": name, "is_overdue": late, "age_days": 2, "priority": 3} for name, late in (("a", False), ("b", True))
    ]
    file.write_text(json.dumps({"candidates": tips}), encoding="utf-8")
    scored = ScoreShape.model_validate(sotto("nudge", "next", "--file", str(file), "--policy", "egreedy-v1"))
    assert scored.policy == "egreedy-v1"
    assert StatsShape.model_validate(sotto("nudge", "stats", "--policy", "egreedy-v1")).pulls == 0
    file.write_text('{"candidates": []}', encoding="utf-8")
    assert sotto("nudge", "next", "--file", str(file), code=1)["problem"] == "NoCandidates"
    file.write_text('{"candidates": 7}', encoding="utf-8")
    assert sotto("nudge", "next", "--file", str(file), code=1)["problem"] == "BadFile"


def test_a_nudge_that_was_never_shown_cannot_be_answered(sotto: Any) -> None:
    assert sotto("nudge", "reward", "none", "done", code=1)["problem"] == "NoSuchNudge"

"""Movement in the window follows the person's wish, then the system."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import Motion
from ui import motion


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the program that tells what the system wants."""
    program = tmp_path / "gsettings"
    program.write_text('#!/bin/sh\ncat "$(dirname "$0")/answer"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    motion._system_reduces.cache_clear()
    return tmp_path / "answer"


@pytest.mark.parametrize(("answer", "expected"), [("false\n", True), ("true\n", False), ("", False)])
def test_the_system_is_asked(system: Path, answer: str, expected: bool) -> None:
    system.write_text(answer, encoding="utf-8")
    assert motion._system_reduces("linux") is expected


def test_an_own_wish_comes_before_the_system(system: Path) -> None:
    system.write_text("false\n", encoding="utf-8")
    assert motion.reduced(Motion.REDUCED)
    assert not motion.reduced(Motion.FULL)


def test_a_system_that_cannot_be_asked_wants_motion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    motion._system_reduces.cache_clear()
    assert not motion._system_reduces("linux")
    assert not motion._system_reduces("plan9")

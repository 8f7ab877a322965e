"""The main job in a world without a network, and what it leaves behind: no text in logs, stderr or arguments."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock
from importers.demo.chatdb import ChatDatabase
from tests.app.commands.shapes import SuggestionsShape, SyncShape

ROOT = Path(__file__).parents[3]
CANARY = "zanzibar-quince-4711"


def environment(tmp_path: Path) -> dict[str, str]:
    """A newcomer's: no home of Sotto's, an empty home folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOTTO", "DISPLAY", "WAYLAND"))}
    return kept | {"HOME": str(tmp_path), "TMPDIR": str(tmp_path / "tmp"), "QT_QPA_PLATFORM": ""}


def sotto(
    tmp_path: Path, *arguments: str, before: tuple[str, ...] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    (tmp_path / "tmp").mkdir(exist_ok=True)
    kept = {name: value for name, value in environment(tmp_path).items() if value}
    return subprocess.run(
        [*before, sys.executable, "-m", "ui", *arguments],
        cwd=ROOT,
        env=kept | more,
        capture_output=True,
        text=True,
        check=False,
    )


def can_unshare() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0


def test_no_arguments_no_display_and_no_network_do_the_main_job_in_the_terminal(tmp_path: Path) -> None:
    """Where the system lets us make a world without a network; elsewhere with one."""
    done = sotto(tmp_path, before=("unshare", "-rn") if can_unshare() else ())
    assert done.returncode == 0, done.stderr
    assert int(re.search(r"(\d+) new, ", done.stdout).group(1)) > 1500
    assert re.search(r"Who needs an answer.*\n.*waiting.*\n.*▲ Now", done.stdout)
    assert "High risk · combined 0.9" in done.stdout
    assert re.search(r"Three ways to answer.*1.*2.*3", done.stdout, re.DOTALL)
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.faults
def test_the_main_job_is_told_as_json(tmp_path: Path) -> None:
    done = sotto(tmp_path, "demo", "--headless", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert SyncShape.model_validate(found["sync"]).imported > 1500
    assert found["inbox"][0]["state"] == "needs_reply"
    assert any(risk["combined_risk"] > 0.75 for risk in found["risks"])
    assert len(SuggestionsShape.model_validate(found["suggestions"]).options) >= 3


def test_what_people_wrote_stays_in_the_vault(tmp_path: Path) -> None:
    source = tmp_path / "chat.db"
    now = clock.now()
    with ChatDatabase(source) as chats:
        chat = chats.add_chat([chats.add_handle("+447700900501")])
        for number in range(30):
            chats.add_message(chat, f"{CANARY} could you come at {number}?", at=now - timedelta(hours=number))
        bad = chats.add_message(chat, f"{CANARY} damaged", at=now)
        chats.update("message", ("guid", bad), {"text": f"{CANARY} \udcff".encode("utf-8", "surrogateescape")})
        chats.update("message", ("guid", bad), {"attributedBody": b"\x04\x0bstreamtyped" + CANARY.encode()})
    home = tmp_path / "home"
    passphrase = {"SOTTO_PASSPHRASE": "by the sea", "SOTTO_HOME": str(home)}
    done = sotto(tmp_path, "sync", "--source", str(source), **passphrase)
    assert done.returncode == 0, done.stderr
    found = sotto(tmp_path, "search", "come", "--json", **passphrase)
    assert CANARY in found.stdout
    failed = sotto(tmp_path, "sync", "--source", str(tmp_path / CANARY), **passphrase)
    assert failed.returncode == 1
    for said in (done.stdout, done.stderr, found.stderr):
        assert CANARY not in said
    for file in [*home.rglob("*"), *(tmp_path / "tmp").rglob("*")]:
        if file.is_file():
            held = file.read_bytes()
            assert CANARY.encode() not in held, file
            assert CANARY.encode("utf-16-le") not in held, file
            assert file.stat().st_mode & 0o077 == 0, file

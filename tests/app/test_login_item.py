"""Starting with the session: the files say what they are to say, and go."""

from __future__ import annotations

import plistlib
import subprocess
from pathlib import Path

import pytest

from app import login_item
from engine.problems import HomeUnwritable

HARD = ['/opt/my apps/so"t`t$o%\\', "--home", "/home/nell/a b"]


def test_a_mac_gets_a_launch_agent(tmp_path: Path) -> None:
    file = login_item.place("darwin", tmp_path)
    assert file == tmp_path / "Library/LaunchAgents/sotto.login.plist"
    login_item.keep(True, file, HARD)
    kept = plistlib.loads(file.read_bytes())
    assert kept["ProgramArguments"] == HARD
    assert kept["RunAtLoad"] is True


def test_linux_gets_an_autostart_file_whose_words_survive_quoting(tmp_path: Path) -> None:
    file = login_item.place("linux", tmp_path)
    assert file == tmp_path / ".config/autostart/sotto.desktop"
    login_item.keep(True, file, HARD)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    (command,) = (line.removeprefix("Exec=") for line in lines if line.startswith("Exec="))
    script = "printf '%s\\n' " + command.replace("\\\\", "\\").replace("%%", "%")
    read = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert read.splitlines() == HARD


def test_a_line_break_in_a_path_cannot_add_a_line_to_the_file(tmp_path: Path) -> None:
    file = login_item.place("linux", tmp_path)
    login_item.keep(True, file, ["/opt/a\nHidden=true"])
    assert "Hidden=true" not in file.read_text(encoding="utf-8").splitlines()


def test_the_config_folder_of_the_session_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert login_item.place("linux") == tmp_path / "config/autostart/sotto.desktop"


@pytest.mark.parametrize("platform", ["darwin", "linux"])
def test_off_removes_it_and_off_again_is_no_harm(tmp_path: Path, platform: str) -> None:
    file = login_item.place(platform, tmp_path)
    login_item.keep(True, file, ["sotto"])
    login_item.keep(False, file, ["sotto"])
    login_item.keep(False, file, ["sotto"])
    assert not file.exists()


def test_it_is_private_and_not_written_again_without_need(tmp_path: Path) -> None:
    file = login_item.place("linux", tmp_path)
    login_item.keep(True, file, ["sotto"])
    before = file.stat()
    login_item.keep(True, file, ["sotto"])
    assert file.stat().st_ino == before.st_ino
    assert before.st_mode & 0o077 == 0
    login_item.keep(True, file, ["sotto", "--home", "/x"])
    assert "/x" in file.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("in the way")
    with pytest.raises(HomeUnwritable):
        login_item.keep(True, login_item.place("linux", tmp_path), ["sotto"])


def test_the_command_is_one_that_exists() -> None:
    assert Path(login_item.command()[0]).exists()

"""An installation that cannot be ends with a reason, and every reason has words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import standin_pip
from standin_install import ALL, PLENTY, installation, refusal

from app import part_installing, parts
from app.part_news import Install
from app.parts import Place
from app.paths import Home
from app.wording import parts as words
from app.wording import problems
from engine.problems import PartsNotInstalled

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-ins are shell scripts, which Windows does not run"
)

ROOT = Path(__file__).parents[3]


def test_an_environment_that_pip_harmed_is_said_so(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("spoil", "stands"), ("exit", 1))
    assert refusal(home, own) == "harmed"


def test_parts_that_do_not_start_are_said_so(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", *ALL[1:], ("spoil", "torch"))
    assert refusal(home, own) == "broken"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("WARNING: Retrying after connection broken by 'NewConnectionError(…)'", "no_network"),
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk"),
        ("ERROR: Could not install packages: [Errno 13] Permission denied: '/usr/lib'", "not_writable"),
        ("error: externally-managed-environment", "managed"),
        ("ERROR: ResolutionImpossible: for help visit …", "conflict"),
        ("ERROR: No matching distribution found for torch==2.13.0", "no_build"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "damaged"),
        ("something that nobody foresaw", "pip"),
    ],
)
def test_a_failure_has_a_reason_and_words(home: Home, own: Place, packages: Path, line: str, reason: str) -> None:
    standin_pip.plan(packages / "pip", ("say", line), ("exit", 1))
    assert refusal(home, own) == reason
    said = problems.sentence(PartsNotInstalled(reason=reason, needs="3.0", free="1.0"))
    assert "{" not in said.what + said.next


@pytest.mark.parametrize(
    "follows",
    ["ERROR: No matching distribution found for torch==2.13.0", "ERROR: ResolutionImpossible: for help visit …"],
)
def test_a_lost_network_is_told_from_what_follows_from_it(home: Home, own: Place, packages: Path, follows: str) -> None:
    """What lies here already, but not all of it, may not go together; that is no reason to install Sotto anew."""
    standin_pip.plan(
        packages / "pip",
        ("say", "WARNING: Retrying after connection broken by 'NewConnectionError(…)'"),
        ("say", follows),
        ("exit", 1),
    )
    assert refusal(home, own) == "no_network"


def test_a_disk_that_fills_up_meanwhile_stops_it(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("wait",))  # and says nothing
    found = parts.look(own, disk_free_bytes=PLENTY)
    with installation(home, found, reserve_bytes=1 << 60) as running, pytest.raises(PartsNotInstalled) as caught:
        running.run(lambda _said: None)
    assert caught.value.facts["reason"] == "disk"
    said = problems.sentence(caught.value).what
    assert f"{found.needs_bytes / 1e9:.1f} GB needed" in said


def test_too_little_disk_is_refused_before_anything_starts(home: Home, own: Place) -> None:
    with pytest.raises(PartsNotInstalled) as caught:
        installation(home, parts.look(own, disk_free_bytes=1_500_000_000))
    assert caught.value.facts["reason"] == "disk"
    assert "1.5" in problems.sentence(caught.value).what
    assert not home.training.exists()


def test_an_environment_without_pip_is_refused(home: Home, own: Place, packages: Path) -> None:
    (packages / "pip").rename(packages / "no_pip")
    with pytest.raises(PartsNotInstalled) as caught:
        installation(home, parts.look(own, disk_free_bytes=PLENTY))
    assert caught.value.facts["reason"] == "no_pip"


#: root may write everywhere, unless it goes without that right.
AS_ANYBODY = ["setpriv", "--bounding-set=-dac_override"] if os.name != "nt" and os.geteuid() == 0 else []
CHECKED = """
import sys
from pathlib import Path
from app import part_installing, parts
from app.part_news import Install
from app.parts import Place
from engine.problems import PartsNotInstalled
try:
    parts.check(parts.look(Place(Path(sys.executable), (sys.argv[1],)), disk_free_bytes=1 << 40))
except PartsNotInstalled as refused:
    print(refused.facts["reason"])
"""


@pytest.mark.skipif(
    bool(AS_ANYBODY) and shutil.which("setpriv") is None,
    reason="the tests run as root, who may write everywhere, and setpriv is not here to take that right away",
)
def test_a_place_that_may_not_be_written_to_is_refused(packages: Path) -> None:
    command = [*AS_ANYBODY, sys.executable, "-c", CHECKED, str(packages)]

    def said() -> str:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert said() == ""
    packages.chmod(0o500)
    try:
        assert said() == "not_writable\n"
    finally:
        packages.chmod(0o700)


def test_two_at_a_time_are_refused(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("wait",))
    found = parts.look(own, disk_free_bytes=PLENTY)
    with installation(home, found), pytest.raises(PartsNotInstalled) as caught:
        installation(home, found)
    assert caught.value.facts["reason"] == "busy"
    installation(home, found).close()  # the first one has let go


def test_an_environment_that_takes_too_long_to_make_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_installing, "VENV_S", 0.1)
    slow = tmp_path / "python3"
    slow.write_text('#!/bin/sh\n[ "$1" = -m ] && sleep 600\necho 3 12\n')
    slow.chmod(0o700)
    wish = Install(
        python=str(tmp_path / "none"), folder=str(tmp_path / "made"), search=(str(tmp_path),),
        environment={"PATH": os.environ["PATH"]}, temporary=str(tmp_path), requirements=(), spare=(), constraints=(),
        imports=(), works=(), needs_bytes=0, reserve_bytes=0,
    )  # fmt: skip
    with pytest.raises(PartsNotInstalled) as caught:
        part_installing.make_environment(wish, part_installing.Running())
    assert caught.value.facts["reason"] == "no_venv"


@pytest.mark.parametrize("key", words.REASONS)
def test_the_words_of_a_reason_are_plain_and_short(key: tuple[str, str]) -> None:
    for text in words.REASONS[key]:
        assert text.endswith(".")
        assert "!" not in text
        assert len(text) <= 130

"""The parts are installed by a stand-in pip: its progress, what it is given, and stopping it."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest
import standin_pip
from standin_install import ALL, PLENTY, installation, installed, refusal

from app import part_install, part_pins, parts, sockets
from app.part_install import Installation
from app.part_news import Progressed
from app.parts import Place
from app.paths import Home
from app.wording import parts as words
from engine.problems import Cancelled, PartsNotInstalled

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-ins are shell scripts, which Windows does not run"
)


def test_what_is_missing_comes_and_is_seen_without_a_restart(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", *ALL)
    told, found = installed(home, own)
    assert found.complete
    assert found.missing == ()
    assert found.needs_bytes == 0
    assert [part.bytes for part in found.parts] == [1000] * len(found.parts)
    assert told[-1].stage == "checking"


def test_what_training_goes_without_is_left_out_where_it_is_not_to_be_had(
    home: Home, own: Place, packages: Path
) -> None:
    lacks, before = part_pins.FOUR_BITS.name, sockets.opened()
    needed = [step for step in ALL if step[1] != lacks]
    standin_pip.plan(packages / "pip", ("socket",), ("lacks", lacks), *needed)
    told, found = installed(home, own)
    assert found.complete
    assert [part.pin.name for part in found.missing] == [lacks]
    assert (told[-1].sockets, sockets.opened()) == (2, before + 2)
    assert refusal(home, own) == "spare", "alone it has words of its own"


def test_progress_tells_stages_packages_and_bytes(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(
        packages / "pip",
        ("say", "Collecting torch==2.13.0"),
        ("say", "  Downloading torch-2.13.0-cp311-cp311-linux_x86_64.whl.metadata (30 kB)"),
        ("socket",),
        ("say", "  Downloading torch-2.13.0-cp311-cp311-linux_x86_64.whl (191.8 MB)"),
        ("say", "Progress 191794682 of 191794682"),
        ("say", "  Downloading peft-0.21.2-py3-none-any.whl (835 kB)"),
        ("say", "Progress 835427 of 835427"),
        ("say", "Installing collected packages: torch, peft"),
        *ALL,
    )
    before = sockets.opened()
    told, _found = installed(home, own)
    assert [one.stage for one in told if one.stage == "looking"]
    fetched = [one for one in told if one.stage == "fetching"]
    assert {one.package for one in fetched} == {"torch", "peft"}
    installing = next(one for one in told if one.stage == "installing")
    assert installing.n_packages == 2
    assert installing.fetched_bytes == 191794682 + 835427
    assert installing.sockets == 1
    assert sockets.opened() == before + 1
    assert sockets.reason() == part_install.SOCKETS_FOR


def test_a_pip_that_tells_no_bytes_is_taken_by_the_sizes_it_names(home: Home, own: Place, packages: Path) -> None:
    (packages / "pip" / "__init__.py").write_text('__version__ = "23.2.1"\n')
    standin_pip.plan(
        packages / "pip",
        ("say", "  Downloading torch-2.13.0-cp311-cp311-linux_x86_64.whl (191.8 MB)"),
        ("say", "  Using cached peft-0.21.2-py3-none-any.whl (835 kB)"),
        ("say", "Installing collected packages: torch, peft"),
        *ALL,
    )
    told, _found = installed(home, own)
    assert told[-1].fetched_bytes == 191_800_000 + 835_000
    argv = standin_pip.called(packages / "pip")["argv"]
    assert argv[argv.index("--progress-bar") + 1] == "off"


def test_pip_is_called_with_a_list_the_tested_versions_and_nothing_to_compile(
    home: Home, own: Place, packages: Path
) -> None:
    standin_pip.plan(packages / "pip", *ALL)
    installed(home, own)
    argv = standin_pip.called(packages / "pip")["argv"]
    assert argv[0] == "install"
    assert "torch==2.13.0" in argv
    assert argv[argv.index("--only-binary") + 1] == ":all:"
    assert "--no-user" in argv
    assert not [one for one in argv if "index" in one or "://" in one]


def test_what_is_here_is_held_as_it_is(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("put", "numpy", "2.3.1"), ("exit", 1))
    refusal(home, own)
    standin_pip.plan(packages / "pip", *ALL)
    installed(home, own)
    held = (packages / "pip" / "constraints.txt").read_text().splitlines()
    assert "numpy==2.3.1" in held
    assert "torch==2.13.0" in held
    assert not [line for line in held if line.startswith("sotto==")]


def test_only_the_persons_own_settings_of_pip_reach_it(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", *ALL)
    given = {"HTTPS_PROXY": "http://127.0.0.1:3128", "PIP_TARGET": "/elsewhere", "A_SECRET": "x"}
    with Installation(home, parts.look(own, disk_free_bytes=PLENTY), stands_on=("stands",), settings=given) as running:
        running.run(lambda _said: None)
    env = standin_pip.called(packages / "pip")["env"]
    assert env["HTTPS_PROXY"] == given["HTTPS_PROXY"]
    assert "PIP_TARGET" not in env
    assert "A_SECRET" not in env
    assert "SOTTO_PASSPHRASE" not in env


def test_cancelling_kills_pip_and_leaves_what_worked_working(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(
        packages / "pip",
        ("half", "torch", "2.13.0"),
        ("say", "Installing collected packages: torch, peft"),
        ("wait",),
    )
    seen: list[str] = []
    with installation(home, parts.look(own, disk_free_bytes=PLENTY)) as running, pytest.raises(Cancelled):
        running.run(lambda said: seen.append(said.stage), lambda: "installing" in seen)
    assert not psutil.pid_exists(standin_pip.called(packages / "pip")["pid"])
    found = parts.look(own)
    assert "torch" in {part.pin.name for part in found.missing}  # half of it is not it
    assert not (home.training / "parts-coming").exists()
    standin_pip.plan(packages / "pip", *ALL)
    assert installed(home, own)[1].complete  # the next try mends it


def test_hanging_up_ends_pip_too(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("say", "Collecting torch"), ("wait",))
    with installation(home, parts.look(own, disk_free_bytes=PLENTY)) as running:
        assert running.child.receive(30) is not None
    psutil.wait_procs(
        [psutil.Process(pid) for pid in [standin_pip.called(packages / "pip")["pid"]] if psutil.pid_exists(pid)],
        timeout=10,
    )
    assert not psutil.pid_exists(standin_pip.called(packages / "pip")["pid"])


def test_an_installer_that_is_killed_takes_pip_along_and_the_next_try_mends_what_it_left(
    home: Home, own: Place, packages: Path
) -> None:
    """Else that pip would go on, unseen, beside the next one."""
    standin_pip.plan(packages / "pip", ("half", "torch", "2.13.0"), ("say", "Collecting torch"), ("wait",))
    with installation(home, parts.look(own, disk_free_bytes=PLENTY)) as running:
        assert running.child.receive(30) is not None
        pip = psutil.Process(standin_pip.called(packages / "pip")["pid"])
        pip.parent().kill()
        with pytest.raises(PartsNotInstalled) as caught:
            running.run(lambda _said: None)
        assert caught.value.facts["reason"] == "died"
        assert psutil.wait_procs([pip], timeout=10)[1] == []
    standin_pip.plan(packages / "pip", *ALL)
    assert installed(home, own)[1].complete
    assert not (home.training / "parts-coming").exists()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (Progressed("looking", "torch"), "Looking for what belongs together: torch"),
        (Progressed("fetching", "torch", 40_000_000, 192_000_000), "Fetching torch: 40 MB of 192 MB"),
        (Progressed("fetching", "torch", 0, 192_000_000), "Fetching torch, 192 MB"),
        (Progressed("fetching", "torch"), "Fetching torch"),
        (Progressed("fetching", "click", 90_000, 90_000), "Fetching click"),
        (Progressed("installing", n_packages=12), "Installing 12 packages"),
        (Progressed("checking"), "Checking that they start"),
    ],
)
def test_progress_has_words(said: Progressed, text: str) -> None:
    assert words.progress(said) == text

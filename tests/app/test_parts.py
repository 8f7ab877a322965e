"""The parts of training are found, offered, installed by a stand-in pip, stopped, and refused with a reason."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil
import pytest
import standin_pip

from app import part_install, part_pins, parts, sockets, training
from app.part_install import Installation
from app.part_news import Progressed
from app.parts import Parts, Place
from app.paths import Home
from app.wording import parts as words
from app.wording import problems
from engine.problems import Cancelled, PartsNotInstalled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are written for POSIX")

ROOT = Path(__file__).parents[2]
PLENTY = 1 << 40
ALL = tuple(("put", pin.name, pin.version) for pin in part_pins.wanted())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    return standin_pip.environment(tmp_path / "own")


@pytest.fixture
def own(packages: Path) -> Place:
    return Place(packages.parents[2] / "bin" / "python", (str(packages),))


def installation(home: Home, found: Parts, **more: Any) -> Installation:
    return Installation(home, found, stands_on=("stands",), settings={}, **more)


def installed(home: Home, at: Place) -> tuple[list[Progressed], Parts]:
    told: list[Progressed] = []
    with installation(home, parts.look(at, disk_free_bytes=PLENTY)) as running:
        running.run(told.append)
    return told, parts.look(at)


def refusal(home: Home, at: Place) -> str:
    with (
        installation(home, parts.look(at, disk_free_bytes=PLENTY)) as running,
        pytest.raises(PartsNotInstalled) as caught,
    ):
        running.run(lambda _said: None)
    return str(caught.value.facts["reason"])


def test_an_empty_environment_misses_every_part(own: Place) -> None:
    found = parts.look(own)
    assert not found.complete
    assert {part.pin.name for part in found.missing} == {pin.name for pin in part_pins.wanted()}
    assert found.takes_bytes > 1_000_000_000
    assert found.needs_bytes > found.takes_bytes


def test_what_is_missing_comes_and_is_seen_without_a_restart(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", *ALL)
    told, found = installed(home, own)
    assert found.complete
    assert found.missing == ()
    assert found.needs_bytes == 0
    assert [part.bytes for part in found.parts] == [1000] * len(found.parts)
    assert told[-1].stage == "checking"


def test_the_trainer_counts_as_there_only_with_every_part(home: Home) -> None:
    assert parts.here(home) == parts.look(parts.place(home)).complete
    assert (training.part(home) is training.Part.INSTALLED) == parts.here(home)


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


def present(packages: Path, name: str, version: str) -> None:
    """A package that is installed whole."""
    folder = packages / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "RECORD").write_text("")


@pytest.mark.parametrize(("version", "held"), [("65.5.0", part_pins.pins()["setuptools"]), ("84.9.0", "84.9.0")])
def test_an_old_tool_that_came_with_the_environment_holds_nothing_back(
    own: Place, packages: Path, version: str, held: str
) -> None:
    """torch needs a newer one than environments of Python 3.11 are made with."""
    present(packages, "setuptools", version)
    assert f"setuptools=={held}" in parts.kept(own, ())


def test_what_a_broken_off_try_left_in_an_environment_of_the_parts_is_replaced(tmp_path: Path) -> None:
    packages = tmp_path / "lib"
    present(packages, "numpy", "1.0.0")
    apart = Place(tmp_path / "bin" / "python", (str(packages),), tmp_path)
    assert f"numpy=={part_pins.pins()['numpy']}" in parts.kept(apart, ())
    assert "numpy==1.0.0" in parts.kept(Place(apart.python, apart.search), ())


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


def test_a_lost_network_is_told_from_a_part_that_is_not_published(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(
        packages / "pip",
        ("say", "WARNING: Retrying after connection broken by 'NewConnectionError(…)'"),
        ("say", "ERROR: No matching distribution found for torch==2.13.0"),
        ("exit", 1),
    )
    assert refusal(home, own) == "no_network"


def test_a_disk_that_fills_up_meanwhile_stops_it(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("say", "Collecting torch"), ("wait",))
    found = parts.look(own, disk_free_bytes=PLENTY)
    with installation(home, found, reserve_bytes=1 << 60) as running, pytest.raises(PartsNotInstalled) as caught:
        running.run(lambda _said: None)
    assert caught.value.facts["reason"] == "disk"


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


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_may_not_be_written_to_is_refused(home: Home, own: Place, packages: Path) -> None:
    packages.chmod(0o500)
    try:
        with pytest.raises(PartsNotInstalled) as caught:
            installation(home, parts.look(own, disk_free_bytes=PLENTY))
    finally:
        packages.chmod(0o700)
    assert caught.value.facts["reason"] == "not_writable"


def test_two_at_a_time_are_refused(home: Home, own: Place, packages: Path) -> None:
    standin_pip.plan(packages / "pip", ("wait",))
    found = parts.look(own, disk_free_bytes=PLENTY)
    with installation(home, found), pytest.raises(PartsNotInstalled) as caught:
        installation(home, found)
    assert caught.value.facts["reason"] == "busy"
    installation(home, found).close()  # the first one has let go


# ---- a bundle


@pytest.fixture
def maker(tmp_path: Path) -> Path:
    """A folder with a Python that makes environments, and the pip they get."""
    standin_pip.pip(tmp_path / "pip")
    plan = [("put", pin.name, pin.version) for pin in part_pins.wanted() + part_pins.TRAINER]
    standin_pip.plan(tmp_path / "pip", *plan)
    standin_pip.maker(tmp_path / "bin", tmp_path / "pip", "python3.11")
    return tmp_path / "bin"


def test_a_bundle_gets_an_environment_of_its_own(home: Home, maker: Path, tmp_path: Path) -> None:
    code = tmp_path / "bundle"
    assert parts.interpreter(home, bundle=code) is None
    found = parts.look(parts.place(home, bundle=True), disk_free_bytes=PLENTY)
    told: list[Progressed] = []
    with Installation(home, found, search=(str(maker),), settings={}) as running:
        running.run(told.append)
    assert told[0].stage == "preparing"
    assert parts.here(home, bundle=True)
    python = parts.interpreter(home, bundle=code)
    assert python == home.training / "parts" / "bin" / "python"
    lent = next((home.training / "parts" / "lib").glob("python3*/site-packages")) / parts.BORROWED
    assert lent.read_text() == f"{code}\n"
    assert parts.interpreter(home, bundle=tmp_path / "moved") == python
    assert lent.read_text() == f"{tmp_path / 'moved'}\n"


def test_a_bundle_needs_a_python(home: Home, tmp_path: Path) -> None:
    found = parts.look(parts.place(home, bundle=True), disk_free_bytes=PLENTY)
    with (
        Installation(home, found, search=(str(tmp_path),), settings={}) as running,
        pytest.raises(PartsNotInstalled) as caught,
    ):
        running.run(lambda _said: None)
    assert caught.value.facts["reason"] == "no_python"


def test_an_environment_that_was_begun_is_made_anew(home: Home, maker: Path) -> None:
    (home.training / "parts" / "bin").mkdir(parents=True)
    (home.training / "parts" / "bin" / "python").write_text("half")
    found = parts.look(parts.place(home, bundle=True), disk_free_bytes=PLENTY)
    with Installation(home, found, search=(str(maker),), settings={}) as running:
        running.run(lambda _said: None)
    assert parts.here(home, bundle=True)


def test_no_other_interpreter_is_used_where_sotto_is_no_bundle(home: Home) -> None:
    assert parts.interpreter(home) is None


# ---- what is said


def test_the_command_to_type_names_the_interpreter_and_the_tested_versions(own: Place) -> None:
    command = parts.command(parts.look(own))
    assert command.startswith(f"{own.python} -m pip install torch==2.13.0 ")
    assert "\n" not in command


def test_the_command_for_a_bundle_makes_its_environment_first(home: Home) -> None:
    first, second = parts.command(parts.look(parts.place(home, bundle=True), disk_free_bytes=1)).splitlines()
    assert first.endswith(f"-m venv {home.training / 'parts'}")
    assert second.startswith(f"{home.training / 'parts' / 'bin' / 'python'} -m pip install ")


def test_the_offer_says_what_it_takes(own: Place) -> None:
    said = words.offer(parts.look(own, disk_free_bytes=50_000_000_000))
    assert "about 1.2 GB" in said
    assert "50.0 GB free" in said


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


@pytest.mark.parametrize("key", words.REASONS)
def test_the_words_of_a_reason_are_plain_and_short(key: tuple[str, str]) -> None:
    for text in words.REASONS[key]:
        assert text.endswith(".")
        assert "!" not in text
        assert len(text) <= 130


# ---- the pins


def test_the_shipped_pins_are_those_sotto_is_tested_with() -> None:
    tested = Path(ROOT, "packaging", "constraints.txt").read_text().splitlines()
    shipped = Path(ROOT, "resources", part_pins.PINS).read_text().splitlines()
    assert [line for line in shipped if not line.startswith("#") and line not in tested] == []


def test_every_part_has_a_pin_and_so_has_all_it_stands_on() -> None:
    todo, seen = [pin.name for pin in (*part_pins.wanted("linux"), *part_pins.TRAINER)], set()
    while todo:
        name = part_pins.normal(todo.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # for other systems, or other versions of Python
        assert name in part_pins.pins(), name
        todo += [one.split(";")[0].strip().split(" ")[0].split("[")[0] for one in map(_bare, needs) if one]


IMPORTED = """
import sys, types
import app.child, engine.training.adapter_gguf, engine.training.loop, engine.training.scoring, engine.training.trainer
from importlib import metadata
packages = metadata.packages_distributions()
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] in ("app", "engine"):
        for one in vars(module).values():
            origin = one.__name__ if isinstance(one, types.ModuleType) else getattr(one, "__module__", "")
            print(*packages.get(str(origin).partition(".")[0], ()))
"""


def test_an_environment_of_its_own_has_all_that_the_trainer_imports() -> None:
    """But for llama.cpp, which is the bundle's, and the bundle's own code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", IMPORTED], env=environment, capture_output=True, text=True, check=True)
    imported = {part_pins.normal(name) for name in done.stdout.split()}
    assert {"torch", "peft", "msgspec"} <= imported
    asked_for = {pin.name for pin in (*part_pins.wanted("linux"), *part_pins.TRAINER)}
    assert imported - asked_for <= {"sotto", "llama-cpp-python"}


def _bare(requirement: str) -> str:
    """The name of a requirement, "" for one of an extra."""
    name, _, marker = requirement.partition(";")
    return "" if "extra" in marker else "".join(c if c.isalnum() or c in "-_." else " " for c in name)


@pytest.mark.parametrize(
    ("version", "pin", "fits"),
    [
        ("2.13.0", "2.13.0", True),
        ("2.13.0+cpu", "2.13.0", True),
        ("2.13", "2.13.0", True),
        ("2.14.1", "2.13.0", True),
        ("2.9.1", "2.13.0", False),
        ("3.0.0", "2.13.0", False),
        ("", "2.13.0", False),
        ("unknown", "2.13.0", False),
    ],
)
def test_a_version_fits_if_it_is_not_older_and_of_the_same_kind(version: str, pin: str, fits: bool) -> None:
    assert part_pins.fits(version, pin) is fits


def test_intel_macs_do_without_four_bits() -> None:
    assert part_pins.FOUR_BITS not in part_pins.wanted("darwin", "x86_64")
    assert part_pins.FOUR_BITS in part_pins.wanted("darwin", "arm64")
    assert part_pins.FOUR_BITS in part_pins.wanted("linux", "x86_64")

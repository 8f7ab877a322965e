"""Memory in a container is what the container may have, and not what its machine has."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from engine import main_memory
from engine.main_memory import Memory

GIB = 1 << 30


def group(folder: Path, **files: object) -> None:
    """A control group as Linux shows it ("memory_max" is the file memory.max)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, said in files.items():
        (folder / name.replace("memory_", "memory.", 1)).write_text(f"{said}\n")


def told(tmp_path: Path, line: str) -> list[Memory]:
    (tmp_path / "cgroup").write_text(line + "\n")
    return list(main_memory.limits(tmp_path / "cgroup", tmp_path / "shown"))


def test_what_a_container_leaves_is_its_limit_without_what_it_uses(tmp_path: Path) -> None:
    stat = f"anon 5\ninactive_file {GIB}\nactive_file 7"
    group(tmp_path / "shown", memory_max=4 * GIB, memory_current=3 * GIB, memory_stat=stat)
    assert told(tmp_path, "0::/") == [Memory(4 * GIB, 2 * GIB)]


def test_older_control_groups_have_other_names_for_the_same(tmp_path: Path) -> None:
    group(
        tmp_path / "shown" / "memory" / "docker" / "a",
        memory_limit_in_bytes=4 * GIB, memory_usage_in_bytes=3 * GIB, memory_stat=f"total_inactive_file {GIB}",
    )  # fmt: skip
    assert told(tmp_path, "3:cpu,cpuacct:/x\n5:memory:/docker/a") == [Memory(4 * GIB, 2 * GIB)]


def test_every_group_around_counts(tmp_path: Path) -> None:
    shown = tmp_path / "shown"
    group(shown / "user" / "session", memory_max="max", memory_current=GIB)
    group(shown / "user", memory_max=2 * GIB, memory_current=GIB)
    assert told(tmp_path, "0::/user/session") == [Memory(2 * GIB, GIB)]


def test_a_container_that_does_not_see_its_own_path_sees_itself_as_the_root(tmp_path: Path) -> None:
    group(tmp_path / "shown", memory_max=GIB, memory_current=0)
    assert told(tmp_path, "0::/kubepods/pod/one") == [Memory(GIB, GIB)]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"memory_max": "max", "memory_current": 5},
        {"memory_max": "soon", "memory_current": 5},
        {"memory_max": GIB},
    ],
)
def test_without_a_limit_nothing_is_said(tmp_path: Path, files: dict[str, object]) -> None:
    group(tmp_path / "shown", **files)
    assert told(tmp_path, "0::/") == []


def test_one_that_uses_more_than_its_limit_has_nothing_left(tmp_path: Path) -> None:
    group(tmp_path / "shown", memory_max=GIB, memory_current=2 * GIB, memory_stat="inactive_file soon")
    assert told(tmp_path, "0::/") == [Memory(GIB, 0)]


def test_the_least_of_all_is_what_there_is(tmp_path: Path) -> None:
    (tmp_path / "cgroup").write_text("0::/\n")
    group(tmp_path / "shown", memory_max=1000, memory_current=400)
    assert main_memory.look(tmp_path / "cgroup", tmp_path / "shown") == Memory(1000, 600)
    group(tmp_path / "shown", memory_max=1 << 62, memory_current=0)
    assert main_memory.look(tmp_path / "cgroup", tmp_path / "shown").total == psutil.virtual_memory().total


def test_a_system_without_control_groups_tells_of_the_machine(tmp_path: Path) -> None:
    found = main_memory.look(tmp_path / "none", tmp_path / "none")
    assert found.total == psutil.virtual_memory().total
    assert 0 < found.available <= found.total

"""What a confined process cannot do any more, tried in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process so")


def run(code: str) -> str:
    """What a fresh process prints."""
    done = subprocess.run(
        [sys.executable, "-c", f"from engine.llm.confinement import confine\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@linux_only
def test_more_memory_than_allowed_is_refused_and_less_is_given() -> None:
    code = """
print(confine(400 << 20))
small = bytearray(100 << 20)
try:
    bytearray(500 << 20)
except MemoryError:
    print("refused")
"""
    assert run(code).split() == [str(400 << 20), "refused"]


@linux_only
def test_mapped_files_are_not_counted() -> None:
    code = """
import mmap, os, tempfile
with tempfile.TemporaryFile() as file:
    file.truncate(600 << 20)
    confine(200 << 20)
    with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        print(len(mapped) >> 20, mapped[-1])
"""
    assert run(code) == "600 0"


@linux_only
def test_no_file_can_be_written_and_pipes_still_work(tmp_path: Path) -> None:
    path = tmp_path / "file"
    code = f"""
confine(0)
with open({str(path)!r}, "wb", buffering=0) as file:
    try:
        file.write(b"x")
    except OSError as error:
        print(error.strerror)
"""
    assert run(code) == "File too large"
    assert path.read_bytes() == b""


@linux_only
def test_no_core_is_dumped_and_no_limit_can_be_raised_again() -> None:
    code = """
import resource
print(confine(300 << 20), confine(900 << 20), confine(200 << 20), confine(0))
print(resource.getrlimit(resource.RLIMIT_CORE))
"""
    assert run(code).splitlines() == [f"{300 << 20} {300 << 20} {200 << 20} 0", "(1, 1)"]


@pytest.mark.skipif(sys.platform == "linux", reason="Linux has such limits; this is for systems that have none")
def test_a_system_without_limits_says_so() -> None:
    assert run("print(confine(1 << 20))") == "0"

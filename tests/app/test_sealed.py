"""Files that are encrypted at rest open whole, with their key and for their purpose, or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sealed
from engine.problems import SealBroken

KEY = bytes(range(32))


def test_what_was_sealed_opens_with_its_key_and_purpose(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "one"
    sealed.seal(path, [b"see you at the harbour"], key=KEY, purpose="adapter 1")
    assert sealed.unseal(path, key=KEY, purpose="adapter 1") == b"see you at the harbour"
    assert b"harbour" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_files_of_equal_content_look_different(tmp_path: Path) -> None:
    for name in ("a", "b"):
        sealed.seal(tmp_path / name, [b"same"], key=KEY, purpose="x")
    assert (tmp_path / "a").read_bytes() != (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(("key", "purpose"), [(bytes(32), "adapter 1"), (KEY, "adapter 2")])
def test_another_key_or_another_purpose_opens_nothing(key: bytes, purpose: str, tmp_path: Path) -> None:
    sealed.seal(tmp_path / "one", [b"text"], key=KEY, purpose="adapter 1")
    with pytest.raises(SealBroken) as told:
        sealed.unseal(tmp_path / "one", key=key, purpose=purpose)
    assert told.value.facts == {"reason": "damaged"}


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(at: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "sealed-one"
    sealed.seal(path, [b"text" * 20], key=KEY, purpose="p")
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(SealBroken):
        sealed.unseal(path, key=KEY, purpose="p")


@pytest.mark.parametrize("length", [0, 5, 6, 18, 37, 38, 40, 57])
def test_a_file_that_was_cut_is_noticed(length: int, tmp_path: Path) -> None:
    path = tmp_path / "one"
    sealed.seal(path, [b"text"], key=KEY, purpose="p")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(SealBroken):
        sealed.unseal(path, key=KEY, purpose="p")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SealBroken) as told:
        sealed.unseal(tmp_path / "none", key=KEY, purpose="p")
    assert told.value.facts == {"reason": "missing"}


HEAD, CLOSED = len(sealed.MAGIC) + sealed.SALT_BYTES, sealed.PIECE + sealed.TAG_BYTES


def content(n_bytes: int) -> Iterator[bytes]:
    """So many bytes, in parts that are no pieces, each of them another one."""
    for at in range(0, n_bytes, 300_000):
        yield (at.to_bytes(8, "little") * 37_500)[: min(300_000, n_bytes - at)]


@pytest.mark.parametrize("n_bytes", [0, 1, sealed.PIECE - 1, sealed.PIECE, sealed.PIECE + 1, 2 * sealed.PIECE])
def test_content_of_every_length_comes_back(n_bytes: int, tmp_path: Path) -> None:
    path = tmp_path / "one"
    sealed.seal(path, content(n_bytes), key=KEY, purpose="p")
    assert sealed.unseal(path, key=KEY, purpose="p") == b"".join(content(n_bytes))
    assert all(0 < len(one) <= sealed.PIECE for one in sealed.pieces(path, key=KEY, purpose="p")) or not n_bytes


def test_neither_closing_nor_opening_holds_a_file_whole(tmp_path: Path) -> None:
    n_bytes = 48 * sealed.PIECE
    tracemalloc.start()
    try:
        sealed.seal(tmp_path / "one", content(n_bytes), key=KEY, purpose="p")
        assert sum(map(len, sealed.pieces(tmp_path / "one", key=KEY, purpose="p"))) == n_bytes
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * sealed.PIECE


def closed_pieces(path: Path) -> list[bytes]:
    """What lies behind a file's head, piece by piece."""
    data = path.read_bytes()
    return [data[at : at + CLOSED] for at in range(HEAD, len(data), CLOSED)]


REARRANGED: dict[str, Callable[[list[bytes], list[bytes]], list[bytes]]] = {
    "two change places": lambda own, _: [own[1], own[0], *own[2:]],
    "the first is missing": lambda own, _: own[1:],
    "one is missing between": lambda own, _: [own[0], *own[2:]],
    "the last is missing": lambda own, _: own[:-1],
    "only the last is there": lambda own, _: own[-1:],
    "none is there": lambda _own, _: [],
    "one comes twice": lambda own, _: [own[0], *own],
    "the last comes twice": lambda own, _: [*own, own[-1]],
    "one is another file's": lambda own, other: [own[0], other[1], *own[2:]],
    "the last is another file's": lambda own, other: [*own[:-1], other[-1]],
}


@pytest.mark.parametrize("n_bytes", [3 * sealed.PIECE, 3 * sealed.PIECE + 5])
@pytest.mark.parametrize("way", REARRANGED)
def test_pieces_open_only_in_their_file_and_their_place(way: str, n_bytes: int, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        sealed.seal(path, content(n_bytes), key=KEY, purpose="p")
    moved = REARRANGED[way](closed_pieces(one), closed_pieces(other))
    one.write_bytes(one.read_bytes()[:HEAD] + b"".join(moved))
    with pytest.raises(SealBroken) as told:
        sealed.unseal(one, key=KEY, purpose="p")
    assert told.value.facts == {"reason": "damaged"}


def test_the_same_file_stays_where_the_content_of_a_new_one_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "one"
    sealed.seal(path, [b"old"], key=KEY, purpose="p")

    def breaks_off() -> Iterator[bytes]:
        yield bytes(2 * sealed.PIECE)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sealed.seal(path, breaks_off(), key=KEY, purpose="p")
    assert sealed.unseal(path, key=KEY, purpose="p") == b"old"
    assert list(tmp_path.iterdir()) == [path]


# ---- in the clear ---------------------------------------------------------------------------------------------------


@pytest.fixture(params=["in memory", "in a file"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a plain file may lie, on a system that has files in memory and on one that has not."""
    if request.param == "in a file":
        monkeypatch.setattr(os, "memfd_create", nothing_of_that_kind, raising=False)
        monkeypatch.setattr(os, "fsync", nothing_of_that_kind)
    elif sys.platform != "linux":
        pytest.skip("only Linux has files in memory")
    return tmp_path / "open" / "adapter.gguf"


def nothing_of_that_kind(*_: object) -> int:
    raise OSError(errno.ENOSYS, "no such function")


def test_the_plain_file_is_private_and_gone_afterwards_even_after_an_error(place: Path) -> None:
    """It is not forced onto the disk, either."""
    opening = sealed.as_plain([b"te", b"xt"], place)
    there = opening.__enter__()
    assert there.read_bytes() == b"text"
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert not opening.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert not there.exists()
    assert not list(place.parent.glob("*"))


def test_another_program_of_the_person_reads_the_plain_file(place: Path) -> None:
    with sealed.as_plain([b"text"], place) as there:
        found = subprocess.run([sys.executable, "-c", READS, there], stdout=subprocess.PIPE, check=True).stdout
    assert found == b"text"


READS = "import sys, pathlib; sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files in memory")
def test_a_plain_file_lies_on_no_disk(tmp_path: Path) -> None:
    with sealed.as_plain([b"text"], tmp_path / "open" / "adapter.gguf") as there:
        assert there.read_bytes() == b"text"
        assert not list(tmp_path.rglob("*"))


def test_what_breaks_off_is_given_to_nobody(place: Path) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"text"
        raise SealBroken(reason="damaged")

    with pytest.raises(SealBroken), sealed.as_plain(breaks_off(), place):
        pytest.fail("half of it was given out")
    assert not list(place.parent.glob("*"))

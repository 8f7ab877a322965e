"""Files that are encrypted at rest open whole, with their key and for their purpose, or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import sealed
from engine.problems import SealBroken

KEY = bytes(range(32))


def test_what_was_sealed_opens_with_its_key_and_purpose(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "one"
    sealed.seal(path, b"see you at the harbour", key=KEY, purpose="adapter 1")
    assert sealed.unseal(path, key=KEY, purpose="adapter 1") == b"see you at the harbour"
    assert b"harbour" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_files_of_equal_content_look_different(tmp_path: Path) -> None:
    for name in ("a", "b"):
        sealed.seal(tmp_path / name, b"same", key=KEY, purpose="x")
    assert (tmp_path / "a").read_bytes() != (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(("key", "purpose"), [(bytes(32), "adapter 1"), (KEY, "adapter 2")])
def test_another_key_or_another_purpose_opens_nothing(key: bytes, purpose: str, tmp_path: Path) -> None:
    sealed.seal(tmp_path / "one", b"text", key=KEY, purpose="adapter 1")
    with pytest.raises(SealBroken) as told:
        sealed.unseal(tmp_path / "one", key=key, purpose=purpose)
    assert told.value.facts == {"reason": "damaged"}


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_is_noticed(at: int, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "sealed-one"
    sealed.seal(path, b"text" * 20, key=KEY, purpose="p")
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(SealBroken):
        sealed.unseal(path, key=KEY, purpose="p")


@pytest.mark.parametrize("length", [0, 5, 6, 18, 33])
def test_a_file_that_was_cut_is_noticed(length: int, tmp_path: Path) -> None:
    path = tmp_path / "one"
    sealed.seal(path, b"text", key=KEY, purpose="p")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(SealBroken):
        sealed.unseal(path, key=KEY, purpose="p")


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SealBroken) as told:
        sealed.unseal(tmp_path / "none", key=KEY, purpose="p")
    assert told.value.facts == {"reason": "missing"}


def test_the_plain_file_is_private_and_gone_afterwards_even_after_an_error(tmp_path: Path) -> None:
    plain = tmp_path / "open" / "adapter.gguf"
    opening = sealed.as_plain(b"text", plain)
    there = opening.__enter__()
    assert there.read_bytes() == b"text"
    assert stat.S_IMODE(there.stat().st_mode) == 0o600
    assert not opening.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert list(plain.parent.iterdir()) == []

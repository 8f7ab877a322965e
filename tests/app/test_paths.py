"""A file of ours is replaced whole, also where somebody has it open for a moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import paths


class Held(type(Path())):  # type: ignore[misc]  # the class of this system
    """A file that cannot be moved for a while."""

    refused = 0

    def replace(self, target: Path) -> Path:  # type: ignore[override]
        type(self).refused += 1
        if self.refused <= 2:
            raise PermissionError
        return Path(self).replace(target)


@pytest.mark.parametrize(("tries", "replaced"), [(3, True), (2, False)])
def test_a_file_that_somebody_has_open_is_replaced_as_soon_as_he_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tries: int, replaced: bool
) -> None:
    monkeypatch.setattr(paths, "TRIES", tries)
    monkeypatch.setattr(paths, "AGAIN_S", 0.0)
    monkeypatch.setattr(Held, "refused", 0)
    path = Held(tmp_path / "file")
    path.write_bytes(b"old")
    if replaced:
        paths.write_private(path, b"new")
    else:
        with pytest.raises(PermissionError):
            paths.write_private(path, b"new")
    assert (tmp_path / "file").read_bytes() == (b"new" if replaced else b"old")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
